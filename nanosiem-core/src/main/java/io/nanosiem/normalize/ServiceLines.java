package io.nanosiem.normalize;

import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import org.jspecify.annotations.Nullable;

/**
 * Services that users log in to, beside SSH: consoles, FTP, mail; and the tools that change users.
 */
final class ServiceLines {
  private ServiceLines() {}

  /** login, of shadow and util-linux, and the line that it writes under the name of the session. */
  static void login(String s, Event.Builder event) {
    if (s.startsWith("pam_")) {
      PamLines.read(s, event, new AddressReader(), false);
      return;
    }
    if (s.startsWith("FAILED LOGIN")) {
      Facts.failure(event);
      int from = s.indexOf(" FROM ");
      if (from > 0) {
        Facts.source(event, new AddressReader(), s, from + " FROM ".length());
      }
      int at = s.lastIndexOf(" FOR ");
      if (at > 0) {
        int end = s.indexOf(", ", at);
        Facts.user(event, unquote(s.substring(at + " FOR ".length(), end < 0 ? s.length() : end)));
      }
      return;
    }
    if (s.startsWith("ROOT LOGIN")) {
      Facts.success(event);
      Facts.user(event, "root");
      int from = s.indexOf(" FROM ");
      if (from > 0) {
        Facts.source(event, new AddressReader(), s, from + " FROM ".length());
      }
      return;
    }
    if (s.startsWith("LOGIN ON ")) {
      Facts.success(event);
      int by = s.indexOf(" BY ");
      if (by > 0) {
        Facts.user(event, s.substring(by + 4, Facts.endOfToken(s, by + 4)));
      }
    }
  }

  private static String unquote(String s) {
    return s.length() > 1 && s.charAt(0) == '\'' && s.endsWith("'")
        ? s.substring(1, s.length() - 1)
        : s;
  }

  /** vsftpd: {@code [pid 2] [bob] FAIL LOGIN: Client "192.0.2.1"}. */
  static void vsftpd(String s, Event.Builder event) {
    AddressReader reader = new AddressReader();
    if (s.startsWith("pam_")) {
      PamLines.read(s, event, reader, true);
      return;
    }
    int client = s.lastIndexOf("Client \"");
    if (client < 0) {
      return;
    }
    event.category(EventCategory.NETWORK);
    Facts.source(event, reader, s, client + "Client \"".length());
    int verdict = s.lastIndexOf("] FAIL LOGIN: ", client);
    boolean failed = verdict >= 0;
    if (!failed) {
      verdict = s.lastIndexOf("] OK LOGIN: ", client);
    }
    if (verdict < 0) {
      return;
    }
    int open = s.indexOf('[', s.indexOf("[pid ") >= 0 ? s.indexOf("[pid ") + 1 : 0);
    if (open >= 0 && open < verdict) {
      Facts.user(event, s.substring(open + 1, verdict));
    }
    if (failed) {
      Facts.failure(event);
    } else {
      Facts.success(event);
    }
  }

  /** The FTP servers of BSD, WU and Linux. */
  static void ftpd(String s, Event.Builder event) {
    AddressReader reader = new AddressReader();
    if (s.startsWith("connection from ")) {
      event.category(EventCategory.NETWORK);
      Facts.source(event, reader, s, "connection from ".length());
    } else if (s.startsWith("refused connect from ")) {
      event.category(EventCategory.NETWORK);
      event.tag(EventTags.DENIED);
      Facts.source(event, reader, s, "refused connect from ".length());
    } else if (s.startsWith("ANONYMOUS FTP LOGIN FROM ")) {
      Facts.success(event);
      Facts.user(event, "anonymous");
      Facts.source(event, reader, s, "ANONYMOUS FTP LOGIN FROM ".length());
    } else if (s.startsWith("FTP LOGIN FROM ")) {
      Facts.success(event);
      hostAndBracket(s, "FTP LOGIN FROM ".length(), event, reader);
      int as = s.indexOf(" as ");
      int comma = s.lastIndexOf(", ");
      Facts.user(
          event, as > 0 ? s.substring(as + 4) : comma > 0 ? s.substring(comma + 2).strip() : null);
    } else if (s.startsWith("FTP LOGIN FAILED FROM ") || s.startsWith("FTP LOGIN REFUSED FROM ")) {
      Facts.failure(event);
      hostAndBracket(s, s.indexOf(" FROM ") + " FROM ".length(), event, reader);
      int comma = s.lastIndexOf(", ");
      Facts.user(event, comma > 0 ? s.substring(comma + 2).strip() : null);
    } else if (s.startsWith("failed login from ")) {
      Facts.failure(event);
      hostAndBracket(s, "failed login from ".length(), event, reader);
      int comma = s.lastIndexOf(", ");
      Facts.user(event, comma > 0 ? s.substring(comma + 2).strip() : null);
    } else if (s.startsWith("login ") && s.endsWith(" failed.")) {
      int from = s.lastIndexOf(" from ");
      if (from > "login ".length()) {
        Facts.failure(event);
        Facts.user(event, s.substring("login ".length(), from));
        Facts.source(event, reader, s.substring(0, s.length() - " failed.".length()), from + 6);
      }
    } else if (s.startsWith("pam_")) {
      PamLines.read(s, event, reader, true);
    } else {
      GenericLines.addresses(s, event, reader);
    }
  }

  /** {@code host [192.0.2.1]}: the address is the better of the two. */
  private static void hostAndBracket(
      String s, int from, Event.Builder event, AddressReader reader) {
    int open = s.indexOf('[', from);
    if (open >= 0 && reader.at(s, open)) {
      event.sourceAddress(reader.text);
    } else {
      Facts.source(event, reader, s, from);
    }
  }

  /** ProFTPD: {@code host (client[192.0.2.1]) - USER bob (Login failed): …}. */
  static void proftpd(String s, Event.Builder event) {
    AddressReader reader = new AddressReader();
    if (s.startsWith("pam_")) {
      PamLines.read(s, event, reader, false);
      return;
    }
    int open = s.indexOf('[', Math.max(0, s.indexOf(" (")));
    if (open >= 0 && reader.at(s, open)) {
      event.sourceAddress(reader.text);
      event.category(EventCategory.NETWORK);
    }
    int userAt = s.indexOf(" - USER ");
    if (userAt > 0) {
      int from = userAt + " - USER ".length();
      int failed = s.indexOf(" (Login failed)", from);
      int unknown = s.indexOf(": no such user ", from);
      int passed = s.indexOf(": Login successful", from);
      int end = failed >= 0 ? failed : unknown >= 0 ? unknown : passed;
      if (end > from) {
        Facts.user(event, s.substring(from, end));
        if (passed == end) {
          Facts.success(event);
        } else {
          Facts.failure(event);
        }
      }
    } else if (s.indexOf(" - ANON ") > 0 && s.endsWith(": Login successful.")) {
      int from = s.indexOf(" - ANON ") + " - ANON ".length();
      Facts.user(event, s.substring(from, s.length() - ": Login successful.".length()));
      Facts.success(event);
    }
  }

  /** Pure-FTPd: {@code (bob@192.0.2.1) [WARNING] Authentication failed for user [bob]}. */
  static void pureFtpd(String s, Event.Builder event) {
    if (!s.startsWith("(")) {
      return;
    }
    int close = s.indexOf(')');
    int split = close < 0 ? -1 : s.lastIndexOf('@', close);
    if (split < 0) {
      return;
    }
    AddressReader reader = new AddressReader();
    event.category(EventCategory.NETWORK);
    Facts.source(event, reader, s, split + 1);
    int failed = s.indexOf("Authentication failed for user [", close);
    int passed = s.indexOf("] ", close);
    if (failed > 0) {
      int from = failed + "Authentication failed for user [".length();
      int end = s.lastIndexOf(']');
      Facts.user(event, end > from ? s.substring(from, end) : null);
      Facts.failure(event);
    } else if (passed > 0 && s.endsWith(" is now logged in")) {
      Facts.user(event, s.substring(passed + 2, s.length() - " is now logged in".length()));
      Facts.success(event);
    } else {
      Facts.user(event, s.substring(1, split));
    }
  }

  /** Dovecot's login processes, and the old IMAP and POP3 daemons that write alike. */
  static void dovecot(String s, Event.Builder event) {
    AddressReader reader = new AddressReader();
    int at = s.indexOf("-login: ");
    int text = at >= 0 && at < 32 ? at + "-login: ".length() : 0;
    int client = s.lastIndexOf(", rip=");
    if (client < 0) {
      client = s.indexOf("rip=") == text ? -1 : s.indexOf(" rip=") - 1;
    }
    if (client >= 0) {
      Facts.source(event, reader, s, client + ", rip=".length());
      int local = s.indexOf("lip=", client);
      if (local > 0 && reader.at(s, local + 4)) {
        event.destinationAddress(reader.text);
      }
      event.category(EventCategory.NETWORK);
    }
    int userAt = s.indexOf("user=<", text);
    if (userAt >= 0) {
      // The name may hold '>': what Dovecot wrote itself comes after it.
      int end = s.indexOf(">, ", userAt);
      for (int next = end; next >= 0; next = s.indexOf(">, ", next + 1)) {
        if (s.startsWith(">, method=", next) || s.startsWith(">, rip=", next)) {
          end = next;
          break;
        }
      }
      end = end < 0 ? s.indexOf('>', userAt) : end;
      Facts.user(event, end > userAt + 6 ? s.substring(userAt + 6, end) : null);
    }
    if (s.startsWith("Login: ", text)) {
      Facts.success(event);
      return;
    }
    int failed = s.indexOf("(auth failed, ", text);
    if (failed > 0 && (userAt < 0 || failed < userAt)) {
      Facts.failure(event);
      Facts.repeat(event, Facts.numberAt(s, failed + "(auth failed, ".length()));
    } else if (s.startsWith("Aborted login: user=", text)) {
      Facts.failure(event);
    }
    if (client < 0) {
      // "auth-worker: sql(bob,192.0.2.1): Password mismatch": the login process says it again.
      int open = s.indexOf('(', Math.max(0, s.indexOf(": ")));
      int close = s.indexOf("): ", open + 1);
      int comma = close < 0 ? -1 : s.indexOf(',', open);
      if (open > 0 && comma > open && comma < close && reader.at(s, comma + 1)) {
        event.category(EventCategory.AUTHENTICATION);
        event.sourceAddress(reader.text);
        Facts.user(event, s.substring(open + 1, comma));
      } else if (s.indexOf("pam_unix(") >= 0) {
        PamLines.read(s.substring(s.indexOf("pam_unix(")), event, reader, false);
      }
    }
  }

  /** MySQL's log of slow queries: {@code # User@Host: root[root] @ localhost [192.0.2.1]}. */
  static boolean slowQuery(String s, Event.Builder event) {
    int at = s.startsWith("# ") ? s.indexOf("# User@Host: ") : -1;
    int open = at < 0 ? -1 : s.indexOf('[', at);
    int end = open < 0 ? -1 : s.indexOf("] @ ", open);
    if (end < 0) {
      return false;
    }
    Facts.user(event, s.substring(open + 1, end));
    int address = s.indexOf('[', end);
    AddressReader reader = new AddressReader();
    if (address > 0 && reader.at(s, address)) {
      event.sourceAddress(reader.text);
    }
    return true;
  }

  /** unix_chkpwd, which PAM asks: the program that asked PAM reports the attempt. */
  static void checkPassword(String s, Event.Builder event) {
    int open = s.indexOf("for user (");
    int close = s.lastIndexOf(')');
    if (open > 0 && close > open) {
      event.category(EventCategory.AUTHENTICATION);
      Facts.user(event, s.substring(open + "for user (".length(), close));
    }
  }

  /** vpopmail: {@code vchkpw-pop3: password fail bob@example.org:192.0.2.1}. */
  static void vpopmail(String s, Event.Builder event) {
    int colon = s.lastIndexOf(':');
    int at = s.lastIndexOf(' ', colon);
    if (!s.startsWith("vchkpw") || at < 0 || colon <= at + 1) {
      return;
    }
    Facts.user(event, s.substring(at + 1, colon));
    Facts.source(event, new AddressReader(), s, colon + 1);
    if (s.contains(": login success ")) {
      Facts.success(event);
    } else {
      Facts.failure(event);
    }
  }

  /** Proxmox: {@code authentication failure; rhost=192.0.2.1 user=root@pve msg=…}. */
  static void proxmox(String s, Event.Builder event) {
    AddressReader reader = new AddressReader();
    if (!s.startsWith("authentication failure; ")) {
      int user = s.indexOf("successful auth for user '");
      if (user >= 0) {
        int from = user + "successful auth for user '".length();
        int end = s.indexOf('\'', from);
        realm(end > from ? s.substring(from, end) : "", event);
        Facts.success(event);
      }
      return;
    }
    Facts.failure(event);
    String source = Facts.after(s, "rhost=");
    if (source != null && reader.whole(source)) {
      event.sourceAddress(reader.text);
    }
    int user = s.indexOf(" user=");
    int end = s.lastIndexOf(" msg=");
    if (user > 0 && end > user) {
      realm(s.substring(user + " user=".length(), end), event);
    }
  }

  /** {@code root@pve}: a name and who vouches for it. */
  private static void realm(String name, Event.Builder event) {
    int at = name.lastIndexOf('@');
    Facts.user(event, at > 0 ? name.substring(0, at) : name);
    if (at > 0 && at + 1 < name.length()) {
      event.derived("user.domain", name.substring(at + 1));
    }
  }

  /** Postfix: {@code warning: unknown[192.0.2.1]: SASL LOGIN authentication failed: …}. */
  static void postfix(String s, Event.Builder event) {
    AddressReader reader = new AddressReader();
    int sasl = s.indexOf("]: SASL ");
    if (sasl > 0 && s.indexOf(" authentication failed", sasl) > 0) {
      int open = s.lastIndexOf('[', sasl);
      if (open >= 0 && reader.at(s, open)) {
        event.sourceAddress(reader.text);
      }
      Facts.failure(event);
      Facts.user(event, Facts.after(s, "sasl_username="));
      return;
    }
    int open = s.indexOf('[');
    if (open > 0 && reader.at(s, open)) {
      event.category(EventCategory.NETWORK);
      event.sourceAddress(reader.text);
      if (reader.port >= 0) {
        event.sourcePort(reader.port);
      }
      int user = s.indexOf("sasl_username=");
      if (user > 0) {
        Facts.user(event, Facts.after(s, "sasl_username="));
        Facts.success(event);
      }
      return;
    }
    GenericLines.addresses(s, event, reader);
  }

  /** Dropbear, the SSH server of small devices. */
  static void dropbear(String s, Event.Builder event) {
    AddressReader reader = new AddressReader();
    int from = s.lastIndexOf(" from ");
    if (from < 0) {
      GenericLines.addresses(s, event, reader);
      return;
    }
    event.category(EventCategory.NETWORK);
    Facts.source(event, reader, s, from + " from ".length());
    boolean failed =
        s.startsWith("Bad password attempt for ")
            || s.startsWith("Bad PAM password attempt for ")
            || s.startsWith("Login attempt for nonexistent user");
    if (failed) {
      Facts.failure(event);
    } else if (s.indexOf(" auth succeeded for '") > 0) {
      Facts.success(event);
    } else {
      return;
    }
    int open = s.indexOf(" '");
    // The name may hold a quote; a key's description follows only where the verdict is good.
    int close = failed ? s.lastIndexOf('\'', from) : s.indexOf('\'', open + 2);
    if (open > 0 && close > open + 2) {
      Facts.user(event, s.substring(open + 2, close));
    }
  }

  /** The IMAP and POP3 daemons of the University of Washington. */
  static void imapd(String s, Event.Builder event) {
    AddressReader reader = new AddressReader();
    int open = s.lastIndexOf('[');
    if (open > 0 && reader.at(s, open)) {
      event.sourceAddress(reader.text);
      event.category(EventCategory.NETWORK);
    }
    if (s.startsWith("Login failed user=")) {
      Facts.failure(event);
    } else if (s.startsWith("Authenticated user=") || s.startsWith("Login user=")) {
      Facts.success(event);
    } else {
      return;
    }
    Facts.user(event, Facts.after(s, "user="));
  }

  /** The Kerberos rlogin daemon. */
  static void klogind(String s, Event.Builder event) {
    if (s.startsWith("Authentication failed from ")) {
      Facts.failure(event);
      Facts.source(event, new AddressReader(), s, "Authentication failed from ".length());
    } else if (s.startsWith("Kerberos authentication failed")) {
      event.category(EventCategory.AUTHENTICATION);
    } else {
      GenericLines.addresses(s, event, new AddressReader());
    }
  }

  /** cron: {@code (root) CMD (run-parts /etc/cron.hourly)}. */
  static void cron(String s, Event.Builder event) {
    if (s.startsWith("pam_")) {
      PamLines.read(s, event, new AddressReader(), false);
      return;
    }
    int close = s.indexOf(')');
    if (!s.startsWith("(") || close < 2) {
      return;
    }
    Facts.user(event, s.substring(1, close));
    if (s.startsWith(" CMD (", close + 1)) {
      event.category(EventCategory.PROCESS);
      int from = close + " CMD (".length() + 1;
      int end = s.endsWith(")") ? s.length() - 1 : s.length();
      if (end > from) {
        event.derived("process.command_line", s.substring(from, end));
      }
    }
  }

  /** systemd-logind. */
  static void logind(String s, Event.Builder event) {
    if (s.startsWith("New session ") || s.startsWith("Removed session ")) {
      event.category(EventCategory.SESSION);
      int at = s.lastIndexOf(" of user ");
      if (at > 0) {
        int from = at + " of user ".length();
        int end = s.endsWith(".") ? s.length() - 1 : s.length();
        Facts.user(event, end > from ? s.substring(from, end) : null);
      }
    }
  }

  /** The tools of shadow that change users and groups. */
  static void accounts(String s, Event.Builder event) {
    if (s.startsWith("pam_")) {
      PamLines.read(s, event, new AddressReader(), false);
      return;
    }
    event.category(EventCategory.IAM);
    event.derived("event.outcome", s.startsWith("failed ") ? "failure" : "success");
    String target = null;
    String group = null;
    if (s.startsWith("new user: name=")) {
      target = Facts.after(s, "name=");
    } else if (s.startsWith("new group: name=")) {
      group = Facts.after(s, "name=");
    } else if (s.startsWith("user ") && s.indexOf(" added by ") > 0) {
      int added = s.indexOf(" added by ");
      target = s.substring("user ".length(), added);
      Facts.user(event, Facts.after(s, " added by "));
      group = Facts.after(s, " to group ");
    } else if (quoted(s, 0) != null) {
      target = quoted(s, 0);
      int at = s.indexOf(" group ");
      group = at < 0 ? null : quoted(s, at);
    } else if (s.startsWith("password for ")) {
      target = quoted(s, 0);
    }
    String known = Facts.name(target);
    if (known != null) {
      event.derived("user.target.name", known);
    }
    if (group != null && !group.isBlank()) {
      event.derived("group.name", group);
      if (isAdministrators(group) && s.indexOf("dd") >= 0 && s.indexOf("new group") < 0) {
        event.tag(EventTags.PRIVILEGE_ESCALATION);
      }
    }
  }

  private static boolean isAdministrators(String group) {
    return switch (group) {
      case "root", "sudo", "wheel", "admin" -> true;
      default -> false;
    };
  }

  private static @Nullable String quoted(String s, int from) {
    int open = s.indexOf('\'', from);
    int close = open < 0 ? -1 : s.indexOf('\'', open + 1);
    return close > open + 1 ? s.substring(open + 1, close) : null;
  }
}
