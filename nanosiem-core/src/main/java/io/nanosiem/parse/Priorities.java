package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.SyslogFacility;
import io.nanosiem.event.SyslogSeverity;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Facility and severity as words, as AIX and Solaris write them into the files of their syslogd.
 */
final class Priorities {
  private static final int MAX_WORD = 16;

  private Priorities() {}

  /** {@code auth|security:info}, its colon at an index; the envelope's priority goes first. */
  static void apply(String s, int at, int colon, Event.Builder into) {
    int pipe = s.indexOf('|', at);
    set(s.substring(at, pipe), s.substring(colon + 1, Chars.endOfWord(s, colon)), into);
  }

  /** {@code [ID 702911 auth.notice] text}. */
  static void solaris(String message, Event.Builder into) {
    int digits = Chars.endOfDigits(message, 4);
    int point = message.indexOf('.', digits);
    int close = message.indexOf(']', digits);
    if (digits > 4 && Chars.at(message, digits) == ' ' && point > digits && point < close) {
      set(message.substring(digits + 1, point), message.substring(point + 1, close), into);
    }
  }

  private static void set(String facility, String severity, Event.Builder into) {
    if (into.facility() == null) {
      into.facility(facility(facility));
    }
    if (into.severity() == null && severity.length() <= MAX_WORD) {
      into.severity(SyslogSeverity.fromWord(severity));
    }
  }

  private static @Nullable SyslogFacility facility(String word) {
    if (word.length() > MAX_WORD) {
      return null;
    }
    String keyword = word.toLowerCase(Locale.ROOT);
    for (SyslogFacility facility : SyslogFacility.values()) {
      if (facility.keyword().equals(keyword)) {
        return facility;
      }
    }
    return null;
  }
}
