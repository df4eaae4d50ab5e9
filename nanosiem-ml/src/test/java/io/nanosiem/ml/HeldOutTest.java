package io.nanosiem.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldOutTest {
  private static FeatureProfile profile(double[] column, boolean category) {
    return FeatureProfile.of(sorted(column), category);
  }

  private static double[] sorted(double[] column) {
    return HeldOut.sorted(column, 0, column.length);
  }

  /** What it stands for: a profile made anew of all stretches but one. */
  private static double byHand(double[] column, int row, boolean category, int stretches) {
    int n = column.length;
    int stretch = 0;
    while ((long) n * (stretch + 1) / stretches <= row) {
      stretch++;
    }
    int begin = (int) ((long) n * stretch / stretches);
    int end = (int) ((long) n * (stretch + 1) / stretches);
    double[] others =
        IntStream.range(0, n)
            .filter(i -> i < begin || i >= end)
            .mapToDouble(i -> column[i])
            .toArray();
    return profile(others, category).decades(column[row]);
  }

  private static void agrees(double[] column, boolean category, double tolerance) {
    FeatureProfile full = profile(column, category);
    agrees(column, category, full, HeldOut.SHORT_STRETCHES, HeldOut.SHORT_NOISE, tolerance);
    agrees(column, category, full, HeldOut.LONG_STRETCHES, HeldOut.LONG_NOISE, tolerance);
    double[] both = HeldOut.decades(column, sorted(column), full);
    double[] byHour =
        HeldOut.decades(column, sorted(column), full, HeldOut.SHORT_STRETCHES, HeldOut.SHORT_NOISE);
    double[] byDay =
        HeldOut.decades(column, sorted(column), full, HeldOut.LONG_STRETCHES, HeldOut.LONG_NOISE);
    for (int row = 0; row < column.length; row++) {
      assertThat(both[row]).isEqualTo(Math.max(byHour[row], byDay[row]));
    }
  }

  private static void agrees(
      double[] column,
      boolean category,
      FeatureProfile full,
      int stretches,
      double noise,
      double tolerance) {
    double[] held = HeldOut.decades(column, sorted(column), full, stretches, noise);
    for (int row = 0; row < column.length; row++) {
      if (Double.isNaN(column[row])) {
        assertThat(held[row]).isZero();
        continue;
      }
      double expected = byHand(column, row, category, stretches);
      double all = full.decades(column[row]);
      // Within the noise it is the rarity by all rows.
      if (held[row] == all) {
        assertThat(Math.abs(expected - all)).isLessThanOrEqualTo(noise + tolerance);
      } else {
        assertThat(Math.abs(held[row] - expected)).as("row %d", row).isLessThan(tolerance);
      }
    }
  }

  @Test
  void isWhatAProfileOfTheOthersWouldSay() {
    Random random = new Random(4);
    double[] things = new double[900];
    double[] few = new double[900];
    double[] many = new double[900];
    for (int i = 0; i < 900; i++) {
      things[i] = random.nextInt(10) == 0 ? 1000 + i / 3 : random.nextInt(6);
      few[i] = random.nextInt(30) == 0 ? Double.NaN : Math.rint(random.nextGaussian() * 3) + 0.0;
      many[i] = Math.rint(random.nextGaussian() * 1000) / 7 + 0.0;
    }
    agrees(things, true, 1e-9);
    agrees(few, false, 0.02);
    // Knots are interpolated, tails fitted to other rows.
    agrees(many, false, 0.35);
  }

  @Test
  void aBurstIsNoStrangerToTheWholeButToTheRest() {
    double[] users = new double[5000];
    Arrays.setAll(users, i -> i % 20);
    Arrays.fill(users, 2010, 2050, 99);
    FeatureProfile full = profile(users, true);
    double[] held = HeldOut.decades(users, sorted(users), full);
    assertThat(full.decades(99)).isLessThan(2.2);
    assertThat(held[2020]).isGreaterThan(3.9);
    assertThat(held[2100]).isEqualTo(full.decades(users[2100]));
  }

  @Test
  void fewRowsDoNotBreakIt() {
    for (int n = 1; n < 120; n++) {
      double[] column = new double[n];
      Arrays.setAll(column, i -> i);
      for (boolean category : new boolean[] {true, false}) {
        assertThat(HeldOut.decades(column, sorted(column), profile(column, category)))
            .doesNotContain(Double.NaN);
      }
      Arrays.fill(column, Double.NaN);
      assertThat(HeldOut.decades(column, sorted(column), profile(column, false))).containsOnly(0.0);
    }
  }
}
