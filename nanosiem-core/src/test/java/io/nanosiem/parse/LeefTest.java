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

class LeefTest {
  private static Event read(String line) {
    return LogParser.auto().parse(line);
  }

  @Test
  void readsVersionOneWithTabs() {
    Event event =
        read(
            "LEEF:1.0|Lancope|StealthWatch|1.0|41|src=192.0.2.1\tdst=192.0.2.2\tsev=9\tmsg=a=b c"
                + "\tdevTime=Jun 02 2026 03:00:01 GMT\tusrName=");

    assertThat(event.format()).isEqualTo(LogFormat.LEEF);
    assertThat(event.severity()).isEqualTo(SyslogSeverity.CRITICAL);
    assertThat(event.time()).isEqualTo(Instant.parse("2026-06-02T03:00:01Z"));
    assertThat(event.fields())
        .containsEntry("leefVersion", "1.0")
        .containsEntry("deviceVendor", "Lancope")
        .containsEntry("deviceProduct", "StealthWatch")
        .containsEntry("deviceVersion", "1.0")
        .containsEntry("deviceEventClassId", "41")
        .containsEntry("src", "192.0.2.1")
        .containsEntry("msg", "a=b c")
        .containsEntry("usrName", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LEEF:2.0|V|P|1|id|^|a=1^b=2 3^c=",
        "LEEF:2.0|V|P|1|id|x5E|a=1^b=2 3^c=",
        "LEEF:2.0|V|P|1|id|0x5e|a=1^b=2 3^c=",
        "LEEF:2.0|V|P|1|id|x09|a=1\tb=2 3\tc=",
        "LEEF:2.0|V|P|1|id||a=1\tb=2 3\tc=",
        "LEEF:2.0|V|P|1|id|a=1\tb=2 3\tc=",
        "LEEF:1.0|V|P|1|id|a=1|b=2 3|c=",
        "LEEF:1.0|V|P|1|id|a=1 b=2 3 c=",
        "<13>Oct  1 22:14:15 fw LEEF:2.0|V|P|1|id|^|a=1^b=2 3^c="
      })
  void knowsTheSeparators(String line) {
    Event event = read(line);

    assertThat(event.format()).isEqualTo(LogFormat.LEEF);
    assertThat(event.fields())
        .containsEntry("deviceEventClassId", "id")
        .containsEntry("a", "1")
        .containsEntry("b", "2 3")
        .containsEntry("c", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-06-02 03:00:01.25|yyyy-MM-dd HH:mm:ss.SS|2026-06-02T03:00:01.250Z",
        "02/06/26 3:00:01 PM +0200|dd/MM/yy h:mm:ss a Z|2026-06-02T13:00:01Z",
        "Tue 2 June 2026 at 03h00|EEE d MMMM yyyy 'at' HH'h'mm|2026-06-02T03:00:00Z",
        "20260602030001|yyyyMMddHHmmss|2026-06-02T03:00:01Z"
      })
  void readsTheTimeByThePatternOfTheRecord(String time, String pattern, String instant) {
    Event event =
        read("LEEF:2.0|V|P|1|id|^|devTime=" + time + "^devTimeFormat=" + pattern + "^a=b");

    assertThat(event.time()).isEqualTo(Instant.parse(instant));
  }

  @ParameterizedTest
  @ValueSource(strings = {"yyyy'", "QQQQ", "yyyyyyyyyyyyyyyyyyy", "'", "((((", "dd-MM-yyyy HH:mm"})
  void passesOverAPatternThatIsNone(String pattern) {
    Event event = read("LEEF:2.0|V|P|1|id|^|devTime=2026-06-02T03:00:01Z^devTimeFormat=" + pattern);

    assertThat(event.time()).isEqualTo(Instant.parse("2026-06-02T03:00:01Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"LEEF:", "LEEF:1.0", "LEEF:1.0|a|b|c", "LEEF:3.0|a|b|c|d|", "a LEEF: of x"})
  void isNoneWithoutItsHeader(String line) {
    assertThat(read(line).format()).isEqualTo(LogFormat.PLAIN);
    assertThat(LogParser.leef().parse(line).warnings())
        .extracting(warning -> warning.code())
        .contains("not_leef");
  }
}
