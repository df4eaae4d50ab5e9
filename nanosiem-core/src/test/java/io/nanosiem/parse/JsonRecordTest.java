package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogFacility;
import io.nanosiem.event.SyslogSeverity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRecordTest {
  private static Event read(String line) {
    return LogParser.auto().parse(line);
  }

  @Test
  void recognisesTheUsualNames() {
    Event event =
        read(
            "{\"@timestamp\":\"2026-06-02T03:00:04.5Z\",\"host\":\"app-1\",\"level\":\"WARN\","
                + "\"message\":\"low\",\"app\":\"shop\",\"pid\":17,\"n\":{\"deep\":[1,null]}}");

    assertThat(event.format()).isEqualTo(LogFormat.JSON);
    assertThat(event.time()).isEqualTo(Instant.parse("2026-06-02T03:00:04.500Z"));
    assertThat(event.host()).isEqualTo("app-1");
    assertThat(event.severity()).isEqualTo(SyslogSeverity.WARNING);
    assertThat(event.message()).isEqualTo("low");
    assertThat(event.program()).isEqualTo("shop");
    assertThat(event.pid()).hasValue(17);
    assertThat(event.field("n.deep")).isInstanceOf(List.class);
  }

  @Test
  void recognisesTheNamesOfEcs() {
    Event event =
        read(
            "{\"@timestamp\":\"2026-06-02T03:00:04Z\",\"host\":{\"name\":\"app-1\"},"
                + "\"log\":{\"level\":\"error\"},\"process\":{\"name\":\"java\",\"pid\":9},"
                + "\"message\":\"m\"}");

    assertThat(event.host()).isEqualTo("app-1");
    assertThat(event.severity()).isEqualTo(SyslogSeverity.ERROR);
    assertThat(event.program()).isEqualTo("java");
    assertThat(event.pid()).hasValue(9);
  }

  @Test
  void readsJournald() {
    Event event =
        read(
            "{\"__REALTIME_TIMESTAMP\":\"1780369204123456\",\"_HOSTNAME\":\"h\",\"PRIORITY\":\"3\","
                + "\"SYSLOG_FACILITY\":\"10\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"_PID\":\"77\","
                + "\"MESSAGE\":\"x\"}");

    assertThat(event.time()).isEqualTo(Instant.ofEpochSecond(1_780_369_204L, 123_456_000));
    assertThat(event.host()).isEqualTo("h");
    assertThat(event.severity()).isEqualTo(SyslogSeverity.ERROR);
    assertThat(event.facility()).isEqualTo(SyslogFacility.AUTHPRIV);
    assertThat(event.program()).isEqualTo("sshd");
    assertThat(event.pid()).hasValue(77);
    assertThat(event.message()).isEqualTo("x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1780369204|2026-06-02T03:00:04Z",
        "1780369204123|2026-06-02T03:00:04.123Z",
        "1780369204123456|2026-06-02T03:00:04.123456Z",
        "1780369204123456789|2026-06-02T03:00:04.123456789Z",
        "1780369204.25|2026-06-02T03:00:04.250Z",
        "\"1780369204\"|2026-06-02T03:00:04Z",
        "\"2026-06-02 03:00:04\"|2026-06-02T03:00:04Z",
        "\"2026-06-02T05:00:04+02:00\"|2026-06-02T03:00:04Z"
      })
  void readsTheTimeByItsMagnitude(String value, String instant) {
    assertThat(read("{\"ts\":" + value + "}").time()).isEqualTo(Instant.parse(instant));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"2026-02-30T00:00:00Z\"",
        "-5",
        "1e300",
        "\"soon\"",
        "\"\"",
        "99999999999999999999999999"
      })
  void livesWithATimeThatIsNone(String value) {
    Event event = read("{\"ts\":" + value + "}");

    assertThat(event.format()).isEqualTo(LogFormat.JSON);
    assertThat(event.hasOwnTime()).isFalse();
    assertThat(event.warnings()).extracting(w -> w.code()).containsExactly("bad_time");
  }

  @Test
  void addsFieldsOnlyWithinSyslog() {
    Event event =
        read(
            "<86>Oct  1 22:14:15 gate app[7]: {\"host\":\"liar\",\"pid\":1,\"program\":\"sshd\","
                + "\"level\":\"emerg\",\"timestamp\":\"1999-01-01T00:00:00Z\",\"a\":{\"b\":1}}");

    assertThat(event.format()).isEqualTo(LogFormat.RFC3164);
    assertThat(event.host()).isEqualTo("gate");
    assertThat(event.program()).isEqualTo("app");
    assertThat(event.pid()).hasValue(7);
    assertThat(event.severity()).isEqualTo(SyslogSeverity.INFORMATIONAL);
    assertThat(event.time().toString()).contains("-10-01T22:14:15");
    assertThat(event.field("a.b")).isEqualTo(1L);
  }

  @Test
  void isFoundBehindTheCookieAndTheByteOrderMark() {
    assertThat(read("<86>Oct  1 22:14:15 h a: @cee: {\"x\":1}").field("x")).isEqualTo(1L);
    assertThat(read("<86>1 - h a - - - \uFEFF{\"x\":1}").field("x")).isEqualTo(1L);
    assertThat(read("\uFEFF {\"x\":1}").format()).isEqualTo(LogFormat.JSON);
  }

  @Test
  void keepsTheDataOfTheHeaderBesideTheBody() {
    Event event = read("<86>1 - h a - - [o x=\"1\"] {\"sd\":5,\"y\":2}");

    assertThat(event.fields())
        .containsEntry("sd", List.of(Map.of("o", Map.of("x", "1")), 5L))
        .containsEntry("y", 2L);
  }

  @Test
  void readsALineOfSyslogThatAShipperWrapped() {
    Event event =
        read(
            "{\"@timestamp\":\"2026-06-02T03:00:04Z\",\"host\":{\"name\":\"app-1\"},"
                + "\"message\":\"Dec 10 06:55:48 LabSZ sshd[24200]: Failed password for root\"}");

    assertThat(event.format()).isEqualTo(LogFormat.JSON);
    assertThat(event.time()).isEqualTo(Instant.parse("2026-06-02T03:00:04Z"));
    assertThat(event.host()).isEqualTo("app-1");
    assertThat(event.program()).isEqualTo("sshd");
    assertThat(event.pid()).hasValue(24_200);
    assertThat(event.message()).isEqualTo("Failed password for root");
  }

  @Test
  void goesNoDeeperThanTwice() {
    String cef = "CEF:0|V|P|1|1|n|5|a=b";
    String inner = "{\\\"message\\\":\\\"" + cef + "\\\"}";
    String middle = "{\"message\":\"" + inner + "\"}";

    assertThat(read("<86>Oct  1 22:14:15 h a: {\"message\":\"" + cef + "\"}").fields())
        .containsKey("deviceProduct");
    assertThat(read("<86>Oct  1 22:14:15 h a: " + middle).fields())
        .doesNotContainKey("deviceProduct");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{not json}",
        "{\"a\":1} tail",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"a\":1,}",
        "{\"a\":+1}",
        "{/**/\"a\":1}",
        "{\"a\":truth}"
      })
  void isPlainTextIfBroken(String line) {
    for (LogParser parser : new LogParser[] {LogParser.auto(), LogParser.json()}) {
      Event event = parser.parse(line);

      assertThat(event.format()).isEqualTo(LogFormat.PLAIN);
      assertThat(event.message()).isEqualTo(line);
      assertThat(event.warnings()).extracting(w -> w.code()).containsExactly("bad_json");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":\"b", "{\"a\":1", "{\"a\":[{"})
  void isPlainTextIfCutOff(String line) {
    Event event = read(line);

    assertThat(event.format()).isEqualTo(LogFormat.PLAIN);
    assertThat(event.message()).isEqualTo(line);
    assertThat(event.warnings()).extracting(w -> w.code()).containsExactly("truncated_json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"a\":1,\"a\":2}|12",
        "{\"a\":{\"b\":1,\"b\":2}}|17",
        "{\"x\":[{\"b\":1,\"b\":\"c\"}]}|18",
        "{\"a\":1,\"b\":{\"a\":1}}|0"
      })
  void warnsOfANameThatOccursTwiceInAnObject(String line, int column) {
    Event event = read(line);

    if (column == 0) {
      assertThat(event.warnings()).isEmpty();
    } else {
      assertThat(event.warnings())
          .singleElement()
          .satisfies(
              warning -> {
                assertThat(warning.code()).isEqualTo("duplicate_key");
                assertThat(warning.column()).isEqualTo(column);
              });
    }
  }

  @Test
  void keepsTenThousandMembersAndAThousandCharactersOfAName() {
    StringBuilder many = new StringBuilder("{\"a\":{");
    for (int i = 0; i < 10_500; i++) {
      many.append("\"k").append(i).append("\":{},");
    }
    Event event = read(many.append("\"z\":1},\"message\":\"m\"}").toString());
    assertThat(event.field("a.k9998")).isNotNull();
    assertThat(event.field("a.k9999")).isNull();
    assertThat(event.warnings()).extracting(w -> w.code()).containsExactly("too_many_fields");

    Event named = read("{\"" + "k".repeat(1_001) + "\":1}");
    assertThat(named.fields()).containsOnlyKeys("k".repeat(1_000));
    assertThat(named.warnings()).extracting(w -> w.code()).containsExactly("long_key");
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775808, 9223372036854775808",
    "9007199254740993, 9007199254740993",
    "0.10, 0.10",
    "1e400, 1e400"
  })
  void keepsNumbersExactly(String written, String kept) {
    assertThat(String.valueOf(read("{\"n\":" + written + "}").field("n"))).isEqualTo(kept);
  }

  @Test
  void readsWhatJournaldMakesOfBytesAndLists() {
    String head = "{\"__REALTIME_TIMESTAMP\":\"1780369204123456\",\"_BOOT_ID\":\"b\",";
    assertThat(read(head + "\"MESSAGE\":[104,195,169,10]}").message()).isEqualTo("h\u00e9\n");
    assertThat(read(head + "\"MESSAGE\":[\"a\",\"b\"]}").message()).isEqualTo("a\nb");
    assertThat(read(head + "\"MESSAGE\":[256]}").message()).isNull();
    assertThat(read(head + "\"MESSAGE\":null}").message()).isNull();
    assertThat(read(head + "\"_COMM\":\"c\",\"MESSAGE\":\"m\"}").program()).isEqualTo("c");
  }

  @Test
  void readsGelf() {
    Event event =
        read(
            "{\"version\":\"1.1\",\"host\":\"h\",\"short_message\":\"s\",\"full_message\":\"f\","
                + "\"timestamp\":1780369204.5,\"level\":4,\"_request_id\":\"r\",\"_n\":7}");

    assertThat(event.host()).isEqualTo("h");
    assertThat(event.message()).isEqualTo("s");
    assertThat(event.severity()).isEqualTo(SyslogSeverity.WARNING);
    assertThat(event.time()).isEqualTo(Instant.ofEpochMilli(1_780_369_204_500L));
    assertThat(event.field("request_id")).isEqualTo("r");
    assertThat(event.field("_n")).isEqualTo(7L);
    assertThat(event.field("n")).isEqualTo(7L);
  }

  @Test
  void isPlainTextIfItIsAnArray() {
    assertThat(read("[1,2]").format()).isEqualTo(LogFormat.PLAIN);
    Event event = LogParser.json().parse("[1,2]");
    assertThat(event.warnings()).extracting(w -> w.code()).containsExactly("not_json");
  }

  @Test
  void keepsNamesThatOccurTwice() {
    assertThat(read("{\"a\":1,\"a\":2}").fields()).containsEntry("a", List.of(1L, 2L));
  }
}
