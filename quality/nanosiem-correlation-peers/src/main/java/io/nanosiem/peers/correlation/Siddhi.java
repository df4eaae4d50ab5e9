package io.nanosiem.peers.correlation;

import io.nanosiem.benchmarks.Contender;
import io.nanosiem.benchmarks.Stopwatch;
import io.nanosiem.benchmarks.Streams;
import io.siddhi.core.SiddhiAppRuntime;
import io.siddhi.core.SiddhiManager;
import io.siddhi.core.event.Event;
import io.siddhi.core.stream.input.InputHandler;
import io.siddhi.core.stream.output.StreamCallback;

/**
 * Siddhi, in the thread that sends, with a partition for each address. Kinds are those of {@link
 * Streams}.
 */
final class Siddhi implements Contender {
  private static final String APP =
      """
      define stream Events (time long, ip string, kind int, port int);
      partition with (ip of Events) begin
        %s
        insert into Alerts;
      end;
      """;

  private final Streams stream;
  private final Object[][] rows;

  Siddhi(Streams stream, int count) {
    this.stream = stream;
    Streams.Columns events = stream.events(count);
    rows = new Object[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = new Object[] {events.time(i), events.address(i), events.kind(i), events.value(i)};
    }
  }

  private static String query(Streams stream) {
    return switch (stream) {
      case BRUTE ->
          """
          from Events[kind == 1]#window.externalTime(time, 1 min)
          select ip, count() as number having number >= 5
          """;
      case DISTINCT ->
          """
          from Events#window.externalTime(time, 1 min)
          select ip, distinctCount(port) as number having number >= 20
          """;
      case SEQUENCE ->
          """
          from every failure=Events[kind == 1] -> login=Events[kind == 2] within 10 min
          select login.ip
          """;
      case DISTINCT_HEAVY ->
          """
          from Events#window.externalTime(time, 30 min)
          select ip, distinctCount(port) as number having number >= 2000
          """;
    };
  }

  @Override
  public String lane() {
    return stream.label();
  }

  @Override
  public String engine() {
    return "Siddhi 5.1.30, partition, "
        + (stream == Streams.SEQUENCE ? "every failure -> login within" : "externalTime");
  }

  @Override
  public int events() {
    return rows.length;
  }

  @Override
  public Answer run(Stopwatch watch) throws InterruptedException {
    SiddhiManager manager = new SiddhiManager();
    try {
      SiddhiAppRuntime app = manager.createSiddhiAppRuntime(APP.formatted(query(stream)));
      long[] alerts = {0};
      app.addCallback(
          "Alerts",
          new StreamCallback() {
            @Override
            public void receive(Event[] more) {
              alerts[0] += more.length;
            }
          });
      InputHandler input = app.getInputHandler("Events");
      app.start();
      watch.start();
      for (Object[] row : rows) {
        input.send((long) row[0], row);
      }
      watch.stop();
      return new Answer(
          alerts[0],
          stream == Streams.SEQUENCE
              ? "every pair"
              : "each time it holds, the moment a timespan ago left out");
    } finally {
      manager.shutdown();
    }
  }
}
