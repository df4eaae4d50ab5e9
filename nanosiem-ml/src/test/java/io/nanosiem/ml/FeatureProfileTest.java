package io.nanosiem.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FeatureProfileTest {
  private static FeatureProfile of(boolean category, double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return FeatureProfile.of(sorted, category);
  }

  private static double[] repeated(double[] values, int... times) {
    return java.util.stream.IntStream.range(0, values.length)
        .boxed()
        .flatMapToDouble(
            i -> java.util.stream.DoubleStream.generate(() -> values[i]).limit(times[i]))
        .toArray();
  }

  @Test
  void aCountedValueIsAsRareAsAllThatAreNotMoreFrequent() {
    FeatureProfile profile = of(false, repeated(new double[] {0, 0.5, 1, 2}, 50, 30, 15, 5));
    assertThat(profile.isCounted()).isTrue();
    assertThat(profile.share(0.5)).isCloseTo(0.3, within(1e-12));
    assertThat(profile.decades(0)).isZero();
    assertThat(profile.decades(0.5)).isCloseTo(-Math.log10(0.5), within(1e-12));
    assertThat(profile.decades(1)).isCloseTo(-Math.log10(0.2), within(1e-12));
    assertThat(profile.decades(2)).isCloseTo(-Math.log10(0.05), within(1e-12));
    // Never seen, within the range: half a row of 101.
    assertThat(profile.share(0.7)).isZero();
    assertThat(profile.decades(0.7)).isCloseTo(Math.log10(202), within(1e-12));
    assertThat(profile.median()).isEqualTo(0.25);
  }

  @Test
  void valuesOfTheSameCountAreEquallyRare() {
    FeatureProfile profile = of(false, repeated(new double[] {0, 1, 2}, 40, 30, 30));
    assertThat(profile.decades(1)).isEqualTo(profile.decades(2));
    assertThat(profile.decades(1)).isCloseTo(-Math.log10(0.6), within(1e-12));
  }

  @Test
  void beyondTheRangeRarityGrowsWithTheDistance() {
    FeatureProfile few = of(false, repeated(new double[] {1, 2, 3}, 30, 40, 30));
    double[] many = new double[10_000];
    Random random = new Random(1);
    Arrays.setAll(many, i -> random.nextGaussian());
    for (FeatureProfile profile : new FeatureProfile[] {few, of(false, many)}) {
      double last = profile.decades(3);
      for (double value = 6; value < 1e30; value *= 4) {
        double decades = profile.decades(value);
        assertThat(decades).isGreaterThanOrEqualTo(last).isLessThan(12);
        last = decades;
      }
      assertThat(profile.decades(-1e9)).isGreaterThan(profile.decades(-6));
      assertThat(last).isGreaterThan(8);
    }
  }

  @Test
  void ofManyValuesTwiceTheShareOnTheNearerSideCounts() {
    double[] column = new double[10_000];
    Arrays.setAll(column, i -> i);
    FeatureProfile profile = FeatureProfile.of(column, false);
    assertThat(profile.isCounted()).isFalse();
    for (double value : new double[] {0, 1, 5, 10, 77, 400, 2345, 4999, 9000, 9876, 9990, 9999}) {
      double nearer = Math.min(value + 1, 10_000 - value) / 10_000;
      assertThat(profile.decades(value))
          .as("%s", value)
          .isCloseTo(-Math.log10(Math.min(1, 2 * nearer)), within(0.02));
      assertThat(profile.share(value)).isCloseTo(nearer, within(0.05 * nearer));
    }
    assertThat(profile.share(-1)).isZero();
    assertThat(profile.share(10_000)).isZero();
    assertThat(profile.median()).isEqualTo(4999.5);
  }

  @Test
  void rarityNeverFallsOnTheWayOut() {
    Random random = new Random(2);
    double[] column = new double[3000];
    Arrays.setAll(column, i -> Math.exp(random.nextGaussian() * 2));
    FeatureProfile profile = of(false, column);
    double last = 0;
    for (double value = profile.median() + 1; value < 1e9; value *= 1.01) {
      assertThat(profile.decades(value)).isGreaterThanOrEqualTo(last);
      last = profile.decades(value);
    }
  }

  @Test
  void newThingsAreAsRareAsThoseSeenOnce() {
    double[] programs = new double[1000];
    // 10 programs, each often: nothing new is expected.
    Arrays.setAll(programs, i -> i % 10);
    assertThat(of(true, programs).decades(77)).isCloseTo(Math.log10(2002), within(1e-9));
    // One row in ten brings a thing of its own: the next will, too.
    Arrays.setAll(programs, i -> i % 10 == 0 ? 100 + i : i % 10);
    assertThat(of(true, programs).decades(77)).isCloseTo(1, within(0.001));
    assertThat(of(true, programs).decades(100)).isCloseTo(1, within(0.001));
    // All are new, always.
    Arrays.setAll(programs, i -> i);
    assertThat(of(true, programs).decades(-5)).isCloseTo(0, within(0.001));
    assertThat(of(true, programs).decades(5)).isZero();
  }

  @Test
  void ofManyThingsTheMostFrequentAreKept() {
    double[] things = new double[20_000];
    Arrays.setAll(things, i -> i < 12_000 ? i % 4000 : i);
    FeatureProfile profile = of(true, things);
    assertThat(profile.share(17)).isCloseTo(3.0 / 20_000, within(1e-12));
    // 7,904 rows have a thing that is not kept.
    assertThat(profile.isForgotten(19_999)).isTrue();
    assertThat(profile.decades(19_999)).isCloseTo(-Math.log10(0.4), within(0.01));
    assertThat(profile.decades(17)).isZero();
    assertThat(profile.median()).isNaN();
    assertThat(profile.robustZ(17)).isNaN();
  }

  @Test
  void theRobustDistanceIsThatOfTheMedianAndTheMedianDeviation() {
    // Median 5, distances 4 3 2 1 0 1 2 3 1000: their median 2.
    FeatureProfile profile = of(false, 1, 2, 3, 4, 5, 6, 7, 8, 1005);
    assertThat(profile.robustZ(5)).isZero();
    assertThat(profile.robustZ(5 + 2 * 1.4826)).isCloseTo(1, within(1e-9));
    // Mostly the same: the mean distance, 0.1, stands in.
    FeatureProfile bit = of(false, repeated(new double[] {0, 1}, 9, 1));
    assertThat(bit.robustZ(1)).isCloseTo(1 / 0.12533, within(1e-9));
    assertThat(of(false, 3, 3, 3).robustZ(4)).isInfinite();
    assertThat(of(false, 3, 3, 3).robustZ(3)).isZero();
  }

  @Test
  void whereAllIsMissingNothingIsRare() {
    FeatureProfile nothing = of(false);
    assertThat(nothing.decades(3)).isZero();
    assertThat(nothing.share(3)).isNaN();
    assertThat(of(false, 1, 2).decades(Double.NaN)).isZero();
  }
}
