package io.nanosiem.ml;

import java.util.Arrays;

/**
 * How rare each training value would be to a profile that had not learned from it and its
 * neighbours in time.
 *
 * <p>To a profile of all rows, a user seen in one burst is known, while the next new user will not
 * be. So the rows are cut into stretches of time, and each value is judged by all stretches but its
 * own. Stretches, not single rows: events come in bursts, and a row is no surprise to who has seen
 * the rest of its burst. They are cut twice, into fifty for what is new within the hour and into
 * ten for what is new by the day, and the rarer verdict counts: in two days of logs no hour of the
 * second has been seen but once.
 *
 * <p>Leaving a stretch out also moves every other share a little, the longer the more. A rarity
 * that moves by no more than that is given as it is to all rows: so events that are alike stay
 * alike, and none of them is ranked above its twins by chance.
 *
 * <p>No state.
 */
final class HeldOut {
  static final int SHORT_STRETCHES = 50;
  static final double SHORT_NOISE = 0.02;
  static final int LONG_STRETCHES = 10;
  static final double LONG_NOISE = 0.8;

  private HeldOut() {}

  /**
   * Judges a column by itself.
   *
   * @param column in the order the rows came; NaN where missing
   * @param sorted what is not missing of it, ascending
   * @param profile of all its values
   * @return decades for each row; 0 where missing
   */
  static double[] decades(double[] column, double[] sorted, FeatureProfile profile) {
    double[] decades = decades(column, sorted, profile, SHORT_STRETCHES, SHORT_NOISE);
    double[] byDay = decades(column, sorted, profile, LONG_STRETCHES, LONG_NOISE);
    Arrays.setAll(decades, row -> Math.max(decades[row], byDay[row]));
    return decades;
  }

  /**
   * By one cut.
   *
   * @param noise how many decades a rarity may move by chance
   */
  static double[] decades(
      double[] column, double[] sorted, FeatureProfile profile, int stretches, double noise) {
    double[] decades = new double[column.length];
    Counts counts = profile.isCounted() ? new Counts(sorted) : null;
    for (int stretch = 0; stretch < stretches; stretch++) {
      int begin = (int) ((long) column.length * stretch / stretches);
      int end = (int) ((long) column.length * (stretch + 1) / stretches);
      double[] own = sorted(column, begin, end);
      if (own.length == 0) {
        continue;
      }
      int others = sorted.length - own.length;
      // The ends of what is left.
      int last = sorted.length - 1;
      for (int i = own.length - 1; i >= 0 && own[i] == sorted[last] && last > 0; i--) {
        last--;
      }
      int first = 0;
      for (int i = 0; i < own.length && own[i] == sorted[first] && first < last; i++) {
        first++;
      }
      double[] without = counts == null ? new double[0] : counts.without(own);
      for (int row = begin; row < end; row++) {
        double value = column[row];
        if (Double.isNaN(value)) {
          continue;
        }
        double full = profile.decades(value);
        double held;
        if (others == 0) {
          held = full;
        } else if (counts != null) {
          int at = Arrays.binarySearch(counts.values, value);
          held =
              profile.isForgotten(value)
                  ? full
                  : without[at] >= 0
                      ? without[at]
                      : counts.unseen + profile.beyond(value, sorted[first], sorted[last]);
        } else if (value > sorted[last] || value < sorted[first]) {
          held =
              StrictMath.log10((others + 1) / 2.0)
                  + profile.beyond(value, sorted[first], sorted[last]);
        } else {
          int below = FeatureProfile.upper(sorted, value) - FeatureProfile.upper(own, value);
          int above = FeatureProfile.lower(sorted, value) - FeatureProfile.lower(own, value);
          int nearer = Math.min(below, others - above);
          held = Math.max(0, -StrictMath.log10(2.0 * Math.max(nearer, 0.5) / others));
        }
        decades[row] = Math.abs(held - full) <= noise ? full : held;
      }
    }
    return decades;
  }

  /** What is not missing of a part of a column, ascending. */
  static double[] sorted(double[] column, int begin, int end) {
    double[] some = new double[end - begin];
    int count = 0;
    for (int row = begin; row < end; row++) {
      if (!Double.isNaN(column[row])) {
        some[count++] = column[row];
      }
    }
    double[] sorted = Arrays.copyOf(some, count);
    Arrays.sort(sorted);
    return sorted;
  }

  /** Values of a column and how often each is there. One thread. */
  private static final class Counts {
    final double[] values;
    final int[] counts;
    final int rows;

    /** The rarity of a value that is not there, after {@link #without}. */
    double unseen;

    Counts(double[] sorted) {
      rows = sorted.length;
      values = FeatureProfile.distinct(sorted);
      counts = FeatureProfile.count(sorted, values);
    }

    /** The rarity of each value if some rows had not been; negative if none is left of it. */
    double[] without(double[] sorted) {
      int[] left = counts.clone();
      for (double value : sorted) {
        left[Arrays.binarySearch(values, value)]--;
      }
      int others = rows - sorted.length;
      double[] decades = FeatureProfile.decadesOf(left, others);
      unseen = FeatureProfile.unseenDecades(left, others, 0);
      for (int i = 0; i < left.length; i++) {
        if (left[i] == 0) {
          decades[i] = -1;
        }
      }
      return decades;
    }
  }
}
