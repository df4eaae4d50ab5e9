package io.nanosiem.ml;

import io.nanosiem.event.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns an event into the numbers that a model looks at. {@link StandardFeatures} is the usual one;
 * {@link FeatureSet} adds features of your own; or write an extractor of your own.
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
   * @param into where to put them, from the first place on, one for each name; may be longer, and
   *     holds something else before, so set each one; {@link Double#NaN} says that the value is not
   *     known
   */
  void extract(Event event, double[] into);

  /**
   * What the event shows in one feature, for the explanation of a score: a noun phrase that reads
   * well before "is unusual", such as {@code 03:12 as the time of day}.
   *
   * @param event the event
   * @param feature the place of the feature in {@link #names()}
   * @param value what {@link #extract} found; NaN only for a category
   * @return words for a person; text from the log made {@linkplain
   *     io.nanosiem.alert.Alert#summary() fit to print}
   */
  default String describe(Event event, int feature, double value) {
    return names().get(feature) + " = " + value;
  }

  /**
   * Whether the values of a feature stand for things, such as programs, rather than measure
   * something. Of things, the model looks only at how rarely each was seen; a thing never seen is
   * as rare as new things were in training, and to have none (NaN) is a thing of its own.
   *
   * @param feature the place of the feature in {@link #names()}
   * @return false unless you say so
   */
  default boolean isCategory(int feature) {
    return false;
  }

  /**
   * A number that stands for a thing, for features that {@linkplain #isCategory are categories}.
   *
   * @param thing its name; null if there is none
   * @return a whole number from 0 to 2<sup>53</sup>, the same for the same name on every machine;
   *     two names share one with a chance of 1 in 10<sup>15</sup>. NaN for null
   */
  static double category(@Nullable String thing) {
    return thing == null ? Double.NaN : CategoryHash.code(CategoryHash.add(0, thing));
  }
}
