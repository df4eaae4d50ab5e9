package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.normalize.Normalizer;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Windows events between tabs. */
class SnareTest {
  private static final String LOGON =
      "MSWinEventLog\t1\tSecurity\t4711\tTue Jun 02 03:00:00 2026\t4625\t"
          + "Microsoft-Windows-Security-Auditing\tACME\\bob\tN/A\tFailure Audit\tdc-1\tLogon\t\t"
          + "An account failed to log on.    Subject:   Security ID:  S-1-5-18   Account Name:  DC-1$"
          + "   Account Domain:  ACME   Logon ID:  0x3E7    Logon Type:   3    "
          + "Account For Which Logon Failed:   Security ID:  S-1-0-0   Account Name:  alice"
          + "   Account Domain:  ACME    Network Information:   Workstation Name: ws-7"
          + "   Source Network Address: 203.0.113.5   Source Port:  51000\t17";

  private static Event read(String line) {
    Instant now = Instant.parse("2026-06-02T04:00:00Z");
    Event.Builder event = Event.builder().raw(line).receivedAt(now);
    LogParser.auto().parse(line, ParseContext.live(now), event);
    Normalizer.standard().normalize(event);
    return event.build();
  }

  @Test
  void partsAndLabelsAreFieldsWithSigmasNames() {
    Event event = read("<13>Jun  2 03:00:01 relay " + LOGON);
    assertThat(event.host()).isEqualTo("relay");
    assertThat(event.program()).isEqualTo("MSWinEventLog");
    assertThat(event.time()).isEqualTo(Instant.parse("2026-06-02T03:00:01Z"));
    assertThat(event.field("EventID")).isEqualTo(4625L);
    assertThat(event.field("Channel")).isEqualTo("Security");
    assertThat(event.field("Provider_Name")).isEqualTo("Microsoft-Windows-Security-Auditing");
    assertThat(event.field("Computer")).isEqualTo("dc-1");
    assertThat(event.field("EventType")).isEqualTo("Failure Audit");
    assertThat(event.field("SubjectUserName")).isEqualTo("DC-1$");
    assertThat(event.field("SubjectLogonId")).isEqualTo("0x3E7");
    assertThat(event.field("TargetUserName")).isEqualTo("alice");
    assertThat(event.field("TargetDomainName")).isEqualTo("ACME");
    assertThat(event.field("LogonType")).isEqualTo("3");
    assertThat(event.field("IpAddress")).isEqualTo("203.0.113.5");
    assertThat(event.field("IpPort")).isEqualTo("51000");
    assertThat(event.field("WorkstationName")).isEqualTo("ws-7");
    assertThat(event.logSource().product()).isEqualTo("windows");
    assertThat(event.logSource().service()).isEqualTo("security");
    assertThat(event.sourceAddress()).isEqualTo("203.0.113.5");
  }

  @Test
  void aLineWithoutHeaderHasItsHostBeforeTheFirstTab() {
    for (String priority : new String[] {"", "<13>"}) {
      Event event = read(priority + "dc-1.example.com\t" + LOGON);
      assertThat(event.format()).isEqualTo(LogFormat.RFC3164);
      assertThat(event.host()).isEqualTo("dc-1.example.com");
      assertThat(event.program()).isEqualTo("MSWinEventLog");
      assertThat(event.message()).startsWith("1\tSecurity\t");
      assertThat(event.field("EventID")).isEqualTo(4625L);
    }
  }

  @Test
  void whatHasOtherPartsIsText() {
    for (String line :
        new String[] {
          "dc-1\tMSWinEventLog\t1\tSecurity",
          "<13>Jun  2 03:00:01 relay MSWinEventLog\t1\tSecurity\tx",
          "dc-1\tMSWinEventLog\t" + "\t".repeat(20)
        }) {
      Event event = read(line);
      assertThat(event.program()).as(line).isEqualTo("MSWinEventLog");
      assertThat(event.fields()).as(line).isEmpty();
    }
    assertThat(read("a b\tMSWinEventLog\t1").program()).isNull();
  }

  @Test
  void aValueIsTheFirstOfItsNameAndSectionsEnd() {
    String text =
        "x\tMSWinEventLog\t1\tSecurity\t1\tt\t4688\tp\tu\tN/A\ts\tc\tt\t\t"
            + "Creator Subject:   Account Name:  first    Else:   Account Name:  nobody    "
            + "Process Information:   New Process Name: C:\\a b.exe   Creator Process Name: C:\\c.exe"
            + "   Process Command Line: \"C:\\a b.exe\" /x: y   Status:   0x0\t9";
    Event event = read(text);
    assertThat(event.field("SubjectUserName")).isEqualTo("first");
    assertThat(event.field("TargetUserName")).isNull();
    assertThat(event.field("NewProcessName")).isEqualTo("C:\\a b.exe");
    assertThat(event.field("ParentProcessName")).isEqualTo("C:\\c.exe");
    assertThat(event.field("CommandLine")).isEqualTo("\"C:\\a b.exe\" /x: y");
    assertThat(event.field("Status")).isEqualTo("0x0");
  }
}
