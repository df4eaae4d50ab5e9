package io.nanosiem.conformance.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.conformance.OutsideData;
import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Detector;
import io.nanosiem.event.Event;
import io.nanosiem.event.FieldSource;
import io.nanosiem.sigma.SigmaCorrelation;
import io.nanosiem.sigma.SigmaDetector;
import io.nanosiem.sigma.SigmaOptions;
import io.nanosiem.sigma.SigmaRules;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The scenarios and cases of the data folder that are written as Sigma rules, from the rule on. */
class SigmaScenariosTest {
  private static final SigmaOptions OPTIONS = SigmaOptions.defaults().lenient().unrouted();

  private static final String AGAIN = "one alert for each group in a timespan, not one an event";
  private static final String LATER = "an upper bound is decided when the window ends";
  private static final String WINDOWS =
      "kinds of windows are no part of Sigma, and refused by name";

  /** Cases whose expected numbers are those of another engine, and how ours are to be read. */
  private static final Map<String, String> DIFFERENT_ON_PURPOSE =
      Map.ofEntries(
          Map.entry("spec/operator::gt_2", AGAIN),
          Map.entry("spec/operator::gte_2", AGAIN),
          Map.entry("spec/value_sum::gt100", AGAIN),
          Map.entry("spec/value_median::eq30", AGAIN),
          Map.entry("spec/operator::eq_2", LATER),
          Map.entry("spec/operator::lt_3", LATER),
          Map.entry("spec/operator::neq_2", LATER),
          Map.entry("rsigma/tests.rs::test_event_count_range_condition", LATER),
          Map.entry(
              "rsigma/group-by::missing_field_is_its_own_group",
              "an event that lacks a field of the grouping takes no part"),
          Map.entry(
              "spec/event_count::event_matching_two_rules_counts_twice",
              "events are counted, not rules that they meet"),
          Map.entry("rsigma/window::session_cap_then_restart", WINDOWS),
          Map.entry("rsigma/window::session_extends_within_gap", WINDOWS),
          Map.entry("rsigma/window::tumbling_late_event_discarded", WINDOWS));

  private static List<Event> rows(String file) throws IOException {
    Path path = OutsideData.folder().resolve("correlation").resolve(file);
    return Files.readAllLines(path).stream().map(Event::fromJson).toList();
  }

  @Test
  void scenariosGiveTheAlertsExpected() throws IOException {
    int passed = 0;
    Map<String, String> wrong = new TreeMap<>();
    for (Event scenario : rows("scenarios.ndjson")) {
      Map<?, ?> definition = map(scenario.field("definition"));
      String name = String.valueOf(scenario.field("name"));
      if (!"sigma".equals(definition.get("kind"))) {
        continue;
      }
      List<?> events = list(scenario.field("events"));
      SigmaRules rules = SigmaRules.parse(String.valueOf(definition.get("yaml")), OPTIONS);
      if (scenario.field("expected_error") != null
          && scenario.field("expected_error") != FieldSource.NULL) {
        assertThat(rules.problems()).as(name).isNotEmpty();
        passed++;
        continue;
      }
      List<String> found = new ArrayList<>();
      run(
          rules,
          map(scenario.field("options")),
          events,
          "epoch_ms",
          1,
          "fields",
          (index, detection) -> {
            if (!detection.isSignal()) {
              found.add(
                  detection.time()
                      + " "
                      + detection.rule().title()
                      + " "
                      + (detection.entity() == null ? "" : detection.entity().value()));
            }
          });
      List<String> expected = new ArrayList<>();
      for (Object each : list(scenario.field("expected"))) {
        Map<?, ?> alert = map(each);
        expected.add(
            Instant.ofEpochMilli(((Number) alert.get("at_epoch_ms")).longValue())
                + " "
                + alert.get("rule")
                + " "
                + String.join(
                    ", ", map(alert.get("key")).values().stream().map(String::valueOf).toList()));
      }
      if (found.equals(expected)) {
        passed++;
      } else {
        wrong.put(name, found + " instead of " + expected + " " + rules.problems());
      }
    }
    System.out.printf("correlation scenarios: %d in Sigma passed%n", passed);
    wrong.forEach((name, what) -> System.out.println(name + ": " + what));
    assertThat(wrong).isEmpty();
  }

  @Test
  void casesFireWhereTheyShould() throws IOException {
    int passed = 0;
    Map<String, String> wrong = new TreeMap<>();
    for (Event row : rows("cases.ndjson")) {
      String id = String.valueOf(row.field("id"));
      SigmaRules rules = SigmaRules.parse(String.valueOf(row.field("rules_yaml")), OPTIONS);
      List<?> events = list(row.field("events"));
      List<Integer> found = new ArrayList<>(Collections.nCopies(events.size(), 0));
      run(
          rules,
          Map.of(),
          events,
          "ts",
          1000,
          "event",
          (index, detection) -> {
            // The correlations below are counted as well.
            boolean isCorrelation =
                rules.correlations().stream()
                    .anyMatch(one -> one.id().equals(detection.rule().id()));
            if (isCorrelation && index < events.size()) {
              found.set(index, found.get(index) + 1);
            }
          });
      List<Integer> expected =
          list(row.field("expected_per_event")).stream().map(n -> ((Number) n).intValue()).toList();
      if (found.equals(expected)) {
        passed++;
      } else {
        wrong.put(
            id,
            found
                + " instead of "
                + expected
                + " "
                + row.field("contested_reasons")
                + rules.problems());
      }
    }
    System.out.printf("correlation cases: %d passed, %d differ%n", passed, wrong.size());
    wrong.forEach((name, what) -> System.out.println(name + ": " + what));
    assertThat(wrong.keySet()).isEqualTo(DIFFERENT_ON_PURPOSE.keySet());
  }

  private interface Heard {
    void found(int index, Detection detection);
  }

  private static void run(
      SigmaRules rules,
      Map<?, ?> options,
      List<?> events,
      String timeKey,
      long unit,
      String fieldsKey,
      Heard heard) {
    SigmaDetector detectors = SigmaDetector.of(rules);
    CorrelationDetector.Builder correlation =
        CorrelationDetector.builder()
            .rules(rules.correlations().stream().map(SigmaCorrelation::rule).toList());
    if (options.get("allowed_lateness_ms") instanceof Number lateness) {
      correlation.allowedLateness(Duration.ofMillis(lateness.longValue()));
    }
    if (options.get("max_future_skew_ms") instanceof Number skew) {
      correlation.maxFutureSkew(Duration.ofMillis(skew.longValue()));
    }
    CorrelationDetector stateful = correlation.build();
    for (int i = 0; i < events.size(); i++) {
      int index = i;
      Map<?, ?> row = map(events.get(i));
      if ("snapshot_restore".equals(row.get("op"))) {
        stateful = restored(stateful, correlation.build());
        continue;
      }
      Instant time =
          Instant.ofEpochMilli(Math.round(((Number) row.get(timeKey)).doubleValue() * unit));
      Event.Builder event = Event.builder().time(time);
      map(row.get(fieldsKey)).forEach((name, value) -> event.field(String.valueOf(name), value));
      Event built = event.build();
      List<Detection> found = new ArrayList<>();
      for (Detector detector : detectors.stateless()) {
        detector.detect(built, found::add);
      }
      stateful.accept(built, found, detection -> heard.found(index, detection));
    }
    stateful.advanceTo(Instant.MAX, detection -> heard.found(events.size(), detection));
  }

  /** Another detector that goes on with what one has come to. */
  private static CorrelationDetector restored(CorrelationDetector from, CorrelationDetector to) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      from.snapshot(new DataOutputStream(bytes));
      to.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(@Nullable Object value) {
    return value == null || value == FieldSource.NULL ? List.of() : (List<?>) value;
  }
}
