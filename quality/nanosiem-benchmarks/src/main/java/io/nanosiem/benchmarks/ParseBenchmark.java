package io.nanosiem.benchmarks;

import io.nanosiem.event.Event;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import io.nanosiem.parse.ParseContext;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Lines a second through parser and normaliser, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class ParseBenchmark {
  private final LogParser parser = LogParser.auto();
  private final Normalizer normalizer = Normalizer.standard();
  private final Instant now = Corpus.START.plusSeconds(3_600);
  private final ParseContext context = ParseContext.live(now);
  private String[] lines = new String[0];
  private int next;

  /** Makes the lines. */
  @Setup
  public void setUp() {
    List<String> mixed = Corpus.mixed();
    lines = mixed.toArray(new String[0]);
  }

  /**
   * Parsing alone.
   *
   * @return the event
   */
  @Benchmark
  public Event parse() {
    return read().build();
  }

  /**
   * What the engine does with each record.
   *
   * @return the event
   */
  @Benchmark
  public Event parseAndNormalize() {
    Event.Builder event = read();
    normalizer.normalize(event);
    return event.build();
  }

  private Event.Builder read() {
    String line = lines[next];
    next = next + 1 == lines.length ? 0 : next + 1;
    Event.Builder event = Event.builder().raw(line).receivedAt(now);
    parser.parse(line, context, event);
    return event;
  }
}
