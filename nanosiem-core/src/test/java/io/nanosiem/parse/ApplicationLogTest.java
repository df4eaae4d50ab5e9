package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogSeverity;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationLogTest {
  private static final Instant RECEIVED = Instant.parse("2026-06-15T12:00:00Z");

  private static Event read(String line) {
    Event.Builder event = Event.builder().raw(line).receivedAt(RECEIVED);
    LogParser.auto().parse(line, ParseContext.live(RECEIVED, ZoneOffset.UTC), event);
    return event.build();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      nullValues = "-",
      value = {
        "2026-06-02 03:00:01,978 INFO [main] org.example.Main: text!2026-06-02T03:00:01.978Z!org.example.Main!-!INFORMATIONAL",
        "2026-06-02 03:00:01,978 - WARN  [pool[id=1]/0:0:0:0:0:0:0:0:2181:Election@774] - text!2026-06-02T03:00:01.978Z!Election!-!WARNING",
        "2026-06-02 03:00:01, Error                 CBS    text!2026-06-02T03:00:01Z!CBS!-!ERROR",
        "2026-06-02 03:00:01.008 25746 INFO nova.wsgi.server text!2026-06-02T03:00:01.008Z!-!25746!INFORMATIONAL",
        "2026-06-02 03:00:01,123 - app.db - ERROR - text!2026-06-02T03:00:01.123Z!app.db!-!ERROR",
        "2026-06-02T03:00:01.123+02:00  INFO 4711 --- [main] o.e.App  : text!2026-06-02T01:00:01.123Z!o.e.App!4711!INFORMATIONAL",
        "26/06/02 03:00:01 INFO executor.Backend: text!2026-06-02T03:00:01Z!executor.Backend!-!INFORMATIONAL",
        "260602 030001 148 WARN dfs.DataNode$Receiver: text!2026-06-02T03:00:01Z!dfs.DataNode$Receiver!148!WARNING",
        "2026-06-02T03:00:01.690427Z 0 [Note] text!2026-06-02T03:00:01.690427Z!-!-!NOTICE",
        "06-02 03:00:01.811  1702  2395 D WindowManager: text!2026-06-02T03:00:01.811Z!WindowManager!1702!DEBUG",
        "I20260602 03:00:01.411655 15520 main.c++:9] text!2026-06-02T03:00:01.411655Z!main.c++!15520!INFORMATIONAL",
        "W0602 03:00:01.692994   28133 klog.go:70] text!2026-06-02T03:00:01.692994Z!klog.go!28133!WARNING",
        "26571:M 02 Jun 2026 03:00:01.874 * text!2026-06-02T03:00:01.874Z!-!26571!NOTICE",
        "20260602-3:0:1:606|Steps|30002312|text!2026-06-02T03:00:01.606Z!Steps!30002312!-",
        "nova-api.log.1 2026-06-02 03:00:01.008 25746 INFO a.b [-] text!2026-06-02T03:00:01.008Z!a.b!25746!INFORMATIONAL",
        "[06.02 03:00:01] chrome.exe *64 - text!2026-06-02T03:00:01Z!chrome.exe!-!-",
        "[Time 2026.06.02 03:00:01 UTC] [Facility auth] [Sender sshd] [PID 7] [Message text!2026-06-02T03:00:01Z!sshd!7!-",
        "- 1780369201 2026.06.02 R02-M1 2026-06-01-20.00.01.675872 R02-M1 RAS KERNEL FATAL text!2026-06-02T03:00:01.675872Z!KERNEL!-!CRITICAL"
      })
  void readsStampLevelLoggerAndProcess(
      String line,
      String instant,
      @Nullable String program,
      @Nullable Long pid,
      @Nullable String level) {
    Event event = read(line);

    assertThat(event.format()).isEqualTo(LogFormat.APPLICATION);
    assertThat(event.time()).isEqualTo(Instant.parse(instant));
    assertThat(event.program()).isEqualTo(program);
    assertThat(event.pid().isPresent() ? (Long) event.pid().getAsLong() : null).isEqualTo(pid);
    assertThat(event.severity()).isEqualTo(level == null ? null : SyslogSeverity.valueOf(level));
    assertThat(event.message()).endsWith("text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-06-02 03:00:01 the build is done",
        "2026-06-02 03:00:01 Infos about nothing",
        "I am no glog line",
        "I20260602 03:00:01.411655 99999999999999999999 main.c++:9] text",
        "X0602 03:00:01.692994 28133 klog.go:70] text",
        "123 node status 7"
      })
  void isNoneWithoutALevel(String line) {
    assertThat(read(line).format()).isEqualTo(LogFormat.PLAIN);
    assertThat(LogParser.applicationLog().parse(line).warnings())
        .extracting(warning -> warning.code())
        .contains("not_application");
  }

  @Test
  void readsColumnsByTheirNames() {
    Event event =
        LogParser.columns("date", "time", "c-ip", "cs-method", "sc-status")
            .parse("2026-06-02 03:00:01 192.0.2.1 - 404 more");

    assertThat(event.format()).isEqualTo(LogFormat.COLUMNS);
    assertThat(event.time()).isEqualTo(Instant.parse("2026-06-02T03:00:01Z"));
    assertThat(event.fields())
        .containsEntry("c-ip", "192.0.2.1")
        .containsEntry("sc-status", 404L)
        .containsEntry("column.6", "more")
        .doesNotContainKey("cs-method");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-06-02 03:00:01 192.0.2.9 GET /x.asp a=b 80 bob 192.0.2.1 Agent - 200 0 0 15, cs-uri-stem, /x.asp",
    "2026-06-02 03:00:01 DROP UDP 192.0.2.1 192.0.2.2 65299 1900 310 - - - - - - - RECEIVE, dst-port, 1900",
    "2 123456789012 eni-0a 192.0.2.1 192.0.2.2 443 5001 6 5 840 1780369201 1780369260 REJECT OK, action, REJECT",
    "2026-06-02 03:00:01 192.0.2.1 - W3SVC3 WEB03 192.0.2.9 443 GET /d.asp - 200, s-port, 443"
  })
  void knowsSomeLayoutsByTheirLooks(String line, String field, String value) {
    Event event = read(line);

    assertThat(event.format()).isEqualTo(LogFormat.COLUMNS);
    assertThat(event.time()).isEqualTo(Instant.parse("2026-06-02T03:00:01Z"));
    assertThat(String.valueOf(event.fields().get(field))).isEqualTo(value);
  }

  @Test
  void readsPostgresColumns() {
    Event event =
        read(
            "2026-06-02 03:00:01.374 UTC,\"bob\",\"shop\",86,\"192.0.2.1:20200\",5f.1,23,\"SELECT\",2026-06-02"
                + " 02:00:00 UTC,3/0,0,FATAL,28P01,\"password for \"\"bob\"\" failed, sorry\",,,");

    assertThat(event.time()).isEqualTo(Instant.parse("2026-06-02T03:00:01.374Z"));
    assertThat(event.pid()).hasValue(86);
    assertThat(event.severity()).isEqualTo(SyslogSeverity.CRITICAL);
    assertThat(event.message()).isEqualTo("password for \"bob\" failed, sorry");
    assertThat(event.fields())
        .containsEntry("user_name", "bob")
        .containsEntry("connection_from", "192.0.2.1:20200");
  }
}
