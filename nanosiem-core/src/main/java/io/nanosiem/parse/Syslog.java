package io.nanosiem.parse;

import io.nanosiem.event.Event;

/** Syslog of either kind: tells RFC 5424 from BSD. */
final class Syslog {
  private Syslog() {}

  /**
   * Reads a record as syslog if it is: with a priority, or without one but with a time stamp, a
   * host and what looks like a tag.
   *
   * @return false, with nothing set but perhaps a warning, if it is none
   */
  static boolean read(String s, ParseContext context, Event.Builder into, int depth) {
    int priEnd = Pri.end(s, 0);
    if (priEnd < 0) {
      if (depth == 0 && Pri.looksMeant(s, 0)) {
        Warnings.add(into, "bad_pri", 0, "not a priority between 0 and 191");
      }
      return Bsd.read(s, 0, 0, context, into, depth);
    }
    if (Chars.isDigit(Chars.at(s, priEnd)) && Rfc5424.read(s, 0, priEnd, context, into, depth)) {
      return true;
    }
    return Bsd.read(s, 0, priEnd, context, into, depth);
  }
}
