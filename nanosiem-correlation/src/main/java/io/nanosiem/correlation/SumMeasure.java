package io.nanosiem.correlation;

import java.util.Arrays;

/**
 * The sum or the mean of numbers. O(1) an event, amortised: a queue made of two stacks, so that
 * nothing is ever subtracted and sums do not drift. Exact for {@link #MAX_ENTRIES} numbers in the
 * window; beyond that neighbours within a 256th of the timespan are added up, and leave the window
 * together.
 *
 * <p>Cells: five, and five for each entry.
 */
final class SumMeasure extends Measure {
  static final int MAX_ENTRIES = 4096;
  private static final int PANES = 256;
  private static final int FIRST_ENTRIES = 2;

  // Of an entry. The last two: the sum and count from it to the middle, if it is before that.
  private static final int TIME = 0;
  private static final int SUM = 1;
  private static final int COUNT = 2;
  private static final int SUM_ON = 3;
  private static final int COUNT_ON = 4;
  private static final int ENTRY = 5;

  private final long timespan;
  private final boolean isMean;
  private final Bounds bounds;

  private final int first = head;
  private final int middle = head + 1;
  private final int end = head + 2;
  private final int newerSum = head + 3;
  private final int newerCount = head + 4;
  private final int entries = head + 5;

  SumMeasure(long timespan, boolean isMean, Bounds bounds) {
    super(Order.SLIDING);
    this.timespan = timespan;
    this.isMean = isMean;
    this.bounds = bounds;
  }

  @Override
  int length() {
    return entries - head + ENTRY * FIRST_ENTRIES;
  }

  @Override
  void reset(long[] cells) {
    Arrays.fill(cells, head, entries, 0); // a zero is also the bits of 0.0
  }

  private int entry(long index) {
    return entries + ENTRY * (int) index;
  }

  private static double number(long[] cells, int cell) {
    return Double.longBitsToDouble(cells[cell]);
  }

  private static void add(long[] cells, int cell, double number) {
    cells[cell] = Double.doubleToRawLongBits(number(cells, cell) + number);
  }

  @Override
  long[] room(long[] cells, long[] rows, int at) {
    int capacity = (cells.length - entries) / ENTRY;
    if (cells[end] < capacity) {
      return cells;
    }
    if (cells[first] > 0) {
      shift(cells);
    } else if (capacity < MAX_ENTRIES) {
      return Arrays.copyOf(cells, entry(Math.min(MAX_ENTRIES, 2L * capacity)));
    } else {
      join(cells);
    }
    return cells;
  }

  @Override
  long feed(long[] cells, long[] rows, int at) {
    double number = Double.longBitsToDouble(rows[at + Row.VALUES]);
    if (Double.isNaN(number)) {
      return NONE;
    }
    long time = rows[at + Row.TIME];
    while (cells[first] < cells[end] && cells[entry(cells[first]) + TIME] < time - timespan) {
      if (cells[first] == cells[middle]) {
        turn(cells);
      }
      cells[first]++;
    }
    if (cells[first] == cells[end]) {
      reset(cells);
    }
    int place = entry(cells[end]++);
    cells[place + TIME] = time;
    cells[place + SUM] = Double.doubleToRawLongBits(number);
    cells[place + COUNT] = 1;
    add(cells, newerSum, number);
    cells[newerCount]++;
    return bounds.hold(Plain.number(number(cells))) ? time : NONE;
  }

  /** All entries become the older ones. */
  private void turn(long[] cells) {
    double sum = 0;
    long count = 0;
    for (long i = cells[end] - 1; i >= cells[first]; i--) {
      int place = entry(i);
      sum += number(cells, place + SUM);
      count += cells[place + COUNT];
      cells[place + SUM_ON] = Double.doubleToRawLongBits(sum);
      cells[place + COUNT_ON] = count;
    }
    cells[middle] = cells[end];
    cells[newerSum] = 0;
    cells[newerCount] = 0;
  }

  private void shift(long[] cells) {
    long gone = cells[first];
    System.arraycopy(cells, entry(gone), cells, entries, entry(cells[end]) - entry(gone));
    cells[middle] -= gone;
    cells[end] -= gone;
    cells[first] = 0;
  }

  /** Adds up neighbours: at most one entry is left for each 256th of the timespan, and one. */
  private void join(long[] cells) {
    long pane = Math.max(1, timespan / PANES);
    int to = -1;
    for (int i = 0; i < cells[end]; i++) {
      int from = entry(i);
      int last = entry(Math.max(0, to));
      if (to >= 0
          && Math.floorDiv(cells[last + TIME], pane) == Math.floorDiv(cells[from + TIME], pane)) {
        cells[last + TIME] = cells[from + TIME];
        add(cells, last + SUM, number(cells, from + SUM));
        cells[last + COUNT] += cells[from + COUNT];
      } else {
        to++;
        System.arraycopy(cells, from, cells, entry(to), COUNT + 1);
      }
    }
    cells[end] = to + 1L;
    turn(cells);
  }

  @Override
  double number(long[] cells) {
    boolean isOlder = cells[first] < cells[middle];
    int oldest = entry(cells[first]);
    double sum = number(cells, newerSum) + (isOlder ? number(cells, oldest + SUM_ON) : 0);
    long count = cells[newerCount] + (isOlder ? cells[oldest + COUNT_ON] : 0);
    return isMean ? sum / count : sum;
  }

  @Override
  boolean mayFireAlone(long[] rows, int at) {
    return true;
  }

  @Override
  boolean isAdvanced(long[] cells) {
    return cells[end] - cells[first] > 1;
  }
}
