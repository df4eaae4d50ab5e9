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
  void tellsHuaweiFromCiscoByThePercentSigns() {
    assertThat(of("<189>Oct  1 22:14:15 r1 %%01BGP/3/X(l): m").product()).isEqualTo("huawei");
    assertThat(of("<189>Oct  1 22:14:15 r1 %BGP-3-X: m").product()).isEqualTo("cisco");
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

  @ParameterizedTest
  @CsvSource({
    "Microsoft-Windows-Sysmon/Operational, 1, process_creation, sysmon",
    "microsoft-windows-sysmon/OPERATIONAL, 26, file_delete_detected, sysmon",
    "Microsoft-Windows-Sysmon/Operational, 99, , sysmon",
    "Security, 4688, process_creation, security",
    "Security, 4624, , security",
    "Microsoft-Windows-PowerShell/Operational, 4104, ps_script, powershell",
    "PowerShellCore/Operational, 4103, ps_module, powershell",
    "Windows PowerShell, 400, ps_classic_start, powershell-classic",
    "Windows PowerShell, 600, ps_classic_provider_start, powershell-classic",
    "Microsoft-Windows-Windows Defender/Operational, 1116, , windefend",
    "Microsoft-Windows-Bits-Client/Operational, 3, , bits-client",
    "Microsoft-Windows-CodeIntegrity/Operational, 3001, , codeintegrity-operational",
    "Vendor Log/Admin, 1, , vendor_log/admin"
  })
  void knowsTheChannelsOfWindows(String channel, long id, String category, String service) {
    assertThat(LogSourceTable.standard().ofWindows(channel, null, id))
        .isEqualTo(new LogSource(category, "windows", service));
  }

  @Test
  void knowsSysmonForLinuxAndProvidersWithoutAChannel() {
    LogSourceTable table = LogSourceTable.standard();

    assertThat(table.ofWindows("Linux-Sysmon/Operational", "Linux-Sysmon", 3))
        .isEqualTo(new LogSource("network_connection", "linux", "sysmon"));
    assertThat(table.ofWindows(null, "Microsoft-Windows-Security-Auditing", 4625))
        .isEqualTo(LogSource.of("windows", "security"));
    assertThat(table.ofWindows(null, null, 1).isUnknown()).isTrue();
    assertThat(table.ofWindows("RPCFW", "RPCFW", 3))
        .isEqualTo(new LogSource("application", "rpc_firewall", null));
  }

  @Test
  void canBeExtendedWithChannelsAndEvents() {
    LogSourceTable table =
        LogSourceTable.standard()
            .withChannel("Vendor/Audit", LogSource.of("vendor", "audit"))
            .withEvent("audit", 7, "authentication")
            .withEvent("sysmon", 99, "mine");

    assertThat(of("{\"Channel\":\"vendor/audit\",\"EventID\":7}", table))
        .isEqualTo(new LogSource("authentication", "vendor", "audit"));
    assertThat(table.ofWindows("Microsoft-Windows-Sysmon/Operational", null, 99).category())
        .isEqualTo("mine");
    assertThat(table.ofWindows("Microsoft-Windows-Sysmon/Operational", null, 1).category())
        .isEqualTo("process_creation");
    assertThat(table.channels()).containsKey("vendor/audit");
    assertThat(table.categories().get("audit")).containsEntry(7L, "authentication");
    assertThat(LogSourceTable.empty().channels()).isEmpty();
    assertThat(LogSourceTable.empty().categories()).isEmpty();
  }
}
