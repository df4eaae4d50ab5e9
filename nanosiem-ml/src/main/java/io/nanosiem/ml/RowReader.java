package io.nanosiem.ml;

import io.nanosiem.event.Event;
import java.util.stream.IntStream;

/**
 * Reads the features of events as models want them: infinity is the largest float, as in the
 * forest, there is one zero, and to have no such thing is a thing of its own. Thread-safe.
 */
final class RowReader {
  /** What stands for a category that an event does not have; others are not negative. */
  static final double NO_THING = -1;

  private final FeatureExtractor features;
  private final int[] categories;

  RowReader(FeatureExtractor features) {
    this.features = features;
    categories = categoriesOf(features);
  }

  static int[] categoriesOf(FeatureExtractor features) {
    return IntStream.range(0, features.names().size()).filter(features::isCategory).toArray();
  }

  void read(Event event, double[] row) {
    features.extract(event, row);
    for (int i = 0; i < row.length; i++) {
      double value = row[i];
      if (value > Float.MAX_VALUE) {
        row[i] = Float.MAX_VALUE;
      } else if (value < -Float.MAX_VALUE) {
        row[i] = -Float.MAX_VALUE;
      } else {
        row[i] = value + 0.0;
      }
    }
    for (int category : categories) {
      if (Double.isNaN(row[category])) {
        row[category] = NO_THING;
      }
    }
  }
}
