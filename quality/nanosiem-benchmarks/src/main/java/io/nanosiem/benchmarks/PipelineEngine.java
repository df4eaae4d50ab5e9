package io.nanosiem.benchmarks;

import io.nanosiem.EngineStats;
import io.nanosiem.NanoSiem;
import io.nanosiem.alert.NdjsonSink;
import io.nanosiem.alert.Sink;
import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.detect.Detector;
import io.nanosiem.ml.AnomalyDetector;
import io.nanosiem.sigma.SigmaDetector;
import io.nanosiem.sigma.SigmaRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The whole engine with all rules of SigmaHQ, six chains, the forest, and an NDJSON file in a
 * directory that goes when it closes. For one submitting thread.
 *
 * <p>Its clock goes on with the lines, as the times written in them do; else lines that bring their
 * own time and those that do not would be months apart, and no chain would see both.
 */
final class PipelineEngine implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final LineClock clock = new LineClock();
  private final Path directory;
  private final NanoSiem siem;

  /** With one more detector, and a sink around the file. */
  PipelineEngine(SigmaRules rules, int workers, Detector extra, UnaryOperator<Sink> around) {
    try {
      directory = Files.createTempDirectory("nanosiem-bench");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    siem =
        NanoSiem.builder()
            .workers(workers)
            .clock(clock)
            .detector(SigmaDetector.of(rules))
            .detector(AnomalyDetector.demo())
            .detector(CorrelationDetector.builtIn())
            .detector(extra)
            .sink(around.apply(NdjsonSink.directory(directory)))
            .start();
  }

  PipelineEngine(SigmaRules rules, int workers) {
    this(rules, workers, (event, findings) -> {}, sink -> sink);
  }

  void submit(String line) {
    clock.lines.incrementAndGet();
    siem.submit(line);
  }

  void submitAll(List<String> lines) {
    for (String line : lines) {
      submit(line);
    }
    awaitIdle();
  }

  void awaitIdle() {
    if (!siem.awaitIdle(PATIENCE)) {
      throw new IllegalStateException("not idle after " + PATIENCE);
    }
  }

  EngineStats stats() {
    return siem.stats();
  }

  @Override
  public void close() {
    siem.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class LineClock extends Clock {
    private final AtomicLong lines = new AtomicLong();

    @Override
    public Instant instant() {
      return PipelineLines.time(lines.get());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
