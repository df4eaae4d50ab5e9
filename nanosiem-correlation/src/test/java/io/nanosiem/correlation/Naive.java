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
   * A step: which bit, how many, whether distinct values are counted, which bit is enough alone.
   */
  record Step(int bit, int threshold, boolean distinct, int atOnceBit) {
    boolean counts(Sight sight) {
      return (sight.mask >> bit & 1) == 1 && (!distinct || sight.value != null);
    }

    boolean atOnce(Sight sight) {
      return atOnceBit >= 0 && (sight.mask >> atOnceBit & 1) == 1;
    }

    boolean meets(Sight sight) {
      return counts(sight) || atOnce(sight);
    }
  }

  record Sight(long time, int mask, @Nullable String value, int weight, int arrival) {}

  final List<Step> steps;
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

  Naive(List<Step> steps, long timespan, long quiet) {
    this.steps = steps;
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

  void accept(Sight sight) {
    if (low(sight) == steps.size()) {
      return;
    }
    newest = Math.max(newest, sight.time);
    if (sight.time < newest - timespan) {
      return;
    }
    all.add(sight);
    all.sort(order);
    if (steps.size() == 1 && !steps.get(0).distinct) {
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
      for (int i = weight(step, sight); i > 0 && !sight.equals(arrived); i--) {
        times.add(sight.time);
      }
    }
    times.subList(0, Math.max(0, times.size() - step.threshold)).clear();
    times.addAll(Collections.nCopies(weight(step, arrived), arrived.time));
    return times.stream()
        .filter(end -> end >= arrived.time)
        .filter(
            end ->
                times.stream().filter(time -> time <= end && time >= end - timespan).count()
                    >= step.threshold)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private static int weight(Step step, Sight sight) {
    return step.atOnce(sight) ? step.threshold : step.counts(sight) ? sight.weight : 0;
  }

  private boolean countHolds(int p) {
    Step step = steps.get(0);
    long count = 0;
    Set<@Nullable String> values = new HashSet<>();
    for (int i = 0; i <= p; i++) {
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

  /** Whether a sequence ends exactly with the event at p, whatever it begins with. */
  private boolean completes(int p) {
    for (int start = 0; start <= p; start++) {
      if (isFree(all.get(start))
          && all.get(start).time >= all.get(p).time - timespan
          && from(start, p, 0, 0, new HashSet<>())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the steps from one on can be met by events from i on, the last of them being p: each
   * event is left out, or taken for the step at hand.
   */
  private boolean from(int i, int p, int step, int count, Set<@Nullable String> values) {
    if (i > p) {
      return false;
    }
    Sight sight = all.get(i);
    Step now = steps.get(step);
    boolean last = step == steps.size() - 1;
    if (now.atOnce(sight)) {
      if (last ? i == p : from(i + 1, p, step + 1, 0, new HashSet<>())) {
        return true;
      }
    }
    if (now.counts(sight)) {
      Set<@Nullable String> seen = new HashSet<>(values);
      seen.add(sight.value);
      int total = count + sight.weight;
      boolean met = now.distinct ? seen.size() >= now.threshold : total >= now.threshold;
      if (met
          ? last ? i == p : from(i + 1, p, step + 1, 0, new HashSet<>())
          : from(i + 1, p, step, total, seen)) {
        return true;
      }
      // A step may go on beyond its threshold; that never helps, so it is not tried.
    }
    return from(i + 1, p, step, count, values);
  }
}
