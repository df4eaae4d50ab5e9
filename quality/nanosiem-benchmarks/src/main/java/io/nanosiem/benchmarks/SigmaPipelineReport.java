package io.nanosiem.benchmarks;

import io.nanosiem.EngineStats;
import io.nanosiem.sigma.SigmaRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The whole engine with all rules of SigmaHQ: lines a second of processor time, and how long a line
 * takes to the sink while lines come at half the rate that the engine could take. Rows of tables.
 *
 * <p>Lines come by a schedule that does not wait for the engine.
 */
public final class SigmaPipelineReport {
  private static final int ROUND = 50_000;
  private static final int LEAST_ROUNDS = 3;
  private static final int ONE_PROBE_IN = 10;
  private static final long SHORTEST_SLEEP = 50_000;

  private final SigmaRules rules = RuleSets.all(RuleSets.options(true));
  private final int seconds;

  private SigmaPipelineReport(int seconds) {
    this.seconds = seconds;
  }

  /**
   * Measures and prints.
   *
   * @param args seconds for each measurement, 15 if not said
   */
  public static void main(String[] args) {
    new SigmaPipelineReport(args.length == 0 ? 15 : Integer.parseInt(args[0])).measure();
  }

  private void measure() {
    List<String> lines = PipelineLines.first(ROUND);
    System.out.println(
        "| workers | events/CPU-s, median (least–most) | events/s wall | B/event | detections"
            + " | alerts told | dropped |");
    System.out.println("|---|---|---|---|---|---|---|");
    double capacity = throughput(1, lines);
    throughput(2, lines);
    System.out.println();
    System.out.println(
        "| one worker, events/s | probes | p50, µs | p99 | p99.9 | longest"
            + " | submitter itself late, p50 | p99 |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    latency(capacity / 2);
  }

  /** Prints a row and returns lines a second on the clock, the median of rounds. */
  private double throughput(int workers, List<String> lines) {
    round(workers, lines);
    List<Round> rounds = new ArrayList<>();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (rounds.size() < LEAST_ROUNDS || System.nanoTime() < end) {
      rounds.add(round(workers, lines));
    }
    EngineStats stats = rounds.get(0).stats();
    double wall = median(rounds.stream().map(Round::perSecond).toList());
    List<Double> cpu = rounds.stream().map(Round::perCpuSecond).toList();
    System.out.printf(
        Locale.ROOT,
        "| %d | %,.0f (%,.0f–%,.0f) | %,.0f | %,.0f | %,d | %,d | %,d |%n",
        workers,
        median(cpu),
        Collections.min(cpu),
        Collections.max(cpu),
        wall,
        median(rounds.stream().map(Round::bytesEach).toList()),
        stats.detections(),
        stats.alertRevisions(),
        stats.dropped() + stats.alertsUndelivered());
    return wall;
  }

  /** All lines through a new engine, as their time must not go back. */
  private Round round(int workers, List<String> lines) {
    try (PipelineEngine engine = new PipelineEngine(rules, workers)) {
      Stopwatch watch = new Stopwatch();
      watch.start();
      engine.submitAll(lines);
      watch.stop();
      return new Round(
          lines.size() / watch.wallSeconds(),
          lines.size() / watch.cpuSeconds(),
          watch.allocatedBytes() / lines.size(),
          engine.stats());
    }
  }

  private void latency(double rate) {
    int count = (int) (rate * seconds);
    List<String> lines = PipelineLines.first(count);
    Probes probes = new Probes((count + ONE_PROBE_IN - 1) / ONE_PROBE_IN);
    try (PipelineEngine engine = new PipelineEngine(rules, 1, probes::detect, probes::timing)) {
      long start = System.nanoTime();
      for (int i = 0; i < count; i++) {
        long due = start + (long) (i * 1e9 / rate);
        awaitNanos(due);
        engine.submit(i % ONE_PROBE_IN == 0 ? probes.line(i / ONE_PROBE_IN, due) : lines.get(i));
      }
      engine.awaitIdle();
    }
    // A new engine has open tables to fill; the code is warm from the rounds before.
    int without = count / ONE_PROBE_IN / 10;
    long[] taken = probes.latencies(without);
    long[] late = probes.lateness(without);
    System.out.printf(
        Locale.ROOT,
        "| %,.0f | %,d | %,d | %,d | %,d | %,d | %,d | %,d |%n",
        rate,
        taken.length,
        micros(taken, 0.5),
        micros(taken, 0.99),
        micros(taken, 0.999),
        micros(taken, 1),
        micros(late, 0.5),
        micros(late, 0.99));
  }

  /** Sleeps rather than spins: the engine's threads need the processors. */
  private static void awaitNanos(long due) {
    long left = due - System.nanoTime();
    while (left > 0) {
      if (left > SHORTEST_SLEEP) {
        LockSupport.parkNanos(left - SHORTEST_SLEEP);
      } else {
        Thread.onSpinWait();
      }
      left = due - System.nanoTime();
    }
  }

  private static long micros(long[] sorted, double share) {
    int at = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, at)] / 1_000;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private record Round(
      double perSecond, double perCpuSecond, double bytesEach, EngineStats stats) {}
}
