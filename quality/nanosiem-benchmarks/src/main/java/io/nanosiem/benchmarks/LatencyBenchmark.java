package io.nanosiem.benchmarks;

import io.nanosiem.NanoSiem;
import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.ml.AnomalyDetector;
import io.nanosiem.sigma.SigmaDetector;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From {@code submit} to the call of the sink, with all detectors, in an engine that is idle. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LatencyBenchmark {
  private static final RuleRef RULE = RuleRef.of("latency", "A new alert each time", Severity.HIGH);

  private final AtomicLong heard = new AtomicLong();
  private long sent;
  private NanoSiem siem = NanoSiem.builder().build();

  /** Starts the engine. */
  @Setup(Level.Trial)
  public void start() {
    siem =
        NanoSiem.builder()
            .workers(1)
            .detector(SigmaDetector.builtIn())
            .detector(AnomalyDetector.demo())
            .detector(CorrelationDetector.builtIn())
            .detector(
                (event, findings) -> {
                  String text = String.valueOf(event.message());
                  if (text.startsWith("probe ")) {
                    // An entity of its own for each, so that none is taken for a repetition.
                    findings.add(
                        new Detection(
                            RULE,
                            Severity.HIGH,
                            event.time(),
                            new Entity(Entity.Kind.OTHER, text),
                            List.of(event),
                            Evidence.Fields.NONE,
                            "heard"));
                  }
                })
            .sink(
                alert -> {
                  if (alert.rule().id().equals("latency") && alert.revision() == 1) {
                    heard.incrementAndGet();
                  }
                })
            .start();
  }

  /** Ends it. */
  @TearDown(Level.Trial)
  public void stop() {
    siem.close();
  }

  /**
   * One line that raises an alert, until the sink has it.
   *
   * @return how many there were
   */
  @Benchmark
  public long submitToAlert() {
    long wanted = ++sent;
    siem.submit("probe " + wanted);
    while (heard.get() < wanted) {
      Thread.onSpinWait();
    }
    return wanted;
  }
}
