package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogFacility;
import io.nanosiem.event.SyslogSeverity;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3164Test {
  private static final Instant NOW = Instant.parse("2026-10-20T12:00:00Z");

  private static Event read(String line) {
    Event.Builder event = Event.builder().raw(line).receivedAt(NOW);
    LogParser.auto().parse(line, ParseContext.live(NOW), event);
    return event.build();
  }

  @Test
  void readsTheExampleOfTheRfc() {
    Event event =
        read("<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8");

    assertThat(event.format()).isEqualTo(LogFormat.RFC3164);
    assertThat(event.facility()).isEqualTo(SyslogFacility.AUTH);
    assertThat(event.severity()).isEqualTo(SyslogSeverity.CRITICAL);
    assertThat(event.time()).isEqualTo(Instant.parse("2026-10-11T22:14:15Z"));
    assertThat(event.offset()).isNull();
    assertThat(event.host()).isEqualTo("mymachine");
    assertThat(event.program()).isEqualTo("su");
    assertThat(event.message()).isEqualTo("'su root' failed for lonvick on /dev/pts/8");
    assertThat(event.warnings()).isEmpty();
  }

  @Test
  void saysNothingOfAPriorityThatIsNotThere() {
    Event event = read("Oct 11 22:14:15 mymachine su: text");

    assertThat(event.format()).isEqualTo(LogFormat.RFC3164);
    assertThat(event.facility()).isNull();
    assertThat(event.severity()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "Oct  1 22:14:15|2026-10-01T22:14:15Z",
        "Oct 01 22:14:15|2026-10-01T22:14:15Z",
        "Oct 1 22:14:15|2026-10-01T22:14:15Z",
        "OCT  1 22:14:15|2026-10-01T22:14:15Z",
        "oct  1 22:14:15|2026-10-01T22:14:15Z",
        "Oct  1 22:14:15.123|2026-10-01T22:14:15.123Z",
        "Oct  1 2009 22:14:15|2009-10-01T22:14:15Z",
        "Oct  1 22:14:15 2009|2009-10-01T22:14:15Z",
        "2009 Oct  1 22:14:15|2009-10-01T22:14:15Z",
        "Oct  1 22:14:15:|2026-10-01T22:14:15Z",
        "Oct  1 22:14:15 UTC|2026-10-01T22:14:15Z",
        "Oct  1 22:14:15 CST 1987|1987-10-02T04:14:15Z",
        "2026-10-01T22:14:15+02:00|2026-10-01T20:14:15Z",
        "2026-10-01 22:14:15.5-0700|2026-10-02T05:14:15.500Z"
      })
  void readsTheStampsOfTheWild(String stamp, String instant) {
    for (String pri : new String[] {"", "<13>"}) {
      Event event = read(pri + stamp + " host tag[7]: text");

      assertThat(event.time()).as(pri + stamp).isEqualTo(Instant.parse(instant));
      assertThat(event.hasOwnTime()).isTrue();
      assertThat(event.host()).as(pri + stamp).isEqualTo("host");
      assertThat(event.program()).isEqualTo("tag");
      assertThat(event.pid()).hasValue(7);
      assertThat(event.message()).isEqualTo("text");
    }
  }

  @Test
  void takesAHostCalledLikeAZoneForAHost() {
    Event event = read("Oct  1 22:14:15 CST tag: text");

    assertThat(event.host()).isEqualTo("CST");
    assertThat(event.time()).isEqualTo(Instant.parse("2026-10-01T22:14:15Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      ignoreLeadingAndTrailingWhitespace = false,
      quoteCharacter = '`',
      value = {
        "host sshd[12]: m|host|sshd|12|m",
        "host sshd(pam_unix)[12]: m|host|sshd(pam_unix)|12|m",
        "host postfix/smtpd[9]: m|host|postfix/smtpd|9|m",
        "host systemd-logind: m|host|systemd-logind|null|m",
        "host CRON[1]:m|host|CRON|1|m",
        "host su:  m|host|su|null| m",
        "host tag:msgnum:3|host|tag|null|msgnum:3",
        "host app [12]: m|host|app|12|m",
        "host app[12] m|host|app|12|m",
        "host app[]: m|host|app|null|m",
        "host sandboxd[129] ([31211]): m|host|sandboxd|129|([31211]): m",
        "host syslogd 1.4.1: restart.|host|syslogd|null|1.4.1: restart.",
        "host  -- root[2421]: ROOT LOGIN ON tty2|host|-- root|2421|ROOT LOGIN ON tty2",
        "host -- MARK --|host|--|null|MARK --",
        "host Use the BFG!|host|null|null|Use the BFG!",
        "host last message repeated 2 times|host|null|null|last message repeated 2 times",
        "host My::Module: m|host|My::Module|null|m",
        "host http://example.org/ is down|host|null|null|http://example.org/ is down",
        "host a=b: c|host|null|null|a=b: c",
        "haproxy[73411]: m|null|haproxy|73411|m",
        "su: m|null|su|null|m",
        "- su: m|null|su|null|m",
        "192.0.2.1 su: m|192.0.2.1|su|null|m",
        "2001:db8::7 su: m|2001:db8::7|su|null|m",
        "[2001:db8::7] su: m|[2001:db8::7]|su|null|m",
        "fe80::1%eth0 su: m|fe80::1%eth0|su|null|m",
        "host1/host2 su: m|host1/host2|su|null|m",
        "Message forwarded from aix7: su: m|aix7|su|null|m",
        "host|host|null|null|",
        "host |host|null|null|",
        "|null|null|null|"
      })
  void tellsHostAndTagFromText(String line, String host, String program, Long pid, String message) {
    Event event = read("<13>Oct  1 22:14:15 " + (line == null ? "" : line));

    assertThat(event.host()).isEqualTo(host);
    assertThat(event.program()).isEqualTo(program);
    if (pid == null) {
      assertThat(event.pid()).isEmpty();
    } else {
      assertThat(event.pid()).hasValue(pid);
    }
    assertThat(event.message()).isEqualTo(message == null ? "" : message);
    assertThat(event.hasOwnTime()).isTrue();
  }

  @Test
  void keepsAProcessIdThatIsNoNumber() {
    Event event = read("<13>Oct  1 22:14:15 host app[17:main]: m");

    assertThat(event.pid()).isEmpty();
    assertThat(event.derived()).containsEntry("log.syslog.procid", "17:main");
  }

  @Test
  void readsALineWithoutStamp() {
    Event event = read("<13>app[7]: text");

    assertThat(event.format()).isEqualTo(LogFormat.RFC3164);
    assertThat(event.program()).isEqualTo("app");
    assertThat(event.pid()).hasValue(7);
    assertThat(event.message()).isEqualTo("text");
    assertThat(event.hasOwnTime()).isFalse();
    assertThat(event.warnings()).extracting(warning -> warning.code()).containsExactly("no_time");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      value = {
        "<189>29: *Oct  1 22:14:15.123 UTC: %SYS-5-CONFIG_I: m|null|2026-10-01T22:14:15.123Z",
        "<189>000029: Oct  1 22:14:15 UTC: %SYS-5-CONFIG_I: m|null|2026-10-01T22:14:15Z",
        "<189>29: sw-1: Oct  1 22:14:15: %SYS-5-CONFIG_I: m|sw-1|2026-10-01T22:14:15Z",
        "<190>: 2017 Mar 06 09:22:34 CET: %SYS-5-CONFIG_I: m|null|2017-03-06T08:22:34Z",
        "<190>Oct 01 2026 22:14:15: %SYS-5-CONFIG_I: m|null|2026-10-01T22:14:15Z"
      })
  void readsCisco(String line, String host, String time) {
    Event event = read(line);

    assertThat(event.time()).isEqualTo(Instant.parse(time));
    assertThat(event.host()).isEqualTo(host);
    assertThat(event.program()).isEqualTo("%SYS-5-CONFIG_I");
    assertThat(event.derived())
        .containsEntry("cisco.facility", "SYS")
        .containsEntry("cisco.severity", 5L)
        .containsEntry("cisco.mnemonic", "CONFIG_I");
    assertThat(event.message()).isEqualTo("m");
  }

  @Test
  void countsRepetitions() {
    assertThat(read("Oct  1 22:14:15 host last message repeated 5 times").derived())
        .containsEntry("event.repeat", 5L);
    Event event = read("Oct  1 22:14:15 h sshd[1]: message repeated 3 times: [ Failed password]");
    assertThat(event.derived()).containsEntry("event.repeat", 3L);
    assertThat(event.message()).isEqualTo("message repeated 3 times: [ Failed password]");
  }

  @Test
  void capsRepetitions() {
    Event event = read("Oct  1 22:14:15 h a: message repeated 999999999999999999999 times: [ x]");

    assertThat(event.derived()).containsEntry("event.repeat", 1000L);
    assertThat(event.warnings()).extracting(w -> w.code()).containsExactly("repeat_capped");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Feb 30 10:00:00", "Jun 31 10:00:00", "Jan 01 24:00:00", "Jan 00 00:00:00"})
  void hasNoTimeWhereThereIsNone(String stamp) {
    Event event = read(stamp + " host su: m");

    assertThat(event.host()).isEqualTo("host");
    assertThat(event.hasOwnTime()).isFalse();
    assertThat(event.time()).isEqualTo(NOW);
    assertThat(event.warnings()).extracting(warning -> warning.code()).containsExactly("bad_time");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2015-10-18 18:01:47,978 INFO [main] org.example.Main: started",
        "2016-09-28 04:30:30, Info                  CBS    Loaded Servicing Stack",
        "2015-07-29 17:41:44,747 - INFO  [QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181] - x",
        "2026-10-01T22:14:15Z the build finished: ok"
      })
  void leavesApplicationLogsAlone(String line) {
    Event event = read(line);

    assertThat(event.format()).isIn(LogFormat.PLAIN, LogFormat.APPLICATION);
    assertThat(event.host()).isNull();
    assertThat(event.hasOwnTime()).isTrue();
  }

  @Test
  void keepsAnInnerNul() {
    Event event = read("<13>Oct  1 22:14:15 host su: a\u0000b");

    assertThat(event.message()).isEqualTo("a\u0000b");
  }

  @Test
  void usesTheZoneOfTheSender() {
    String line = "Jul  1 12:00:00 host su: m";
    Event.Builder event = Event.builder();
    LogParser.rfc3164().parse(line, ParseContext.live(NOW, ZoneOffset.ofHours(2)), event);

    assertThat(event.time()).isEqualTo(Instant.parse("2026-07-01T10:00:00Z"));
    assertThat(event.offset()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        // 2026-06-02T03:00:01Z is 1780369201 seconds after 1970.
        "<134>1780369201 host app: x!2026-06-02T03:00:01Z!host!app",
        "<134>1780369201.5 host app[1]: x!2026-06-02T03:00:01.500Z!host!app",
        "<134>1780369201250 host app: x!2026-06-02T03:00:01.250Z!host!app",
        "<134>1 1780369201.774247467 gate-1 urls src=192.0.2.1:5!2026-06-02T03:00:01.774247467Z!gate-1!",
        // journalctl -o short-iso, short-precise, short-full, short-unix
        "2026-06-02T05:00:01+0200 host app[1]: x!2026-06-02T03:00:01Z!host!app",
        "Jun 02 03:00:01.123456 host app[1]: x!2026-06-02T03:00:01.123456Z!host!app",
        "Tue 2026-06-02 03:00:01 UTC host app[1]: x!2026-06-02T03:00:01Z!host!app",
        "Tue 2026-06-02 05:00:01 CEST host app[1]: x!2026-06-02T03:00:01Z!host!app",
        "1780369201.774247 host app[1]: x!2026-06-02T03:00:01.774247Z!host!app"
      })
  void readsStampsOfAppliancesAndOfJournald(String line, String time, String host, String program) {
    Event.Builder event = Event.builder();
    LogParser.auto().parse(line, ParseContext.live(Instant.parse("2026-06-15T12:00:00Z")), event);
    assertThat(event.format()).isEqualTo(LogFormat.RFC3164);
    assertThat(event.time()).isEqualTo(Instant.parse(time));
    assertThat(event.host()).isEqualTo(host);
    assertThat(event.program()).isEqualTo(program);
  }

  @Test
  void aNumberAtTheBeginningOfALineIsNoStampByItself() {
    Event squid =
        LogParser.auto()
            .parse("1780369201.075    180 192.0.2.1 TCP_MISS/200 411 GET http://h/ - DIRECT/h a/b");
    assertThat(squid.format()).isEqualTo(LogFormat.PLAIN);
    assertThat(LogParser.auto().parse("1780369201 host said: x").format())
        .isEqualTo(LogFormat.PLAIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<13>Oct 11 22:14:15 relay Oct 11 22:14:14 origin app[7]: text",
        "<13>Oct 11 22:14:15 relay <34>Oct 11 22:14:14 origin app[7]: text",
        "<13>Oct 11 22:14:15 relay 2026-10-11T22:14:14Z origin app[7]: text"
      })
  void keepsTheHostOfTheRelayAndTellsTheOrigin(String line) {
    Event event = LogParser.rfc3164().parse(line);
    assertThat(event.host()).isEqualTo("relay");
    assertThat(event.field("log.syslog.origin")).isEqualTo("origin");
    assertThat(event.program()).isEqualTo("app");
    assertThat(event.pid()).hasValue(7);
    assertThat(event.message()).isEqualTo("text");
    assertThat(event.facility()).isEqualTo(SyslogFacility.USER);
  }

  @Test
  void readsTwoHostsBeforeATagWithAProcessId() {
    Event event = LogParser.rfc3164().parse("<0>Oct 22 10:52:01 gate 10.1.2.3 sched[0]: All");
    assertThat(event.host()).isEqualTo("gate");
    assertThat(event.field("log.syslog.origin")).isEqualTo("10.1.2.3");
    assertThat(event.program()).isEqualTo("sched");
    Event text = LogParser.rfc3164().parse("<0>Oct 22 10:52:01 gate 10.1.2.3 refused: All");
    assertThat(text.message()).isEqualTo("10.1.2.3 refused: All");
    assertThat(text.field("log.syslog.origin")).isNull();
  }

  @Test
  void readsThePriorityWordsOfAixAndSolaris() {
    Event aix = LogParser.auto().parse("Oct 11 22:14:15 aix1 auth|security:info sshd[9]: hello");
    assertThat(aix.host()).isEqualTo("aix1");
    assertThat(aix.program()).isEqualTo("sshd");
    assertThat(aix.message()).isEqualTo("hello");
    assertThat(aix.facility()).isEqualTo(SyslogFacility.AUTH);
    assertThat(aix.severity()).isEqualTo(SyslogSeverity.INFORMATIONAL);
    Event solaris =
        LogParser.auto().parse("Oct 11 22:14:15 sun1 su: [ID 810491 auth.crit] 'su root' failed");
    assertThat(solaris.program()).isEqualTo("su");
    assertThat(solaris.facility()).isEqualTo(SyslogFacility.AUTH);
    assertThat(solaris.severity()).isEqualTo(SyslogSeverity.CRITICAL);
    assertThat(solaris.message()).isEqualTo("[ID 810491 auth.crit] 'su root' failed");
  }

  @Test
  void wordsInALineDoNotChangeThePriorityItWasSentWith() {
    Event event = LogParser.auto().parse("<13>Oct 11 22:14:15 h su: [ID 1 auth.crit] x");
    assertThat(event.facility()).isEqualTo(SyslogFacility.USER);
    assertThat(event.severity()).isEqualTo(SyslogSeverity.NOTICE);
  }
}
