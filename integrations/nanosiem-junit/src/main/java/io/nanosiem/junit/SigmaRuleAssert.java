package io.nanosiem.junit;

import io.nanosiem.event.Event;
import io.nanosiem.event.FieldSource;
import io.nanosiem.sigma.Explanation;
import io.nanosiem.sigma.SigmaRule;
import java.util.Map;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a Sigma rule. They look at the rule alone, not at log sources; a failure prints the
 * condition with a verdict on every part. One thread at a time.
 */
public final class SigmaRuleAssert extends AbstractAssert<SigmaRuleAssert, SigmaRule> {
  SigmaRuleAssert(@Nullable SigmaRule actual) {
    super(actual, SigmaRuleAssert.class);
  }

  /**
   * The rule matches an event.
   *
   * @param event names to values, nested maps and lists included
   * @return this
   * @throws AssertionError if it does not; the message says which part failed
   */
  public SigmaRuleAssert matches(Map<String, ?> event) {
    return expect(true, FieldSource.of(event));
  }

  /**
   * The rule matches an event.
   *
   * @param event the event
   * @return this
   * @throws AssertionError if it does not; the message says which part failed
   */
  public SigmaRuleAssert matches(Event event) {
    return expect(true, event);
  }

  /**
   * The rule does not match an event.
   *
   * @param event names to values, nested maps and lists included
   * @return this
   * @throws AssertionError if it does; the message says which parts held
   */
  public SigmaRuleAssert doesNotMatch(Map<String, ?> event) {
    return expect(false, FieldSource.of(event));
  }

  /**
   * The rule does not match an event.
   *
   * @param event the event
   * @return this
   * @throws AssertionError if it does; the message says which parts held
   */
  public SigmaRuleAssert doesNotMatch(Event event) {
    return expect(false, event);
  }

  private SigmaRuleAssert expect(boolean match, FieldSource event) {
    isNotNull();
    Explanation explanation = actual.explain(event);
    if (explanation.matches() != match) {
      failWithMessage("%s", Failures.describe(match, explanation));
    }
    return this;
  }
}
