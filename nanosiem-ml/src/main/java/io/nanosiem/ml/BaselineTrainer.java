package io.nanosiem.ml;

import java.util.Arrays;
import java.util.concurrent.CancellationException;

/**
 * Learns a {@link Baseline} from rows in the order they came.
 *
 * <p>Scores of rows that a model was made from are too good. So the calibration is made from scores
 * that the rows get from what had not seen them: the tail score from profiles without their
 * {@linkplain HeldOut stretch of time}, the forest's from the trees that were not grown from them.
 *
 * <p>One thread.
 */
final class BaselineTrainer {
  /** A step of raw forest score is the forest's own noise. */
  private static final double FOREST_NOISE = 0.005;

  /** By how much the scores of rows that are alike differ for having been in other trees. */
  private static final double TWIN_NOISE = 0.001;

  private static final double DECADES_NOISE = 0.05;

  private final IsolationForest.Builder settings;
  private final int sampleSize;
  private final int[] categories;
  private final boolean hasTail;
  private double[] heldOut = new double[0];

  /**
   * @param settings of the forest
   * @param sampleSize for each tree, if there are rows enough
   * @param categories features whose values stand for things
   * @param hasTail whether the tail score counts
   */
  BaselineTrainer(
      IsolationForest.Builder settings, int sampleSize, int[] categories, boolean hasTail) {
    this.settings = settings;
    this.sampleSize = sampleSize;
    this.categories = categories;
    this.hasTail = hasTail;
  }

  Baseline train(double[][] rows) {
    int n = rows.length;
    int width = rows[0].length;
    FeatureProfile[] profiles = new FeatureProfile[width];
    float[] encoded = new float[n * width];
    float[] asUnseen = new float[n * width];
    double[] excesses = new double[n];
    double[] column = new double[n];
    for (int feature = 0; feature < width; feature++) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("training was interrupted");
      }
      for (int row = 0; row < n; row++) {
        column[row] = rows[row][feature];
      }
      int at = feature;
      boolean category = Arrays.stream(categories).anyMatch(one -> one == at);
      double[] sorted = HeldOut.sorted(column, 0, n);
      FeatureProfile profile = FeatureProfile.of(sorted, category);
      profiles[feature] = profile;
      // The forest alone wants it of categories only.
      double[] rarities =
          hasTail || category ? HeldOut.decades(column, sorted, profile) : new double[n];
      for (int row = 0; row < n; row++) {
        excesses[row] += hasTail ? Baseline.excess(rarities[row]) : 0;
        int place = row * width + feature;
        encoded[place] = (float) (category ? profile.decades(column[row]) : column[row]);
        asUnseen[place] = (float) (category ? rarities[row] : column[row]);
      }
    }
    IsolationForest forest =
        settings.sampleSize(Math.max(2, Math.min(sampleSize, n / 2))).fit(encoded, width);
    double[] forestScores = forestScores(forest, encoded, asUnseen, n);
    Calibration ofForest = Calibration.of(forestScores, FOREST_NOISE);
    Calibration ofTail = Calibration.of(excesses, DECADES_NOISE);
    double[] both = new double[n];
    Arrays.setAll(
        both,
        row -> Baseline.both(ofForest.decades(forestScores[row]), ofTail.decades(excesses[row])));
    Calibration ofBoth = Calibration.of(both, DECADES_NOISE);
    heldOut = new double[n];
    Arrays.setAll(heldOut, row -> ofBoth.decades(both[row]));
    return new Baseline(forest, profiles, categories, hasTail, ofForest, ofTail, ofBoth);
  }

  /** As with {@link HeldOut}, rows that are alike keep the same score. */
  private static double[] forestScores(
      IsolationForest forest, float[] encoded, float[] asUnseen, int n) {
    int width = forest.features();
    double[] scores = new double[n];
    double[] row = new double[width];
    for (int i = 0; i < n; i++) {
      for (int feature = 0; feature < width; feature++) {
        row[feature] = encoded[i * width + feature];
      }
      scores[i] = forest.score(row);
    }
    double[] unseen = forest.outOfSampleScores(new IsolationForest.FlatRows(asUnseen, width, n));
    for (int i = 0; i < n; i++) {
      // Not a number if every tree was grown from it.
      if (Math.abs(unseen[i] - scores[i]) > TWIN_NOISE) {
        scores[i] = unseen[i];
      }
    }
    return scores;
  }

  /** For each row of the last training, how rare it was to a model that had not seen it. */
  double[] heldOutDecades() {
    return heldOut;
  }
}
