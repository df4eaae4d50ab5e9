package io.nanosiem.correlation;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What decides where the verdict is known only when a window is over, as one more event could still
 * change it: like {@link Measure} a pure function on an array of cells. Immutable.
 *
 * <p><b>Whose time.</b> A window is over when the time of the detector has come to {@link #DUE}. An
 * event that is behind that time already when it opens a window makes its window wait for so much
 * longer: the log of a machine whose clock is eight hours slow is followed as well as any other.
 */
abstract sealed class Window {
  /** Of the cells: when the last alert was, as in {@link Measure}. */
  static final int LAST_ALERT = Measure.LAST_ALERT;

  /** When the verdict is due, in the detector's time; {@link Measure#NONE} if nothing waits. */
  static final int DUE = 1;

  /** The last time that belongs to the window, in the time of the events. */
  static final int END = 2;

  /** For when its owner has written the verdict down. */
  static final int SCHEDULED = 3;

  static final int HEAD = 4;
  private static final long NONE = Measure.NONE;

  final RulePlan plan;

  private Window(RulePlan plan) {
    this.plan = plan;
  }

  /** Cells before the first event. */
  abstract long[] empty();

  private static long[] empty(int length) {
    long[] cells = new long[HEAD + length];
    cells[LAST_ALERT] = NONE;
    cells[DUE] = NONE;
    cells[SCHEDULED] = NONE;
    return cells;
  }

  /** The cells with room for one more event: the same, or a larger copy. */
  long[] room(long[] cells) {
    return cells;
  }

  /**
   * Takes an event in.
   *
   * @param behind how far the event is behind the detector's time; not negative
   * @return false if it belongs to a window that has been decided
   */
  abstract boolean add(long[] cells, long[] rows, int at, long behind, boolean isLate);

  /** The verdict on the window that is over. */
  abstract boolean holds(long[] cells);

  /** It has been decided: nothing waits any more. */
  void decided(long[] cells) {
    cells[DUE] = NONE;
  }

  /** What the condition is about, for the story; null if it is no number. */
  @Nullable BigDecimal number(long[] cells) {
    return null;
  }

  /** Counts, distinct values, sums and numbers of rules, from the first event on. */
  static final class Anchored extends Window {
    private static final int FIRST = HEAD;
    private static final int COUNT = HEAD + 1;
    private static final int SUM = HEAD + 2;
    private static final int NUMBERS = HEAD + 3;
    private static final int MASK = HEAD + 4;
    private static final int VALUES = HEAD + 5;

    private final boolean isDistinct;
    private final boolean isTemporal;

    Anchored(RulePlan plan) {
      super(plan);
      isDistinct = plan.rule.condition() instanceof Condition.ValueCount;
      isTemporal = plan.rule.condition() instanceof Condition.Temporal;
    }

    @Override
    long[] empty() {
      long[] cells = Window.empty(VALUES - HEAD + (isDistinct ? RecentValues.length(1) : 0));
      if (isDistinct) {
        RecentValues.clear(cells, VALUES, 1);
      }
      return cells;
    }

    @Override
    long[] room(long[] cells) {
      return isDistinct && RecentValues.isTight(cells, VALUES, plan.mostValues())
          ? RecentValues.grow(cells, VALUES, plan.mostValues())
          : cells;
    }

    @Override
    boolean add(long[] cells, long[] rows, int at, long behind, boolean isLate) {
      long time = rows[at + Row.TIME];
      if (cells[DUE] == NONE) {
        if (isLate) {
          return false;
        }
        open(cells, time, behind);
      } else if (time < cells[FIRST] || time > cells[END]) {
        // The owner decides each window before it hands in what is later.
        return false;
      }
      cells[COUNT] += Row.weight(rows, at);
      cells[MASK] |= rows[at + Row.MASK];
      if (isDistinct && rows[at + Row.VALUES] != 0) {
        RecentValues.see(cells, VALUES, rows[at + Row.VALUES], time);
      }
      double number = plan.isNumeric ? Double.longBitsToDouble(rows[at + Row.VALUES]) : Double.NaN;
      if (!Double.isNaN(number)) {
        double sum = Double.longBitsToDouble(cells[SUM]) + number;
        cells[SUM] = Double.doubleToRawLongBits(sum);
        cells[NUMBERS]++;
      }
      return true;
    }

    private void open(long[] cells, long time, long behind) {
      cells[FIRST] = time;
      cells[END] = time + plan.timespan;
      cells[DUE] = cells[END] + behind;
      cells[COUNT] = 0;
      cells[SUM] = 0;
      cells[NUMBERS] = 0;
      cells[MASK] = 0;
      if (isDistinct) {
        RecentValues.clear(cells, VALUES, RecentValues.capacity(cells, VALUES));
      }
    }

    @Override
    BigDecimal number(long[] cells) {
      if (isDistinct) {
        return BigDecimal.valueOf(RecentValues.size(cells, VALUES));
      }
      if (plan.isNumeric) {
        return Plain.number(Double.longBitsToDouble(cells[SUM]));
      }
      return BigDecimal.valueOf(isTemporal ? Long.bitCount(cells[MASK]) : cells[COUNT]);
    }

    @Override
    boolean holds(long[] cells) {
      // A window in which nothing was counted says nothing about the field.
      boolean isEmpty =
          (plan.isNumeric && cells[NUMBERS] == 0)
              || (isDistinct && RecentValues.size(cells, VALUES) == 0);
      return !isEmpty && plan.bounds != null && plan.bounds.hold(number(cells));
    }
  }

  /**
   * Rules that were met, and others that must not be: from a timespan before the last of those met
   * to a timespan after the first. One that must not be met takes the suspicion away.
   */
  static final class Absence extends Window {
    private static final int SUSPICIOUS = HEAD;
    private static final int LATEST = HEAD + 1;

    Absence(RulePlan plan) {
      super(plan);
    }

    @Override
    long[] empty() {
      long[] cells = Window.empty(LATEST - HEAD + plan.rules);
      for (int i = 0; i < plan.rules; i++) {
        cells[LATEST + i] = NONE;
      }
      return cells;
    }

    @Override
    boolean add(long[] cells, long[] rows, int at, long behind, boolean isLate) {
      long time = rows[at + Row.TIME];
      long mask = rows[at + Row.MASK];
      TogetherMeasure.note(cells, LATEST, mask, time);
      if (cells[DUE] != NONE) {
        if (time <= cells[END]) {
          cells[SUSPICIOUS] |= mask;
        }
        if (plan.met.test(cells[SUSPICIOUS])) {
          return true;
        }
        decided(cells);
      }
      long met = TogetherMeasure.since(cells, LATEST, plan.rules, time - plan.timespan);
      if (plan.met.test(met)) {
        long first = time;
        for (long rest = met; rest != 0; rest &= rest - 1) {
          first = Math.min(first, cells[LATEST + Long.numberOfTrailingZeros(rest)]);
        }
        cells[SUSPICIOUS] = met;
        cells[END] = first + plan.timespan;
        cells[DUE] = cells[END] + behind;
      }
      return true;
    }

    @Override
    boolean holds(long[] cells) {
      return cells[DUE] != NONE;
    }

    @Override
    void decided(long[] cells) {
      super.decided(cells);
      cells[SUSPICIOUS] = 0;
    }
  }
}
