package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records of the Linux audit system: {@code type=X msg=audit(seconds.millis:serial): key=value …},
 * after {@code node=host} if they were sent on; as the kernel prints them ({@code audit: type=1400
 * audit(…): …}); or as journald does ({@code USER_LOGIN pid=1 …}, of the program {@code audit}).
 * One text may hold several records of one event, a line each: a field that occurs in several, as
 * {@code type} does, keeps all its values.
 *
 * <p><b>Values.</b> What may hold anything is quoted if it is harmless and otherwise written in
 * hexadecimal digits without quotes. There is no other mark, so only the fields that audit encodes
 * are decoded ({@code a0} of a system call is a number): a file called {@code 4142} has quotes.
 * What user space sent stands in single quotes, {@code msg='op=login …'}; it ends with the last
 * quote of the line, as an account name may hold one. What auditd looked up (names for numbers)
 * follows a group separator, with names in upper case. Arguments of a program that come in pieces
 * ({@code a1[0]}, {@code a1[1]}) are put together.
 *
 * <p>Sources: audit-documentation wiki of the audit project, "Audit Event Parsing" and field
 * dictionary; {@code auparse/typetab.h}. One pass; at most {@value #MAX_FIELDS} fields.
 */
final class Auditd {
  private static final int MAX_FIELDS = 2_000;
  private static final int MAX_NAME = 64;
  private static final char SEPARATOR = '\u001D';

  private final String s;
  private final Event.Builder into;

  private String type = "";
  private @Nullable String node;
  private long seconds = -1;
  private int millis;
  private long serial = -1;
  private int bodyFrom;
  private int fields;
  private boolean noQuote;
  private int braceAt = -1;

  /** Arguments that come in pieces, until all of them are there. */
  private @Nullable Map<String, StringBuilder> pieces;

  private Auditd(String s, Event.Builder into) {
    this.s = s;
    this.into = into;
  }

  /** Whether a text may be an audit record, by its first character. */
  static boolean mayBegin(char first) {
    return first == 't' || first == 'n' || first == 'a' || first == '[';
  }

  /**
   * Whether a syslog program hands audit records on. Anybody may write a line that looks like a
   * login; it counts only under the name of who writes such lines, or where nobody is named.
   */
  static boolean isFrom(@Nullable String program) {
    if (program == null) {
      return true;
    }
    return switch (program.substring(program.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT)) {
      case "audit",
          "auditd",
          "audispd",
          "audisp-syslog",
          "audisp-remote",
          "kernel",
          "audit_log",
          "tag_audit_log" ->
          true;
      default -> false;
    };
  }

  /** Reads a record that is one or more audit records; false, with nothing set, if it is none. */
  static boolean read(String s, ParseContext context, Event.Builder into, int depth) {
    Auditd audit = new Auditd(s, into);
    if (!audit.header(0)) {
      String program = depth == 0 ? null : into.program();
      if (!"audit".equals(program) || !audit.journal()) {
        return false;
      }
    }
    if (depth == 0 || !into.format().equals(LogFormat.JSON)) {
      into.format(LogFormat.AUDITD);
    }
    if (audit.seconds >= 0 && into.time() == null) {
      into.time(Instant.ofEpochSecond(audit.seconds, audit.millis * 1_000_000L));
    }
    if (audit.node != null && into.host() == null) {
      into.host(audit.node);
    }
    if (depth == 0) {
      into.message(s.substring(Math.min(audit.bodyFrom, s.length())).stripLeading());
    }
    // Marks the event for the normaliser; a field of the sender could not.
    into.derived("auditd.message_type", audit.type.toLowerCase(Locale.ROOT));
    if (audit.serial >= 0) {
      into.derived("auditd.sequence", audit.serial);
    }
    audit.records();
    return true;
  }

  /**
   * Time and serial of the record a line begins with, as {@code seconds.millis:serial}; or null.
   */
  static @Nullable String event(String s) {
    Auditd audit = new Auditd(s, Event.builder());
    return audit.header(0) && audit.serial >= 0
        ? audit.seconds + "." + audit.millis + ":" + audit.serial
        : null;
  }

  /** The seconds of {@code seconds.millis:serial}, as collectors write it into a field; or null. */
  static @Nullable String time(Object value) {
    if (!(value instanceof String text) || text.length() > 40) {
      return null;
    }
    int colon = text.indexOf(':');
    int point = Chars.endOfDigits(text, 0);
    boolean is =
        point > 0
            && Chars.at(text, point) == '.'
            && colon == point + 4
            && Chars.endOfDigits(text, colon + 1) == text.length();
    return is ? text.substring(0, colon) : null;
  }

  /** Reads what a record begins with, at an index; false if none begins there. */
  private boolean header(int from) {
    int i = from;
    String name = null;
    if (s.startsWith("node=", i)) {
      int end = endOfWord(i + 5);
      if (end == i + 5 || end - i > 260) {
        return false;
      }
      name = s.substring(i + 5, end);
      i = Chars.skipSpaces(s, end);
    } else if (Chars.at(s, i) == '[') {
      int end = Chars.skipSpaces(s, i + 1);
      while (Chars.isDigit(Chars.at(s, end)) || Chars.at(s, end) == '.') {
        end++;
      }
      if (Chars.at(s, end) != ']') {
        return false;
      }
      i = Chars.skipSpaces(s, end + 1);
    }
    if (s.startsWith("audit: ", i)) {
      i += 7;
    }
    String kind = "";
    if (s.startsWith("type=", i)) {
      int end = endOfWord(i + 5);
      if (end == i + 5 || end - i > MAX_NAME) {
        return false;
      }
      kind = AuditTypes.name(s.substring(i + 5, end));
      i = Chars.skipSpaces(s, end);
    }
    if (s.startsWith("msg=", i)) {
      i += 4;
    }
    if (!s.startsWith("audit(", i)) {
      return false;
    }
    int secondsTo = Chars.endOfDigits(s, i + 6);
    if (Chars.at(s, secondsTo) != '.' || secondsTo - i - 6 > 12) {
      return false;
    }
    int fraction = Chars.digits(s, secondsTo + 1, 3);
    int serialTo = Chars.endOfDigits(s, secondsTo + 5);
    long since = Chars.number(s, i + 6, secondsTo);
    long number = Chars.number(s, secondsTo + 5, serialTo);
    if (since < 0
        || fraction < 0
        || number < 0
        || Chars.at(s, secondsTo + 4) != ':'
        || Chars.at(s, serialTo) != ')') {
      return false;
    }
    type = kind;
    if (seconds < 0) {
      node = name;
      seconds = since;
      millis = fraction;
      serial = number;
    }
    bodyFrom = Chars.at(s, serialTo + 1) == ':' ? serialTo + 2 : serialTo + 1;
    return true;
  }

  /** The form of journald: the type, then fields. */
  private boolean journal() {
    int end = endOfWord(0);
    for (int i = 0; i < end; i++) {
      char c = s.charAt(i);
      if (!(c >= 'A' && c <= 'Z') && !Chars.isDigit(c) && c != '_' && c != '[' && c != ']') {
        return false;
      }
    }
    int next = Chars.skipSpaces(s, end);
    int equals = s.indexOf('=', next);
    if (end < 3 || end > MAX_NAME || equals < 0 || equals > endOfWord(next)) {
      return false;
    }
    type = AuditTypes.name(s.substring(0, end));
    bodyFrom = end;
    return true;
  }

  private void records() {
    boolean more = true;
    while (more) {
      if (!type.isEmpty()) {
        put("type", type);
      }
      int lineEnd = s.indexOf('\n', bodyFrom);
      body(bodyFrom, lineEnd < 0 ? s.length() : lineEnd, false);
      more = lineEnd >= 0;
      if (more && !header(lineEnd + 1)) {
        if (lineEnd + 1 < s.length()) {
          Warnings.add(
              into, "bad_audit", lineEnd + 1, "a line that is no audit record, behind one that is");
        }
        more = false;
      }
    }
    if (pieces != null) {
      pieces.forEach((name, text) -> put(name, text.toString()));
    }
  }

  private void body(int from, int end, boolean inner) {
    int i = from;
    while (i < end) {
      char c = s.charAt(i);
      if (c <= ' ') {
        i++;
        continue;
      }
      if (c == 't' && i > from && s.startsWith("type=", i) && header(i)) {
        // Somebody has joined the lines of an event with spaces.
        put("type", type);
        i = bodyFrom;
        continue;
      }
      int nameEnd = i;
      while (nameEnd < end && s.charAt(nameEnd) > ' ' && s.charAt(nameEnd) != '=') {
        nameEnd++;
      }
      if (nameEnd == i || nameEnd >= end || s.charAt(nameEnd) != '=' || nameEnd - i > MAX_NAME) {
        i = word(i, nameEnd, end);
        continue;
      }
      i = value(i, nameEnd, end, inner);
    }
  }

  /** Words without a value: only what SELinux decided is kept. */
  private int word(int from, int to, int end) {
    if (type.endsWith("AVC")) {
      if (s.charAt(from) == '{') {
        int close = brace(from);
        if (close < end) {
          put("seperms", s.substring(from + 1, close).strip());
          return close + 1;
        }
      } else if (s.startsWith("denied", from) || s.startsWith("granted", from)) {
        put("seresult", s.substring(from, to));
      }
    }
    return Math.max(to, from + 1);
  }

  private int value(int nameFrom, int nameTo, int end, boolean inner) {
    String name = s.substring(nameFrom, nameTo);
    int at = nameTo + 1;
    switch (Chars.at(s, at)) {
      case '"' -> {
        int close = noQuote ? -1 : s.indexOf('"', at + 1);
        noQuote = close < 0;
        if (close > 0 && close < end) {
          one(name, s.substring(at + 1, close), false);
          return close + 1;
        }
      }
      case '\'' -> {
        int close = inner ? -1 : lastQuote(at, end);
        if (close > 0) {
          body(at + 1, close, true);
          return close + 1;
        }
      }
      case '{' -> {
        int close = brace(at);
        if (close < end) {
          one(name, s.substring(at + 1, close).strip(), false);
          return close + 1;
        }
      }
      default -> {}
    }
    int to = at;
    while (to < end && s.charAt(to) > ' ') {
      to++;
    }
    int last = to > at && s.charAt(to - 1) == ',' ? to - 1 : to;
    one(name, s.substring(Math.min(at, last), last), true);
    return Math.max(to, at);
  }

  /** The next closing brace, or the end; remembered, as many opening ones may share it. */
  private int brace(int from) {
    if (braceAt < from) {
      int found = s.indexOf('}', from);
      braceAt = found < 0 ? s.length() : found;
    }
    return braceAt;
  }

  /** The last single quote of the part of the line that user space wrote. */
  private int lastQuote(int open, int end) {
    int part = open + 1;
    while (part < end && s.charAt(part) != SEPARATOR) {
      part++;
    }
    int close = s.lastIndexOf('\'', part - 1);
    return close > open ? close : -1;
  }

  private void one(String written, String value, boolean bare) {
    String name = written;
    if (name.length() > 6 && (name.startsWith("\\u001D") || name.startsWith("\\u001d"))) {
      // The separator, as a sender wrote it who had JSON in between.
      name = name.substring(6);
    }
    boolean argument = type.equals("EXECVE") && isArgument(name);
    String text = value;
    if (bare && (argument || isEncoded(name)) && isHex(value)) {
      text = decode(value);
      if (name.equals("proctitle")) {
        text = text.replace('\0', ' ').stripTrailing();
      } else if (name.equals("key") && text.indexOf('\u0001') >= 0) {
        int from = 0;
        for (int to = text.indexOf('\u0001'); to >= 0; to = text.indexOf('\u0001', from)) {
          put("key", text.substring(from, to));
          from = to + 1;
        }
        text = text.substring(from);
      }
    }
    int piece = argument ? name.indexOf('[') : -1;
    if (piece > 0) {
      if (pieces == null) {
        pieces = new LinkedHashMap<>();
      }
      if (pieces.size() < MAX_FIELDS) {
        pieces.computeIfAbsent(name.substring(0, piece), key -> new StringBuilder()).append(text);
      }
    } else {
      put(name, text);
    }
  }

  private void put(String name, String value) {
    fields++;
    if (fields <= MAX_FIELDS) {
      into.field(name, value);
    } else if (fields == MAX_FIELDS + 1) {
      Warnings.add(into, "too_many_fields", "more fields than are kept; the text has all of them");
    }
  }

  /** {@code a0}, {@code a12}, {@code a1[3]}; not {@code a1_len}. */
  private static boolean isArgument(String name) {
    int digits = Chars.endOfDigits(name, 1);
    return name.charAt(0) == 'a'
        && digits > 1
        && (digits == name.length() || name.charAt(digits) == '[');
  }

  private static boolean isEncoded(String name) {
    return switch (name) {
      case "acct",
          "cgroup",
          "cmd",
          "comm",
          "cwd",
          "data",
          "device",
          "dir",
          "exe",
          "file",
          "grp",
          "key",
          "name",
          "new_group",
          "ocomm",
          "path",
          "proctitle",
          "profile",
          "root_dir",
          "sw",
          "target",
          "vm",
          "watch" ->
          true;
      // The names that auditd looked up: UID, AUID, OGID.
      default -> name.endsWith("ID") && name.charAt(0) <= 'Z';
    };
  }

  private static boolean isHex(String value) {
    if (value.isEmpty() || value.length() % 2 != 0) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!Chars.isDigit(c) && !(c >= 'A' && c <= 'F')) {
        return false;
      }
    }
    return true;
  }

  private static String decode(String hex) {
    byte[] bytes = new byte[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          (byte)
              (Character.digit(hex.charAt(2 * i), 16) << 4
                  | Character.digit(hex.charAt(2 * i + 1), 16));
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private int endOfWord(int from) {
    int i = from;
    while (i < s.length() && s.charAt(i) > ' ') {
      i++;
    }
    return i;
  }
}
