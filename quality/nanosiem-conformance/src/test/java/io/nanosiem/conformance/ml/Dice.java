package io.nanosiem.conformance.ml;

import java.util.SplittableRandom;

/** Seeded chance, in the shapes that logs have. One thread at a time. */
final class Dice {
  private final SplittableRandom random;

  Dice(long seed, long stream) {
    random =
        new SplittableRandom(new SplittableRandom(seed).nextLong() + stream * 0x632BE59BD9B4E019L);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  double uniform(double from, double to) {
    return from + random.nextDouble() * (to - from);
  }

  /** From the first, included, to the second, excluded. */
  int between(int from, int to) {
    return random.nextInt(from, to);
  }

  double normal(double mean, double deviation) {
    return mean + deviation * random.nextGaussian();
  }

  double logNormal(double median, double sigma) {
    return median * Math.exp(sigma * random.nextGaussian());
  }

  /** Heavy-tailed: log-normal, and one in a hundred from a Pareto tail that goes a thousandfold. */
  long size(double median, double sigma) {
    double value = logNormal(median, sigma);
    if (chance(0.01)) {
      value *= Math.min(1000, Math.pow(1 - random.nextDouble(), -1 / 1.2));
    }
    return Math.max(1, Math.round(value));
  }

  int poisson(double mean) {
    if (mean > 50) {
      return Math.max(0, (int) Math.round(normal(mean, Math.sqrt(mean))));
    }
    double limit = Math.exp(-mean);
    double product = random.nextDouble();
    int count = 0;
    while (product > limit) {
      product *= random.nextDouble();
      count++;
    }
    return count;
  }

  String of(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** The first far more often than the last. */
  String skewed(String... choices) {
    double u = random.nextDouble();
    return choices[(int) (choices.length * u * u * u)];
  }

  String hex(int digits) {
    StringBuilder out = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      out.append(Character.forDigit(random.nextInt(16), 16));
    }
    return out.toString();
  }
}
