package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.SyslogSeverity;
import io.nanosiem.internal.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * ArcSight Common Event Format, versions 0 and 1: {@code CEF:0|vendor|product|version|id|name|
 * severity|key=value key=value}.
 *
 * <p>The extension has no quotes, and values hold spaces and equal signs. A key therefore is a
 * key-like word that stands directly before an unescaped equal sign and directly after white space
 * (or at the beginning); everything else is part of a value. One pass decides it: the start of the
 * word being read is remembered, and forgotten at the first character that no key has.
 */
final class Cef {
  private static final int WINDOW = 512;
  private static final int MAX_FIELDS = 1_000;
  private static final int MAX_LOOKED_AT = 1 << 16;
  private static final String[] HEADER = {
    "cefVersion",
    "deviceVendor",
    "deviceProduct",
    "deviceVersion",
    "deviceEventClassId",
    "name",
    "cefSeverity"
  };

  private Cef() {}

  /** Where CEF begins in the first characters of a text, or -1. */
  static int find(String s) {
    int limit = Math.min(s.length(), WINDOW);
    for (int at = s.indexOf("CEF:"); at >= 0 && at < limit; at = s.indexOf("CEF:", at + 4)) {
      if (isAt(s, at)) {
        return at;
      }
    }
    return -1;
  }

  /** Whether this is a CEF header: a version, and at least five separators after it. */
  static boolean isAt(String s, int at) {
    if (!s.startsWith("CEF:", at)) {
      return false;
    }
    int i = at + 4;
    if (Chars.at(s, i) == ' ') {
      i++;
    }
    int afterVersion = Chars.endOfDigits(s, i);
    if (afterVersion == i || afterVersion - i > 3 || Chars.at(s, afterVersion) != '|') {
      return false;
    }
    int pipes = 0;
    // The header of a device is short; without this bound a line of many "CEF:0|" were quadratic.
    int limit = (int) Math.min(s.length(), afterVersion + 4096L);
    for (i = afterVersion + 1; i < limit; i++) {
      char c = s.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '|' && ++pipes == 5) {
        return true;
      }
    }
    return false;
  }

  static void read(String s, int at, ParseContext context, Event.Builder into, int depth) {
    int i = at + 4;
    if (Chars.at(s, i) == ' ') {
      i++;
    }
    int escape = s.indexOf('\\', at);
    int firstEscape = escape < 0 ? s.length() : escape;
    JsonObject fields = new JsonObject(32);
    String name = "";
    String severity = "";
    int part = 0;
    while (part < HEADER.length) {
      int end = endOfHeader(s, i, firstEscape);
      String value = unescapeHeader(s, i, end, firstEscape);
      switch (part) {
        case 0 -> {
          long version = Chars.number(value, 0, value.length());
          fields.add(HEADER[0], version);
          if (version > 1) {
            Warnings.add(into, "cef_version", i, "a version of CEF that is neither 0 nor 1");
          }
        }
        case 5 -> {
          name = value;
          fields.add(HEADER[5], value);
        }
        case 6 -> {
          severity = value;
          fields.add(HEADER[6], value);
        }
        default -> fields.add(HEADER[part], value);
      }
      part++;
      i = end + 1;
      if (end >= s.length()) {
        break;
      }
    }
    if (part < HEADER.length) {
      Warnings.add(into, "cef_header", s.length(), "the header has " + part + " of its 7 parts");
    }
    if (into.severity() == null) {
      into.severity(severity(severity));
    }
    Extension extension = new Extension(s, into, fields, firstEscape);
    extension.read(Math.min(i, s.length()));
    extension.apply(context);
    if (fields.repeats()) {
      Warnings.add(into, "duplicate_key", "a key occurs more than once; all its values were kept");
    }
    if (i < s.length() && s.indexOf('|', i) >= 0) {
      second(s, at, into);
    }
    if (into.fields().isEmpty()) {
      into.fields(fields);
    } else {
      // What the envelope has put there stays, whatever the record calls its own fields.
      fields.forEach(into::field);
    }
    // Behind a syslog header the message is the body, as sent; alone it is the text of the event.
    if (depth == 0) {
      into.message(extension.message != null ? extension.message : name);
    }
  }

  /** Two records in one frame: the sender lost a line end between them. */
  private static void second(String s, int at, Event.Builder into) {
    int limit = Math.min(s.length(), at + MAX_LOOKED_AT);
    for (int again = s.indexOf("CEF:", at + 4), tries = 0;
        again >= 0 && again < limit && tries < 16;
        again = s.indexOf("CEF:", again + 4), tries++) {
      if (isAt(s, again)) {
        Warnings.add(into, "second_record", again, "another CEF record begins within this one");
        return;
      }
    }
  }

  private static int endOfHeader(String s, int from, int firstEscape) {
    int pipe = s.indexOf('|', from);
    if (pipe < 0) {
      return s.length();
    }
    if (pipe < firstEscape) {
      return pipe;
    }
    int i = from;
    while (i < s.length()) {
      char c = s.charAt(i);
      if (c == '|') {
        return i;
      }
      i += c == '\\' ? 2 : 1;
    }
    return s.length();
  }

  private static String unescapeHeader(String s, int from, int to, int firstEscape) {
    if (firstEscape >= to) {
      return from >= to ? "" : s.substring(from, to);
    }
    StringBuilder out = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      char c = s.charAt(i);
      if (c == '\\' && i + 1 < to) {
        char next = s.charAt(i + 1);
        if (next == '|' || next == '\\') {
          c = next;
          i++;
        }
      }
      out.append(c);
    }
    return out.toString();
  }

  /** CEF counts 0 to 3 as low, 4 to 6 as medium, 7 and 8 as high, 9 and 10 as very high. */
  static @Nullable SyslogSeverity severity(String text) {
    int digits = Chars.endOfDigits(text, 0);
    if (digits > 0 && digits <= 2 && (digits == text.length() || text.charAt(digits) == '.')) {
      int level = Chars.digits(text, 0, digits);
      if (level <= 3) {
        return SyslogSeverity.INFORMATIONAL;
      }
      if (level <= 6) {
        return SyslogSeverity.WARNING;
      }
      return level <= 8 ? SyslogSeverity.ERROR : level <= 10 ? SyslogSeverity.CRITICAL : null;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "low" -> SyslogSeverity.INFORMATIONAL;
      case "medium" -> SyslogSeverity.WARNING;
      case "high" -> SyslogSeverity.ERROR;
      case "very-high", "veryhigh", "very high" -> SyslogSeverity.CRITICAL;
      default -> null;
    };
  }

  /** Whether {@link #read} takes this word before an equal sign for a key. */
  static boolean isKey(String s, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Extension.isKey(s.charAt(i))) {
        return false;
      }
    }
    return to > from;
  }

  /** The keys and values after the header. */
  private static final class Extension {
    private final String s;
    private final Event.Builder into;
    private final JsonObject fields;
    private final int firstEscape;
    private int keys;

    @Nullable String message;
    private @Nullable String receipt;
    private @Nullable String finish;
    private @Nullable String begin;
    private @Nullable String deviceZone;
    private @Nullable String deviceHost;
    private @Nullable String deviceAddress;
    private @Nullable List<String> labels;

    Extension(String s, Event.Builder into, JsonObject fields, int firstEscape) {
      this.s = s;
      this.into = into;
      this.fields = fields;
      this.firstEscape = firstEscape;
    }

    /**
     * From one equal sign to the next, which the library finds several characters at a time; then
     * back over the word before it. No character is looked at more than a fixed number of times: a
     * word ends at the equal sign before it at the latest.
     */
    void read(int from) {
      int keyStart = -1;
      int keyEnd = -1;
      int valueStart = from;
      int length = s.length();
      for (int sign = s.indexOf('=', from); sign >= 0; sign = s.indexOf('=', sign + 1)) {
        int word = sign;
        while (word > from && isKey(s.charAt(word - 1))) {
          word--;
        }
        if (word < sign && (word == from || isBoundary(word - 1, from))) {
          store(keyStart, keyEnd, valueStart, word);
          keyStart = word;
          keyEnd = sign;
          valueStart = sign + 1;
        }
      }
      store(keyStart, keyEnd, valueStart, length);
    }

    /** Whether this is white space that no backslash takes along. */
    private boolean isBoundary(int at, int from) {
      char c = s.charAt(at);
      if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
        return false;
      }
      int run = at;
      if (at > firstEscape) {
        while (run > from && s.charAt(run - 1) == '\\') {
          run--;
        }
      }
      return (at - run & 1) == 0;
    }

    private static boolean isKey(char c) {
      return Chars.isLetter(c)
          || Chars.isDigit(c)
          || c == '_'
          || c == '.'
          || c == '-'
          || c == '['
          || c == ']'
          || c == ','
          || c > 0x7F;
    }

    private void store(int keyStart, int keyEnd, int valueStart, int valueLimit) {
      int valueEnd = valueLimit;
      while (valueEnd > valueStart && s.charAt(valueEnd - 1) <= ' ') {
        valueEnd--;
      }
      if (keyStart < 0) {
        if (valueEnd > valueStart) {
          Warnings.add(into, "cef_extension", valueStart, "text before the first key was passed");
        }
        return;
      }
      if (++keys > MAX_FIELDS) {
        if (keys == MAX_FIELDS + 1) {
          Warnings.add(into, "too_many_fields", keyStart, "more than " + MAX_FIELDS + " keys");
        }
        return;
      }
      int slot = CefKeys.slot(s, keyStart, keyEnd);
      String key = slot < 0 ? s.substring(keyStart, keyEnd) : CefKeys.name(slot);
      String value = unescape(valueStart, valueEnd);
      fields.add(key, value);
      if (value.isEmpty()) {
        return;
      }
      switch (slot < 0 ? CefKeys.NOTHING : CefKeys.use(slot)) {
        case CefKeys.MESSAGE -> message = message == null ? value : message;
        case CefKeys.RECEIPT -> receipt = receipt == null ? value : receipt;
        case CefKeys.FINISH -> finish = finish == null ? value : finish;
        case CefKeys.BEGIN -> begin = begin == null ? value : begin;
        case CefKeys.ZONE -> deviceZone = value;
        case CefKeys.HOST -> deviceHost = deviceHost == null ? value : deviceHost;
        case CefKeys.ADDRESS -> deviceAddress = deviceAddress == null ? value : deviceAddress;
        case CefKeys.LABEL -> label(key, value);
        default -> {
          if (slot < 0 && key.endsWith("Label") && key.length() > 5) {
            label(key, value);
          }
        }
      }
    }

    private void label(String key, String value) {
      labels = labels == null ? new ArrayList<>() : labels;
      labels.add(key);
      labels.add(value);
    }

    private String unescape(int from, int to) {
      if (firstEscape >= to || !holdsEscape(from, to)) {
        return s.substring(from, to);
      }
      StringBuilder out = new StringBuilder(to - from);
      for (int i = from; i < to; i++) {
        char c = s.charAt(i);
        if (c == '\\' && i + 1 < to) {
          char next = s.charAt(i + 1);
          switch (next) {
            case '=', '\\' -> {
              c = next;
              i++;
            }
            case 'n' -> {
              c = '\n';
              i++;
            }
            case 'r' -> {
              c = '\r';
              i++;
            }
            default -> {}
          }
        }
        out.append(c);
      }
      return out.toString();
    }

    private boolean holdsEscape(int from, int to) {
      for (int i = Math.max(from, firstEscape); i < to; i++) {
        if (s.charAt(i) == '\\') {
          return true;
        }
      }
      return false;
    }

    /**
     * {@code cs1Label=policy cs1=strict} also means {@code labels.policy = strict}: under a name of
     * its own, so that a label cannot pose as another field.
     */
    private void named(List<String> pairs) {
      Map<String, Object> named = new LinkedHashMap<>(pairs.size());
      for (int i = 0; i < pairs.size(); i += 2) {
        String key = pairs.get(i);
        Object value = fields.get(key.substring(0, key.length() - "Label".length()));
        if (value != null) {
          named.putIfAbsent(pairs.get(i + 1), value);
        }
      }
      if (!named.isEmpty() && fields.get("labels") == null) {
        fields.put("labels", Collections.unmodifiableMap(named));
      }
    }

    void apply(ParseContext context) {
      if (labels != null) {
        named(labels);
      }
      if (into.host() == null) {
        into.host(deviceHost != null ? deviceHost : deviceAddress);
      }
      if (into.time() != null) {
        return;
      }
      String text = receipt != null ? receipt : finish != null ? finish : begin;
      if (text != null) {
        Times.apply(text, Times.zone(deviceZone, context), into);
      }
    }
  }
}
