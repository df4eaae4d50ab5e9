package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogSeverity;

/**
 * Text that fits no other format: the whole record is the message. A time stamp at the beginning,
 * or in the brackets of a web server's access log, gives the time; a level right after it the
 * severity.
 */
final class Plain {
  private static final int WINDOW = 256;

  private Plain() {}

  static void read(String s, ParseContext context, Event.Builder into) {
    into.format(LogFormat.PLAIN);
    into.message(s);
    if (s.length() < 14) {
      return;
    }
    Stamp stamp = new Stamp(context.monthNames());
    char first = s.charAt(0);
    if (Chars.isDigit(first)) {
      if (stamp.iso(s, 0) || stamp.bsd(s, 0) || numeric(s, stamp)) {
        stamp.apply(context, into, 0);
        level(s, stamp.end, into);
        return;
      }
    } else if (first == '[') {
      if (stamp.asctime(s, 1) || stamp.iso(s, 1) || stamp.accessLog(s, 1)) {
        stamp.apply(context, into, 1);
        return;
      }
    } else if (Chars.isLetter(first) && stamp.asctime(s, 0)) {
      stamp.apply(context, into, 0);
      return;
    }
    int limit = Math.min(s.length(), WINDOW);
    for (int at = s.indexOf('['); at >= 0 && at < limit; at = s.indexOf('[', at + 1)) {
      if (stamp.accessLog(s, at + 1) && Chars.at(s, stamp.end) == ']') {
        stamp.apply(context, into, at + 1);
        return;
      }
    }
  }

  /** Stamps of Suricata, Snort, MySQL and Redis. */
  private static boolean numeric(String s, Stamp stamp) {
    return stamp.form(s, 0, "M/D/Y-h:m:sf")
        || stamp.form(s, 0, "M/D-h:m:sf")
        || stamp.form(s, 0, "yMD H:m:s")
        || stamp.form(s, 0, "d N Y h:m:sf")
        || stamp.form(s, 0, "M/D/Y h:m:sf");
  }

  private static void level(String s, int from, Event.Builder into) {
    int i = from;
    int limit = Math.min(s.length(), from + 8);
    while (i < limit && !Chars.isLetter(s.charAt(i))) {
      if (Chars.isDigit(s.charAt(i))) {
        return;
      }
      i++;
    }
    int end = i;
    while (end < s.length() && end < i + 14 && Chars.isLetter(s.charAt(end))) {
      end++;
    }
    if (end - i >= 3 && end - i <= 13) {
      into.severity(SyslogSeverity.fromWord(s.substring(i, end)));
    }
  }
}
