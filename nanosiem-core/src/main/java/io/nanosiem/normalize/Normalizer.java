package io.nanosiem.normalize;

import io.nanosiem.event.Event;

/**
 * One step from what a record says to what it means. Steps run in order, each on what the ones
 * before left, and should not throw; one that does is counted and passed over.
 *
 * <p>Implementations are thread-safe.
 */
@FunctionalInterface
public interface Normalizer {
  /**
   * Refines an event.
   *
   * @param event what the parser, and the steps before, made of the record
   */
  void normalize(Event.Builder event);

  /**
   * This step, then another.
   *
   * @param next the other
   * @return both as one
   */
  default Normalizer then(Normalizer next) {
    return event -> {
      normalize(event);
      next.normalize(event);
    };
  }
}
