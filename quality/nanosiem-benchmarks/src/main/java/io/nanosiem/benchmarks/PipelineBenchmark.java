package io.nanosiem.benchmarks;

import io.nanosiem.NanoSiem;
import io.nanosiem.alert.NdjsonSink;
import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.ml.AnomalyDetector;
import io.nanosiem.sigma.SigmaDetector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Lines a second through the whole engine: parse, normalise, seven rules, six chains, the forest,
 * alerts into an NDJSON file.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class PipelineBenchmark {
  private static final int BATCH = 4_000;
  private static final int ROUNDS = 100;

  /** Threads that parse and detect. */
  @Param({"1", "2"})
  public int workers;

  private List<String> lines = List.of();
  private int next;
  private NanoSiem siem = NanoSiem.builder().build();
  private Path out = Path.of(".");

  /**
   * Starts the engine.
   *
   * @throws IOException if there is no place for alerts
   */
  @Setup(Level.Trial)
  public void start() throws IOException {
    lines = Corpus.mixed(BATCH * ROUNDS);
    out = Files.createTempDirectory("nanosiem-bench");
    siem = engine();
  }

  private NanoSiem engine() {
    return NanoSiem.builder()
        .workers(workers)
        .detector(SigmaDetector.builtIn())
        .detector(AnomalyDetector.demo())
        .detector(CorrelationDetector.builtIn())
        .sink(NdjsonSink.directory(out))
        .start();
  }

  /**
   * Ends it.
   *
   * @throws IOException if alerts cannot be removed
   */
  @TearDown(Level.Trial)
  public void stop() throws IOException {
    siem.close();
    try (Stream<Path> files = Files.walk(out)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * Hands lines in and waits until they are worked off.
   *
   * @return how many records went through
   */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long lines() {
    if (next == lines.size()) {
      // Time must go on: used-up lines begin again in a new engine.
      siem.close();
      siem = engine();
      next = 0;
    }
    for (int end = next + BATCH; next < end; next++) {
      siem.submit(lines.get(next));
    }
    siem.awaitIdle(Duration.ofMinutes(1));
    return BATCH;
  }
}
