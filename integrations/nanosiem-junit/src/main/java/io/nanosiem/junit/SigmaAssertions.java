package io.nanosiem.junit;

import io.nanosiem.sigma.SigmaRule;

/**
 * Where assertions on Sigma rules begin. Import {@code assertThat} statically.
 *
 * <p>Stateless; any thread.
 */
public final class SigmaAssertions {
  private SigmaAssertions() {}

  /**
   * Asserts something of a rule.
   *
   * <pre>{@code
   * assertThat(rules.rule("ssh-brute-force"))
   *     .matches(Map.of("message", "Failed password for root"))
   *     .doesNotMatch(Map.of("message", "Accepted password for root"));
   * }</pre>
   *
   * @param rule the rule
   * @return assertions to chain
   */
  public static SigmaRuleAssert assertThat(SigmaRule rule) {
    return new SigmaRuleAssert(rule);
  }
}
