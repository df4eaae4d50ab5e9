package io.nanosiem.benchmarks;

import io.nanosiem.ml.IsolationForest;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What growing a forest costs on one thread: 100 trees of 256 of a week's rows, 31 features. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ForestFitBenchmark {
  private double[][] rows = new double[0][];
  private float[] flat = new float[0];
  private long seed;

  /** Reads the rows. */
  @Setup
  public void setUp() {
    rows = ForestRows.week();
    int features = rows[0].length;
    flat = new float[rows.length * features];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) rows[i / features][i % features];
    }
  }

  /**
   * From an array for each row, another seed each time.
   *
   * @return the forest
   */
  @Benchmark
  public IsolationForest fit() {
    return IsolationForest.builder().seed(seed++).fit(rows);
  }

  /**
   * From one array of floats.
   *
   * @return the forest
   */
  @Benchmark
  public IsolationForest fitFlat() {
    return IsolationForest.builder().seed(seed++).fit(flat, flat.length / rows.length);
  }
}
