package io.nanosiem.conformance.stix;

import io.nanosiem.alert.Alert;
import io.nanosiem.alert.AlertStatus;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.RuleText;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.LogSource;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Alerts of every kind whose every text may be hostile. The same seed gives the same alerts. */
final class RandomAlerts {
  private static final List<String> HOSTILE =
      List.of(
          "",
          " ",
          "-",
          "\0",
          "a\0b",
          "\"",
          "\\",
          "\\\\",
          "'; DROP TABLE x; --",
          "\r\n\u001B[2J",
          "\uD800",
          "\uDC00x",
          "x\uDBFF",
          "\uDC00\uD800",
          "\uD83D\uDE00",
          "\u202Eevil\u202C",
          "\u2028\u2029\u0085",
          "\uFEFFbom",
          "\uFFFF\uFFFE",
          "CVE-2021-44228",
          "CAPEC-1",
          "extension-definition--x",
          "{\"type\":\"bundle\"}",
          "İıŞ",
          "../../etc/passwd",
          "C:\\",
          "/",
          "//",
          "\\\\server\\share\\x.exe",
          "CORP\\alice",
          "\\",
          "a\\",
          "999.1.1.1",
          "010.1.1.1",
          "::ffff:1.2.3.4",
          "fe80::1%eth0",
          "1::2::3",
          ":::",
          "2001:0DB8:0:0:0:0:0:1",
          "localhost",
          "example.com.",
          "-bad-.example.com",
          "bücher.example",
          "xn--.example",
          ".".repeat(300),
          "http://user:secret@evil.example/",
          "http://[::1]/x",
          "http://evil.example/%zz",
          "http://evil.example/a b",
          "https://evil.example/?q=%20",
          "javascript:alert(1)",
          "x".repeat(100_000),
          "\uD800".repeat(50_000),
          "é".repeat(100_000),
          "\uD83D\uDE00".repeat(50_000));

  private static final List<String> PLAIN =
      List.of(
          "root",
          "sshd",
          "203.0.113.5",
          "198.51.100.3",
          "2001:db8::1",
          "web-01.corp.example",
          "web-01",
          "/usr/bin/id",
          "C:\\Windows\\System32\\cmd.exe",
          "http://evil.example/a?b=c",
          "tcp",
          "Failed password for root");

  private final Random random;

  RandomAlerts(long seed) {
    random = new Random(seed);
  }

  Alert next() {
    List<Event> events = list(1, 4, this::event);
    Evidence evidence = evidence();
    RuleRef rule = rule();
    Detection detection =
        new Detection(
            rule,
            any(Severity.values()),
            time(),
            random.nextInt(5) == 0 ? null : new Entity(any(Entity.Kind.values()), text()),
            events,
            evidence,
            text());
    Alert opened = Alert.open(detection, time());
    if (random.nextInt(3) > 0) {
      return opened;
    }
    return new Alert(
        random.nextBoolean() ? opened.id() : text(),
        opened.fingerprint(),
        any(1, 2, 7, Integer.MAX_VALUE, -1),
        any(AlertStatus.values()),
        any(Severity.values()),
        detection,
        any(1L, 0L, 5L, Long.MAX_VALUE, -3L),
        time(),
        time(),
        time());
  }

  private Evidence evidence() {
    return switch (random.nextInt(4)) {
      case 0 ->
          new Evidence.Fields(
              list(
                  0,
                  40,
                  () ->
                      new Evidence.FieldMatch(
                          text(), random.nextBoolean() ? text() : null, text(), text())));
      case 1 ->
          new Evidence.Chain(
              list(
                  1,
                  random.nextInt(10) == 0 ? 60 : 5,
                  () ->
                      new Evidence.Step(
                          text(),
                          any(1L, 2L, 0L, -1L, Long.MAX_VALUE),
                          any(1L, 10L),
                          time(),
                          time(),
                          list(0, random.nextInt(10) == 0 ? 60 : 4, this::event))));
      case 2 ->
          new Evidence.Anomaly(
              number(),
              number(),
              list(0, 40, () -> new Evidence.Driver(text(), number(), number(), text())));
      default -> Evidence.Fields.NONE;
    };
  }

  private RuleRef rule() {
    List<String> tags =
        list(
            0,
            random.nextInt(10) == 0 ? 120 : 6,
            () ->
                any(
                    "attack.t1110.001",
                    "attack.T1078",
                    "attack.t9999",
                    "attack.t11",
                    "attack.t1086",
                    "attack.credential_access",
                    "attack.initial-access",
                    "attack.ta0006",
                    "attack.g0007",
                    "attack.s0002",
                    "attack.",
                    "attack.t" + random.nextInt(10_000),
                    "cve.2021-44228",
                    "cve.2021.0044228",
                    "cve.x",
                    "tlp.red",
                    text()));
    return new RuleRef(
        notBlank(),
        notBlank(),
        any(Severity.values()),
        tags,
        random.nextBoolean() ? text() : null,
        switch (random.nextInt(4)) {
          case 0 -> new RuleText("sigma", text());
          case 1 -> new RuleText("sigma", "title: x\nid: 1\n");
          case 2 -> new RuleText(text(), text());
          default -> null;
        },
        date(),
        date());
  }

  private Event event() {
    Event.Builder event =
        Event.builder()
            .time(time())
            .host(maybe())
            .program(maybe())
            .user(maybe())
            .sourceAddress(maybe())
            .destinationAddress(maybe())
            .sourcePort(any(-1, 0, 22, 65535))
            .destinationPort(any(-1, 0, 22, 65535))
            .pid(any(-1L, 0L, 1234L, Long.MAX_VALUE))
            .message(maybe())
            .raw(maybe())
            .category(any(EventCategory.values()))
            .logSource(LogSource.of(any("linux", "windows", text()), null));
    for (String name :
        List.of(
            "file.path",
            "url.full",
            "url.original",
            "url.domain",
            "destination.domain",
            "dns.question.name",
            "process.executable",
            "process.command_line",
            "network.transport",
            "network.protocol")) {
      switch (random.nextInt(4)) {
        case 0 -> event.derived(name, text());
        case 1 -> event.field(name, random.nextInt(4) == 0 ? (Object) 7 : text());
        default -> {}
      }
    }
    return event.build();
  }

  private String text() {
    return switch (random.nextInt(5)) {
      case 0, 1 -> HOSTILE.get(random.nextInt(HOSTILE.size()));
      case 2 -> PLAIN.get(random.nextInt(PLAIN.size()));
      case 3 -> HOSTILE.get(random.nextInt(50)) + PLAIN.get(random.nextInt(PLAIN.size()));
      default -> {
        char[] chars = new char[random.nextInt(40)];
        for (int i = 0; i < chars.length; i++) {
          chars[i] = (char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(0x10000));
        }
        yield new String(chars);
      }
    };
  }

  private @Nullable String maybe() {
    return random.nextInt(4) == 0 ? null : text();
  }

  private String notBlank() {
    String text = text();
    return text.isBlank() ? "x" + text : text;
  }

  private Instant time() {
    return any(
        Instant.parse("2026-06-02T03:00:01.123456789Z"),
        Instant.parse("2026-06-02T03:00:01Z"),
        Instant.parse("2026-06-02T03:00:01.100Z"),
        Instant.EPOCH,
        Instant.parse("1969-12-31T23:59:59.999999999Z"),
        Instant.MAX,
        Instant.MIN,
        Instant.parse("9999-12-31T23:59:59.999999999Z"),
        Instant.ofEpochMilli(random.nextLong() >> 16));
  }

  private @Nullable LocalDate date() {
    return random.nextInt(3) == 0
        ? null
        : any(LocalDate.of(2026, 1, 10), LocalDate.of(2024, 2, 29), LocalDate.MAX, LocalDate.MIN);
  }

  private double number() {
    return any(
        0.691234,
        0.0,
        -0.0,
        1.0,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        1e300,
        -1e-300,
        random.nextGaussian());
  }

  private <T> List<T> list(int least, int most, Supplier<T> make) {
    int size = least + random.nextInt(most - least + 1);
    List<T> list = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      list.add(make.get());
    }
    return list;
  }

  @SafeVarargs
  private <T> T any(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
