package io.nanosiem.benchmarks;

import io.nanosiem.ml.IsolationForest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Holds our forest against scikit-learn's on labelled sets: the same sets, as many seeds, both
 * means of the area under the ROC curve with what chance does to them.
 */
public final class ForestParity {
  /** Means may differ by so much … */
  private static final double BOUND = 0.005;

  /** … or by so many standard errors of their difference. */
  private static final double ERRORS = 2;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private ForestParity() {}

  /** What one of the two made of one set, a number for each seed. */
  private static final class Runs {
    final List<Double> areas = new ArrayList<>();
    final List<Double> precisions = new ArrayList<>();
    final List<Double> fitMillis = new ArrayList<>();
    final List<Double> scoreMicros = new ArrayList<>();

    /** With exact harmonic numbers where scikit-learn has a logarithm; ours always has them. */
    final List<Double> exactAreas = new ArrayList<>();
  }

  /**
   * Prints a table in Markdown.
   *
   * @param args the folder of sets, the file of lines that forest_parity.py wrote, and the names of
   *     the sets that were named before any was measured, with commas
   * @throws IOException if a file cannot be read
   */
  public static void main(String[] args) throws IOException {
    Path sets = Path.of(args[0]);
    List<String> named = List.of(args[2].split(",", -1));
    Map<String, Runs> theirs = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of(args[1]))) {
      String[] parts = line.split("\t", -1);
      if (parts.length == 10) {
        Runs runs = theirs.computeIfAbsent(parts[0], name -> new Runs());
        runs.areas.add(Double.valueOf(parts[4]));
        runs.precisions.add(Double.valueOf(parts[5]));
        runs.fitMillis.add(Double.valueOf(parts[6]));
        runs.scoreMicros.add(Double.valueOf(parts[7]));
        runs.exactAreas.add(Double.valueOf(parts[8]));
      }
    }
    table("Sets named before they were measured", sets, theirs, named, true);
    List<String> others =
        theirs.keySet().stream().filter(name -> !named.contains(name)).sorted().toList();
    table("Other sets", sets, theirs, others, false);
  }

  private static void table(
      String title, Path sets, Map<String, Runs> theirs, List<String> names, boolean isNamed)
      throws IOException {
    System.out.println("\n### " + title + "\n");
    System.out.println(
        "| set | n×d | scikit-learn | with exact c(n) | ours | difference | its standard error | |"
            + " AP, scikit-learn | AP, ours | fit ms, scikit-learn | ours | µs/row, scikit-learn |"
            + " ours |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    double sum = 0;
    int measured = 0;
    int alike = 0;
    List<String> absent = new ArrayList<>();
    for (String name : names) {
      Path file = sets.resolve(name + ".csv.gz");
      Runs their = theirs.get(name);
      if (their == null || !Files.exists(file)) {
        absent.add(name);
        continue;
      }
      LabelledSet set = LabelledSet.read(file);
      Runs our = run(set, their.areas.size());
      double difference = mean(our.areas) - mean(their.areas);
      double error = Math.hypot(errorOfMean(our.areas), errorOfMean(their.areas));
      boolean same = Math.abs(difference) <= Math.max(BOUND, ERRORS * error);
      sum += difference;
      measured++;
      alike += same ? 1 : 0;
      System.out.printf(
          Locale.ROOT,
          "| %s | %d×%d | %.4f ±%.4f | %.4f | %.4f ±%.4f | %+.4f | %.4f | %s | %.3f | %.3f | %.0f |"
              + " %.1f | %.1f | %.2f |%n",
          name,
          set.rows.length,
          set.rows[0].length,
          mean(their.areas),
          deviation(their.areas),
          mean(their.exactAreas),
          mean(our.areas),
          deviation(our.areas),
          difference,
          error,
          same ? "alike" : "**apart**",
          mean(their.precisions),
          mean(our.precisions),
          median(their.fitMillis),
          median(our.fitMillis),
          median(their.scoreMicros),
          median(our.scoreMicros));
    }
    System.out.printf(
        Locale.ROOT,
        "%n%d of %d alike; mean difference %+.4f%s.%n",
        alike,
        measured,
        sum / measured,
        isNamed && !absent.isEmpty() ? "; not here: " + String.join(", ", absent) : "");
  }

  private static Runs run(LabelledSet set, int seeds) {
    double[] scores = new double[set.rows.length];
    Runs runs = new Runs();
    for (int seed = 0; seed < seeds; seed++) {
      long begin = THREADS.getCurrentThreadCpuTime();
      IsolationForest forest = IsolationForest.builder().seed(seed).fit(set.rows);
      long fitted = THREADS.getCurrentThreadCpuTime();
      forest.score(set.rows, scores);
      long scored = THREADS.getCurrentThreadCpuTime();
      double[] measures = set.measures(scores);
      runs.areas.add(measures[0]);
      runs.precisions.add(measures[1]);
      runs.fitMillis.add((fitted - begin) / 1e6);
      runs.scoreMicros.add((scored - fitted) / 1e3 / set.rows.length);
    }
    return runs;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(value -> value).average().orElse(Double.NaN);
  }

  private static double deviation(List<Double> values) {
    double mean = mean(values);
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / (values.size() - 1));
  }

  private static double errorOfMean(List<Double> values) {
    return deviation(values) / Math.sqrt(values.size());
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(value -> value).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
