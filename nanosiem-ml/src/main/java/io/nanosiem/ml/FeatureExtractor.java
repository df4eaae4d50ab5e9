package io.nanosiem.ml;

import io.nanosiem.event.Event;
import java.util.List;

/**
 * Turns an event into the numbers that a model looks at. {@link StandardFeatures} is the usual one;
 * write your own to look at what matters in your logs.
 *
 * <p>Implementations are thread-safe, and give the same numbers for the same event always: a model
 * is trained on one day and asked on another.
 */
public interface FeatureExtractor {
  /**
   * What the numbers are called. The names are kept in the model's file, and a model is used only
   * with an extractor of the same names.
   *
   * @return at least one name, no two the same, always the same list
   */
  List<String> names();

  /**
   * Reads the numbers off an event.
   *
   * @param event the event
   * @param into where to put them, one for each name; holds something else before, so set each one;
   *     {@link Double#NaN} says that the value is not known
   */
  void extract(Event event, double[] into);

  /**
   * What the event shows in one feature, for the explanation of a score: a noun phrase that reads
   * well before "is unusual", such as {@code 03:12 as the time of day}.
   *
   * @param event the event
   * @param feature the place of the feature in {@link #names()}
   * @param value what {@link #extract} found
   * @return words for a person; text from the log made {@linkplain
   *     io.nanosiem.alert.Alert#summary() fit to print}
   */
  default String describe(Event event, int feature, double value) {
    return names().get(feature) + " = " + value;
  }

  /**
   * Whether the values of a feature stand for things, such as programs, rather than measure
   * something. It matters to the explanation only: whether a thing was seen before, or how far out
   * a measure lies.
   *
   * @param feature the place of the feature in {@link #names()}
   * @return false unless you say so
   */
  default boolean isCategory(int feature) {
    return false;
  }
}
