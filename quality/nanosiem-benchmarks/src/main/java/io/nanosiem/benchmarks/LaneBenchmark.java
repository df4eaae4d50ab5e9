package io.nanosiem.benchmarks;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogSource;
import io.nanosiem.sigma.LogSourceFields;
import io.nanosiem.sigma.RuleMatch;
import io.nanosiem.sigma.SigmaOptions;
import io.nanosiem.sigma.SigmaRules;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Events a second of each lane against all rules of SigmaHQ: events that were read before, lines of
 * JSON, and events without the index. All threads share one set of rules; each walks the lane for
 * itself.
 *
 * <p>Without the index a measurement of a second sees only part of a lane; lanes are well mixed.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class LaneBenchmark {
  /** A lane and the rules. */
  @State(Scope.Benchmark)
  public static class Indexed {
    /** Which lane. */
    @Param({
      "structured_windows",
      "low_match",
      "match_heavy",
      "raw_windows",
      "cisco_syslog",
      "sysmon_file_event",
      "mixed_schema",
      "no_match"
    })
    public String lane = "";

    /** Whether rules are chosen by log source. */
    @Param({"true", "false"})
    public boolean routed;

    private final LogSourceFields logSource = Lane.logSource();
    private final AtomicInteger walkers = new AtomicInteger();
    private SigmaRules rules = RuleSets.none();
    private Event[] events = new Event[0];
    private LogSource[] sources = new LogSource[0];
    private byte[][] lines = new byte[0][];

    /** Reads both. */
    @Setup
    public void load() {
      Lane read = Lane.named(lane);
      lines = read.lines();
      events = read.events();
      sources = Lane.sources(events);
      rules = RuleSets.all(options());
    }

    SigmaOptions options() {
      return RuleSets.options(routed);
    }
  }

  /** The same with every rule asked. */
  @State(Scope.Benchmark)
  public static class Unindexed extends Indexed {
    @Override
    SigmaOptions options() {
      return super.options().unindexed();
    }
  }

  /** Where a thread is in the lane. */
  @State(Scope.Thread)
  public static class Cursor {
    private int at = -1;

    private int next(Indexed of) {
      if (at < 0) {
        // Threads that walk in step would find what the other has just brought into the cache.
        at = of.walkers.getAndIncrement() * 5_000 % of.lines.length;
      }
      int now = at;
      at = now + 1 == of.lines.length ? 0 : now + 1;
      return now;
    }
  }

  /**
   * An event that was read before.
   *
   * @param lane the lane
   * @param cursor where this thread is
   * @return what it matches
   */
  @Benchmark
  public List<RuleMatch> evaluate(Indexed lane, Cursor cursor) {
    int at = cursor.next(lane);
    return lane.rules.match(lane.events[at], lane.sources[at]);
  }

  /**
   * A line.
   *
   * @param lane the lane
   * @param cursor where this thread is
   * @return what it matches
   */
  @Benchmark
  public List<RuleMatch> bytesToMatches(Indexed lane, Cursor cursor) {
    byte[] line = lane.lines[cursor.next(lane)];
    return lane.rules.matchJson(line, 0, line.length, lane.logSource);
  }

  /**
   * An event that was read before, without the index.
   *
   * @param lane the lane
   * @param cursor where this thread is
   * @return what it matches
   */
  @Benchmark
  public List<RuleMatch> withoutIndex(Unindexed lane, Cursor cursor) {
    return evaluate(lane, cursor);
  }
}
