package io.nanosiem.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TrainingRowsTest {
  private static TrainingRows filled(int most, int rows, long seed) {
    TrainingRows kept = new TrainingRows(1, most, seed);
    for (int i = 0; i < rows; i++) {
      if (kept.offer()) {
        kept.add(new double[] {i}, i % 2 == 0 ? "even" : null);
      }
    }
    return kept;
  }

  private static double[] values(TrainingRows rows) {
    return Arrays.stream(rows.inOrder()).mapToDouble(place -> rows.row(place)[0]).toArray();
  }

  @Test
  void keepsAllWhileThereIsRoomAndTheirOrder() {
    TrainingRows rows = filled(100, 60, 1);
    assertThat(rows.count()).isEqualTo(60);
    assertThat(values(rows)).isSorted().hasSize(60);
    for (int place : rows.inOrder()) {
      assertThat(rows.key(place)).isEqualTo(rows.row(place)[0] % 2 == 0 ? "even" : null);
    }
  }

  @Test
  void ofMoreEachIsKeptWithTheSameChance() {
    int[] kept = new int[10];
    for (int seed = 0; seed < 400; seed++) {
      TrainingRows rows = filled(50, 1000, seed);
      assertThat(rows.count()).isEqualTo(50);
      assertThat(rows.seen()).isEqualTo(1000);
      double[] values = values(rows);
      assertThat(values).isSorted();
      for (double value : values) {
        kept[(int) value / 100]++;
      }
    }
    // 2,000 each, with a deviation of 42.
    for (int count : kept) {
      assertThat(count).isBetween(1800, 2200);
    }
  }

  @Test
  void aLowerLimitForgetsAtRandom() {
    int[] kept = new int[10];
    for (int seed = 0; seed < 400; seed++) {
      TrainingRows rows = filled(500, 500, seed);
      rows.limit(50);
      double[] values = values(rows);
      assertThat(values).isSorted().hasSize(50).doesNotHaveDuplicates();
      for (double value : values) {
        kept[(int) value / 50]++;
      }
    }
    for (int count : kept) {
      assertThat(count).isBetween(1800, 2200);
    }
    TrainingRows rows = filled(500, 500, 1);
    rows.limit(0);
    assertThat(rows.count()).isEqualTo(1);
  }
}
