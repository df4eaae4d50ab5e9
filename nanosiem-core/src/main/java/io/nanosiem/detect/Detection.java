package io.nanosiem.detect;

import io.nanosiem.event.Event;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was found: by which rule, about whom, in which events, and why.
 *
 * <p>Immutable.
 *
 * <p>A <em>signal</em> is a detection that others build on: stateful detectors see it, but it makes
 * no alert by itself. The rules under a correlation are reported so.
 *
 * @param rule the rule that was met
 * @param severity how much it matters
 * @param time when, in event time: that of the event that completed it
 * @param entity whom it is about; null if nobody in particular
 * @param events the events behind it, in order, the last one being what completed it; not all if
 *     they were many; at least one
 * @param evidence why
 * @param explanation the same in one sentence for a person; may hold text from the log, so print it
 *     escaped
 * @param isSignal whether it is only for other detectors to build on
 */
public record Detection(
    RuleRef rule,
    Severity severity,
    Instant time,
    @Nullable Entity entity,
    List<Event> events,
    Evidence evidence,
    String explanation,
    boolean isSignal) {

  /**
   * Makes a detection or a signal.
   *
   * @param rule see above
   * @param severity see above
   * @param time see above
   * @param entity see above
   * @param events see above
   * @param evidence see above
   * @param explanation see above
   * @param isSignal see above
   * @throws IllegalArgumentException if there is no event
   */
  public Detection {
    events = List.copyOf(events);
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a detection stands on at least one event");
    }
  }

  /**
   * Makes a detection.
   *
   * @param rule see above
   * @param severity see above
   * @param time see above
   * @param entity see above
   * @param events see above
   * @param evidence see above
   * @param explanation see above
   * @throws IllegalArgumentException if there is no event
   */
  public Detection(
      RuleRef rule,
      Severity severity,
      Instant time,
      @Nullable Entity entity,
      List<Event> events,
      Evidence evidence,
      String explanation) {
    this(rule, severity, time, entity, events, evidence, explanation, false);
  }

  /**
   * A detection on one event, about the entity that the event names.
   *
   * @param rule the rule that was met
   * @param event where
   * @param explanation why, in one sentence
   * @return the detection
   */
  public static Detection of(RuleRef rule, Event event, String explanation) {
    return of(rule, event, Evidence.Fields.NONE, explanation);
  }

  /**
   * A detection on one event, about the entity that the event names, with evidence.
   *
   * @param rule the rule that was met
   * @param event where
   * @param evidence why
   * @param explanation the same in one sentence
   * @return the detection
   */
  public static Detection of(RuleRef rule, Event event, Evidence evidence, String explanation) {
    return new Detection(
        rule,
        rule.severity(),
        event.time(),
        Entity.of(event),
        List.of(event),
        evidence,
        explanation);
  }

  /**
   * The same, for other detectors to build on and for nobody else.
   *
   * @return a copy that makes no alert
   */
  public Detection asSignal() {
    return new Detection(rule, severity, time, entity, events, evidence, explanation, true);
  }

  /**
   * The event that completed it.
   *
   * @return the last of {@link #events()}
   */
  public Event event() {
    return events.get(events.size() - 1);
  }
}
