package io.nanosiem.parse;

import io.nanosiem.event.Event;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Times as fields of a record hold them: as text of several forms, or counted from 1970. */
final class Times {
  private Times() {}

  /**
   * Reads a text that is one time; false, with a warning, if it is none or there is no such time.
   */
  static boolean apply(String text, ParseContext context, Event.Builder into) {
    String trimmed = text.strip();
    int digits = Chars.endOfDigits(trimmed, 0);
    if (digits > 0 && (digits == trimmed.length() || isDecimal(trimmed, digits))) {
      Instant instant = digits <= 19 && trimmed.length() <= 40 ? epoch(trimmed, digits) : null;
      if (instant != null) {
        into.time(instant);
      }
      return instant != null || unreadable(into);
    }
    Stamp stamp = new Stamp(context.monthNames());
    if (!stamp.iso(trimmed, 0)
        && !stamp.basicIso(trimmed, 0)
        && !stamp.bsd(trimmed, 0)
        && !stamp.accessLog(trimmed, 0)
        && !stamp.asctime(trimmed, 0)) {
      return unreadable(into);
    }
    stamp.zoneAfter(trimmed);
    if (stamp.end < trimmed.length() && !Chars.isSpace(trimmed.charAt(stamp.end))) {
      return unreadable(into);
    }
    return stamp.apply(context, into, 0);
  }

  static boolean unreadable(Event.Builder into) {
    Warnings.add(into, "bad_time", "a field that should hold the time could not be read as one");
    return false;
  }

  /** Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by magnitude. */
  static @Nullable Instant epoch(long value) {
    if (value < 0) {
      return null;
    }
    if (value < 100_000_000_000L) {
      return Instant.ofEpochSecond(value);
    }
    if (value < 100_000_000_000_000L) {
      return Instant.ofEpochMilli(value);
    }
    if (value < 100_000_000_000_000_000L) {
      return Instant.ofEpochSecond(value / 1_000_000, value % 1_000_000 * 1_000);
    }
    return Instant.ofEpochSecond(value / 1_000_000_000, value % 1_000_000_000);
  }

  /** The same for a decimal fraction of seconds or milliseconds. */
  static @Nullable Instant epoch(BigDecimal value) {
    if (value.signum() < 0 || value.precision() - value.scale() > 19 || value.scale() > 30) {
      return null;
    }
    long whole = value.longValue();
    BigDecimal fraction = value.subtract(BigDecimal.valueOf(whole));
    if (whole < 100_000_000_000L) {
      return Instant.ofEpochSecond(whole, fraction.movePointRight(9).longValue());
    }
    Instant base = epoch(whole);
    return base == null || whole >= 100_000_000_000_000L
        ? base
        : base.plusNanos(fraction.movePointRight(6).longValue());
  }

  private static @Nullable Instant epoch(String text, int digits) {
    if (digits == text.length() && digits <= 18) {
      return epoch(Chars.number(text, 0, digits));
    }
    return epoch(new BigDecimal(text));
  }

  private static boolean isDecimal(String text, int point) {
    return text.charAt(point) == '.'
        && point + 1 < text.length()
        && Chars.endOfDigits(text, point + 1) == text.length();
  }

  /** The context with another zone, if the name is one. */
  static ParseContext zone(@Nullable String name, ParseContext context) {
    if (name == null || name.length() > 64) {
      return context;
    }
    try {
      return context.in(ZoneId.of(name));
    } catch (DateTimeException e) {
      return context;
    }
  }
}
