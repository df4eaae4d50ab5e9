package io.nanosiem.ml;

import io.nanosiem.detect.Evidence;
import java.util.List;

/**
 * How unusual an event is, and why. Immutable.
 *
 * @param score 0 to 1, the same scale for each model: 0.62 is reached by 1 in 200 ordinary events,
 *     0.70 by 1 in 10,000, 0.85 by 1 in a million
 * @param rate the share of ordinary events that score at least as high: the same as the score, in
 *     other words. Beyond what the number of training events can show, extrapolated
 * @param rawScore what the forest says: 2 to the power of −depth/c(ψ)
 * @param threshold the score from which on an event is reported
 * @param drivers what made the score high, strongest first, at most five; each with a positive
 *     contribution. They are the forest's own reasons, in units of depth
 */
public record AnomalyScore(
    double score, double rate, double rawScore, double threshold, List<Evidence.Driver> drivers) {

  /**
   * Copies the list.
   *
   * @param score see above
   * @param rate see above
   * @param rawScore see above
   * @param threshold see above
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
