package io.nanosiem.ml;

import java.util.Arrays;
import java.util.List;

/**
 * Compares how rare the events of late were with how rare events are by the model's own
 * calibration.
 *
 * <p>Events are counted in classes of rarity, window by window. Who scores counts in a {@link
 * Counter} of its own and hands it in now and then, so that threads do not meet at each event.
 *
 * <p>Thread-safe.
 */
final class DriftMonitor {
  static final int WINDOW = 10_000;
  static final int BINS = 12;

  /** −log₁₀ of 0.9, 0.8, … 0.1, then of 0.01 and 0.001. */
  private static final double[] EDGES = new double[BINS - 1];

  static {
    for (int i = 0; i < 9; i++) {
      EDGES[i] = -StrictMath.log10((9 - i) / 10.0);
    }
    EDGES[9] = 2;
    EDGES[10] = 3;
  }

  private final List<Double> usual;
  private final long[] counts = new long[BINS];
  private long events;
  private volatile Drift last = Drift.UNKNOWN;

  /**
   * @param usual the share of each class in training
   */
  DriftMonitor(List<Double> usual) {
    this.usual = usual;
  }

  static int binOf(double decades) {
    int bin = 0;
    while (bin < EDGES.length && decades >= EDGES[bin]) {
      bin++;
    }
    return bin;
  }

  /** The share of each class among training events; none is 0, as little is learned from few. */
  static List<Double> usualOf(double[] decades) {
    long[] counts = new long[BINS];
    for (double value : decades) {
      counts[binOf(value)]++;
    }
    return Arrays.stream(counts)
        .mapToObj(count -> (count + 0.5) / (decades.length + 0.5 * BINS))
        .toList();
  }

  Drift last() {
    return last;
  }

  /** Counts of one who scores. One thread at a time. */
  static final class Counter {
    private static final int FULL = 100;
    private final int[] counts = new int[BINS];
    private int events;

    /** Whether it is time to hand the counts in. */
    boolean count(double decades) {
      counts[binOf(decades)]++;
      return ++events == FULL;
    }
  }

  /**
   * Takes counts over and empties the counter.
   *
   * @return whether drift has just begun
   */
  synchronized boolean take(Counter counter) {
    for (int i = 0; i < BINS; i++) {
      counts[i] += counter.counts[i];
      counter.counts[i] = 0;
    }
    events += counter.events;
    counter.events = 0;
    if (events < WINDOW) {
      return false;
    }
    Drift before = last;
    last = now();
    Arrays.fill(counts, 0);
    events = 0;
    return last.isDrifting() && !before.isDrifting();
  }

  private Drift now() {
    double index = 0;
    for (int i = 0; i < BINS; i++) {
      double share = (counts[i] + 0.5) / (events + 0.5 * BINS);
      index += (share - usual.get(i)) * StrictMath.log(share / usual.get(i));
    }
    double atOnePercent = (double) (counts[BINS - 2] + counts[BINS - 1]) / events;
    return new Drift(
        events,
        index,
        atOnePercent,
        index >= Drift.MOST_STABILITY_INDEX || atOnePercent >= Drift.MOST_AT_ONE_PERCENT);
  }
}
