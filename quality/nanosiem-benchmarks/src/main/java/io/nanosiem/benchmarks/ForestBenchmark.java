package io.nanosiem.benchmarks;

import io.nanosiem.ml.IsolationForest;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the isolation forest costs on one thread: 100 trees of 256 rows of 31 features. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForestBenchmark {
  private static final int BATCH = 8_192;

  /** Few enough to stay in the cache: a row is scored when its features have just been written. */
  private static final int ROWS = 512;

  private final double[] scores = new double[BATCH];
  private double[][] rows = new double[0][];
  private double[][] batch = new double[0][];
  private double[] values = new double[0];
  private IsolationForest forest =
      IsolationForest.builder().trees(1).fit(new double[][] {{0}, {1}});
  private int next;

  /** Fits the forest. The rows to be scored come from all of the week. */
  @Setup
  public void setUp() {
    double[][] week = ForestRows.week();
    forest = IsolationForest.builder().fit(week);
    values = new double[forest.features()];
    batch = new double[BATCH][];
    for (int i = 0; i < BATCH; i++) {
      batch[i] = week[(int) (i * 7_919L % week.length)];
    }
    rows = Arrays.copyOf(batch, ROWS);
  }

  private double[] row() {
    next = (next + 1) & (ROWS - 1);
    return rows[next];
  }

  /**
   * The score of one row.
   *
   * @return the score
   */
  @Benchmark
  public double score() {
    return forest.score(row());
  }

  /**
   * The same and what made it.
   *
   * @return the score
   */
  @Benchmark
  public double scoreAndGain() {
    return forest.score(row(), values);
  }

  /**
   * The same and the Shapley values.
   *
   * @return the score
   */
  @Benchmark
  public double shapley() {
    return forest.shapley(row(), values);
  }

  /**
   * A row of many that are scored together.
   *
   * @return the scores
   */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public double[] scoreInBatch() {
    forest.score(batch, scores);
    return scores;
  }
}
