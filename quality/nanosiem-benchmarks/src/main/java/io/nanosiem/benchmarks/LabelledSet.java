package io.nanosiem.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Rows of numbers of which some are known to be anomalies, and how well scores find those. */
final class LabelledSet {
  final double[][] rows;
  private final boolean[] labels;

  LabelledSet(double[][] rows, boolean[] labels) {
    this.rows = rows;
    this.labels = labels;
  }

  /** A packed table of numbers below a line of titles; in the last column 0 is ordinary. */
  static LabelledSet read(Path file) throws IOException {
    List<double[]> rows = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      in.readLine();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        rows.add(Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray());
      }
    }
    double[][] features = new double[rows.size()][];
    boolean[] labels = new boolean[rows.size()];
    for (int i = 0; i < labels.length; i++) {
      double[] row = rows.get(i);
      features[i] = Arrays.copyOf(row, row.length - 1);
      labels[i] = row[row.length - 1] != 0;
    }
    return new LabelledSet(features, labels);
  }

  /**
   * The area under the ROC curve and the average precision, the latter as the sum of precisions
   * over the steps of recall; rows of the same score are found together.
   */
  double[] measures(double[] scores) {
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> -scores[i]));
    long found = 0;
    double pairs = 0;
    double precisions = 0;
    for (int begin = 0; begin < order.length; ) {
      int end = begin;
      long here = 0;
      while (end < order.length && scores[order[end]] == scores[order[begin]]) {
        here += labels[order[end]] ? 1 : 0;
        end++;
      }
      pairs += (end - begin - here) * (found + here / 2.0);
      found += here;
      precisions += here * ((double) found / end);
      begin = end;
    }
    long ordinary = order.length - found;
    return new double[] {pairs / ((double) found * ordinary), precisions / found};
  }
}
