package io.nanosiem.correlation;

import java.util.Arrays;

/**
 * All rules, one after the other. For each rule the start of the partial match that ends with it
 * and began last: it fits into every window into which an earlier one fits. O(rules) an event, one
 * cell for each rule.
 */
final class InOrderMeasure extends Measure {
  private final long timespan;
  private final int rules;

  InOrderMeasure(long timespan, int rules) {
    super(Order.SEQUENCE);
    this.timespan = timespan;
    this.rules = rules;
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
    long mask = rows[at + Row.MASK];
    boolean ended = false;
    // From last to first, so that no event follows itself.
    for (int i = rules - 1; i >= 0; i--) {
      if ((mask & 1L << i) == 0) {
        continue;
      }
      long start = i == 0 ? time : cells[head + i - 1];
      if (start != NONE && time - start <= timespan) {
        cells[head + i] = Math.max(cells[head + i], start);
        ended |= i == rules - 1;
      }
    }
    return ended ? time : NONE;
  }

  @Override
  boolean mayFireAlone(long[] rows, int at) {
    return rules == 1;
  }

  @Override
  boolean isAdvanced(long[] cells) {
    return rules > 1 && cells[head + 1] != NONE;
  }
}
