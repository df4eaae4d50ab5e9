package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;

/**
 * A line of a container's output as runtimes of Kubernetes write it: {@code
 * 2026-01-02T03:04:05.123456789Z stdout F text} (CRI logging format). The tag is {@code F} for a
 * whole line and {@code P} for a part of one, and may be followed by others after a colon.
 *
 * <p>The text is what the program wrote, read as a record in turn: it says all but the time.
 */
final class ContainerLine {
  private ContainerLine() {}

  /** Reads such a line; false, with nothing set, if it is none. */
  static boolean read(String s, ParseContext context, Event.Builder into) {
    if (!Chars.isDigit(Chars.at(s, 0)) || Chars.at(s, 4) != '-' || Chars.at(s, 10) != 'T') {
      return false;
    }
    Stamp stamp = new Stamp();
    if (!stamp.iso(s, 0) || Chars.at(s, stamp.end) != ' ') {
      return false;
    }
    int at = stamp.end + 1;
    if (!s.startsWith("stdout ", at) && !s.startsWith("stderr ", at)) {
      return false;
    }
    char tag = Chars.at(s, at + 7);
    int tagEnd = at + 8;
    if (Chars.at(s, tagEnd) == ':') {
      tagEnd = Chars.endOfWord(s, tagEnd);
    }
    if ((tag != 'F' && tag != 'P') || (tagEnd < s.length() && s.charAt(tagEnd) != ' ')) {
      return false;
    }
    into.format(LogFormat.CONTAINER);
    stamp.apply(context, into, 0);
    String stream = s.substring(at, at + 6);
    into.field("stream", stream);
    if (tag == 'P') {
      into.derived("log.partial", true);
    }
    text(s.substring(Math.min(tagEnd + 1, s.length())), stream, context, into, 1);
    return true;
  }

  /** Reads what a program in a container wrote: syslog, JSON, or whatever else. */
  static void text(
      String text, String stream, ParseContext context, Event.Builder into, int depth) {
    // Says to the normaliser that the message is a line of its own, though there are fields.
    into.derived("log.stream", stream);
    into.message(text);
    char first = Chars.at(text, 0);
    if (first == '{') {
      JsonRecord.readWithin(text, context, into, depth);
    } else if ((first != '<' && !Chars.isLetter(first) && !Chars.isDigit(first))
        || !Syslog.read(text, context, into, depth)) {
      Body.read(text, true, context, into, depth);
    }
  }
}
