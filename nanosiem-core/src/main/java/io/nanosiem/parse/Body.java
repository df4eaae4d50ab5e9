package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import org.jspecify.annotations.Nullable;

/**
 * What the message of a syslog record may hold in turn: CEF, LEEF, a Linux audit record, a JSON
 * object, XML of a Windows event, a line of a web server, or pairs of key and value.
 *
 * <p>Nothing in a body changes what the envelope said. Whoever can write into a log line can write
 * any of them into it, so a body counts as such only where the message begins with it, unless the
 * line names no program: the user name of a failed login must not turn the line into another
 * format.
 */
final class Body {
  /** A body in a body in a record is read; what is deeper is text. */
  static final int MAX_DEPTH = 2;

  private static final String COOKIE = "@cee:";

  private static final KeyValue COMMAS = new KeyValue("=", ", ");

  private Body() {}

  static void read(
      String message, boolean onlyAtStart, ParseContext context, Event.Builder into, int depth) {
    if (depth > MAX_DEPTH || message.length() < 2) {
      return;
    }
    char first = message.charAt(0);
    if (first == '{') {
      JsonRecord.read(message, 0, context, into, depth);
      return;
    }
    if (first == '<'
        && WindowsXml.isAt(message, 0)
        && WindowsXml.read(message, 0, context, into, depth)) {
      return;
    }
    if (first == '@' && message.startsWith(COOKIE)) {
      int at = Chars.skipSpaces(message, COOKIE.length());
      if (Chars.at(message, at) == '{') {
        JsonRecord.read(message, at, context, into, depth);
      }
      return;
    }
    // What a container wrote is the word of any program, though nobody is named.
    boolean named = into.program() != null || into.derived("log.stream") == null;
    if (named
        && (Auditd.mayBegin(first) || "audit".equals(into.program()))
        && Auditd.isFrom(into.program())
        && Auditd.read(message, context, into, depth)) {
      return;
    }
    int cef = onlyAtStart ? (Cef.isAt(message, 0) ? 0 : -1) : Cef.find(message);
    if (cef >= 0) {
      if (!into.format().equals(LogFormat.JSON)) {
        into.format(LogFormat.CEF);
      }
      Cef.read(message, cef, context, into, depth);
      return;
    }
    int leef = onlyAtStart ? (Leef.isAt(message, 0) ? 0 : -1) : Leef.find(message);
    if (leef >= 0) {
      Leef.format(into);
      Leef.read(message, leef, context, into, depth);
      return;
    }
    if (WinEvtLog.PROGRAM.equals(into.program()) && WinEvtLog.read(message, into)) {
      return;
    }
    if (Snare.PROGRAM.equals(into.program()) && Snare.read(message, into)) {
      return;
    }
    if (isMnemonic(into.program()) && inParentheses(message, context, into, depth)) {
      return;
    }
    if (message.indexOf('[') >= 0
        && (Rfc5424.elements(message, into)
            || AccessLog.read(message, 0, context, into, depth)
            || WebErrorLog.read(message, 0, context, into, depth))) {
      return;
    }
    KeyValue.read(message, Chars.skipSpaces(message, 0), context, into, depth);
  }

  /** Huawei's {@code %%01URL/4/FILTER(l)}. */
  private static boolean isMnemonic(@Nullable String program) {
    return program != null && program.startsWith("%%");
  }

  /** {@code text (Key=value, Key=value)}: the pairs at the end. */
  private static boolean inParentheses(
      String message, ParseContext context, Event.Builder into, int depth) {
    int close = message.lastIndexOf(')');
    for (int open = message.indexOf('('); open >= 0; open = message.indexOf('(', open + 1)) {
      if (KeyValue.beginsWithPair(message, open + 1)) {
        int end = close > open ? close : message.length();
        return COMMAS.readBody(message.substring(open + 1, end), context, into, depth);
      }
    }
    return false;
  }
}
