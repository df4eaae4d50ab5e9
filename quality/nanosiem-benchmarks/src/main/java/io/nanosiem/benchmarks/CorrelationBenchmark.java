package io.nanosiem.benchmarks;

import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.detect.Findings;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Events a second through the correlation of detections, on one thread, for each question. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(jvmArgsAppend = "-Xmx3g")
public class CorrelationBenchmark {
  // So many that windows slide for most of the time, and the state of a new detector grows for
  // little.
  private static final int EVENTS = 1_000_000;

  @Param Question question = Question.BRUTE_RULE;
  private Feed feed = new Feed(question.stream().events(1));
  private CorrelationDetector correlation = question.detector();
  private int next;
  private long alerts;
  private final Findings findings = found -> alerts++;

  /** Makes the events. */
  @Setup
  public void setUp() {
    feed = new Feed(question.stream().events(EVENTS));
  }

  /**
   * One event of the stream. Time must go on: when they are used up, a new detector begins with
   * them again.
   *
   * @return how many alerts there were
   */
  @Benchmark
  public long accept() {
    int at = next;
    if (at == 0) {
      correlation = question.detector();
    }
    next = at + 1 == feed.size() ? 0 : at + 1;
    correlation.accept(feed.event(at), feed.found(at), findings);
    return alerts;
  }
}
