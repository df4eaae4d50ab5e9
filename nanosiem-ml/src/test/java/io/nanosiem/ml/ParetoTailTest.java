package io.nanosiem.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ParetoTailTest {
  /** By the inverse of the distribution function. */
  private static double[] drawn(double shape, double scale, int n, long seed) {
    Random random = new Random(seed);
    double[] excesses = new double[n];
    Arrays.setAll(
        excesses,
        i -> {
          double u = 1 - random.nextDouble();
          return shape == 0 ? -scale * Math.log(u) : scale * (Math.pow(u, -shape) - 1) / shape;
        });
    return excesses;
  }

  @Test
  void findsTheShapeAndScaleThatExcessesWereDrawnWith() {
    // The standard error of the shape is (1 + shape) / sqrt(n), at most 0.02 here.
    for (double shape : new double[] {0.1, 0.3, 0.7}) {
      for (double scale : new double[] {0.001, 1, 5000}) {
        ParetoTail tail = ParetoTail.of(drawn(shape, scale, 10_000, 7), scale * 1e-6);
        assertThat(tail.shape()).isCloseTo(shape, within(0.06));
        assertThat(tail.scale()).isCloseTo(scale, within(scale * 0.08));
      }
    }
  }

  @Test
  void anExponentialTailHasShapeZeroOrNearly() {
    ParetoTail tail = ParetoTail.of(drawn(0, 2, 10_000, 3), 1e-9);
    assertThat(tail.shape()).isLessThan(0.04);
    assertThat(tail.scale()).isCloseTo(2, within(0.1));
  }

  @Test
  void aTailThatEndsIsTakenForAnExponentialOne() {
    Random random = new Random(5);
    double[] uniform = random.doubles(5000).toArray();
    ParetoTail tail = ParetoTail.of(uniform, 1e-9);
    assertThat(tail.shape()).isZero();
    assertThat(tail.scale()).isCloseTo(0.5, within(0.02));
  }

  @Test
  void decadesAreThoseOfTheDistribution() {
    // P(X > x) = (1 + 0.5 x / 2)^-2: at x = 12, 1/16.
    assertThat(new ParetoTail(0.5, 2).decades(12)).isCloseTo(Math.log10(16), within(1e-12));
    assertThat(new ParetoTail(0, 2).decades(2 * Math.log(1000))).isCloseTo(3, within(1e-12));
    assertThat(new ParetoTail(0.5, 2).decades(0)).isZero();
  }

  @Test
  void excessesThatAreAllTheSameDoNotBreakIt() {
    assertThat(ParetoTail.of(new double[] {0, 0, 0}, 0.5)).isEqualTo(new ParetoTail(0, 0.5));
    assertThat(ParetoTail.of(new double[] {3}, 0.5).scale()).isCloseTo(3, within(0.1));
    ParetoTail wild = ParetoTail.of(new double[] {1e-30, 1e30, 1}, 1e-40);
    assertThat(wild.shape()).isBetween(0.0, 1.0);
    assertThat(wild.decades(1e35)).isFinite().isPositive();
  }
}
