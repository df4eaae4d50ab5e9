package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogSeverity;
import java.time.Instant;

/**
 * Collected logs of large machines, which put columns of their own in front: an alert mark, the
 * time in seconds since 1970, a date and the node ({@code - 1117838570 2005.06.03 R02-M1 …}), then
 * the node's own line. The seconds are believed, as they have no zone; the fraction is taken from
 * the node's stamp.
 */
final class ClusterLog {
  private ClusterLog() {}

  /** Reads a record that begins with such columns; false, with nothing set, if it does not. */
  static boolean read(String s, ParseContext context, Event.Builder into) {
    return collected(s, context, into) || states(s, into);
  }

  private static boolean collected(String s, ParseContext context, Event.Builder into) {
    int mark = Chars.endOfWord(s, 0);
    int secondsAt = mark + 1;
    int dateAt = secondsAt + 11;
    int nodeAt = dateAt + 11;
    if (mark > 16
        || !Chars.isDigit(Chars.at(s, secondsAt))
        || Chars.number(s, secondsAt, Math.min(s.length(), secondsAt + 10)) < 0
        || Chars.at(s, secondsAt + 10) != ' '
        || Chars.at(s, dateAt + 4) != '.'
        || Chars.at(s, dateAt + 7) != '.'
        || Chars.at(s, dateAt + 10) != ' ') {
      return false;
    }
    int nodeEnd = Chars.endOfWord(s, nodeAt);
    int restAt = nodeEnd + 1;
    if (nodeEnd <= nodeAt || restAt >= s.length()) {
      return false;
    }
    long seconds = Chars.number(s, secondsAt, secondsAt + 10);
    Stamp stamp = new Stamp();
    if (stamp.form(s, restAt, "Y-M-D-h.m.sf")) {
      if (!reliability(s, nodeAt, nodeEnd, stamp, into)) {
        return false;
      }
      into.format(LogFormat.APPLICATION);
      into.time(Instant.ofEpochSecond(seconds, stamp.nano()));
    } else {
      // The rest is a line of syslog.
      Event.Builder line = into;
      line.time(Instant.ofEpochSecond(seconds));
      line.host(s.substring(nodeAt, nodeEnd));
      if (!Bsd.read(s.substring(restAt), 0, 0, context, line, 1)) {
        line.message(s.substring(restAt));
      }
      into.format(LogFormat.RFC3164);
    }
    if (!(mark == 1 && s.charAt(0) == '-')) {
      into.derived("event.code", s.substring(0, mark));
    }
    return true;
  }

  /** {@code STAMP NODE TYPE COMPONENT LEVEL text}. */
  private static boolean reliability(
      String s, int nodeAt, int nodeEnd, Stamp stamp, Event.Builder into) {
    Tokens tokens = new Tokens(s, stamp.end);
    if (!tokens.skip(3)) {
      return false;
    }
    String component = tokens.text();
    if (!tokens.next() || tokens.kind != 0) {
      return false;
    }
    SyslogSeverity severity =
        tokens.text().equals("FAILURE")
            ? SyslogSeverity.ERROR
            : SyslogSeverity.fromWord(tokens.text());
    into.host(s.substring(nodeAt, nodeEnd));
    into.program(component);
    into.severity(severity);
    into.message(s.substring(Math.min(s.length(), tokens.end() + 1)));
    return true;
  }

  /** {@code 134681 node-246 unix.hw state_change.unavailable 1077804742 1 text}. */
  private static boolean states(String s, Event.Builder into) {
    Tokens tokens = new Tokens(s, 0);
    if (!Chars.isDigit(s.charAt(0))
        || !tokens.next()
        || Chars.number(s, tokens.from, tokens.to) < 0) {
      return false;
    }
    if (!tokens.next() || tokens.kind != 0) {
      return false;
    }
    String node = tokens.text();
    if (!tokens.next() || tokens.kind != 0 || !Chars.isLetter(s.charAt(tokens.from))) {
      return false;
    }
    String component = tokens.text();
    if (!tokens.skip(2) || tokens.to - tokens.from < 9 || tokens.to - tokens.from > 10) {
      return false;
    }
    long seconds = Chars.number(s, tokens.from, tokens.to);
    if (seconds < 0 || !tokens.next() || tokens.to > tokens.from + 2) {
      return false;
    }
    into.format(LogFormat.APPLICATION);
    into.time(Instant.ofEpochSecond(seconds));
    into.host(node);
    into.program(component);
    into.message(s.substring(Math.min(s.length(), tokens.end() + 1)));
    return true;
  }
}
