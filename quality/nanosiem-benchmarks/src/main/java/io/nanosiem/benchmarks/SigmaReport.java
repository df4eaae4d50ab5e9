package io.nanosiem.benchmarks;

import io.nanosiem.sigma.SigmaLoader;
import io.nanosiem.sigma.SigmaOptions;
import io.nanosiem.sigma.SigmaRules;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/**
 * What the rules of SigmaHQ cost beside time for events: compiling them from texts in memory, the
 * heap they hold, the heap that threads leave behind. And that all ways of matching find the same
 * in the lanes, without which their times could not be compared. Rows of tables.
 */
public final class SigmaReport {
  private static final int WITHOUT_INDEX = 500;

  private SigmaReport() {}

  /**
   * Measures and prints.
   *
   * @param args how often the rules are compiled to warm up, 20 if not said
   * @throws Exception if a thread fails
   */
  public static void main(String[] args) throws Exception {
    compile(args.length == 0 ? 20 : Integer.parseInt(args[0]));
    heap();
    compare();
  }

  /** From texts: what {@link LoadBenchmark} takes longer is the disk. */
  private static void compile(int times) {
    List<String> texts = RuleSets.sample(RuleSets.files().size());
    System.out.println("| compiling from texts in memory, one thread | |");
    System.out.println("|---|---|");
    print("the first time, ms of CPU", compileOnce(texts));
    double[] millis = new double[times];
    for (int i = 0; i < times; i++) {
      millis[i] = compileOnce(texts);
    }
    Arrays.sort(millis);
    double[] last = {millis[times / 2], millis[0], millis[times - 1]};
    System.out.printf(
        Locale.ROOT,
        "| %d times more, ms of CPU, median (least–most) | %.0f (%.0f–%.0f) |%n%n",
        times,
        last[0],
        last[1],
        last[2]);
  }

  private static double compileOnce(List<String> texts) {
    SigmaLoader loader = RuleSets.loader(texts).options(RuleSets.options(true)).threads(1);
    Stopwatch watch = new Stopwatch();
    watch.start();
    int count = loader.load().rules().size();
    watch.stop();
    if (count == 0) {
      throw new IllegalStateException("no rules");
    }
    return watch.cpuSeconds() * 1e3;
  }

  private static void heap() throws InterruptedException {
    long before = HeapReport.settledHeap();
    SigmaRules rules = RuleSets.all(RuleSets.options(true));
    long loaded = HeapReport.settledHeap() - before;
    try {
      Lane lane = Lane.named("match_heavy");
      long withLane = HeapReport.settledHeap();
      LaneFindings.ofLines(rules, lane);
      long used = HeapReport.settledHeap() - withLane;
      ManyThreads threads = new ManyThreads(rules, lane);
      System.out.println("| heap, after garbage was collected | |");
      System.out.println("|---|---|");
      System.out.printf(
          Locale.ROOT, "| %,d rules loaded, MiB | %.1f |%n", rules.rules().size(), mebi(loaded));
      System.out.printf(
          Locale.ROOT, "| more after a lane of %,d lines, KiB | %,d |%n", lane.size(), used >> 10);
      threads.measure();
    } finally {
      Reference.reachabilityFence(rules);
    }
    System.out.println();
  }

  private static void compare() throws InterruptedException, ExecutionException {
    SigmaRules routed = RuleSets.all(RuleSets.options(true));
    SigmaRules unrouted = RuleSets.all(RuleSets.options(false));
    SigmaOptions slowly = RuleSets.options(true).unindexed();
    SigmaRules unindexed = RuleSets.all(slowly);
    System.out.println(
        "| lane | matches, routed | unrouted | lines as events | two threads as one"
            + " | first 500 without index |");
    System.out.println("|---|---|---|---|---|---|");
    for (String name : Lane.NAMES) {
      Lane lane = Lane.named(name);
      LaneFindings byEvent = LaneFindings.ofEvents(routed, lane, lane.size());
      LaneFindings byLine = LaneFindings.ofLines(routed, lane);
      LaneFindings all = LaneFindings.ofEvents(unrouted, lane, lane.size());
      boolean sameAll = all.equals(LaneFindings.ofLines(unrouted, lane));
      boolean onThreads = byLine.equals(LaneFindings.onThreads(routed, lane, 2));
      boolean withoutIndex =
          LaneFindings.ofEvents(routed, lane, WITHOUT_INDEX)
              .equals(LaneFindings.ofEvents(unindexed, lane, WITHOUT_INDEX));
      System.out.printf(
          Locale.ROOT,
          "| %s | %,d | %,d | %s | %s | %s |%n",
          name,
          byEvent.matches(),
          all.matches(),
          verdict(byEvent.equals(byLine) && sameAll),
          verdict(onThreads),
          verdict(withoutIndex));
    }
  }

  private static String verdict(boolean isSame) {
    return isSame ? "same" : "**DIFFERENT**";
  }

  private static void print(String what, double value) {
    System.out.printf(Locale.ROOT, "| %s | %.0f |%n", what, value);
  }

  private static double mebi(long bytes) {
    return bytes / 1048576.0;
  }
}
