package io.nanosiem.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.NanoSiem;
import io.nanosiem.alert.Alert;
import io.nanosiem.alert.MemorySink;
import io.nanosiem.alert.NdjsonSink;
import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.listen.FileListener;
import io.nanosiem.ml.AnomalyDetector;
import io.nanosiem.sigma.SigmaDetector;
import io.nanosiem.sigma.SigmaRules;
import io.nanosiem.stix.StixSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One attack, seen in part by each of four files, replayed with the files in every order: the
 * alerts are the same.
 *
 * <p>All files count whole seconds, and in each second of the attack several of them have a record,
 * so that which comes first is nowhere said.
 */
@Timeout(120)
class FilesInAnyOrderTest {
  private static final Instant START = Instant.parse("2026-06-02T03:00:00Z");
  private static final String ATTACKER = "203.0.113.5";
  private static final DateTimeFormatter BSD =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter CLF =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** What each chain has to say, worked out by hand from what {@link #attack()} does. */
  private static final List<String> ATTACK =
      List.of(
          "chain-001 at 03:00:14: 203.0.113.5 failed to log in 6 times in 2 s and got in as"
              + " deploy.",
          "chain-002 at 03:00:12: 203.0.113.5 scanned 20 ports and failed to log in 5 times in"
              + " 2 s.",
          "chain-003 at 03:00:20: 203.0.113.5 logged in as deploy and became root 6 s later.",
          "chain-004 at 03:00:10: 203.0.113.5 scanned 20 ports and asked for web administration"
              + " pages 6 s later.",
          "chain-005 at 03:00:20: 203.0.113.5 scanned 20 ports, failed to log in 6 times in 2 s,"
              + " got in as deploy, and became root 6 s later.",
          "chain-006 at 03:00:12: 203.0.113.5 failed to log in 5 times in 2 s.");

  /** Lines by second, for each file. */
  private final Map<String, TreeMap<Integer, List<String>>> logs = new TreeMap<>();

  @TempDir Path directory;

  private void log(String file, int second, String line) {
    logs.computeIfAbsent(file, name -> new TreeMap<>())
        .computeIfAbsent(second, key -> new ArrayList<>())
        .add(line);
  }

  private void syslog(String file, String host, int second, String text) {
    log(file, second, BSD.format(START.plusSeconds(second)) + " " + host + " " + text);
  }

  private void drop(int second, String source, int port) {
    String packet =
        "kernel: [1042.51] FW-DROP IN=eth0 OUT= SRC=%s DST=192.0.2.10 LEN=60 PROTO=TCP SPT=40000"
            + " DPT=%d WINDOW=64240 RES=0x00 SYN URGP=0";
    syslog("fw-01/firewall.log", "fw-01", second, packet.formatted(source, port));
  }

  private void auth(String host, int second, String text) {
    syslog(host + "/auth.log", host, second, text);
  }

  private void get(int second, String source, String path, int status) {
    String request = "%s - - [%s] \"GET %s HTTP/1.1\" %d 512 \"-\" \"Mozilla/5.0\"";
    String time = CLF.format(START.plusSeconds(second));
    log("web-01/access.log", second, request.formatted(source, time, path, status));
  }

  @BeforeEach
  void makeLogs() {
    everydayLife();
    attack();
  }

  /** Scans at the firewall, guesses on two machines, gets in and becomes root on one of them. */
  private void attack() {
    for (int i = 0; i < 20; i++) {
      drop(i / 4, ATTACKER, 20 + i);
    }
    for (int second = 10; second < 13; second++) {
      for (String host : List.of("db-01", "web-01")) {
        auth(
            host,
            second,
            "sshd[812]: Failed password for deploy from " + ATTACKER + " port 40" + second);
      }
      get(second, ATTACKER, "/wp-admin/", 404);
    }
    auth("web-01", 14, "sshd[812]: Accepted password for deploy from " + ATTACKER + " port 4014");
    auth(
        "web-01",
        20,
        "sudo:   deploy : TTY=pts/0 ; PWD=/home/deploy ; USER=root ; COMMAND=/bin/bash");
  }

  private void everydayLife() {
    Random random = new Random(42);
    for (int second = 0; second < 30; second++) {
      String somebody = "198.51.100." + random.nextInt(1, 250);
      get(second, somebody, "/product/" + random.nextInt(9_999), 200);
      drop(second, "198.51.100." + random.nextInt(1, 250), 445);
      auth(
          "db-01",
          second,
          "CRON[99]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)");
      String inside = "10.0.4." + random.nextInt(1, 250);
      auth("web-01", second, "sshd[81]: Accepted publickey for git from " + inside + " port 5022");
    }
  }

  private Path write(String file, String as) throws IOException {
    Path path = directory.resolve(as);
    Files.createDirectories(path.getParent());
    List<String> lines = new ArrayList<>();
    logs.getOrDefault(file, new TreeMap<>()).values().forEach(lines::addAll);
    return Files.write(path, lines);
  }

  private static List<Alert> replay(List<Path> files, NanoSiem.Builder builder) {
    MemorySink memory = new MemorySink();
    builder
        .replay()
        .detector(SigmaDetector.of(SigmaRules.builtIn()))
        .detector(CorrelationDetector.builtIn())
        .sink(memory);
    files.forEach(file -> builder.listener(FileListener.of(file).year(2026)));
    try (NanoSiem siem = builder.start()) {
      assertThat(siem.awaitIdle(Duration.ofSeconds(20))).isTrue();
      assertThat(siem.stats().faults()).isEmpty();
    }
    return memory.alerts();
  }

  private static Map<String, String> contents(Path root) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        contents.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    return contents;
  }

  private static <T> List<List<T>> orders(List<T> of) {
    if (of.isEmpty()) {
      return List.of(List.of());
    }
    List<List<T>> orders = new ArrayList<>();
    for (T first : of) {
      List<T> rest = new ArrayList<>(of);
      rest.remove(first);
      for (List<T> order : orders(rest)) {
        List<T> all = new ArrayList<>(List.of(first));
        all.addAll(order);
        orders.add(all);
      }
    }
    return orders;
  }

  @Test
  void theOrderInWhichFilesAreGivenChangesNoByte() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String file : logs.keySet()) {
      files.add(write(file, file));
    }
    List<Map<String, String>> outputs = new ArrayList<>();
    for (List<Path> order : orders(files)) {
      Path out = directory.resolve("out" + outputs.size());
      List<Alert> alerts =
          replay(
              order,
              NanoSiem.builder()
                  .workers(1 + outputs.size() % 4)
                  .detector(AnomalyDetector.demo())
                  .sink(StixSink.directory(out))
                  .sink(NdjsonSink.directory(out).startAnew()));
      assertThat(chains(alerts)).isEqualTo(ATTACK);
      outputs.add(contents(out));
      assertThat(outputs.get(outputs.size() - 1)).as("%s", order).isEqualTo(outputs.get(0));
    }
    assertThat(outputs).hasSize(24);
    assertThat(outputs.get(0)).as("NDJSON, and a bundle for each alert").hasSizeGreaterThan(30);
  }

  /**
   * Ties go by the names of files, but which came first is not for a name to say. Anomaly scores
   * are left out: they compare an event with those that came before it.
   */
  @Test
  void namesOfFilesDecideTiesAndNoAlert() throws IOException {
    List<String> expected = new ArrayList<>();
    for (List<String> names : orders(List.of("a.log", "b.log", "c.log", "d.log"))) {
      List<Path> files = new ArrayList<>();
      for (String file : logs.keySet()) {
        files.add(write(file, names.get(files.size())));
      }
      List<Alert> alerts = replay(files, NanoSiem.builder());
      assertThat(chains(alerts)).isEqualTo(ATTACK);
      List<String> told = alerts.stream().map(FilesInAnyOrderTest::withoutEvents).sorted().toList();
      if (expected.isEmpty()) {
        expected.addAll(told);
      }
      assertThat(told).as("%s", names).isEqualTo(expected);
    }
  }

  /** All that an alert says, but for the ids of events, which hold the names of files. */
  private static String withoutEvents(Alert alert) {
    return alert.id() + alert.count() + alert.lastSeen() + alert.detection().explanation();
  }

  private static List<String> chains(List<Alert> alerts) {
    return alerts.stream()
        .filter(alert -> alert.rule().id().startsWith("chain-"))
        .filter(alert -> alert.count() == 1)
        .map(
            alert ->
                alert.rule().id()
                    + alert.firstSeen().toString().replaceAll(".*T(.*)Z", " at $1: ")
                    + alert.detection().explanation())
        .sorted()
        .toList();
  }
}
