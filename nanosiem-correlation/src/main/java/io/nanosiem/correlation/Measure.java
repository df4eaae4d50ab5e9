package io.nanosiem.correlation;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * What one group has come to in one correlation whose verdict is known at each event. Events are
 * fed in order of time; the memory follows the rule, and not what is sent.
 *
 * <p>One thread.
 */
abstract sealed class Measure {
  /** No time. */
  static final long NONE = Long.MIN_VALUE;

  /** Of a row: when, which rules were met, its place among arrivals, how often, and a value. */
  static final int TIME = 0;

  static final int MASK = 1;
  static final int ARRIVAL = 2;
  static final int WEIGHT = 3;
  static final int VALUE = 4;
  static final int STRIDE = 5;

  /** Takes an event in; returns whether the condition holds now, because of it. */
  abstract boolean feed(long[] log, int at);

  abstract Measure copy();

  abstract long bytes();

  /** Whether it is worth protecting: half-way to the condition or further. */
  abstract boolean isAdvanced();

  /** The number that the condition is about; for conditions about numbers in fields only. */
  double number() {
    return Double.NaN;
  }

  /**
   * At least so many events. The newest so many are enough: an older one matters only if fewer
   * newer ones are in the window. O(1) an event, 8 bytes for each counted event of the threshold.
   */
  static final class Count extends Measure {
    private final long timespan;
    private final int threshold;
    private long[] ring;
    private int next;
    private int filled;

    Count(long timespan, int threshold) {
      this.timespan = timespan;
      this.threshold = threshold;
      this.ring = new long[Math.min(4, threshold)];
    }

    private Count(Count from) {
      timespan = from.timespan;
      threshold = from.threshold;
      ring = from.ring.clone();
      next = from.next;
      filled = from.filled;
    }

    @Override
    boolean feed(long[] log, int at) {
      long time = log[at + TIME];
      for (long i = Math.min(log[at + WEIGHT], threshold); i > 0; i--) {
        if (filled == ring.length && filled < threshold) {
          // Not yet round: the oldest is at the beginning.
          ring = Arrays.copyOf(ring, (int) Math.min(threshold, 2L * filled));
          next = filled;
        }
        ring[next] = time;
        next = next + 1 == ring.length ? 0 : next + 1;
        filled = Math.min(filled + 1, ring.length);
      }
      return filled == threshold && time - ring[next] <= timespan;
    }

    @Override
    Measure copy() {
      return new Count(this);
    }

    @Override
    long bytes() {
      return 48 + 8L * ring.length;
    }

    @Override
    boolean isAdvanced() {
      return threshold > 1 && filled >= (threshold + 1) / 2;
    }
  }

  /** At least so many different values. See {@link RecentValues}. */
  static final class Distinct extends Measure {
    private final long timespan;
    private final int threshold;
    private final RecentValues values;

    Distinct(long timespan, int threshold) {
      this(timespan, threshold, new RecentValues(threshold));
    }

    private Distinct(long timespan, int threshold, RecentValues values) {
      this.timespan = timespan;
      this.threshold = threshold;
      this.values = values;
    }

    @Override
    boolean feed(long[] log, int at) {
      if (log[at + VALUE] == 0) {
        return false;
      }
      values.see(log[at + VALUE], log[at + TIME]);
      return values.isFull() && log[at + TIME] - values.oldestMark() <= timespan;
    }

    @Override
    Measure copy() {
      return new Distinct(timespan, threshold, new RecentValues(values));
    }

    @Override
    long bytes() {
      return 32 + values.bytes();
    }

    @Override
    boolean isAdvanced() {
      return threshold > 1 && values.size() >= (threshold + 1) / 2;
    }
  }

  /**
   * Rules met within the timespan in any order: a predicate on which of them, without {@code not}.
   * The latest time of each is enough. O(rules) an event, 8 bytes for each rule.
   */
  static final class Together extends Measure {
    private final long timespan;
    private final LongPredicate met;
    private final long[] latest;

    Together(long timespan, int rules, LongPredicate met) {
      this(timespan, met, new long[rules]);
      Arrays.fill(latest, NONE);
    }

    private Together(long timespan, LongPredicate met, long[] latest) {
      this.timespan = timespan;
      this.met = met;
      this.latest = latest;
    }

    @Override
    boolean feed(long[] log, int at) {
      long time = log[at + TIME];
      note(latest, log[at + MASK], time);
      return met.test(since(latest, time - timespan));
    }

    static void note(long[] latest, long mask, long time) {
      for (long rest = mask; rest != 0; rest &= rest - 1) {
        int rule = Long.numberOfTrailingZeros(rest);
        latest[rule] = Math.max(latest[rule], time);
      }
    }

    /** Which rules were met at or after a time. */
    static long since(long[] latest, long time) {
      long mask = 0;
      for (int i = 0; i < latest.length; i++) {
        if (latest[i] >= time && latest[i] != NONE) {
          mask |= 1L << i;
        }
      }
      return mask;
    }

    @Override
    Measure copy() {
      return new Together(timespan, met, latest.clone());
    }

    @Override
    long bytes() {
      return 48 + 8L * latest.length;
    }

    @Override
    boolean isAdvanced() {
      int met = 0;
      for (long time : latest) {
        met += time == NONE ? 0 : 1;
      }
      return met > 1;
    }
  }

  /**
   * All rules, one after the other. For each rule the start of the partial match that ends with it
   * and began last: it fits into every window into which an earlier one fits. O(rules) an event, 8
   * bytes for each rule.
   */
  static final class InOrder extends Measure {
    private final long timespan;
    private final long[] starts;

    InOrder(long timespan, int rules) {
      this(timespan, new long[rules]);
      Arrays.fill(starts, NONE);
    }

    private InOrder(long timespan, long[] starts) {
      this.timespan = timespan;
      this.starts = starts;
    }

    @Override
    boolean feed(long[] log, int at) {
      long time = log[at + TIME];
      long mask = log[at + MASK];
      boolean ended = false;
      // From last to first, so that no event follows itself.
      for (int i = starts.length - 1; i >= 0; i--) {
        if ((mask & 1L << i) == 0) {
          continue;
        }
        long start = i == 0 ? time : starts[i - 1];
        if (start != NONE && time - start <= timespan) {
          starts[i] = Math.max(starts[i], start);
          ended |= i == starts.length - 1;
        }
      }
      return ended;
    }

    @Override
    Measure copy() {
      return new InOrder(timespan, starts.clone());
    }

    @Override
    long bytes() {
      return 40 + 8L * starts.length;
    }

    @Override
    boolean isAdvanced() {
      return starts.length > 1 && starts[1] != NONE;
    }
  }

  /**
   * The sum or the mean of numbers. O(1) an event, amortised: a queue made of two stacks, so that
   * nothing is ever subtracted and sums do not drift. Exact for {@link #MAX_ENTRIES} numbers in the
   * window; beyond that neighbours within a 256th of the timespan are added up, and leave the
   * window together.
   */
  static final class Sum extends Measure {
    static final int MAX_ENTRIES = 4096;
    private static final int PANES = 256;

    private final long timespan;
    private final boolean isMean;
    private final Bounds bounds;
    private long[] times = new long[4];
    private double[] sums = new double[4];
    private long[] counts = new long[4];

    /** Of the entries before {@link #middle}: the sum and count from each of them to it. */
    private double[] sumsOn = new double[4];

    private long[] countsOn = new long[4];
    private int first;
    private int middle;
    private int end;
    private double newerSum;
    private long newerCount;

    Sum(long timespan, boolean isMean, Bounds bounds) {
      this.timespan = timespan;
      this.isMean = isMean;
      this.bounds = bounds;
    }

    private Sum(Sum from) {
      timespan = from.timespan;
      isMean = from.isMean;
      bounds = from.bounds;
      times = from.times.clone();
      sums = from.sums.clone();
      counts = from.counts.clone();
      sumsOn = from.sumsOn.clone();
      countsOn = from.countsOn.clone();
      first = from.first;
      middle = from.middle;
      end = from.end;
      newerSum = from.newerSum;
      newerCount = from.newerCount;
    }

    @Override
    boolean feed(long[] log, int at) {
      double number = Double.longBitsToDouble(log[at + VALUE]);
      if (Double.isNaN(number)) {
        return false;
      }
      long time = log[at + TIME];
      while (first < end && times[first] < time - timespan) {
        if (first == middle) {
          turn();
        }
        first++;
      }
      if (first == end) {
        first = 0;
        middle = 0;
        end = 0;
        newerSum = 0;
        newerCount = 0;
      }
      append(time, number);
      return bounds.hold(Plain.number(number()));
    }

    /** All entries become the older ones. */
    private void turn() {
      double sum = 0;
      long count = 0;
      for (int i = end - 1; i >= first; i--) {
        sum += sums[i];
        count += counts[i];
        sumsOn[i] = sum;
        countsOn[i] = count;
      }
      middle = end;
      newerSum = 0;
      newerCount = 0;
    }

    private void append(long time, double number) {
      if (end == times.length) {
        if (first > 0) {
          shift();
        } else if (end < MAX_ENTRIES) {
          int length = Math.min(MAX_ENTRIES, 2 * end);
          times = Arrays.copyOf(times, length);
          sums = Arrays.copyOf(sums, length);
          counts = Arrays.copyOf(counts, length);
          sumsOn = Arrays.copyOf(sumsOn, length);
          countsOn = Arrays.copyOf(countsOn, length);
        } else {
          join();
        }
      }
      times[end] = time;
      sums[end] = number;
      counts[end] = 1;
      end++;
      newerSum += number;
      newerCount++;
    }

    private void shift() {
      int length = end - first;
      System.arraycopy(times, first, times, 0, length);
      System.arraycopy(sums, first, sums, 0, length);
      System.arraycopy(counts, first, counts, 0, length);
      System.arraycopy(sumsOn, first, sumsOn, 0, length);
      System.arraycopy(countsOn, first, countsOn, 0, length);
      middle -= first;
      first = 0;
      end = length;
    }

    /** Adds up neighbours: at most one entry is left for each 256th of the timespan, and one. */
    private void join() {
      long pane = Math.max(1, timespan / PANES);
      int to = -1;
      for (int i = 0; i < end; i++) {
        if (to >= 0 && Math.floorDiv(times[to], pane) == Math.floorDiv(times[i], pane)) {
          times[to] = times[i];
          sums[to] += sums[i];
          counts[to] += counts[i];
        } else {
          to++;
          times[to] = times[i];
          sums[to] = sums[i];
          counts[to] = counts[i];
        }
      }
      end = to + 1;
      turn();
    }

    @Override
    double number() {
      boolean isOlder = first < middle;
      double sum = newerSum + (isOlder ? sumsOn[first] : 0);
      return isMean ? sum / (newerCount + (isOlder ? countsOn[first] : 0)) : sum;
    }

    @Override
    Measure copy() {
      return new Sum(this);
    }

    @Override
    long bytes() {
      return 160 + 40L * times.length;
    }

    @Override
    boolean isAdvanced() {
      return end - first > 1;
    }
  }

  /**
   * A percentile of numbers, interpolated linearly. Over the newest {@link #MAX_ENTRIES} numbers in
   * the window, kept sorted: a binary search and a move of memory an event.
   */
  static final class Percentile extends Measure {
    static final int MAX_ENTRIES = 4096;

    private final long timespan;
    private final double percentile;
    private final Bounds bounds;
    private long[] times = new long[4];
    private double[] numbers = new double[4];
    private double[] sorted = new double[4];
    private int first;
    private int size;

    Percentile(long timespan, double percentile, Bounds bounds) {
      this.timespan = timespan;
      this.percentile = percentile;
      this.bounds = bounds;
    }

    private Percentile(Percentile from) {
      timespan = from.timespan;
      percentile = from.percentile;
      bounds = from.bounds;
      times = from.times.clone();
      numbers = from.numbers.clone();
      sorted = from.sorted.clone();
      first = from.first;
      size = from.size;
    }

    @Override
    boolean feed(long[] log, int at) {
      double number = Double.longBitsToDouble(log[at + VALUE]) + 0.0; // no negative zero
      if (Double.isNaN(number)) {
        return false;
      }
      long time = log[at + TIME];
      while (size > 0 && times[first] < time - timespan) {
        removeOldest();
      }
      if (size == MAX_ENTRIES) {
        removeOldest();
      } else if (size == times.length) {
        grow();
      }
      int to = (first + size) % times.length;
      times[to] = time;
      numbers[to] = number;
      int place = Arrays.binarySearch(sorted, 0, size, number);
      place = place < 0 ? -place - 1 : place;
      System.arraycopy(sorted, place, sorted, place + 1, size - place);
      sorted[place] = number;
      size++;
      return bounds.hold(Plain.number(number()));
    }

    private void removeOldest() {
      int place = Arrays.binarySearch(sorted, 0, size, numbers[first]);
      System.arraycopy(sorted, place + 1, sorted, place, size - place - 1);
      first = first + 1 == times.length ? 0 : first + 1;
      size--;
    }

    private void grow() {
      int length = Math.min(MAX_ENTRIES, 2 * size);
      long[] moreTimes = new long[length];
      double[] moreNumbers = new double[length];
      for (int i = 0; i < size; i++) {
        moreTimes[i] = times[(first + i) % times.length];
        moreNumbers[i] = numbers[(first + i) % times.length];
      }
      times = moreTimes;
      numbers = moreNumbers;
      sorted = Arrays.copyOf(sorted, length);
      first = 0;
    }

    @Override
    double number() {
      double rank = percentile / 100 * (size - 1);
      int below = (int) Math.floor(rank);
      double low = sorted[below];
      return below + 1 < size ? low + (rank - below) * (sorted[below + 1] - low) : low;
    }

    @Override
    Measure copy() {
      return new Percentile(this);
    }

    @Override
    long bytes() {
      return 112 + 24L * times.length;
    }

    @Override
    boolean isAdvanced() {
      return size > 1;
    }
  }
}
