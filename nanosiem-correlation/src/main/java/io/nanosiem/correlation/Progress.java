package io.nanosiem.correlation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How far one group has come in one chain.
 *
 * <p>Of all partial matches that cover the first steps, only the one that <em>started last</em> can
 * matter: it fits into every window into which an older one fits. So each step keeps the start of
 * the latest partial match that ends with it, and a step that counts to c keeps a ring with the
 * starts of the c newest ones: the oldest in a full ring is the latest start that has all c. Starts
 * never go back from one event to the next, hence "c newest" and "c latest starts" are the same.
 * Cost: O(steps of the chain) an event; memory: 8 bytes for each counted event of the thresholds,
 * whatever is sent.
 *
 * <p>Steps are fed from last to first, so that an event never follows itself.
 */
final class Progress {
  /** No start. */
  static final long NONE = Long.MIN_VALUE;

  /** For each step: its ring, the start of the latest completion at once, head and fill. */
  private final long[] cells;

  private final @Nullable RecentValues @Nullable [] values;

  /** The position of the last event fed: its time, and the first step it meets. */
  long lastTime = NONE;

  int lastLow;

  /**
   * The state before the events of one time that do not begin the chain: what order among equal
   * times is restored from, without working out the whole history again. Null if not known.
   */
  private @Nullable Progress tie;

  private boolean tieKnown;

  /** The time that the above is about, and the arrival before which beginnings are part of it. */
  long tieTime = NONE;

  long tieArrival;

  /** By how many bytes it has grown since it was made. */
  int grown;

  Progress(ChainPlan plan) {
    cells = new long[plan.cells];
    values = plan.hasDistinct ? new RecentValues[plan.steps.length] : null;
    if (values != null) {
      for (int i = 0; i < values.length; i++) {
        if (plan.steps[i].distinct >= 0) {
          values[i] = new RecentValues(plan.steps[i].threshold);
        }
      }
    }
    for (ChainPlan.Step step : plan.steps) {
      cells[step.atOnceCell] = NONE;
    }
  }

  Progress(Progress from) {
    cells = from.cells.clone();
    lastTime = from.lastTime;
    lastLow = from.lastLow;
    if (from.values == null) {
      values = null;
    } else {
      values = from.values.clone();
      for (int i = 0; i < values.length; i++) {
        if (values[i] != null) {
          values[i] = new RecentValues(values[i]);
        }
      }
    }
  }

  /** Remembers the state, to come back to it should a tied event belong before what comes now. */
  void remember(ChainPlan plan, long time, long arrival) {
    Progress kept = tie;
    if (kept == null) {
      kept = new Progress(plan);
      tie = kept;
      grown += (int) kept.bytes();
    }
    grown += kept.copy(this);
    tieKnown = true;
    tieTime = time;
    tieArrival = arrival;
  }

  /** Nothing is remembered about a time. */
  void forgetTie(long time) {
    tieKnown = false;
    tieTime = time;
  }

  /** Goes back to what was remembered about a time; false if nothing was. */
  boolean goBack(long time) {
    if (!tieKnown || tieTime != time || tie == null) {
      return false;
    }
    grown += copy(tie);
    return true;
  }

  private int copy(Progress from) {
    System.arraycopy(from.cells, 0, cells, 0, cells.length);
    int more = 0;
    if (values != null && from.values != null) {
      for (int i = 0; i < values.length; i++) {
        if (values[i] != null && from.values[i] != null) {
          more += values[i].copy(from.values[i]);
        }
      }
    }
    return more;
  }

  void clear(ChainPlan plan) {
    Arrays.fill(cells, 0);
    for (ChainPlan.Step step : plan.steps) {
      cells[step.atOnceCell] = NONE;
    }
    if (values != null) {
      for (RecentValues list : values) {
        if (list != null) {
          list.clear();
        }
      }
    }
  }

  /**
   * Takes an event in.
   *
   * @return whether it completes the chain
   */
  boolean feed(ChainPlan plan, long time, long mask, int weight, long[] log, int valuesAt) {
    ChainPlan.Step[] steps = plan.steps;
    boolean last = false;
    for (int i = steps.length - 1; i >= 0; i--) {
      ChainPlan.Step step = steps[i];
      if ((mask & step.mask) == 0) {
        continue;
      }
      long start = i == 0 ? time : start(plan, i - 1);
      if (start == NONE || time - start > plan.timespan) {
        continue;
      }
      if ((mask & step.atOnceMask) != 0) {
        cells[step.atOnceCell] = start;
        last |= i == steps.length - 1;
      }
      if ((mask & step.factMask) != 0) {
        if (step.distinct < 0) {
          push(step, start, weight);
          last |= i == steps.length - 1;
        } else {
          long value = log[valuesAt + step.distinct];
          if (value != 0 && values != null) {
            grown += values[i].see(value, start);
            last |= i == steps.length - 1;
          }
        }
      }
    }
    if (!last) {
      return false;
    }
    long start = start(plan, steps.length - 1);
    return start != NONE && time - start <= plan.timespan;
  }

  private void push(ChainPlan.Step step, long start, int weight) {
    int threshold = step.threshold;
    if (threshold == 1) {
      cells[step.ringCell] = start;
      cells[step.stateCell] = 1L << 32;
      return;
    }
    long state = cells[step.stateCell];
    int head = (int) state;
    int filled = (int) (state >>> 32);
    for (int i = Math.min(weight, threshold); i > 0; i--) {
      cells[step.ringCell + head] = start;
      head = head + 1 == threshold ? 0 : head + 1;
      filled = Math.min(filled + 1, threshold);
    }
    cells[step.stateCell] = (long) filled << 32 | head;
  }

  /**
   * The start of the latest partial match that covers the steps up to one; NONE if there is none.
   */
  private long start(ChainPlan plan, int index) {
    ChainPlan.Step step = plan.steps[index];
    long start = cells[step.atOnceCell];
    if (step.distinct >= 0) {
      RecentValues list = values == null ? null : values[index];
      if (list != null && list.isFull()) {
        start = Math.max(start, list.oldestMark());
      }
      return start;
    }
    long state = cells[step.stateCell];
    if ((int) (state >>> 32) == step.threshold) {
      start = Math.max(start, cells[step.ringCell + (int) state % step.threshold]);
    }
    return start;
  }

  /** Whether it is worth protecting: half of the first threshold, or anything of a later step. */
  boolean isAdvanced(ChainPlan plan) {
    for (int i = plan.steps.length - 1; i >= 0; i--) {
      ChainPlan.Step step = plan.steps[i];
      int filled =
          step.distinct >= 0
              ? values == null ? 0 : values[i].size()
              : (int) (cells[step.stateCell] >>> 32);
      if (i > 0) {
        if (filled > 0 || cells[step.atOnceCell] != NONE) {
          return true;
        }
      } else if (step.threshold > 1 && filled >= (step.threshold + 1) / 2) {
        return true;
      }
    }
    return false;
  }

  long bytes() {
    long bytes = 80 + 16 + 8L * cells.length + (tie == null ? 0 : tie.bytes());
    if (values != null) {
      bytes += 16 + 4L * values.length;
      for (RecentValues list : values) {
        bytes += list == null ? 0 : list.bytes();
      }
    }
    return bytes;
  }
}
