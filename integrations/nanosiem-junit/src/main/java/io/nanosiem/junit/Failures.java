package io.nanosiem.junit;

import io.nanosiem.sigma.Explanation;

/** What a failed expectation says. */
final class Failures {
  private Failures() {}

  static String describe(boolean expected, Explanation explanation) {
    return "expected the rule "
        + (expected ? "to match" : "not to match")
        + " the event:\n"
        + explanation;
  }
}
