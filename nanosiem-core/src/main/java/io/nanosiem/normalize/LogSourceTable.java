package io.nanosiem.normalize;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.LogSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which log source, in Sigma's terms, a record belongs to: tables from program names and from the
 * channels of Windows to log sources, which can be read and extended.
 *
 * <p>It reads what the envelope says, never a field that the sender wrote into the record: the
 * program of a syslog header, and the device product of a CEF header. Otherwise one hostile field
 * could take a record out of the sight of all rules. A log source that the parser or the listener
 * set stays.
 *
 * <p>Windows events have no envelope but their own {@code System} part, so their channel, provider
 * and event id are believed, as Windows writes them and no user of it can; but not within a syslog
 * line of a program that is in the table of programs. A channel that is not in the table is a
 * service of its own name, so that its event ids are not taken for those of another channel.
 *
 * <pre>{@code
 * Normalizer normalizer = Normalizer.standard(
 *     LogSourceTable.standard().with("haproxy", new LogSource("proxy", "haproxy", null)));
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class LogSourceTable implements Normalizer {
  private static final LogSource FIREWALL = new LogSource("firewall", "linux", null);
  private static final LogSource IIS = new LogSource("webserver", "windows", "iis");
  private static final LogSource WEB_SERVER = new LogSource("webserver", null, null);
  private static final LogSourceTable STANDARD =
      new LogSourceTable(
          standardPrograms(), WindowsLogSources.channels(), WindowsLogSources.categories());

  private final Map<String, LogSource> programs;
  private final Map<String, LogSource> channels;
  private final Map<String, Map<Long, String>> categories;

  private LogSourceTable(
      Map<String, LogSource> programs,
      Map<String, LogSource> channels,
      Map<String, Map<Long, String>> categories) {
    this.programs = Map.copyOf(programs);
    this.channels = Map.copyOf(channels);
    this.categories = Map.copyOf(categories);
  }

  /**
   * The table for the programs we know.
   *
   * @return a table to use or to extend
   */
  public static LogSourceTable standard() {
    return STANDARD;
  }

  /**
   * A table with nothing in it.
   *
   * @return a table to extend
   */
  public static LogSourceTable empty() {
    return new LogSourceTable(Map.of(), Map.of(), Map.of());
  }

  private static Map<String, LogSource> standardPrograms() {
    Map<String, LogSource> table = new HashMap<>();
    service(table, "sshd", "sshd", "sshd-session", "sshd-auth");
    service(table, "sudo", "sudo");
    service(table, "dropbear", "dropbear");
    service(
        table,
        "auth",
        "su",
        "login",
        "doas",
        "passwd",
        "chpasswd",
        "useradd",
        "userdel",
        "usermod",
        "groupadd",
        "groupdel",
        "groupmod",
        "gpasswd",
        "chage",
        "chfn",
        "chsh",
        "systemd-logind",
        "polkitd",
        "pkexec",
        "gdm",
        "gdm-password]",
        "lightdm",
        "klogind");
    service(table, "cron", "cron", "crond", "anacron", "crontab", "atd");
    service(table, "vsftpd", "vsftpd");
    service(table, "ftpd", "ftpd", "proftpd", "pure-ftpd", "in.ftpd", "tnftpd");
    service(table, "auditd", "auditd", "audispd", "audit");
    service(table, "syslog", "syslogd", "rsyslogd", "syslog-ng", "syslog", "systemd-journald");
    service(table, "systemd", "systemd");
    service(table, "guacamole", "guacd", "guacamole");
    service(table, "clamav", "clamd", "freshclam", "clamav");
    service(table, "named", "named");
    service(table, "dovecot", "dovecot");
    service(table, "postfix", "postfix");
    service(table, "kernel", "kernel");
    table.put("ufw", FIREWALL);
    table.put("iptables", FIREWALL);
    web(table, "nginx", "nginx");
    web(table, "apache", "apache", "apache2", "httpd", "apache_access", "apache_error");
    table.put("squid", new LogSource("proxy", "squid", null));
    table.put("haproxy", new LogSource("proxy", "haproxy", null));
    return table;
  }

  private static void service(Map<String, LogSource> table, String service, String... programs) {
    LogSource source = LogSource.of("linux", service);
    for (String program : programs) {
      table.put(program, source);
    }
  }

  private static void web(Map<String, LogSource> table, String service, String... programs) {
    LogSource source = new LogSource("webserver", service, service);
    for (String program : programs) {
      table.put(program, source);
    }
  }

  /**
   * This table and one line more, or another answer for a program that is in it.
   *
   * @param program as it is in a syslog header, without its process id; upper and lower case are
   *     the same
   * @param source its log source
   * @return another table
   */
  public LogSourceTable with(String program, LogSource source) {
    Map<String, LogSource> more = new HashMap<>(programs);
    more.put(program.toLowerCase(Locale.ROOT), source);
    return new LogSourceTable(more, channels, categories);
  }

  /**
   * This table and one channel of Windows more, or another answer for one that is in it.
   *
   * @param channel as an event has it, such as {@code Microsoft-Windows-Sysmon/Operational}, or the
   *     name of a provider, for records without a channel; upper and lower case are the same
   * @param source its product and service
   * @return another table
   */
  public LogSourceTable withChannel(String channel, LogSource source) {
    Map<String, LogSource> more = new HashMap<>(channels);
    more.put(channel.toLowerCase(Locale.ROOT), source);
    return new LogSourceTable(programs, more, categories);
  }

  /**
   * This table and the category of one event more, or another one for an event that is in it.
   *
   * @param service the service of its channel, such as {@code sysmon}
   * @param eventId its number in that channel
   * @param category such as {@code process_creation}
   * @return another table
   */
  public LogSourceTable withEvent(String service, long eventId, String category) {
    Map<Long, String> events = new HashMap<>(categories.getOrDefault(service, Map.of()));
    events.put(eventId, category);
    Map<String, Map<Long, String>> more = new HashMap<>(categories);
    more.put(service, Map.copyOf(events));
    return new LogSourceTable(programs, channels, more);
  }

  /**
   * The channels and providers of Windows as they are in the table.
   *
   * @return names, in lower case, to log sources; unmodifiable, in no particular order
   */
  public Map<String, LogSource> channels() {
    return channels;
  }

  /**
   * Which events of which service have a category of their own.
   *
   * @return services to event ids to categories; unmodifiable, in no particular order
   */
  public Map<String, Map<Long, String>> categories() {
    return categories;
  }

  /**
   * The answer for a Windows event.
   *
   * @param channel its channel, or null if the record has none
   * @param provider its provider, which counts where the channel is missing or unknown; or null
   * @param eventId its number; -1 if unknown
   * @return its log source: {@link LogSource#UNKNOWN} if neither is given
   */
  public LogSource ofWindows(@Nullable String channel, @Nullable String provider, long eventId) {
    LogSource source = ofChannel(channel);
    if (source == null) {
      source = ofChannel(provider);
    }
    if (source == null) {
      String name = channel != null ? channel : provider;
      return name == null
          ? LogSource.UNKNOWN
          : LogSource.of("windows", WindowsLogSources.serviceOf(name));
    }
    String service = source.service();
    Map<Long, String> events = service == null ? null : categories.get(service);
    String category = events == null ? null : events.get(eventId);
    return category == null ? source : new LogSource(category, source.product(), service);
  }

  private @Nullable LogSource ofChannel(@Nullable String name) {
    if (name == null || name.length() > WindowsLogSources.MAX_NAME) {
      return null;
    }
    return channels.get(name.toLowerCase(Locale.ROOT));
  }

  /**
   * The table as it is.
   *
   * @return programs, in lower case, to log sources; unmodifiable, in no particular order
   */
  public Map<String, LogSource> programs() {
    return programs;
  }

  /**
   * The answer for a program.
   *
   * @param program as it is in a syslog header: {@code sshd}, {@code sshd(pam_unix)}, {@code
   *     postfix/smtpd}
   * @return its log source, or null if it is not in the table
   */
  public @Nullable LogSource of(String program) {
    LogSource source = programs.get(program);
    return source != null ? source : programs.get(Programs.key(program));
  }

  /**
   * Sets the log source of an event that has none yet.
   *
   * @param event what the parser made of the record
   */
  @Override
  public void normalize(Event.Builder event) {
    if (!event.logSource().isUnknown()) {
      return;
    }
    LogFormat format = event.format();
    String message = event.message();
    boolean syslog = format.equals(LogFormat.RFC3164) || format.equals(LogFormat.RFC5424);
    boolean cef = !syslog && format.equals(LogFormat.CEF);
    // Of CEF, only a syslog header names a program, and the header outranks the body.
    if (syslog || cef) {
      String program = event.program();
      if (program != null) {
        LogSource source = of(program);
        if (source != null) {
          if (message != null
              && "kernel".equals(source.service())
              && FirewallLines.find(message) >= 0) {
            source = FIREWALL;
          }
          event.logSource(source);
          return;
        }
        if (program.startsWith("%ASA-") || program.startsWith("%FTD-")) {
          event.logSource(new LogSource("firewall", "cisco", "asa"));
          return;
        }
        if (program.startsWith("%%")) {
          event.logSource(LogSource.of("huawei", null));
          return;
        }
        if (program.charAt(0) == '%') {
          event.logSource(LogSource.of("cisco", null));
          return;
        }
      }
    }
    if (cef) {
      String product = deviceProduct(event);
      if (product != null) {
        event.logSource(LogSource.of(product, null));
      }
    } else if (event.format().equals(LogFormat.COLUMNS)
        && event.fields().containsKey("sc-win32-status")) {
      event.logSource(IIS);
    } else if (("access".equals(event.derived("event.dataset")) && !ProxyNames.isForProxy(event))
        || "error".equals(event.derived("event.dataset"))) {
      event.logSource(WEB_SERVER);
    }
  }

  /** The header's product: the first value, as a key of the extension may repeat the name. */
  private static @Nullable String deviceProduct(Event.Builder event) {
    Object product = event.fields().get("deviceProduct");
    if (product instanceof List<?> several && !several.isEmpty()) {
      product = several.get(0);
    }
    if (!(product instanceof String name) || name.isBlank() || name.length() > 64) {
      return null;
    }
    return name.strip().toLowerCase(Locale.ROOT).replace(' ', '_');
  }
}
