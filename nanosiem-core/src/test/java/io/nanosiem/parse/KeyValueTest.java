package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogSeverity;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyValueTest {
  private static Event read(String line) {
    return LogParser.auto().parse(line);
  }

  @Test
  void readsLogfmt() {
    Event event =
        read(
            "ts=2026-06-02T03:00:01Z level=warn msg=\"disk \\\"a\\\" full\" dry path=/var free=1.5%");

    assertThat(event.format()).isEqualTo(LogFormat.KEY_VALUE);
    assertThat(event.time()).isEqualTo(Instant.parse("2026-06-02T03:00:01Z"));
    assertThat(event.severity()).isEqualTo(SyslogSeverity.WARNING);
    assertThat(event.fields())
        .containsEntry("msg", "disk \"a\" full")
        .containsEntry("dry", true)
        .containsEntry("path", "/var")
        .containsEntry("free", "1.5%");
  }

  @Test
  void readsAFirewallBehindAPriority() {
    Event event =
        read(
            "<189>date=2026-06-02 time=03:00:01 tz=\"-0400\" devname=\"edge\" level=\"notice\""
                + " srcip=192.0.2.1 srcport=4711 action=deny\r\n");

    assertThat(event.format()).isEqualTo(LogFormat.RFC3164);
    assertThat(event.host()).isEqualTo("edge");
    assertThat(event.time()).isEqualTo(Instant.parse("2026-06-02T07:00:01Z"));
    assertThat(event.severity()).isEqualTo(SyslogSeverity.NOTICE);
    assertThat(event.fields()).containsEntry("srcport", "4711").containsEntry("action", "deny");
  }

  @Test
  void takesNoPairOutOfAQuotedValue() {
    Event event = read("srcip=192.0.2.1 dstip=192.0.2.2 url=\"/?srcip=203.0.113.9&dstip=x y=z\"");

    assertThat(event.fields())
        .containsEntry("srcip", "192.0.2.1")
        .containsEntry("dstip", "192.0.2.2")
        .doesNotContainKey("y");
  }

  @Test
  void keepsAllValuesOfAKey() {
    assertThat(read("a=1 a=2 b=3 c=4").fields()).containsEntry("a", List.of("1", "2"));
  }

  @Test
  void findsAValueBehindASpace() {
    assertThat(read("src= 192.0.2.1 dst= user= x=1 y=2 z=3").fields())
        .containsEntry("src", "192.0.2.1")
        .containsEntry("dst", "")
        .containsEntry("user", "");
  }

  @Test
  void dropsTheCommasThatSeparatePairs() {
    assertThat(read("a=1, b=x,y, c=3").fields())
        .containsEntry("a", "1")
        .containsEntry("b", "x,y")
        .containsEntry("c", "3");
    assertThat(read("a=1, b=2 c=3").fields()).containsEntry("a", "1,");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=b",
        "the sum a=b and c=d and e=f of what was written down yesterday by somebody",
        "a=b is what the whole of this long sentence is about, with c=d and then e=f in it too",
        "=a b=c d=e f=g",
        "a == b c == d"
      })
  void leavesProseAlone(String line) {
    assertThat(read(line).format()).isEqualTo(LogFormat.PLAIN);
  }

  @Test
  void readsOtherSignsIfTold() {
    assertThat(LogParser.keyValue(":", ", ").parse("a: 1, b c : x=y, d").fields())
        .containsEntry("a", "1")
        .containsEntry("b c", "x=y")
        .containsEntry("d", true);
    assertThatThrownBy(() -> LogParser.keyValue("=", "="))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysSoIfThereIsNoPair() {
    Event event = LogParser.keyValue().parse("no pair here");

    assertThat(event.format()).isEqualTo(LogFormat.PLAIN);
    assertThat(event.warnings()).extracting(warning -> warning.code()).containsExactly("not_kv");
  }

  @Test
  void readsAtMostAThousandPairs() {
    Event event = read("k=v ".repeat(1_500));

    assertThat((List<?>) event.fields().get("k")).hasSize(1_000);
    assertThat(event.warnings())
        .extracting(warning -> warning.code())
        .containsExactly("too_many_fields");
  }
}
