package io.nanosiem.detect;

import io.nanosiem.event.Event;
import java.time.Instant;
import java.util.List;

/**
 * Sees every event once, in order, together with what was found on it before.
 *
 * <p>The engine calls it from one thread at a time, so implementations need no locks. They know no
 * clock: time is what {@link #accept} and {@link #advanceTo} say, so that a replay gives the same
 * detections as the day itself.
 */
public interface StatefulDetector {
  /**
   * Takes an event in.
   *
   * @param event the event
   * @param found what stateless detectors, and stateful ones registered earlier, found on it;
   *     unmodifiable, valid only during the call
   * @param findings where to report; not to be kept beyond the call
   */
  void accept(Event event, List<Detection> found, Findings findings);

  /**
   * Says how late it is. Whatever had to wait for that time is decided now.
   *
   * @param eventTime no earlier event is expected; {@link Instant#MAX} at the end of a replay
   * @param findings where to report; not to be kept beyond the call
   */
  void advanceTo(Instant eventTime, Findings findings);

  /**
   * What it holds, as a good estimate.
   *
   * @return bytes of heap, not negative
   */
  long memoryBytes();

  /**
   * Sets what it may hold. It keeps to the bound by forgetting what matters least, and counts that.
   *
   * @param bytes of heap, positive
   */
  void limitMemory(long bytes);

  /**
   * How statistics and messages call it.
   *
   * @return a short name
   */
  default String name() {
    return getClass().getSimpleName();
  }
}
