package io.nanosiem.parse;

import io.nanosiem.event.Event;
import java.util.HashSet;
import java.util.Set;

/**
 * The grammar of RFC 5424 §6, rule by rule, for strict mode. {@link Rfc5424} reads what senders
 * write; this says where that is not what the RFC has.
 *
 * <p>Written from the ABNF and apart from the reader on purpose: neither can hide a fault of the
 * other. After a deviation it goes on where the next part is certain (the next space), and stops
 * where it is not.
 *
 * <p>The version may be any of the grammar's 1 to 999, although the RFC itself defines 1 only. An
 * SD-ID is not looked up in IANA's registries of names and enterprises, which grow. MSG may be any
 * octets; if it begins with a byte order mark it must be UTF-8.
 */
final class Rfc5424Grammar {
  private static final char BOM = '\uFEFF';

  private final String s;
  private final Deviations deviations;
  private int i;

  private Rfc5424Grammar(String s, Event.Builder into) {
    this.s = s;
    this.deviations = new Deviations(into);
  }

  static void check(String s, Event.Builder into) {
    new Rfc5424Grammar(s, into).message();
  }

  /** {@code SYSLOG-MSG = HEADER SP STRUCTURED-DATA [SP MSG]}. */
  private void message() {
    if (!Pri.check(s, "rfc5424_pri", deviations)) {
      return;
    }
    i = s.indexOf('>') + 1;
    if (version()
        && space("rfc5424_timestamp", "TIMESTAMP")
        && timestamp()
        && space("rfc5424_hostname", "HOSTNAME")
        && field("rfc5424_hostname", "HOSTNAME", 255)
        && space("rfc5424_app_name", "APP-NAME")
        && field("rfc5424_app_name", "APP-NAME", 48)
        && space("rfc5424_procid", "PROCID")
        && field("rfc5424_procid", "PROCID", 128)
        && space("rfc5424_msgid", "MSGID")
        && field("rfc5424_msgid", "MSGID", 32)
        && space("rfc5424_structured_data", "STRUCTURED-DATA")
        && structuredData()
        && i < s.length()) {
      if (s.charAt(i) != ' ') {
        deviations.add(
            "rfc5424_structured_data", i, "a space must separate structured data and MSG");
      } else if (Chars.at(s, i + 1) == BOM && deviations.has("invalid_utf8")) {
        deviations.add("rfc5424_msg", i + 1, "MSG begins with a byte order mark but is not UTF-8");
      }
    }
  }

  /** {@code VERSION = NONZERO-DIGIT 0*2DIGIT}. */
  private boolean version() {
    int end = Chars.endOfDigits(s, i);
    if (end == i || end - i > 3 || s.charAt(i) == '0') {
      deviations.add("rfc5424_version", i, "VERSION must be a number from 1 to 999");
      return false;
    }
    i = end;
    return true;
  }

  private boolean space(String code, String next) {
    if (i >= s.length()) {
      deviations.add(code, i, "the header ends before " + next);
      return false;
    }
    if (s.charAt(i) != ' ') {
      deviations.add(code, i, "a space must stand before " + next);
      return false;
    }
    i++;
    return true;
  }

  private int endOfToken() {
    int end = s.indexOf(' ', i);
    return end < 0 ? s.length() : end;
  }

  /** {@code TIMESTAMP = NILVALUE / FULL-DATE "T" FULL-TIME}; goes on at the space behind it. */
  private boolean timestamp() {
    int end = endOfToken();
    if (end - i != 1 || s.charAt(i) != '-') {
      stamp(i, end);
    }
    i = end;
    return true;
  }

  private void stamp(int at, int end) {
    int year = Chars.digits(s, at, 4);
    int month = Chars.digits(s, at + 5, 2);
    int day = Chars.digits(s, at + 8, 2);
    if (end < at + 10
        || year < 0
        || month < 0
        || day < 0
        || s.charAt(at + 4) != '-'
        || s.charAt(at + 7) != '-') {
      badStamp(at, "TIMESTAMP must begin with yyyy-mm-dd, or be '-'");
      return;
    }
    if (month < 1 || month > 12 || day < 1 || day > Stamp.daysIn(month, year)) {
      badStamp(at, "there is no such date");
    }
    if (end < at + 11 || s.charAt(at + 10) != 'T') {
      badStamp(at + 10, "an upper-case T must stand between date and time");
      return;
    }
    int time = at + 11;
    int hour = Chars.digits(s, time, 2);
    int minute = Chars.digits(s, time + 3, 2);
    int second = Chars.digits(s, time + 6, 2);
    if (end < time + 8
        || hour < 0
        || minute < 0
        || second < 0
        || s.charAt(time + 2) != ':'
        || s.charAt(time + 5) != ':') {
      badStamp(time, "the time must be hh:mm:ss");
      return;
    }
    if (hour > 23 || minute > 59 || second > 59) {
      badStamp(time, "there is no such time of day (RFC 5424 has no second 60)");
    }
    int p = time + 8;
    if (Chars.at(s, p) == '.') {
      int fraction = Chars.endOfDigits(s, p + 1);
      if (fraction == p + 1 || fraction - p - 1 > 6) {
        badStamp(p, "a fraction must have 1 to 6 digits");
      }
      p = fraction;
    }
    char zone = p < end ? s.charAt(p) : '\0';
    if (zone == 'Z') {
      p++;
    } else if (zone == '+' || zone == '-') {
      int hours = Chars.digits(s, p + 1, 2);
      int minutes = Chars.digits(s, p + 4, 2);
      if (end < p + 6 || hours < 0 || minutes < 0 || s.charAt(p + 3) != ':') {
        badStamp(p, "an offset must be +hh:mm or -hh:mm");
        return;
      }
      if (hours > 23 || minutes > 59) {
        badStamp(p, "an offset must be at most 23:59");
      }
      p += 6;
    } else {
      badStamp(p, "an upper-case Z or an offset must follow the time");
      return;
    }
    if (p < end) {
      badStamp(p, "something follows the offset");
    }
  }

  private void badStamp(int at, String message) {
    deviations.add("rfc5424_timestamp", at, message);
  }

  /** {@code NILVALUE / 1*nPRINTUSASCII}; goes on at the space behind it. */
  private boolean field(String code, String name, int max) {
    int end = endOfToken();
    if (end == i) {
      deviations.add(code, i, name + " is empty; '-' stands for nothing");
    } else if (end - i > max) {
      deviations.add(code, i, name + " has more than " + max + " characters");
    }
    for (int at = i; at < end; at++) {
      if (!isPrintable(s.charAt(at))) {
        deviations.add(code, at, name + " holds something other than printable US-ASCII");
        break;
      }
    }
    i = end;
    return true;
  }

  private static boolean isPrintable(char c) {
    return c > ' ' && c < 0x7F;
  }

  /** {@code STRUCTURED-DATA = NILVALUE / 1*SD-ELEMENT}; false if its end is not certain. */
  private boolean structuredData() {
    if (Chars.at(s, i) == '-') {
      i++;
      return true;
    }
    if (Chars.at(s, i) != '[') {
      return broken(i, "neither '-' nor an SD-ELEMENT");
    }
    Set<String> ids = new HashSet<>();
    while (Chars.at(s, i) == '[') {
      int at = i;
      i++;
      int idAt = i;
      if (!name("SD-ID")) {
        return false;
      }
      String id = s.substring(idAt, i);
      if (!ids.add(id)) {
        note(at, "an SD-ID must not occur twice");
      }
      if (!parameters()) {
        return false;
      }
    }
    return true;
  }

  /** {@code *(SP SD-PARAM) "]"}. */
  private boolean parameters() {
    while (Chars.at(s, i) != ']') {
      if (Chars.at(s, i) != ' ') {
        return broken(i, "a space or ']' must follow in an SD-ELEMENT");
      }
      int spaces = i;
      i = skipSpaces(i);
      if (i > spaces + 1 || Chars.at(s, i) == ']') {
        note(spaces, "one space, and a parameter behind it, must stand here");
        if (Chars.at(s, i) == ']') {
          break;
        }
      }
      if (!name("PARAM-NAME")) {
        return false;
      }
      if (Chars.at(s, i) != '=') {
        return broken(i, "'=' must follow a PARAM-NAME");
      }
      i++;
      if (Chars.at(s, i) == ' ') {
        note(i, "the quote must follow '=' at once");
        i = skipSpaces(i);
      }
      if (Chars.at(s, i) != '"') {
        return broken(i, "a PARAM-VALUE must be quoted");
      }
      i++;
      if (!value()) {
        return false;
      }
    }
    i++;
    return true;
  }

  private int skipSpaces(int from) {
    int at = from;
    while (Chars.at(s, at) == ' ') {
      at++;
    }
    return at;
  }

  /** {@code SD-NAME = 1*32PRINTUSASCII} without {@code = SP ] "}. */
  private boolean name(String what) {
    int from = i;
    boolean odd = false;
    while (i < s.length()) {
      char c = s.charAt(i);
      if (c == '=' || c == ' ' || c == ']' || c == '"') {
        break;
      }
      odd |= !isPrintable(c);
      i++;
    }
    if (i == from) {
      return broken(i, what + " is empty");
    }
    if (i - from > 32) {
      note(from, what + " has more than 32 characters");
    }
    if (odd) {
      note(from, what + " holds something other than printable US-ASCII");
    }
    return true;
  }

  /** A PARAM-VALUE, in which quote, backslash and bracket must be escaped, and nothing else. */
  private boolean value() {
    int from = i;
    while (i < s.length()) {
      char c = s.charAt(i);
      if (c == '"') {
        i++;
        return true;
      }
      if (c == ']') {
        note(i, "']' must be escaped in a PARAM-VALUE");
      } else if (c == '\\') {
        char next = Chars.at(s, i + 1);
        if (next == '"' || next == '\\' || next == ']') {
          i++;
        } else {
          note(i, "a backslash must be escaped in a PARAM-VALUE");
        }
      }
      i++;
    }
    return broken(from, "a PARAM-VALUE is not closed");
  }

  private void note(int at, String message) {
    deviations.add("rfc5424_structured_data", at, message);
  }

  private boolean broken(int at, String message) {
    note(at, message);
    return false;
  }
}
