package io.nanosiem.correlation;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Findings;
import io.nanosiem.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All correlations of a detector, and which of them hear of which rules and of each other. Those
 * below come before those above, so that an event runs through all of them once.
 *
 * <p>An event on which nothing was found costs nothing here. One thread.
 */
final class CorrelationNet {
  private static final int[] NOBODY = {};

  final Correlator[] correlators;

  /** The group that was changed last, which is not forgotten to make room for itself. */
  @Nullable KeyState changed;

  /** For each rule, pairs: who hears of it, and as which of its rules. */
  private final Map<String, int[]> hearers = new HashMap<>();

  private final int[][] above;
  private final long[] masks;
  private final List<List<Correlator.Signal>> signals = new ArrayList<>();
  private final BitSet touched = new BitSet();
  private final Correlator[] deferred;
  private @Nullable Findings out;

  /** What a verdict at the end of a window has to be told those above with, and when it was due. */
  private @Nullable Event raised;

  private long raisedAt;

  CorrelationNet(List<CorrelationRule> rules, Shared shared) {
    List<CorrelationRule> sorted = sorted(rules);
    correlators = new Correlator[sorted.size()];
    masks = new long[correlators.length];
    above = new int[correlators.length][];
    List<Correlator> waiting = new ArrayList<>();
    for (int i = 0; i < correlators.length; i++) {
      CorrelationRule rule = sorted.get(i);
      correlators[i] = new Correlator(rule, i, this, shared);
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
    for (int i = 0; i < correlators.length; i++) {
      above[i] = hearers.getOrDefault(sorted.get(i).rule().id(), NOBODY);
    }
    deferred = waiting.toArray(new Correlator[0]);
  }

  /** Those below before those above, otherwise in the order given. */
  private static List<CorrelationRule> sorted(List<CorrelationRule> rules) {
    Map<String, CorrelationRule> byId = new LinkedHashMap<>();
    rules.forEach(rule -> byId.put(rule.rule().id(), rule));
    Set<CorrelationRule> sorted = new LinkedHashSet<>();
    rules.forEach(rule -> sort(rule, byId, sorted, new LinkedHashSet<>()));
    return List.copyOf(sorted);
  }

  private static void sort(
      CorrelationRule rule,
      Map<String, CorrelationRule> byId,
      Set<CorrelationRule> sorted,
      Set<String> path) {
    if (sorted.contains(rule)) {
      return;
    }
    if (!path.add(rule.rule().id())) {
      throw new IllegalStateException("correlations build on each other in a circle: " + path);
    }
    for (String id : rule.over()) {
      CorrelationRule below = byId.get(id);
      if (below != null) {
        sort(below, byId, sorted, path);
      }
    }
    path.remove(rule.rule().id());
    sorted.add(rule);
  }

  /** Takes an event in, and says which group it changed last; null if it concerns none. */
  @Nullable KeyState accept(Event event, List<Detection> found, long time, Findings findings) {
    if (found.isEmpty()) {
      return null;
    }
    for (int i = 0; i < found.size(); i++) {
      int[] who = hearers.get(found.get(i).rule().id());
      for (int k = 0; who != null && k < who.length; k += 2) {
        masks[who[k]] |= 1L << who[k + 1];
        touched.set(who[k]);
      }
    }
    changed = null;
    out = findings;
    run(event, time);
    out = null;
    return changed;
  }

  /** Takes over from another what the correlations had come to that have not changed. */
  void adopt(CorrelationNet old) {
    Map<String, Correlator> byName = new HashMap<>();
    for (Correlator correlator : correlators) {
      byName.put(correlator.name(), correlator);
    }
    for (Correlator before : old.correlators) {
      Correlator heir = byName.get(before.name());
      if (heir != null && heir.isHeir(before.names())) {
        heir.adopt(before);
      } else {
        before.table.discard();
      }
    }
  }

  /** Whether there may be verdicts that wait. */
  boolean hasWaiting() {
    return deferred.length > 0;
  }

  private void run(Event event, long time) {
    for (int i = touched.nextSetBit(0); i >= 0; i = touched.nextSetBit(i + 1)) {
      touched.clear(i);
      long mask = masks[i];
      masks[i] = 0;
      correlators[i].accept(mask, signals.get(i), event, time);
    }
  }

  /** Decides what was to be decided before a time, in order of time. */
  void advanceTo(long time, Findings findings) {
    out = findings;
    for (Correlator next = due(time); next != null; next = due(time)) {
      next.decideNext();
      Event event = raised;
      if (event != null) {
        raised = null;
        run(event, raisedAt);
      }
    }
    out = null;
  }

  /** The correlation whose verdict is due first, and before a time; null if there is none. */
  private @Nullable Correlator due(long time) {
    Correlator first = null;
    long due = time;
    for (Correlator correlator : deferred) {
      if (correlator.nextDue() < due) {
        due = correlator.nextDue();
        first = correlator;
      }
    }
    return first;
  }

  /** Whether others build on a correlation. */
  boolean isHeard(int index) {
    return above[index].length > 0;
  }

  /** A correlation was met: those above hear of it. */
  void raise(int index, KeyState state, KeyState.Firing firing) {
    int[] who = above[index];
    for (int k = 0; k < who.length; k += 2) {
      CorrelationRule rule = correlators[index].plan.rule;
      signals.get(who[k]).add(new Correlator.Signal(who[k + 1], rule, state));
      touched.set(who[k]);
    }
    if (who.length > 0 && correlators[index].plan.isDeferred) {
      raised = firing.event();
      raisedAt = firing.time();
    }
  }

  void report(Detection detection) {
    Findings to = out;
    if (to != null) {
      to.add(detection);
    }
  }
}
