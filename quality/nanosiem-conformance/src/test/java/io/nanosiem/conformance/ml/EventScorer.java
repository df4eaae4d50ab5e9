package io.nanosiem.conformance.ml;

import io.nanosiem.event.Event;
import io.nanosiem.ml.AnomalyDetector;
import io.nanosiem.ml.AnomalyScore;
import io.nanosiem.ml.FeatureExtractor;
import io.nanosiem.ml.FeatureSet;
import io.nanosiem.ml.Grouping;
import io.nanosiem.ml.StandardFeatures;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A way to learn from ordinary events which others stand out. */
interface EventScorer {
  /** The shares of ordinary events that may stand out. */
  List<Double> RATES = List.of(0.01, 0.005, 0.001);

  /** Learns. */
  Trained train(List<Event> events, long seed);

  /** What has learnt. */
  interface Trained {
    Scores score(List<Event> events);
  }

  /** The scores of some events. */
  final class Scores {
    private final double[] ranks;
    private final boolean[][] flagged;

    Scores(double[] ranks, boolean[][] flagged) {
      this.ranks = ranks;
      this.flagged = flagged;
    }

    /** The higher the stranger. */
    double[] ranks() {
      return ranks;
    }

    /** By place in {@link #RATES}, then by event: whether it stands out. */
    boolean[][] flagged() {
      return flagged;
    }
  }

  /**
   * The detector and what it is held against: cheap scores of the very same features, and words.
   */
  static Map<String, EventScorer> all() {
    Map<String, EventScorer> all = new LinkedHashMap<>();
    all.put("detector", EventScorer::detector);
    all.put(
        "per program",
        (events, seed) -> trained(builder(seed).baselinePer(Grouping.program()), events));
    all.put(
        "39 features",
        (events, seed) ->
            trained(builder(seed).features(FeatureSet.extended(ZoneOffset.UTC)), events));
    all.put("forest alone", onRows(RowScorer::forest));
    all.put("max \\|z\\|", onRows(RowScorer::maxZ));
    all.put("mean z²", onRows(RowScorer::meanSquareZ));
    all.put("rarest word", RarestWord::train);
    return all;
  }

  /** The detector as it comes, its thresholds those of its own calibration. */
  static Trained detector(List<Event> training, long seed) {
    return trained(builder(seed), training);
  }

  private static AnomalyDetector.Builder builder(long seed) {
    return AnomalyDetector.builder().seed(seed);
  }

  private static Trained trained(AnomalyDetector.Builder builder, List<Event> training) {
    AnomalyDetector detector = builder.train(training);
    double[] thresholds =
        RATES.stream()
            .mapToDouble(rate -> detector.withFalsePositiveRate(rate).threshold())
            .toArray();
    return events -> {
      double[] ranks = new double[events.size()];
      boolean[][] flagged = new boolean[RATES.size()][ranks.length];
      for (int i = 0; i < ranks.length; i++) {
        AnomalyScore score = detector.score(events.get(i));
        ranks[i] = -Math.log10(score.rate());
        for (int rate = 0; rate < RATES.size(); rate++) {
          flagged[rate][i] = score.score() >= thresholds[rate];
        }
      }
      return new Scores(ranks, flagged);
    };
  }

  /** Scores of the standard features, their thresholds percentiles of the training events'. */
  static EventScorer onRows(RowScorer scorer) {
    return (training, seed) -> {
      double[][] rows = rows(training);
      ToDoubleFunction<double[]> trained = scorer.train(rows, seed);
      double[] own = Arrays.stream(rows).mapToDouble(trained).toArray();
      return events ->
          byPercentile(own, Arrays.stream(rows(events)).mapToDouble(trained).toArray());
    };
  }

  /** Thresholds are percentiles of some known scores. */
  static Scores byPercentile(double[] known, double[] ranks) {
    boolean[][] flagged = new boolean[RATES.size()][ranks.length];
    for (int rate = 0; rate < RATES.size(); rate++) {
      double threshold = Measures.threshold(known, RATES.get(rate));
      for (int i = 0; i < ranks.length; i++) {
        flagged[rate][i] = ranks[i] >= threshold;
      }
    }
    return new Scores(ranks, flagged);
  }

  private static double[][] rows(List<Event> events) {
    FeatureExtractor features = StandardFeatures.utc();
    double[][] rows = new double[events.size()][features.names().size()];
    for (int i = 0; i < rows.length; i++) {
      features.extract(events.get(i), rows[i]);
    }
    return rows;
  }
}
