package io.nanosiem.correlation;

import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A window whose verdict is known only when it is over: one more event could still change it. One
 * thread.
 */
abstract sealed class Window {
  /** When the verdict is due: the last time that belongs to it. */
  abstract long deadline();

  /** Takes an event of no earlier time than the window's first. */
  abstract void add(long[] row);

  /** The verdict, once it is over. */
  abstract boolean holds();

  abstract long bytes();

  /** What the condition is about, for the story; null if it is no number. */
  @Nullable BigDecimal number() {
    return null;
  }

  /** Counts, distinct values, sums and numbers of rules, from the first event on. */
  static final class Anchored extends Window {
    private final RulePlan plan;
    private final long first;
    private final @Nullable RecentValues values;
    private long count;
    private double sum;
    private boolean hasNumber;
    private long mask;

    Anchored(RulePlan plan, long first) {
      this.plan = plan;
      this.first = first;
      this.values =
          plan.rule.condition() instanceof Condition.ValueCount
              ? new RecentValues(plan.mostValues())
              : null;
    }

    boolean holds(long time) {
      return time >= first && time <= deadline();
    }

    @Override
    long deadline() {
      return first + plan.timespan;
    }

    @Override
    void add(long[] row) {
      count += row[Measure.WEIGHT];
      mask |= row[Measure.MASK];
      long value = row[Measure.VALUE];
      if (values != null && value != 0) {
        values.see(value, row[Measure.TIME]);
      }
      double number = plan.isNumeric ? Double.longBitsToDouble(value) : Double.NaN;
      if (!Double.isNaN(number)) {
        sum += number;
        hasNumber = true;
      }
    }

    @Override
    BigDecimal number() {
      if (values != null) {
        return BigDecimal.valueOf(values.size());
      }
      if (plan.isNumeric) {
        return Plain.number(sum);
      }
      return BigDecimal.valueOf(
          plan.rule.condition() instanceof Condition.Temporal ? Long.bitCount(mask) : count);
    }

    @Override
    boolean holds() {
      // A window in which nothing was counted says nothing about the field.
      boolean isEmpty = (plan.isNumeric && !hasNumber) || (values != null && values.size() == 0);
      return !isEmpty && plan.bounds != null && plan.bounds.hold(number());
    }

    @Override
    long bytes() {
      return 72 + (values == null ? 0 : values.bytes());
    }
  }

  /**
   * Rules that were met, and others that must not be: from a timespan before the last of those met
   * to a timespan after the first. One that must not be met takes the suspicion away.
   */
  static final class Absence extends Window {
    private final RulePlan plan;
    private final long[] latest;
    private long suspicious;
    private long due = Measure.NONE;

    Absence(RulePlan plan) {
      this.plan = plan;
      latest = new long[plan.rules];
      Arrays.fill(latest, Measure.NONE);
    }

    @Override
    long deadline() {
      return due;
    }

    @Override
    void add(long[] row) {
      long time = row[Measure.TIME];
      long mask = row[Measure.MASK];
      Measure.Together.note(latest, mask, time);
      if (due != Measure.NONE) {
        if (time <= due) {
          suspicious |= mask;
        }
        if (plan.met.test(suspicious)) {
          return;
        }
        due = Measure.NONE;
      }
      long met = Measure.Together.since(latest, time - plan.timespan);
      if (plan.met.test(met)) {
        long first = time;
        for (long rest = met; rest != 0; rest &= rest - 1) {
          first = Math.min(first, latest[Long.numberOfTrailingZeros(rest)]);
        }
        suspicious = met;
        due = first + plan.timespan;
      }
    }

    @Override
    boolean holds() {
      return due != Measure.NONE;
    }

    void decided() {
      due = Measure.NONE;
      suspicious = 0;
    }

    @Override
    long bytes() {
      return 64 + 8L * latest.length;
    }
  }
}
