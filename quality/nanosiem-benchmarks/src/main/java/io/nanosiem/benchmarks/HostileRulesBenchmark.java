package io.nanosiem.benchmarks;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogSource;
import io.nanosiem.sigma.RuleMatch;
import io.nanosiem.sigma.SigmaRules;
import java.util.List;
import java.util.Locale;
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
 * What an event costs that meets rules made to hurt: as large as events are, or with a field of a
 * mebibyte.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HostileRulesBenchmark {
  private static final int LARGE = 1 << 20;
  private static final String COMMAND =
      "\"C:\\Program Files\\Example\\Updater\\update.exe\" --channel=stable /norestart 7 ";

  /** Which rules. */
  @Param({"one_character", "two_characters", "regexes"})
  public String set = "";

  /** How large the event is. */
  @Param({"normal", "large"})
  public String size = "";

  private final LogSource source = new LogSource("process_creation", "windows", null);
  private SigmaRules rules = RuleSets.none();
  private Event event = Event.builder().build();

  /** Compiles the rules. */
  @Setup
  public void load() {
    rules = RuleSets.compileEach(HostileRules.valueOf(set.toUpperCase(Locale.ROOT)).texts());
    String command =
        size.equals("large") ? COMMAND.repeat(LARGE / COMMAND.length() + 1) : COMMAND.repeat(2);
    event =
        Event.builder()
            .field("EventID", 1L)
            .field("Image", "C:\\Program Files\\Example\\Updater\\update.exe")
            .field("CommandLine", command)
            .field("ParentImage", "C:\\Windows\\System32\\services.exe")
            .field("User", "EXAMPLE\\alice")
            .build();
  }

  /**
   * What a time is worth nothing without: searches that were given up took less than they would
   * have.
   */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Counts {
    /** Events. */
    public long events;

    /** What they matched. */
    public long matches;

    /** Searches that were given up because the text was too long for the expression. */
    public long skipped;
  }

  /**
   * One event.
   *
   * @param counts what it came to
   * @return what it matches
   */
  @Benchmark
  public List<RuleMatch> evaluate(Counts counts) {
    long before = rules.skippedSearches();
    List<RuleMatch> found = rules.match(event, source);
    counts.events++;
    counts.matches += found.size();
    counts.skipped += rules.skippedSearches() - before;
    return found;
  }
}
