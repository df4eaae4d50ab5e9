package io.nanosiem.stix;

import io.nanosiem.alert.Alert;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.RuleText;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.LogSource;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** One alert of each kind, made by hand. */
final class SampleAlerts {
  static final String SIGMA_TEXT =
      """
      title: SSH password guessing
      id: 6f3a9c2e-8a64-4a5e-9d0b-0f6f2b2c5a11
      logsource:
        product: linux
        service: sshd
      detection:
        failed:
          message|contains: 'Failed password'
        condition: failed
      level: high
      """;

  private SampleAlerts() {}

  static Event.Builder failedPassword() {
    return Event.builder()
        .id("auth.log:7")
        .time(Instant.parse("2026-06-02T03:00:01.250Z"))
        .receivedAt(Instant.parse("2026-06-02T03:00:02Z"))
        .host("web-01.corp.example")
        .program("sshd")
        .pid(1234)
        .user("root")
        .sourceAddress("203.0.113.5")
        .sourcePort(49152)
        .logSource(LogSource.of("linux", "sshd"))
        .category(EventCategory.AUTHENTICATION)
        .authenticationOutcome(AuthenticationOutcome.FAILURE)
        .message("Failed password for root from 203.0.113.5 port 49152 ssh2")
        .raw(
            "<34>1 2026-06-02T03:00:01.250Z web-01.corp.example sshd 1234 - - Failed password for"
                + " root from 203.0.113.5 port 49152 ssh2");
  }

  static RuleRef sigmaRule() {
    return new RuleRef(
        "6f3a9c2e-8a64-4a5e-9d0b-0f6f2b2c5a11",
        "SSH password guessing",
        Severity.HIGH,
        List.of(
            "attack.credential_access",
            "attack.t1110.001",
            "attack.g0007",
            "cve.2021-44228",
            "detection.emerging-threats"),
        "Somebody tries passwords.\nLook at the source.",
        new RuleText("sigma", SIGMA_TEXT),
        LocalDate.of(2026, 1, 10),
        LocalDate.of(2026, 2, 1));
  }

  static Alert sigma() {
    Event event = failedPassword().build();
    Detection detection =
        Detection.of(
            sigmaRule(),
            event,
            new Evidence.Fields(
                List.of(
                    new Evidence.FieldMatch(
                        "failed", "message", "*Failed password*", "Failed password for root"))),
            "message contains 'Failed password'");
    return Alert.open(detection, event.receivedAt());
  }

  static Alert code() {
    Event event = failedPassword().build();
    Detection detection =
        Detection.of(
            RuleRef.of("root-login", "Root tried to log in", Severity.MEDIUM, "attack.t1078"),
            event,
            "root tried to log in from 203.0.113.5");
    return Alert.open(detection, event.receivedAt());
  }

  static Alert chain() {
    Instant start = Instant.parse("2026-06-02T03:00:00Z");
    Event scan =
        Event.builder()
            .time(start)
            .host("fw-01")
            .program("kernel")
            .sourceAddress("203.0.113.5")
            .destinationAddress("198.51.100.3")
            .sourcePort(40000)
            .destinationPort(22)
            .derived("network.transport", "TCP")
            .category(EventCategory.NETWORK)
            .build();
    Event guess = failedPassword().build();
    Event login =
        failedPassword()
            .time(Instant.parse("2026-06-02T03:05:00Z"))
            .receivedAt(Instant.parse("2026-06-02T03:05:00Z"))
            .pid(1300)
            .authenticationOutcome(AuthenticationOutcome.SUCCESS)
            .build();
    Event sudo =
        Event.builder()
            .time(Instant.parse("2026-06-02T03:06:00Z"))
            .receivedAt(Instant.parse("2026-06-02T03:06:01Z"))
            .host("web-01.corp.example")
            .program("sudo")
            .pid(1310)
            .user("root")
            .logSource(LogSource.of("linux", "sudo"))
            .derived("process.executable", "/usr/bin/id")
            .derived("process.command_line", "/usr/bin/id -u")
            .build();
    RuleRef rule =
        RuleRef.of(
                "chain-004",
                "Full kill chain",
                Severity.CRITICAL,
                "attack.initial-access",
                "attack.t1110",
                "attack.t1548.003")
            .describedAs("From a scan to a root shell.");
    Detection detection =
        new Detection(
            rule,
            Severity.CRITICAL,
            sudo.time(),
            new Entity(Entity.Kind.ADDRESS, "203.0.113.5"),
            List.of(scan, guess, login, sudo),
            new Evidence.Chain(
                List.of(
                    new Evidence.Step(
                        "port scan", 12, 10, start, start.plusSeconds(30), List.of(scan)),
                    new Evidence.Step(
                        "brute force", 5, 5, guess.time(), guess.time(), List.of(guess)),
                    new Evidence.Step("login", 1, 1, login.time(), login.time(), List.of(login)),
                    new Evidence.Step(
                        "escalation", 1, 1, sudo.time(), sudo.time(), List.of(sudo)))),
            "203.0.113.5 scanned, guessed a password, logged in and became root");
    return Alert.open(detection, sudo.receivedAt());
  }

  static Alert anomaly() {
    Event event =
        Event.builder()
            .time(Instant.parse("2026-06-02T03:12:00.5Z"))
            .host("web-01")
            .program("nginx")
            .sourceAddress("2001:db8::1")
            .derived("url.full", "http://shop.example/a?b=c")
            .derived("file.path", "/var/www/a.php")
            .build();
    Detection detection =
        Detection.of(
            RuleRef.of("anomaly", "Unusual event", Severity.MEDIUM),
            event,
            new Evidence.Anomaly(
                0.69149,
                0.62,
                List.of(
                    new Evidence.Driver("hour_of_day", 3.2, 0.31, "03:12 is unusual"),
                    new Evidence.Driver("has_user", 0, 0.11, "no user is named"))),
            "nothing like it was seen before");
    return Alert.open(detection, event.receivedAt());
  }

  static List<Alert> all() {
    return List.of(sigma(), code(), chain(), anomaly());
  }
}
