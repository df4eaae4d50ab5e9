package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import org.jspecify.annotations.Nullable;

/**
 * Records that are a row of names and values in brackets, as Apple's system log writes them: {@code
 * [Time 2006.12.28 15:53:55 UTC] [Sender sshd] [PID 483] [Message text]}; and Proxifier's, which
 * begin with a stamp in brackets and the name of the program.
 */
final class AppleLog {
  private AppleLog() {}

  /** Reads a record that begins with a bracket; false, with nothing set, if it is none of these. */
  static boolean read(String s, ParseContext context, Event.Builder into) {
    return s.startsWith("[Time ") ? named(s, context, into) : proxifier(s, context, into);
  }

  private static boolean named(String s, ParseContext context, Event.Builder into) {
    Stamp stamp = new Stamp();
    if (!stamp.form(s, "[Time ".length(), "Y.M.D h:m:s")) {
      return false;
    }
    stamp.zoneAfter(s);
    into.format(LogFormat.APPLICATION);
    stamp.apply(context, into, "[Time ".length());
    into.message(s);
    int open = s.indexOf("] [", stamp.end);
    for (int columns = 0; columns < 32 && open > 0; columns++) {
      int from = open + 3;
      int close = s.indexOf("] [", from);
      String message = value(s, from, close < 0 ? s.length() : close, "Message ");
      int end = close < 0 ? s.lastIndexOf(']') : close;
      if (end < from) {
        return true;
      }
      String sender = value(s, from, end, "Sender ");
      String pid = value(s, from, end, "PID ");
      String host = value(s, from, end, "Host ");
      if (sender != null) {
        into.program(sender);
      } else if (pid != null && Chars.number(pid, 0, pid.length()) >= 0) {
        into.pid(Chars.number(pid, 0, pid.length()));
      } else if (host != null) {
        into.host(host);
      } else if (message != null) {
        into.message(message);
        // What comes behind it may be the message's own brackets.
        return true;
      }
      open = close;
    }
    return true;
  }

  private static @Nullable String value(String s, int from, int to, String name) {
    return s.startsWith(name, from) && from + name.length() < to
        ? s.substring(from + name.length(), to)
        : null;
  }

  /** {@code [10.30 16:49:06] chrome.exe *64 - host:port open …}. */
  private static boolean proxifier(String s, ParseContext context, Event.Builder into) {
    Stamp stamp = new Stamp();
    if (!stamp.form(s, 1, "M.D h:m:s") || !s.startsWith("] ", stamp.end)) {
      return false;
    }
    int name = stamp.end + 2;
    int dash = s.indexOf(" - ", name);
    if (dash < 0 || dash - name > 128) {
      return false;
    }
    into.format(LogFormat.APPLICATION);
    stamp.apply(context, into, 1);
    int end = s.startsWith(" *", Chars.endOfWord(s, name)) ? s.indexOf(" *", name) : dash;
    into.program(s.substring(name, Math.min(end, dash)));
    into.message(s.substring(dash + 3));
    return true;
  }
}
