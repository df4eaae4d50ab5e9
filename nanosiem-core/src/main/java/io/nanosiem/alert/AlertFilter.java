package io.nanosiem.alert;

import io.nanosiem.detect.Severity;
import java.util.function.Predicate;

/**
 * Which alerts a sink gets. Any predicate will do; these are the usual ones, to be combined with
 * {@code and}, {@code or} and {@code negate}:
 *
 * <pre>{@code
 * .sink(pager, AlertFilter.atLeast(Severity.HIGH).or(AlertFilter.tag("attack.t1110")))
 * }</pre>
 *
 * <p>Stateless, and so are its filters; any thread.
 */
public final class AlertFilter {
  private AlertFilter() {}

  /**
   * Alerts of some severity or above.
   *
   * @param least the least severity that passes
   * @return a filter
   */
  public static Predicate<Alert> atLeast(Severity least) {
    return alert -> alert.severity().atLeast(least);
  }

  /**
   * Alerts of one rule.
   *
   * @param id the rule's id
   * @return a filter
   */
  public static Predicate<Alert> rule(String id) {
    return alert -> alert.rule().id().equals(id);
  }

  /**
   * Alerts whose rule has a tag.
   *
   * @param tag such as {@code attack.t1110}, exactly
   * @return a filter
   */
  public static Predicate<Alert> tag(String tag) {
    return alert -> alert.rule().tags().contains(tag);
  }
}
