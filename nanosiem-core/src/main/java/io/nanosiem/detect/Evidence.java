package io.nanosiem.detect;

import io.nanosiem.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a detection was made, in the terms of whoever made it. Immutable.
 *
 * <p>Sealed: whoever writes alerts down can treat every case.
 */
public sealed interface Evidence {

  /**
   * Fields of one event had values that a rule looks for.
   *
   * @param matches what matched, in the order of the rule; may be empty for a rule that is code
   */
  record Fields(List<FieldMatch> matches) implements Evidence {
    /** No fields to show. */
    public static final Fields NONE = new Fields(List.of());

    /**
     * Copies the list.
     *
     * @param matches see above
     */
    public Fields {
      matches = List.copyOf(matches);
    }
  }

  /**
   * One value that matched.
   *
   * @param selection the part of the rule it belongs to, such as {@code selection}
   * @param field the field; null if the rule searches everywhere (keywords)
   * @param pattern what the rule looks for, as the rule writes it
   * @param value the value that was there, as text
   */
  record FieldMatch(String selection, @Nullable String field, String pattern, String value) {}

  /**
   * Events that mean something together, because of their number or order.
   *
   * @param steps in the order they were met
   */
  record Chain(List<Step> steps) implements Evidence {
    /**
     * How long it took from the end of the step before to the beginning of a step.
     *
     * @param step its place, from 1 on
     * @return zero or more; less than zero if it began while the one before was going on
     * @throws IndexOutOfBoundsException if there is no such step, or none before it
     */
    public Duration gap(int step) {
      return Duration.between(steps.get(step - 1).last(), steps.get(step).first());
    }

    /**
     * Copies the list.
     *
     * @param steps see above
     * @throws IllegalArgumentException if there are no steps
     */
    public Chain {
      steps = List.copyOf(steps);
      if (steps.isEmpty()) {
        throw new IllegalArgumentException("a chain has at least one step");
      }
    }
  }

  /**
   * One step of a chain.
   *
   * @param name such as {@code brute force}
   * @param count how often it was seen; at least 1
   * @param threshold how often it had to be seen; at least 1
   * @param first when it was seen first
   * @param last when it was seen last
   * @param events some of the events, in order; not all if they were many
   * @param values of a step that counts different values, those in {@code events}, as text and in
   *     the order they were seen first; empty for others
   * @param tags what kind of deed the step is, in Sigma's spelling, such as {@code
   *     attack.credential-access}; empty if nobody said
   */
  record Step(
      String name,
      long count,
      long threshold,
      Instant first,
      Instant last,
      List<Event> events,
      List<String> values,
      List<String> tags) {
    /**
     * Copies the lists.
     *
     * @param name see above
     * @param count see above
     * @param threshold see above
     * @param first see above
     * @param last see above
     * @param events see above
     * @param values see above
     * @param tags see above
     */
    public Step {
      events = List.copyOf(events);
      values = List.copyOf(values);
      tags = List.copyOf(tags);
    }

    /**
     * A step that counts events, of no kind in particular.
     *
     * @param name see above
     * @param count see above
     * @param threshold see above
     * @param first see above
     * @param last see above
     * @param events see above
     */
    public Step(
        String name, long count, long threshold, Instant first, Instant last, List<Event> events) {
      this(name, count, threshold, first, last, events, List.of(), List.of());
    }
  }

  /**
   * An event is unlike what is normal.
   *
   * @param score from 0 (ordinary) to 1 (as strange as anything seen)
   * @param threshold the score from which on this is reported
   * @param drivers what made the score high, strongest first
   */
  record Anomaly(double score, double threshold, List<Driver> drivers) implements Evidence {
    /**
     * Copies the list.
     *
     * @param score see above
     * @param threshold see above
     * @param drivers see above
     */
    public Anomaly {
      drivers = List.copyOf(drivers);
    }
  }

  /**
   * One reason for an anomaly score.
   *
   * @param feature its name, such as {@code hour_of_day}
   * @param value what it was
   * @param contribution its share of the score, in the model's own measure; the larger, the more it
   *     made the event strange
   * @param words the same for a person, such as {@code 03:12 is outside the usual hours}
   */
  record Driver(String feature, double value, double contribution, String words) {}
}
