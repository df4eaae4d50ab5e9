package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogSeverity;
import io.nanosiem.internal.Repeated;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records of {@code key=value} pairs: logfmt, and what firewalls send.
 *
 * <p>A value is quoted, with {@code \"}, {@code \\}, {@code \n}, {@code \r} and {@code \t} as
 * escapes, or goes to the next separator. What stands within quotes is data: a URL with {@code
 * srcip=} in it sets no address. A key without a value is {@code true}; a value that is missing
 * though a space and then a word that is no pair follow ({@code src= 192.0.2.1}) is that word. A
 * key that occurs twice keeps both values.
 *
 * <p><b>When a text of unknown kind is taken for pairs.</b> It begins with one, and has at least
 * five, or three that cover more than six tenths of it: prose has {@code a=b} in it too. The pairs
 * are found first and stored afterwards, in one pass each. Words side by side outside of pairs are
 * prose and no keys.
 */
final class KeyValue {
  private static final int MAX_FIELDS = 1_000;
  private static final int MAX_KEY = 128;

  /** Pairs as logfmt has them; the one that auto-detection tries. */
  static final KeyValue LOGFMT = new KeyValue("=", " ");

  private final String assign;
  private final String separator;
  private final boolean spaced;

  KeyValue(String assign, String separator) {
    this.assign = assign;
    this.separator = separator;
    this.spaced = separator.equals(" ");
  }

  /** Reads a text if it looks like pairs; false, with nothing set, if it does not. */
  static boolean read(String s, int at, ParseContext context, Event.Builder into, int depth) {
    int length = s.length();
    if (length - at < 9 || !beginsWithPair(s, at)) {
      return false;
    }
    Pairs pairs = LOGFMT.pairs(s, at);
    if (pairs.valued < 3 || (pairs.valued < 5 && pairs.covered * 10 <= (length - at) * 6L)) {
      return false;
    }
    LOGFMT.store(s, pairs, context, into, depth);
    return true;
  }

  /** Reads a text as pairs whatever it looks like; false if there is not one. */
  boolean readAll(String s, ParseContext context, Event.Builder into) {
    return readBody(s, context, into, 0);
  }

  /** The same for the body of a record. */
  boolean readBody(String s, ParseContext context, Event.Builder into, int depth) {
    Pairs pairs = pairs(s, 0);
    if (pairs.valued == 0) {
      return false;
    }
    store(s, pairs, context, into, depth);
    return true;
  }

  static boolean beginsWithPair(String s, int at) {
    int i = at;
    int limit = Math.min(s.length(), at + MAX_KEY);
    while (i < limit && isKey(s.charAt(i))) {
      i++;
    }
    return i > at && Chars.at(s, i) == '=' && Chars.at(s, i + 1) != '=';
  }

  private static boolean isKey(char c) {
    return Chars.isLetter(c)
        || Chars.isDigit(c)
        || c == '_'
        || c == '-'
        || c == '.'
        || c == '@'
        || c == '/'
        || c > 0x7F;
  }

  /** Where keys and values are; a value that begins before its key is none. */
  private static final class Pairs {
    int count;
    int valued;
    long covered;
    boolean full;
    int[] at = new int[4 * 16];

    boolean isWord(int pair) {
      return pair >= 0 && pair < count && at[4 * pair + 2] < 0;
    }

    void add(int keyAt, int keyEnd, int valueAt, int valueEnd) {
      if (count == MAX_FIELDS) {
        full = true;
        return;
      }
      int i = 4 * count;
      if (i == at.length) {
        at = Arrays.copyOf(at, 2 * i);
      }
      at[i] = keyAt;
      at[i + 1] = keyEnd;
      at[i + 2] = valueAt;
      at[i + 3] = valueEnd;
      count++;
    }
  }

  private Pairs pairs(String s, int from) {
    Pairs pairs = new Pairs();
    int length = s.length();
    int i = from;
    while (i < length && !pairs.full) {
      i = skipSeparators(s, i);
      if (i >= length) {
        break;
      }
      int keyAt = i;
      int keyEnd;
      if (s.charAt(i) == '"') {
        int close = endOfQuoted(s, i + 1);
        keyEnd = close < 0 ? length : close + 1;
        i = keyEnd;
      } else {
        i = endOfKey(s, i);
        keyEnd = i;
      }
      int assignAt = Chars.skipSpaces(s, i);
      boolean assigned =
          (assignAt == i || !spaced || !assign.equals("=")) && s.startsWith(assign, assignAt);
      if (!assigned || keyEnd == keyAt) {
        // A word without a value, or one that begins with the sign itself.
        if (keyEnd == keyAt) {
          keyEnd = endOfWord(s, keyAt);
        }
        while (keyEnd > keyAt && s.charAt(keyEnd - 1) <= ' ') {
          keyEnd--;
        }
        pairs.add(keyAt, keyEnd, -1, -1);
        i = Math.max(keyEnd, keyAt + 1);
        continue;
      }
      int valueAt = assignAt + assign.length();
      int afterSpaces = Chars.skipSpaces(s, valueAt);
      if (afterSpaces > valueAt && afterSpaces < length && !isPairAt(s, afterSpaces)) {
        valueAt = afterSpaces;
      }
      int valueEnd = endOfValue(s, valueAt);
      pairs.add(keyAt, keyEnd, valueAt, valueEnd);
      pairs.valued++;
      pairs.covered += Math.min(length, valueEnd + 1) - keyAt;
      i = valueEnd;
    }
    return pairs;
  }

  private int skipSeparators(String s, int from) {
    int i = from;
    while (i < s.length()) {
      char c = s.charAt(i);
      if (c <= ' ') {
        i++;
      } else if (!spaced && s.startsWith(separator, i)) {
        i += separator.length();
      } else if (spaced && (c == ',' || c == ';') && i > from) {
        i++;
      } else {
        break;
      }
    }
    return i;
  }

  private int endOfKey(String s, int from) {
    int i = from;
    while (i < s.length()) {
      char c = s.charAt(i);
      if ((spaced ? c <= ' ' : s.startsWith(separator, i)) || s.startsWith(assign, i)) {
        break;
      }
      i++;
    }
    while (i > from && s.charAt(i - 1) <= ' ') {
      i--;
    }
    return i;
  }

  private int endOfWord(String s, int from) {
    int i = from;
    while (i < s.length() && !(spaced ? s.charAt(i) <= ' ' : s.startsWith(separator, i))) {
      i++;
    }
    return i;
  }

  /** The index after a value, its quotes included. */
  private int endOfValue(String s, int from) {
    if (Chars.at(s, from) == '"') {
      int close = endOfQuoted(s, from + 1);
      if (close >= 0) {
        return close + 1;
      }
    }
    return endOfWord(s, from);
  }

  private static int endOfQuoted(String s, int from) {
    int i = from;
    while (i < s.length()) {
      char c = s.charAt(i);
      if (c == '"') {
        return i;
      }
      i += c == '\\' ? 2 : 1;
    }
    return -1;
  }

  private boolean isPairAt(String s, int at) {
    if (!spaced) {
      return false;
    }
    int i = at;
    int limit = Math.min(s.length(), at + MAX_KEY);
    while (i < limit && isKey(s.charAt(i))) {
      i++;
    }
    return i > at && s.startsWith(assign, i);
  }

  private void store(String s, Pairs pairs, ParseContext context, Event.Builder into, int depth) {
    if (depth == 0) {
      into.format(LogFormat.KEY_VALUE);
    }
    boolean commas = spaced && commas(s, pairs);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(pairs.count * 2);
    for (int p = 0; p < pairs.count; p++) {
      int i = 4 * p;
      String key = key(s, pairs.at[i], pairs.at[i + 1]);
      if (key.isEmpty() || key.length() > MAX_KEY) {
        continue;
      }
      if (pairs.at[i + 2] < 0) {
        if (!pairs.isWord(p - 1) && !pairs.isWord(p + 1)) {
          fields.putIfAbsent(key, true);
        }
        continue;
      }
      String value = value(s, pairs.at[i + 2], pairs.at[i + 3], commas);
      if (Boolean.TRUE.equals(fields.get(key))) {
        fields.put(key, value);
      } else {
        Repeated.put(fields, key, value);
      }
    }
    if (pairs.full) {
      Warnings.add(into, "too_many_fields", "more than " + MAX_FIELDS + " keys; the rest is text");
    }
    fields.forEach(into::field);
    envelope(s, fields, pairs.valued < pairs.count, context, into, depth);
  }

  /** Whether each value ends with a comma: then they are what separates the pairs. */
  private static boolean commas(String s, Pairs pairs) {
    for (int p = 0; p + 1 < pairs.count; p++) {
      int end = pairs.at[4 * p + 3];
      if (end < 0 || (Chars.at(s, end - 1) != ',' && Chars.at(s, end) != ',')) {
        return false;
      }
    }
    return pairs.count > 1;
  }

  private static String key(String s, int from, int to) {
    return to - from >= 2 && s.charAt(from) == '"' && s.charAt(to - 1) == '"'
        ? unescape(s, from + 1, to - 1)
        : s.substring(from, to);
  }

  private static String value(String s, int from, int to, boolean commas) {
    int end = to;
    if (end - from >= 2 && s.charAt(from) == '"' && s.charAt(end - 1) == '"') {
      return unescape(s, from + 1, end - 1);
    }
    if (commas && end > from && s.charAt(end - 1) == ',') {
      end--;
    }
    while (end > from && s.charAt(end - 1) <= ' ') {
      end--;
    }
    return s.substring(from, end);
  }

  private static String unescape(String s, int from, int to) {
    int escape = s.indexOf('\\', from);
    if (escape < 0 || escape >= to) {
      return s.substring(from, to);
    }
    StringBuilder out = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      char c = s.charAt(i);
      if (c == '\\' && i + 1 < to) {
        char next = s.charAt(i + 1);
        switch (next) {
          case '"', '\\' -> c = next;
          case 'n' -> c = '\n';
          case 'r' -> c = '\r';
          case 't' -> c = '\t';
          default -> i--;
        }
        i++;
      }
      out.append(c);
    }
    return out.toString();
  }

  /** What the pairs say about the record itself, where nobody has said it yet. */
  private static void envelope(
      String s,
      Map<String, @Nullable Object> fields,
      boolean whole,
      ParseContext context,
      Event.Builder into,
      int depth) {
    if (into.time() == null) {
      time(fields, context, into);
    }
    if (into.host() == null) {
      String host = text(fields, "devname", "dvchost", "device_name", "hostname", "host");
      if (host != null && !host.isBlank()) {
        into.host(host);
      }
    }
    if (into.severity() == null) {
      String level = text(fields, "level", "lvl", "severity", "priority");
      if (level != null && level.length() <= 16) {
        into.severity(SyslogSeverity.fromWord(level));
      }
    }
    if (into.pid().isEmpty() && into.program() == null) {
      String pid = text(fields, "pid", "process_id");
      long number = pid == null ? Chars.NONE : Chars.number(pid, 0, pid.length());
      if (number >= 0) {
        into.pid(number);
      }
    }
    if (depth == 0) {
      // With words outside any pair, the text of the message may go on in them.
      String message = whole ? null : text(fields, "msg", "message");
      into.message(message != null ? message : s);
    }
  }

  private static void time(
      Map<String, @Nullable Object> fields, ParseContext context, Event.Builder into) {
    String date = text(fields, "date");
    String clock = text(fields, "time");
    String zone = text(fields, "tz", "timezone");
    if (date != null && clock != null) {
      Stamp stamp = new Stamp();
      boolean zoned = zone != null && (zone.startsWith("+") || zone.startsWith("-"));
      String text = date + " " + clock + (zoned ? zone : "");
      if (stamp.iso(text, 0)) {
        stamp.apply(zoned ? context : Times.zone(zone, context), into, 0);
        return;
      }
    }
    String stamp = text(fields, "eventtime", "timestamp", "@timestamp", "time", "ts", "datetime");
    if (stamp != null && stamp.length() >= 9) {
      Times.apply(stamp, context, into);
    }
  }

  /** The first of several keys that has text; of several values the first. */
  private static @Nullable String text(Map<String, @Nullable Object> fields, String... keys) {
    for (String key : keys) {
      Object value = fields.get(key);
      if (value instanceof Repeated several && !several.isEmpty()) {
        value = several.get(0);
      }
      if (value instanceof String text && !text.isEmpty()) {
        return text;
      }
    }
    return null;
  }
}
