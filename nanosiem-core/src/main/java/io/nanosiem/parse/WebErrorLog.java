package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogSeverity;
import org.jspecify.annotations.Nullable;

/**
 * Error logs of web servers.
 *
 * <p>Apache: {@code [time] [module:level] [pid 1:tid 2] [client 192.0.2.1:4711] text}, or without
 * module, process and port as version 2.2 writes it. nginx: {@code time [level] 1#2: *3 text,
 * client: 192.0.2.1, server: a, request: "GET / HTTP/1.1", host: "b"}.
 *
 * <p><b>What a client can write.</b> nginx puts a path into its text, and header fields behind it.
 * So {@code , client:} counts outside quotes first; a line that has it more than once is flagged.
 */
final class WebErrorLog {
  private WebErrorLog() {}

  /** Reads a record that begins like a line of an error log; false, with nothing set, if not. */
  static boolean read(String s, int at, ParseContext context, Event.Builder into, int depth) {
    return Chars.at(s, at) == '['
        ? apache(s, at, context, into, depth)
        : Chars.isDigit(Chars.at(s, at)) && nginx(s, at, context, into, depth);
  }

  private static boolean apache(
      String s, int at, ParseContext context, Event.Builder into, int depth) {
    if (Chars.at(s, at + 4) != ' ' && !AccessLog.mayBeTime(s, at + 1)) {
      return false;
    }
    Stamp stamp = new Stamp();
    if (!(stamp.asctime(s, at + 1) || stamp.accessLog(s, at + 1) || stamp.iso(s, at + 1))
        || Chars.at(s, stamp.end) != ']'
        || Chars.at(s, stamp.end + 1) != ' '
        || Chars.at(s, stamp.end + 2) != '[') {
      return false;
    }
    int i = stamp.end + 2;
    int close = s.indexOf(']', i);
    if (close < 0 || close - i > 64) {
      return false;
    }
    int colon = s.indexOf(':', i);
    int levelAt = colon > i && colon < close ? colon + 1 : i + 1;
    String level = s.substring(levelAt, close);
    SyslogSeverity severity = level(level);
    if (severity == null) {
      return false;
    }
    begin(stamp, at + 1, context, into, depth);
    into.field("level", level);
    if (into.severity() == null) {
      into.severity(severity);
    }
    if (levelAt > i + 2) {
      into.field("module", s.substring(i + 1, levelAt - 1));
    }
    i = Chars.skipSpaces(s, close + 1);
    if (s.startsWith("[pid ", i)) {
      close = s.indexOf(']', i);
      if (close > 0 && close - i < 64) {
        int digits = Chars.endOfDigits(s, i + 5);
        pid(s, i + 5, digits, into);
        if (s.startsWith(":tid ", digits)) {
          into.field("tid", s.substring(digits + 5, close));
        }
        i = Chars.skipSpaces(s, close + 1);
      }
    }
    if (Chars.at(s, i) == '(') {
      // The error of the operating system comes before the client: "(13)Permission denied: ".
      int system = s.indexOf(": [", i);
      if (system > 0 && system - i < 100 && Chars.isDigit(Chars.at(s, i + 1))) {
        i = system + 2;
      }
    }
    for (int names = 0; names < 2; names++) {
      int name = s.startsWith("[client ", i) ? 8 : s.startsWith("[remote ", i) ? 8 : 0;
      close = name > 0 ? s.indexOf("] ", i) : -1;
      if (close < 0 || close - i > 300) {
        break;
      }
      into.field("client", s.substring(i + name, close));
      i = Chars.skipSpaces(s, close + 1);
    }
    if (depth == 0) {
      into.message(s.substring(Math.min(i, s.length())));
    }
    return true;
  }

  private static boolean nginx(
      String s, int at, ParseContext context, Event.Builder into, int depth) {
    Stamp stamp = new Stamp();
    if (!stamp.iso(s, at) || Chars.at(s, stamp.end) != ' ' || Chars.at(s, stamp.end + 1) != '[') {
      return false;
    }
    int open = stamp.end + 1;
    int close = s.indexOf("] ", open);
    if (close < 0 || close - open > 12) {
      return false;
    }
    SyslogSeverity severity = level(s.substring(open + 1, close));
    int pidAt = close + 2;
    int pidEnd = Chars.endOfDigits(s, pidAt);
    int tidEnd = Chars.at(s, pidEnd) == '#' ? Chars.endOfDigits(s, pidEnd + 1) : -1;
    if (severity == null || pidEnd == pidAt || tidEnd < 0 || Chars.at(s, tidEnd) != ':') {
      return false;
    }
    begin(stamp, at, context, into, depth);
    into.field("level", s.substring(open + 1, close));
    if (into.severity() == null) {
      into.severity(severity);
    }
    pid(s, pidAt, pidEnd, into);
    into.field("tid", s.substring(pidEnd + 1, tidEnd));
    int i = Chars.skipSpaces(s, tidEnd + 1);
    if (Chars.at(s, i) == '*') {
      int end = Chars.endOfDigits(s, i + 1);
      if (end > i + 1 && Chars.at(s, end) == ' ') {
        into.field("connection", Chars.number(s, i + 1, end));
        i = end + 1;
      }
    }
    int client = client(s, i, into);
    int textEnd = client < 0 ? s.length() : client;
    if (client >= 0) {
      attributes(s, client, into);
    }
    int limited = s.indexOf(", excess: ", i);
    if (limited > 0 && limited < textEnd) {
      textEnd = limit(s, limited, textEnd, into);
    }
    if (depth == 0) {
      into.message(s.substring(Math.min(i, textEnd), textEnd));
    }
    return true;
  }

  /** {@code limiting requests, excess: 50.416 by zone "a"}; answers where the text ends. */
  private static int limit(String s, int at, int end, Event.Builder into) {
    int excess = at + ", excess: ".length();
    int by = s.indexOf(" by zone \"", excess);
    int close = by < 0 ? -1 : s.indexOf('"', by + " by zone \"".length());
    if (close < 0 || close > end) {
      return end;
    }
    into.field("excess", s.substring(excess, by));
    into.field("zone", s.substring(by + " by zone \"".length(), close));
    return at;
  }

  private static final String CLIENT = ", client: ";

  /** Where the fields behind the text begin, or -1. */
  private static int client(String s, int from, Event.Builder into) {
    int first = s.indexOf(CLIENT, from);
    if (first < 0 || s.indexOf(CLIENT, first + 1) < 0) {
      return first;
    }
    Warnings.add(into, "ambiguous_client", first, "more than one client is named in the line");
    boolean quoted = false;
    for (int i = from; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted && s.startsWith(CLIENT, i)) {
        return i;
      }
    }
    return first;
  }

  private static void attributes(String s, int from, Event.Builder into) {
    int i = from;
    for (int count = 0; count < 16 && s.startsWith(", ", i); count++) {
      int nameAt = i + 2;
      int colon = s.indexOf(": ", nameAt);
      if (colon < 0 || colon - nameAt > 32) {
        return;
      }
      int valueAt = colon + 2;
      int valueEnd;
      if (Chars.at(s, valueAt) == '"') {
        valueAt++;
        valueEnd = s.indexOf('"', valueAt);
        if (valueEnd < 0) {
          valueEnd = s.length();
        }
        i = valueEnd + 1;
      } else {
        valueEnd = s.indexOf(", ", valueAt);
        if (valueEnd < 0) {
          valueEnd = s.length();
        }
        i = valueEnd;
      }
      String name = s.substring(nameAt, colon);
      if (valueEnd >= valueAt) {
        switch (name) {
          case "client", "server", "upstream", "host" ->
              into.field(name.equals("host") ? "cs-host" : name, s.substring(valueAt, valueEnd));
          case "referrer" -> into.field("cs-referer", s.substring(valueAt, valueEnd));
          case "request" -> {
            into.field("request", s.substring(valueAt, valueEnd));
            AccessLog.request(s, valueAt, valueEnd, into);
          }
          default -> {}
        }
      }
    }
  }

  private static void begin(
      Stamp stamp, int at, ParseContext context, Event.Builder into, int depth) {
    if (depth == 0) {
      into.format(LogFormat.WEB_ERROR);
    }
    into.derived("event.dataset", "error");
    if (into.time() == null) {
      stamp.apply(context, into, at);
    }
  }

  private static void pid(String s, int from, int to, Event.Builder into) {
    long pid = Chars.number(s, from, to);
    if (pid >= 0 && into.pid().isEmpty()) {
      into.pid(pid);
    }
  }

  /** The levels of both servers, {@code trace1} to {@code trace8} included. */
  private static @Nullable SyslogSeverity level(String word) {
    if (word.isEmpty() || Chars.isDigit(word.charAt(0)) || word.length() > 12) {
      return null;
    }
    return word.startsWith("trace") ? SyslogSeverity.DEBUG : SyslogSeverity.fromWord(word);
  }
}
