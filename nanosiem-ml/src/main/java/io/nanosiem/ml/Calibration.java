package io.nanosiem.ml;

import java.util.Arrays;

/**
 * From a forest's raw score to how rare such a score is, and to the score that people see.
 *
 * <p>The raw score of a forest has no fixed meaning: 0.6 may be ordinary for one set of logs and
 * unheard of in another. What matters is the share p of ordinary events that score at least as
 * high. It is measured on scores that each training row got from the trees that had not seen it;
 * scores of the trees that had would make ordinary events look more ordinary than they will be.
 *
 * <p>Where at least {@value #TAIL} training rows score higher, p is the counted share, its
 * logarithm interpolated between scores. Beyond, counting ends and an exponential tail is assumed
 * (a generalised Pareto distribution of shape 0), its mean taken from those rows, so that a score
 * higher than anything seen still gets a finite rarity. How far that can be trusted depends on the
 * number of rows: with 2,000, one in a thousand is measured and one in a million is a guess.
 *
 * <p>The visible score grows with −log₁₀ p through fixed points: p = 1 is 0, 1 in 200 is 0.62, 1 in
 * 10,000 is 0.70, 1 in a million is 0.85, 1 in a billion is 1. So the score as threshold and the
 * false-positive rate as threshold are one scale, and a score means the same in each model.
 *
 * <p>Immutable.
 */
final class Calibration {
  static final int TAIL = 50;
  private static final int KNOTS = 512;

  /** The tail falls by a factor of e over this much raw score at least: the forest's own noise. */
  private static final double LEAST_SCALE = 0.005;

  private static final double[] DECADES = {0, 2.3010299956639813, 4, 6, 9};
  private static final double[] SCORES = {0, 0.62, 0.70, 0.85, 1};

  private final double[] raw;
  private final double[] decades;
  private final double tailScale;
  private final int rows;

  private Calibration(double[] raw, double[] decades, double tailScale, int rows) {
    this.raw = raw;
    this.decades = decades;
    this.tailScale = tailScale;
    this.rows = rows;
  }

  /**
   * Learns from scores of ordinary events.
   *
   * @param scores in any order; NaN is left out; at least one number
   */
  static Calibration of(double[] scores) {
    double[] sorted =
        Arrays.stream(scores).filter(score -> !Double.isNaN(score)).sorted().toArray();
    int n = sorted.length;
    int tailRows = Math.max(1, Math.min(TAIL, n / 10));
    double[] raw = new double[KNOTS + 2];
    double[] decades = new double[KNOTS + 2];
    int knots = 0;
    int last = firstOf(sorted, n - tailRows);
    // Ranks at equal steps of log p, so that the rare end keeps its detail; a score that occurs
    // several times is as rare as all of them together, hence the first of its kind.
    double step = Math.log((double) n / (n - last)) / KNOTS;
    for (int i = 0; i <= KNOTS; i++) {
      int index = i == KNOTS ? last : Math.min(last, (int) (n - n * StrictMath.exp(-step * i)));
      index = firstOf(sorted, index);
      if (knots == 0 || sorted[index] > raw[knots - 1]) {
        raw[knots] = sorted[index];
        decades[knots] = StrictMath.log10((double) n / (n - index));
        knots++;
      }
    }
    double excess = 0;
    for (int i = last; i < n; i++) {
      excess += sorted[i] - sorted[last];
    }
    double scale = Math.max(LEAST_SCALE, excess / (n - last));
    return new Calibration(Arrays.copyOf(raw, knots), Arrays.copyOf(decades, knots), scale, n);
  }

  private static int firstOf(double[] sorted, int index) {
    int first = index;
    while (first > 0 && sorted[first - 1] == sorted[index]) {
      first--;
    }
    return first;
  }

  /** The number of rows behind it. */
  int rows() {
    return rows;
  }

  /** −log₁₀ of the share of ordinary events that score at least as high. Never falls with raw. */
  double decades(double score) {
    int last = raw.length - 1;
    if (score <= raw[0]) {
      return decades[0];
    }
    if (score >= raw[last]) {
      return decades[last] + (score - raw[last]) / tailScale * 0.4342944819032518;
    }
    int at = Arrays.binarySearch(raw, score);
    if (at >= 0) {
      return decades[at];
    }
    int above = -at - 1;
    double share = (score - raw[above - 1]) / (raw[above] - raw[above - 1]);
    return Math.min(
        decades[above], decades[above - 1] + share * (decades[above] - decades[above - 1]));
  }

  /** The share of ordinary events that score at least as high. */
  double rate(double score) {
    return StrictMath.pow(10, -decades(score));
  }

  double score(double rawScore) {
    return scoreOfDecades(decades(rawScore));
  }

  /**
   * The least raw score whose visible score reaches a threshold, exactly: a raw score is at or
   * above it if, and only if, its visible score is at or above the threshold. 2 if none does.
   */
  double rawFor(double threshold) {
    if (score(1) < threshold) {
      return 2;
    }
    // Doubles from 0 up sort like their bits.
    long low = 0;
    long high = Double.doubleToLongBits(1);
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (score(Double.longBitsToDouble(middle)) >= threshold) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return Double.longBitsToDouble(low);
  }

  static double scoreOfDecades(double decades) {
    return interpolate(DECADES, SCORES, decades);
  }

  static double scoreOfRate(double rate) {
    return scoreOfDecades(-StrictMath.log10(rate));
  }

  static double rateOfScore(double score) {
    return StrictMath.pow(10, -interpolate(SCORES, DECADES, score));
  }

  private static double interpolate(double[] from, double[] to, double value) {
    for (int i = 1; i < from.length; i++) {
      if (value <= from[i]) {
        double share = (value - from[i - 1]) / (from[i] - from[i - 1]);
        return Math.max(to[0], to[i - 1] + share * (to[i] - to[i - 1]));
      }
    }
    return to[to.length - 1];
  }

  void write(ModelFile.Section out) {
    out.int32(rows).float64(tailScale).int32(raw.length);
    for (double value : raw) {
      out.float64(value);
    }
    for (double value : decades) {
      out.float64(value);
    }
  }

  static Calibration read(ModelFile.Reader in) {
    int rows = in.intBetween("the number of calibration rows", 1, Integer.MAX_VALUE);
    double scale = in.finiteDouble("the scale of the tail");
    if (scale < LEAST_SCALE) {
      throw in.wrong("the scale of the tail is below " + LEAST_SCALE);
    }
    int knots = in.intBetween("the number of calibration points", 1, KNOTS + 2);
    double[] raw = ascending(in, "a raw score", knots);
    double[] decades = ascending(in, "a rarity", knots);
    if (decades[0] < 0) {
      throw in.wrong("a rarity is negative");
    }
    in.end();
    return new Calibration(raw, decades, scale, rows);
  }

  private static double[] ascending(ModelFile.Reader in, String what, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.finiteDouble(what);
      if (i > 0 && values[i] <= values[i - 1]) {
        throw in.wrong(what + " does not grow");
      }
    }
    return values;
  }
}
