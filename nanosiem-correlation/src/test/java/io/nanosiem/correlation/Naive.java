package io.nanosiem.correlation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What chains mean, slowly and obviously: keeps everything, sorts it again with each arrival and
 * tries every beginning. The oracle for {@link CorrelationDetector}; for one chain and one group.
 */
final class Naive {
  /**
   * A step: which bit, how many, whether distinct values are counted, which bit is enough alone,
   * how soon it has to follow the one before.
   */
  record Step(int bit, int threshold, boolean distinct, int atOnceBit, long maxGap) {
    boolean counts(Sight sight) {
      return (sight.mask >> bit & 1) == 1 && (!distinct || sight.value != null);
    }

    boolean atOnce(Sight sight) {
      return atOnceBit >= 0 && (sight.mask >> atOnceBit & 1) == 1;
    }

    boolean meets(Sight sight) {
      return counts(sight) || atOnce(sight);
    }

    int weight(Sight sight) {
      return atOnce(sight) ? threshold : counts(sight) ? sight.weight : 0;
    }

    /** Whether these are events that make the step, the first and the last of them among them. */
    boolean isMadeBy(List<Sight> some) {
      Sight first = some.get(0);
      Sight last = some.get(some.size() - 1);
      if (some.size() == 1 && atOnce(first)) {
        return true;
      }
      if (distinct) {
        return counts(first)
            && counts(last)
            && some.stream().filter(this::counts).map(Sight::value).distinct().count() >= threshold;
      }
      // Of a step of one event the first is the last.
      return meets(first)
          && meets(last)
          && (threshold > 1 || some.size() == 1)
          && some.stream().mapToLong(this::weight).sum() >= threshold;
    }
  }

  record Sight(long time, int mask, @Nullable String value, int weight, int arrival) {}

  final List<Step> steps;
  final int untilBit;
  final long timespan;
  final long quiet;
  final List<Long> alerts = new ArrayList<>();

  private final List<Sight> all = new ArrayList<>();
  private final Comparator<Sight> order =
      Comparator.<Sight>comparingLong(sight -> sight.time)
          .thenComparingInt(this::low)
          .thenComparingInt(sight -> sight.arrival);
  private @Nullable Sight consumed;
  private long newest = Long.MIN_VALUE;
  private @Nullable Long lastAlert;

  Naive(List<Step> steps, int untilBit, long timespan, long quiet) {
    this.steps = steps;
    this.untilBit = untilBit;
    this.timespan = timespan;
    this.quiet = quiet;
  }

  private int low(Sight sight) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).meets(sight)) {
        return i;
      }
    }
    return steps.size();
  }

  private boolean isEnd(Sight sight) {
    return untilBit >= 0 && (sight.mask >> untilBit & 1) == 1;
  }

  void accept(Sight sight) {
    if (low(sight) == steps.size() && !isEnd(sight)) {
      return;
    }
    newest = Math.max(newest, sight.time);
    if (sight.time < newest - timespan) {
      return;
    }
    all.add(sight);
    all.sort(order);
    if (steps.size() == 1 && !steps.get(0).distinct && untilBit < 0) {
      Long time = countHolds(sight);
      if (time != null) {
        fired(time);
      }
      return;
    }
    if (steps.size() == 1) {
      for (int p = all.indexOf(sight); p < all.size(); p++) {
        if (countHolds(p)) {
          fired(all.get(p).time);
          return;
        }
      }
      return;
    }
    for (int p = 0; p < all.size(); p++) {
      if (isFree(all.get(p)) && completes(p)) {
        fired(all.get(p).time);
        consumed = all.get(p);
        return;
      }
    }
  }

  private boolean isFree(Sight sight) {
    return consumed == null || order.compare(sight, consumed) > 0;
  }

  private void fired(long time) {
    if (lastAlert == null || Math.abs(time - lastAlert) >= quiet) {
      alerts.add(time);
      lastAlert = lastAlert == null ? time : Math.max(lastAlert, time);
    }
  }

  /**
   * A count is judged by the newest events before the one that arrived, as many as it asks for, and
   * that one: when it holds because of it, if at all.
   */
  private @Nullable Long countHolds(Sight arrived) {
    Step step = steps.get(0);
    List<Long> times = new ArrayList<>();
    for (Sight sight : all) {
      for (int i = step.weight(sight); i > 0 && !sight.equals(arrived); i--) {
        times.add(sight.time);
      }
    }
    times.subList(0, Math.max(0, times.size() - step.threshold)).clear();
    times.addAll(Collections.nCopies(step.weight(arrived), arrived.time));
    return times.stream()
        .filter(end -> end >= arrived.time)
        .filter(
            end ->
                times.stream().filter(time -> time <= end && time >= end - timespan).count()
                    >= step.threshold)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private boolean countHolds(int p) {
    Step step = steps.get(0);
    if (!step.meets(all.get(p))) {
      return false;
    }
    long count = 0;
    Set<@Nullable String> values = new HashSet<>();
    for (int i = beginning(p); i <= p; i++) {
      Sight sight = all.get(i);
      if (sight.time < all.get(p).time - timespan) {
        continue;
      }
      if (step.atOnce(sight)) {
        return true;
      }
      if (step.counts(sight)) {
        count += sight.weight;
        values.add(sight.value);
      }
    }
    return step.distinct ? values.size() >= step.threshold : count >= step.threshold;
  }

  /** The place behind the last event that ended the chain before the event at p. */
  private int beginning(int p) {
    int beginning = p;
    while (beginning > 0 && !isEnd(all.get(beginning - 1))) {
      beginning--;
    }
    return beginning;
  }

  /** Whether a sequence ends exactly with the event at p, whatever it begins with. */
  private boolean completes(int p) {
    for (int start = beginning(p); start <= p; start++) {
      if (isFree(all.get(start)) && all.get(start).time >= all.get(p).time - timespan) {
        Set<Integer> ends = ends(steps.get(0), start, p);
        for (Step step : steps.subList(1, steps.size())) {
          ends = ends(step, ends, p);
        }
        if (ends.contains(p)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Where a step can end that follows others which ended at one of these places. */
  private Set<Integer> ends(Step step, Set<Integer> before, int p) {
    Set<Integer> ends = new HashSet<>();
    for (int first = 0; first <= p; first++) {
      for (int end : before) {
        if (end < first && all.get(first).time - all.get(end).time <= step.maxGap) {
          ends.addAll(ends(step, first, p));
          break;
        }
      }
    }
    return ends;
  }

  /** Where a step can end that begins at a place: wherever all between the two make it. */
  private Set<Integer> ends(Step step, int first, int p) {
    Set<Integer> ends = new HashSet<>();
    for (int last = first; last <= p && step.meets(all.get(first)); last++) {
      if (step.isMadeBy(all.subList(first, last + 1))) {
        ends.add(last);
      }
    }
    return ends;
  }
}
