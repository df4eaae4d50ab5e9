package io.nanosiem.peers;

import com.amazon.randomcutforest.RandomCutForest;
import io.nanosiem.benchmarks.ForestRows;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A random cut forest on the rows that ours is measured on, 100 trees of 256 rows too. It learns
 * from each row as it comes, where ours is grown once, so its update stands beside our fit.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForestPeersBenchmark {
  private static final int SCORED = 512;

  private float[][] rows = new float[0][];
  private RandomCutForest forest = randomCutForest(1);
  private int next;

  static RandomCutForest randomCutForest(int features) {
    return RandomCutForest.builder()
        .dimensions(features)
        .numberOfTrees(100)
        .sampleSize(256)
        .randomSeed(42)
        .parallelExecutionEnabled(false)
        .build();
  }

  static float[][] rows() {
    double[][] week = ForestRows.week();
    float[][] rows = new float[week.length][week[0].length];
    for (int i = 0; i < rows.length; i++) {
      double[] row = week[(int) (i * 7_919L % week.length)];
      for (int feature = 0; feature < row.length; feature++) {
        // It knows no missing values.
        rows[i][feature] = Double.isNaN(row[feature]) ? 0 : (float) row[feature];
      }
    }
    return rows;
  }

  /** Shows it enough rows to fill its samples several times over. */
  @Setup
  public void setUp() {
    rows = rows();
    forest = randomCutForest(rows[0].length);
    for (int i = 0; i < 4_000; i++) {
      forest.update(rows[i]);
    }
  }

  /**
   * The score of one row.
   *
   * @return the score
   */
  @Benchmark
  public double randomCutForestScore() {
    next = (next + 1) & (SCORED - 1);
    return forest.getAnomalyScore(rows[next]);
  }

  /** Learning from one row. */
  @Benchmark
  public void randomCutForestUpdate() {
    next = next + 1 == rows.length ? 0 : next + 1;
    forest.update(rows[next]);
  }
}
