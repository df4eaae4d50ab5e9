package io.nanosiem.benchmarks;

import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Detector;
import io.nanosiem.detect.Findings;
import io.nanosiem.event.Event;
import io.nanosiem.ml.AnomalyDetector;
import io.nanosiem.sigma.SigmaDetector;
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
  private static final int LOGINS = 200_000;

  private final List<Detector> sigma = SigmaDetector.builtIn().stateless();
  private final Detector anomaly = AnomalyDetector.demo();
  private CorrelationDetector correlation = CorrelationDetector.builtIn();
  private Event[] mixed = new Event[0];
  private Event[] thousand = new Event[0];
  private Event[] hot = new Event[0];
  private int next;
  private long found;
  private final Findings findings = detection -> found++;

  /** Makes the events. */
  @Setup
  public void setUp() {
    mixed = Corpus.events().toArray(new Event[0]);
    thousand = Corpus.logins(1_000, LOGINS).toArray(new Event[0]);
    hot = Corpus.logins(1, LOGINS).toArray(new Event[0]);
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
    return correlate(thousand);
  }

  /**
   * Six chains, logins from one address.
   *
   * @return how much was found
   */
  @Benchmark
  public long sixChainsOneHotSource() {
    return correlate(hot);
  }

  // Time must go on: when the events are used up, a new detector begins with them again.
  private long correlate(Event[] events) {
    int at = next;
    if (at == 0) {
      correlation = CorrelationDetector.builtIn();
    }
    next = at + 1 == events.length ? 0 : at + 1;
    correlation.accept(events[at], List.<Detection>of(), findings);
    return found;
  }
}
