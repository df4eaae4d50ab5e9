package io.nanosiem.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class DriftMonitorTest {
  /** Events whose rarity is what the model says: p uniform. */
  private static double[] uniform(int n, long seed) {
    Random random = new Random(seed);
    return random.doubles(n).map(p -> -Math.log10(1 - p)).toArray();
  }

  private static boolean feed(DriftMonitor monitor, double[] decades, DoubleUnaryOperator change) {
    boolean began = false;
    DriftMonitor.Counter counter = new DriftMonitor.Counter();
    for (double value : decades) {
      if (counter.count(change.applyAsDouble(value))) {
        began |= monitor.take(counter);
      }
    }
    return began;
  }

  @Test
  void classesAreTenthsThenTheLastHundredthAndThousandth() {
    assertThat(DriftMonitor.binOf(0)).isZero();
    assertThat(DriftMonitor.binOf(-Math.log10(0.95))).isZero();
    assertThat(DriftMonitor.binOf(-Math.log10(0.85))).isEqualTo(1);
    assertThat(DriftMonitor.binOf(-Math.log10(0.11))).isEqualTo(8);
    assertThat(DriftMonitor.binOf(-Math.log10(0.09))).isEqualTo(9);
    assertThat(DriftMonitor.binOf(2)).isEqualTo(10);
    assertThat(DriftMonitor.binOf(3)).isEqualTo(11);
    assertThat(DriftMonitor.binOf(300)).isEqualTo(11);
  }

  @Test
  void nothingIsSaidOfFewEventsAndNothingWrongOfOrdinaryOnes() {
    DriftMonitor monitor = new DriftMonitor(DriftMonitor.usualOf(uniform(20_000, 1)));
    assertThat(feed(monitor, uniform(9_900, 2), value -> value)).isFalse();
    assertThat(monitor.last()).isEqualTo(Drift.UNKNOWN).hasToString("too few events to tell");
    assertThat(feed(monitor, uniform(40_100, 3), value -> value)).isFalse();
    Drift drift = monitor.last();
    assertThat(drift.events()).isEqualTo(10_000);
    assertThat(drift.stabilityIndex()).isLessThan(0.02);
    assertThat(drift.atOnePercent()).isCloseTo(0.01, within(0.004));
    assertThat(drift.isDrifting()).isFalse();
  }

  @Test
  void driftIsReportedWhenItBeginsAndAgainOnlyAfterItHasGone() {
    DriftMonitor monitor = new DriftMonitor(DriftMonitor.usualOf(uniform(20_000, 1)));
    // Everything is three times as rare.
    DoubleUnaryOperator rarer = value -> value + 0.5;
    assertThat(feed(monitor, uniform(10_000, 2), rarer)).isTrue();
    assertThat(monitor.last().isDrifting()).isTrue();
    assertThat(feed(monitor, uniform(20_000, 3), rarer)).isFalse();
    assertThat(feed(monitor, uniform(10_000, 4), value -> value)).isFalse();
    assertThat(monitor.last().isDrifting()).isFalse();
    assertThat(feed(monitor, uniform(10_000, 5), rarer)).isTrue();
  }

  @Test
  void logsThatGrewTamerHaveDriftedToo() {
    DriftMonitor monitor = new DriftMonitor(DriftMonitor.usualOf(uniform(20_000, 1)));
    assertThat(feed(monitor, uniform(10_000, 2), value -> value / 4)).isTrue();
    assertThat(monitor.last().atOnePercent()).isLessThan(0.001);
  }

  @Test
  void theIndexIsTheOneOfTheFormula() {
    DriftMonitor monitor = new DriftMonitor(Collections.nCopies(DriftMonitor.BINS, 1.0 / 12));
    // All in two classes, half in each: each share is (5000.5 or 0.5) / 10006.
    double[] decades = new double[10_000];
    Arrays.setAll(decades, i -> i % 2 == 0 ? 0 : 2.5);
    feed(monitor, decades, value -> value);
    double much = 5000.5 / 10_006;
    double little = 0.5 / 10_006;
    double expected =
        2 * (much - 1.0 / 12) * Math.log(much * 12)
            + 10 * (little - 1.0 / 12) * Math.log(little * 12);
    assertThat(monitor.last().stabilityIndex()).isCloseTo(expected, within(1e-9));
    assertThat(monitor.last())
        .hasToString(
            "of the last 10,000 events 50.0 % were as unusual as 1 % were in training; population"
                + " stability index "
                + String.format(Locale.ROOT, "%.2f", expected));
  }
}
