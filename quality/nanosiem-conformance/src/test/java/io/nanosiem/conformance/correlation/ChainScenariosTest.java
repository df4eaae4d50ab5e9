package io.nanosiem.conformance.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.conformance.OutsideData;
import io.nanosiem.correlation.Chain;
import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.correlation.Fact;
import io.nanosiem.correlation.GroupBy;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import io.nanosiem.event.FieldSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The scenarios of the data folder that are written as chains. */
class ChainScenariosTest {
  /** What a definition may hold that we can say with a chain. */
  private static final Set<String> EXPRESSIBLE =
      Set.of("kind", "name", "groupBy", "within", "steps", "until");

  /** How many must pass: all that are in the data. */
  private static final int FLOOR = 6;

  @Test
  void scenariosWrittenAsChainsGiveTheAlertsExpected() throws IOException {
    Path scenarios = OutsideData.folder().resolve("correlation").resolve("scenarios.ndjson");
    int passed = 0;
    List<String> beyond = new ArrayList<>();
    int others = 0;
    for (String line : Files.readAllLines(scenarios)) {
      Event scenario = Event.fromJson(line);
      Map<?, ?> definition = map(scenario.field("definition"));
      String name = String.valueOf(scenario.field("name"));
      if (!"chain".equals(definition.get("kind"))) {
        others++;
        continue;
      }
      if (!EXPRESSIBLE.containsAll(definition.keySet())
          || !map(scenario.field("options")).isEmpty()) {
        beyond.add(name);
        continue;
      }
      assertThat(run(chain(definition), list(scenario.field("events"))))
          .as("%s: %s", name, scenario.field("rationale"))
          .isEqualTo(expected(list(scenario.field("expected"))));
      passed++;
    }
    System.out.printf(
        "correlation scenarios: %d chains passed, %d chains not yet expressible %s,"
            + " %d Sigma definitions not run here%n",
        passed, beyond.size(), beyond, others);
    assertThat(passed).isGreaterThanOrEqualTo(FLOOR);
  }

  private static Chain chain(Map<?, ?> definition) {
    Chain.Builder chain =
        Chain.named(String.valueOf(definition.get("name")), "A scenario")
            .within(duration(String.valueOf(definition.get("within"))))
            .by(
                GroupBy.fields(
                    list(definition.get("groupBy")).stream()
                        .map(String::valueOf)
                        .toArray(String[]::new)));
    for (Object each : list(definition.get("steps"))) {
      Map<?, ?> step = map(each);
      String rule = String.valueOf(step.get("rule"));
      chain.step(rule, detectedBy(rule));
      if (step.get("atLeast") instanceof Number count) {
        chain.atLeast(count.intValue());
      }
    }
    if (definition.get("until") instanceof String end) {
      chain.until(detectedBy(end));
    }
    return chain.build();
  }

  private static Fact detectedBy(String rule) {
    return io.nanosiem.correlation.Facts.detectedBy(rule);
  }

  private static Duration duration(String text) {
    long number = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 's' -> Duration.ofSeconds(number);
      case 'm' -> Duration.ofMinutes(number);
      case 'h' -> Duration.ofHours(number);
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static List<String> run(Chain chain, List<?> events) {
    CorrelationDetector detector = CorrelationDetector.of(chain);
    List<String> alerts = new ArrayList<>();
    for (Object each : events) {
      Map<?, ?> row = map(each);
      Event.Builder event =
          Event.builder().time(Instant.ofEpochMilli(((Number) value(row, "epoch_ms")).longValue()));
      map(row.get("fields")).forEach((name, value) -> event.field(String.valueOf(name), value));
      Event built = event.build();
      List<Detection> found = new ArrayList<>();
      for (Object rule : list(row.get("matches"))) {
        found.add(
            Detection.of(
                RuleRef.of(String.valueOf(rule), "A rule", Severity.LOW), built, "it matched"));
      }
      detector.accept(
          built,
          found,
          detection ->
              alerts.add(
                  detection.time() + " " + detection.rule().id() + " " + detection.entity()));
    }
    detector.advanceTo(Instant.MAX, detection -> alerts.add("too late: " + detection));
    return alerts;
  }

  private static List<String> expected(List<?> alerts) {
    List<String> texts = new ArrayList<>();
    for (Object each : alerts) {
      Map<?, ?> alert = map(each);
      List<String> key = new ArrayList<>();
      map(alert.get("key")).values().forEach(value -> key.add(String.valueOf(value)));
      texts.add(
          Instant.ofEpochMilli(((Number) value(alert, "at_epoch_ms")).longValue())
              + " "
              + alert.get("rule")
              + " "
              + String.join(", ", key));
    }
    return texts;
  }

  private static Object value(Map<?, ?> map, String name) {
    Object value = map.get(name);
    if (value == null) {
      throw new AssertionError("no " + name + " in " + map);
    }
    return value;
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(@Nullable Object value) {
    return value == null || value == FieldSource.NULL ? List.of() : (List<?>) value;
  }
}
