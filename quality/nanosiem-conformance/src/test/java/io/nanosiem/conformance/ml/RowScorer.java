package io.nanosiem.conformance.ml;

import io.nanosiem.event.Event;
import io.nanosiem.ml.AnomalyDetector;
import io.nanosiem.ml.FeatureExtractor;
import io.nanosiem.ml.IsolationForest;
import java.util.AbstractList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** A way to learn from rows of numbers how unlike them another row is. */
interface RowScorer {
  /** Learns; what it gives is the higher the stranger a row is. A NaN is a missing value. */
  ToDoubleFunction<double[]> train(double[][] rows, long seed);

  /** The forest alone. */
  static ToDoubleFunction<double[]> forest(double[][] rows, long seed) {
    return IsolationForest.builder().seed(seed).fit(rows)::score;
  }

  /** The whole detector, told the numbers by an extractor that does nothing else. */
  static ToDoubleFunction<double[]> detector(double[][] rows, long seed) {
    List<String> names = IntStream.range(0, rows[0].length).mapToObj(i -> "f" + i).toList();
    AnomalyDetector detector =
        AnomalyDetector.builder()
            .seed(seed)
            .features(new Fields(names))
            .train(
                new AbstractList<Event>() {
                  @Override
                  public Event get(int index) {
                    return event(names, rows[index]);
                  }

                  @Override
                  public int size() {
                    return rows.length;
                  }
                });
    return row -> rank(detector, event(names, row));
  }

  /**
   * The score without its end at 1: how many times ten to one an ordinary event is less strange.
   */
  static double rank(AnomalyDetector detector, Event event) {
    return -Math.log10(detector.score(event).rate());
  }

  private static Event event(List<String> names, double[] row) {
    Event.Builder event = Event.builder();
    for (int i = 0; i < row.length; i++) {
      event.field(names.get(i), row[i]);
    }
    return event.build();
  }

  /** The farthest of all features from its mean, in standard deviations. */
  static ToDoubleFunction<double[]> maxZ(double[][] rows, long seed) {
    Standard standard = new Standard(rows);
    return row -> {
      double most = 0;
      for (int i = 0; i < row.length; i++) {
        most = Math.max(most, Math.abs(standard.z(row, i)));
      }
      return most;
    };
  }

  /** The mean square of all distances from the mean, in standard deviations. */
  static ToDoubleFunction<double[]> meanSquareZ(double[][] rows, long seed) {
    Standard standard = new Standard(rows);
    return row -> {
      double sum = 0;
      for (int i = 0; i < row.length; i++) {
        double z = standard.z(row, i);
        sum += z * z;
      }
      return sum / row.length;
    };
  }

  /** Means and deviations. A feature that was constant has a small deviation, lest it have none. */
  final class Standard {
    private final double[] means;
    private final double[] deviations;

    Standard(double[][] rows) {
      int width = rows[0].length;
      means = new double[width];
      deviations = new double[width];
      for (int i = 0; i < width; i++) {
        double sum = 0;
        int count = 0;
        for (double[] row : rows) {
          if (!Double.isNaN(row[i])) {
            sum += row[i];
            count++;
          }
        }
        double mean = count == 0 ? 0 : sum / count;
        double squares = 0;
        for (double[] row : rows) {
          squares += Double.isNaN(row[i]) ? 0 : (row[i] - mean) * (row[i] - mean);
        }
        means[i] = mean;
        deviations[i] =
            Math.max(
                Math.sqrt(squares / Math.max(1, count)), 1e-3 * Math.max(Math.abs(mean), 1e-3));
      }
    }

    double z(double[] row, int feature) {
      return Double.isNaN(row[feature]) ? 0 : (row[feature] - means[feature]) / deviations[feature];
    }
  }

  /** Reads the numbers back from an event's fields. */
  record Fields(List<String> names) implements FeatureExtractor {
    @Override
    public void extract(Event event, double[] into) {
      for (int i = 0; i < into.length; i++) {
        into[i] =
            event.field(names.get(i)) instanceof Number number ? number.doubleValue() : Double.NaN;
      }
    }
  }
}
