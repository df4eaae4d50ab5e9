package io.nanosiem.benchmarks;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogSource;
import io.nanosiem.sigma.RuleMatch;
import io.nanosiem.sigma.SigmaRules;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * How the cost of an event grows with the number of rules: structured Windows events, routed.
 *
 * <p>Up to as many as there are the rules are those of SigmaHQ, taken at even distances; larger
 * sets are made up, so the step from one to the other is not one of number alone.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class RuleCountBenchmark {
  private static final int REAL = 3_132;

  /** How many rules. */
  @Param({"7", "100", "1000", "3132", "10000", "30000"})
  public int rules;

  private SigmaRules loaded = RuleSets.none();
  private Event[] events = new Event[0];
  private LogSource[] sources = new LogSource[0];
  private int next;

  /** More rules that match cost more than more rules that do not. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Counts {
    /** Events. */
    public long events;

    /** What they matched. */
    public long matches;
  }

  /** Reads the lane and the rules. */
  @Setup
  public void load() {
    events = Lane.named("structured_windows").events();
    sources = Lane.sources(events);
    loaded =
        rules <= REAL
            ? RuleSets.compile(RuleSets.sample(rules), RuleSets.options(true))
            : RuleSets.compileEach(SyntheticRules.of(rules, 42));
  }

  /**
   * One event.
   *
   * @param counts what it came to
   * @return what it matches
   */
  @Benchmark
  public List<RuleMatch> evaluate(Counts counts) {
    int at = next;
    next = at + 1 == events.length ? 0 : at + 1;
    List<RuleMatch> found = loaded.match(events[at], sources[at]);
    counts.events++;
    counts.matches += found.size();
    return found;
  }
}
