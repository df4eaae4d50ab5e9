package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import org.jspecify.annotations.Nullable;

/**
 * IBM's Log Event Extended Format, versions 1.0 and 2.0: {@code
 * LEEF:2.0|vendor|product|version|event id|delimiter|key=value…}.
 *
 * <p>Attributes are separated by tabs, or by the character that a header of version 2 names, as
 * itself or in hexadecimal ({@code ^}, {@code x09}, {@code 0x5E}). Senders of version 1 without
 * tabs use pipes or spaces. A value goes to the next separator, equal signs included.
 */
final class Leef {
  private static final int WINDOW = 512;
  private static final int MAX_FIELDS = 1_000;
  private static final int MAX_HEADER = 4096;

  private Leef() {}

  /** Where LEEF begins in the first characters of a text, or -1. */
  static int find(String s) {
    int limit = Math.min(s.length(), WINDOW);
    for (int at = s.indexOf("LEEF:"); at >= 0 && at < limit; at = s.indexOf("LEEF:", at + 5)) {
      if (isAt(s, at)) {
        return at;
      }
    }
    return -1;
  }

  /** Whether this is a LEEF header: a version of one or two digits, and four more parts. */
  static boolean isAt(String s, int at) {
    if (!s.startsWith("LEEF:", at)) {
      return false;
    }
    int i = at + 5;
    char major = Chars.at(s, i);
    if (major != '1' && major != '2') {
      return false;
    }
    i++;
    if (Chars.at(s, i) == '.' && Chars.isDigit(Chars.at(s, i + 1))) {
      i += 2;
    }
    for (int part = 0; part < 4; part++) {
      if (Chars.at(s, i) != '|') {
        return false;
      }
      i = endOfPart(s, i + 1);
    }
    return true;
  }

  private static int endOfPart(String s, int from) {
    int limit = (int) Math.min(s.length(), from + (long) MAX_HEADER);
    int i = from;
    while (i < limit && s.charAt(i) != '|') {
      i += s.charAt(i) == '\\' && Chars.at(s, i + 1) == '|' ? 2 : 1;
    }
    return Math.min(i, s.length());
  }

  static void read(String s, int at, ParseContext context, Event.Builder into, int depth) {
    int versionAt = at + "LEEF:".length();
    int i = endOfPart(s, versionAt);
    String version = s.substring(versionAt, i);
    into.field("leefVersion", version);
    String[] names = {"deviceVendor", "deviceProduct", "deviceVersion", "deviceEventClassId"};
    for (String name : names) {
      int from = Math.min(i + 1, s.length());
      i = endOfPart(s, from);
      into.field(name, s.substring(from, i).replace("\\|", "|"));
    }
    i = Math.min(i + 1, s.length());
    char delimiter = 0;
    if (version.charAt(0) == '2') {
      int end = s.indexOf('|', i);
      if (end >= 0 && end - i <= 5 && s.indexOf('=', i) - end != -1) {
        delimiter = delimiter(s, i, end);
        if (delimiter != 0 || end == i) {
          i = end + 1;
        }
      }
    }
    if (delimiter == 0) {
      delimiter = usual(s, i);
    }
    Attributes attributes = new Attributes(s, into);
    if (delimiter == ' ') {
      attributes.bySpaces(i);
    } else {
      attributes.by(i, delimiter);
    }
    attributes.apply(context);
    if (depth == 0) {
      into.message(s);
    }
  }

  /** What an empty delimiter field, or none, stands for: a tab, if there is one. */
  private static char usual(String s, int from) {
    if (s.indexOf('\t', from) >= 0) {
      return '\t';
    }
    int pipe = s.indexOf('|', from);
    int equal = s.indexOf('=', from);
    return pipe > equal && equal >= 0 && s.indexOf('=', pipe) > 0 ? '|' : ' ';
  }

  /** A character as itself, as {@code x09}, {@code 0x09} or {@code \t}; NUL if it is none. */
  private static char delimiter(String s, int from, int to) {
    int length = to - from;
    if (length == 1) {
      return s.charAt(from);
    }
    int hex = from;
    if (length > 2 && s.charAt(hex) == '0') {
      hex++;
    }
    if (Chars.at(s, hex) == 'x' || Chars.at(s, hex) == 'X') {
      int value = 0;
      for (int i = hex + 1; i < to; i++) {
        int digit = Character.digit(s.charAt(i), 16);
        if (digit < 0) {
          return 0;
        }
        value = value << 4 | digit;
      }
      return hex + 1 < to ? (char) value : 0;
    }
    return length == 2 && s.startsWith("\\t", from) ? '\t' : 0;
  }

  /** The keys and values after the header. */
  private static final class Attributes {
    private final String s;
    private final Event.Builder into;
    private int fields;
    private @Nullable String time;
    private @Nullable String timeFormat;
    private @Nullable String severity;
    private @Nullable String host;

    Attributes(String s, Event.Builder into) {
      this.s = s;
      this.into = into;
    }

    void by(int from, char delimiter) {
      int i = from;
      int equal = -1;
      while (i < s.length()) {
        int end = s.indexOf(delimiter, i);
        end = end < 0 ? s.length() : end;
        if (equal < i) {
          equal = s.indexOf('=', i);
          equal = equal < 0 ? s.length() : equal;
        }
        if (equal > i && equal < end) {
          store(i, equal, equal + 1, end);
        } else if (end > i && !s.substring(i, end).isBlank()) {
          Warnings.add(into, "leef_attribute", i, "an attribute without a key was passed");
        }
        i = end + 1;
      }
    }

    /** A key is a word directly before an equal sign, the value goes to the next one. */
    void bySpaces(int from) {
      int keyAt = -1;
      int keyEnd = -1;
      int wordAt = from;
      for (int i = from; i < s.length(); i++) {
        char c = s.charAt(i);
        if (c <= ' ') {
          wordAt = i + 1;
        } else if (c == '=' && i > wordAt && isKey(wordAt, i)) {
          if (keyAt >= 0) {
            store(keyAt, keyEnd, keyEnd + 1, wordAt);
          }
          keyAt = wordAt;
          keyEnd = i;
          wordAt = Integer.MAX_VALUE;
        }
      }
      if (keyAt >= 0) {
        store(keyAt, keyEnd, keyEnd + 1, s.length());
      }
    }

    private boolean isKey(int from, int to) {
      if (to - from > 64) {
        return false;
      }
      for (int i = from; i < to; i++) {
        char c = s.charAt(i);
        if (!Chars.isLetter(c) && !Chars.isDigit(c) && c != '_' && c != '.' && c != '-') {
          return false;
        }
      }
      return true;
    }

    private void store(int keyAt, int keyEnd, int valueAt, int valueLimit) {
      if (++fields > MAX_FIELDS) {
        if (fields == MAX_FIELDS + 1) {
          Warnings.add(into, "too_many_fields", keyAt, "more than " + MAX_FIELDS + " keys");
        }
        return;
      }
      int from = keyAt;
      while (from < keyEnd && s.charAt(from) <= ' ') {
        from++;
      }
      int valueEnd = valueLimit;
      while (valueEnd > valueAt && s.charAt(valueEnd - 1) <= ' ') {
        valueEnd--;
      }
      String key = s.substring(from, keyEnd);
      String value = s.substring(valueAt, valueEnd);
      into.field(key, value);
      switch (key) {
        case "devTime" -> time = time == null ? value : time;
        case "devTimeFormat" -> timeFormat = value;
        case "sev" -> severity = value;
        case "devName", "DeviceName", "identHostName" -> host = host == null ? value : host;
        default -> {}
      }
    }

    void apply(ParseContext context) {
      if (into.severity() == null && severity != null) {
        into.severity(Cef.severity(severity));
      }
      if (into.host() == null && host != null && !host.isBlank()) {
        into.host(host);
      }
      if (into.time() != null || time == null || time.isBlank()) {
        return;
      }
      if (timeFormat != null && DatePattern.apply(timeFormat, time, context, into)) {
        return;
      }
      Times.apply(time, context, into);
    }
  }

  /** Marks the record as LEEF, unless it is JSON that holds it. */
  static void format(Event.Builder into) {
    if (!into.format().equals(LogFormat.JSON)) {
      into.format(LogFormat.LEEF);
    }
  }
}
