package io.nanosiem.sigma;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;

/**
 * Parts of time stamps: as written, without any conversion of zones.
 *
 * <p>Texts are ISO 8601 with {@code T} or a blank between date and time, {@code -} or {@code /} in
 * the date, seconds, fraction and zone optional; a date alone has no hour and no minute. Numbers
 * are seconds since 1970 in UTC, or milliseconds if they are beyond the year 5138.
 */
final class TimeParts {
  private static final long MOST_SECONDS = 100_000_000_000L;

  private TimeParts() {}

  /** The part of a time stamp, or -1 if the text is none. */
  static int of(Modifier part, String text) {
    if (text.length() < 10 || text.length() > 64) {
      return -1;
    }
    int year = digits(text, 0, 4);
    int month = digits(text, 5, 2);
    int day = digits(text, 8, 2);
    char separator = text.charAt(4);
    if (year < 0
        || month < 1
        || day < 1
        || (separator != '-' && separator != '/')
        || text.charAt(7) != separator) {
      return -1;
    }
    int hour = -1;
    int minute = -1;
    if (text.length() > 10) {
      char t = text.charAt(10);
      if (t != 'T' && t != 't' && t != ' ' && t != '_') {
        return -1;
      }
      hour = digits(text, 11, 2);
      minute = digits(text, 14, 2);
      if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || text.charAt(13) != ':') {
        return -1;
      }
    }
    try {
      LocalDateTime time =
          LocalDateTime.of(year, month, day, Math.max(0, hour), Math.max(0, minute));
      return switch (part) {
        case HOUR -> hour;
        case MINUTE -> minute;
        default -> of(part, time);
      };
    } catch (DateTimeException e) {
      return -1;
    }
  }

  /** The part of an instant given as a number, or -1 if it is none. */
  static int ofEpoch(Modifier part, Number number) {
    double value = number.doubleValue();
    if (!(Math.abs(value) < 1e15)) {
      return -1;
    }
    long seconds =
        Math.abs(value) > MOST_SECONDS
            ? Math.floorDiv(number.longValue(), 1000L)
            : (long) Math.floor(value);
    return of(part, LocalDateTime.ofInstant(Instant.ofEpochSecond(seconds), ZoneOffset.UTC));
  }

  private static int of(Modifier part, LocalDateTime time) {
    return switch (part) {
      case MINUTE -> time.getMinute();
      case HOUR -> time.getHour();
      case DAY -> time.getDayOfMonth();
      case WEEK -> time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
      case MONTH -> time.getMonthValue();
      case YEAR -> time.get(ChronoField.YEAR);
      default -> -1;
    };
  }

  private static int digits(String text, int from, int count) {
    if (from + count > text.length()) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < from + count; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
