package io.nanosiem.ml;

import java.util.Arrays;

/**
 * From a raw score to how rare such a score is, and to the score that people see.
 *
 * <p>A raw score has no fixed meaning: a forest's 0.6 may be ordinary for one set of logs and
 * unheard of in another. What matters is the share p of ordinary events that score at least as
 * high. It is measured on scores of ordinary events that the scorer had not learned from; of those
 * that it had, they would look more ordinary than new ones will.
 *
 * <p>Where at least {@value #TAIL} events score higher, p is the counted share, its logarithm
 * interpolated between scores. Beyond, a {@linkplain ParetoTail tail} fitted to those events goes
 * on, so that a score higher than anything seen still gets a finite rarity. How far that can be
 * trusted depends on the number of events: with 2,000, one in a thousand is measured and one in a
 * million is a guess.
 *
 * <p>The visible score grows with −log₁₀ p through fixed points: p = 1 is 0, 1 in 200 is 0.62, 1 in
 * 10,000 is 0.70, 1 in a million is 0.85, 1 in a billion is 1. So the score as threshold and the
 * false-positive rate as threshold are one scale, and a score means the same in each model.
 *
 * <p>Immutable.
 */
final class Calibration {
  static final int TAIL = 50;
  private static final int KNOTS = 256;

  private static final double[] DECADES = {0, 2.3010299956639813, 4, 6, 9};

  private static final double[] SCORES = {0, 0.62, 0.70, 0.85, 1};

  private final double[] raw;
  private final double[] decades;
  private final ParetoTail tail;
  private final int events;

  private Calibration(double[] raw, double[] decades, ParetoTail tail, int events) {
    this.raw = raw;
    this.decades = decades;
    this.tail = tail;
    this.events = events;
  }

  /**
   * Learns from scores of ordinary events.
   *
   * @param scores in any order, at least one
   * @param leastScale the tail falls by a factor of e over this much raw score at least
   */
  static Calibration of(double[] scores, double leastScale) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    int tailRows = Math.max(1, Math.min(TAIL, n / 10));
    double[] raw = new double[KNOTS + 2];
    double[] decades = new double[KNOTS + 2];
    int knots = 0;
    int last = firstOf(sorted, n - tailRows);
    // Ranks at equal steps of log p, so that the rare end keeps its detail; a score that occurs
    // several times is as rare as all of them together, hence the first of its kind.
    double step = StrictMath.log((double) n / (n - last)) / KNOTS;
    for (int i = 0; i <= KNOTS; i++) {
      int index = i == KNOTS ? last : Math.min(last, (int) (n - n * StrictMath.exp(-step * i)));
      index = firstOf(sorted, index);
      if (knots == 0 || sorted[index] > raw[knots - 1]) {
        raw[knots] = sorted[index];
        decades[knots] = StrictMath.log10((double) n / (n - index));
        knots++;
      }
    }
    double[] excesses = new double[n - last];
    Arrays.setAll(excesses, i -> sorted[last + i] - sorted[last]);
    return new Calibration(
        Arrays.copyOf(raw, knots),
        Arrays.copyOf(decades, knots),
        ParetoTail.of(excesses, leastScale),
        n);
  }

  private static int firstOf(double[] sorted, int index) {
    return FeatureProfile.lower(sorted, sorted[index]);
  }

  /** The number of events behind it. */
  int events() {
    return events;
  }

  /** −log₁₀ of the share of ordinary events that score at least as high. Never falls with raw. */
  double decades(double score) {
    int last = raw.length - 1;
    if (score <= raw[0]) {
      return decades[0];
    }
    if (score >= raw[last]) {
      return decades[last] + tail.decades(score - raw[last]);
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

  /** The score that people see. */
  static double scoreOfDecades(double decades) {
    return interpolate(DECADES, SCORES, decades);
  }

  static double scoreOfRate(double rate) {
    return scoreOfDecades(-StrictMath.log10(rate));
  }

  static double rateOfScore(double score) {
    return rateOfDecades(interpolate(SCORES, DECADES, score));
  }

  static double rateOfDecades(double decades) {
    return StrictMath.pow(10, -decades);
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
    out.int32(events).int32(raw.length);
    tail.write(out);
    for (double value : raw) {
      out.float64(value);
    }
    for (double value : decades) {
      out.float64(value);
    }
  }

  static Calibration read(ModelFile.Reader in) {
    int events = in.intBetween("the number of calibration events", 1, Integer.MAX_VALUE);
    int knots = in.intBetween("the number of calibration points", 1, KNOTS + 2);
    ParetoTail tail = ParetoTail.read(in);
    double[] raw = ascending(in, "a raw score", knots);
    double[] decades = ascending(in, "a rarity", knots);
    if (decades[0] < 0) {
      throw in.wrong("a rarity is negative");
    }
    return new Calibration(raw, decades, tail, events);
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
