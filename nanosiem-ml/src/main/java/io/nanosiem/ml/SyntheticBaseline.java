package io.nanosiem.ml;

import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogFacility;
import io.nanosiem.event.SyslogSeverity;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Four made-up weeks of a small site, 2,000 events of them: logins with a mistyped password now and
 * then, administrators with sudo, cron, daemons, web servers and the robots that knock at them, a
 * firewall that turns some traffic away; by day and, less, at night and on weekends; in syslog new
 * and old, with and without priority, in CEF, JSON and plain text. The same events each time.
 */
final class SyntheticBaseline {
  static final int EVENTS = 2000;
  private static final long SEED = 0x6E616E6F7369656DL;
  private static final LocalDate MONDAY = LocalDate.of(2026, 3, 2);

  private static final DateTimeFormatter ISO = pattern("uuuu-MM-dd'T'HH:mm:ss'Z'");
  private static final DateTimeFormatter MONTH = pattern("MMM");
  private static final DateTimeFormatter CLOCK = pattern("HH:mm:ss");
  private static final DateTimeFormatter ACCESS = pattern("dd/MMM/uuuu:HH:mm:ss");

  private static final String[] ADMINS = {
    "alice", "bob", "carol", "dave", "erin", "frank", "grace"
  };
  private static final String[] SERVICES = {"deploy", "backup", "monitor", "ansible"};
  private static final String[] GUESSES = {"admin", "test", "oracle", "guest", "ubuntu", "pi"};
  private static final String[] COMMANDS = {
    "/usr/bin/systemctl restart nginx",
    "/usr/bin/apt-get update",
    "/usr/bin/journalctl -u app",
    "/usr/bin/tail -n 200 /var/log/syslog",
    "/usr/sbin/ufw status",
    "/usr/bin/docker ps",
    "/usr/bin/vim /etc/nginx/nginx.conf",
    "/usr/bin/ls -la /root"
  };
  private static final String[] JOBS = {
    "/usr/local/bin/backup.sh --incremental",
    "test -x /usr/sbin/anacron || run-parts --report /etc/cron.daily",
    "/usr/lib/php/sessionclean",
    "cd / && run-parts --report /etc/cron.hourly",
    "/opt/monitor/collect --quiet"
  };
  private static final String[] PAGES = {
    "/",
    "/index.html",
    "/login",
    "/api/v1/items",
    "/api/v1/items/318",
    "/static/app.js",
    "/static/style.css",
    "/images/logo.png",
    "/search?q=chairs",
    "/account",
    "/health",
    "/api/v2/orders?page=2&size=50",
    "/favicon.ico"
  };
  private static final String[] KNOCKS = {"/wp-login.php", "/.env", "/admin/", "/phpmyadmin/"};
  private static final String[] AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15",
    "curl/8.5.0",
    "kube-probe/1.30"
  };
  private static final int[] KNOCKED_PORTS = {
    22, 23, 80, 445, 1433, 3306, 3389, 5060, 6379, 8080, 8443
  };
  private static final int[] SERVED_PORTS = {
    443, 443, 443, 443, 80, 53, 53, 123, 993, 587, 25, 22, 8443, 3306, 5432
  };

  private final SplitMix64 random;

  private SyntheticBaseline(long seed) {
    random = new SplitMix64(seed);
  }

  private static DateTimeFormatter pattern(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
  }

  static List<Event> events() {
    return events(SEED, EVENTS);
  }

  static List<Event> events(long seed, int count) {
    SyntheticBaseline site = new SyntheticBaseline(seed);
    List<Event> events = new ArrayList<>(count);
    while (events.size() < count) {
      events.add(site.next());
    }
    events.sort((a, b) -> a.time().compareTo(b.time()));
    return events;
  }

  private Event next() {
    int kind = random.nextInt(100);
    if (kind < 14) {
      return login();
    }
    if (kind < 19) {
      return session();
    }
    if (kind < 22) {
      return failedLogin();
    }
    if (kind < 24) {
      return knock();
    }
    if (kind < 32) {
      return sudo();
    }
    if (kind < 41) {
      return cron();
    }
    if (kind < 52) {
      return daemon();
    }
    if (kind < 55) {
      return blocked();
    }
    if (kind < 70) {
      return web();
    }
    if (kind < 80) {
      return application();
    }
    if (kind < 89) {
      return firewall();
    }
    if (kind < 96) {
      return infrastructure();
    }
    return kind < 98 ? mail() : plain();
  }

  private Event login() {
    boolean person = random.chance(0.7);
    String user = pick(person ? ADMINS : SERVICES);
    String from = random.chance(0.9) ? inside() : outside();
    int port = clientPort();
    String how = random.chance(0.8) ? "publickey" : "password";
    String message =
        "Accepted " + how + " for " + user + " from " + from + " port " + port + " ssh2";
    if (how.equals("publickey") && random.chance(0.6)) {
      message += ": ED25519 SHA256:" + letters(43);
    }
    return sshd(person ? office() : any(), SyslogSeverity.INFORMATIONAL, message)
        .user(user)
        .sourceAddress(from)
        .sourcePort(port)
        .authenticationOutcome(AuthenticationOutcome.SUCCESS)
        .category(EventCategory.AUTHENTICATION)
        .build();
  }

  private Event session() {
    String user = pick(random.chance(0.7) ? ADMINS : SERVICES);
    boolean opens = random.chance(0.5);
    String message =
        "pam_unix(sshd:session): session "
            + (opens
                ? "opened for user " + user + "(uid=1000) by (uid=0)"
                : "closed for user " + user);
    return sshd(office(), SyslogSeverity.INFORMATIONAL, message)
        .user(user)
        .category(EventCategory.SESSION)
        .build();
  }

  private Event failedLogin() {
    String user = pick(random.chance(0.8) ? ADMINS : GUESSES);
    String from = random.chance(0.6) ? inside() : outside();
    int port = clientPort();
    String message = "Failed password for " + user + " from " + from + " port " + port + " ssh2";
    return sshd(random.chance(0.6) ? office() : any(), SyslogSeverity.INFORMATIONAL, message)
        .user(user)
        .sourceAddress(from)
        .sourcePort(port)
        .authenticationOutcome(AuthenticationOutcome.FAILURE)
        .category(EventCategory.AUTHENTICATION)
        .build();
  }

  private Event knock() {
    String user = pick(GUESSES);
    String from = outside();
    int port = clientPort();
    boolean invalid = random.chance(0.5);
    String message =
        invalid
            ? "Invalid user " + user + " from " + from + " port " + port
            : "Connection closed by " + from + " port " + port + " [preauth]";
    Event.Builder event =
        sshd(any(), SyslogSeverity.INFORMATIONAL, message)
            .sourceAddress(from)
            .sourcePort(port)
            .category(invalid ? EventCategory.AUTHENTICATION : EventCategory.NETWORK);
    if (invalid) {
      event.user(user).authenticationOutcome(AuthenticationOutcome.FAILURE);
    }
    return event.build();
  }

  private Event.Builder sshd(LocalDateTime when, SyslogSeverity severity, String message) {
    return syslog(when, SyslogFacility.AUTHPRIV, severity, "sshd", pid(), message);
  }

  private Event sudo() {
    String user = pick(ADMINS);
    String message =
        user
            + " : TTY=pts/"
            + random.nextInt(4)
            + " ; PWD=/home/"
            + user
            + " ; USER=root ; COMMAND="
            + pick(COMMANDS);
    return syslog(
            random.chance(0.9) ? office() : any(),
            SyslogFacility.AUTHPRIV,
            SyslogSeverity.NOTICE,
            "sudo",
            random.chance(0.5) ? pid() : -1,
            message)
        .user(user)
        .category(EventCategory.PROCESS)
        .tag(EventTags.PRIVILEGE_ESCALATION)
        .build();
  }

  private Event cron() {
    String user = random.chance(0.7) ? "root" : "www-data";
    return syslog(
            any(),
            SyslogFacility.CRON,
            SyslogSeverity.INFORMATIONAL,
            "CRON",
            pid(),
            "(" + user + ") CMD (" + pick(JOBS) + ")")
        .user(user)
        .category(EventCategory.PROCESS)
        .build();
  }

  private Event daemon() {
    LocalDateTime when = any();
    return switch (random.nextInt(8)) {
      case 0, 1 ->
          syslog(
                  when,
                  SyslogFacility.DAEMON,
                  SyslogSeverity.INFORMATIONAL,
                  "systemd",
                  1,
                  random.chance(0.5)
                      ? "Started Daily apt download activities."
                      : "logrotate.service: Deactivated successfully.")
              .build();
      case 2 ->
          syslog(
                  when,
                  SyslogFacility.AUTH,
                  SyslogSeverity.INFORMATIONAL,
                  "systemd-logind",
                  pid(),
                  "New session " + random.nextInt(9000) + " of user " + pick(ADMINS) + ".")
              .build();
      case 3 ->
          syslog(
                  when,
                  SyslogFacility.KERN,
                  random.chance(0.7) ? SyslogSeverity.INFORMATIONAL : SyslogSeverity.WARNING,
                  "kernel",
                  -1,
                  "["
                      + random.nextInt(9_000_000)
                      + "."
                      + (100_000 + random.nextInt(900_000))
                      + "] eth0: link is up at 1000 Mbps, full duplex")
              .build();
      case 4 ->
          syslog(
                  when,
                  SyslogFacility.SYSLOG,
                  SyslogSeverity.INFORMATIONAL,
                  "rsyslogd",
                  random.chance(0.5) ? pid() : -1,
                  "[origin software=\"rsyslogd\" swVersion=\"8.2302.0\"] rsyslogd was HUPed")
              .build();
      case 5 ->
          syslog(
                  when,
                  SyslogFacility.DAEMON,
                  SyslogSeverity.NOTICE,
                  "dbus-daemon",
                  pid(),
                  "[system] Successfully activated service 'org.freedesktop.timedate1'")
              .build();
      case 6 ->
          syslog(
                  when,
                  SyslogFacility.USER,
                  random.chance(0.8) ? SyslogSeverity.NOTICE : SyslogSeverity.DEBUG,
                  "monitor",
                  pid(),
                  "load "
                      + random.nextInt(4)
                      + "."
                      + random.nextInt(100)
                      + ", disk /var/lib/data at "
                      + (40 + random.nextInt(30))
                      + " %")
              .build();
      default -> trouble(when);
    };
  }

  /** Things that go wrong on good days too. */
  private Event trouble(LocalDateTime when) {
    SyslogSeverity severity = random.chance(0.7) ? SyslogSeverity.WARNING : SyslogSeverity.ERROR;
    String message =
        switch (random.nextInt(4)) {
          case 0 -> "Failed to start Refresh fwupd metadata and update motd.";
          case 1 -> "database connection refused, retrying in 5 s";
          case 2 -> "worker timed out after 30 s, restarted";
          default -> "disk /dev/sdb1 is 91 % full";
        };
    return syslog(
            when,
            SyslogFacility.DAEMON,
            severity,
            random.chance(0.5) ? "systemd" : "app",
            pid(),
            message)
        .build();
  }

  private Event blocked() {
    String from = outside();
    int sourcePort = clientPort();
    int port = KNOCKED_PORTS[random.nextInt(KNOCKED_PORTS.length)];
    String message =
        "[UFW BLOCK] IN=eth0 OUT= SRC="
            + from
            + " DST=10.20.0.5 LEN=40 TOS=0x00 PREC=0x00 TTL=244 ID="
            + random.nextInt(65_536)
            + " PROTO=TCP SPT="
            + sourcePort
            + " DPT="
            + port
            + " WINDOW=1024 RES=0x00 SYN URGP=0";
    return syslog(any(), SyslogFacility.KERN, SyslogSeverity.WARNING, "kernel", -1, message)
        .sourceAddress(from)
        .sourcePort(sourcePort)
        .destinationAddress("10.20.0.5")
        .destinationPort(port)
        .category(EventCategory.NETWORK)
        .tag(EventTags.DENIED)
        .build();
  }

  private Event web() {
    boolean robot = random.chance(0.04);
    String from = random.chance(0.75) ? outside() : inside();
    LocalDateTime when = random.chance(0.6) ? office() : any();
    String page = robot ? pick(KNOCKS) : pick(PAGES);
    int status = robot ? 404 : random.chance(0.9) ? 200 : random.chance(0.6) ? 304 : 404;
    String message =
        from
            + " - - ["
            + when.format(ACCESS)
            + " +0000] \""
            + (random.chance(0.85) ? "GET " : "POST ")
            + page
            + " HTTP/1.1\" "
            + status
            + " "
            + random.nextInt(60_000)
            + " \"-\" \""
            + pick(AGENTS)
            + "\"";
    Event.Builder event =
        syslog(
                when,
                random.chance(0.7) ? SyslogFacility.LOCAL7 : SyslogFacility.DAEMON,
                SyslogSeverity.INFORMATIONAL,
                "nginx",
                random.chance(0.6) ? pid() : -1,
                message)
            .sourceAddress(from)
            .category(EventCategory.WEB);
    if (robot) {
      event.tag(EventTags.WEB_PROBE);
    }
    return event.build();
  }

  private Event application() {
    LocalDateTime when = random.chance(0.5) ? office() : any();
    String service = pick(new String[] {"orders", "billing", "gateway", "auth"});
    String from = random.chance(0.7) ? inside() : outside();
    double luck = random.nextDouble();
    SyslogSeverity severity =
        luck < 0.82
            ? SyslogSeverity.INFORMATIONAL
            : luck < 0.88
                ? SyslogSeverity.DEBUG
                : luck < 0.95 ? SyslogSeverity.WARNING : SyslogSeverity.ERROR;
    boolean login = service.equals("auth") && random.chance(0.7);
    boolean denied = login && random.chance(0.1);
    String user = pick(ADMINS);
    String message;
    if (login) {
      message = denied ? "login failed for " + user : "user " + user + " logged in";
    } else if (severity == SyslogSeverity.ERROR) {
      message = "request failed after 3 attempts, giving up";
    } else if (severity == SyslogSeverity.WARNING) {
      message = "slow query took " + (500 + random.nextInt(3000)) + " ms";
    } else {
      message = "handled " + pick(PAGES) + " in " + random.nextInt(200) + " ms";
    }
    boolean network = !login && random.chance(0.4);
    int port = network ? (random.chance(0.8) ? 443 : 8080) : -1;
    StringBuilder json = new StringBuilder(200);
    json.append("{\"timestamp\":\"")
        .append(when.format(ISO))
        .append("\",\"level\":\"")
        .append(severity.keyword())
        .append("\",\"app\":\"")
        .append(service)
        .append("\",\"host\":\"app-01\",\"message\":\"")
        .append(message)
        .append('"');
    if (network || login) {
      json.append(",\"source_ip\":\"").append(from).append('"');
    }
    if (network) {
      json.append(",\"dest_port\":").append(port);
    }
    Event.Builder event =
        Event.builder()
            .format(LogFormat.JSON)
            .raw(json.append('}').toString())
            .host("app-01")
            .program(service)
            .severity(severity)
            .message(message)
            .destinationPort(port);
    if (network || login) {
      event.sourceAddress(from);
    }
    if (login) {
      event
          .user(user)
          .category(EventCategory.AUTHENTICATION)
          .authenticationOutcome(
              denied ? AuthenticationOutcome.FAILURE : AuthenticationOutcome.SUCCESS);
    }
    return at(event, when, true).build();
  }

  private Event firewall() {
    boolean allowed = random.chance(0.8);
    String from = allowed && random.chance(0.8) ? inside() : outside();
    String to = allowed ? outside() : "10.20.0.5";
    int sourcePort = clientPort();
    int port =
        allowed
            ? SERVED_PORTS[random.nextInt(SERVED_PORTS.length)]
            : KNOCKED_PORTS[random.nextInt(KNOCKED_PORTS.length)];
    int level = allowed ? 1 + random.nextInt(3) : 4 + random.nextInt(3);
    String name = allowed ? "Connection allowed" : "Connection denied";
    String raw =
        "CEF:0|Acme|Firewall|7.2|"
            + (allowed ? 100 : 200)
            + "|"
            + name
            + "|"
            + level
            + "|src="
            + from
            + " spt="
            + sourcePort
            + " dst="
            + to
            + " dpt="
            + port
            + " proto=TCP act="
            + (allowed ? "allow" : "deny")
            + " dvchost=fw-01";
    Event.Builder event =
        Event.builder()
            .format(LogFormat.CEF)
            .raw(raw)
            .host("fw-01")
            .message(name)
            .severity(allowed ? SyslogSeverity.INFORMATIONAL : SyslogSeverity.WARNING)
            .sourceAddress(from)
            .sourcePort(sourcePort)
            .destinationAddress(to)
            .destinationPort(port)
            .category(EventCategory.NETWORK);
    if (!allowed) {
      event.tag(EventTags.DENIED);
    }
    return at(event, random.chance(0.6) ? office() : any(), random.chance(0.5)).build();
  }

  private Event infrastructure() {
    LocalDateTime when = any();
    String from = inside();
    switch (random.nextInt(7)) {
      case 0, 1, 2 -> {
        int port = clientPort();
        return syslog(
                when,
                SyslogFacility.DAEMON,
                SyslogSeverity.INFORMATIONAL,
                "named",
                pid(),
                "client @0x7f2a "
                    + from
                    + "#"
                    + port
                    + " (example.com): query: example.com IN A + (10.20.0.53)")
            .sourceAddress(from)
            .sourcePort(port)
            .build();
      }
      case 3, 4 -> {
        return syslog(
                when,
                SyslogFacility.DAEMON,
                SyslogSeverity.INFORMATIONAL,
                "dhcpd",
                pid(),
                "DHCPACK on "
                    + from
                    + " to 52:54:00:1f:2b:"
                    + (10 + random.nextInt(80))
                    + " via eth1")
            .build();
      }
      default -> {
        return syslog(
                when,
                SyslogFacility.DAEMON,
                random.chance(0.8) ? SyslogSeverity.INFORMATIONAL : SyslogSeverity.NOTICE,
                "ntpd",
                pid(),
                "adjusting local clock by -0.00" + random.nextInt(1000) + "s")
            .build();
      }
    }
  }

  private Event mail() {
    String from = random.chance(0.3) ? inside() : outside();
    boolean refused = random.chance(0.3);
    return syslog(
            any(),
            SyslogFacility.MAIL,
            SyslogSeverity.INFORMATIONAL,
            "postfix/smtpd",
            pid(),
            refused
                ? "NOQUEUE: reject: RCPT from unknown[" + from + "]: 554 5.7.1 Relay access denied"
                : "connect from mail.example.org[" + from + "]")
        .sourceAddress(from)
        .category(EventCategory.NETWORK)
        .build();
  }

  private Event plain() {
    String text =
        switch (random.nextInt(3)) {
          case 0 -> "backup finished, " + random.nextInt(900) + " files, 0 skipped";
          case 1 -> "INFO cache warmed in " + random.nextInt(5000) + " ms";
          default -> "wrote /var/lib/app/report-" + random.nextInt(1000) + ".csv";
        };
    LocalDateTime when = any();
    return Event.builder()
        .format(LogFormat.PLAIN)
        .raw(text)
        .message(text)
        .receivedAt(when.toInstant(ZoneOffset.UTC))
        .build();
  }

  /**
   * A third of the hosts speak RFC 5424, a third RFC 3164, a third log to files without priority.
   */
  private Event.Builder syslog(
      LocalDateTime when,
      SyslogFacility facility,
      SyslogSeverity severity,
      String program,
      long pid,
      String message) {
    int style = random.nextInt(3);
    int priority =
        List.of(SyslogFacility.values()).indexOf(facility) * 8
            + List.of(SyslogSeverity.values()).indexOf(severity);
    String host = (style == 0 ? "web-0" : style == 1 ? "db-0" : "ops-0") + (1 + random.nextInt(2));
    String tag = program + (pid < 0 ? "" : "[" + pid + "]");
    String stamp =
        when.format(MONTH)
            + (when.getDayOfMonth() < 10 ? "  " : " ")
            + when.getDayOfMonth()
            + " "
            + when.format(CLOCK);
    String raw =
        switch (style) {
          case 0 ->
              "<"
                  + priority
                  + ">1 "
                  + when.format(ISO)
                  + " "
                  + host
                  + " "
                  + program
                  + " "
                  + (pid < 0 ? "-" : "" + pid)
                  + " - - "
                  + message;
          case 1 -> "<" + priority + ">" + stamp + " " + host + " " + tag + ": " + message;
          default -> stamp + " " + host + " " + tag + ": " + message;
        };
    Event.Builder event =
        Event.builder()
            .format(style == 0 ? LogFormat.RFC5424 : LogFormat.RFC3164)
            .raw(raw)
            .host(host)
            .program(program)
            .pid(pid)
            .message(message)
            .facility(style < 2 ? facility : null)
            .severity(style < 2 ? severity : null);
    return at(event, when, style == 0);
  }

  private static Event.Builder at(Event.Builder event, LocalDateTime when, boolean withOffset) {
    return event
        .time(when.toInstant(ZoneOffset.UTC))
        .receivedAt(when.toInstant(ZoneOffset.UTC))
        .offset(withOffset ? ZoneOffset.UTC : null);
  }

  /** When people work, mostly. */
  private LocalDateTime office() {
    if (random.chance(0.12)) {
      return any();
    }
    LocalDate day = day(0.05);
    int minute = 7 * 60 + (random.nextInt(12 * 60) + random.nextInt(12 * 60)) / 2;
    return day.atTime(minute / 60, minute % 60, random.nextInt(60));
  }

  /** What goes on day and night. */
  private LocalDateTime any() {
    return day(1).atTime(random.nextInt(24), random.nextInt(60), random.nextInt(60));
  }

  private LocalDate day(double weekendShare) {
    while (true) {
      LocalDate day = MONDAY.plusDays(random.nextInt(28));
      boolean weekend = day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0;
      if (!weekend || random.chance(weekendShare)) {
        return day;
      }
    }
  }

  private String inside() {
    return switch (random.nextInt(4)) {
      case 0 -> "192.168.10." + (1 + random.nextInt(120));
      case 1 -> "172.16." + random.nextInt(3) + "." + (1 + random.nextInt(30));
      default -> "10.20." + random.nextInt(5) + "." + (1 + random.nextInt(60));
    };
  }

  /** Any public network; a few of IPv6. */
  private String outside() {
    if (random.chance(0.05)) {
      return "2001:db8:"
          + Integer.toHexString(random.nextInt(0x10000))
          + "::"
          + (1 + random.nextInt(9));
    }
    int first;
    do {
      first = 1 + random.nextInt(223);
    } while (first == 10 || first == 127 || first == 172 || first == 192);
    return first
        + "."
        + random.nextInt(256)
        + "."
        + random.nextInt(256)
        + "."
        + (1 + random.nextInt(254));
  }

  private int clientPort() {
    return 32_768 + random.nextInt(28_232);
  }

  private long pid() {
    return 400L + random.nextInt(32_000);
  }

  private String letters(int count) {
    StringBuilder out = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      out.append((char) ('a' + random.nextInt(26)));
    }
    return out.toString();
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }
}
