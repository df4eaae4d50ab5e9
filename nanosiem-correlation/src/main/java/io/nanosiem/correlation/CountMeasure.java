package io.nanosiem.correlation;

/**
 * At least so many events within the timespan. The newest so many are enough: an older one matters
 * only if fewer newer ones are in the window.
 *
 * <p>A late event is put among these by its time, and judged together with them. Nothing is missed
 * by that as long as it is late by no more than the timespan: had an older one been dropped that
 * would be in a window with it, as many newer ones as are asked for would be in windows with it
 * too. Where more lateness is allowed, a history is kept beside.
 *
 * <p>O(1) an event in order, O(threshold) for a late one. Cells: one, and one for each counted
 * event of the threshold, from two on by doubling.
 */
final class CountMeasure extends Measure {
  private static final int FIRST_RING = 2;

  private final long timespan;
  private final int threshold;

  /** Bits of an event that counts as many as are asked for. */
  private final long atOnce;

  /**
   * Makes a count.
   *
   * @param keepsHistory whether events may be later than the timespan is long
   */
  CountMeasure(long timespan, int threshold, long atOnce, boolean keepsHistory) {
    super(keepsHistory ? Order.SLIDING : Order.ANY);
    this.timespan = timespan;
    this.threshold = threshold;
    this.atOnce = atOnce;
  }

  @Override
  int length() {
    return 1 + Math.min(FIRST_RING, threshold);
  }

  @Override
  void reset(long[] cells) {
    Ring.clear(cells, head, cells.length - head - 1);
  }

  @Override
  long[] room(long[] cells, long[] rows, int at) {
    return Ring.room(cells, head, threshold, weight(rows, at));
  }

  private int weight(long[] rows, int at) {
    boolean isAtOnce = (rows[at + Row.MASK] & atOnce) != 0;
    return isAtOnce ? threshold : Math.min(Row.weight(rows, at), threshold);
  }

  @Override
  long feed(long[] cells, long[] rows, int at) {
    long time = rows[at + Row.TIME];
    int weight = weight(rows, at);
    if (Ring.filled(cells, head) > 0 && Ring.newest(cells, head) > time) {
      return feedLate(cells, time, weight);
    }
    Ring.push(cells, head, time, weight);
    boolean holds =
        Ring.filled(cells, head) == threshold && time - Ring.oldest(cells, head) <= timespan;
    return holds ? time : NONE;
  }

  private long feedLate(long[] cells, long time, int weight) {
    long[] all = Ring.insert(cells, head, time, weight);
    for (int i = threshold - 1; i < all.length; i++) {
      boolean isLastOfItsTime = i + 1 == all.length || all[i + 1] > all[i];
      if (all[i] >= time && isLastOfItsTime && all[i] - all[i - threshold + 1] <= timespan) {
        return all[i];
      }
    }
    return NONE;
  }

  @Override
  boolean mayFireAlone(long[] rows, int at) {
    return weight(rows, at) >= threshold;
  }

  @Override
  boolean isAdvanced(long[] cells) {
    return threshold > 1 && Ring.filled(cells, head) >= (threshold + 1) / 2;
  }
}
