package io.nanosiem.stix;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StixTimeTest {
  @ParameterizedTest
  @CsvSource({
    "2026-06-02T03:00:01Z, 2026-06-02T03:00:01.000Z, 2026-06-02T03:00:01Z",
    "2026-06-02T03:00:01.120Z, 2026-06-02T03:00:01.120Z, 2026-06-02T03:00:01.12Z",
    "2026-06-02T03:00:01.005999999Z, 2026-06-02T03:00:01.005Z, 2026-06-02T03:00:01.005Z",
    "1969-12-31T23:59:59.999999999Z, 1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00.000Z, 0001-01-01T00:00:00Z",
    "-0001-01-01T00:00:00Z, 0001-01-01T00:00:00.000Z, 0001-01-01T00:00:00Z",
    "+10000-01-01T00:00:00Z, 9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z"
  })
  void timesAreUtcWithMilliseconds(Instant time, String exact, String shortest) {
    assertThat(StixTime.exact(time)).isEqualTo(exact);
    assertThat(StixTime.shortest(time)).isEqualTo(shortest);
  }

  @Test
  void theEndsOfTimeCanBeWritten() {
    assertThat(StixTime.exact(Instant.MAX)).isEqualTo("9999-12-31T23:59:59.999Z");
    assertThat(StixTime.exact(Instant.MIN)).isEqualTo("0001-01-01T00:00:00.000Z");
    assertThat(StixTime.exact(StixTime.startOf(LocalDate.MAX)))
        .isEqualTo("9999-12-31T23:59:59.999Z");
    assertThat(StixTime.exact(StixTime.startOf(LocalDate.MIN)))
        .isEqualTo("0001-01-01T00:00:00.000Z");
    assertThat(StixTime.day(Instant.MAX)).isEqualTo("9999-12-31");
  }
}
