package io.nanosiem.ml;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The simple twin: reads the documented file format by itself and walks trees of linked nodes, in
 * doubles, the slow and obvious way.
 */
final class NaiveForest {
  private record Node(int feature, float threshold, List<Node> children, int rows, int depth) {
    boolean isLeaf() {
      return children.isEmpty();
    }
  }

  private final List<Node> trees = new ArrayList<>();
  private final int sampleSize;

  NaiveForest(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    in.position(12);
    if (in.getInt() != 0x54535246) {
      throw new AssertionError("the forest is expected first");
    }
    in.getInt();
    int count = in.getInt();
    in.getInt();
    sampleSize = in.getInt();
    in.getLong();
    for (int i = 0; i < count; i++) {
      trees.add(read(in, 0));
    }
  }

  private static Node read(ByteBuffer in, int depth) {
    int feature = in.getShort() & 0xFFFF;
    if (feature == 0xFFFF) {
      return new Node(-1, 0, List.of(), in.getShort() & 0xFFFF, depth);
    }
    float threshold = in.getFloat();
    Node left = read(in, depth + 1);
    Node right = read(in, depth + 1);
    return new Node(feature, threshold, List.of(left, right), left.rows + right.rows, depth);
  }

  int deepest() {
    return trees.stream().mapToInt(NaiveForest::deepest).max().orElseThrow();
  }

  private static int deepest(Node node) {
    return node.isLeaf()
        ? node.depth
        : Math.max(deepest(node.children.get(0)), deepest(node.children.get(1)));
  }

  int rowsOf(int tree) {
    return trees.get(tree).rows;
  }

  double score(double[] row) {
    double depth = 0;
    for (Node tree : trees) {
      depth += depth(tree, row);
    }
    return Math.pow(2, -depth / trees.size() / c(sampleSize));
  }

  double baseDepth() {
    return trees.stream().mapToDouble(NaiveForest::expected).average().orElseThrow();
  }

  private static double depth(Node node, double[] row) {
    if (node.isLeaf()) {
      return node.depth + c(node.rows);
    }
    float value = (float) row[node.feature];
    if (Float.isNaN(value)) {
      return (node.children.get(0).rows * depth(node.children.get(0), row)
              + node.children.get(1).rows * depth(node.children.get(1), row))
          / node.rows;
    }
    return depth(node.children.get(value <= node.threshold ? 0 : 1), row);
  }

  private static double expected(Node node) {
    return node.isLeaf()
        ? node.depth + c(node.rows)
        : (node.children.get(0).rows * expected(node.children.get(0))
                + node.children.get(1).rows * expected(node.children.get(1)))
            / node.rows;
  }

  double[] contributions(double[] row) {
    double[] sums = new double[row.length];
    for (Node tree : trees) {
      contribute(tree, 1, row, sums);
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= trees.size();
    }
    return sums;
  }

  private static void contribute(Node node, double weight, double[] row, double[] sums) {
    if (node.isLeaf()) {
      return;
    }
    float value = (float) row[node.feature];
    if (Float.isNaN(value)) {
      for (Node child : node.children) {
        contribute(child, weight * child.rows / node.rows, row, sums);
      }
      return;
    }
    Node next = node.children.get(value <= node.threshold ? 0 : 1);
    sums[node.feature] += weight * (expected(node) - expected(next));
    contribute(next, weight, row, sums);
  }

  /**
   * Shapley values by their definition: each feature's mean effect on the expected depth, over all
   * sets of the other features. Takes 2^features times as long as one walk.
   */
  double[] shapley(double[] row) {
    int features = row.length;
    double[] expected = new double[1 << features];
    for (int known = 0; known < expected.length; known++) {
      for (Node tree : trees) {
        expected[known] += expectation(tree, row, known);
      }
    }
    double[] values = new double[features];
    for (int feature = 0; feature < features; feature++) {
      for (int others = 0; others < expected.length; others++) {
        if ((others >> feature & 1) == 0) {
          int size = Integer.bitCount(others);
          double orders = factorial(size) * factorial(features - size - 1) / factorial(features);
          values[feature] += orders * (expected[others] - expected[others | 1 << feature]);
        }
      }
      values[feature] /= trees.size();
    }
    return values;
  }

  /** The depth expected of a row of which only some features are known; a bit says which. */
  private static double expectation(Node node, double[] row, int known) {
    if (node.isLeaf()) {
      // A leaf's depth is kept as a float. Rounded alike here, so that nothing but the Shapley
      // values themselves is compared.
      return (float) (node.depth + c(node.rows));
    }
    float value = (float) row[node.feature];
    if ((known >> node.feature & 1) == 0 || Float.isNaN(value)) {
      double sum = 0;
      for (Node child : node.children) {
        sum += child.rows * expectation(child, row, known);
      }
      return sum / node.rows;
    }
    return expectation(node.children.get(value <= node.threshold ? 0 : 1), row, known);
  }

  private static double factorial(int n) {
    return n < 2 ? 1 : n * factorial(n - 1);
  }

  static double c(int n) {
    double harmonic = 0;
    for (int i = n - 1; i >= 1; i--) {
      harmonic += 1.0 / i;
    }
    return n < 2 ? 0 : 2 * harmonic - 2.0 * (n - 1) / n;
  }
}
