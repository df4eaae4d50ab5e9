package io.nanosiem.normalize;

import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.LogSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The normaliser that knows the usual programs.
 *
 * <p>A record goes to the reader of its program, by name; one whose program nobody knows is read
 * for what any line may hold. Fields of a structured record are read after that, so that the line
 * of a known program has the last word on who did what. Every reader looks at a line a fixed number
 * of times.
 */
final class StandardNormalizer implements Normalizer {
  private final LogSourceTable sources;

  StandardNormalizer(LogSourceTable sources) {
    this.sources = sources;
  }

  @Override
  public void normalize(Event.Builder event) {
    if (!event.fields().isEmpty()) {
      if (AuditEvents.read(event)) {
        return;
      }
      if (WindowsEvents.read(event, sources)) {
        if ("WinEvtLog".equals(event.program())) {
          // What was found in the sentences of an event has names of its own.
          FieldFacts.read(event);
        }
        return;
      }
    }
    String message = event.message();
    String program = event.program();
    if (message != null) {
      if (program != null && !program.isEmpty()) {
        byProgram(Programs.key(program), program, message, event);
      } else if (event.fields().isEmpty() || event.derived("log.stream") != null) {
        unnamed(message, event);
      }
    }
    if (program != null && !program.isEmpty() && isJournal(event)) {
      LogSource source = sources.of(program);
      if (source != null) {
        event.logSource(source);
      }
    }
    if (!event.fields().isEmpty() && !CloudEvents.read(event)) {
      FieldFacts.read(event);
      verdict(message, event);
      if ("access".equals(event.derived("event.dataset"))) {
        ProxyNames.read(event);
      }
    }
    sources.normalize(event);
  }

  /** The text of a structured record may say what no field does: {@code Login failed: …}. */
  private static void verdict(@Nullable String message, Event.Builder event) {
    if (message != null
        && event.authenticationOutcome() == null
        && event.category() != EventCategory.AUTHENTICATION
        && (event.user() != null || event.sourceAddress() != null)) {
      AuthenticationOutcome verdict = VerdictLines.verdict(message);
      if (verdict != null) {
        event.category(EventCategory.AUTHENTICATION);
        event.authenticationOutcome(verdict);
      }
    }
  }

  /**
   * A record of journald, by members that it adds itself: its identifier is the tag of a syslog
   * line, set by the same callers, and counts as much.
   */
  private static boolean isJournal(Event.Builder event) {
    Map<String, @Nullable Object> fields = event.fields();
    return event.logSource().isUnknown()
        && event.format().equals(LogFormat.JSON)
        && fields.get("__REALTIME_TIMESTAMP") != null
        && (fields.containsKey("_BOOT_ID")
            || fields.containsKey("__CURSOR")
            || fields.containsKey("_TRANSPORT")
            || fields.containsKey("_HOSTNAME"));
  }

  private static void byProgram(String key, String program, String message, Event.Builder event) {
    if (program.endsWith("(pam_unix)")) {
      PamLines.text(message, 0, event, new AddressReader(), true);
      return;
    }
    if (program.charAt(0) == '%' && program.charAt(program.length() - 1) != ')') {
      CiscoLines.read(program, message, event);
      return;
    }
    switch (key) {
      case "sshd", "sshd-session", "sshd-auth" -> SshLines.read(message, event);
      case "sudo" -> SwitchLines.sudo(message, event);
      case "su" -> SwitchLines.su(message, event);
      case "doas" -> SwitchLines.doas(message, event);
      case "dropbear" -> ServiceLines.dropbear(message, event);
      case "imapd", "ipop3d" -> ServiceLines.imapd(message, event);
      case "login", "-- root" -> ServiceLines.login(message, event);
      case "vsftpd" -> ServiceLines.vsftpd(message, event);
      case "ftpd", "in.ftpd", "tnftpd" -> ServiceLines.ftpd(message, event);
      case "proftpd" -> ServiceLines.proftpd(message, event);
      case "pure-ftpd" -> ServiceLines.pureFtpd(message, event);
      case "dovecot" -> ServiceLines.dovecot(message, event);
      case "postfix" -> ServiceLines.postfix(message, event);
      case "klogind" -> ServiceLines.klogind(message, event);
      case "cron", "crond", "anacron", "atd" -> ServiceLines.cron(message, event);
      case "systemd-logind" -> ServiceLines.logind(message, event);
      case "useradd",
          "userdel",
          "usermod",
          "groupadd",
          "groupdel",
          "groupmod",
          "gpasswd",
          "passwd",
          "chfn",
          "chage",
          "chsh",
          "chpasswd" ->
          ServiceLines.accounts(message, event);
      case "filterlog" -> DeviceLines.filterlog(message, event);
      case "openvpn" -> DeviceLines.openVpn(message, event);
      case "slapd" -> DeviceLines.slapd(message, event);
      case "screensharingd" -> DeviceLines.screenSharing(message, event);
      case "loginwindow" -> DeviceLines.loginWindow(message, event);
      case "info", "error", "warning" -> {
        // Dovecot's own log file has the level where syslog has the program.
        if (message.startsWith("auth") || message.contains("-login: ")) {
          ServiceLines.dovecot(message, event);
        } else {
          other(message, event);
        }
      }
      case "unix_chkpwd" -> ServiceLines.checkPassword(message, event);
      case "vpopmail" -> ServiceLines.vpopmail(message, event);
      case "pvedaemon", "pveproxy" -> ServiceLines.proxmox(message, event);
      case "scanlogd" -> {
        GenericLines.read(message, event, new AddressReader());
        if (event.sourceAddress() != null) {
          event.tag(EventTags.PORT_SCAN);
          event.category(EventCategory.INTRUSION_DETECTION);
        }
      }
      default -> other(message, event);
    }
  }

  private static void other(String message, Event.Builder event) {
    int packet = FirewallLines.find(message);
    if (packet >= 0) {
      FirewallLines.read(message, packet, event);
    } else if (message.startsWith("pam_")) {
      PamLines.read(message, event, new AddressReader(), true);
    } else if (event.fields().isEmpty()) {
      GenericLines.read(message, event, new AddressReader());
    }
  }

  private static void unnamed(String message, Event.Builder event) {
    if (ServiceLines.slowQuery(message, event) || DeviceLines.netScaler(message, event)) {
      return;
    }
    int packet = FirewallLines.find(message);
    if (packet >= 0) {
      FirewallLines.read(message, packet, event);
    } else {
      GenericLines.read(message, event, new AddressReader());
    }
  }
}
