package io.nanosiem.conformance.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MeasuresTest {
  private static final double[] SCORES = {0.9, 0.5, 0.5, 0.2, 0.1};
  private static final boolean[] ATTACKS = {true, true, false, false, false};

  @Test
  void countLevelPairsHalf() {
    assertThat(Measures.auroc(SCORES, ATTACKS)).isEqualTo(5.5 / 6);
    assertThat(Measures.auroc(new double[] {1, 2}, new boolean[] {true, false})).isZero();
  }

  @Test
  void averageThePrecisionWhereAttacksAreFound() {
    // The first is found among one, the second among the three that score as high.
    assertThat(Measures.averagePrecision(SCORES, ATTACKS)).isEqualTo((1 + 2 / 3.0) / 2);
    assertThat(
            Measures.averagePrecision(
                new double[] {4, 3, 2, 1}, new boolean[] {false, true, false, true}))
        .isEqualTo((1 / 2.0 + 2 / 4.0) / 2);
  }

  @Test
  void putTheThresholdAboveAllButAShare() {
    double[] scores = {5, 1, 4, 2, 3};

    double threshold = Measures.threshold(scores, 0.4);

    assertThat(threshold).isGreaterThan(3).isLessThanOrEqualTo(4);
  }

  @Test
  void findTheBinomialErrorWhereEventsAreApart() {
    boolean[] run = new boolean[100_000];
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < run.length; i++) {
      run[i] = random.nextInt(100) == 0;
    }

    double error = Measures.blockError(List.of(run), 250, 1);

    assertThat(error).isCloseTo(Measures.binomialError(0.01, run.length), within(0.00005));
  }

  @Test
  void findALargerErrorWhereEventsComeInBursts() {
    boolean[] run = new boolean[100_000];
    SplittableRandom random = new SplittableRandom(5);
    for (int burst = 0; burst < 20; burst++) {
      // Whole blocks, so that the error is that of 20 events among 2,000.
      int start = 50 * random.nextInt(2_000);
      for (int i = 0; i < 50; i++) {
        run[start + i] = true;
      }
    }

    double error = Measures.blockError(List.of(run), 50, 1);

    assertThat(error).isCloseTo(Measures.binomialError(0.01, 2_000), within(0.0003));
  }
}
