package io.nanosiem.ml;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * All that a model has to say of one event, feature by feature, for whoever looks into an alert.
 * Immutable.
 *
 * @param score the verdict
 * @param features one for each feature, in the order of the extractor
 */
public record AnomalyExplanation(AnomalyScore score, List<FeatureReport> features) {

  /**
   * What the model says of one feature. Immutable.
   *
   * @param feature its name
   * @param value what the event has; for a category, a number that stands for it
   * @param usual the middle of the training values; NaN for a category
   * @param robustZ how many robust standard deviations the value lies from the usual one (0.6745
   *     times the distance over the median distance; if that is zero, by the mean distance);
   *     infinite if all of training was the same; NaN for a category or a missing value. It knows
   *     nothing of the model
   * @param rate the share of ordinary events whose value is at least as far from the usual, or as
   *     rare
   * @param tail what the feature adds to the tail score, in decades; not negative. These sum to the
   *     tail score
   * @param gain by how much the forest's splits on it made the event shallower than expected, in
   *     units of depth; negative if it made it more ordinary. These sum to the forest's base depth
   *     less the depth of the event
   * @param shapley the same by exact Shapley values, with the same sum
   * @param words what the event has, and how usual that is
   */
  public record FeatureReport(
      String feature,
      double value,
      double usual,
      double robustZ,
      double rate,
      double tail,
      double gain,
      double shapley,
      String words) {}

  /**
   * Copies the list.
   *
   * @param score see above
   * @param features see above
   */
  public AnomalyExplanation {
    features = List.copyOf(features);
  }

  /**
   * A table for a person: the verdict, then the features that made it, strongest first.
   *
   * @return several lines, each with its end of line
   */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(1000);
    out.append(
        String.format(
            Locale.ROOT,
            "score %.3f (threshold %.3f), as rare as 1 in %,.0f; forest 1 in %,.0f, tail 1 in"
                + " %,.0f%n",
            score.score(),
            score.threshold(),
            1 / score.rate(),
            1 / score.forestRate(),
            1 / score.tailRate()));
    out.append(String.format(Locale.ROOT, "%8s %8s %8s %9s%n", "tail", "gain", "Shapley", "z"));
    features.stream()
        .filter(feature -> feature.tail() > 0 || Math.abs(feature.shapley()) >= 0.01)
        .sorted(
            Comparator.comparingDouble((FeatureReport feature) -> -feature.tail())
                .thenComparing(feature -> -feature.shapley()))
        .forEach(
            feature ->
                out.append(
                    String.format(
                        Locale.ROOT,
                        "%8.2f %8.3f %8.3f %9.1f  %s%n",
                        feature.tail(),
                        feature.gain(),
                        feature.shapley(),
                        feature.robustZ(),
                        feature.words())));
    return out.toString();
  }
}
