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
 * <p>The number of trees is rounded up to a multiple of {@value #LANES} with empty trees of value
 * 0.
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
  final int padded;
  final int height;
  final long[] nodes;
  final float[] values;
  final char[] covers;
  private final PathLength pathLength;

  TreeArrays(int trees, int sampleSize, PathLength pathLength) {
    this.trees = trees;
    this.padded = (trees + LANES - 1) / LANES * LANES;
    this.height = heightFor(sampleSize);
    this.pathLength = pathLength;
    nodes = new long[padded << height];
    values = new float[padded << (height + 1)];
    covers = new char[padded << (height + 1)];
    for (int tree = trees; tree < padded; tree++) {
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
    nodes[(tree << height) + node] = ((long) key(threshold) << 32) | feature;
    int at = tree << (height + 1);
    int left = covers[at + 2 * node];
    int right = covers[at + 2 * node + 1];
    covers[at + node] = (char) (left + right);
    values[at + node] =
        (float)
            (((double) values[at + 2 * node] * left + (double) values[at + 2 * node + 1] * right)
                / (left + right));
  }

  private void fill(int tree, int node, int depth, int rows, float value) {
    int at = (tree << (height + 1)) + node;
    values[at] = value;
    covers[at] = (char) rows;
    if (depth < height) {
      nodes[(tree << height) + node] = STAND_IN;
      fill(tree, 2 * node, depth + 1, rows, value);
      fill(tree, 2 * node + 1, depth + 1, 0, value);
    }
  }

  boolean isLeaf(int tree, int node) {
    return node >= 1 << height || threshold(tree, node) == NO_SPLIT;
  }

  long node(int tree, int node) {
    return nodes[(tree << height) + node];
  }

  int threshold(int tree, int node) {
    return (int) (nodes[(tree << height) + node] >> 32);
  }

  int feature(int tree, int node) {
    return (int) nodes[(tree << height) + node];
  }

  int cover(int tree, int node) {
    return covers[(tree << (height + 1)) + node];
  }

  float value(int tree, int node) {
    return values[(tree << (height + 1)) + node];
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
      node = step(nodes[(tree << height) + node], node, keys);
    }
    return value(tree, node);
  }

  /** Sum of depths over all trees, no value missing. */
  double sumOfDepths(int[] keys) {
    long[] nodes = this.nodes;
    float[] values = this.values;
    int height = this.height;
    double sum = 0;
    for (int tree = 0; tree < padded; tree += LANES) {
      // The chain of loads in one tree is what costs; eight chains at once hide each other's wait.
      int b0 = tree << height;
      int b1 = (tree + 1) << height;
      int b2 = (tree + 2) << height;
      int b3 = (tree + 3) << height;
      int b4 = (tree + 4) << height;
      int b5 = (tree + 5) << height;
      int b6 = (tree + 6) << height;
      int b7 = (tree + 7) << height;
      int n0 = 1;
      int n1 = 1;
      int n2 = 1;
      int n3 = 1;
      int n4 = 1;
      int n5 = 1;
      int n6 = 1;
      int n7 = 1;
      for (int level = 0; level < height; level++) {
        n0 = step(nodes[b0 + n0], n0, keys);
        n1 = step(nodes[b1 + n1], n1, keys);
        n2 = step(nodes[b2 + n2], n2, keys);
        n3 = step(nodes[b3 + n3], n3, keys);
        n4 = step(nodes[b4 + n4], n4, keys);
        n5 = step(nodes[b5 + n5], n5, keys);
        n6 = step(nodes[b6 + n6], n6, keys);
        n7 = step(nodes[b7 + n7], n7, keys);
      }
      sum +=
          (double) values[2 * b0 + n0]
              + values[2 * b1 + n1]
              + values[2 * b2 + n2]
              + values[2 * b3 + n3]
              + values[2 * b4 + n4]
              + values[2 * b5 + n5]
              + values[2 * b6 + n6]
              + values[2 * b7 + n7];
    }
    return sum;
  }

  /** Adds the depths of several rows in one tree, no value missing. */
  void addDepths(int tree, int[] keys, int features, int rows, double[] sums) {
    long[] nodes = this.nodes;
    int base = tree << height;
    int row = 0;
    for (; row + 4 <= rows; row += 4) {
      int k0 = row * features;
      int k1 = k0 + features;
      int k2 = k1 + features;
      int k3 = k2 + features;
      int n0 = 1;
      int n1 = 1;
      int n2 = 1;
      int n3 = 1;
      for (int level = 0; level < height; level++) {
        long node0 = nodes[base + n0];
        long node1 = nodes[base + n1];
        long node2 = nodes[base + n2];
        long node3 = nodes[base + n3];
        n0 = 2 * n0 + (int) (((node0 >> 32) - keys[k0 + (int) node0]) >>> 63);
        n1 = 2 * n1 + (int) (((node1 >> 32) - keys[k1 + (int) node1]) >>> 63);
        n2 = 2 * n2 + (int) (((node2 >> 32) - keys[k2 + (int) node2]) >>> 63);
        n3 = 2 * n3 + (int) (((node3 >> 32) - keys[k3 + (int) node3]) >>> 63);
      }
      sums[row] += values[2 * base + n0];
      sums[row + 1] += values[2 * base + n1];
      sums[row + 2] += values[2 * base + n2];
      sums[row + 3] += values[2 * base + n3];
    }
    for (; row < rows; row++) {
      int key = row * features;
      int node = 1;
      for (int level = 0; level < height; level++) {
        long at = nodes[base + node];
        node = 2 * node + (int) (((at >> 32) - keys[key + (int) at]) >>> 63);
      }
      sums[row] += values[2 * base + node];
    }
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
    long[] nodes = this.nodes;
    float[] values = this.values;
    int height = this.height;
    double sum = 0;
    for (int tree = 0; tree < padded; tree += 4) {
      int b0 = tree << height;
      int b1 = (tree + 1) << height;
      int b2 = (tree + 2) << height;
      int b3 = (tree + 3) << height;
      int n0 = 1;
      int n1 = 1;
      int n2 = 1;
      int n3 = 1;
      float v0 = values[2 * b0 + 1];
      float v1 = values[2 * b1 + 1];
      float v2 = values[2 * b2 + 1];
      float v3 = values[2 * b3 + 1];
      for (int level = 0; level < height; level++) {
        long node0 = nodes[b0 + n0];
        long node1 = nodes[b1 + n1];
        long node2 = nodes[b2 + n2];
        long node3 = nodes[b3 + n3];
        n0 = step(node0, n0, keys);
        n1 = step(node1, n1, keys);
        n2 = step(node2, n2, keys);
        n3 = step(node3, n3, keys);
        float next0 = values[2 * b0 + n0];
        float next1 = values[2 * b1 + n1];
        float next2 = values[2 * b2 + n2];
        float next3 = values[2 * b3 + n3];
        gains[(int) node0] += (double) v0 - next0;
        gains[(int) node1] += (double) v1 - next1;
        gains[(int) node2] += (double) v2 - next2;
        gains[(int) node3] += (double) v3 - next3;
        v0 = next0;
        v1 = next1;
        v2 = next2;
        v3 = next3;
      }
      sum += (double) v0 + v1 + v2 + v3;
    }
    return sum;
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
      int next = step(nodes[(tree << height) + node], node, keys);
      gains[feature] += weight * ((double) value(tree, node) - value(tree, next));
      node = next;
    }
  }

  /** Left if the row's key is at most the threshold, else right, without a branch. */
  static int step(long node, int at, int[] keys) {
    return 2 * at + (int) (((node >> 32) - keys[(int) node]) >>> 63);
  }
}
