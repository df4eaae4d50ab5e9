package io.nanosiem.stix;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Time stamps as STIX wants them: UTC with a {@code Z}, four digits of year, milliseconds.
 *
 * <p>What lies outside the years 1 to 9999 is moved to the nearest bound, as RFC 3339 cannot write
 * it. Finer fractions are cut off: importers written in Python fail on nanoseconds.
 */
final class StixTime {
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  private StixTime() {}

  /** The time, cut to milliseconds and kept within what can be written. */
  static Instant writable(Instant time) {
    if (time.isBefore(FIRST)) {
      return FIRST;
    }
    if (time.isAfter(LAST)) {
      return LAST;
    }
    return time.truncatedTo(ChronoUnit.MILLIS);
  }

  static Instant startOf(LocalDate date) {
    return writable(
        date.isAfter(LocalDate.of(9999, 12, 31))
            ? LAST
            : date.getYear() < 1 ? FIRST : date.atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }

  /** With exactly three digits of fraction, for {@code created} and {@code modified}. */
  static String exact(Instant time) {
    return format(time, true);
  }

  /** With no more fraction than there is, for all others. */
  static String shortest(Instant time) {
    return format(time, false);
  }

  /** The day in UTC, as the names of directories have it. */
  static String day(Instant time) {
    return format(time, false).substring(0, 10);
  }

  private static String format(Instant any, boolean exact) {
    Instant time = writable(any);
    LocalDateTime utc = LocalDateTime.ofEpochSecond(time.getEpochSecond(), 0, ZoneOffset.UTC);
    StringBuilder out = new StringBuilder(24);
    pad(out, utc.getYear(), 4);
    pad(out.append('-'), utc.getMonthValue(), 2);
    pad(out.append('-'), utc.getDayOfMonth(), 2);
    pad(out.append('T'), utc.getHour(), 2);
    pad(out.append(':'), utc.getMinute(), 2);
    pad(out.append(':'), utc.getSecond(), 2);
    int millis = time.getNano() / 1_000_000;
    if (exact || millis > 0) {
      pad(out.append('.'), millis, 3);
      while (!exact && out.charAt(out.length() - 1) == '0') {
        out.setLength(out.length() - 1);
      }
    }
    return out.append('Z').toString();
  }

  private static void pad(StringBuilder out, int number, int digits) {
    int unit = 1;
    for (int i = 1; i < digits; i++) {
      unit *= 10;
    }
    for (; unit > 0; unit /= 10) {
      out.append((char) ('0' + number / unit % 10));
    }
  }
}
