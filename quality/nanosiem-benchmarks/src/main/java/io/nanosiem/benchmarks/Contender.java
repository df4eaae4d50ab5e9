package io.nanosiem.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** An engine with a question put to it, and events made ready. */
public interface Contender {
  /**
   * The stream.
   *
   * @return such as {@code brute}
   */
  String lane();

  /**
   * Who answers, and how it was asked.
   *
   * @return such as {@code nanosiem, chain}
   */
  String engine();

  /**
   * How many events a run takes.
   *
   * @return positive
   */
  int events();

  /**
   * Gives all events to a new engine.
   *
   * @param watch to be started before the first event and stopped after the last alert
   * @return what it said
   * @throws Exception if the engine fails
   */
  Answer run(Stopwatch watch) throws Exception;

  /**
   * What an engine said.
   *
   * @param alerts how many
   * @param remark to be printed beside the figures
   */
  record Answer(long alerts, String remark) {}

  /**
   * Runs once to warm up and then for measure.
   *
   * @param contender who
   * @param runs how often, at least once
   * @return a row of a table: lane, engine, events a processor second, events a second, bytes
   *     allocated an event, alerts, remark
   * @throws Exception if the engine fails
   */
  static String measure(Contender contender, int runs) throws Exception {
    List<Stopwatch> watches = new ArrayList<>();
    Answer answer = contender.run(new Stopwatch());
    for (int run = 0; run < runs; run++) {
      System.gc();
      Stopwatch watch = new Stopwatch();
      Answer again = contender.run(watch);
      if (again.alerts() != answer.alerts()) {
        throw new IllegalStateException(
            contender.engine() + " said " + answer + " and then " + again + " to the same events");
      }
      watches.add(watch);
    }
    int events = contender.events();
    double[] perCpu = watches.stream().mapToDouble(w -> events / w.cpuSeconds()).sorted().toArray();
    double[] perWall =
        watches.stream().mapToDouble(w -> events / w.wallSeconds()).sorted().toArray();
    double[] bytes =
        watches.stream().mapToDouble(w -> w.allocatedBytes() / events).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %,.0f (%,.0f–%,.0f) | %,.0f | %,.0f | %,d | %s |",
        contender.lane(),
        contender.engine(),
        median(perCpu),
        perCpu[0],
        perCpu[runs - 1],
        median(perWall),
        median(bytes),
        answer.alerts(),
        answer.remark());
  }

  private static double median(double[] sorted) {
    return Arrays.stream(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1)
        .average()
        .orElse(0);
  }
}
