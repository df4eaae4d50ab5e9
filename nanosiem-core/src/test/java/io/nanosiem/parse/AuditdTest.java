package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditdTest {
  private static Event read(String line) {
    return LogParser.auto().parse(line);
  }

  private static String hex(String text) {
    return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsARecord() {
    Event event =
        read(
            "type=SYSCALL msg=audit(1767323045.123:4711): arch=c000003e syscall=59 success=yes"
                + " exit=0 a0=41 pid=77 auid=1000 tty=pts0 comm=\"cat\" exe=\"/usr/bin/cat\""
                + " key=(null)");

    assertThat(event.format()).isEqualTo(LogFormat.AUDITD);
    // 1767323045 is 2026-01-02T03:04:05Z.
    assertThat(event.time()).isEqualTo(Instant.parse("2026-01-02T03:04:05.123Z"));
    assertThat(event.field("type")).isEqualTo("SYSCALL");
    assertThat(event.field("syscall")).isEqualTo("59");
    assertThat(event.field("a0")).isEqualTo("41");
    assertThat(event.field("comm")).isEqualTo("cat");
    assertThat(event.field("key")).isEqualTo("(null)");
    assertThat(event.message()).startsWith("arch=c000003e ");
    assertThat(event.warnings()).isEmpty();
  }

  @Test
  void takesTheHostThatSentItOn() {
    Event event = read("node=db-1 type=CWD msg=audit(1767323045.123:4711): cwd=\"/root\"");

    assertThat(event.host()).isEqualTo("db-1");
    assertThat(event.field("cwd")).isEqualTo("/root");
  }

  @Test
  void decodesOnlyTheFieldsThatAuditEncodes() {
    Event event =
        read(
            "type=PATH msg=audit(1767323045.123:4711): name="
                + hex("/tmp/a b")
                + " inode=4142 comm="
                + hex("x y")
                + " proctitle="
                + hex("ls\0-la\0/tmp")
                + " a0=4142 exe=\"4142\" acct=41424 cwd=4142zz");

    assertThat(event.field("name")).isEqualTo("/tmp/a b");
    assertThat(event.field("inode")).isEqualTo("4142");
    assertThat(event.field("comm")).isEqualTo("x y");
    assertThat(event.field("proctitle")).isEqualTo("ls -la /tmp");
    assertThat(event.field("a0")).isEqualTo("4142");
    assertThat(event.field("exe")).isEqualTo("4142");
    assertThat(event.field("acct")).isEqualTo("41424");
    assertThat(event.field("cwd")).isEqualTo("4142zz");
  }

  @Test
  void readsWhatUserSpaceSent() {
    Event event =
        read(
            "type=USER_LOGIN msg=audit(1767323045.123:4711): pid=9 uid=0 auid=4294967295"
                + " ses=4294967295 msg='op=login acct=\"o'brien\" exe=\"/usr/sbin/sshd\" hostname=?"
                + " addr=192.0.2.7 terminal=ssh res=failed'\u001DUID=\"root\" AUID=\"unset\"");

    assertThat(event.field("op")).isEqualTo("login");
    assertThat(event.field("acct")).isEqualTo("o'brien");
    assertThat(event.field("addr")).isEqualTo("192.0.2.7");
    assertThat(event.field("res")).isEqualTo("failed");
    assertThat(event.field("UID")).isEqualTo("root");
    assertThat(event.field("uid")).isEqualTo("0");
  }

  @Test
  void readsWhatAuditdLookedUp() {
    Event event =
        read(
            "type=SOCKADDR msg=audit(1767323045.123:4711): saddr=020001BBC0000207\u001D"
                + "SADDR={ saddr_fam=inet laddr=192.0.2.7 lport=443 } UID="
                + hex("a b")
                + " SYSCALL=connect");

    assertThat(event.field("saddr")).isEqualTo("020001BBC0000207");
    assertThat(event.field("SADDR")).isEqualTo("saddr_fam=inet laddr=192.0.2.7 lport=443");
    assertThat(event.field("UID")).isEqualTo("a b");
    assertThat(event.field("SYSCALL")).isEqualTo("connect");
  }

  @Test
  void putsArgumentsTogether() {
    Event event =
        read(
            "type=EXECVE msg=audit(1767323045.123:4711): argc=3 a0=\"sh\" a1="
                + hex("-c x")
                + " a2_len=12 a2[0]=\"abcdef\"\n"
                + "type=EXECVE msg=audit(1767323045.123:4711): a2[1]="
                + hex("ghi jk")
                + "\ntype=CWD msg=audit(1767323045.123:4711):  cwd=\"/\"");

    assertThat(event.field("type")).isEqualTo(List.of("EXECVE", "EXECVE", "CWD"));
    assertThat(event.field("a0")).isEqualTo("sh");
    assertThat(event.field("a1")).isEqualTo("-c x");
    assertThat(event.field("a2")).isEqualTo("abcdefghi jk");
    assertThat(event.field("a2_len")).isEqualTo("12");
    assertThat(event.field("cwd")).isEqualTo("/");
  }

  @Test
  void keepsAllValuesOfTheRecordsOfOneEvent() {
    String head = " msg=audit(1767323045.123:4711): ";
    String records =
        "type=SYSCALL"
            + head
            + "a0=7f11 items=2\ntype=PATH"
            + head
            + "item=0 name=\"/a\"\n"
            + "type=PATH"
            + head
            + "item=1 name=\"/b\"";
    assertThat(read(records).field("type")).isEqualTo(List.of("SYSCALL", "PATH", "PATH"));
    assertThat(read(records).field("name")).isEqualTo(List.of("/a", "/b"));
    // Some shippers join the lines with spaces.
    assertThat(read(records.replace('\n', ' ')).fields()).isEqualTo(read(records).fields());
  }

  @Test
  void splitsSeveralKeys() {
    assertThat(
            read("type=SYSCALL msg=audit(1767323045.123:1): key=" + hex("one\u0001two"))
                .field("key"))
        .isEqualTo(List.of("one", "two"));
  }

  @Test
  void readsADecisionOfSelinux() {
    Event event =
        read(
            "type=AVC msg=audit(1767323045.123:1): avc:  denied  { read open } for  pid=2"
                + " comm=\"httpd\" name=\"shadow\" tclass=file permissive=0");

    assertThat(event.field("seresult")).isEqualTo("denied");
    assertThat(event.field("seperms")).isEqualTo("read open");
    assertThat(event.field("name")).isEqualTo("shadow");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Jan  2 03:04:06 web audispd: node=other type=AVC msg=audit(1767323045.123:1): pid=2",
        "<5>Jan  2 03:04:06 web kernel: [  12.345] audit: type=1400 audit(1767323045.123:1): pid=2",
        "<5>Jan  2 03:04:06 web kernel: type=1400 audit(1767323045.123:1): pid=2",
        "<5>1 2026-01-02T03:04:06Z web audisp-syslog - - - type=AVC msg=audit(1767323045.1:1): pid=2 x",
        "<5>Jan  2 03:04:06 web audit[2]: AVC pid=2"
      })
  void readsItWithinSyslogUnderTheNamesOfThoseWhoHandItOn(String line) {
    Event event = read(line.replace("045.1:1)", "045.100:1)"));

    assertThat(event.format()).isEqualTo(LogFormat.AUDITD);
    assertThat(event.host()).isEqualTo("web");
    assertThat(event.field("type")).isEqualTo("AVC");
    assertThat(event.field("pid")).isEqualTo("2");
    assertThat(event.time().toString()).endsWith("-01-02T03:04:06Z");
  }

  @Test
  void aLineOfAnotherProgramIsNone() {
    Event event =
        read(
            "Jan  2 03:04:06 web shop[1]: type=USER_LOGIN msg=audit(1767323045.123:1): pid=1"
                + " msg='op=login acct=\"root\" res=success'");

    assertThat(event.format()).isEqualTo(LogFormat.RFC3164);
    assertThat(event.host()).isEqualTo("web");
    assertThat(event.program()).isEqualTo("shop");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "type=",
        "type=X",
        "type=X msg=audit(",
        "type=X msg=audit(1767323045.12:1): a=b",
        "type=X msg=audit(1767323045.123): a=b",
        "type=X msg=audit(-1.123:4): a=b",
        "type=X msg=audit(99999999999999.123:4): a=b",
        "node= type=X msg=audit(1767323045.123:1): a=b",
        "type of service",
        "audit: nothing"
      })
  void whatIsNoRecordIsPlain(String line) {
    assertThat(read(line).format()).isIn(LogFormat.PLAIN, LogFormat.KEY_VALUE);
    assertThat(LogParser.auditd().parse(line).message()).isEqualTo(line);
    assertThat(LogParser.auditd().parse(line).warnings())
        .extracting(w -> w.code())
        .containsExactly("not_auditd");
  }

  @Test
  void livesWithASeparatorThatNothingFollows() {
    Event event =
        read("type=EXECVE msg=audit(1767323045.123:1): argc=1 a0=\"id\" \\u001D=x \\u001d=");

    assertThat(event.format()).isEqualTo(LogFormat.AUDITD);
    assertThat(event.field("a0")).isEqualTo("id");
  }

  @Test
  void keepsLinesBehindThatAreNone() {
    Event event = read("type=CWD msg=audit(1767323045.123:1): cwd=\"/\"\nhello a=b");

    assertThat(event.field("a")).isNull();
    assertThat(event.warnings()).extracting(w -> w.code()).containsExactly("bad_audit");
  }

  @Test
  void keepsTwoThousandFields() {
    Event event = read("type=X msg=audit(1767323045.123:1): " + "a=b ".repeat(5_000));

    assertThat((List<?>) event.field("a")).hasSize(1_999);
    assertThat(event.warnings()).extracting(w -> w.code()).containsExactly("too_many_fields");
  }
}
