package io.nanosiem.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogSource;
import io.nanosiem.parse.LogParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogSourceTableTest {
  private static LogSource of(String line, LogSourceTable table) {
    Event.Builder builder = LogParser.auto().parse(line).toBuilder();
    Normalizer.standard(table).normalize(builder);
    return builder.logSource();
  }

  private static LogSource of(String line) {
    return of(line, LogSourceTable.standard());
  }

  @ParameterizedTest
  @CsvSource({
    "sshd[1], sshd", "sshd(pam_unix)[1], sshd", "/usr/sbin/sshd[1], sshd", "sudo, sudo", "su, auth",
    "su(pam_unix), auth", "CRON[1], cron", "crond[1], cron", "vsftpd, vsftpd", "ftpd, ftpd",
    "auditd, auditd", "postfix/smtpd[1], postfix", "syslogd, syslog"
  })
  void knowsTheProgramsOfLinux(String tag, String service) {
    assertThat(of("Oct  1 22:14:15 h " + tag + ": m")).isEqualTo(LogSource.of("linux", service));
  }

  @Test
  void readsThePlaceOfTheProgramNotTheFieldsOfTheSender() {
    LogSource ssh = LogSource.of("linux", "sshd");

    assertThat(of("<86>1 - h sshd 1 - - {\"product\":\"windows\",\"deviceProduct\":\"x\"}"))
        .isEqualTo(ssh);
    assertThat(of("Oct  1 22:14:15 h sshd[1]: CEF:0|V|windows|1|1|n|5|a=b")).isEqualTo(ssh);
    assertThat(of("{\"program\":\"sshd\",\"product\":\"linux\",\"service\":\"sshd\"}").isUnknown())
        .isTrue();
    assertThat(of("{\"message\":\"CEF:0|V|windows|1|1|n|5|a=b\"}").isUnknown()).isTrue();
  }

  @Test
  void takesTheProductOfACefHeader() {
    assertThat(of("CEF:0|V|Wall One|1|1|n|5|deviceProduct=windows"))
        .isEqualTo(LogSource.of("wall_one", null));
    assertThat(of("<1>Oct  1 22:14:15 h CEF:0|V|IDS|1|1|n|5|a=b"))
        .isEqualTo(LogSource.of("ids", null));
  }

  @Test
  void canBeExtended() {
    LogSource mine = new LogSource("application", "shop", null);
    LogSourceTable table = LogSourceTable.standard().with("Shop", mine);

    assertThat(of("Oct  1 22:14:15 h shop[7]: m", table)).isEqualTo(mine);
    assertThat(of("Oct  1 22:14:15 h SHOP: m", table)).isEqualTo(mine);
    assertThat(of("Oct  1 22:14:15 h shop[7]: m").isUnknown()).isTrue();
    assertThat(table.programs()).containsEntry("shop", mine);
    assertThat(LogSourceTable.empty().programs()).isEmpty();
  }

  @Test
  void leavesAnAnswerThatIsThere() {
    LogSource set = LogSource.of("windows", "security");
    Event.Builder event =
        LogParser.auto().parse("Oct  1 22:14:15 h sshd[1]: m").toBuilder().logSource(set);
    Normalizer.standard().normalize(event);

    assertThat(event.logSource()).isEqualTo(set);
  }
}
