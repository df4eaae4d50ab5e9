package io.nanosiem.correlation;

import io.nanosiem.correlation.Outcomes.Met;
import io.nanosiem.correlation.Outcomes.Phase;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Findings;
import io.nanosiem.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Correlations of one shard, or those above the shards, and which of them hear of which rules and
 * of each other. Those below come before those above, so that an event runs through all of them
 * once.
 *
 * <p>An event on which nothing was found costs nothing here. One thread at a time.
 */
final class CorrelationNet {
  private static final int[] NOBODY = {};
  private static final List<Correlator.Signal> NO_SIGNALS = List.of();

  final Correlator[] correlators;
  private final Shared shared;

  /** The group that was changed last, which is not forgotten to make room for itself. */
  @Nullable KeyState changed;

  /** For each rule, pairs: who hears of it, and as which of its rules. */
  private final Map<String, int[]> hearers = new HashMap<>();

  /** The places of the correlations here among all. */
  private final int[] ranks;

  private final int[][] above;
  private final boolean[] isHeardElsewhere;
  private final long[] masks;
  private final List<List<Correlator.Signal>> signals = new ArrayList<>();
  private final BitSet touched = new BitSet();
  private final Correlator[] deferred;
  private @Nullable Findings out;

  /** Where those are told that are not here, and what the order of reports is kept in. */
  private @Nullable Outcomes outcomes;

  /** What a verdict at the end of a window has to be told those above with, and when it was due. */
  private @Nullable Event raised;

  private long raisedAt;

  /**
   * Makes a net.
   *
   * @param wanted which of the rules, by rank
   */
  CorrelationNet(CorrelationRules rules, BitSet wanted, Shared shared) {
    this.shared = shared;
    ranks = wanted.stream().toArray();
    correlators = new Correlator[ranks.length];
    masks = new long[ranks.length];
    above = new int[ranks.length][];
    isHeardElsewhere = new boolean[ranks.length];
    List<Correlator> waiting = new ArrayList<>();
    for (int i = 0; i < ranks.length; i++) {
      CorrelationRule rule = rules.get(ranks[i]);
      correlators[i] = new Correlator(rule, i, this, shared, rules.chained(ranks[i]));
      if (correlators[i].plan.isDeferred) {
        waiting.add(correlators[i]);
      }
      signals.add(new ArrayList<>(2));
      for (int bit = 0; bit < rule.over().size(); bit++) {
        int[] known = hearers.getOrDefault(rule.over().get(bit), NOBODY);
        int[] more = Arrays.copyOf(known, known.length + 2);
        more[known.length] = i;
        more[known.length + 1] = bit;
        hearers.put(rule.over().get(bit), more);
      }
    }
    for (int i = 0; i < ranks.length; i++) {
      above[i] = hearers.getOrDefault(rules.get(ranks[i]).rule().id(), NOBODY);
      isHeardElsewhere[i] = above[i].length == 0 && rules.isHeard(ranks[i]);
    }
    deferred = waiting.toArray(new Correlator[0]);
  }

  /** Takes an event in; says in {@link #changed} which group it changed last. */
  void accept(Event event, List<Detection> found, long time, Findings findings) {
    changed = null;
    if (hear(found)) {
      out = findings;
      run(event, time, Integer.MAX_VALUE);
      out = null;
    }
  }

  /** Notes who is concerned by what was found; whether anybody is. */
  boolean hear(List<Detection> found) {
    for (int i = 0; i < found.size(); i++) {
      int[] who = hearers.get(found.get(i).rule().id());
      for (int k = 0; who != null && k < who.length; k += 2) {
        masks[who[k]] |= 1L << who[k + 1];
        touched.set(who[k]);
      }
    }
    return !touched.isEmpty();
  }

  /** Notes who is concerned by a correlation that was met elsewhere. */
  void hear(Met met) {
    hear(met.rule(), met.key());
  }

  private void hear(CorrelationRule rule, String key) {
    int[] who = hearers.getOrDefault(rule.rule().id(), NOBODY);
    for (int k = 0; k < who.length; k += 2) {
      signals.get(who[k]).add(new Correlator.Signal(who[k + 1], rule, key));
      touched.set(who[k]);
    }
  }

  /** Hands an event to all that are concerned and have a smaller rank, those below first. */
  void run(Event event, long time, int before, Findings findings) {
    out = findings;
    run(event, time, before);
    out = null;
  }

  private void run(Event event, long time, int before) {
    for (int i = touched.nextSetBit(0);
        i >= 0 && ranks[i] < before;
        i = touched.nextSetBit(i + 1)) {
      touched.clear(i);
      long mask = masks[i];
      masks[i] = 0;
      correlators[i].accept(mask, signals.get(i), event, time);
    }
  }

  // ---- for shards ----

  /** Makes rows of an event for all that are concerned, and puts them where they belong. */
  void prepare(int place, Event event, List<Detection> found, long time, int first, Work[] to) {
    if (!hear(found)) {
      return;
    }
    for (int i = touched.nextSetBit(0); i >= 0; i = touched.nextSetBit(i + 1)) {
      touched.clear(i);
      long mask = masks[i];
      masks[i] = 0;
      Correlator correlator = correlators[i];
      while (mask != 0) {
        long same = correlator.withSameFields(mask);
        mask &= ~same;
        if (correlator.prepare(same, null, NO_SIGNALS, event, time)) {
          int hash = correlator.hash(correlator.key);
          to[Shard.of(hash, to.length)].add(place, first + i, correlator, hash);
        }
      }
    }
  }

  /** Takes in a row that was prepared; returns the group that it changed. */
  KeyState accept(int index, Work work, int at, Event event, Outcomes to) {
    Correlator correlator = correlators[index];
    work.load(at, correlator);
    int first = Long.numberOfTrailingZeros(correlator.row[Row.MASK]);
    to.at(work.event(at), Phase.RULES, ranks[index], first);
    out = to;
    outcomes = to;
    return correlator.accept(work.hash(at), event);
  }

  // ---- verdicts that wait ----

  /** Whether there may be verdicts that wait. */
  boolean hasWaiting() {
    return deferred.length > 0;
  }

  /**
   * Decides what was to be decided before a time, in order of time. Those above hear of a verdict
   * at the time it was due, so that it is the same whether time goes on in steps or in one leap.
   */
  void advanceTo(long time, Findings findings) {
    advanceTo(time, -1, findings);
  }

  /**
   * Decides what was to be decided before a time, and at that time by correlations of a smaller
   * rank.
   */
  void advanceTo(long time, int rank, Findings findings) {
    out = findings;
    long watermark = shared.watermark;
    for (Correlator next = due(time, rank); next != null; next = due(time, rank)) {
      shared.watermark = next.nextDue();
      next.decideNext();
      runRaised();
    }
    shared.watermark = watermark;
    out = null;
  }

  private void runRaised() {
    Event event = raised;
    if (event != null) {
      raised = null;
      run(event, raisedAt, Integer.MAX_VALUE);
    }
  }

  /** The same with what is to be told elsewhere, as part of a batch. */
  void advanceTo(long time, int place, Outcomes to) {
    out = to;
    outcomes = to;
    for (Correlator next = due(time, -1); next != null; next = due(time, -1)) {
      to.atVerdict(place, next.nextDue(), ranks[next.index], next.nextKey());
      next.decideNext();
    }
  }

  /** The correlation whose verdict is due first, and before a time; null if there is none. */
  private @Nullable Correlator due(long time, int rank) {
    Correlator first = null;
    long due = time;
    for (Correlator correlator : deferred) {
      long its = correlator.nextDue();
      if (its < due || (first == null && its == due && ranks[correlator.index] < rank)) {
        due = its;
        first = correlator;
      }
    }
    return first;
  }

  // ---- what is found ----

  /** Whether others build on a correlation. */
  boolean isHeard(int index) {
    return above[index].length > 0 || isHeardElsewhere[index];
  }

  /** A correlation was met: those above hear of it. */
  void raise(int index, KeyState state, KeyState.Firing firing) {
    CorrelationRule rule = correlators[index].plan.rule;
    Outcomes elsewhere = outcomes;
    if (isHeardElsewhere[index] && elsewhere != null) {
      elsewhere.add(new Met(rule, state.key, firing.event(), firing.time()));
    }
    if (above[index].length > 0) {
      hear(rule, state.key);
      if (correlators[index].plan.isDeferred) {
        raised = firing.event();
        raisedAt = firing.time();
      }
    }
  }

  void report(Detection detection) {
    Findings to = out;
    if (to != null) {
      to.add(detection);
    }
  }
}
