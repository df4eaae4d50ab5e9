package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogFacility;
import io.nanosiem.event.SyslogSeverity;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Expected values are from RFC 5424 and, for what it leaves open, from the rules in the Javadoc.
 */
class Rfc5424Test {
  private static Event read(String line) {
    return LogParser.auto().parse(line);
  }

  private static List<String> codes(Event event) {
    return event.warnings().stream().map(warning -> warning.code()).toList();
  }

  @Test
  void readsAllFieldsOfTheHeader() {
    Event event =
        read("<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 ID47 - %% It's time");

    assertThat(event.format()).isEqualTo(LogFormat.RFC5424);
    // 165 = 20 * 8 + 5
    assertThat(event.facility()).isEqualTo(SyslogFacility.LOCAL4);
    assertThat(event.severity()).isEqualTo(SyslogSeverity.NOTICE);
    assertThat(event.time()).isEqualTo(Instant.parse("2003-08-24T12:14:15.000003Z"));
    assertThat(event.offset()).isEqualTo(ZoneOffset.ofHours(-7));
    assertThat(event.host()).isEqualTo("192.0.2.1");
    assertThat(event.program()).isEqualTo("myproc");
    assertThat(event.pid()).hasValue(8710);
    assertThat(event.derived()).containsEntry("log.syslog.msgid", "ID47");
    assertThat(event.message()).isEqualTo("%% It's time");
    assertThat(event.warnings()).isEmpty();
  }

  @Test
  void takesNilForAbsent() {
    Event event = read("<0>1 - - - - - -");

    assertThat(event.format()).isEqualTo(LogFormat.RFC5424);
    assertThat(event.severity()).isEqualTo(SyslogSeverity.EMERGENCY);
    assertThat(event.hasOwnTime()).isFalse();
    assertThat(event.host()).isNull();
    assertThat(event.program()).isNull();
    assertThat(event.pid()).isEmpty();
    assertThat(event.message()).isNull();
    assertThat(event.fields()).isEmpty();
  }

  @Test
  void takesOnlyTheLoneHyphenForNil() {
    Event event = read("<1>1 - -x -- - - - m");

    assertThat(event.host()).isEqualTo("-x");
    assertThat(event.program()).isEqualTo("--");
  }

  @Test
  void keepsStructuredDataWithoutLoss() {
    Event event =
        read(
            "<1>1 - - - - - [a@1 ip=\"192.0.2.1\" ip=\"192.0.2.2\" q=\"\\\"\\\\\\]\\n\"]"
                + "[empty][a.b@2 x.y=\"1\"] text");

    assertThat(event.fields())
        .containsEntry(
            "sd",
            Map.of(
                "a@1",
                Map.of("ip", List.of("192.0.2.1", "192.0.2.2"), "q", "\"\\]\\n"),
                "empty",
                Map.of(),
                "a.b@2",
                Map.of("x.y", "1")));
    assertThat(event.field("sd.a.b@2.x.y")).isEqualTo("1");
    assertThat(event.message()).isEqualTo("text");
  }

  @Test
  void mergesRepeatedElements() {
    Event event = read("<1>1 - - - - - [a x=\"1\"][a x=\"2\" y=\"3\"]");

    assertThat(event.fields())
        .containsEntry("sd", Map.of("a", Map.of("x", List.of("1", "2"), "y", "3")));
    assertThat(codes(event)).containsExactly("duplicate_sd_id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[a x=\"1\" text",
        "[a x=1] text",
        "[a x] text",
        "[a \"b\"] text",
        "[=] text",
        "["
      })
  void takesBrokenStructuredDataForText(String rest) {
    Event event = read("<1>1 - - - - - " + rest);

    assertThat(event.format()).isEqualTo(LogFormat.RFC5424);
    assertThat(event.message()).isEqualTo(rest);
    assertThat(codes(event)).containsExactly("bad_structured_data");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[a x=\"]\"] text | text",
        "[a x= \"1\"] text | text",
        "[a]text | text",
        "- | ",
        "-x y | -x y",
        "no data | no data",
        "[a] [b] | [b]"
      })
  void findsWhereTheMessageBegins(String rest, String message) {
    assertThat(read("<1>1 - - - - - " + rest).message()).isEqualTo(message);
  }

  @Test
  void keepsTheSecondSpaceAndDropsTheByteOrderMark() {
    assertThat(read("<1>1 - - - - - -  two").message()).isEqualTo(" two");
    assertThat(read("<1>1 - - - - - - \uFEFFmarked").message()).isEqualTo("marked");
    assertThat(read("<1>1 - - - - - - BOMletters").message()).isEqualTo("BOMletters");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
    "2026-01-02T03:04:05.123456789Z, 2026-01-02T03:04:05.123456789Z",
    "2026-01-02T03:04:05.1234567891Z, 2026-01-02T03:04:05.123456789Z",
    "2026-01-02T03:04:05.5+00:30, 2026-01-02T02:34:05.500Z",
    "2026-01-02t03:04:05z, 2026-01-02T03:04:05Z",
    "2026-01-02T03:04:05+0100, 2026-01-02T02:04:05Z",
    "2026-01-02T03:04:05-23:59, 2026-01-03T03:03:05Z",
    "2026-01-02T23:59:60Z, 2026-01-02T23:59:59.999999999Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z",
    "1969-12-31T23:59:59Z, 1969-12-31T23:59:59Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
    "2000-02-29T00:00:00Z, 2000-02-29T00:00:00Z"
  })
  void readsTheTime(String stamp, String instant) {
    Event event = read("<1>1 " + stamp + " h a - - - m");

    assertThat(event.time()).isEqualTo(Instant.parse(instant));
    assertThat(event.hasOwnTime()).isTrue();
    assertThat(event.message()).isEqualTo("m");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-30T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-01-02T24:00:00Z",
        "2026-01-02T03:60:00Z",
        "2026-01-02T03:00:61Z"
      })
  void hasNoTimeWhereThereIsNone(String stamp) {
    Event event = read("<1>1 " + stamp + " h a - - - m");

    assertThat(event.hasOwnTime()).isFalse();
    assertThat(event.time()).isEqualTo(event.receivedAt());
    assertThat(event.host()).isEqualTo("h");
    assertThat(codes(event)).containsExactly("bad_time");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<192>", "<999>", "<>", "<-1>", "<1234>", "<99999999999>"})
  void takesNoNumberBeyond191ForAPriority(String pri) {
    Event event = read(pri + "1 2026-01-02T03:04:05Z h a - - - m");

    assertThat(event.format()).isEqualTo(LogFormat.PLAIN);
    assertThat(event.facility()).isNull();
    assertThat(event.message()).isEqualTo(event.raw());
    assertThat(codes(event)).containsExactly("bad_pri");
  }

  @Test
  void keepsWhatThereIsOfAHeaderCutShort() {
    Event event = read("<34>1 2026-01-02T03:04:05Z web-01 su");

    assertThat(event.format()).isEqualTo(LogFormat.RFC5424);
    assertThat(event.time()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    assertThat(event.host()).isEqualTo("web-01");
    assertThat(event.program()).isEqualTo("su");
    assertThat(event.warnings()).hasSize(1);
    assertThat(event.warnings().get(0).code()).isEqualTo("truncated_header");
    assertThat(event.warnings().get(0).column()).isEqualTo(37);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<34>1 2026-01-02T03:04:05Z  su - - - m",
        "<34>1 - ho\tst su - - - m",
        "<34>1 - ho\nst su - - - m",
        "<34>0001 - h a - - - m",
        "<34>1 yesterday h a - - - m"
      })
  void isNotReadIntoWhatBreaksTheHeader(String line) {
    Event event = read(line);

    assertThat(event.format()).isNotEqualTo(LogFormat.RFC5424);
    assertThat(event.facility()).isEqualTo(SyslogFacility.AUTH);
    assertThat(event.raw()).isEqualTo(line);
  }

  @Test
  void notesFieldsThatAreTooLongAndKeepsThem() {
    String name = "x".repeat(49);
    Event event = read("<34>1 - h " + name + " - - - m");

    assertThat(event.program()).isEqualTo(name);
    assertThat(codes(event)).containsExactly("long_field");
  }

  @Test
  void keepsAProcessIdThatIsNoNumber() {
    Event event = read("<34>1 - h a worker-7 - - m");

    assertThat(event.pid()).isEmpty();
    assertThat(event.derived()).containsEntry("log.syslog.procid", "worker-7");
  }

  @Test
  void stopsAtAThousandParameters() {
    String params = " p=\"1\"".repeat(Rfc5424.MAX_PARAMS + 1);
    Event event = read("<34>1 - - - - - [a" + params + "] m");

    assertThat(event.fields()).isEmpty();
    assertThat(codes(event)).containsExactly("bad_structured_data");
  }

  @Test
  void keepsPlainTextWhenPinned() {
    Event event = LogParser.rfc5424().parse("Oct 11 22:14:15 host su: x");

    assertThat(event.format()).isEqualTo(LogFormat.PLAIN);
    assertThat(event.message()).isEqualTo("Oct 11 22:14:15 host su: x");
    assertThat(codes(event)).containsExactly("not_rfc5424");
  }
}
