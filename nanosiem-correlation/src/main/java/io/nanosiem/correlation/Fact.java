package io.nanosiem.correlation;

import io.nanosiem.detect.Detection;
import io.nanosiem.event.Event;
import java.util.List;

/**
 * What a step of a chain looks for in one event. {@link Facts} has the usual ones; a lambda does
 * for the rest.
 *
 * <p>Implementations are pure: they depend on the event and on what was found on it and on nothing
 * else, so that a replay gives the same answers. They are asked about every event, so they are
 * quick. One that throws is counted and taken as false.
 *
 * <p>Thread-safe, being pure.
 */
@FunctionalInterface
public interface Fact {
  /**
   * Whether the event is what the step looks for.
   *
   * @param event the event
   * @param found what detectors asked earlier found on it
   * @return true if it is
   */
  boolean matches(Event event, List<Detection> found);

  /**
   * Both this and another.
   *
   * @param other the other
   * @return a fact that holds if both do
   */
  default Fact and(Fact other) {
    return (event, found) -> matches(event, found) && other.matches(event, found);
  }

  /**
   * This or another, or both.
   *
   * @param other the other
   * @return a fact that holds if one of them does
   */
  default Fact or(Fact other) {
    return (event, found) -> matches(event, found) || other.matches(event, found);
  }

  /**
   * The opposite.
   *
   * @return a fact that holds if this does not
   */
  default Fact not() {
    return (event, found) -> !matches(event, found);
  }
}
