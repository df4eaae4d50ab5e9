package io.nanosiem.benchmarks;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogSource;
import io.nanosiem.sigma.LogSourceFields;
import io.nanosiem.sigma.RuleMatch;
import io.nanosiem.sigma.SigmaRules;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * What rules find in a lane: how much, and a sum over which events match which rules, so that two
 * ways of matching can be told apart.
 *
 * @param matches how many
 * @param sum of event, rule, fields and values
 */
record LaneFindings(long matches, long sum) {
  /** From events that were read before. */
  static LaneFindings ofEvents(SigmaRules rules, Lane lane, int count) {
    Event[] events = lane.events();
    LogSource[] sources = Lane.sources(events);
    Tally tally = new Tally();
    for (int i = 0; i < count; i++) {
      tally.add(i, rules.match(events[i], sources[i]));
    }
    return tally.findings();
  }

  /** From lines. */
  static LaneFindings ofLines(SigmaRules rules, Lane lane) {
    return ofLines(rules, lane, 0, 1).findings();
  }

  /** From lines on so many threads, each of which takes every so-many-eth line. */
  static LaneFindings onThreads(SigmaRules rules, Lane lane, int threads)
      throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Tally>> parts =
          IntStream.range(0, threads)
              .mapToObj(first -> pool.submit(() -> ofLines(rules, lane, first, threads)))
              .toList();
      Tally all = new Tally();
      for (Future<Tally> part : parts) {
        all.add(part.get());
      }
      return all.findings();
    } finally {
      pool.shutdownNow();
    }
  }

  private static Tally ofLines(SigmaRules rules, Lane lane, int first, int step) {
    byte[][] lines = lane.lines();
    LogSourceFields logSource = Lane.logSource();
    Tally tally = new Tally();
    for (int i = first; i < lines.length; i += step) {
      tally.add(i, rules.matchJson(lines[i], 0, lines[i].length, logSource));
    }
    return tally;
  }

  /** The sum does not depend on the order of events, so that threads may share them out. */
  private static final class Tally {
    private long matches;
    private long sum;

    private void add(int event, List<RuleMatch> found) {
      matches += found.size();
      long one = event;
      for (RuleMatch match : found) {
        one = 31 * one + match.rule().id().hashCode();
        one = 31 * one + match.fields().hashCode();
      }
      sum += one * one;
    }

    private void add(Tally other) {
      matches += other.matches;
      sum += other.sum;
    }

    private LaneFindings findings() {
      return new LaneFindings(matches, sum);
    }
  }
}
