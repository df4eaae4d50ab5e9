package io.nanosiem.normalize;

import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import org.jspecify.annotations.Nullable;

/** Programs by which a user becomes another: sudo and su. The user of the event is who called. */
final class SwitchLines {
  private SwitchLines() {}

  /** {@code bob : TTY=pts/1 ; PWD=/home/bob ; USER=root ; COMMAND=/bin/bash}. */
  static void sudo(String message, Event.Builder event) {
    int at = 0;
    while (at < message.length() && message.charAt(at) == ' ') {
      at++;
    }
    String s = at == 0 ? message : message.substring(at);
    if (s.startsWith("pam_")) {
      PamLines.read(s, event, new AddressReader(), false);
      return;
    }
    int colon = s.indexOf(" : ");
    if (colon <= 0) {
      return;
    }
    String caller = Facts.name(s.substring(0, colon).strip());
    Facts.user(event, caller);
    int first = colon + 3;
    int userAt = s.indexOf("USER=", first);
    String target = null;
    if (userAt >= 0) {
      int from = userAt + "USER=".length();
      int end = from;
      while (end < s.length() && s.charAt(end) > ' ') {
        end++;
      }
      target = Facts.name(s.substring(from, end));
    }
    if (target != null) {
      event.derived("user.effective.name", target);
    }
    int commandAt = s.indexOf("COMMAND=", Math.max(first, userAt));
    if (commandAt >= 0) {
      event.derived("process.command_line", s.substring(commandAt + "COMMAND=".length()));
    }
    if (s.startsWith("TTY=", first)
        || s.startsWith("PWD=", first)
        || s.startsWith("USER=", first)
        || s.startsWith("(command continued)", first)) {
      event.category(EventCategory.PROCESS);
      event.derived("event.outcome", "success");
      if (commandAt >= 0
          && ("root".equals(target) || "#0".equals(target))
          && !"root".equals(caller)) {
        event.tag(EventTags.PRIVILEGE_ESCALATION);
      }
      return;
    }
    if (s.startsWith("a password is required", first)) {
      // Asked not to ask: nobody tried a password.
      event.category(EventCategory.AUTHENTICATION);
      return;
    }
    Facts.failure(event);
    int tries = Facts.numberAt(s, first);
    if (tries > 1 && s.indexOf("incorrect password attempt", first) > 0) {
      Facts.repeat(event, tries);
    }
  }

  /** OpenBSD's doas: {@code bob ran command /bin/ksh as root from /home/bob}. */
  static void doas(String message, Event.Builder event) {
    if (message.startsWith("pam_")) {
      PamLines.read(message, event, new AddressReader(), false);
      return;
    }
    if (message.startsWith("failed auth for ") || message.startsWith("failed command for ")) {
      int from = message.indexOf(" for ") + " for ".length();
      int end = message.indexOf(':', from);
      Facts.user(event, message.substring(from, end < 0 ? message.length() : end));
      Facts.failure(event);
      return;
    }
    int ran = message.indexOf(" ran command ");
    int as = message.lastIndexOf(" as ");
    if (ran <= 0 || as < ran) {
      return;
    }
    event.category(EventCategory.PROCESS);
    // Old versions write "as root: COMMAND", newer ones "COMMAND as root from DIRECTORY".
    int first = message.indexOf(" as ", ran);
    boolean commandLast = first == ran + " ran command".length();
    int nameAt = (commandLast ? first : as) + " as ".length();
    int nameEnd = nameAt;
    while (nameEnd < message.length()
        && message.charAt(nameEnd) > ' '
        && message.charAt(nameEnd) != ':') {
      nameEnd++;
    }
    String caller = message.substring(0, ran);
    String target = message.substring(nameAt, nameEnd);
    pair(caller, target, event);
    String command =
        commandLast
            ? message.substring(Math.min(message.length(), nameEnd + 2))
            : message.substring(ran + " ran command ".length(), as);
    if (!command.isBlank()) {
      event.derived("process.command_line", command);
    }
    if (target.equals("root") && !caller.equals("root")) {
      event.tag(EventTags.PRIVILEGE_ESCALATION);
    }
  }

  /** The lines of shadow, util-linux, BSD and Solaris. */
  static void su(String message, Event.Builder event) {
    String s = message;
    if (s.startsWith("pam_")) {
      // su writes its own line for a failure; for a session PAM's is the only one.
      PamLines.read(s, event, new AddressReader(), false);
      return;
    }
    if (s.startsWith("FAILED su for ") || s.startsWith("FAILED SU for ")) {
      by(s, "FAILED su for ".length(), event);
      Facts.failure(event);
    } else if (s.startsWith("FAILED SU (to ") || s.startsWith("FAILED su (to ")) {
      to(s, "FAILED SU (to ".length(), event);
      Facts.failure(event);
    } else if (s.startsWith("Successful su for ")) {
      by(s, "Successful su for ".length(), event);
      Facts.success(event);
    } else if (s.startsWith("(to ")) {
      to(s, "(to ".length(), event);
      Facts.success(event);
    } else if (s.startsWith("+ ") || s.startsWith("- ")) {
      // "+ pts/5 bob:root", which Linux writes beside the line above.
      int last = s.lastIndexOf(' ');
      int split = Math.max(s.indexOf(':', last), s.indexOf('-', last));
      if (last > 1 && split > last) {
        pair(s.substring(last + 1, split), s.substring(split + 1), event);
        event.category(EventCategory.AUTHENTICATION);
      }
    } else if (s.startsWith("BAD SU ")) {
      boolean named = bsd(s, "BAD SU ".length(), event);
      if (named) {
        Facts.failure(event);
      }
    } else if (s.startsWith("failed: ") && s.indexOf(" changing from ") > 0) {
      int from = s.indexOf(" changing from ") + " changing from ".length();
      int to = s.indexOf(" to ", from);
      if (to > from) {
        pair(s.substring(from, to), s.substring(to + 4), event);
        Facts.failure(event);
      }
    } else if (s.indexOf(" to ") > 0 && s.indexOf(" on /") > 0) {
      if (bsd(s, 0, event)) {
        Facts.success(event);
        if ("root".equals(event.derived("user.effective.name")) && !"root".equals(event.user())) {
          event.tag(EventTags.PRIVILEGE_ESCALATION);
        }
      }
    }
  }

  /** {@code TARGET by CALLER}. */
  private static void by(String s, int from, Event.Builder event) {
    int by = s.indexOf(" by ", from);
    if (by > from) {
      pair(token(s, by + 4), s.substring(from, by), event);
    } else {
      pair(null, token(s, from), event);
    }
  }

  /** {@code TARGET) CALLER on TTY}. */
  private static void to(String s, int from, Event.Builder event) {
    int close = s.indexOf(") ", from);
    if (close > from) {
      pair(token(s, close + 2), s.substring(from, close), event);
    }
  }

  /** {@code CALLER to TARGET on TTY}. */
  private static boolean bsd(String s, int from, Event.Builder event) {
    int to = s.indexOf(" to ", from);
    if (to <= from || s.indexOf(' ', from) != to) {
      return false;
    }
    pair(s.substring(from, to), token(s, to + 4), event);
    return true;
  }

  private static String token(String s, int from) {
    return s.substring(Math.min(from, s.length()), Facts.endOfToken(s, from));
  }

  private static void pair(@Nullable String caller, String target, Event.Builder event) {
    Facts.user(event, caller);
    String known = Facts.name(target.strip());
    if (known != null) {
      event.derived("user.effective.name", known);
    }
  }
}
