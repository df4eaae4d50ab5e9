package io.nanosiem.correlation;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * Rules met within the timespan in any order: a predicate on which of them, without {@code not}.
 * The latest time of each is enough. O(rules) an event, one cell for each rule.
 */
final class TogetherMeasure extends Measure {
  private final long timespan;
  private final int rules;
  private final LongPredicate met;

  TogetherMeasure(long timespan, int rules, LongPredicate met) {
    super(Order.SLIDING);
    this.timespan = timespan;
    this.rules = rules;
    this.met = met;
  }

  @Override
  int length() {
    return rules;
  }

  @Override
  void reset(long[] cells) {
    Arrays.fill(cells, head, head + rules, NONE);
  }

  @Override
  long feed(long[] cells, long[] rows, int at) {
    long time = rows[at + Row.TIME];
    note(cells, head, rows[at + Row.MASK], time);
    return met.test(since(cells, head, rules, time - timespan)) ? time : NONE;
  }

  /** The latest times of rules: those of the mask were met again. */
  static void note(long[] cells, int base, long mask, long time) {
    for (long rest = mask; rest != 0; rest &= rest - 1) {
      int place = base + Long.numberOfTrailingZeros(rest);
      cells[place] = Math.max(cells[place], time);
    }
  }

  /** Which rules were met at or after a time. */
  static long since(long[] cells, int base, int rules, long time) {
    long mask = 0;
    for (int i = 0; i < rules; i++) {
      if (cells[base + i] >= time && cells[base + i] != NONE) {
        mask |= 1L << i;
      }
    }
    return mask;
  }

  @Override
  boolean mayFireAlone(long[] rows, int at) {
    return met.test(rows[at + Row.MASK]);
  }

  @Override
  boolean isAdvanced(long[] cells) {
    int seen = 0;
    for (int i = 0; i < rules; i++) {
      seen += cells[head + i] == NONE ? 0 : 1;
    }
    return seen > 1;
  }
}
