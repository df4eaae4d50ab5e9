package io.nanosiem.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes one page of what the instruments wrote into a directory: files of JMH, tables of reports,
 * figures of replays. What is not there is left out, and said to be.
 */
public final class SigmaTables {
  private static final String EVALUATE = "LaneBenchmark.evaluate";
  private static final String BYTES = "LaneBenchmark.bytesToMatches";
  private static final String WITHOUT = "LaneBenchmark.withoutIndex";

  private final Path directory;
  private final List<JmhResult> results = new ArrayList<>();
  private final StringBuilder page = new StringBuilder();
  private final List<List<String>> rows = new ArrayList<>();

  private SigmaTables(Path directory) throws IOException {
    this.directory = directory;
    for (String name : List.of("one", "two", "plain", "count", "hostile", "load")) {
      results.addAll(JmhResult.read(directory.resolve(name + ".json")));
    }
  }

  /**
   * Prints the page.
   *
   * @param args the directory
   * @throws IOException if it cannot be read
   */
  public static void main(String[] args) throws IOException {
    System.out.print(new SigmaTables(Path.of(args[0])).page());
  }

  private String page() throws IOException {
    page.append("# Sigma, measured\n\n").append(Machine.head(text("commit"), text("before")));
    results.stream()
        .map(JmhResult::settings)
        .distinct()
        .forEach(each -> page.append("- JMH: ").append(each).append('\n'));
    lanes("true", "Lanes, routed by log source");
    lanes("false", "Lanes, every rule for every event");
    counts();
    hostile();
    loading();
    section("Compiling, heap, and whether all ways find the same");
    page.append(textOrNone("report.md"));
    replay();
    section("Whole engine");
    page.append(textOrNone("pipeline.md"));
    return page.toString();
  }

  private void lanes(String routed, String title) {
    section(title);
    for (String lane : Lane.NAMES) {
      JmhResult evaluate = lane(EVALUATE, 1, lane, routed);
      JmhResult evaluateTwo = lane(EVALUATE, 2, lane, routed);
      JmhResult bytes = lane(BYTES, 1, lane, routed);
      JmhResult bytesTwo = lane(BYTES, 2, lane, routed);
      JmhResult without = lane(WITHOUT, 1, lane, routed);
      if (evaluate != null || bytes != null || without != null) {
        row(
            lane,
            score(evaluate),
            bytesEach(evaluate),
            score(evaluateTwo),
            ratio(evaluateTwo, evaluate, "%.2f"),
            score(bytes),
            bytesEach(bytes),
            score(bytesTwo),
            ratio(bytesTwo, bytes, "%.2f"),
            score(without),
            ratio(evaluate, without, "%.0f"));
      }
    }
    table(
        "Events a second; ± is JMH's error of 99.9 %; times is evaluate through without index.",
        "lane",
        "evaluate, 1 thread",
        "B/op",
        "2 threads",
        "2 : 1",
        "bytes→matches, 1 thread",
        "B/op",
        "2 threads",
        "2 : 1",
        "without index",
        "times");
  }

  private @Nullable JmhResult lane(String name, int threads, String lane, String routed) {
    return results.stream()
        .filter(each -> each.is(name, threads))
        .filter(each -> each.parameter("lane").equals(lane))
        .filter(each -> each.parameter("routed").equals(routed))
        .findFirst()
        .orElse(null);
  }

  private void counts() {
    section("Number of rules");
    for (JmhResult each : results) {
      if (each.is("RuleCountBenchmark.evaluate", 1)) {
        row(
            each.parameter("rules"),
            score(each),
            format("%.2f", 1e6 / each.score()),
            format("%.2f", each.other("matches") / each.other("events")),
            bytesEach(each));
      }
    }
    table(
        "Structured Windows events, routed, one thread. Rules of SigmaHQ are taken at even"
            + " distances; compare those that are made up among themselves.",
        "rules",
        "events/s",
        "µs an event",
        "matches an event",
        "B/op");
  }

  private void hostile() {
    section("Rules made to hurt");
    for (JmhResult each : results) {
      if (each.is("HostileRulesBenchmark.evaluate", 1)) {
        row(
            each.parameter("set"),
            each.parameter("size"),
            score(each),
            format("%.1f", each.other("matches") / each.other("events")),
            format("%.1f", each.other("skipped") / each.other("events")),
            bytesEach(each));
      }
    }
    table(
        "Average time an event takes; large is a field of a mebibyte. Searches that are given up"
            + " count as no match.",
        "rules",
        "event",
        "µs",
        "matches an event",
        "searches given up an event",
        "B/op");
  }

  private void loading() {
    section("Loading from files");
    for (JmhResult each : results) {
      if (each.benchmark().startsWith("LoadBenchmark.")) {
        row(
            each.benchmark().endsWith("cold") ? "first of a process" : "warm",
            each.parameter("threads"),
            score(each),
            format("%,.0f", each.bytes() / 1e6));
      }
    }
    table("", "load", "threads", "ms", "MB allocated");
  }

  private void replay() throws IOException {
    section("From a file to matches on standard output, as a process");
    for (String line : text("replay.txt").lines().toList()) {
      Map<String, String> figures = figures(line);
      double events = number(figures, "events");
      row(
          figures.getOrDefault("lane", "?"),
          figures.getOrDefault("threads", "?"),
          format("%,.0f", events),
          format("%,.0f", number(figures, "matches")),
          format("%,.0f", number(figures, "refused") + number(figures, "too-long")),
          format("%,.0f", events / number(figures, "seconds")),
          format("%,.0f", events / number(figures, "process")),
          format("%,.0f", events / number(figures, "cpu")),
          format("%.2f", number(figures, "loading")));
    }
    table(
        "Net is without starting and loading rules, gross with both; CPU is net.",
        "lane",
        "threads",
        "events",
        "matches",
        "refused",
        "events/s net",
        "events/s gross",
        "events/CPU-s",
        "loading, s");
  }

  private static Map<String, String> figures(String line) {
    Map<String, String> figures = new HashMap<>();
    for (String part : line.split(" ", -1)) {
      int at = part.indexOf('=');
      if (at > 0) {
        figures.put(part.substring(0, at), part.substring(at + 1));
      }
    }
    return figures;
  }

  private static double number(Map<String, String> figures, String name) {
    try {
      return Double.parseDouble(figures.getOrDefault(name, "NaN"));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private void section(String title) {
    page.append("\n## ").append(title).append("\n\n");
  }

  private void table(String caption, String... columns) {
    if (rows.isEmpty()) {
      page.append("Not run.\n");
      return;
    }
    if (!caption.isEmpty()) {
      page.append(caption).append("\n\n");
    }
    line(List.of(columns));
    page.append("|---".repeat(columns.length)).append("|\n");
    rows.forEach(this::line);
    rows.clear();
  }

  private void row(String... cells) {
    rows.add(List.of(cells));
  }

  private void line(List<String> cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String score(@Nullable JmhResult result) {
    if (result == null) {
      return "not run";
    }
    return format("%,.0f", result.score())
        + (Double.isNaN(result.error()) ? " ±?" : format(" ±%,.0f", result.error()));
  }

  private static String bytesEach(@Nullable JmhResult result) {
    return result == null ? "" : format("%,.0f", result.bytes());
  }

  private static String ratio(@Nullable JmhResult of, @Nullable JmhResult through, String format) {
    return of == null || through == null ? "" : format(format, of.score() / through.score());
  }

  private static String format(String format, double value) {
    return Double.isNaN(value) ? "?" : String.format(Locale.ROOT, format, value);
  }

  private String textOrNone(String name) throws IOException {
    String text = text(name);
    return text.isBlank() ? "Not run.\n" : text;
  }

  private String text(String name) throws IOException {
    Path file = directory.resolve(name);
    return Files.exists(file) ? Files.readString(file) : "";
  }
}
