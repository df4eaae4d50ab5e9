package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.internal.IpAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * Common Event Format as ArcSight's implementation standard has it, for strict mode. {@link Cef}
 * reads what senders write; this says where that is not what the standard has.
 *
 * <p>Seven header parts, each behind an unescaped pipe but the last, which has one behind it; pipe
 * and backslash escaped in the header, equal sign and backslash in a value, line ends as {@code \n}
 * and {@code \r} and in values only; severity 0 to 10 or one of its five words; no key twice; the
 * values of the dictionary's numbers, addresses and times are such. Other people's keys are held to
 * letters, digits and {@code _ . -}. What stands before {@code CEF:} is the transport's business.
 */
final class CefGrammar {
  private final String s;
  private final ParseContext context;
  private final Deviations deviations;
  private int i;

  private CefGrammar(String s, ParseContext context, Event.Builder into) {
    this.s = s;
    this.context = context;
    this.deviations = new Deviations(into);
  }

  static void check(String s, int at, ParseContext context, Event.Builder into) {
    new CefGrammar(s, context, into).record(at);
  }

  private void record(int at) {
    i = at + 4;
    int version = Chars.endOfDigits(s, i);
    if (version != i + 1 || s.charAt(i) > '1' || Chars.at(s, version) != '|') {
      deviations.add("cef_version", i, "the version must be 0 or 1");
    }
    for (int part = 0; part < 7; part++) {
      int from = i;
      boolean last = !headerPart();
      if (part == 6) {
        severity(s.substring(from, i));
      }
      if (last) {
        deviations.add("cef_header", s.length(), "a pipe must follow each of the 7 header parts");
        return;
      }
      i++;
    }
    extension();
  }

  /** Goes to the pipe behind a part; false if there is none. */
  private boolean headerPart() {
    while (i < s.length()) {
      char c = s.charAt(i);
      if (c == '|') {
        return true;
      }
      if (c == '\\') {
        char next = Chars.at(s, i + 1);
        if (next == '|' || next == '\\') {
          i++;
        } else {
          deviations.add("cef_header", i, "a backslash must be escaped");
        }
      } else if (c == '\n' || c == '\r') {
        deviations.add("cef_header", i, "a line end is allowed in values of the extension only");
      }
      i++;
    }
    return false;
  }

  private void severity(String text) {
    boolean known =
        switch (text) {
          case "Unknown", "Low", "Medium", "High", "Very-High", "10" -> true;
          default -> text.length() == 1 && Chars.isDigit(text.charAt(0));
        };
    if (!known) {
      deviations.add(
          "cef_severity",
          i - text.length(),
          "the severity must be 0 to 10, or Unknown, Low, Medium, High or Very-High");
    }
  }

  private void extension() {
    Set<String> keys = new HashSet<>();
    int at = i;
    while (at < s.length() && s.charAt(at) == ' ') {
      at++;
    }
    if (at == s.length()) {
      return;
    }
    int keyEnd = keyEnd(at);
    if (keyEnd < 0) {
      deviations.add("cef_extension", at, "the extension must begin with a key and '='");
      return;
    }
    while (keyEnd >= 0) {
      String key = s.substring(at, keyEnd);
      if (!keys.add(key)) {
        deviations.add("cef_duplicate_key", at, "a key must not occur twice");
      }
      if (!isKey(key)) {
        deviations.add("cef_key", at, "a key must be of letters, digits, '_', '.' and '-'");
      }
      int valueAt = keyEnd + 1;
      int end = valueEnd(valueAt);
      type(key, valueAt, end);
      at = end;
      while (at < s.length() && isSpace(s.charAt(at))) {
        at++;
      }
      keyEnd = keyEnd(at);
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  /** The equal sign behind the word that begins here; -1 if there is none directly behind it. */
  private int keyEnd(int from) {
    int at = from;
    while (at < s.length()
        && !isSpace(s.charAt(at))
        && s.charAt(at) != '='
        && s.charAt(at) != '\\'
        && s.charAt(at) != '|') {
      at++;
    }
    return at > from && Chars.at(s, at) == '=' ? at : -1;
  }

  private static boolean isKey(String key) {
    for (int at = 0; at < key.length(); at++) {
      char c = key.charAt(at);
      if (!Chars.isLetter(c) && !Chars.isDigit(c) && c != '_' && c != '.' && c != '-') {
        return false;
      }
    }
    return true;
  }

  /** The end of a value: before the space before the next key, or the end of the record. */
  private int valueEnd(int from) {
    int at = from;
    while (at < s.length()) {
      char c = s.charAt(at);
      if (c == '\\') {
        char next = Chars.at(s, at + 1);
        if (next == '=' || next == '\\' || next == 'n' || next == 'r') {
          at++;
        } else {
          deviations.add("cef_value", at, "a backslash must be escaped in a value");
        }
      } else if (c == '=') {
        deviations.add("cef_value", at, "an equal sign must be escaped in a value");
      } else if (c == '\n' || c == '\r') {
        deviations.add("cef_value", at, "a line end must be written as \\n or \\r");
      }
      if (isSpace(c) && !isSpace(Chars.at(s, at + 1))) {
        int next = keyEnd(at + 1);
        // A word before '=' with a character that no key has is text whose sign was not escaped.
        if (next >= 0 && Cef.isKey(s, at + 1, next)) {
          return at;
        }
        if (next >= 0) {
          deviations.add("cef_value", next, "an equal sign must be escaped in a value");
          at = next;
        }
      }
      at++;
    }
    return at;
  }

  /** The dictionary's types, as far as a value of the wrong one says something. */
  private void type(String key, int from, int to) {
    int end = to;
    while (end > from && isSpace(s.charAt(end - 1))) {
      end--;
    }
    if (end == from) {
      return;
    }
    String value = s.substring(from, end);
    switch (key) {
      case "spt",
          "dpt",
          "sourcePort",
          "destinationPort",
          "sourceTranslatedPort",
          "destinationTranslatedPort" -> {
        long port = Chars.number(value, 0, value.length());
        if (port < 0 || port > 65_535) {
          deviations.add("cef_type", from, "a port must be a number from 0 to 65535");
        }
      }
      case "cn1", "cn2", "cn3", "cnt", "in", "out", "spid", "dpid" -> {
        int sign = value.charAt(0) == '-' ? 1 : 0;
        if (Chars.number(value, sign, value.length()) < 0) {
          deviations.add("cef_type", from, "the value of this key must be a whole number");
        }
      }
      case "src", "dst", "dvc", "sourceTranslatedAddress", "destinationTranslatedAddress" -> {
        if (IpAddress.parse(value) == null) {
          deviations.add("cef_type", from, "the value of this key must be an address");
        }
      }
      case "rt", "start", "end", "art", "deviceCustomDate1", "deviceCustomDate2" -> {
        Event.Builder scratch = Event.builder();
        if (!Times.apply(value, context, scratch)) {
          deviations.add("cef_type", from, "the value of this key must be a time");
        }
      }
      default -> {}
    }
  }
}
