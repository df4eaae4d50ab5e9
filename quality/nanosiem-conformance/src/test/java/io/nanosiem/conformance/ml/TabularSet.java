package io.nanosiem.conformance.ml;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A labelled set of rows. */
final class TabularSet {
  private final String name;
  private final double[][] rows;
  private final boolean[] anomalies;

  private TabularSet(String name, double[][] rows, boolean[] anomalies) {
    this.name = name;
    this.rows = rows;
    this.anomalies = anomalies;
  }

  String name() {
    return name;
  }

  double[][] rows() {
    return rows;
  }

  boolean[] anomalies() {
    return anomalies;
  }

  static TabularSet read(Path file) {
    List<String> lines = EventLog.lines(file);
    int count = lines.size() - 1;
    double[][] rows = new double[count][];
    boolean[] anomalies = new boolean[count];
    for (int i = 0; i < count; i++) {
      double[] cells =
          Arrays.stream(lines.get(i + 1).split(",", -1)).mapToDouble(Double::parseDouble).toArray();
      rows[i] = Arrays.copyOf(cells, cells.length - 1);
      anomalies[i] = cells[cells.length - 1] != 0;
    }
    return new TabularSet(EventLog.nameOf(file), rows, anomalies);
  }

  int ordinary() {
    int count = 0;
    for (boolean anomaly : anomalies) {
      count += anomaly ? 0 : 1;
    }
    return count;
  }
}
