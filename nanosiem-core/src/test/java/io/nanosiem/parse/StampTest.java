package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Years that are not written, zones, and the arithmetic of days. */
class StampTest {
  private static Instant bsd(String stamp, ParseContext context) {
    Event.Builder event = Event.builder();
    LogParser.rfc3164().parse(stamp + " host su: m", context, event);
    Instant time = event.time();
    return time == null ? Instant.MIN : time;
  }

  @ParameterizedTest
  @CsvSource({
    "Dec 31 23:59:59, 2026-01-01T00:00:05Z, 2025-12-31T23:59:59Z",
    "Jan  1 00:00:05, 2025-12-31T23:59:59Z, 2026-01-01T00:00:05Z",
    "Jan  2 00:00:00, 2025-12-31T23:59:59Z, 2025-01-02T00:00:00Z",
    "Jun 15 12:00:00, 2026-06-15T12:00:00Z, 2026-06-15T12:00:00Z",
    "Jun 16 12:00:00, 2026-06-15T12:00:00Z, 2026-06-16T12:00:00Z",
    "Jun 16 12:00:01, 2026-06-15T12:00:00Z, 2025-06-16T12:00:01Z",
    "Feb 29 12:00:00, 2024-03-01T00:00:00Z, 2024-02-29T12:00:00Z",
    "Feb 29 12:00:00, 2026-03-01T00:00:00Z, 2024-02-29T12:00:00Z",
    "Feb 29 12:00:00, 1903-03-01T00:00:00Z, 1896-02-29T12:00:00Z"
  })
  void recentStampsAreNearAndNotAfterTomorrow(String stamp, String now, String expected) {
    assertThat(bsd(stamp, ParseContext.live(Instant.parse(now))))
        .isEqualTo(Instant.parse(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "Jun 15 12:00:00, 2024-01-01T00:00:00Z, 2024-06-15T12:00:00Z",
    "Dec 31 23:00:00, 2024-01-01T00:00:00Z, 2023-12-31T23:00:00Z",
    "Dec 15 23:00:00, 2024-01-01T00:00:00Z, 2024-12-15T23:00:00Z",
    "Jan  1 00:00:01, 2024-12-31T23:59:59Z, 2025-01-01T00:00:01Z",
    "Jul  3 00:00:00, 2024-12-31T00:00:00Z, 2024-07-03T00:00:00Z",
    "Jun 30 00:00:00, 2024-12-31T00:00:00Z, 2025-06-30T00:00:00Z",
    "Feb 29 00:00:00, 2023-02-01T00:00:00Z, 2024-02-29T00:00:00Z"
  })
  void stampsInOrderRollOverNewYear(String stamp, String before, String expected) {
    assertThat(bsd(stamp, ParseContext.inOrder(Instant.parse(before), ZoneOffset.UTC)))
        .isEqualTo(Instant.parse(expected));
  }

  @Test
  void knowsDaylightSaving() {
    ParseContext berlin =
        ParseContext.live(Instant.parse("2026-12-01T00:00:00Z"), ZoneId.of("Europe/Berlin"));

    assertThat(bsd("Jan 15 12:00:00", berlin)).isEqualTo(Instant.parse("2026-01-15T11:00:00Z"));
    assertThat(bsd("Jul 15 12:00:00", berlin)).isEqualTo(Instant.parse("2026-07-15T10:00:00Z"));
    // 25 October 2026, 02:30 came twice; the first time it was still summer.
    assertThat(bsd("Oct 25 02:30:00", berlin)).isEqualTo(Instant.parse("2026-10-25T00:30:00Z"));
    // 29 March 2026, 02:30 never came; it is moved on by the hour that was left out.
    assertThat(bsd("Mar 29 02:30:00", berlin)).isEqualTo(Instant.parse("2026-03-29T01:30:00Z"));
  }

  @Test
  void countsDaysAsTheCalendarDoes() {
    ParseContext context = ParseContext.live(Instant.parse("2026-01-01T00:00:00Z"));
    LocalDate day = LocalDate.of(1895, 1, 1);
    LocalDate last = LocalDate.of(2105, 1, 1);
    while (day.isBefore(last)) {
      Event.Builder event = Event.builder();
      LogParser.auto().parse("<1>1 " + day + "T00:00:00Z h a - - - m", context, event);
      assertThat(event.time()).isEqualTo(day.atStartOfDay().toInstant(ZoneOffset.UTC));
      day = day.plusDays(1);
    }
  }

  @Test
  void livesWithAReferenceAtTheEndOfTime() {
    assertThat(bsd("Jun 15 12:00:00", ParseContext.live(Instant.MAX))).isNotNull();
    assertThat(bsd("Jun 15 12:00:00", ParseContext.live(Instant.MIN))).isNotNull();
    assertThat(bsd("Feb 29 12:00:00", ParseContext.inOrder(Instant.MAX, ZoneOffset.UTC)))
        .isNotNull();
  }
}
