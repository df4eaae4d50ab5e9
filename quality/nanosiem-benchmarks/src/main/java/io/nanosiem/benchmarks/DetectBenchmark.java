package io.nanosiem.benchmarks;

import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Detector;
import io.nanosiem.detect.Findings;
import io.nanosiem.event.Event;
import io.nanosiem.ml.AnomalyDetector;
import io.nanosiem.sigma.SigmaDetector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Events a second through each kind of detector alone, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class DetectBenchmark {
  private final List<Detector> sigma = SigmaDetector.builtIn().stateless();
  private final Detector anomaly = AnomalyDetector.demo();
  private final CorrelationDetector thousandSources = CorrelationDetector.builtIn();
  private final CorrelationDetector hotSource = CorrelationDetector.builtIn();
  private Event[] mixed = new Event[0];
  private Event[] thousand = new Event[0];
  private Event[] hot = new Event[0];
  private int next;
  private long rounds;
  private long found;
  private final Findings findings = detection -> found++;

  /** Makes the events. */
  @Setup
  public void setUp() {
    mixed = Corpus.events().toArray(new Event[0]);
    thousand = Corpus.logins(1_000).toArray(new Event[0]);
    hot = Corpus.logins(1).toArray(new Event[0]);
  }

  private int advance() {
    int at = next;
    next = at + 1 == mixed.length ? 0 : at + 1;
    return at;
  }

  /**
   * The seven rules that come with the library.
   *
   * @return how much was found
   */
  @Benchmark
  public long sevenSigmaRules() {
    Event event = mixed[advance()];
    for (Detector detector : sigma) {
      detector.detect(event, findings);
    }
    return found;
  }

  /**
   * Thirty-one features through a hundred trees.
   *
   * @return how much was found
   */
  @Benchmark
  public long anomalyScore() {
    anomaly.detect(mixed[advance()], findings);
    return found;
  }

  /**
   * Six chains, logins from a thousand addresses.
   *
   * @return how much was found
   */
  @Benchmark
  public long sixChainsThousandSources() {
    return correlate(thousandSources, thousand);
  }

  /**
   * Six chains, logins from one address.
   *
   * @return how much was found
   */
  @Benchmark
  public long sixChainsOneHotSource() {
    return correlate(hotSource, hot);
  }

  // Time must go on: each round over the events is later than the one before.
  private long correlate(CorrelationDetector detector, Event[] events) {
    int at = next;
    if (at == 0) {
      rounds++;
      Duration later = Duration.ofSeconds(400);
      for (int i = 0; i < events.length; i++) {
        events[i] = events[i].toBuilder().time(events[i].time().plus(later)).build();
      }
    }
    next = at + 1 == events.length ? 0 : at + 1;
    detector.accept(events[at], List.<Detection>of(), findings);
    return found + rounds;
  }
}
