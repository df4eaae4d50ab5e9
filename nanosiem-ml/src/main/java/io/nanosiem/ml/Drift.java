package io.nanosiem.ml;

import java.util.Locale;

/**
 * How far the logs of late have moved away from those a model was trained on. Immutable.
 *
 * @param events how many events this is about; 0 as long as there were too few
 * @param stabilityIndex the population stability index: the sum over classes of rarity of (share
 *     now − share then) · ln(share now / share then). Below 0.1 nothing has changed; above 0.25 the
 *     usual rule of thumb says that a model is to be made anew
 * @param atOnePercent the share of late events that are as unusual as one in a hundred was
 * @param isDrifting whether the model no longer fits: the index is at least 0.25, or what was one
 *     in a hundred is one in twenty
 */
public record Drift(long events, double stabilityIndex, double atOnePercent, boolean isDrifting) {
  static final Drift UNKNOWN = new Drift(0, 0, 0, false);

  static final double MOST_STABILITY_INDEX = 0.25;
  static final double MOST_AT_ONE_PERCENT = 0.05;

  /**
   * The same in a sentence.
   *
   * @return such as {@code of the last 10,000 events 8.1 % were as unusual as 1 % were in training;
   *     population stability index 0.31}
   */
  @Override
  public String toString() {
    return events == 0
        ? "too few events to tell"
        : String.format(
            Locale.ROOT,
            "of the last %,d events %.1f %% were as unusual as 1 %% were in training; population"
                + " stability index %.2f",
            events,
            atOnePercent * 100,
            stabilityIndex);
  }
}
