package io.nanosiem.benchmarks;

import io.nanosiem.event.Event;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import io.nanosiem.parse.ParseContext;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Lines made to take long, at doubling lengths: the time may double with the length, not more. The
 * parser reads strictly, so that the grammars are measured as well.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class LinearTimeBenchmark {
  private static final Map<String, String[]> LINES =
      Map.ofEntries(
          Map.entry("sd-elements", new String[] {"<1>1 - - - - - ", "[a b=\"c\"]", " x"}),
          Map.entry("sd-escapes", new String[] {"<1>1 - - - - - [a b=\"", "\\\"", ""}),
          Map.entry("sd-brackets", new String[] {"<1>1 - - - - - [a b=\"", "]", "\"]"}),
          Map.entry("cef-headers", new String[] {"", "CEF:0|", ""}),
          Map.entry("cef-fields", new String[] {"CEF:0|a|b|c|d|e|f|", "ab=b ", ""}),
          Map.entry("cef-signs", new String[] {"CEF:0|a|b|c|d|e|f|a", "=", ""}),
          Map.entry("cef-backslashes", new String[] {"CEF:0|a|b|c|d|e|f|a=", "\\", " b=c"}),
          Map.entry("json-brackets", new String[] {"{\"a\":", "[", ""}),
          Map.entry("json-repeats", new String[] {"{", "\"a\":1,", "\"a\":1}"}),
          Map.entry(
              "ssh-from",
              new String[] {
                "<86>Oct  1 22:14:15 h sshd[1]: Failed password for ", " from 1.2.3.4 port ", ""
              }),
          Map.entry("addresses", new String[] {"<86>Oct  1 22:14:15 h app: ", "1.2.3.4.", ""}),
          Map.entry("colons", new String[] {"<86>Oct  1 22:14:15 h app: ", "::", ""}),
          Map.entry("sequence", new String[] {"<189>", "1: ", ""}),
          Map.entry("leef-tabs", new String[] {"LEEF:1.0|a|b|c|d|", "\t", ""}),
          Map.entry("users", new String[] {"", "user=", ""}),
          Map.entry("brackets", new String[] {"", "[01/Jan/2026:00:00:0", ""}));

  @Param({
    "sd-elements",
    "sd-escapes",
    "sd-brackets",
    "cef-headers",
    "cef-fields",
    "cef-signs",
    "cef-backslashes",
    "json-brackets",
    "json-repeats",
    "ssh-from",
    "addresses",
    "colons",
    "sequence",
    "leef-tabs",
    "users",
    "brackets"
  })
  private String line = "";

  @Param({"32768", "65536", "131072", "262144"})
  private int length;

  private final LogParser parser = LogParser.auto().strict();
  private final Normalizer normalizer = Normalizer.standard();
  private final ParseContext context = ParseContext.live(Corpus.START);
  private String text = "";

  /** Makes the line. */
  @Setup
  public void setUp() {
    String[] parts = LINES.getOrDefault(line, new String[] {"", "x", ""});
    text = parts[0] + parts[1].repeat(length / parts[1].length()) + parts[2];
  }

  /**
   * Parsing and normalising.
   *
   * @return the event
   */
  @Benchmark
  public Event read() {
    Event.Builder event = Event.builder().raw(text).receivedAt(Corpus.START);
    parser.parse(text, context, event);
    normalizer.normalize(event);
    return event.build();
  }

  /**
   * Runs it and prints the time for each line and length, and the last through the first: 8 is
   * linear, 64 would be quadratic.
   *
   * @param arguments a pattern of the names of lines; all if none
   * @throws RunnerException if JMH fails
   */
  public static void main(String[] arguments) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options.include(LinearTimeBenchmark.class.getName());
    if (arguments.length > 0) {
      options.param("line", arguments);
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    Map<String, TreeMap<Integer, Double>> times = new TreeMap<>();
    for (RunResult result : results) {
      times
          .computeIfAbsent(result.getParams().getParam("line"), name -> new TreeMap<>())
          .put(
              Integer.valueOf(result.getParams().getParam("length")),
              result.getPrimaryResult().getScore());
    }
    times.forEach(
        (name, byLength) -> {
          StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-16s", name));
          byLength.values().forEach(t -> row.append(String.format(Locale.ROOT, "%10.0f µs", t)));
          double ratio = byLength.lastEntry().getValue() / byLength.firstEntry().getValue();
          System.out.println(row.append(String.format(Locale.ROOT, "%8.1f", ratio)));
        });
  }
}
