package io.nanosiem.peers.correlation;

import io.nanosiem.benchmarks.Contender;
import io.nanosiem.benchmarks.Streams;
import java.util.Locale;

/** The same streams through other engines: rows of the same table. */
public final class PeersReplay {
  // Flink CEP compares each port with those of every match that is under way: some thousand a
  // second.
  private static final int FLINK_PORTS = 100_000;

  private PeersReplay() {}

  /**
   * Measures and prints.
   *
   * @param args {@code siddhi} or {@code flink}, the name of a {@link Streams stream}, how many
   *     events, how many runs
   * @throws Exception if an engine fails
   */
  public static void main(String[] args) throws Exception {
    Streams stream = Streams.valueOf(args[1].toUpperCase(Locale.ROOT));
    int events = Integer.parseInt(args[2]);
    Contender peer =
        switch (args[0]) {
          case "siddhi" -> new Siddhi(stream, events);
          case "flink" ->
              new FlinkCep(
                  stream, stream == Streams.DISTINCT ? Math.min(events, FLINK_PORTS) : events);
          default -> throw new IllegalArgumentException("no engine " + args[0]);
        };
    System.out.println(Contender.measure(peer, Integer.parseInt(args[3])));
  }
}
