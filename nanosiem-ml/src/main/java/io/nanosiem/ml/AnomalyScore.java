package io.nanosiem.ml;

import io.nanosiem.detect.Evidence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How unusual an event is, and why. Immutable.
 *
 * @param score 0 to 1, the same scale for each model: 0.62 is reached by 1 in 200 ordinary events,
 *     0.70 by 1 in 10,000, 0.85 by 1 in a million
 * @param rate the share of ordinary events that score at least as high: the same as the score, in
 *     other words. Beyond what the number of training events can show, extrapolated
 * @param forestRate the share of ordinary events that the forest finds at least as unusual: a rare
 *     combination
 * @param tailRate the share of ordinary events with features at least as far out, each by itself
 * @param threshold the score from which on an event is reported
 * @param group the group it was compared with; null if with all events
 * @param drivers what made the score high, strongest first, at most five; each with a positive
 *     contribution, in decades: those of all features add up to −log₁₀ of the rate. They are the
 *     reasons of the scorer, forest or tail, that found the event the more unusual
 */
public record AnomalyScore(
    double score,
    double rate,
    double forestRate,
    double tailRate,
    double threshold,
    @Nullable String group,
    List<Evidence.Driver> drivers) {

  /**
   * Copies the list.
   *
   * @param score see above
   * @param rate see above
   * @param forestRate see above
   * @param tailRate see above
   * @param threshold see above
   * @param group see above
   * @param drivers see above
   */
  public AnomalyScore {
    drivers = List.copyOf(drivers);
  }

  /**
   * Whether the event is reported.
   *
   * @return true if the score is at or above the threshold
   */
  public boolean isAnomalous() {
    return score >= threshold;
  }
}
