package io.nanosiem.ml;

/**
 * The trees of a forest in flat arrays.
 *
 * <p>Every tree is stored as a complete binary tree of the forest's height in heap order: the root
 * is 1, the children of i are 2i and 2i + 1. Below a leaf that lies higher than the limit there are
 * stand-ins which always lead left and repeat its value. So each row takes the same number of steps
 * in each tree: no test for leaves, no unpredictable branch, and several trees can be walked side
 * by side. The price is room for nodes that do not exist: at most four times the sample size per
 * tree.
 *
 * <ul>
 *   <li>{@code nodes}: for each node above the last level the threshold, as an int that sorts like
 *       the float, in the upper half, and the feature in the lower half;
 *   <li>{@code values}: for each node the expected depth of a training row that reaches it, a
 *       leaf's being its depth + c(rows);
 *   <li>{@code covers}: for each node the rows of the sample that reached it.
 * </ul>
 *
 * <p>{@value #LANES} trees share an array, node by node: node i of tree t is at {@value #LANES} i +
 * t mod {@value #LANES}. Walking all of them at once then needs no register for where each begins.
 * The number of trees is rounded up to a multiple of {@value #LANES} with empty trees of value 0.
 *
 * <p>Values are at least 1 and well below 2^12, so they are multiples of 2^-23; sums of them in
 * doubles are exact, and it does not matter in which order they are added.
 */
final class TreeArrays {
  static final int LANES = 8;

  /** No key is above it: always leads left. */
  static final int NO_SPLIT = Integer.MAX_VALUE;

  /** The key of a missing value; below that of every number. */
  static final int MISSING = Integer.MIN_VALUE;

  private static final long STAND_IN = (long) NO_SPLIT << 32;

  final int trees;
  final int groups;
  final int height;
  private final long[][] nodes;
  private final float[][] values;
  private final char[][] covers;
  private final PathLength pathLength;

  TreeArrays(int trees, int sampleSize, PathLength pathLength) {
    this.trees = trees;
    this.groups = (trees + LANES - 1) / LANES;
    this.height = heightFor(sampleSize);
    this.pathLength = pathLength;
    nodes = new long[groups][LANES << height];
    values = new float[groups][LANES << (height + 1)];
    covers = new char[groups][LANES << (height + 1)];
    for (int tree = trees; tree < groups * LANES; tree++) {
      fill(tree, 1, 0, 0, 0f);
    }
  }

  /** ceil(log2 n), at least 1. */
  static int heightFor(int sampleSize) {
    return Math.max(1, 32 - Integer.numberOfLeadingZeros(sampleSize - 1));
  }

  /**
   * An int that sorts as the float does; both zeros are the same, infinity fits, NaN is MISSING.
   */
  static int key(float value) {
    if (Float.isNaN(value)) {
      return MISSING;
    }
    int bits = Float.floatToRawIntBits(value + 0.0f);
    return bits ^ ((bits >> 31) & 0x7FFFFFFF);
  }

  /** The inverse of {@link #key} for numbers. */
  static float number(int key) {
    return Float.intBitsToFloat(key ^ ((key >> 31) & 0x7FFFFFFF));
  }

  void leaf(int tree, int node, int depth, int rows) {
    fill(tree, node, depth, rows, (float) (depth + pathLength.average(rows)));
  }

  /** To be called after both children are there. */
  void split(int tree, int node, int feature, float threshold) {
    nodes[tree / LANES][place(tree, node)] = ((long) key(threshold) << 32) | feature;
    int left = cover(tree, 2 * node);
    int right = cover(tree, 2 * node + 1);
    double depths =
        (double) value(tree, 2 * node) * left + (double) value(tree, 2 * node + 1) * right;
    covers[tree / LANES][place(tree, node)] = (char) (left + right);
    values[tree / LANES][place(tree, node)] = (float) (depths / (left + right));
  }

  private void fill(int tree, int node, int depth, int rows, float value) {
    values[tree / LANES][place(tree, node)] = value;
    covers[tree / LANES][place(tree, node)] = (char) rows;
    if (depth < height) {
      nodes[tree / LANES][place(tree, node)] = STAND_IN;
      fill(tree, 2 * node, depth + 1, rows, value);
      fill(tree, 2 * node + 1, depth + 1, 0, value);
    }
  }

  private static int place(int tree, int node) {
    return node * LANES + tree % LANES;
  }

  boolean isLeaf(int tree, int node) {
    return node >= 1 << height || threshold(tree, node) == NO_SPLIT;
  }

  long node(int tree, int node) {
    return nodes[tree / LANES][place(tree, node)];
  }

  int threshold(int tree, int node) {
    return (int) (node(tree, node) >> 32);
  }

  int feature(int tree, int node) {
    return (int) node(tree, node);
  }

  int cover(int tree, int node) {
    return covers[tree / LANES][place(tree, node)];
  }

  float value(int tree, int node) {
    return values[tree / LANES][place(tree, node)];
  }

  /** The child that a row goes to. Its feature's value must not be missing. */
  int child(int tree, int node, int[] keys) {
    return 2 * node + goesRight(node(tree, node), keys);
  }

  /** Depth of a row in one tree if values are missing: both branches, by their cover. */
  double depthWithMissing(int tree, int[] keys) {
    return depthWithMissing(tree, 1, keys);
  }

  private double depthWithMissing(int tree, int from, int[] keys) {
    int node = from;
    while (!isLeaf(tree, node)) {
      if (keys[feature(tree, node)] == MISSING) {
        double left = cover(tree, 2 * node);
        double right = cover(tree, 2 * node + 1);
        return (left * depthWithMissing(tree, 2 * node, keys)
                + right * depthWithMissing(tree, 2 * node + 1, keys))
            / (left + right);
      }
      node = child(tree, node, keys);
    }
    return value(tree, node);
  }

  /** Sum of depths over all trees, no value missing. */
  double sumOfDepths(int[] keys) {
    double sum = 0;
    for (int group = 0; group < groups; group++) {
      sum += sumOfDepths(group, keys);
    }
    return sum;
  }

  /**
   * Sum of depths over the trees of one group, no value missing. The chain of loads in one tree is
   * what costs; eight chains at once hide each other's wait.
   */
  double sumOfDepths(int group, int[] keys) {
    long[] nodes = this.nodes[group];
    float[] values = this.values[group];
    int at0 = LANES;
    int at1 = LANES + 1;
    int at2 = LANES + 2;
    int at3 = LANES + 3;
    int at4 = LANES + 4;
    int at5 = LANES + 5;
    int at6 = LANES + 6;
    int at7 = LANES + 7;
    for (int level = 0; level < height; level++) {
      at0 = step(nodes[at0], at0, 0, keys);
      at1 = step(nodes[at1], at1, 1, keys);
      at2 = step(nodes[at2], at2, 2, keys);
      at3 = step(nodes[at3], at3, 3, keys);
      at4 = step(nodes[at4], at4, 4, keys);
      at5 = step(nodes[at5], at5, 5, keys);
      at6 = step(nodes[at6], at6, 6, keys);
      at7 = step(nodes[at7], at7, 7, keys);
    }
    return (double) values[at0]
        + values[at1]
        + values[at2]
        + values[at3]
        + values[at4]
        + values[at5]
        + values[at6]
        + values[at7];
  }

  double sumOfDepthsWithMissing(int[] keys) {
    double sum = 0;
    for (int tree = 0; tree < trees; tree++) {
      sum += depthWithMissing(tree, 1, keys);
    }
    return sum;
  }

  /**
   * As {@link #sumOfDepths}, and adds to each feature what its splits took off the expected depth.
   */
  double sumOfDepths(int[] keys, double[] gains) {
    double sum = 0;
    for (int group = 0; group < groups; group++) {
      sum += sumOfDepths(group, 0, keys, gains) + sumOfDepths(group, 4, keys, gains);
    }
    return sum;
  }

  /** Of four trees of a group, as the gains need registers too. */
  private double sumOfDepths(int group, int lane, int[] keys, double[] gains) {
    long[] nodes = this.nodes[group];
    float[] values = this.values[group];
    int at0 = LANES + lane;
    int at1 = LANES + lane + 1;
    int at2 = LANES + lane + 2;
    int at3 = LANES + lane + 3;
    float value0 = values[at0];
    float value1 = values[at1];
    float value2 = values[at2];
    float value3 = values[at3];
    for (int level = 0; level < height; level++) {
      long node0 = nodes[at0];
      long node1 = nodes[at1];
      long node2 = nodes[at2];
      long node3 = nodes[at3];
      at0 = step(node0, at0, lane, keys);
      at1 = step(node1, at1, lane + 1, keys);
      at2 = step(node2, at2, lane + 2, keys);
      at3 = step(node3, at3, lane + 3, keys);
      float next0 = values[at0];
      float next1 = values[at1];
      float next2 = values[at2];
      float next3 = values[at3];
      gains[(int) node0] += (double) value0 - next0;
      gains[(int) node1] += (double) value1 - next1;
      gains[(int) node2] += (double) value2 - next2;
      gains[(int) node3] += (double) value3 - next3;
      value0 = next0;
      value1 = next1;
      value2 = next2;
      value3 = next3;
    }
    return (double) value0 + value1 + value2 + value3;
  }

  /** What {@link #sumOfDepths(int[], double[])} adds, if values are missing. */
  void addGainsWithMissing(int[] keys, double[] gains) {
    for (int tree = 0; tree < trees; tree++) {
      addGainsWithMissing(tree, 1, 1.0, keys, gains);
    }
  }

  private void addGainsWithMissing(int tree, int from, double weight, int[] keys, double[] gains) {
    int node = from;
    while (!isLeaf(tree, node)) {
      int feature = feature(tree, node);
      if (keys[feature] == MISSING) {
        // The node's value is the mean of both branches: a missing value gains nothing here.
        double left = cover(tree, 2 * node);
        double right = cover(tree, 2 * node + 1);
        addGainsWithMissing(tree, 2 * node, weight * left / (left + right), keys, gains);
        addGainsWithMissing(tree, 2 * node + 1, weight * right / (left + right), keys, gains);
        return;
      }
      int next = child(tree, node, keys);
      gains[feature] += weight * ((double) value(tree, node) - value(tree, next));
      node = next;
    }
  }

  /** From where one tree's node is in its array to where the child is that the row goes to. */
  private static int step(long node, int at, int lane, int[] keys) {
    return 2 * at - lane + goesRight(node, keys) * LANES;
  }

  /** 0 if the row's key is at most the threshold, else 1, without a branch. */
  private static int goesRight(long node, int[] keys) {
    return (int) (((node >> 32) - keys[(int) node]) >>> 63);
  }
}
