package io.nanosiem.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.NanoSiem;
import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.event.Event;
import io.nanosiem.listen.SyslogListener;
import io.nanosiem.ml.AnomalyDetector;
import io.nanosiem.sigma.RuleMatch;
import io.nanosiem.sigma.SigmaDetector;
import io.nanosiem.sigma.SigmaRules;
import io.nanosiem.stix.StixSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the README, as they are, but for ports, paths and the clock. */
class ArchitectureExamplesTest {
  private static final Path RULES = Path.of("src", "main", "sigma");

  @TempDir Path directory;

  @Test
  void theWholeEngine() throws IOException {
    Path model = directory.resolve("model.forest");
    AnomalyDetector.demo().save(model);
    Path alerts = directory.resolve("alerts");
    Clock clock = Clock.fixed(Instant.parse("2026-06-02T03:10:00Z"), ZoneOffset.UTC);
    List<String> printed = Collections.synchronizedList(new ArrayList<>());

    try (NanoSiem siem =
        NanoSiem.builder()
            .clock(clock)
            .listener(SyslogListener.tcp(0))
            .detector(SigmaDetector.load(RULES))
            .detector(CorrelationDetector.builtIn())
            .detector(AnomalyDetector.load(model))
            .sink(StixSink.directory(alerts))
            .onAlert(alert -> printed.add(alert.summary()))
            .start()) {
      for (int i = 0; i < 5; i++) {
        siem.submit(
            "<34>1 2026-06-02T03:00:0"
                + i
                + "Z web-01 sshd 1234 - - Failed password for root from 203.0.113.5 port 22");
      }
      assertThat(siem.awaitIdle(Duration.ofSeconds(20))).isTrue();
    }

    assertThat(printed).anyMatch(line -> line.contains("[203.0.113.5]"));
    try (Stream<Path> bundles = Files.list(alerts.resolve("2026-06-02"))) {
      assertThat(bundles).isNotEmpty();
    }
  }

  @Test
  void oneModuleAlone() {
    SigmaRules rules = SigmaRules.load(RULES);
    String line =
        "{\"program\":\"sshd\",\"message\":\"Failed password for root from 203.0.113.5 port 22\"}";
    List<String> matched = new ArrayList<>();
    for (RuleMatch match : rules.match(Event.fromJson(line))) {
      matched.add(match.rule().title());
    }
    assertThat(matched).containsExactly("Failed login over SSH");

    Map<String, String> myFields = Map.of("message", "Accepted password for root");
    assertThat(rules.match(myFields::get)).isEmpty();
    assertThat(rules.explain("ssh-brute-force", Event.of(myFields)).toString()).contains("message");
  }
}
