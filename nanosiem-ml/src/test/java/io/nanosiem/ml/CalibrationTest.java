package io.nanosiem.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  /** 0.3001, 0.3002, …, 0.5: of 2,000 scores, exactly one in a hundred is at or above 0.4981. */
  private static double[] steps() {
    double[] scores = new double[2000];
    Arrays.setAll(scores, i -> 0.3 + (i + 1) * 0.0001);
    return scores;
  }

  private static double rate(Calibration calibration, double score) {
    return Calibration.rateOfDecades(calibration.decades(score));
  }

  private static double score(Calibration calibration, double score) {
    return Calibration.scoreOfDecades(calibration.decades(score));
  }

  @Test
  void countsWhereThereIsEnoughToCount() {
    Calibration calibration = Calibration.of(steps(), 0.005);
    assertThat(rate(calibration, 0.3001)).isCloseTo(1, within(1e-9));
    assertThat(rate(calibration, 0.4001)).isCloseTo(0.5, within(0.002));
    assertThat(rate(calibration, 0.4801)).isCloseTo(0.1, within(0.0005));
    assertThat(rate(calibration, 0.4951)).isCloseTo(0.025, within(0.0002));
    assertThat(rate(calibration, 0.2)).isEqualTo(1);
  }

  @Test
  void continuesAsTheTailBegan() {
    // Exponential with mean 0.02 beyond 0.4: P(X > 0.4 + t) = exp(-t / 0.02).
    Random random = new Random(1);
    double[] scores = new double[20_000];
    Arrays.setAll(scores, i -> 0.4 - 0.02 * Math.log(1 - random.nextDouble()));
    Calibration calibration = Calibration.of(scores, 0.005);
    // 50 rows give the mean of the tail to 14 %.
    assertThat(-Math.log(rate(calibration, 0.6))).isCloseTo(10, within(1.5));
    assertThat(-Math.log(rate(calibration, 0.7))).isCloseTo(15, within(3.0));
  }

  @Test
  void neverFallsAndNeverLeavesItsRange() {
    Random random = new Random(2);
    double[] scores = new double[500];
    Arrays.setAll(scores, i -> Math.round(random.nextGaussian() * 20) / 400.0 + 0.45);
    Calibration calibration = Calibration.of(scores, 0.005);
    double last = 0;
    for (int i = 0; i <= 100_000; i++) {
      double score = score(calibration, i / 100_000.0);
      assertThat(score).isBetween(last, 1.0);
      last = score;
    }
  }

  @Test
  void scoreAndRateAreOneScale() {
    assertThat(Calibration.scoreOfRate(1.0 / 200)).isCloseTo(0.62, within(1e-12));
    assertThat(Calibration.scoreOfRate(1.0 / 10_000)).isCloseTo(0.70, within(1e-12));
    assertThat(Calibration.scoreOfRate(1e-6)).isCloseTo(0.85, within(1e-12));
    assertThat(Calibration.scoreOfRate(1e-12)).isEqualTo(1);
    assertThat(Calibration.scoreOfRate(1)).isZero();
    for (double rate = 0.9; rate > 1e-9; rate /= 3) {
      assertThat(Calibration.rateOfScore(Calibration.scoreOfRate(rate)))
          .isCloseTo(rate, within(rate * 1e-9));
    }
  }

  @Test
  void scoresThatAreAllTheSameDoNotBreakIt() {
    double[] scores = new double[300];
    Arrays.fill(scores, 0.5);
    Calibration calibration = Calibration.of(scores, 0.005);
    assertThat(score(calibration, 0.5)).isZero();
    assertThat(score(calibration, 0.6)).isGreaterThan(0.62);
  }

  @Test
  void manyEqualScoresAreAsRareAsAllOfThem() {
    double[] scores = new double[1000];
    Arrays.setAll(scores, i -> i < 900 ? 0.4 : 0.6);
    Calibration calibration = Calibration.of(scores, 0.005);
    assertThat(rate(calibration, 0.6)).isCloseTo(0.1, within(1e-9));
  }
}
