package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.SyslogFacility;
import io.nanosiem.event.SyslogSeverity;

/**
 * The priority in angle brackets that begins a syslog message (RFC 5424 §6.2.1, RFC 3164 §4.1.1).
 */
final class Pri {
  private static final int MAX = 191;

  private Pri() {}

  /** The index after the closing bracket if a valid priority begins here; otherwise -1. */
  static int end(String s, int at) {
    if (Chars.at(s, at) != '<') {
      return -1;
    }
    int i = at + 1;
    int value = 0;
    while (i < s.length() && i <= at + 3 && Chars.isDigit(s.charAt(i))) {
      value = value * 10 + s.charAt(i) - '0';
      i++;
    }
    return i > at + 1 && Chars.at(s, i) == '>' && value <= MAX ? i + 1 : -1;
  }

  /** Whether this was meant as a priority, but is none: brackets around something numeric. */
  static boolean looksMeant(String s, int at) {
    if (Chars.at(s, at) != '<') {
      return false;
    }
    int i = at + 1;
    while (i < s.length() && i < at + 12 && s.charAt(i) != '>') {
      char c = s.charAt(i);
      if (!Chars.isDigit(c) && c != '-' && c != '+') {
        return false;
      }
      i++;
    }
    return Chars.at(s, i) == '>';
  }

  /** Strictly: {@code "<" 1*3DIGIT ">"}, 0 to 191 and without leading zeros; notes what is not. */
  static boolean check(String s, String code, Deviations deviations) {
    int end = end(s, 0);
    if (end < 0) {
      deviations.add(code, 0, "a priority from <0> to <191> must stand at the beginning");
      return false;
    }
    if (end > 3 && s.charAt(1) == '0') {
      deviations.add(code, 1, "a priority must not have leading zeros");
    }
    return true;
  }

  /** Sets facility and severity from a priority that ends before {@code end}. */
  static void apply(String s, int at, int end, Event.Builder into, boolean onlyIfAbsent) {
    int value = Chars.digits(s, at + 1, end - at - 2);
    if (!onlyIfAbsent || into.facility() == null) {
      into.facility(SyslogFacility.of(value >> 3));
    }
    if (!onlyIfAbsent || into.severity() == null) {
      into.severity(SyslogSeverity.of(value & 7));
    }
    if (end - at > 3 && s.charAt(at + 1) == '0') {
      Warnings.add(into, "pri_leading_zero", at + 1, "the priority has a leading zero");
    }
  }
}
