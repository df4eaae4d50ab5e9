package io.nanosiem.correlation;

import java.util.Arrays;

/**
 * A percentile of numbers, interpolated linearly, over the newest {@link #MAX_ENTRIES} numbers in
 * the window, kept sorted: a binary search and a move of memory an event.
 *
 * <p>Cells: two, and three for each number: its time, itself, and itself among the sorted ones.
 */
final class PercentileMeasure extends Measure {
  static final int MAX_ENTRIES = 4096;
  private static final int FIRST_ENTRIES = 2;

  private final long timespan;
  private final double percentile;
  private final Bounds bounds;

  private final int first = head;
  private final int size = head + 1;
  private final int times = head + 2;

  PercentileMeasure(long timespan, double percentile, Bounds bounds) {
    super(Order.SLIDING);
    this.timespan = timespan;
    this.percentile = percentile;
    this.bounds = bounds;
  }

  @Override
  int length() {
    return times - head + 3 * FIRST_ENTRIES;
  }

  @Override
  void reset(long[] cells) {
    cells[first] = 0;
    cells[size] = 0;
  }

  private int capacity(long[] cells) {
    return (cells.length - times) / 3;
  }

  @Override
  long[] room(long[] cells, long[] rows, int at) {
    int capacity = capacity(cells);
    if (cells[size] < capacity || capacity == MAX_ENTRIES) {
      return cells;
    }
    int more = Math.min(MAX_ENTRIES, 2 * capacity);
    long[] grown = Arrays.copyOf(cells, times + 3 * more);
    for (int i = 0; i < capacity; i++) {
      int from = times + (int) (cells[first] + i) % capacity;
      grown[times + i] = cells[from];
      grown[times + more + i] = cells[from + capacity];
    }
    System.arraycopy(cells, times + 2 * capacity, grown, times + 2 * more, capacity);
    grown[first] = 0;
    return grown;
  }

  @Override
  long feed(long[] cells, long[] rows, int at) {
    double number = Double.longBitsToDouble(rows[at + Row.VALUES]) + 0.0; // no negative zero
    if (Double.isNaN(number)) {
      return NONE;
    }
    int capacity = capacity(cells);
    long time = rows[at + Row.TIME];
    while (cells[size] > 0 && cells[times + (int) cells[first]] < time - timespan) {
      removeOldest(cells, capacity);
    }
    if (cells[size] == capacity) {
      removeOldest(cells, capacity);
    }
    int to = times + (int) ((cells[first] + cells[size]) % capacity);
    cells[to] = time;
    cells[to + capacity] = Double.doubleToRawLongBits(number);
    int sorted = times + 2 * capacity;
    int end = sorted + (int) cells[size];
    int place = search(cells, sorted, end, number);
    System.arraycopy(cells, place, cells, place + 1, end - place);
    cells[place] = Double.doubleToRawLongBits(number);
    cells[size]++;
    return bounds.hold(Plain.number(number(cells))) ? time : NONE;
  }

  private void removeOldest(long[] cells, int capacity) {
    int oldest = (int) cells[first];
    int sorted = times + 2 * capacity;
    int end = sorted + (int) cells[size];
    double number = Double.longBitsToDouble(cells[times + capacity + oldest]);
    int place = search(cells, sorted, end, number);
    System.arraycopy(cells, place + 1, cells, place, end - place - 1);
    cells[first] = oldest + 1 == capacity ? 0 : oldest + 1;
    cells[size]--;
  }

  /** The first place whose number is not less. */
  private static int search(long[] cells, int from, int to, double number) {
    int low = from;
    int high = to;
    while (low < high) {
      int between = (low + high) >>> 1;
      if (Double.longBitsToDouble(cells[between]) < number) {
        low = between + 1;
      } else {
        high = between;
      }
    }
    return low;
  }

  @Override
  double number(long[] cells) {
    int sorted = times + 2 * capacity(cells);
    double rank = percentile / 100 * (cells[size] - 1);
    int below = (int) Math.floor(rank);
    double low = Double.longBitsToDouble(cells[sorted + below]);
    if (below + 1 >= cells[size]) {
      return low;
    }
    return low + (rank - below) * (Double.longBitsToDouble(cells[sorted + below + 1]) - low);
  }

  @Override
  boolean mayFireAlone(long[] rows, int at) {
    return true;
  }

  @Override
  boolean isAdvanced(long[] cells) {
    return cells[size] > 1;
  }
}
