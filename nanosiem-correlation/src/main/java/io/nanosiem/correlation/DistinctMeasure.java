package io.nanosiem.correlation;

/**
 * At least so many different values within the timespan, see {@link RecentValues}. O(1) an event.
 */
final class DistinctMeasure extends Measure {
  private final long timespan;
  private final int threshold;

  DistinctMeasure(long timespan, int threshold) {
    super(Order.SLIDING);
    this.timespan = timespan;
    this.threshold = threshold;
  }

  @Override
  int length() {
    return RecentValues.length(1);
  }

  @Override
  void reset(long[] cells) {
    RecentValues.clear(cells, head, capacity(cells));
  }

  private int capacity(long[] cells) {
    int known = RecentValues.capacity(cells, head);
    return known == 0 ? 1 : known;
  }

  @Override
  long[] room(long[] cells, long[] rows, int at) {
    return RecentValues.isTight(cells, head, threshold)
        ? RecentValues.grow(cells, head, threshold)
        : cells;
  }

  @Override
  long feed(long[] cells, long[] rows, int at) {
    long value = rows[at + Row.VALUES];
    if (value == 0) {
      return NONE;
    }
    long time = rows[at + Row.TIME];
    RecentValues.see(cells, head, value, time);
    boolean holds =
        RecentValues.size(cells, head) == threshold
            && time - RecentValues.oldestMark(cells, head) <= timespan;
    return holds ? time : NONE;
  }

  /** How many different values there were in a range of times; no more than the threshold. */
  int count(long[] cells, long from, long to) {
    return RecentValues.count(cells, head, from, to);
  }

  @Override
  boolean mayFireAlone(long[] rows, int at) {
    return threshold <= 1;
  }

  @Override
  boolean isAdvanced(long[] cells) {
    return threshold > 1 && RecentValues.size(cells, head) >= (threshold + 1) / 2;
  }
}
