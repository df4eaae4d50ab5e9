package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogSeverity;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[Sun Dec 04 04:47:44 2005] server started|2005-12-04T04:47:44Z",
        "[Sun Dec 04 04:47:44.123456 2005] [Facility auth] ok|2005-12-04T04:47:44.123456Z",
        "a request at [10/Oct/2000:13:55:36 -0700] was refused|2000-10-10T20:55:36Z",
        "2021/04/01 13:02:31 the worker is back|2021-04-01T13:02:31Z",
        "01/28/1979-09:13:16.240702 [**] [1:2:3] x [**]|1979-01-28T09:13:16.240702Z"
      })
  void takesTheTimeFromTheUsualPlaces(String line, String instant) {
    Event event = LogParser.auto().parse(line);

    assertThat(event.format()).isEqualTo(LogFormat.PLAIN);
    assertThat(event.time()).isEqualTo(Instant.parse(instant));
    assertThat(event.message()).isEqualTo(line);
  }

  @Test
  void takesTheLevelAfterTheTime() {
    assertThat(LogParser.auto().parse("2015-10-18 18:01:47,978 WARN [main] x").severity())
        .isEqualTo(SyslogSeverity.WARNING);
    assertThat(LogParser.auto().parse("2015-10-18 18:01:47,978 - ERROR [main] x").severity())
        .isEqualTo(SyslogSeverity.ERROR);
    assertThat(LogParser.auto().parse("2015-10-18 18:01:47 7 errors").severity()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hello", "", " ", "<b>bold</b>", "a <13> b", "May be", "1 2014", "\u0000"})
  void isWhatFitsNothingElse(String line) {
    Event event = LogParser.auto().parse(line);

    assertThat(event.format()).isEqualTo(LogFormat.PLAIN);
    assertThat(event.hasOwnTime()).isFalse();
    assertThat(event.raw()).isEqualTo(line);
  }
}
