package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogSeverity;
import io.nanosiem.normalize.Normalizer;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerLineTest {
  private static final String AT = "2026-01-02T03:04:05.123456789Z";
  private static final Instant TIME = Instant.parse(AT);

  private static Event read(String line) {
    Event.Builder event = LogParser.auto().parse(line).toBuilder();
    Normalizer.standard().normalize(event);
    return event.build();
  }

  private static String docker(String text) {
    return "{\"log\":\""
        + text.replace("\\", "\\\\").replace("\"", "\\\"")
        + "\\n\",\"stream\":\"stderr\",\"time\":\""
        + AT
        + "\"}";
  }

  @Test
  void readsALine() {
    Event event = read(AT + " stdout F hello  world");

    assertThat(event.format()).isEqualTo(LogFormat.CONTAINER);
    assertThat(event.time()).isEqualTo(TIME);
    assertThat(event.message()).isEqualTo("hello  world");
    assertThat(event.field("stream")).isEqualTo("stdout");
    assertThat(event.derived()).doesNotContainKey("log.partial");
  }

  @Test
  void marksAPartOfALine() {
    assertThat(read(AT + " stderr P half").field("log.partial")).isEqualTo(true);
    assertThat(read(AT + " stderr P:x:y half").message()).isEqualTo("half");
    assertThat(read(AT + " stderr F").message()).isEmpty();
  }

  @Test
  void readsJsonThatTheProgramWrote() {
    String json =
        "{\"level\":\"error\",\"msg\":\"no\",\"host\":\"pod\",\"app\":\"shop\","
            + "\"time\":\"2020-01-01T00:00:00Z\",\"src_ip\":\"192.0.2.7\"}";
    for (String line : new String[] {AT + " stdout F " + json, docker(json)}) {
      Event event = read(line);

      assertThat(event.time()).isEqualTo(TIME);
      assertThat(event.severity()).isEqualTo(SyslogSeverity.ERROR);
      assertThat(event.message()).isEqualTo("no");
      assertThat(event.program()).isEqualTo("shop");
      assertThat(event.host()).isEqualTo("pod");
      assertThat(event.sourceAddress()).isEqualTo("192.0.2.7");
      assertThat(event.warnings()).isEmpty();
    }
  }

  @Test
  void readsAnAccessLogThatTheProgramWrote() {
    String access =
        "192.0.2.7 - ann [02/Jan/2026:03:04:05 +0000] \"GET /.env HTTP/1.1\" 404 1 \"-\" \"M\"";
    for (String line : new String[] {AT + " stdout F " + access, docker(access)}) {
      Event event = read(line);

      assertThat(event.message()).isEqualTo(access);
      assertThat(event.sourceAddress()).isEqualTo("192.0.2.7");
      assertThat(event.field("http.response.status_code")).isEqualTo(404L);
    }
  }

  @Test
  void readsSyslogThatTheProgramWrote() {
    Event event =
        read(
            docker(
                "Jan  2 03:04:05 web sshd[7]: Failed password for root from 192.0.2.7 port 9 ssh2"));

    assertThat(event.program()).isEqualTo("sshd");
    assertThat(event.sourceAddress()).isEqualTo("192.0.2.7");
    assertThat(event.time()).isEqualTo(TIME);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        AT + " stdout X text",
        AT + " stdin F text",
        AT + " stdout Full text",
        AT + "  stdout F text",
        "2026-01-02 03:04:05 stdout F text"
      })
  void whatIsNoneIsPlain(String line) {
    assertThat(read(line).format()).isNotEqualTo(LogFormat.CONTAINER);
    assertThat(LogParser.container().parse(line).warnings())
        .extracting(w -> w.code())
        .contains("not_container");
  }

  @Test
  void aLineOfJournaldMeansWhatASyslogLineOfItsProgramMeans() {
    Event event =
        read(
            "{\"__REALTIME_TIMESTAMP\":\"1767323045123456\",\"_BOOT_ID\":\"b\",\"_HOSTNAME\":"
                + "\"web\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"_PID\":\"7\",\"_UID\":\"0\",\"MESSAGE\":"
                + "\"Failed password for root from 192.0.2.7 port 9 ssh2\"}");

    assertThat(event.host()).isEqualTo("web");
    assertThat(event.user()).isEqualTo("root");
    assertThat(event.sourceAddress()).isEqualTo("192.0.2.7");
    assertThat(event.logSource().service()).isEqualTo("sshd");
  }

  @Test
  void aRecordOfAuditByJournaldIsAnAuditEvent() {
    Event event =
        read(
            "{\"__REALTIME_TIMESTAMP\":\"1767323045123456\",\"_TRANSPORT\":\"audit\",\"_HOSTNAME\":"
                + "\"web\",\"SYSLOG_IDENTIFIER\":\"audit\",\"MESSAGE\":\"USER_LOGIN pid=9 uid=0"
                + " msg='op=login acct=\\\"ann\\\" exe=\\\"/usr/sbin/sshd\\\" addr=192.0.2.7"
                + " res=failed'\"}");

    assertThat(event.user()).isEqualTo("ann");
    assertThat(event.logSource().service()).isEqualTo("auditd");
    assertThat(event.authenticationOutcome()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "{\"message\":\"%s\"}", "{\"msg\":\"%s\"}"})
  void whatAProgramWritesIsNoAuditEvent(String form) {
    String text =
        String.format(form, "type=USER_LOGIN msg=audit(1767323045.123:2): acct=a res=success");
    for (String line : new String[] {AT + " stdout F " + text, docker(text)}) {
      assertThat(read(line).logSource().isUnknown()).isTrue();
      assertThat(read(line).authenticationOutcome()).isNull();
    }
  }
}
