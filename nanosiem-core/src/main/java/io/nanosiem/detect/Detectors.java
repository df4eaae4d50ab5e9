package io.nanosiem.detect;

import java.util.List;

/**
 * Several detectors that belong together, such as all that a directory of rules asks for. An engine
 * takes it like a single one.
 *
 * <p>Shared as its detectors are: those of a state belong to one engine.
 */
public interface Detectors {
  /**
   * Those that look at one event at a time.
   *
   * @return in the order they are to be asked
   */
  List<Detector> stateless();

  /**
   * Those that see all events in order.
   *
   * @return in the order they are to be asked
   */
  default List<StatefulDetector> stateful() {
    return List.of();
  }
}
