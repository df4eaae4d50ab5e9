package io.nanosiem.conformance.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Holds a scorer of rows against a labelled set. */
final class TabularTrial {
  /** What came of it. */
  static final class Result {
    private final double[] aurocs;
    private final double[] precisions;

    Result(int seeds) {
      aurocs = new double[seeds];
      precisions = new double[seeds];
    }

    /** The area under the ROC curve with each seed. */
    double[] aurocs() {
      return aurocs;
    }

    /** The average precision with each seed. */
    double[] precisions() {
      return precisions;
    }

    private void set(int seed, double[] scores, boolean[] labels) {
      aurocs[seed] = Measures.auroc(scores, labels);
      precisions[seed] = Measures.averagePrecision(scores, labels);
    }
  }

  private TabularTrial() {}

  /** Trained on a random half of the ordinary rows, tested on the other half and all anomalies. */
  static Result onOrdinaryHalf(TabularSet set, RowScorer scorer, int seeds) {
    List<double[]> ordinary = new ArrayList<>();
    List<double[]> anomalies = new ArrayList<>();
    for (int i = 0; i < set.rows().length; i++) {
      (set.anomalies()[i] ? anomalies : ordinary).add(set.rows()[i]);
    }
    int half = ordinary.size() / 2;
    Result result = new Result(seeds);
    for (int seed = 0; seed < seeds; seed++) {
      Collections.shuffle(ordinary, new Random(seed));
      ToDoubleFunction<double[]> trained =
          scorer.train(ordinary.subList(0, half).toArray(new double[0][]), seed);
      List<double[]> tested = new ArrayList<>(ordinary.subList(half, ordinary.size()));
      boolean[] labels = new boolean[tested.size() + anomalies.size()];
      Arrays.fill(labels, tested.size(), labels.length, true);
      tested.addAll(anomalies);
      result.set(seed, tested.stream().mapToDouble(trained).toArray(), labels);
    }
    return result;
  }

  /** Trained on all rows without their labels, and tested on the same. */
  static Result onAll(TabularSet set, RowScorer scorer, int seeds) {
    Result result = new Result(seeds);
    for (int seed = 0; seed < seeds; seed++) {
      ToDoubleFunction<double[]> trained = scorer.train(set.rows(), seed);
      double[] scores = Arrays.stream(set.rows()).mapToDouble(trained).toArray();
      result.set(seed, scores, set.anomalies());
    }
    return result;
  }
}
