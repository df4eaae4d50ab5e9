package io.nanosiem.ml;

/**
 * How deep a row of n would lie on average if a tree went on splitting: c(n) = 2 H(n-1) - 2 (n-1) /
 * n, the mean length of an unsuccessful search in a binary search tree (Liu, Ting and Zhou,
 * "Isolation Forest", 2008), with exact harmonic numbers. The paper's approximation of H by a
 * logarithm makes c(2) = 0.154, where one split is always needed: c(2) = 1.
 */
final class PathLength {
  private final double[] table;

  PathLength(int largest) {
    table = new double[largest + 1];
    double harmonic = 0;
    for (int n = 2; n <= largest; n++) {
      harmonic += 1.0 / (n - 1);
      table[n] = 2 * harmonic - 2.0 * (n - 1) / n;
    }
  }

  double average(int rows) {
    return table[rows];
  }
}
