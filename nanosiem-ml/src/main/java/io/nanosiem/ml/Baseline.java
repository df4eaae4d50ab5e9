package io.nanosiem.ml;

import java.util.ArrayList;
import java.util.List;

/**
 * What was learned from one kind of ordinary events, and how rare an event is by it.
 *
 * <p>Two scorers look at an event. The forest sees combinations, and is blind to a single feature
 * that is far out: of 31 features, one in 31 splits looks at it. The {@linkplain #excess tail
 * score} sees each feature by itself, and is blind to combinations. Each is calibrated to the share
 * of ordinary events that score as high; the rarer of the two verdicts counts, and with {@linkplain
 * #both a little of the other} is calibrated once more, as the better of two chances is no longer
 * one in a hundred.
 *
 * <p>Categories reach the forest as their rarity: a number that says which program it was has no
 * order that a threshold could split.
 *
 * <p>Immutable and thread-safe.
 */
final class Baseline {
  /**
   * Only what is rarer than this, 1 in 32, adds to the tail score. Without it thirty features that
   * are all somewhat unusual would weigh as much as one never seen; with more, nothing would be
   * left of several that are unusual together.
   */
  private static final double ORDINARY = 1.5;

  private final IsolationForest forest;
  private final FeatureProfile[] profiles;
  private final int[] categories;
  private final boolean hasTail;
  private final Calibration ofForest;
  private final Calibration ofTail;
  private final Calibration ofBoth;

  Baseline(
      IsolationForest forest,
      FeatureProfile[] profiles,
      int[] categories,
      boolean hasTail,
      Calibration ofForest,
      Calibration ofTail,
      Calibration ofBoth) {
    this.forest = forest;
    this.profiles = profiles;
    this.categories = categories;
    this.hasTail = hasTail;
    this.ofForest = ofForest;
    this.ofTail = ofTail;
    this.ofBoth = ofBoth;
  }

  IsolationForest forest() {
    return forest;
  }

  FeatureProfile profile(int feature) {
    return profiles[feature];
  }

  /** The number of events it was learned from. */
  int events() {
    return ofBoth.events();
  }

  /** As the forest sees a row: categories by their rarity. */
  void encode(double[] row, double[] encoded) {
    System.arraycopy(row, 0, encoded, 0, row.length);
    for (int category : categories) {
      encoded[category] = profiles[category].decades(row[category]);
    }
  }

  /**
   * How much rarer than ordinary the features are by themselves, in decades, all added up; 0 if
   * this baseline goes without.
   */
  double excess(double[] row) {
    double sum = 0;
    if (!hasTail) {
      return sum;
    }
    for (int feature = 0; feature < row.length; feature++) {
      sum += excess(profiles[feature].decades(row[feature]));
    }
    return sum;
  }

  /** What each feature adds to it. */
  void excess(double[] row, double[] contributions) {
    for (int feature = 0; feature < row.length; feature++) {
      contributions[feature] = hasTail ? excess(profiles[feature].decades(row[feature])) : 0;
    }
  }

  /** What a feature of this rarity adds. */
  static double excess(double decades) {
    return Math.max(0, decades - ORDINARY);
  }

  /** How rare the forest's score is. */
  double forestDecades(double[] encoded) {
    return ofForest.decades(forest.score(encoded));
  }

  /** How rare the tail score is. */
  double tailDecades(double[] row) {
    return ofTail.decades(excess(row));
  }

  /** How rare both verdicts together are. */
  double decades(double forestDecades, double tailDecades) {
    return ofBoth.decades(both(forestDecades, tailDecades));
  }

  /**
   * The rarer verdict, and a little of the other. Many events have the very same tail score; where
   * a threshold falls among them, all would be reported or none, so that no rate could be kept.
   */
  static double both(double forestDecades, double tailDecades) {
    return Math.max(forestDecades, tailDecades) + Math.min(forestDecades, tailDecades) / 10;
  }

  /** All but the names of the features, which the file holds once. */
  void write(ModelFile.Section out) {
    ModelFile.writeTrees(out, forest);
    writeAllButForest(out);
  }

  void writeAllButForest(ModelFile.Section out) {
    out.int32(hasTail ? 1 : 0);
    for (FeatureProfile profile : profiles) {
      profile.write(out);
    }
    ofForest.write(out);
    ofTail.write(out);
    ofBoth.write(out);
  }

  static Baseline read(ModelFile.Reader in, IsolationForest forest, int[] categories) {
    boolean hasTail = in.intBetween("whether there is a tail score", 0, 1) == 1;
    List<FeatureProfile> profiles = new ArrayList<>();
    for (int i = 0; i < forest.features(); i++) {
      profiles.add(FeatureProfile.read(in));
    }
    for (int category : categories) {
      if (!profiles.get(category).isCategory()) {
        throw in.wrong("feature " + category + " was no category in training");
      }
    }
    return new Baseline(
        forest,
        profiles.toArray(new FeatureProfile[0]),
        categories,
        hasTail,
        Calibration.read(in),
        Calibration.read(in),
        Calibration.read(in));
  }
}
