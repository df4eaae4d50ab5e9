package io.nanosiem.ml;

import java.util.Arrays;

/**
 * Exact Shapley values of a row's expected depth, tree by tree.
 *
 * <p><b>What is shared out.</b> For a set S of features, v(S) is the depth that a tree expects of a
 * row of which only the features in S are known: at a split on a known feature the row's branch
 * counts, at any other split both do, each with its share of the training rows (the
 * "path-dependent" value function of Lundberg et al., "Consistent Individualized Feature
 * Attribution for Tree Ensembles", 2018). A missing value is never known, so its feature gets
 * nothing.
 *
 * <p><b>How.</b> To one leaf, v is the leaf's value times a product over the features on its path:
 * one if the feature is known and leads there, 0 if it is known and leads elsewhere, else z, the
 * share of rows that its splits let through. Extended to features that are known with probability q
 * each, the factor is z + q (o − z), o being 1 or 0, and the Shapley value of feature i is the
 * integral over q from 0 to 1 of the derivative by i's own probability (G. Owen, "Multilinear
 * Extensions of Games", 1972). That is a polynomial in q of a degree below the number of features
 * on the path, so Gauss and Legendre's rule with half as many points gives the integral exactly.
 * Where Lundberg's algorithm keeps a list of weights for each path and takes features out of it
 * again, this one keeps one product for each point. All factors are positive: nothing cancels, and
 * no division is by zero.
 *
 * <p>A leaf's share for feature i is its product times (o − z) / (z + q (o − z)), with z and o of
 * the last split on i above it. So the sum over the leaves below an edge is all that has to come
 * up: the edge adds what it changes in that quotient (as in Yu et al., "Linear TreeShap", 2022),
 * and a feature that is met several times on a path needs no special care.
 *
 * <p><b>Cost.</b> O(nodes · points), points being half the height: 4 for samples of 256.
 *
 * <p>Holds working memory: one thread at a time.
 */
final class TreeShapley {
  private static final double LEADS_ELSEWHERE = -1;

  private final TreeArrays arrays;
  private final int points;
  private final double[] at;
  private final double[] weights;

  /** For each point (o − z) / (z + q (o − z)) of a feature that is known to lead elsewhere. */
  private final double[] elsewhere;

  /** For each feature z of its splits above, or {@link #LEADS_ELSEWHERE}; 1 if there is none. */
  private final double[] share;

  /** For each level and point, the product of the factors above. */
  private final double[] products;

  /** For each level and point, the sum over the leaves below of value times product. */
  private final double[] sums;

  /** For each level and point, one through the factor of the level's feature as it was above. */
  private final double[] inverses;

  TreeShapley(TreeArrays arrays, int features) {
    this.arrays = arrays;
    points = (Math.min(arrays.height, features) + 1) / 2;
    at = new double[points];
    weights = new double[points];
    gaussLegendre(at, weights);
    elsewhere = new double[points];
    Arrays.setAll(elsewhere, point -> -1 / (1 - at[point]));
    share = new double[features];
    Arrays.fill(share, 1);
    products = new double[(arrays.height + 1) * points];
    sums = new double[products.length];
    inverses = new double[products.length];
    Arrays.fill(products, 0, points, 1);
  }

  /** Adds to each feature by how much it made the row less deep, summed over the trees. */
  void addTo(double[] values, int[] keys) {
    for (int tree = 0; tree < arrays.trees; tree++) {
      walk(tree, 1, 0, keys, values);
    }
  }

  private void walk(int tree, int node, int level, int[] keys, double[] values) {
    int here = level * points;
    if (arrays.isLeaf(tree, node)) {
      double value = arrays.value(tree, node);
      for (int point = 0; point < points; point++) {
        sums[here + point] = value * products[here + point];
      }
      return;
    }
    int feature = arrays.feature(tree, node);
    double above = share[feature];
    int rows = arrays.cover(tree, node);
    Arrays.fill(sums, here, here + points, 0);
    int left = 2 * node;
    int right = left + 1;
    if (keys[feature] == TreeArrays.MISSING || above == LEADS_ELSEWHERE) {
      // Missing, or known to lead elsewhere: another split on it changes nothing in its quotient.
      pass(tree, left, level, rows, keys, values);
      pass(tree, right, level, rows, keys, values);
      return;
    }
    for (int point = 0; point < points; point++) {
      inverses[here + point] = 1 / (above + at[point] * (1 - above));
    }
    int taken = arrays.child(tree, node, keys);
    int other = left + right - taken;
    double z = above * arrays.cover(tree, taken) / rows;
    for (int point = here; point < here + points; point++) {
      double factor = z + at[point - here] * (1 - z);
      products[point + points] = products[point] * factor * inverses[point];
    }
    share[feature] = z;
    walk(tree, taken, level + 1, keys, values);
    double deeper = 0;
    for (int point = here; point < here + points; point++) {
      double quotient = (1 - z) / (z + at[point - here] * (1 - z));
      double before = (1 - above) * inverses[point];
      double sum = sums[point + points];
      deeper += weights[point - here] * sum * (quotient - before);
      sums[point] += sum;
    }
    z = above * arrays.cover(tree, other) / rows;
    for (int point = here; point < here + points; point++) {
      double factor = z * (1 - at[point - here]);
      products[point + points] = products[point] * factor * inverses[point];
    }
    share[feature] = LEADS_ELSEWHERE;
    walk(tree, other, level + 1, keys, values);
    for (int point = here; point < here + points; point++) {
      double before = (1 - above) * inverses[point];
      double sum = sums[point + points];
      deeper += weights[point - here] * sum * (elsewhere[point - here] - before);
      sums[point] += sum;
    }
    share[feature] = above;
    values[feature] -= deeper;
  }

  private void pass(int tree, int child, int level, int rows, int[] keys, double[] values) {
    int here = level * points;
    double through = (double) arrays.cover(tree, child) / rows;
    for (int point = here; point < here + points; point++) {
      products[point + points] = products[point] * through;
    }
    walk(tree, child, level + 1, keys, values);
    for (int point = here; point < here + points; point++) {
      sums[point] += sums[point + points];
    }
  }

  /** Points and weights for integrals from 0 to 1, exact for degrees up to 2n − 1. */
  static void gaussLegendre(double[] at, double[] weights) {
    int n = at.length;
    for (int i = 0; i < n; i++) {
      // A root of the Legendre polynomial by Newton's method, from a guess that is close.
      double x = StrictMath.cos(StrictMath.PI * (i + 0.75) / (n + 0.5));
      double slope = 1;
      for (int round = 0; round < 20; round++) {
        double before = 1;
        double value = x;
        for (int k = 2; k <= n; k++) {
          double next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
          before = value;
          value = next;
        }
        slope = n * (x * value - before) / (x * x - 1);
        x -= value / slope;
      }
      at[i] = (1 - x) / 2;
      weights[i] = 1 / ((1 - x * x) * slope * slope);
    }
  }
}
