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
 * <p>Sets up to all of SigmaHQ are taken from it at even distances. Larger ones are made up, and
 * one of the same size as SigmaHQ shows what is due to that and not to the number.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class RuleCountBenchmark {
  private static final String MADE_UP = "made-up-";

  /** How many rules. */
  @Param({"7", "100", "1000", "3132", "made-up-3132", "made-up-10000", "made-up-30000"})
  public String rules = "";

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
        rules.startsWith(MADE_UP)
            ? RuleSets.compileEach(
                SyntheticRules.of(Integer.parseInt(rules.substring(MADE_UP.length())), 42))
            : RuleSets.compile(RuleSets.sample(Integer.parseInt(rules)), RuleSets.options(true));
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
