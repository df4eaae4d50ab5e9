package io.nanosiem.ml;

import io.nanosiem.ProgressListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Scores rows of numbers by how easily they are told apart from the rest: an isolation forest on
 * plain arrays, with nothing of events in it.
 *
 * <pre>{@code
 * IsolationForest forest = IsolationForest.builder().seed(7).fit(rows);
 * double score = forest.score(row);             // 0 to 1; 0.5 and less is ordinary
 * double[] contributions = new double[forest.features()];
 * forest.score(row, contributions);             // the same score, and what made it
 * }</pre>
 *
 * <p><b>How it works</b> (Liu, Ting and Zhou, "Isolation Forest", 2008). Each tree takes a small
 * sample without replacement and splits it at random: a feature drawn uniformly among those that
 * are not constant in the node, a threshold drawn uniformly from [min, max); values up to the
 * threshold go left. It stops at single rows, at rows that are all alike, and at depth ⌈log₂ ψ⌉, ψ
 * being the sample size. A row that is unlike the others ends in a shallow leaf. With h the mean
 * over the trees of the leaf's depth plus c(n) for the n rows left in it, the score is
 * 2<sup>−h/c(ψ)</sup>; c(n) is the mean depth of a random tree of n rows, from exact harmonic
 * numbers.
 *
 * <p><b>Missing values.</b> NaN is a missing value and says nothing. When a tree grows, such a row
 * follows the others at random, in proportion; when a row is scored, both branches count, each with
 * its share of the training rows; an explanation gives a missing value neither credit nor blame. A
 * feature missing from all rows of a node cannot split it. Rows with missing values are slower to
 * score, each missing value at a split doubling the paths below it.
 *
 * <p><b>Explanations.</b> At each node the expected depth of a training row is known. A split that
 * sends the row to where the expected depth is lower made it more unusual by the difference, which
 * is credited to the split's feature ("expected-depth gain"; A. Saabas' decomposition of tree
 * predictions). Contributions sum exactly to {@link #baseDepth()} − {@link #depth}. They explain
 * what the model did, in units of depth. They are no Shapley values: a split near the root gets
 * credit before the features that are tested below it, so where two features mean the same, either
 * may get it. {@link #shapley} computes those, which takes longer.
 *
 * <p><b>Reproducible.</b> Each tree draws from a generator of its own, seeded by the forest's seed
 * and the tree's number: the same data and seed give the same forest, byte for byte, with any
 * number of threads, on any JDK.
 *
 * <p><b>Precision.</b> Values are compared as floats: two numbers that differ only beyond their
 * seventh digit are the same. Numbers too large for a float, infinity included, count as the
 * largest float.
 *
 * <p><b>Cost.</b> Fitting takes O(trees · ψ · (features + log ψ)) whatever the number of rows, most
 * of it for reading the samples. Scoring takes trees · ⌈log₂ ψ⌉ steps. 100 trees of 256 take about
 * 530 kB of heap.
 *
 * <p>Immutable and thread-safe. Scoring one row allocates nothing.
 */
public final class IsolationForest {
  /** Trees times sample size may not exceed this. */
  static final int MOST_SAMPLED_ROWS = 1 << 22;

  static final int MOST_TREES = 10_000;
  static final int LARGEST_SAMPLE = 65_535;
  static final int MOST_FEATURES = 65_534;
  private static final int BATCH = 64;

  private final TreeArrays arrays;
  private final List<String> featureNames;
  private final int features;
  private final int sampleSize;
  private final long seed;
  private final double averageDepth;
  private final double baseDepth;
  private final ScratchPool<int[]> keys;
  private final ScratchPool<TreeShapley> shapley;

  IsolationForest(
      TreeArrays arrays,
      List<String> featureNames,
      int sampleSize,
      long seed,
      PathLength pathLength) {
    this.arrays = arrays;
    this.featureNames = List.copyOf(featureNames);
    this.features = featureNames.size();
    this.sampleSize = sampleSize;
    this.seed = seed;
    averageDepth = pathLength.average(sampleSize);
    double base = 0;
    for (int tree = 0; tree < arrays.trees; tree++) {
      base += arrays.value(tree, 1);
    }
    baseDepth = base / arrays.trees;
    keys = new ScratchPool<>(() -> new int[features]);
    shapley = new ScratchPool<>(() -> new TreeShapley(arrays, features));
  }

  /**
   * A forest to be fitted: 100 trees of 256 rows, unless you say otherwise.
   *
   * @return a builder for one thread
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads a forest that {@link #save} wrote. The file is checked before anything of it is used: its
   * checksum, and then every number in it.
   *
   * @param file the file
   * @return the forest
   * @throws ModelFormatException if the file is damaged or no such file
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static IsolationForest load(Path file) {
    return ModelFile.readForest(ModelFile.load(file));
  }

  /**
   * Reads a forest from memory, such as from a resource of your program.
   *
   * @param bytes what {@link #toBytes} returned, or the content of a file
   * @param origin what to call it in messages
   * @return the forest
   * @throws ModelFormatException if the bytes are damaged or no forest
   */
  public static IsolationForest fromBytes(byte[] bytes, String origin) {
    return ModelFile.readForest(ModelFile.parse(bytes, origin));
  }

  /**
   * Writes the forest to a file, which appears, or replaces an older one, only when it is complete.
   *
   * @param file the file
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void save(Path file) {
    ModelFile.save(toBytes(), file);
  }

  /**
   * The forest as bytes. Equal forests give equal bytes.
   *
   * @return what {@link #save} would write
   */
  public byte[] toBytes() {
    return new ModelFile.Writer().forest(this).toBytes();
  }

  /**
   * The number of columns of a row.
   *
   * @return at least 1
   */
  public int features() {
    return features;
  }

  /**
   * What the columns are called.
   *
   * @return as many names as there are features
   */
  public List<String> featureNames() {
    return featureNames;
  }

  /**
   * The number of trees.
   *
   * @return at least 1
   */
  public int trees() {
    return arrays.trees;
  }

  /**
   * The rows that each tree was grown from.
   *
   * @return what was asked for, or the number of training rows if there were fewer
   */
  public int sampleSize() {
    return sampleSize;
  }

  /**
   * What the forest was drawn with.
   *
   * @return the seed
   */
  public long seed() {
    return seed;
  }

  /**
   * How unusual a row is.
   *
   * @param row one number for each feature; NaN if missing
   * @return 0 to 1; typical rows of the training data lie somewhat below 0.5
   * @throws IllegalArgumentException if the row has the wrong length
   */
  public double score(double[] row) {
    return scoreOf(depth(row));
  }

  /**
   * How unusual a row is, and what made it so.
   *
   * @param row one number for each feature; NaN if missing
   * @param contributions where to put, for each feature, by how much it made the row shallower than
   *     expected; negative if it made the row more ordinary. They sum to {@link #baseDepth()} −
   *     {@link #depth}
   * @return the same as {@link #score(double[])}
   * @throws IllegalArgumentException if an array has the wrong length
   */
  public double score(double[] row, double[] contributions) {
    checkLength(row.length);
    checkLength(contributions.length);
    Arrays.fill(contributions, 0);
    int[] scratch = keys.take();
    double sum;
    if (toKeys(row, scratch)) {
      arrays.addGainsWithMissing(scratch, contributions);
      sum = arrays.sumOfDepthsWithMissing(scratch);
    } else {
      sum = arrays.sumOfDepths(scratch, contributions);
    }
    keys.giveBack(scratch);
    for (int feature = 0; feature < contributions.length; feature++) {
      contributions[feature] /= arrays.trees;
    }
    return scoreOf(sum / arrays.trees);
  }

  /**
   * How unusual a row is, and the Shapley value of each feature: a fairer account of what made it
   * so than {@link #score(double[], double[])} gives, at some hundred times the cost; for the few
   * rows that somebody will look at.
   *
   * <p>Each feature gets what it takes off the expected depth when it becomes known, on average
   * over all orders in which the features of the row may become known. What is expected while some
   * are unknown is the mean over both branches of their splits, each with its share of the training
   * rows (the path-dependent values of Lundberg et al., "Consistent Individualized Feature
   * Attribution for Tree Ensembles", 2018). No split's place in the tree favours it, and two
   * features that the model treats alike get alike. The values are exact but for rounding.
   *
   * @param row one number for each feature; NaN if missing
   * @param values where to put, for each feature, its Shapley value in units of depth; positive if
   *     it made the row more unusual; 0 for a missing value. They sum to {@link #baseDepth()} −
   *     {@link #depth}
   * @return the same as {@link #score(double[])}
   * @throws IllegalArgumentException if an array has the wrong length
   */
  public double shapley(double[] row, double[] values) {
    checkLength(row.length);
    checkLength(values.length);
    Arrays.fill(values, 0);
    int[] scratch = keys.take();
    toKeys(row, scratch);
    TreeShapley trees = shapley.take();
    trees.addTo(values, scratch);
    shapley.giveBack(trees);
    keys.giveBack(scratch);
    for (int feature = 0; feature < values.length; feature++) {
      values[feature] /= arrays.trees;
    }
    return score(row);
  }

  /**
   * Scores many rows, faster than one by one, with the same result.
   *
   * @param rows as for {@link #score(double[])}
   * @param scores where to put the scores; as many as rows
   * @throws IllegalArgumentException if a row or the result has the wrong length
   */
  public void score(double[][] rows, double[] scores) {
    if (scores.length != rows.length) {
      throw new IllegalArgumentException(
          rows.length + " rows, but room for " + scores.length + " scores");
    }
    int[][] batch = new int[Math.min(BATCH, rows.length)][features];
    int[] place = new int[BATCH];
    double[] sums = new double[BATCH];
    int filled = 0;
    for (int row = 0; row < rows.length; row++) {
      checkLength(rows[row].length);
      if (toKeys(rows[row], batch[filled])) {
        scores[row] = scoreOf(arrays.sumOfDepthsWithMissing(batch[filled]) / arrays.trees);
      } else {
        place[filled++] = row;
        if (filled == batch.length) {
          scoreBatch(batch, filled, place, sums, scores);
          filled = 0;
        }
      }
    }
    scoreBatch(batch, filled, place, sums, scores);
  }

  private void scoreBatch(int[][] batch, int filled, int[] place, double[] sums, double[] scores) {
    sumOfDepths(batch, filled, sums);
    for (int i = 0; i < filled; i++) {
      scores[place[i]] = scoreOf(sums[i] / arrays.trees);
    }
  }

  private void sumOfDepths(int[][] batch, int filled, double[] sums) {
    Arrays.fill(sums, 0);
    // Group by group: eight trees stay in the caches while all rows pass through them.
    for (int group = 0; group < arrays.groups; group++) {
      for (int i = 0; i < filled; i++) {
        sums[i] += arrays.sumOfDepths(group, batch[i]);
      }
    }
  }

  /**
   * The mean depth at which the trees isolate a row, the measure behind the score.
   *
   * @param row one number for each feature; NaN if missing
   * @return at least 0; the lower, the more unusual
   * @throws IllegalArgumentException if the row has the wrong length
   */
  public double depth(double[] row) {
    checkLength(row.length);
    int[] scratch = keys.take();
    double sum =
        toKeys(row, scratch) ? arrays.sumOfDepthsWithMissing(scratch) : arrays.sumOfDepths(scratch);
    keys.giveBack(scratch);
    return sum / arrays.trees;
  }

  /**
   * The depth expected of a training row before anything is known of it.
   *
   * @return the mean over trees and sampled rows
   */
  public double baseDepth() {
    return baseDepth;
  }

  /**
   * The score that belongs to a depth.
   *
   * @param depth as {@link #depth} returns it
   * @return 2<sup>−depth/c(ψ)</sup>
   */
  public double scoreOf(double depth) {
    // StrictMath: the last bit must not depend on the machine.
    return StrictMath.exp(-depth / averageDepth * 0.6931471805599453);
  }

  private void checkLength(int length) {
    if (length != features) {
      throw new IllegalArgumentException(
          "the forest has " + features + " features, the array " + length);
    }
  }

  private static boolean toKeys(double[] row, int[] keys) {
    boolean missing = false;
    for (int i = 0; i < row.length; i++) {
      int key = TreeArrays.key((float) row[i]);
      keys[i] = key;
      missing |= key == TreeArrays.MISSING;
    }
    return missing;
  }

  private static boolean toKeys(TreeGrower.Rows rows, int row, int[] keys) {
    boolean missing = false;
    for (int feature = 0; feature < keys.length; feature++) {
      int key = TreeArrays.key(rows.value(row, feature));
      keys[feature] = key;
      missing |= key == TreeArrays.MISSING;
    }
    return missing;
  }

  TreeArrays arrays() {
    return arrays;
  }

  /**
   * Scores training rows by those trees alone that were not grown from them: what the forest would
   * say of rows like these that it has not seen.
   *
   * @return NaN for a row that every tree was grown from
   */
  double[] outOfSampleScores(TreeGrower.Rows rows) {
    int n = rows.count();
    double[] depths = new double[n];
    int[] used = new int[n];
    Arrays.fill(used, arrays.trees);
    int[][] batch = new int[BATCH][features];
    double[] sums = new double[BATCH];
    boolean[] missing = new boolean[BATCH];
    for (int begin = 0; begin < n; begin += BATCH) {
      int size = Math.min(BATCH, n - begin);
      for (int i = 0; i < size; i++) {
        missing[i] = toKeys(rows, begin + i, batch[i]);
      }
      sumOfDepths(batch, size, sums);
      for (int i = 0; i < size; i++) {
        depths[begin + i] = missing[i] ? arrays.sumOfDepthsWithMissing(batch[i]) : sums[i];
      }
    }
    // Then take back what the sampled rows got from their own trees.
    TreeGrower grower = new TreeGrower(rows, arrays, seed, sampleSize);
    int[] row = new int[features];
    for (int tree = 0; tree < arrays.trees; tree++) {
      for (int index : grower.sampleOf(tree)) {
        toKeys(rows, index, row);
        depths[index] -= arrays.depthWithMissing(tree, row);
        used[index]--;
      }
    }
    double[] scores = new double[n];
    for (int i = 0; i < n; i++) {
      scores[i] = used[i] == 0 ? Double.NaN : scoreOf(depths[i] / used[i]);
    }
    return scores;
  }

  @Override
  public String toString() {
    return "IsolationForest["
        + trees()
        + " trees of "
        + sampleSize
        + " rows, "
        + features()
        + " features, seed "
        + seed
        + "]";
  }

  /** How a forest is to be grown. One thread at a time. */
  public static final class Builder {
    private int trees = 100;
    private int sampleSize = 256;
    private long seed = 42;
    private int threads = 1;
    private ProgressListener progress = ProgressListener.NONE;
    private @Nullable List<String> featureNames;

    private Builder() {}

    /**
     * Sets the number of trees: more make the score steadier, and slower to compute.
     *
     * @param value 1 to 10,000; 100 unless set
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder trees(int value) {
      trees = inRange("trees", value, 1, MOST_TREES);
      return this;
    }

    /**
     * Sets how many rows each tree is grown from: more see finer structure, fewer keep large groups
     * of anomalies from hiding one another.
     *
     * @param value 2 to 65,535; 256 unless set
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder sampleSize(int value) {
      sampleSize = inRange("sampleSize", value, 2, LARGEST_SAMPLE);
      return this;
    }

    /**
     * Sets what all chance is drawn from.
     *
     * @param value any number; 42 unless set
     * @return this
     */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Sets how many threads grow trees, the calling one included. The forest does not depend on it.
     *
     * @param value 1 to 256; 1 unless set
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder threads(int value) {
      threads = inRange("threads", value, 1, 256);
      return this;
    }

    /**
     * Sets who is told how many trees have grown.
     *
     * @param listener told in the thread that calls {@code fit}
     * @return this
     */
    public Builder progress(ProgressListener listener) {
      progress = listener;
      return this;
    }

    /**
     * Names the columns. The names are kept in the model's file.
     *
     * @param names one for each column, no two the same; {@code f0}, {@code f1}, … unless set
     * @return this
     * @throws IllegalArgumentException if a name is blank, longer than 1,000 characters, or there
     *     twice
     */
    public Builder featureNames(List<String> names) {
      featureNames = checkedNames(names);
      return this;
    }

    static List<String> checkedNames(List<String> names) {
      List<String> copy = List.copyOf(names);
      Set<String> seen = new HashSet<>();
      for (String name : copy) {
        if (name.isBlank() || name.length() > 1000) {
          throw new IllegalArgumentException(
              "a feature's name has 1 to 1,000 characters and is not blank");
        }
        if (!seen.add(name)) {
          throw new IllegalArgumentException("two features are called '" + name + "'");
        }
      }
      return copy;
    }

    private static int inRange(String what, int value, int least, int most) {
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            what + " was " + value + ", not between " + least + " and " + most);
      }
      return value;
    }

    /**
     * Grows the forest.
     *
     * @param rows at least two, all of the same length; NaN where a value is missing; not changed,
     *     and not needed afterwards
     * @return the forest
     * @throws IllegalArgumentException if there are fewer than two rows, they differ in length, or
     *     settings do not fit together
     * @throws CancellationException if the calling thread was interrupted; it stays so
     */
    public IsolationForest fit(double[][] rows) {
      if (rows.length < 2) {
        throw new IllegalArgumentException("a forest needs at least 2 rows, not " + rows.length);
      }
      int features = rows[0].length;
      for (int row = 1; row < rows.length; row++) {
        if (rows[row].length != features) {
          throw new IllegalArgumentException(
              "row " + row + " has " + rows[row].length + " values, row 0 has " + features);
        }
      }
      return fit(
          new TreeGrower.Rows() {
            @Override
            public int count() {
              return rows.length;
            }

            @Override
            public int features() {
              return features;
            }

            @Override
            public float value(int row, int feature) {
              return finite((float) rows[row][feature]);
            }

            @Override
            public void read(int row, float[] into) {
              double[] values = rows[row];
              for (int feature = 0; feature < into.length; feature++) {
                into[feature] = finite((float) values[feature]);
              }
            }
          });
    }

    /**
     * Grows the forest from rows that lie one after the other in one array.
     *
     * @param rows the values of the first row, then of the second, …; as for {@link
     *     #fit(double[][])}
     * @param features the length of a row
     * @return the forest
     * @throws IllegalArgumentException if the length is no multiple of {@code features}, there are
     *     fewer than two rows, or settings do not fit together
     * @throws CancellationException if the calling thread was interrupted; it stays so
     */
    public IsolationForest fit(float[] rows, int features) {
      if (features < 1 || rows.length % features != 0 || rows.length / features < 2) {
        throw new IllegalArgumentException(
            rows.length + " values are not two or more rows of " + features);
      }
      return fit(new FlatRows(rows, features, rows.length / features));
    }

    IsolationForest fit(TreeGrower.Rows rows) {
      int features = rows.features();
      if (features < 1 || features > MOST_FEATURES) {
        throw new IllegalArgumentException(
            "rows have " + features + " values, not between 1 and " + MOST_FEATURES);
      }
      List<String> names = featureNames;
      if (names == null) {
        names = new ArrayList<>(features);
        for (int feature = 0; feature < features; feature++) {
          names.add("f" + feature);
        }
      } else if (names.size() != features) {
        throw new IllegalArgumentException(
            "rows have " + features + " values, but there are " + names.size() + " names");
      }
      int size = Math.min(sampleSize, rows.count());
      if ((long) trees * size > MOST_SAMPLED_ROWS || (long) features * size > 1 << 28) {
        throw new IllegalArgumentException(
            trees
                + " trees of "
                + size
                + " rows with "
                + features
                + " features are too much: trees × rows may be "
                + MOST_SAMPLED_ROWS
                + ", rows × features "
                + (1 << 28));
      }
      PathLength pathLength = new PathLength(size);
      TreeArrays arrays = new TreeArrays(trees, size, pathLength);
      new Growing(rows, arrays, seed, size, Math.min(threads, trees), progress).run();
      return new IsolationForest(arrays, names, size, seed, pathLength);
    }
  }

  /** Infinity, and what a float cannot hold, becomes the largest float. */
  static float finite(float value) {
    return Float.isInfinite(value) ? Math.copySign(Float.MAX_VALUE, value) : value;
  }

  /** Rows in one array, of which only the first so many count. */
  static final class FlatRows implements TreeGrower.Rows {
    private final float[] values;
    private final int features;
    private final int count;

    FlatRows(float[] values, int features, int count) {
      this.values = values;
      this.features = features;
      this.count = count;
    }

    @Override
    public int count() {
      return count;
    }

    @Override
    public int features() {
      return features;
    }

    @Override
    public float value(int row, int feature) {
      return finite(values[row * features + feature]);
    }
  }

  /** Has the trees grown by several threads that take one tree after another. */
  private static final class Growing {
    private final TreeGrower.Rows rows;
    private final TreeArrays arrays;
    private final long seed;
    private final int sampleSize;
    private final int threads;
    private final ProgressListener progress;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Growing(
        TreeGrower.Rows rows,
        TreeArrays arrays,
        long seed,
        int sampleSize,
        int threads,
        ProgressListener progress) {
      this.rows = rows;
      this.arrays = arrays;
      this.seed = seed;
      this.sampleSize = sampleSize;
      this.threads = threads;
      this.progress = progress;
    }

    void run() {
      List<Thread> helpers = new ArrayList<>();
      for (int i = 1; i < threads; i++) {
        Thread helper = new Thread(() -> grow(false), "nanosiem-forest-" + i);
        helper.setDaemon(true);
        helper.start();
        helpers.add(helper);
      }
      try {
        grow(true);
      } finally {
        // Also after an exception of the progress listener: no thread may outlive this call.
        next.set(arrays.trees);
        joinAll(helpers);
      }
      Throwable broken = failure.get();
      if (broken != null) {
        throw new IllegalStateException("a tree could not be grown", broken);
      }
      if (cancelled.get()) {
        throw new CancellationException(
            "fitting was interrupted after " + done.get() + " of " + arrays.trees + " trees");
      }
      progress.onProgress(arrays.trees, arrays.trees);
    }

    private void grow(boolean caller) {
      try {
        TreeGrower grower = new TreeGrower(rows, arrays, seed, sampleSize);
        long lastReport = System.nanoTime();
        for (int tree = next.getAndIncrement();
            tree < arrays.trees;
            tree = next.getAndIncrement()) {
          if (caller && Thread.currentThread().isInterrupted()) {
            cancelled.set(true);
            return;
          }
          grower.grow(tree);
          done.incrementAndGet();
          if (caller && System.nanoTime() - lastReport > 200_000_000L) {
            lastReport = System.nanoTime();
            progress.onProgress(done.get(), arrays.trees);
          }
        }
      } catch (RuntimeException | Error e) {
        if (caller) {
          throw e;
        }
        failure.compareAndSet(null, e);
      }
    }

    private void joinAll(List<Thread> helpers) {
      boolean interrupted = false;
      for (Thread helper : helpers) {
        while (helper.isAlive()) {
          try {
            helper.join();
          } catch (InterruptedException e) {
            interrupted = true;
            cancelled.set(true);
            next.set(arrays.trees);
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
