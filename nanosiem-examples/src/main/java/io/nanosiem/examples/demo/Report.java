package io.nanosiem.examples.demo;

import io.nanosiem.alert.Alert;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import io.nanosiem.event.Printable;
import io.nanosiem.examples.demo.Demo.Outcome;
import io.nanosiem.examples.demo.Terminal.Cell;
import io.nanosiem.examples.demo.Terminal.Style;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells a person what came out. Text from logs is made printable before it gets here. */
final class Report {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int MOST_ALERTS = 40;

  private final Terminal terminal;

  Report(Terminal terminal) {
    this.terminal = terminal;
  }

  void tell(Outcome outcome, Path out) {
    stages(outcome, out);
    List<Alert> alerts = worstFirst(outcome.alerts());
    if (alerts.isEmpty()) {
      quiet(outcome);
      return;
    }
    table(alerts);
    story(alerts);
    why(alerts);
    files(out);
  }

  private static List<Alert> worstFirst(List<Alert> alerts) {
    return alerts.stream()
        .sorted(
            Comparator.comparing(Alert::severity, Comparator.reverseOrder())
                .thenComparing(Alert::firstSeen)
                .thenComparing(Alert::id))
        .toList();
  }

  void stages(Outcome outcome, Path out) {
    Map<String, Long> formats = outcome.stats().byFormat();
    long lines = outcome.stats().processed();
    terminal.line();
    terminal.stage(
        1,
        "parse",
        count(lines, "line")
            + " from "
            + count(outcome.files().size(), "file")
            + ": "
            + formats.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(entry -> entry.getKey() + " " + number(entry.getValue()))
                .collect(Collectors.joining(", ")));
    if (!outcome.stats().warnings().isEmpty()) {
      terminal.line(
          " ".repeat(16)
              + terminal.styled(
                  Style.DIM,
                  "remarks: "
                      + outcome.stats().warnings().entrySet().stream()
                          .map(entry -> entry.getKey() + " " + number(entry.getValue()))
                          .collect(Collectors.joining(", "))));
    }
    long chain = alertsOf(outcome, Evidence.Chain.class);
    long anomalies = alertsOf(outcome, Evidence.Anomaly.class);
    long sigma = outcome.alerts().size() - chain - anomalies;
    terminal.stage(2, "sigma", count(outcome.sigmaRules(), "rule") + " → " + count(sigma, "alert"));
    terminal.stage(
        3, "correlate", count(outcome.chains(), "chain") + " → " + count(chain, "alert"));
    terminal.stage(4, "anomaly", "isolation forest → " + count(anomalies, "alert"));
    terminal.stage(
        5,
        "stix",
        count(outcome.alerts().size(), "bundle") + " under " + printable(out.toString()));
    if (!outcome.stats().faults().isEmpty()) {
      terminal.line("  " + terminal.styled(Style.HIGH, "failed: " + outcome.stats().faults()));
    }
    if (!outcome.finished()) {
      terminal.line("  " + terminal.styled(Style.HIGH, "stopped before the end: out of patience"));
    }
  }

  private static long alertsOf(Outcome outcome, Class<? extends Evidence> kind) {
    return outcome.alerts().stream()
        .filter(alert -> kind.isInstance(alert.detection().evidence()))
        .count();
  }

  void quiet(Outcome outcome) {
    long loud =
        outcome.alerts().stream().filter(a -> a.severity().atLeast(Severity.MEDIUM)).count();
    terminal.line();
    terminal.line(
        "  "
            + (loud == 0
                ? terminal.styled(Style.GOOD, "No alert of medium or above.")
                : terminal.styled(Style.HIGH, count(loud, "alert") + " of medium or above.")));
  }

  private void table(List<Alert> alerts) {
    terminal.title("Alerts, worst first");
    List<List<Cell>> rows = new ArrayList<>();
    for (Alert alert : alerts.subList(0, Math.min(MOST_ALERTS, alerts.size()))) {
      rows.add(
          List.of(
              severity(alert),
              Cell.of(TIME.format(alert.firstSeen())),
              Cell.of(number(alert.count()) + "×"),
              Cell.of(alert.entity() == null ? "–" : cut(alert.entity().value(), 24)),
              Cell.of(printable(alert.rule().title()))));
    }
    terminal.table(List.of("severity", "first seen", "count", "about", "what"), rows);
    if (alerts.size() > MOST_ALERTS) {
      terminal.line("  … and " + (alerts.size() - MOST_ALERTS) + " more");
    }
  }

  private static Cell severity(Alert alert) {
    return new Cell(Style.valueOf(alert.severity().name()), alert.severity().name());
  }

  /** The longest chain among the worst alerts, step by step. */
  private void story(List<Alert> alerts) {
    Optional<Alert> longest =
        alerts.stream()
            .filter(alert -> alert.detection().evidence() instanceof Evidence.Chain)
            .max(Comparator.comparingInt(Report::steps).thenComparing(Alert::severity));
    if (longest.isEmpty()) {
      return;
    }
    Alert alert = longest.get();
    terminal.title("The story: " + printable(alert.rule().title()));
    terminal.paragraph(2, printable(alert.detection().explanation()));
    terminal.line();
    Instant before = null;
    int number = 1;
    for (Evidence.Step step : ((Evidence.Chain) alert.detection().evidence()).steps()) {
      terminal.line(
          "  "
              + terminal.styled(Style.TITLE, number++ + ". " + printable(step.name()))
              + "  "
              + TIME.format(step.first())
              + (step.count() > 1 ? "  " + number(step.count()) + "×" : "")
              + (before == null
                  ? ""
                  : terminal.styled(
                      Style.DIM, "  " + words(Duration.between(before, step.first())) + " later")));
      before = step.last();
      if (!step.events().isEmpty()) {
        Event first = step.events().get(0);
        terminal.line("     " + terminal.styled(Style.DIM, cut(text(first), 110)));
      }
    }
  }

  private static int steps(Alert alert) {
    return alert.detection().evidence() instanceof Evidence.Chain chain ? chain.steps().size() : 0;
  }

  private static String text(Event event) {
    String id = event.id() == null ? "" : event.id() + ": ";
    return id + (event.raw() != null ? event.raw() : String.valueOf(event.message()));
  }

  private void why(List<Alert> alerts) {
    terminal.title("Why each fired");
    for (Alert alert : alerts.subList(0, Math.min(MOST_ALERTS, alerts.size()))) {
      terminal.line(
          "  "
              + terminal.styled(
                  Style.valueOf(alert.severity().name()), printable(alert.rule().title()))
              + (alert.entity() == null ? "" : "  " + cut(alert.entity().value(), 40)));
      terminal.paragraph(4, printable(alert.detection().explanation()));
    }
  }

  private void files(Path out) {
    terminal.title("Where the files are");
    terminal.line("  " + terminal.styled(Style.LINK, printable(out + "/alerts-<day>.ndjson")));
    terminal.line("  " + terminal.styled(Style.LINK, printable(out + "/<day>/alert-<id>.json")));
    terminal.line("  the first has every revision of every alert, the others are STIX 2.1 bundles");
  }

  static String words(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
  }

  private static String count(long number, String noun) {
    return number(number) + " " + noun + (number == 1 ? "" : "s");
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Escapes what could move a cursor, as {@code Alert.summary()} does. */
  private static String printable(String text) {
    return Printable.of(text, Integer.MAX_VALUE);
  }

  private static String cut(String text, int length) {
    return Printable.of(text, length);
  }
}
