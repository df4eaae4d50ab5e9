package io.nanosiem.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class IsolationForestTest {
  private static double[][] cloud(long seed, int rows, int features) {
    Random random = new Random(seed);
    double[][] cloud = new double[rows][features];
    for (double[] row : cloud) {
      for (int i = 0; i < features; i++) {
        row[i] =
            switch (i % 3) {
              case 0 -> random.nextGaussian();
              case 1 -> random.nextInt(4);
              default -> random.nextDouble();
            };
      }
    }
    return cloud;
  }

  private static double[][] withHoles(double[][] rows, long seed, double share) {
    Random random = new Random(seed);
    double[][] copy = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      copy[i] = rows[i].clone();
      for (int j = 0; j < copy[i].length; j++) {
        if (random.nextDouble() < share) {
          copy[i][j] = Double.NaN;
        }
      }
    }
    return copy;
  }

  @Test
  void meanDepthOfSmallTreesIsAsCountedByHand() {
    PathLength lengths = new PathLength(4);
    assertThat(lengths.average(0)).isZero();
    assertThat(lengths.average(1)).isZero();
    assertThat(lengths.average(2)).isEqualTo(1);
    // 3 rows: one lies at depth 1, two at depth 2.
    assertThat(lengths.average(3)).isCloseTo(5.0 / 3, within(1e-12));
    // 2 (1 + 1/2 + 1/3) - 6/4
    assertThat(lengths.average(4)).isCloseTo(13.0 / 6, within(1e-12));
  }

  @Test
  void twoRowsAreAlwaysToldApartByOneSplit() {
    IsolationForest forest = IsolationForest.builder().fit(new double[][] {{1, 5}, {2, 5}});
    assertThat(forest.sampleSize()).isEqualTo(2);
    assertThat(forest.depth(new double[] {1, 5})).isEqualTo(1);
    assertThat(forest.score(new double[] {2, 99})).isCloseTo(0.5, within(1e-15));
  }

  @Test
  void rowsThatAreAllAlikeScoreOneHalf() {
    double[][] rows = new double[500][];
    Arrays.fill(rows, new double[] {1, 2, 3});
    IsolationForest forest = IsolationForest.builder().fit(rows);
    assertThat(forest.score(rows[0])).isCloseTo(0.5, within(1e-6));
    assertThat(forest.score(new double[] {9, 9, 9})).isCloseTo(0.5, within(1e-6));
  }

  @Test
  void farPointsScoreHighAndMiddlePointsLow() {
    IsolationForest forest = IsolationForest.builder().fit(cloud(1, 2000, 6));
    double far = forest.score(new double[] {9, 9, 9, 9, 9, 9});
    double middle = forest.score(new double[] {0, 1, 0.5, 0, 2, 0.5});
    assertThat(far).isGreaterThan(0.65);
    assertThat(middle).isLessThan(0.5);
  }

  @Test
  void agreesWithItsSimpleTwin() {
    double[][] rows = cloud(2, 1000, 7);
    for (int sampleSize : new int[] {2, 3, 17, 256, 1000}) {
      IsolationForest forest =
          IsolationForest.builder().trees(13).sampleSize(sampleSize).seed(5).fit(rows);
      NaiveForest twin = new NaiveForest(forest.toBytes());
      assertThat(forest.baseDepth()).isCloseTo(twin.baseDepth(), within(1e-5));
      for (double[] row : withHoles(cloud(3, 200, 7), 4, 0.05)) {
        double[] contributions = new double[7];
        double score = forest.score(row, contributions);
        assertThat(score).isEqualTo(forest.score(row));
        assertThat(score).isCloseTo(twin.score(row), within(1e-6));
        assertThat(contributions).containsExactly(twin.contributions(row), within(1e-4));
      }
    }
  }

  /** One by one, by groups, with gains, and by the walk that knows of missing values. */
  @Test
  void allWaysOfWalkingAgreeToTheBit() {
    double[][] rows = cloud(30, 3000, 12);
    for (int trees : new int[] {1, 7, 8, 9, 100}) {
      for (int sampleSize : new int[] {2, 5, 256, 2000}) {
        IsolationForest forest =
            IsolationForest.builder().trees(trees).sampleSize(sampleSize).fit(rows);
        TreeArrays arrays = forest.arrays();
        for (double[] row : cloud(31, 100, 12)) {
          int[] keys = new int[12];
          Arrays.setAll(keys, i -> TreeArrays.key((float) row[i]));
          double oneByOne = arrays.sumOfDepthsWithMissing(keys);
          double byGroups = 0;
          for (int group = arrays.groups - 1; group >= 0; group--) {
            byGroups += arrays.sumOfDepths(group, keys);
          }
          assertThat(arrays.sumOfDepths(keys)).isEqualTo(oneByOne);
          assertThat(byGroups).isEqualTo(oneByOne);
          double[] gains = new double[12];
          double[] slowly = new double[12];
          assertThat(arrays.sumOfDepths(keys, gains)).isEqualTo(oneByOne);
          arrays.addGainsWithMissing(keys, slowly);
          assertThat(gains).isEqualTo(slowly);
        }
      }
    }
  }

  @Test
  void treesKeepToTheHeightLimitAndHoldTheWholeSample() {
    IsolationForest forest = IsolationForest.builder().fit(cloud(6, 3000, 4));
    NaiveForest twin = new NaiveForest(forest.toBytes());
    assertThat(twin.deepest()).isEqualTo(8);
    for (int tree = 0; tree < 100; tree++) {
      assertThat(twin.rowsOf(tree)).isEqualTo(256);
    }
  }

  @Test
  void contributionsSumToTheDepthThatWasLost() {
    double[][] rows = cloud(7, 4000, 31);
    IsolationForest forest = IsolationForest.builder().fit(rows);
    double[] contributions = new double[31];
    for (double[] row : withHoles(Arrays.copyOf(rows, 300), 8, 0.02)) {
      forest.score(row, contributions);
      assertThat(Arrays.stream(contributions).sum())
          .isCloseTo(forest.baseDepth() - forest.depth(row), within(1e-4));
    }
  }

  @Test
  void whatIsFarOutInOneFeatureIsBlamedOnIt() {
    double[][] rows = cloud(9, 2000, 10);
    IsolationForest forest = IsolationForest.builder().fit(rows);
    double[] contributions = new double[10];
    int first = 0;
    int amongThree = 0;
    for (int i = 0; i < 200; i++) {
      double[] row = rows[i].clone();
      int injected = i % 10;
      row[injected] = 50;
      forest.score(row, contributions);
      int stronger = 0;
      for (int j = 0; j < 10; j++) {
        stronger += contributions[j] > contributions[injected] ? 1 : 0;
      }
      first += stronger == 0 ? 1 : 0;
      amongThree += stronger < 3 ? 1 : 0;
    }
    // By chance it would be 20 and 60. That it is not 200 is the method's limit, not an error.
    assertThat(first).isGreaterThan(110);
    assertThat(amongThree).isGreaterThan(180);
  }

  @Test
  void missingValuesSayNothing() {
    IsolationForest forest = IsolationForest.builder().fit(withHoles(cloud(10, 1500, 5), 11, 0.1));
    double[] nothing = new double[5];
    Arrays.fill(nothing, Double.NaN);
    double[] contributions = new double[5];
    forest.score(nothing, contributions);
    assertThat(contributions).containsOnly(0);
    assertThat(forest.depth(nothing)).isCloseTo(forest.baseDepth(), within(1e-5));
  }

  @Test
  void aColumnWithoutValuesIsLeftAlone() {
    double[][] rows = cloud(12, 500, 3);
    for (double[] row : rows) {
      row[1] = Double.NaN;
    }
    IsolationForest forest = IsolationForest.builder().fit(rows);
    double[] contributions = new double[3];
    forest.score(new double[] {0, 7, 0.5}, contributions);
    assertThat(contributions[1]).isZero();
    assertThat(forest.score(new double[] {0, 7, 0.5}))
        .isEqualTo(forest.score(new double[] {0, -7, 0.5}));
  }

  @Test
  void constantColumnsDoNotWasteSplits() {
    double[][] narrow = cloud(13, 1000, 1);
    double[][] wide = new double[1000][20];
    for (int i = 0; i < 1000; i++) {
      wide[i][11] = narrow[i][0];
    }
    NaiveForest twin = new NaiveForest(IsolationForest.builder().fit(wide).toBytes());
    assertThat(twin.deepest()).isEqualTo(8);
    assertThat(twin.score(wide[0])).isBetween(0.3, 0.7);
    double far = IsolationForest.builder().fit(wide).score(new double[20]);
    assertThat(far).isLessThan(0.5);
  }

  @Test
  void isTheSameForestForAnyNumberOfThreads() {
    // With ties and holes, which draw on chance too, and a number of trees that no thread shares
    // evenly.
    double[][] rows = withHoles(cloud(14, 3000, 9), 14, 0.05);
    byte[] one = IsolationForest.builder().trees(101).seed(99).threads(1).fit(rows).toBytes();
    for (int threads : new int[] {1, 2, 8, 64}) {
      for (int round = 0; round < 5; round++) {
        assertThat(
                IsolationForest.builder().trees(101).seed(99).threads(threads).fit(rows).toBytes())
            .isEqualTo(one);
      }
    }
    assertThat(IsolationForest.builder().seed(100).fit(rows).toBytes()).isNotEqualTo(one);
  }

  @Test
  void aSeedGivesTheSameForestForGood() {
    // The first numbers of SplitMix64 from seed 1234567, as published with the algorithm.
    SplitMix64 random = new SplitMix64(1234567);
    assertThat(random.nextLong()).isEqualTo(6457827717110365317L);
    assertThat(random.nextLong()).isEqualTo(3203168211198807973L);
  }

  @Test
  void rowsInOneArrayGiveTheSameForest() {
    double[][] rows = cloud(15, 400, 3);
    float[] flat = new float[1200];
    for (int i = 0; i < 1200; i++) {
      flat[i] = (float) rows[i / 3][i % 3];
    }
    assertThat(IsolationForest.builder().fit(flat, 3).toBytes())
        .isEqualTo(IsolationForest.builder().fit(rows).toBytes());
  }

  @Test
  void manyRowsScoreAsOneByOne() {
    double[][] rows = withHoles(cloud(16, 1003, 8), 17, 0.01);
    IsolationForest forest = IsolationForest.builder().trees(37).fit(rows);
    double[] scores = new double[rows.length];
    forest.score(rows, scores);
    for (int i = 0; i < rows.length; i++) {
      assertThat(scores[i]).isEqualTo(forest.score(rows[i]));
    }
  }

  @Test
  void numbersBeyondFloatsCountAsTheLargest() {
    double[][] rows = cloud(18, 300, 2);
    rows[0][0] = Double.POSITIVE_INFINITY;
    rows[1][0] = -1e300;
    IsolationForest forest = IsolationForest.builder().fit(rows);
    assertThat(forest.score(new double[] {1e300, 1}))
        .isEqualTo(forest.score(new double[] {Double.POSITIVE_INFINITY, 1}))
        .isEqualTo(forest.score(new double[] {Float.MAX_VALUE, 1}));
    assertThat(forest.score(new double[] {0.0, 1})).isEqualTo(forest.score(new double[] {-0.0, 1}));
  }

  @Test
  void thresholdsStayBelowTheMaximum() {
    Random random = new Random(19);
    for (int i = 0; i < 100_000; i++) {
      float a = Float.intBitsToFloat(random.nextInt());
      float b = i % 2 == 0 ? Math.nextUp(a) : Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(a) && Float.isFinite(b) && a != b) {
        float min = Math.min(a, b);
        float max = Math.max(a, b);
        double fraction = i % 3 == 0 ? Math.nextDown(1.0) : random.nextDouble();
        assertThat(TreeGrower.between(min, max, fraction)).isBetween(min, Math.nextDown(max));
      }
    }
  }

  @Test
  void keysSortAsTheirNumbers() {
    float[] ascending = {
      Float.NEGATIVE_INFINITY,
      -Float.MAX_VALUE,
      -1,
      -Float.MIN_VALUE,
      0,
      Float.MIN_VALUE,
      1,
      Float.MAX_VALUE,
      Float.POSITIVE_INFINITY
    };
    for (int i = 1; i < ascending.length; i++) {
      assertThat(TreeArrays.key(ascending[i])).isGreaterThan(TreeArrays.key(ascending[i - 1]));
      assertThat(TreeArrays.number(TreeArrays.key(ascending[i]))).isEqualTo(ascending[i]);
    }
    assertThat(TreeArrays.key(-0.0f)).isEqualTo(TreeArrays.key(0.0f));
    assertThat(TreeArrays.key(Float.NaN)).isLessThan(TreeArrays.key(Float.NEGATIVE_INFINITY));
  }

  @Test
  void samplesAreDrawnWithoutReplacementAndEvenly() {
    double[][] rows = cloud(20, 50, 1);
    int[] drawn = new int[50];
    TreeArrays arrays = new TreeArrays(1, 20, new PathLength(20));
    TreeGrower grower =
        new TreeGrower(
            new TreeGrower.Rows() {
              @Override
              public int count() {
                return rows.length;
              }

              @Override
              public int features() {
                return 1;
              }

              @Override
              public float value(int row, int feature) {
                return (float) rows[row][0];
              }
            },
            arrays,
            21,
            20);
    for (int tree = 0; tree < 10_000; tree++) {
      int[] sample = grower.sampleOf(tree);
      assertThat(Arrays.stream(sample).distinct().count()).isEqualTo(20);
      for (int row : sample) {
        drawn[row]++;
      }
    }
    // Binomial(10000, 0.4): mean 4000, standard deviation 49.
    for (int count : drawn) {
      assertThat(count).isBetween(4000 - 5 * 49, 4000 + 5 * 49);
    }
  }

  @Test
  void outOfSampleScoresUseOnlyTreesThatHaveNotSeenTheRow() {
    float[] rows = new float[40];
    Random random = new Random(22);
    for (int i = 0; i < 40; i++) {
      rows[i] = random.nextFloat();
    }
    IsolationForest.FlatRows data = new IsolationForest.FlatRows(rows, 2, 20);
    IsolationForest forest = IsolationForest.builder().trees(5).sampleSize(10).seed(3).fit(data);
    double[] scores = forest.outOfSampleScores(data);
    TreeGrower grower = new TreeGrower(data, forest.arrays(), 3, 10);
    for (int row = 0; row < 20; row++) {
      double depth = 0;
      int trees = 0;
      for (int tree = 0; tree < 5; tree++) {
        int wanted = row;
        if (Arrays.stream(grower.sampleOf(tree)).noneMatch(index -> index == wanted)) {
          int[] keys = {TreeArrays.key(rows[2 * row]), TreeArrays.key(rows[2 * row + 1])};
          depth += forest.arrays().depthWithMissing(tree, keys);
          trees++;
        }
      }
      if (trees == 0) {
        assertThat(scores[row]).isNaN();
      } else {
        assertThat(scores[row]).isCloseTo(forest.scoreOf(depth / trees), within(1e-12));
      }
    }
  }

  @Test
  void stopsWhenTheThreadIsInterruptedAndLeavesItSo() {
    double[][] rows = cloud(23, 3000, 20);
    for (int threads : new int[] {1, 4}) {
      Thread.currentThread().interrupt();
      try {
        assertThatThrownBy(() -> IsolationForest.builder().trees(10_000).threads(threads).fit(rows))
            .isInstanceOf(CancellationException.class)
            .hasMessageContaining("of 10000 trees");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
      } finally {
        Thread.interrupted();
      }
    }
  }

  @Test
  void tellsItsProgressFromTheCallingThread() {
    List<Long> reports = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    IsolationForest.builder()
        .threads(2)
        .trees(50)
        .progress(
            (done, total) -> {
              assertThat(total).isEqualTo(50);
              reports.add(done);
              threads.add(Thread.currentThread());
            })
        .fit(cloud(24, 500, 3));
    assertThat(reports).isSorted().endsWith(50L);
    assertThat(threads).containsOnly(Thread.currentThread());
  }

  @Test
  void aListenerThatThrowsStopsItAndLeavesNoThread() {
    assertThatThrownBy(
            () ->
                IsolationForest.builder()
                    .threads(3)
                    .progress(
                        (done, total) -> {
                          throw new IllegalStateException("enough");
                        })
                    .fit(cloud(25, 500, 3)))
        .hasMessage("enough");
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("nanosiem-forest"));
  }

  @Test
  void scoringAllocatesNothing() {
    IsolationForest forest = IsolationForest.builder().fit(cloud(26, 1000, 31));
    double[][] rows = cloud(27, 100, 31);
    double[] contributions = new double[31];
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    double sum = 0;
    for (int warm = 0; warm < 2; warm++) {
      long before = threads.getThreadAllocatedBytes(self);
      for (int i = 0; i < 10_000; i++) {
        sum += forest.score(rows[i % 100]) + forest.score(rows[i % 100], contributions);
      }
      long allocated = threads.getThreadAllocatedBytes(self) - before;
      if (warm > 0) {
        assertThat(allocated).isLessThan(20_000);
      }
    }
    assertThat(sum).isPositive();
  }

  @Test
  void refusesWhatCannotBe() {
    IsolationForest.Builder builder = IsolationForest.builder();
    assertThatThrownBy(() -> builder.trees(0)).hasMessage("trees was 0, not between 1 and 10000");
    assertThatThrownBy(() -> builder.sampleSize(1))
        .hasMessage("sampleSize was 1, not between 2 and 65535");
    assertThatThrownBy(() -> builder.threads(0)).hasMessage("threads was 0, not between 1 and 256");
    assertThatThrownBy(() -> builder.featureNames(List.of("a", "a")))
        .hasMessage("two features are called 'a'");
    assertThatThrownBy(() -> builder.fit(new double[][] {{1}}))
        .hasMessage("a forest needs at least 2 rows, not 1");
    assertThatThrownBy(() -> builder.fit(new double[][] {{1}, {1, 2}}))
        .hasMessage("row 1 has 2 values, row 0 has 1");
    assertThatThrownBy(() -> builder.fit(new float[5], 2))
        .hasMessage("5 values are not two or more rows of 2");
    assertThatThrownBy(
            () -> IsolationForest.builder().featureNames(List.of("a")).fit(cloud(1, 9, 2)))
        .hasMessage("rows have 2 values, but there are 1 names");
    IsolationForest forest = IsolationForest.builder().fit(cloud(1, 9, 2));
    assertThatThrownBy(() -> forest.score(new double[3]))
        .hasMessage("the forest has 2 features, the array 3");
    assertThatThrownBy(() -> forest.score(new double[4][2], new double[3]))
        .hasMessage("4 rows, but room for 3 scores");
  }
}
