package io.nanosiem.detect;

import io.nanosiem.event.Event;

/**
 * Looks at one event at a time. A lambda is a detector:
 *
 * <pre>{@code
 * RuleRef rule = RuleRef.of("root-login", "Root logged in", Severity.HIGH);
 * Detector sensor = (event, findings) -> {
 *   if ("root".equals(event.user())) {
 *     findings.add(Detection.of(rule, event, "root logged in"));
 *   }
 * };
 * }</pre>
 *
 * <p>Implementations are thread-safe: an engine calls them from all its workers at once. What they
 * throw is caught, counted and reported with the detector's name; the event goes on.
 */
@FunctionalInterface
public interface Detector {
  /**
   * Looks at an event.
   *
   * @param event the event
   * @param findings where to report; not to be kept beyond the call
   */
  void detect(Event event, Findings findings);

  /**
   * How statistics and messages call it.
   *
   * @return a short name
   */
  default String name() {
    return getClass().isSynthetic() || getClass().isHidden()
        ? "detector"
        : getClass().getSimpleName();
  }
}
