package io.nanosiem.normalize;

import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import org.jspecify.annotations.Nullable;

/**
 * Lines that PAM modules write in the name of a program: {@code pam_unix(sshd:auth): authentication
 * failure; …}, and {@code sshd(pam_unix)[1]: authentication failure; …} of old systems.
 *
 * <p>Whether such a line is the verdict or repeats one depends on the program: sshd, sudo, su and
 * login write a line of their own for each attempt; of gdm or vsftpd the PAM line is the only one,
 * and so it is for all programs in the old form.
 */
final class PamLines {
  private PamLines() {}

  /**
   * Reads a line that begins with the name of a module.
   *
   * @param primary whether a failure here is the only report of an attempt
   */
  static void read(String s, Event.Builder event, AddressReader reader, boolean primary) {
    int colon = s.indexOf(": ");
    if (colon < 0) {
      return;
    }
    text(s, colon + 2, event, reader, primary);
  }

  /** Reads what follows the name of the module. */
  static void text(String s, int from, Event.Builder event, AddressReader reader, boolean primary) {
    int at = from;
    if (s.startsWith("check pass; user unknown", at)
        || s.startsWith("bad username ", at)
        || s.startsWith("auth could not identify password", at)) {
      event.category(EventCategory.AUTHENTICATION);
      return;
    }
    if (s.startsWith("authentication failure", at)) {
      event.category(EventCategory.AUTHENTICATION);
      if (primary) {
        Facts.failure(event);
      }
      details(s, event, reader);
      return;
    }
    int digits = at;
    while (digits < s.length() && AddressReader.isDigit(s.charAt(digits))) {
      digits++;
    }
    if (digits > at && s.startsWith(" more authentication failure", digits)) {
      event.category(EventCategory.AUTHENTICATION);
      if (primary) {
        Facts.failure(event);
        Facts.repeat(event, Facts.numberAt(s, at));
      }
      details(s, event, reader);
      return;
    }
    if (s.startsWith("session opened for user ", at)) {
      session(s, at + "session opened for user ".length(), event);
      return;
    }
    if (s.startsWith("session closed for user ", at)) {
      event.category(EventCategory.SESSION);
      event.derived("event.outcome", "success");
      int userAt = at + "session closed for user ".length();
      Facts.user(event, s.substring(userAt, Facts.endOfToken(s, userAt)));
      return;
    }
    if (s.startsWith("requirement ", at)) {
      // pam_succeed_if: what it refuses, the program's own verdict reports.
      event.category(EventCategory.AUTHENTICATION);
      int open = s.lastIndexOf("by user \"");
      int close = s.lastIndexOf('"');
      if (open > 0 && close > open + "by user \"".length()) {
        Facts.user(event, s.substring(open + "by user \"".length(), close));
      }
      return;
    }
    if (s.startsWith("password changed for ", at)) {
      event.category(EventCategory.IAM);
      String target = Facts.name(s.substring(at + "password changed for ".length()).strip());
      if (target != null) {
        event.derived("user.target.name", target);
      }
    }
  }

  /**
   * {@code logname= uid=0 euid=0 tty=ssh ruser=bob rhost=192.0.2.1 user=root}: the caller, if there
   * is one, is who acts, and the account is what he wants to be.
   */
  static void details(String s, Event.Builder event, AddressReader reader) {
    int rhost = s.indexOf(" rhost=");
    int userFrom = rhost < 0 ? 0 : rhost + 1;
    int userAt = s.indexOf(" user=", userFrom);
    String account =
        userAt < 0 ? null : Facts.name(s.substring(userAt + " user=".length()).strip());
    int ruserAt = s.indexOf(" ruser=");
    String caller = null;
    if (ruserAt >= 0) {
      int from = ruserAt + " ruser=".length();
      caller = Facts.name(s.substring(from, Facts.endOfToken(s, from)));
    }
    if (rhost >= 0) {
      int from = rhost + " rhost=".length();
      if (from < s.length() && s.charAt(from) > ' ') {
        Facts.source(event, reader, s, from);
      }
    }
    if (caller != null && account != null && !caller.equals(account)) {
      Facts.user(event, caller);
      event.derived("user.effective.name", account);
    } else {
      Facts.user(event, account != null ? account : caller);
    }
  }

  /** {@code root(uid=0) by bob(uid=1000)}: who called, if he is named and is somebody else. */
  private static void session(String s, int userAt, Event.Builder event) {
    event.category(EventCategory.SESSION);
    event.derived("event.outcome", "success");
    int userEnd = s.indexOf(" by ", userAt);
    String account = account(s, userAt, userEnd < 0 ? s.length() : userEnd);
    String caller = null;
    int callerId = -1;
    if (userEnd >= 0) {
      int callerAt = userEnd + " by ".length();
      caller = account(s, callerAt, s.length());
      int uid = s.indexOf("uid=", callerAt);
      callerId = uid < 0 ? -1 : Facts.numberAt(s, uid + "uid=".length());
    }
    boolean switches = isSwitch(event.program(), s);
    if (!switches || caller == null || caller.equals("LOGIN")) {
      Facts.user(event, account);
      if (switches) {
        escalation(event, account, null, callerId);
      }
      return;
    }
    Facts.user(event, caller);
    if (account != null) {
      event.derived("user.effective.name", account);
    }
    escalation(event, account, caller, callerId);
  }

  /** A session as root that somebody else opened by su; sudo reports its command itself. */
  private static void escalation(
      Event.Builder event, @Nullable String account, @Nullable String caller, int callerId) {
    String program = event.program();
    if ("root".equals(account)
        && callerId != 0
        && (caller == null ? callerId > 0 : !caller.equals("root"))
        && program != null
        && !program.equals("sudo")) {
      event.tag(EventTags.PRIVILEGE_ESCALATION);
    }
  }

  private static boolean isSwitch(@Nullable String program, String s) {
    return program != null
        && (program.equals("su")
            || program.equals("sudo")
            || program.equals("su(pam_unix)")
            || program.equals("doas")
            || s.startsWith("pam_unix(su:")
            || s.startsWith("pam_unix(su-l:"));
  }

  private static @Nullable String account(String s, int from, int to) {
    int end = from;
    while (end < to) {
      char c = s.charAt(end);
      if (c == '(' || c <= ' ') {
        break;
      }
      end++;
    }
    return end > from ? Facts.name(s.substring(from, end)) : null;
  }
}
