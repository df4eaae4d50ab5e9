package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogSeverity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One event of the Windows event log as XML, which Sysmon for Linux writes too.
 *
 * <p>Why not {@code javax.xml}: it throws at the first control character, which Windows writes into
 * events as it finds it; it fetches and expands what a document type tells it to, unless switched
 * off in several places; and its tree costs many times the record. Here the text is read once, from
 * left to right, with a stack of names. A document type makes it no event at all; no entity is
 * known but the five of XML itself and numbers, and anything else with an ampersand is text. What
 * is cut short or not well-formed is read up to there, if the {@code System} part came before.
 *
 * <p>The fields are flat, with the names that Sigma uses: {@code EventID}, {@code Provider_Name},
 * {@code Execution_ProcessID}; then the event data by name, blanks left out, and as {@code Data}
 * what has no name. A datum cannot take a name of the {@code System} part: it is {@code
 * EventData.EventID} then.
 */
final class WindowsXml {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_FIELDS = 1_000;
  private static final int MAX_NAME = 256;

  private static final String DATA = "Data";

  /** What the event data may not be called, whether the System part has it or not. */
  private static final Set<String> RESERVED =
      Set.of(
          "EventID",
          "Channel",
          "Provider_Name",
          "Provider_Guid",
          "Computer",
          "Level",
          "Task",
          "Opcode",
          "Keywords",
          "Version",
          "EventRecordID",
          "TimeCreated_SystemTime",
          "Execution_ProcessID",
          "Execution_ThreadID",
          "Security_UserID");

  private final String s;
  private int i;
  private final List<String> path = new ArrayList<>();
  private boolean isLeaf;
  private @Nullable String dataName;

  /** The text of the innermost element so far; a builder only where it comes in pieces. */
  private @Nullable String text;

  private @Nullable StringBuilder pieces;

  private final Map<String, Object> system = new LinkedHashMap<>();
  private final List<String> names = new ArrayList<>();
  private final List<String> values = new ArrayList<>();
  private final List<String> unnamed = new ArrayList<>();
  private @Nullable String message;

  private WindowsXml(String s, int from) {
    this.s = s;
    this.i = from;
  }

  /** Whether it begins like an event, with or without the declaration of XML. */
  static boolean isAt(String s, int at) {
    return (s.startsWith("<Event", at) && isNameEnd(Chars.at(s, at + 6)))
        || s.startsWith("<?xml", at);
  }

  /** Reads the event that begins at an index; false, with nothing set but a warning, if none. */
  static boolean read(String s, int at, ParseContext context, Event.Builder into, int depth) {
    int from = start(s, at, into);
    if (from < 0) {
      return false;
    }
    WindowsXml reader = new WindowsXml(s, from);
    String fault = reader.run();
    if (!(reader.system.get("EventID") instanceof Long)
        || !(reader.system.containsKey("Channel") || reader.system.containsKey("Provider_Name"))) {
      Warnings.add(into, "bad_winxml", at, "begins like a Windows event, but has no System part");
      return false;
    }
    if (fault != null) {
      Warnings.add(into, "bad_winxml", reader.i, fault);
    }
    reader.apply(context, into, depth);
    return true;
  }

  /** Past the declaration, comments and space; -1 if something else than an event follows. */
  private static int start(String s, int at, Event.Builder into) {
    int i = at;
    while (i < s.length()) {
      if (s.charAt(i) <= ' ') {
        i++;
        continue;
      }
      String end;
      if (s.startsWith("<?", i)) {
        end = "?>";
      } else if (s.startsWith("<!--", i)) {
        end = "-->";
      } else {
        break;
      }
      int close = s.indexOf(end, i + 2);
      if (close < 0) {
        return -1;
      }
      i = close + end.length();
    }
    if (s.startsWith("<!DOCTYPE", i)) {
      Warnings.add(into, "doctype", i, "XML with a document type is not read");
      return -1;
    }
    return s.startsWith("<Event", i) && isNameEnd(Chars.at(s, i + 6)) ? i : -1;
  }

  /** Reads to the end of the event; what is wrong, if anything is. */
  private @Nullable String run() {
    do {
      int tag = s.indexOf('<', i);
      if (tag < 0) {
        i = s.length();
        return "the event is cut short";
      }
      if (tag > i) {
        add(decode(i, tag));
      }
      i = tag;
      String fault =
          switch (Chars.at(s, i + 1)) {
            case '/' -> endTag();
            case '!' -> declaration();
            case '?' -> skip("?>");
            default -> startTag();
          };
      if (fault != null) {
        return fault;
      }
    } while (!path.isEmpty());
    while (i < s.length()) {
      if (s.charAt(i) > ' ') {
        return "there is something after the event";
      }
      i++;
    }
    return null;
  }

  private @Nullable String skip(String end) {
    int close = s.indexOf(end, i + 2);
    if (close < 0) {
      return "the event is cut short";
    }
    i = close + end.length();
    return null;
  }

  private @Nullable String declaration() {
    if (s.startsWith("<!--", i)) {
      return skip("-->");
    }
    if (!s.startsWith("<![CDATA[", i)) {
      return "a declaration within the event is not read";
    }
    int from = i + 9;
    String fault = skip("]]>");
    if (fault == null) {
      add(s.substring(from, i - 3));
    }
    return fault;
  }

  private @Nullable String startTag() {
    int from = i + 1;
    int end = nameEnd(from);
    if (end == from || end - from > MAX_NAME || path.size() >= MAX_DEPTH) {
      return "not a tag, or too deep";
    }
    String name = local(from, end);
    path.add(name);
    isLeaf = true;
    text = null;
    pieces = null;
    dataName = null;
    int at = end;
    while (true) {
      at = skipSpace(at);
      char c = Chars.at(s, at);
      if (c == '>') {
        i = at + 1;
        return null;
      }
      if (c == '/' && Chars.at(s, at + 1) == '>') {
        i = at + 2;
        close();
        return null;
      }
      int attributeEnd = nameEnd(at);
      int equals = skipSpace(attributeEnd);
      int quote = skipSpace(equals + 1);
      char mark = Chars.at(s, quote);
      if (attributeEnd == at
          || attributeEnd - at > MAX_NAME
          || Chars.at(s, equals) != '='
          || (mark != '"' && mark != '\'')) {
        return at >= s.length() ? "the event is cut short" : "not an attribute";
      }
      int close = s.indexOf(mark, quote + 1);
      if (close < 0) {
        return "the event is cut short";
      }
      attribute(name, local(at, attributeEnd), quote + 1, close);
      at = close + 1;
    }
  }

  private void attribute(String element, String name, int from, int to) {
    if (path.size() < 3 || name.equals("xmlns")) {
      return;
    }
    switch (path.get(1)) {
      case "System" -> system(element + '_' + name, decode(from, to));
      case "EventData", "UserData" -> {
        if (element.equals(DATA) && name.equals("Name")) {
          dataName = decode(from, to);
        }
      }
      default -> {}
    }
  }

  private @Nullable String endTag() {
    int from = i + 2;
    int end = nameEnd(from);
    int close = skipSpace(end);
    if (close >= s.length()) {
      return "the event is cut short";
    }
    String open = path.isEmpty() ? "" : path.get(path.size() - 1);
    if (s.charAt(close) != '>' || !open.equals(local(from, end))) {
      return "the end of another element than the one that is open";
    }
    i = close + 1;
    close();
    return null;
  }

  /** The innermost element ends: if it is a leaf, it is a field. */
  private void close() {
    int depth = path.size();
    String name = path.remove(depth - 1);
    if (isLeaf && depth >= 3) {
      String content = pieces != null ? pieces.toString() : text == null ? "" : text;
      switch (path.get(1)) {
        case "System" -> {
          if (depth == 3 && !content.isBlank()) {
            system(name, content.strip());
          }
        }
        case "EventData", "UserData" -> datum(name, content);
        case "RenderingInfo" -> {
          if (depth == 3 && name.equals("Message")) {
            message = content;
          }
        }
        default -> {}
      }
    }
    isLeaf = false;
    text = null;
    pieces = null;
  }

  private void system(String name, String value) {
    if (system.size() >= MAX_FIELDS) {
      return;
    }
    long number =
        switch (name) {
          case "EventID",
              "Version",
              "Level",
              "Task",
              "Opcode",
              "EventRecordID",
              "Execution_ProcessID",
              "Execution_ThreadID" ->
              Chars.number(value, 0, value.length());
          default -> Chars.NONE;
        };
    system.putIfAbsent(name, number >= 0 ? (Object) number : value);
  }

  private void datum(String element, String value) {
    if (names.size() + unnamed.size() >= MAX_FIELDS) {
      return;
    }
    if (dataName != null && !dataName.isEmpty()) {
      // Sigma names a datum without the blanks of its name: ThreatName.
      names.add(dataName.replace(" ", ""));
      values.add(value);
    } else if (element.equals(DATA)) {
      unnamed.add(value);
    } else {
      names.add(element);
      values.add(value);
    }
  }

  private void add(String piece) {
    if (path.size() < 3 || !isLeaf) {
      return;
    }
    if (text == null) {
      text = piece;
      return;
    }
    if (pieces == null) {
      pieces = new StringBuilder(text);
    }
    pieces.append(piece);
  }

  private void apply(ParseContext context, Event.Builder into, int depth) {
    system.forEach(into::field);
    for (int k = 0; k < names.size(); k++) {
      String name = names.get(k);
      boolean taken =
          system.containsKey(name)
              || RESERVED.contains(name)
              || (message != null && name.equals("Message"));
      into.field(taken ? "EventData." + name : name, values.get(k));
    }
    if (!unnamed.isEmpty()) {
      into.field(DATA, unnamed.size() == 1 ? unnamed.get(0) : List.copyOf(unnamed));
    }
    if (depth > 0) {
      return;
    }
    into.format(LogFormat.WINDOWS_XML);
    if (system.get("TimeCreated_SystemTime") instanceof String stamp) {
      Times.apply(stamp, context, into);
    }
    if (system.get("Computer") instanceof String computer) {
      into.host(computer);
    }
    into.message(message);
    if (system.get("Level") instanceof Long level) {
      into.severity(severity(level));
    }
  }

  private static @Nullable SyslogSeverity severity(long level) {
    return switch ((int) Math.min(level, 99)) {
      case 1 -> SyslogSeverity.CRITICAL;
      case 2 -> SyslogSeverity.ERROR;
      case 3 -> SyslogSeverity.WARNING;
      case 0, 4 -> SyslogSeverity.INFORMATIONAL;
      case 5 -> SyslogSeverity.DEBUG;
      default -> null;
    };
  }

  /** Text with its entities resolved, once: what they stand for is not looked at again. */
  private String decode(int from, int to) {
    int ampersand = Chars.indexOf(s, '&', from, to);
    if (ampersand < 0) {
      return s.substring(from, to);
    }
    StringBuilder out = new StringBuilder(to - from);
    int done = from;
    while (ampersand >= 0) {
      out.append(s, done, ampersand);
      done = ampersand + entity(ampersand, to, out);
      ampersand = Chars.indexOf(s, '&', done, to);
    }
    return out.append(s, done, to).toString();
  }

  /** Appends what an entity stands for, or the ampersand; the number of characters it took. */
  private int entity(int at, int to, StringBuilder out) {
    int limit = Math.min(to, at + 12);
    int end = Chars.indexOf(s, ';', at, limit);
    if (end > at + 1) {
      switch (s.substring(at + 1, end)) {
        case "lt" -> out.append('<');
        case "gt" -> out.append('>');
        case "amp" -> out.append('&');
        case "quot" -> out.append('"');
        case "apos" -> out.append('\'');
        default -> {
          if (s.charAt(at + 1) != '#' || !number(at + 2, end, out)) {
            out.append('&');
            return 1;
          }
        }
      }
      return end + 1 - at;
    }
    out.append('&');
    return 1;
  }

  private boolean number(int from, int end, StringBuilder out) {
    boolean isHex = Chars.at(s, from) == 'x';
    int code = 0;
    int k = isHex ? from + 1 : from;
    if (k >= end) {
      return false;
    }
    for (; k < end; k++) {
      int digit = Character.digit(s.charAt(k), isHex ? 16 : 10);
      if (digit < 0 || s.charAt(k) > 'f') {
        return false;
      }
      code = code * (isHex ? 16 : 10) + digit;
      if (code > Character.MAX_CODE_POINT) {
        return false;
      }
    }
    // Half a pair is no character; what Windows writes as control characters is kept.
    out.appendCodePoint(code >= 0xD800 && code <= 0xDFFF ? 0xFFFD : code);
    return true;
  }

  /** A name without its prefix. */
  private String local(int from, int end) {
    int colon = Chars.indexOf(s, ':', from, end);
    return s.substring(colon < 0 ? from : colon + 1, end);
  }

  private int nameEnd(int from) {
    int k = from;
    while (k < s.length() && !isNameEnd(s.charAt(k)) && s.charAt(k) != '=') {
      k++;
    }
    return k;
  }

  private static boolean isNameEnd(char c) {
    return c <= ' ' || c == '>' || c == '/' || c == '<' || c == '"' || c == '\'';
  }

  private int skipSpace(int from) {
    int k = from;
    while (k < s.length() && s.charAt(k) <= ' ') {
      k++;
    }
    return k;
  }
}
