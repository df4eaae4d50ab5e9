package io.nanosiem.benchmarks;

import io.nanosiem.sigma.SigmaRules;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time to read and compile the 3,132 rules of SigmaHQ, from {@code sigma/rules} below the directory
 * that the environment variable {@code NANOSIEM_DATA} names.
 *
 * <p>A cold start means nothing once the machine is warm, so it needs its own forks and no warm-up:
 * options of JMH that set these spoil it. {@code quality/bench.sh Load -foe true} measures both.
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LoadBenchmark {
  /** How many threads read and compile. */
  @Param({"1", "2"})
  public int threads;

  /** Where the rules are. */
  static Path rules() {
    String data = System.getenv("NANOSIEM_DATA");
    if (data == null) {
      throw new IllegalStateException("NANOSIEM_DATA names no directory with sigma/rules in it");
    }
    return Path.of(data, "sigma", "rules");
  }

  /**
   * The first load of a new process.
   *
   * @return the rules
   */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Fork(5)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  public SigmaRules cold() {
    return load();
  }

  /**
   * A load after many others, as when rules are replaced.
   *
   * @return the rules
   */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @Fork(1)
  @Warmup(iterations = 5, time = 4)
  @Measurement(iterations = 5, time = 4)
  public SigmaRules warm() {
    return load();
  }

  private SigmaRules load() {
    return SigmaRules.loader().path(rules()).threads(threads).load();
  }
}
