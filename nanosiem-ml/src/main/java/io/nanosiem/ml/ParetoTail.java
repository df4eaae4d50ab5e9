package io.nanosiem.ml;

import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/**
 * How fast a distribution thins out beyond what can be counted: a generalised Pareto distribution
 * of the excesses over a high value (Pickands, 1975), the limit of almost every tail. With shape 0
 * it is exponential; with a shape above 0 it falls as a power, as sizes and durations do.
 *
 * <p>Fitted by maximum likelihood, reduced to one unknown (Grimshaw, "Computing maximum likelihood
 * estimates for the generalized Pareto distribution", 1993). Shapes below 0, which mean that
 * nothing lies beyond some end, are not taken: a few dozen values are no proof of an end, and a
 * value beyond it would be infinitely rare.
 *
 * <p>Immutable.
 *
 * @param shape 0 to {@value #MOST_SHAPE}; 0 is exponential
 * @param scale above 0, in the unit of the excesses
 */
record ParetoTail(double shape, double scale) {
  /** Of shape 1 and above not even the mean exists. */
  static final double MOST_SHAPE = 1;

  private static final double LOG10_E = 0.4342944819032518;

  /**
   * Fits the tail to excesses.
   *
   * @param excesses not negative, at least one
   * @param leastScale the smallest scale that makes sense, above 0
   */
  static ParetoTail of(double[] excesses, double leastScale) {
    double sum = 0;
    for (double excess : excesses) {
      sum += excess;
    }
    double mean = sum / excesses.length;
    if (!(mean > leastScale)) {
      return new ParetoTail(0, leastScale);
    }
    // The unknown is θ = shape/scale; the shape that goes with it is the mean of log(1 + θ·excess).
    // Brent's method wants one interval; the logarithm of θ·mean spans all that can matter.
    BrentOptimizer optimizer = new BrentOptimizer(1e-6, 1e-9);
    double theta =
        StrictMath.exp(
                optimizer
                    .optimize(
                        new MaxEval(200),
                        new UnivariateObjectiveFunction(
                            log -> likelihood(excesses, StrictMath.exp(log) / mean)),
                        GoalType.MAXIMIZE,
                        new SearchInterval(-12, 6))
                    .getPoint())
            / mean;
    double shape = shapeFor(excesses, theta);
    boolean exponential = likelihood(excesses, theta) <= -StrictMath.log(mean) - 1;
    if (exponential || shape < 1e-6) {
      return new ParetoTail(0, mean);
    }
    shape = Math.min(shape, MOST_SHAPE);
    return new ParetoTail(shape, Math.max(leastScale, shape / theta));
  }

  /** The mean log-likelihood of one excess. */
  private static double likelihood(double[] excesses, double theta) {
    double shape = shapeFor(excesses, theta);
    return -StrictMath.log(shape / theta) - shape - 1;
  }

  private static double shapeFor(double[] excesses, double theta) {
    double sum = 0;
    for (double excess : excesses) {
      sum += StrictMath.log1p(theta * excess);
    }
    return Math.max(sum / excesses.length, Double.MIN_NORMAL);
  }

  /**
   * How much rarer a larger excess is.
   *
   * @param excess not negative
   * @return −log₁₀ of the share of excesses that are at least as large
   */
  double decades(double excess) {
    return shape == 0
        ? excess / scale * LOG10_E
        : StrictMath.log1p(shape * excess / scale) / shape * LOG10_E;
  }

  void write(ModelFile.Section out) {
    out.float64(shape).float64(scale);
  }

  static ParetoTail read(ModelFile.Reader in) {
    double shape = in.finiteDouble("the shape of a tail");
    double scale = in.finiteDouble("the scale of a tail");
    if (shape < 0 || shape > MOST_SHAPE || !(scale > 0)) {
      throw in.wrong(
          "a tail has shape " + shape + " and scale " + scale + ", not 0 to 1 and above 0");
    }
    return new ParetoTail(shape, scale);
  }
}
