package io.nanosiem.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import io.nanosiem.event.LogSource;
import io.nanosiem.event.SyslogSeverity;
import io.nanosiem.parse.LogParser;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsEventsTest {
  private static final String SYSMON = "Microsoft-Windows-Sysmon/Operational";

  private static Event read(String line) {
    return read(line, LogSourceTable.standard());
  }

  private static Event read(String line, LogSourceTable table) {
    Event.Builder builder = LogParser.auto().parse(line).toBuilder();
    Normalizer.standard(table).normalize(builder);
    return builder.build();
  }

  /** An event of the security log, flat; single quotes stand for double ones. */
  private static Event security(int id, String members) {
    return read(
        ("{'EventID':" + id + ",'Channel':'Security','Computer':'DC1.corp.test'," + members + "}")
            .replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // winlogbeat
        "{'@timestamp':'2026-06-02T03:00:01.5Z','host':{'name':'ws1'},'event':{'code':'1'},"
            + "'winlog':{'channel':'Microsoft-Windows-Sysmon/Operational','event_id':'1',"
            + "'provider_name':'Microsoft-Windows-Sysmon','computer_name':'ws1',"
            + "'event_data':{'Image':'C:\\\\a.exe','User':'CORP\\\\ann','ProcessId':'7'}}}",
        // winlogbeat after something that flattens
        "{'@timestamp':'2026-06-02T03:00:01.5Z','host.name':'ws1',"
            + "'winlog.channel':'Microsoft-Windows-Sysmon/Operational','winlog.event_id':1,"
            + "'winlog.provider_name':'Microsoft-Windows-Sysmon','winlog.computer_name':'ws1',"
            + "'winlog.event_data.Image':'C:\\\\a.exe','winlog.event_data.User':'CORP\\\\ann',"
            + "'winlog.event_data.ProcessId':'7'}",
        // winlogbeat with its module for Sysmon
        "{'@timestamp':'2026-06-02T03:00:01.5Z','host':{'name':'ws1'},"
            + "'process':{'executable':'C:\\\\a.exe'},"
            + "'winlog':{'channel':'Microsoft-Windows-Sysmon/Operational','event_id':1,"
            + "'provider_name':'Microsoft-Windows-Sysmon','computer_name':'ws1',"
            + "'event_data':{'User':'CORP\\\\ann','ProcessId':'7'}}}",
        // NXLog
        "{'EventTime':'2026-06-02 03:00:01.5','Hostname':'ws1','EventID':1,"
            + "'SourceName':'Microsoft-Windows-Sysmon','Severity':'INFO','Message':'m',"
            + "'Channel':'Microsoft-Windows-Sysmon/Operational','ProcessID':99,"
            + "'Image':'C:\\\\a.exe','User':'CORP\\\\ann','ProcessId':'7'}",
        // evtx_dump
        "{'Event':{'#attributes':{'xmlns':'x'},'System':{'Provider':{'#attributes':"
            + "{'Name':'Microsoft-Windows-Sysmon','Guid':'G'}},'EventID':1,'Level':4,"
            + "'TimeCreated':{'#attributes':{'SystemTime':'2026-06-02T03:00:01.500000Z'}},"
            + "'Channel':'Microsoft-Windows-Sysmon/Operational','Computer':'ws1'},"
            + "'EventData':{'Image':'C:\\\\a.exe','User':'CORP\\\\ann','ProcessId':'7'}}}",
        // the same with attributes apart, and the id as an object
        "{'Event':{'System':{'Provider_attributes':{'Name':'Microsoft-Windows-Sysmon'},"
            + "'EventID':{'#attributes':{'Qualifiers':'0'},'#text':'1'},"
            + "'TimeCreated_attributes':{'SystemTime':'2026-06-02T03:00:01.5Z'},"
            + "'Channel':'Microsoft-Windows-Sysmon/Operational','Computer':'ws1'},"
            + "'EventData':{'Image':'C:\\\\a.exe','User':'CORP\\\\ann','ProcessId':'7'}}}",
        // XML made JSON by a general tool
        "{'Event':{'System':{'Provider':{'@Name':'Microsoft-Windows-Sysmon'},'EventID':'1',"
            + "'TimeCreated':{'@SystemTime':'2026-06-02T03:00:01.5Z'},"
            + "'Channel':'Microsoft-Windows-Sysmon/Operational','Computer':'ws1'},"
            + "'EventData':{'Data':[{'@Name':'Image','#text':'C:\\\\a.exe'},"
            + "{'@Name':'User','#text':'CORP\\\\ann'},{'@Name':'ProcessId','#text':'7'}]}}}",
        // Wazuh
        "{'win':{'system':{'providerName':'Microsoft-Windows-Sysmon','eventID':'1',"
            + "'systemTime':'2026-06-02T03:00:01.5000000Z','computer':'ws1','level':'4',"
            + "'channel':'Microsoft-Windows-Sysmon/Operational','message':'m'},"
            + "'eventdata':{'image':'C:\\\\\\\\a.exe','user':'CORP\\\\\\\\ann','processId':'7'}}}",
        "{'data':{'win':{'system':{'providerName':'Microsoft-Windows-Sysmon','eventID':'1',"
            + "'systemTime':'2026-06-02T03:00:01.5000000Z','computer':'ws1',"
            + "'channel':'Microsoft-Windows-Sysmon/Operational'},"
            + "'eventdata':{'image':'C:\\\\\\\\a.exe','user':'CORP\\\\\\\\ann',"
            + "'processId':'7'}}}}",
        // the names of Sigma
        "{'EventID':'1','Channel':'microsoft-windows-sysmon/operational','Computer':'ws1',"
            + "'Provider_Name':'Microsoft-Windows-Sysmon',"
            + "'TimeCreated_SystemTime':'2026-06-02T03:00:01.5Z','Image':'C:\\\\a.exe',"
            + "'User':'CORP\\\\ann','ProcessId':'7'}"
      })
  void givesEveryShapeTheNamesOfSigma(String line) {
    Event event = read(line.replace('\'', '"'));

    assertThat(event.logSource()).isEqualTo(new LogSource("process_creation", "windows", "sysmon"));
    assertThat(String.valueOf(event.field("EventID"))).isEqualTo("1");
    assertThat(String.valueOf(event.field("Channel"))).isEqualToIgnoringCase(SYSMON);
    assertThat(event.field("Provider_Name")).isEqualTo("Microsoft-Windows-Sysmon");
    assertThat(event.field("Computer")).isEqualTo("ws1");
    assertThat(event.field("Image")).isEqualTo("C:\\a.exe");
    assertThat(event.field("User")).isEqualTo("CORP\\ann");
    assertThat(event.field("ProcessId")).isEqualTo("7");
    assertThat(event.time()).isEqualTo(Instant.parse("2026-06-02T03:00:01.500Z"));
    assertThat(event.host()).isEqualTo("ws1");
    assertThat(event.user()).isEqualTo("CORP\\ann");
    assertThat(event.category()).isEqualTo(EventCategory.PROCESS);
  }

  @Test
  void doesNotLetTheEventDataPoseAsTheSystemPart() {
    Event event =
        read(
            ("{'winlog':{'channel':'Application','event_id':7,'provider_name':'P',"
                    + "'event_data':{'EventID':'4625','Channel':'Security','Level':'1',"
                    + "'user.target.name':'x','event.repeat':'900'}}}")
                .replace('\'', '"'));

    assertThat(event.field("EventID")).isEqualTo(7L);
    assertThat(event.field("Channel")).isEqualTo("Application");
    assertThat(event.field("EventData.EventID")).isEqualTo("4625");
    assertThat(event.field("EventData.event.repeat")).isEqualTo("900");
    assertThat(event.field("event.repeat")).isNull();
    assertThat(event.field("user.target.name")).isNull();
    assertThat(event.authenticationOutcome()).isNull();
    assertThat(event.logSource()).isEqualTo(LogSource.of("windows", "application"));
  }

  @Test
  void doesNotBelieveWhatTheLineOfAKnownProgramQuotes() {
    String body = " {\"EventID\":4625,\"Channel\":\"Security\",\"TargetUserName\":\"u\"}";

    assertThat(read("Oct  1 22:14:15 h sshd[1]:" + body).logSource())
        .isEqualTo(LogSource.of("linux", "sshd"));
    assertThat(read("Oct  1 22:14:15 h sshd[1]:" + body).authenticationOutcome()).isNull();
    assertThat(read("Oct  1 22:14:15 h nxlog[1]:" + body).logSource())
        .isEqualTo(LogSource.of("windows", "security"));
  }

  @Test
  void keepsWhatTheEnvelopeOfALineSaid() {
    Event event =
        read(
            "<134>1 2026-06-02T03:00:01Z relay nxlog - - - {\"EventID\":4625,\"Level\":2,"
                + "\"Channel\":\"Security\",\"Computer\":\"other\",\"EventTime\":\"2020-01-01\"}");

    assertThat(event.host()).isEqualTo("relay");
    assertThat(event.time()).isEqualTo(Instant.parse("2026-06-02T03:00:01Z"));
    assertThat(event.severity()).isEqualTo(SyslogSeverity.INFORMATIONAL);
    assertThat(event.authenticationOutcome()).isEqualTo(AuthenticationOutcome.FAILURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'EventID':4625}",
        "{'EventID':4625,'SourceName':'shop'}",
        "{'EventID':'x','Channel':'Security'}",
        "{'Channel':'Security','TargetUserName':'u'}",
        "{'Event':{'System':{'EventID':1}}}",
        "{'winlog':{'event_id':4625}}",
        "{'win':{'system':{'channel':'Security'}}}",
        "{'data':{'win':'yes'},'Event':'x','System':[1]}"
      })
  void takesNothingElseForAWindowsEvent(String line) {
    Event event = read(line.replace('\'', '"'));

    assertThat(event.logSource().isUnknown()).isTrue();
    assertThat(event.authenticationOutcome()).isNull();
  }

  @Test
  void readsAFailedLogon() {
    Event event =
        security(
            4625,
            "'TargetUserName':'ann','SubjectUserName':'DC1$','IpAddress':'::ffff:10.0.0.9',"
                + "'IpPort':'50123','Status':'0xc000006d'");

    assertThat(event.authenticationOutcome()).isEqualTo(AuthenticationOutcome.FAILURE);
    assertThat(event.category()).isEqualTo(EventCategory.AUTHENTICATION);
    assertThat(event.user()).isEqualTo("ann");
    assertThat(event.sourceAddress()).isEqualTo("10.0.0.9");
    assertThat(event.sourcePort()).hasValue(50123);
    assertThat(event.host()).isEqualTo("DC1.corp.test");
  }

  @ParameterizedTest
  @CsvSource({"-, ''", "'', ''", "LOCAL, ''", "::1, ::1", "fe80::1, fe80::1", "10.0.0.300, ''"})
  void takesOnlyAnAddressForAnAddress(String given, String expected) {
    Event event = security(4624, "'IpAddress':'" + given + "','IpPort':'0'");

    assertThat(event.sourceAddress() == null ? "" : event.sourceAddress()).isEqualTo(expected);
    assertThat(event.sourcePort()).isEmpty();
  }

  @Test
  void countsAnAttemptOnce() {
    assertThat(security(4624, "'LogonType':'3'").authenticationOutcome())
        .isEqualTo(AuthenticationOutcome.SUCCESS);
    String linked = "'TargetLinkedLogonId':'0x1f','ElevatedToken':";
    assertThat(security(4624, linked + "'%%1842'").authenticationOutcome())
        .isEqualTo(AuthenticationOutcome.SUCCESS);
    assertThat(security(4624, linked + "'%%1843'").authenticationOutcome()).isNull();
    assertThat(security(4624, "'LogonType':'0'").authenticationOutcome()).isNull();
    assertThat(security(4648, "'TargetUserName':'u'").authenticationOutcome()).isNull();
    assertThat(security(4740, "'TargetUserName':'u'").authenticationOutcome()).isNull();
    assertThat(security(4672, "'SubjectUserName':'u'").authenticationOutcome()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "4771, 0x18, FAILURE",
    "4771, 0x12, FAILURE",
    "4771, 0x25, ",
    "4768, 0x0, ",
    "4768, 0x6, FAILURE",
    "4776, 0xc000006a, FAILURE",
    "4776, 0x0, ",
    "4769, 0x0, "
  })
  void countsWhatADomainControllerRefuses(int id, String status, AuthenticationOutcome expected) {
    Event event =
        security(id, "'TargetUserName':'u','Workstation':'WS7','Status':'" + status + "'");

    assertThat(event.authenticationOutcome()).isEqualTo(expected);
    assertThat(event.category()).isEqualTo(EventCategory.AUTHENTICATION);
    assertThat(event.user()).isEqualTo("u");
  }

  @Test
  void leavesToTheLogonWhatAMachineSaysOfItself() {
    String members = "'TargetUserName':'u','Status':'0xc000006a','Workstation':'DC1'";

    assertThat(security(4776, members).authenticationOutcome()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "S-1-5-32-544, true",
    "S-1-5-21-1-2-3-512, true",
    "S-1-5-21-1-2-3-519, true",
    "S-1-5-32-545, false",
    "S-1-5-21-1-2-3-513, false"
  })
  void marksWhoBecomesAnAdministrator(String sid, boolean expected) {
    Event event =
        security(
            4732,
            "'MemberName':'CN=Bob,DC=corp','MemberSid':'S-1','TargetUserName':'Administrators',"
                + "'SubjectUserName':'ann','TargetSid':'"
                + sid
                + "'");

    assertThat(event.user()).isEqualTo("ann");
    assertThat(event.field("user.target.name")).isEqualTo("Bob");
    assertThat(event.field("group.name")).isEqualTo("Administrators");
    assertThat(event.category()).isEqualTo(EventCategory.IAM);
    assertThat(event.tags().contains(EventTags.PRIVILEGE_ESCALATION)).isEqualTo(expected);
  }

  @Test
  void givesAProcessOfTheSecurityLogTheNamesOfSysmon() {
    Event event =
        read(
            ("{'Event':{'System':{'EventID':4688,'Channel':'Security','Computer':'h'},"
                    + "'EventData':{'NewProcessName':'C:\\\\b.exe','NewProcessId':'0x1a4',"
                    + "'ProcessId':'0x64','ParentProcessName':'C:\\\\a.exe','CommandLine':'b /x',"
                    + "'SubjectUserName':'H$','SubjectUserSid':'S-1-5-18','TargetUserName':'-',"
                    + "'SubjectLogonId':'0x3e7','MandatoryLabel':'S-1-16-12288'}}}")
                .replace('\'', '"'));

    assertThat(event.logSource())
        .isEqualTo(new LogSource("process_creation", "windows", "security"));
    assertThat(event.field("Image")).isEqualTo("C:\\b.exe");
    assertThat(event.field("ParentImage")).isEqualTo("C:\\a.exe");
    assertThat(event.field("CommandLine")).isEqualTo("b /x");
    assertThat(event.field("ProcessId")).isEqualTo(420L);
    assertThat(event.field("ParentProcessId")).isEqualTo(100L);
    assertThat(event.field("User")).isEqualTo("NT AUTHORITY\\SYSTEM");
    assertThat(event.field("IntegrityLevel")).isEqualTo("High");
    assertThat(event.field("LogonId")).isEqualTo("0x3e7");
    assertThat(event.field("NewProcessName")).isEqualTo("C:\\b.exe");
  }

  @Test
  void collectsDataWithoutNames() {
    String system = "'System':{'EventID':400,'Channel':'Windows PowerShell','Computer':'h'}";

    assertThat(
            read(("{'Event':{" + system + ",'EventData':{'Data':{'#text':['a','b']}}}}")
                    .replace('\'', '"'))
                .field("Data"))
        .isEqualTo(List.of("a", "b"));
    assertThat(
            read(("{'Event':{" + system + ",'EventData':{'Data':'a'}}}").replace('\'', '"'))
                .field("Data"))
        .isEqualTo("a");
    assertThat(
            read(("{'winlog':{'channel':'Windows PowerShell','event_id':400,"
                        + "'event_data':{'param1':'a','param2':'b','param4':'d'}}}")
                    .replace('\'', '"'))
                .field("Data"))
        .isEqualTo(List.of("a", "b"));
    assertThat(
            read("{'EventID':400,'Channel':'Windows PowerShell','Message':'a b'}"
                    .replace('\'', '"'))
                .field("Data"))
        .isEqualTo("a b");
  }

  @Test
  void readsUserData() {
    Event event =
        read(
            ("{'Event':{'System':{'EventID':21,'Channel':"
                    + "'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational'},"
                    + "'UserData':{'EventXML':{'#attributes':{'xmlns':'Event_NS'},"
                    + "'User':'CORP\\\\ann','SessionID':2,'Address':'10.0.0.5'}}}}")
                .replace('\'', '"'));

    assertThat(event.field("SessionID")).isEqualTo(2L);
    assertThat(event.user()).isEqualTo("CORP\\ann");
    assertThat(event.sourceAddress()).isEqualTo("10.0.0.5");
    assertThat(event.category()).isEqualTo(EventCategory.SESSION);
  }

  @Test
  void readsConnections() {
    Event event =
        read(
            ("{'EventID':3,'Channel':'"
                    + SYSMON
                    + "','SourceIp':'10.0.0.1','SourcePort':'5000',"
                    + "'DestinationIp':'10.0.0.2','DestinationPort':443,'Protocol':'tcp'}")
                .replace('\'', '"'));

    assertThat(event.sourceAddress()).isEqualTo("10.0.0.1");
    assertThat(event.sourcePort()).hasValue(5000);
    assertThat(event.destinationAddress()).isEqualTo("10.0.0.2");
    assertThat(event.destinationPort()).hasValue(443);
    assertThat(event.field("network.transport")).isEqualTo("tcp");
    assertThat(security(5157, "'SourceAddress':'1.2.3.4','DestPort':'80'").tags())
        .containsExactly(EventTags.DENIED);
  }

  @Test
  void readsTheSshServerOfWindowsAndTheLoginsOfSqlServer() {
    Event ssh =
        read(
            ("{'Event':{'System':{'EventID':4,'Channel':'OpenSSH/Operational'},'EventData':"
                    + "{'process':'sshd','payload':'Failed password for ann from 10.0.0.7 port "
                    + "4022 ssh2'}}}")
                .replace('\'', '"'));
    Event sql =
        read(
            ("{'Event':{'System':{'Provider':{'#attributes':{'Name':'MSSQLSERVER'}},"
                    + "'EventID':18456,'Channel':'Application'},'EventData':{'Data':{'#text':"
                    + "['sa','Reason: no.',' [CLIENT: 10.0.0.8]']}}}}")
                .replace('\'', '"'));

    assertThat(ssh.authenticationOutcome()).isEqualTo(AuthenticationOutcome.FAILURE);
    assertThat(ssh.user()).isEqualTo("ann");
    assertThat(ssh.sourceAddress()).isEqualTo("10.0.0.7");
    assertThat(sql.authenticationOutcome()).isEqualTo(AuthenticationOutcome.FAILURE);
    assertThat(sql.user()).isEqualTo("sa");
    assertThat(sql.sourceAddress()).isEqualTo("10.0.0.8");
  }

  @ParameterizedTest
  @CsvSource({
    "CreateKey, registry_add",
    "DeleteKey, registry_delete",
    "DeleteValue, registry_delete",
    "INFO, registry_event"
  })
  void tellsWhatHappenedToARegistryKey(String type, String category) {
    Event event =
        read(
            ("{'EventID':12,'Channel':'" + SYSMON + "','EventType':'" + type + "'}")
                .replace('\'', '"'));

    assertThat(event.logSource().category()).isEqualTo(category);
  }

  @Test
  void readsXmlAndSysmonForLinux() {
    String data =
        "<Computer>h</Computer></System><EventData><Data Name='Image'>/bin/a</Data>"
            + "<Data Name='User'>ann</Data></EventData></Event>";
    Event windows =
        read(
            "<Event><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID>"
                + "<Channel>Microsoft-Windows-Sysmon/Operational</Channel>"
                + data);
    Event linux =
        read(
            "Jun  7 03:36:17 h sysmon: <Event><System><Provider Name=\"Linux-Sysmon\"/>"
                + "<EventID>1</EventID><Channel>Linux-Sysmon/Operational</Channel>"
                + data);

    assertThat(windows.logSource())
        .isEqualTo(new LogSource("process_creation", "windows", "sysmon"));
    assertThat(linux.logSource()).isEqualTo(new LogSource("process_creation", "linux", "sysmon"));
    for (Event event : List.of(windows, linux)) {
      assertThat(event.field("Image")).isEqualTo("/bin/a");
      assertThat(event.user()).isEqualTo("ann");
      assertThat(event.category()).isEqualTo(EventCategory.PROCESS);
    }
  }

  @Test
  void takesTheWordsOfWinlogbeatForTheNumbersOfRules() {
    Event event =
        read(
            ("{'message':'m','log':{'level':'error'},'winlog':{'channel':'Security',"
                    + "'event_id':'4673','keywords':['Audit Failure'],"
                    + "'event_data':{'Message':'other'}}}")
                .replace('\'', '"'));

    assertThat(event.field("Level")).isEqualTo(2L);
    assertThat(event.severity()).isEqualTo(SyslogSeverity.ERROR);
    assertThat(event.field("Keywords")).isEqualTo("0x8010000000000000");
    assertThat(event.field("Message")).isEqualTo("m");
    assertThat(event.field("EventData.Message")).isEqualTo("other");
  }
}
