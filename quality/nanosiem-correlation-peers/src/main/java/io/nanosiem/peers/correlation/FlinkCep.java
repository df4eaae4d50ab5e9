package io.nanosiem.peers.correlation;

import io.nanosiem.benchmarks.Contender;
import io.nanosiem.benchmarks.Stopwatch;
import io.nanosiem.benchmarks.Streams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.api.java.typeutils.TupleTypeInfo;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/**
 * Flink CEP in a cluster within this process, one task of each kind. The clock starts with the
 * first row and stops when the last task closes, so starting the cluster costs it nothing.
 */
final class FlinkCep implements Contender {
  private static final TypeInformation<Row> ROW =
      new TupleTypeInfo<>(Row.class, Types.LONG, Types.STRING, Types.INT, Types.INT);
  private static final AfterMatchSkipStrategy CONSUME = AfterMatchSkipStrategy.skipPastLastEvent();

  // Static, for Flink makes copies of the functions that it is given. One run at a time.
  private static final List<Row> ROWS = new ArrayList<>();
  private static final AtomicLong ALERTS = new AtomicLong();
  private static Stopwatch watch = new Stopwatch();

  private final Streams stream;

  FlinkCep(Streams stream, int count) {
    this.stream = stream;
    Streams.Columns events = stream.events(count);
    ROWS.clear();
    for (int i = 0; i < count; i++) {
      Row row = new Row();
      row.setFields(events.time(i), events.address(i), events.kind(i), events.value(i));
      ROWS.add(row);
    }
  }

  private static Pattern<Row, ?> pattern(Streams stream) {
    Pattern<Row, Row> first = Pattern.begin("first", CONSUME);
    return switch (stream) {
      case BRUTE -> first.where(kind(Streams.FAILED)).times(5).within(Duration.ofMinutes(1));
      case DISTINCT -> first.where(new NewPort()).times(20).within(Duration.ofMinutes(1));
      case SEQUENCE ->
          first
              .where(kind(Streams.FAILED))
              .followedBy("then")
              .where(kind(Streams.SUCCEEDED))
              .within(Duration.ofMinutes(10));
      case DISTINCT_HEAVY -> throw new IllegalArgumentException("would not end");
    };
  }

  private static SimpleCondition<Row> kind(int kind) {
    return SimpleCondition.of(row -> row.f2 == kind);
  }

  @Override
  public String lane() {
    return stream.label();
  }

  @Override
  public String engine() {
    return "Flink CEP 2.0.2, "
        + switch (stream) {
          case BRUTE -> "times(5)";
          case DISTINCT -> "times(20) of a new port";
          case SEQUENCE -> "followedBy";
          case DISTINCT_HEAVY -> "not asked";
        };
  }

  @Override
  public int events() {
    return ROWS.size();
  }

  @Override
  public Answer run(Stopwatch stopwatch) throws Exception {
    watch = stopwatch;
    ALERTS.set(0);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    env.getConfig().enableObjectReuse();
    DataGeneratorSource<Row> source = new DataGeneratorSource<>(FlinkCep::row, ROWS.size(), ROW);
    WatermarkStrategy<Row> times =
        WatermarkStrategy.<Row>forMonotonousTimestamps()
            .withTimestampAssigner((row, recordTime) -> row.f0);
    CEP.pattern(
            env.fromSource(source, times, "events").keyBy(row -> row.f1, Types.STRING),
            pattern(stream))
        .process(new Count(), Types.INT)
        .sinkTo(new DiscardingSink<>());
    env.execute();
    return new Answer(ALERTS.get(), "each event in one match at most");
  }

  private static Row row(long at) {
    if (at == 0) {
      watch.start();
    } else if (at == ROWS.size() - 1) {
      watch.threadEnds();
    }
    return ROWS.get((int) at);
  }

  /** Time, address, kind, port; public, for Flink makes it. */
  @SuppressWarnings("unchecked") // A cast in Flink.
  public static final class Row extends Tuple4<Long, String, Integer, Integer> {
    private static final long serialVersionUID = 1;
  }

  /** One whose port is not in the match so far. */
  private static final class NewPort extends IterativeCondition<Row> {
    private static final long serialVersionUID = 1;

    @Override
    public boolean filter(Row row, IterativeCondition.Context<Row> context) throws Exception {
      for (Row before : context.getEventsForPattern("first")) {
        if (before.f3.equals(row.f3)) {
          return false;
        }
      }
      return true;
    }
  }

  private static final class Count extends PatternProcessFunction<Row, Integer> {
    private static final long serialVersionUID = 1;

    @Override
    public void processMatch(
        Map<String, List<Row>> match,
        PatternProcessFunction.Context context,
        Collector<Integer> out) {
      ALERTS.incrementAndGet();
    }

    @Override
    public void close() {
      watch.stop();
    }
  }
}
