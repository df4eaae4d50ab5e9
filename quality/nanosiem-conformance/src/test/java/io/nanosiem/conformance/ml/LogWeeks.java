package io.nanosiem.conformance.ml;

import io.nanosiem.conformance.ml.LogSite.Person;
import io.nanosiem.conformance.ml.LogSite.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Weeks of a made-up site of sixty people: ten servers, a firewall, a name server, a domain
 * controller and a shop, in RFC 3164 and RFC 5424 syslog, CEF, JSON, access lines and records as
 * Windows has them. Seeded: the same seed and week give the same lines, whatever else is asked for.
 *
 * <p>It was written to be as untidy as life, before any detector was held against it. Sizes have
 * heavy tails; people mistype passwords, work late, come from home; a consultant turns up from a
 * network nobody knows; servers are patched and restarted on Tuesday night, and backed up every
 * night; a scanner of the site's own looks at all ports on Sunday; the internet tries passwords at
 * the bastion all week; the shop has its bad hours. All of that is ordinary here. How much of a
 * week such days make is drawn for each week from the same distribution, so that without {@link
 * Drift} two weeks differ only by chance.
 *
 * <p>What an attack looks like is in {@link LogAttacks}.
 */
final class LogWeeks {
  /** A Monday. */
  static final Instant START = Instant.parse("2026-02-02T00:00:00Z");

  private static final int DAY = 86_400;
  static final int WEEK = 7 * DAY;

  private static final String[] AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/121.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 Version/17.2",
    "Mozilla/5.0 (X11; Linux x86_64; rv:122.0) Gecko/20100101 Firefox/122.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_2) AppleWebKit/605.1.15 Version/17.2 Safari/605.1",
    "Mozilla/5.0 (compatible; Fetchbot/2.1)",
    "okhttp/4.11.0",
    "python-requests/2.31.0",
    "curl/8.5.0"
  };
  private static final String[] PAGES = {
    "/",
    "/shop",
    "/shop/cart",
    "/login",
    "/shop/search?q=",
    "/assets/site.css",
    "/assets/app.js",
    "/img/p",
    "/api/v2/items/",
    "/api/v2/orders/",
    "/account",
    "/help/returns",
    "/robots.txt",
    "/sitemap.xml",
    "/favicon.ico"
  };
  private static final String[] NOISE = {
    "/wp-login.php",
    "/.env",
    "/phpmyadmin/",
    "/admin",
    "/.git/config",
    "/cgi-bin/luci",
    "/xmlrpc.php"
  };
  private static final String[] PROGRAMS = {
    "C:\\\\Windows\\\\explorer.exe",
    "C:\\\\Program Files\\\\Office\\\\OUTLOOK.EXE",
    "C:\\\\Program Files\\\\Browser\\\\browser.exe",
    "C:\\\\Program Files\\\\Office\\\\EXCEL.EXE",
    "C:\\\\Program Files\\\\Office\\\\WINWORD.EXE",
    "C:\\\\Program Files\\\\Chat\\\\chat.exe",
    "C:\\\\Program Files\\\\Ledger\\\\ledger.exe",
    "C:\\\\Windows\\\\System32\\\\cmd.exe",
    "C:\\\\Program Files\\\\Zip\\\\zip.exe",
    "C:\\\\Windows\\\\System32\\\\mmc.exe",
    "C:\\\\Windows\\\\System32\\\\WindowsPowerShell\\\\v1.0\\\\powershell.exe"
  };
  private static final String[] SUDO = {
    "/usr/bin/systemctl status nginx",
    "/usr/bin/journalctl -u shop",
    "/usr/bin/systemctl restart shop",
    "/usr/bin/apt update",
    "/usr/bin/tail -f /var/log/nginx/error.log",
    "/usr/bin/docker ps",
    "/usr/bin/vim /etc/nginx/sites-available/shop",
    "/usr/bin/apt upgrade",
    "/usr/bin/chown -R shop /srv/shop",
    "/usr/sbin/nginx -t",
    "/usr/bin/less /var/log/auth.log",
    "/usr/sbin/tcpdump -i eth0 port 5432"
  };
  private static final String[] JOBS = {
    "/usr/local/bin/rotate-sessions",
    "test -x /usr/sbin/anacron || run-parts /etc/cron.hourly",
    "/usr/local/bin/report-usage --quiet",
    "/usr/lib/sysstat/sa1 1 1"
  };

  private final long seed;
  private final Drift drift;
  private final LogSite site;

  LogWeeks(long seed, Drift drift) {
    this.seed = seed;
    this.drift = drift;
    site = new LogSite(seed);
  }

  /** Some weeks without attacks, by time. */
  List<LogLine> ordinary(int from, int weeks) {
    List<LogLine> lines = new ArrayList<>();
    for (int week = from; week < from + weeks; week++) {
      new Week(week, lines).write();
    }
    lines.sort(Comparator.comparing(LogLine::time));
    return lines;
  }

  /** The same weeks, each family of attacks coming so often. */
  List<LogLine> attacked(int from, int weeks, int episodes) {
    List<LogLine> lines = ordinary(from, weeks);
    Instant start = START.plusSeconds((long) from * WEEK);
    new LogAttacks(new Dice(seed, -2 - from), site, start, weeks, drift.clock(from), lines)
        .write(episodes);
    lines.sort(Comparator.comparing(LogLine::time));
    return lines;
  }

  /** How busy the office is, by hour of the day. */
  private static double office(double hour, boolean isWeekend) {
    double day = hour < 6 || hour >= 21 ? 0.04 : hour < 8 || hour >= 18 ? 0.35 : 1;
    return isWeekend ? 0.12 * day : day;
  }

  /** How busy customers are, by hour of the day. */
  private static double customers(double hour, boolean isWeekend) {
    double day = 0.55 - 0.45 * Math.cos((hour - 3.5) / 24 * 2 * Math.PI);
    return isWeekend ? 1.15 * day : day;
  }

  /** One week being written. */
  private final class Week {
    private final int week;
    private final long start;
    private final Dice dice;
    private final List<LogLine> lines;
    private final double growth;
    private final boolean isReleased;
    private final String[] servers;

    Week(int week, List<LogLine> lines) {
      this.week = week;
      this.lines = lines;
      start = START.getEpochSecond() + (long) week * WEEK;
      dice = new Dice(seed, week);
      growth = drift.growth(week);
      isReleased = drift.release(week);
      if (drift.host(week)) {
        servers = java.util.Arrays.copyOf(LogSite.SERVERS, LogSite.SERVERS.length + 1);
        servers[servers.length - 1] = "web3";
      } else {
        servers = LogSite.SERVERS;
      }
    }

    void write() {
      for (int day = 0; day < 7; day++) {
        boolean isWeekend = day >= 5;
        for (Person person : site.people(drift.people(week))) {
          double works = isWeekend ? (person.role() == Role.ADMINISTRATOR ? 0.12 : 0.03) : 0.93;
          if (dice.chance(works)) {
            workday(person, day);
          }
        }
        for (double hour = 0; hour < 24; hour += 0.5) {
          double at = day * 24 + hour;
          double office = office(hour + drift.clock(week), isWeekend);
          for (int n = dice.poisson(17 * growth * customers(hour, isWeekend)); n > 0; n--) {
            visit(at + dice.uniform(0, 0.5));
          }
          for (int n = dice.poisson(1.2); n > 0; n--) {
            internetNoise(at + dice.uniform(0, 0.5));
          }
          for (int n = dice.poisson(1.2 + 4 * office); n > 0; n--) {
            name(at + dice.uniform(0, 0.5));
          }
        }
        machines(day);
      }
      patchNight();
      for (int n = dice.poisson(2); n > 0; n--) {
        release();
      }
      for (int n = dice.poisson(2); n > 0; n--) {
        badHour();
      }
      for (int n = dice.poisson(0.5); n > 0; n--) {
        consultant();
      }
      ownScan();
    }

    private Instant at(double hour) {
      return Instant.ofEpochMilli(start * 1000 + Math.round(hour * 3_600_000));
    }

    private void add(Instant time, String text) {
      lines.add(new LogLine(time, text, "", ""));
    }

    private int pid() {
      return dice.between(600, 32_000);
    }

    private int port() {
      return dice.between(32_768, 61_000);
    }

    // People.

    private void workday(Person person, int day) {
      double arrival =
          day * 24 + Math.max(0.5, person.start() + dice.normal(0, 0.4) - drift.clock(week));
      double leaving = arrival + Math.max(1, person.hours() + dice.normal(0, 0.6));
      if (dice.chance(0.03)) {
        leaving += dice.uniform(1, 4);
      }
      boolean isAway = dice.chance(person.role() == Role.TRAVELLER ? 0.7 : 0.15);
      if (isAway) {
        tunnel(person.name(), person.home(), arrival, leaving);
      }
      logon(person, arrival);
      for (int n = dice.poisson(3); n > 0; n--) {
        program(person, dice.uniform(arrival, leaving));
      }
      for (int n = dice.poisson(9 * growth); n > 0; n--) {
        browse(person, dice.uniform(arrival, leaving));
      }
      for (int n = dice.poisson(person.isTechnical() ? 3 : 7); n > 0; n--) {
        shopDesk(person, dice.uniform(arrival, leaving));
      }
      for (int n = dice.poisson(2); n > 0; n--) {
        mail(person, dice.uniform(arrival, leaving));
      }
      if (person.isTechnical()) {
        for (int n = dice.poisson(3); n > 0; n--) {
          shell(person, isAway ? person.home() : person.desk(), dice.uniform(arrival, leaving));
        }
      }
    }

    private void tunnel(String user, String from, double arrival, double leaving) {
      Instant time = at(arrival - 0.02);
      add(
          time,
          LogText.syslog(
              30, time, "vpn1", "openvpn", 911, "user " + user + " authenticated from " + from));
      Instant end = at(leaving + 0.05);
      add(
          end,
          LogText.syslog(
              30,
              end,
              "vpn1",
              "openvpn",
              911,
              "user "
                  + user
                  + " disconnected, received "
                  + dice.size(3e7, 1.5)
                  + " sent "
                  + dice.size(2e8, 1.5)));
    }

    private void logon(Person person, double hour) {
      String who = "\"TargetUserName\":\"" + person.name() + "\",\"TargetDomainName\":\"CORP\",";
      String from = "\"IpAddress\":\"" + person.desk() + "\",\"IpPort\":" + port();
      double time = hour;
      while (dice.chance(0.06)) {
        add(
            at(time),
            LogText.windows(
                at(time),
                "dc1.corp.example",
                4625,
                who + "\"LogonType\":2,\"SubStatus\":\"0xc000006a\"," + from));
        time += 0.003;
      }
      add(
          at(time),
          LogText.windows(at(time), "dc1.corp.example", 4624, who + "\"LogonType\":2," + from));
      for (int n = dice.poisson(1.5); n > 0; n--) {
        double later = time + dice.uniform(0, 8);
        add(
            at(later),
            LogText.windows(at(later), "dc1.corp.example", 4624, who + "\"LogonType\":3," + from));
      }
      if (person.role() == Role.ADMINISTRATOR) {
        add(
            at(time + 0.001),
            LogText.windows(
                at(time + 0.001),
                "dc1.corp.example",
                4672,
                "\"SubjectUserName\":\""
                    + person.name()
                    + "\",\"PrivilegeList\":\"SeSecurityPrivilege SeBackupPrivilege\""));
      }
    }

    private void program(Person person, double hour) {
      int most = person.isTechnical() ? PROGRAMS.length : PROGRAMS.length - 3;
      String program = dice.skewed(java.util.Arrays.copyOf(PROGRAMS, most));
      String arguments =
          program.endsWith("powershell.exe")
              ? " -File C:\\\\Tools\\\\" + dice.of("inventory", "mailboxes", "cleanup") + ".ps1"
              : program.endsWith("EXCEL.EXE")
                  ? " H:\\\\Documents\\\\" + dice.hex(dice.between(4, 14)) + ".xlsx"
                  : "";
      add(
          at(hour),
          LogText.windows(
              at(hour),
              "pc-" + person.name() + ".corp.example",
              4688,
              "\"SubjectUserName\":\""
                  + person.name()
                  + "\",\"NewProcessName\":\""
                  + program
                  + "\",\"CommandLine\":\""
                  + program
                  + arguments
                  + "\""));
    }

    private void browse(Person person, double hour) {
      String destination =
          dice.chance(0.75)
              ? "198.51.100." + dice.between(1, 60)
              : "203.0.113." + dice.between(100, 250);
      double kind = dice.uniform(0, 1);
      int port =
          kind < 0.86 ? 443 : kind < 0.96 ? 80 : kind < 0.99 ? 993 : dice.chance(0.5) ? 8443 : 5228;
      long out = dice.size(3_000, 1.2);
      if (dice.chance(0.004)) {
        out = dice.size(4e7, 1.2);
      }
      add(
          at(hour),
          LogText.firewall(
              at(hour),
              dice.chance(0.01) ? "deny" : "allow",
              person.desk(),
              port(),
              destination,
              port,
              "TCP",
              dice.size(30_000, 1.7),
              out,
              dice.size(20, 1.5)));
    }

    private void shopDesk(Person person, double hour) {
      String host = dice.of("app1", "app2");
      long number = dice.between(100_000, 900_000);
      String opened =
          isReleased ? "order view " + number + " rendered" : "order " + number + " opened";
      String message =
          switch (dice.between(0, 12)) {
            case 0, 1, 2, 3 -> opened;
            case 4, 5 -> "search for customer done, " + dice.size(12, 1) + " found";
            case 6 -> "stock of item " + number % 5000 + " set to " + dice.between(0, 400);
            case 7 -> isReleased ? "invoice rendered, id " + number : "invoice " + number + " made";
            case 8 -> "note added to order " + number;
            case 9 -> "export of orders, " + dice.size(300, 1.4) + " rows";
            case 10 -> "login of " + person.name() + " with second factor";
            default -> "price list " + number % 40 + " read";
          };
      boolean isSlow = dice.chance(0.012);
      add(
          at(hour),
          LogText.shop(
              at(hour),
              host,
              isSlow ? "warn" : "info",
              person.name(),
              person.desk(),
              isSlow ? "slow query while: " + message : message,
              isSlow ? dice.size(4_000, 0.8) : dice.size(60, 0.9)));
    }

    private void mail(Person person, double hour) {
      Instant time = at(hour);
      String id = dice.hex(10).toUpperCase(java.util.Locale.ROOT);
      add(
          time,
          LogText.bsd(
              22,
              time,
              "mail1",
              "postfix/qmgr[1204]",
              id
                  + ": from=<"
                  + person.name()
                  + "@corp.example>, size="
                  + dice.size(20_000, 1.6)
                  + ", nrcpt="
                  + (1 + dice.poisson(0.6))
                  + " (queue active)"));
      Instant sent = time.plusSeconds(dice.between(1, 9));
      boolean isDeferred = dice.chance(0.03);
      add(
          sent,
          LogText.bsd(
              22,
              sent,
              "mail1",
              "postfix/smtp[" + pid() + "]",
              id
                  + ": to=<"
                  + dice.of("info", "sales", "post", "office")
                  + "@partner"
                  + dice.between(1, 30)
                  + ".example>, relay=mx.example[198.51.100.25]:25, delay="
                  + dice.size(2, 0.7)
                  + (isDeferred
                      ? ", status=deferred (connect timed out)"
                      : ", status=sent (250 ok)")));
    }

    private void shell(Person person, String from, double hour) {
      String host =
          person.servers().get((int) (person.servers().size() * Math.pow(dice.uniform(0, 1), 2)));
      String tag = "sshd[" + pid() + "]";
      Instant time = at(hour);
      boolean isByPassword = dice.chance(0.08);
      while (isByPassword && dice.chance(0.3)) {
        add(
            time,
            LogText.bsd(
                38,
                time,
                host,
                tag,
                "Failed password for "
                    + person.name()
                    + " from "
                    + from
                    + " port "
                    + port()
                    + " ssh2"));
        time = time.plusSeconds(dice.between(2, 9));
      }
      add(
          time,
          LogText.bsd(
              38,
              time,
              host,
              tag,
              "Accepted "
                  + (isByPassword ? "password" : "publickey")
                  + " for "
                  + person.name()
                  + " from "
                  + from
                  + " port "
                  + port()
                  + " ssh2"));
      add(
          time,
          LogText.bsd(
              86,
              time,
              host,
              tag,
              "pam_unix(sshd:session): session opened for user "
                  + person.name()
                  + "(uid="
                  + (1000 + person.name().hashCode() % 97)
                  + ") by (uid=0)"));
      if (person.sudoer()) {
        for (int n = dice.poisson(1.2); n > 0; n--) {
          Instant then = time.plusSeconds(dice.between(5, 1500));
          add(then, sudo(then, host, person.name(), dice.skewed(SUDO)));
        }
      }
      Instant end = time.plusSeconds(dice.size(900, 1.2));
      add(
          end,
          LogText.bsd(
              86,
              end,
              host,
              tag,
              "pam_unix(sshd:session): session closed for user " + person.name()));
    }

    // Strangers.

    private void visit(double hour) {
      String client =
          dice.chance(0.15)
              ? "2001:db8:" + dice.hex(4) + "::" + dice.hex(2)
              : (dice.chance(0.6) ? "198.51.100." : "203.0.113.") + dice.between(60, 250);
      String agent = dice.skewed(AGENTS);
      int pages = 1 + dice.poisson(0.5);
      Instant time = at(hour);
      for (int i = 0; i < pages; i++) {
        String path = dice.skewed(PAGES);
        if (path.endsWith("=")) {
          path += dice.of("lamp", "blue+chair", "desk%20oak", "shelf", "caf%C3%A9+table");
        } else if ((path.endsWith("/") && path.length() > 1) || path.endsWith("/p")) {
          path += dice.between(1, 5000);
        }
        double kind = dice.uniform(0, 1);
        int status =
            kind < 0.9 ? 200 : kind < 0.95 ? 304 : kind < 0.97 ? 302 : kind < 0.996 ? 404 : 500;
        boolean isPost =
            path.startsWith("/login") || (path.startsWith("/shop/cart") && dice.chance(0.5));
        access(
            time,
            client,
            isPost ? "POST" : "GET",
            path,
            status,
            status == 304 ? 0 : dice.size(8_000, 1.3),
            agent);
        time = time.plusSeconds(dice.size(8, 1));
      }
    }

    private void access(
        Instant time,
        String client,
        String method,
        String path,
        int status,
        long bytes,
        String agent) {
      String line = LogText.access(time, client, method, path, status, bytes, agent);
      // One server writes plain lines, the others send them as syslog.
      boolean isNew = servers.length > LogSite.SERVERS.length && dice.chance(0.33);
      add(
          time,
          isNew
              ? LogText.bsd(190, time, "web3", "nginx[733]", line)
              : dice.chance(0.5) ? line : LogText.bsd(190, time, "web2", "nginx[812]", line));
    }

    private void internetNoise(double hour) {
      Instant time = at(hour);
      String from = (dice.chance(0.5) ? "198.51.100." : "192.0.2.") + dice.between(1, 250);
      switch (dice.between(0, 4)) {
        case 0 ->
            access(
                time,
                from,
                "GET",
                dice.of(NOISE),
                dice.chance(0.9) ? 404 : 403,
                162,
                dice.of("-", "zgrab/0.x"));
        case 1 ->
            add(
                time,
                LogText.bsd(
                    38,
                    time,
                    "bastion1",
                    "sshd[" + pid() + "]",
                    "Failed password for invalid user "
                        + dice.of("admin", "test", "oracle", "ubuntu", "pi", "git", "user1")
                        + " from "
                        + from
                        + " port "
                        + port()
                        + " ssh2"));
        case 2 ->
            add(
                time,
                LogText.bsd(
                    38,
                    time,
                    "bastion1",
                    "sshd[" + pid() + "]",
                    "Connection closed by " + from + " port " + port() + " [preauth]"));
        default ->
            add(
                time,
                LogText.firewall(
                    time,
                    "deny",
                    from,
                    port(),
                    "203.0.113.2",
                    dice.chance(0.6)
                        ? Integer.parseInt(
                            dice.of("23", "445", "3389", "22", "8080", "1433", "5900"))
                        : dice.between(1, 65_535),
                    "TCP",
                    0,
                    dice.between(40, 80),
                    0));
      }
    }

    private void name(double hour) {
      Instant time = at(hour);
      if (dice.chance(0.8)) {
        String client = "10.20." + dice.between(2, 6) + "." + dice.between(10, 70);
        add(
            time,
            LogText.syslog(
                30,
                time,
                "dns1",
                "unbound",
                440,
                "info: "
                    + client
                    + " "
                    + dice.of(
                        "www", "mail", "api", "cdn" + dice.between(1, 9), "login", dice.hex(8))
                    + "."
                    + dice.of("partner", "vendor", "news", "weather")
                    + dice.between(1, 40)
                    + ".example. "
                    + (dice.chance(0.8) ? "A" : "AAAA")
                    + " IN"));
      } else {
        String lease = "10.20." + dice.between(2, 6) + "." + dice.between(10, 70);
        add(
            time,
            LogText.syslog(
                30, time, "dns1", "dhcpd", 512, "DHCPACK on " + lease + " via eth1 renew"));
      }
    }

    // Machines.

    private void machines(int day) {
      for (String host : servers) {
        for (int hour = 0; hour < 24; hour++) {
          double at = day * 24 + hour + 17 / 60.0;
          Instant time = at(at + dice.uniform(0, 0.0006));
          add(
              time,
              LogText.bsd(
                  78,
                  time,
                  host,
                  "CRON[" + pid() + "]",
                  "(" + dice.of("root", "root", "shop") + ") CMD (" + dice.skewed(JOBS) + ")"));
        }
        backup(host, day * 24 + 1.5 + dice.uniform(0, 1.5));
        Instant tidy = at(day * 24 + 6.4 + dice.uniform(0, 0.3));
        add(
            tidy,
            LogText.bsd(
                30,
                tidy,
                host,
                "systemd[1]",
                "Finished apt-daily.service - Daily apt activities."));
        if (dice.chance(0.02)) {
          Instant when = at(day * 24 + dice.uniform(0, 24));
          add(
              when,
              LogText.bsd(
                  3,
                  when,
                  host,
                  "smartd[702]",
                  "Device: /dev/sda, " + dice.between(1, 9) + " Currently unreadable sectors"));
        }
      }
      for (double hour = 0; hour < 24; hour += 1 / 4.0) {
        Instant time = at(day * 24 + hour + 0.01);
        access(
            time,
            "10.20.0.5",
            "GET",
            "/health",
            dice.chance(0.998) ? 200 : 503,
            15,
            "watchman/3.2");
        if (hour % 0.5 == 0) {
          Instant then = time.plusSeconds(dice.between(0, 30));
          add(
              then,
              LogText.syslog(
                  134,
                  then,
                  "db1",
                  "postgres",
                  990,
                  "checkpoint complete: wrote "
                      + dice.size(300 * growth, 1)
                      + " buffers; sync="
                      + dice.size(12, 1)
                      + " ms"));
        }
      }
    }

    private void backup(String host, double hour) {
      Instant time = at(hour);
      String tag = "sshd[" + pid() + "]";
      add(
          time,
          LogText.bsd(
              38,
              time,
              host,
              tag,
              "Accepted publickey for svc-backup from 10.20.0.9 port " + port() + " ssh2"));
      long bytes = dice.size(2e8 * growth, 1.1);
      Instant end = time.plusSeconds(20 + bytes / 40_000_000);
      add(
          end,
          LogText.bsd(
              30,
              end,
              host,
              "rsync[" + pid() + "]",
              "sent " + bytes + " bytes received 4103 bytes"));
      if (dice.chance(0.4)) {
        add(
            end,
            LogText.firewall(
                end,
                "allow",
                LogSite.address(host),
                port(),
                "198.51.100.9",
                443,
                "TCP",
                dice.size(8_000, 0.5),
                bytes,
                20 + bytes / 40_000_000));
      }
    }

    // Days that are not like others, and yet nothing is wrong.

    private void patchNight() {
      double hour = 24 + 22 + dice.uniform(0, 0.5) - drift.clock(week);
      for (String host : servers) {
        Instant time = at(hour);
        add(time, sudo(time, host, "svc-patch", "/usr/bin/apt-get -y dist-upgrade"));
        for (int n = 1 + dice.poisson(2); n > 0; n--) {
          time = time.plusSeconds(dice.between(2, 20));
          String library =
              dice.of("libssl3", "linux-image-amd64", "openssh-server", "nginx", "tzdata");
          add(
              time,
              LogText.bsd(30, time, host, "dpkg[" + pid() + "]", "status installed " + library));
        }
        if (dice.chance(0.4)) {
          time = time.plusSeconds(60);
          add(
              time,
              LogText.bsd(37, time, host, "systemd-logind[610]", "The system will reboot now!"));
          time = time.plusSeconds(70);
          for (String text :
              new String[] {
                "Linux version 6.1.0-" + (17 + week) + "-amd64",
                "Command line: root=/dev/vda1 ro quiet",
                "ACPI: Early table checksum verification disabled",
                "EXT4-fs (vda1): mounted filesystem with ordered data mode"
              }) {
            add(time, LogText.bsd(6, time, host, "kernel", text));
          }
        }
        hour += dice.uniform(0.05, 0.15);
      }
    }

    private void release() {
      double hour =
          dice.between(0, 5) * 24
              + (dice.chance(0.25) ? dice.uniform(21, 24) : dice.uniform(10, 16))
              - drift.clock(week);
      for (String host : new String[] {"app1", "app2"}) {
        Instant time = at(hour);
        add(
            time,
            LogText.bsd(
                38,
                time,
                host,
                "sshd[" + pid() + "]",
                "Accepted publickey for deploy from 10.20.1.17 port " + port() + " ssh2"));
        add(
            time.plusSeconds(8),
            sudo(time.plusSeconds(8), host, "deploy", "/usr/bin/systemctl restart shop"));
        add(
            time.plusSeconds(9),
            LogText.bsd(
                30,
                time.plusSeconds(9),
                host,
                "systemd[1]",
                "Stopping shop.service - The shop..."));
        for (int n = 1 + dice.poisson(5); n > 0; n--) {
          Instant then = time.plusSeconds(10 + n);
          add(
              then,
              LogText.shop(
                  then,
                  host,
                  "warn",
                  "-",
                  "10.20.1.10",
                  "connection pool not ready, try " + n,
                  dice.size(300, 1)));
        }
        add(
            time.plusSeconds(30),
            LogText.shop(
                time.plusSeconds(30),
                host,
                "info",
                "-",
                "127.0.0.1",
                "started release 4." + week + "." + dice.between(0, 9),
                dice.size(9_000, 0.3)));
        hour += 0.1;
      }
    }

    private void badHour() {
      double hour = dice.uniform(0, 168);
      String host = dice.of("app1", "app2");
      long errors = Math.min(120, dice.size(8, 0.9));
      for (long i = 0; i < errors; i++) {
        Instant time = at(hour + dice.uniform(0, 0.6));
        add(
            time,
            LogText.shop(
                time,
                host,
                "error",
                "-",
                "198.51.100." + dice.between(60, 250),
                "payment gateway did not answer: java.net.SocketTimeoutException at shop.pay.Gateway.call(Gateway.java:"
                    + dice.between(100, 400)
                    + ")"
                    + (dice.chance(0.2)
                        ? " at shop.pay.Retry.run(Retry.java:88) at shop.web.Checkout.post(Checkout.java:214)"
                        : ""),
                dice.size(30_000, 0.1)));
      }
    }

    private void consultant() {
      String name = "ext-" + dice.hex(4);
      String from = "192.0.2." + dice.between(128, 250);
      int day = dice.between(0, 4);
      for (int d = day; d < day + 2; d++) {
        double arrival = d * 24 + dice.uniform(8, 11);
        tunnel(name, from, arrival, arrival + dice.uniform(2, 8));
        for (int n = 1 + dice.poisson(2); n > 0; n--) {
          Instant time = at(arrival + dice.uniform(0, 3));
          add(
              time,
              LogText.bsd(
                  38,
                  time,
                  "bastion1",
                  "sshd[" + pid() + "]",
                  "Accepted password for " + name + " from " + from + " port " + port() + " ssh2"));
        }
      }
    }

    private void ownScan() {
      double hour = 6 * 24 + 4 + dice.uniform(0, 0.5);
      for (int i = 0; i < 60; i++) {
        Instant time = at(hour + i * 0.003);
        add(
            time,
            LogText.firewall(
                time,
                "deny",
                "10.20.0.66",
                port(),
                "10.20.1." + dice.between(10, 20),
                dice.between(1, 10_000),
                "TCP",
                0,
                44,
                0));
      }
    }
  }

  static String sudo(Instant time, String host, String user, String command) {
    return LogText.bsd(
        85,
        time,
        host,
        "sudo",
        "  " + user + " : TTY=pts/0 ; PWD=/home/" + user + " ; USER=root ; COMMAND=" + command);
  }
}
