package io.nanosiem.benchmarks;

import io.nanosiem.ml.IsolationForest;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;

/**
 * What the isolation forest costs in processor time of one thread, which says more than the clock
 * on a machine that is shared: 100 trees of 256 rows of 31 features.
 */
public final class ForestReport {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int BATCH = 8_192;
  private static double sink;

  private ForestReport() {}

  /**
   * Measures and prints a table.
   *
   * @param args how many rounds, of which the first half warms up
   */
  public static void main(String[] args) {
    int rounds = Integer.parseInt(args[0]);
    double[][] week = ForestRows.week();
    IsolationForest forest = IsolationForest.builder().fit(week);
    double[][] batch = new double[BATCH][];
    for (int i = 0; i < BATCH; i++) {
      batch[i] = week[(int) (i * 7_919L % week.length)];
    }
    // Few enough to stay in the cache: a row is scored when its features have just been written.
    double[][] rows = Arrays.copyOf(batch, 512);
    double[] values = new double[forest.features()];
    double[] scores = new double[BATCH];

    System.out.println(
        "Processor time of one thread, " + rounds / 2 + " rounds; rows: " + ForestRows.origin());
    System.out.println("\n| | µs, median | least |\n|---|---|---|");
    measure("score of a row", rounds, 20 * rows.length, () -> scoreAll(forest, rows, 20));
    measure("score and gain", rounds, 20 * rows.length, () -> gainAll(forest, rows, values, 20));
    measure("score and Shapley values", rounds, 100, () -> shapleyAll(forest, rows, values, 100));
    measure("score of a row of many", rounds, BATCH, () -> forest.score(batch, scores));
    measure("fit, an array a row", rounds, 4, () -> fit(week, 4));
    if (Double.isNaN(sink)) {
      throw new IllegalStateException("a score is no number");
    }
  }

  private static void measure(String what, int rounds, int operations, Runnable work) {
    double[] micros = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      long begin = THREADS.getCurrentThreadCpuTime();
      work.run();
      micros[round] = (THREADS.getCurrentThreadCpuTime() - begin) / 1e3 / operations;
    }
    double[] warm = Arrays.copyOfRange(micros, rounds / 2, rounds);
    Arrays.sort(warm);
    System.out.printf(Locale.ROOT, "| %s | %.2f | %.2f |%n", what, warm[warm.length / 2], warm[0]);
  }

  private static void scoreAll(IsolationForest forest, double[][] rows, int times) {
    for (int i = 0; i < times; i++) {
      for (double[] row : rows) {
        sink += forest.score(row);
      }
    }
  }

  private static void gainAll(IsolationForest forest, double[][] rows, double[] values, int times) {
    for (int i = 0; i < times; i++) {
      for (double[] row : rows) {
        sink += forest.score(row, values);
      }
    }
  }

  private static void shapleyAll(
      IsolationForest forest, double[][] rows, double[] values, int count) {
    for (int i = 0; i < count; i++) {
      sink += forest.shapley(rows[i], values);
    }
  }

  private static void fit(double[][] rows, int times) {
    for (int seed = 0; seed < times; seed++) {
      sink += IsolationForest.builder().seed(seed).fit(rows).baseDepth();
    }
  }
}
