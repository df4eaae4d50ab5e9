package io.nanosiem.sigma;

import io.nanosiem.event.Printable;

/**
 * Why a rule does, or does not, match an event: the tree of its condition with a verdict on every
 * part, made by the matcher itself.
 *
 * <p>{@link #toString()} is the text to read; it holds no control characters from the event.
 * Immutable.
 */
public final class Explanation {
  private final SigmaRule rule;
  private final boolean matches;
  private final String tree;

  Explanation(SigmaRule rule, boolean matches, String tree) {
    this.rule = rule;
    this.matches = matches;
    this.tree = tree;
  }

  /**
   * The rule it is about.
   *
   * @return the rule
   */
  public SigmaRule rule() {
    return rule;
  }

  /**
   * The verdict.
   *
   * @return what {@link SigmaRule#matches} says of the same event
   */
  public boolean matches() {
    return matches;
  }

  /**
   * The verdict and the tree.
   *
   * @return several lines, indented; each begins with {@code yes} or {@code no}
   */
  @Override
  public String toString() {
    return "'"
        + Printable.of(rule.title())
        + "' ("
        + Printable.of(rule.id())
        + ") "
        + (matches ? "matches" : "does not match")
        + "\n"
        + tree.stripTrailing();
  }
}
