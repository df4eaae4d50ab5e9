package io.nanosiem.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TreeShapleyTest {
  /**
   * Numbers of several kinds, a few missing; the column {@code constant} is the same everywhere.
   */
  private static double[][] rows(Random random, int count, int features, int constant) {
    double[][] rows = new double[count][features];
    for (double[] row : rows) {
      for (int i = 0; i < features; i++) {
        double value = i % 2 == 0 ? random.nextGaussian() : random.nextInt(5);
        row[i] = i == constant ? 3 : random.nextInt(20) == 0 ? Double.NaN : value;
      }
    }
    return rows;
  }

  @Test
  void areThoseOfTheDefinition() {
    Random random = new Random(1);
    // With one to three features, deep trees split on the same one again and again.
    int[][] forests = {
      {1, 256, 3},
      {2, 64, 5},
      {3, 256, 3},
      {4, 2, 9},
      {5, 16, 7},
      {6, 256, 3},
      {9, 256, 1},
      {11, 1000, 1}
    };
    for (int[] forest : forests) {
      int features = forest[0];
      int constant = features > 3 ? 2 : -1;
      double[][] training = rows(random, 1200, features, constant);
      IsolationForest ours =
          IsolationForest.builder().trees(forest[2]).sampleSize(forest[1]).seed(2).fit(training);
      NaiveForest twin = new NaiveForest(ours.toBytes());
      double[] values = new double[features];
      for (double[] row : rows(random, features > 6 ? 4 : 40, features, -1)) {
        assertThat(ours.shapley(row, values)).isEqualTo(ours.score(row));
        assertThat(values).containsExactly(twin.shapley(row), within(1e-11));
        for (int i = 0; i < features; i++) {
          if (i == constant || Double.isNaN(row[i])) {
            assertThat(values[i]).isZero();
          }
        }
      }
    }
  }

  @Test
  void areAsCountedByHandInATreeOfTwoSplits() {
    // a: 0, 0, 1; b: 0, 1, 1. Whichever splits first, a row of its own lies at depth 1, the others
    // at 2; before anything is known 5/3.
    IsolationForest forest =
        IsolationForest.builder().trees(1).fit(new double[][] {{0, 0}, {0, 1}, {1, 1}});
    double[] values = new double[2];
    boolean first = forest.arrays().feature(0, 1) == 0;
    // Root on a: left {1, 2} then b, right {3}. The row (1, 1) goes right whatever b is: b gets
    // nothing, a all of 5/3 - 1. The root on b is the mirror image, for the row (0, 0).
    forest.shapley(first ? new double[] {1, 1} : new double[] {0, 0}, values);
    assertThat(values[first ? 0 : 1]).isCloseTo(2.0 / 3, within(1e-6));
    assertThat(values[first ? 1 : 0]).isZero();
    // The other side lies at depth 2 whatever the second feature is: again the first split's alone.
    forest.shapley(new double[] {0, 1}, values);
    assertThat(values[first ? 0 : 1]).isCloseTo(-1.0 / 3, within(1e-6));
    assertThat(values[first ? 1 : 0]).isZero();
  }

  @Test
  void sumToTheDepthThatWasLost() {
    Random random = new Random(3);
    for (int sampleSize : new int[] {256, 4096}) {
      IsolationForest forest =
          IsolationForest.builder().sampleSize(sampleSize).fit(rows(random, 5000, 31, 4));
      double[] values = new double[31];
      for (double[] row : rows(random, 50, 31, -1)) {
        forest.shapley(row, values);
        assertThat(Arrays.stream(values).sum())
            .isCloseTo(forest.baseDepth() - forest.depth(row), within(2e-6));
      }
    }
  }

  @Test
  void pointsAndWeightsIntegrateExactly() {
    for (int n = 1; n <= 8; n++) {
      double[] at = new double[n];
      double[] weights = new double[n];
      TreeShapley.gaussLegendre(at, weights);
      for (int degree = 0; degree < 2 * n; degree++) {
        double integral = 0;
        for (int i = 0; i < n; i++) {
          assertThat(at[i]).isBetween(0.0, 1.0);
          integral += weights[i] * Math.pow(at[i], degree);
        }
        assertThat(integral).isCloseTo(1.0 / (degree + 1), within(1e-14));
      }
    }
  }

  @Test
  void allocateNothing() {
    Random random = new Random(5);
    IsolationForest forest = IsolationForest.builder().trees(20).fit(rows(random, 500, 31, -1));
    double[][] asked = rows(random, 50, 31, -1);
    double[] values = new double[31];
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    for (int warm = 0; warm < 2; warm++) {
      long before = threads.getThreadAllocatedBytes(self);
      for (int i = 0; i < 1_000; i++) {
        forest.shapley(asked[i % 50], values);
      }
      if (warm > 0) {
        assertThat(threads.getThreadAllocatedBytes(self) - before).isLessThan(20_000);
      }
    }
  }

  @Test
  void refuseArraysOfTheWrongLength() {
    IsolationForest forest = IsolationForest.builder().fit(rows(new Random(6), 50, 2, -1));
    assertThatThrownBy(() -> forest.shapley(new double[3], new double[2]))
        .hasMessage("the forest has 2 features, the array 3");
    assertThatThrownBy(() -> forest.shapley(new double[2], new double[1]))
        .hasMessage("the forest has 2 features, the array 1");
  }
}
