package io.nanosiem.sigma;

import io.nanosiem.detect.Evidence.FieldMatch;
import java.util.List;

/**
 * A rule that an event matches, and the values that made it match. Immutable.
 *
 * @param rule the rule
 * @param fields what matched, in the order of the rule
 */
public record RuleMatch(SigmaRule rule, List<FieldMatch> fields) {
  /**
   * Copies the list.
   *
   * @param rule see above
   * @param fields see above
   */
  public RuleMatch {
    fields = List.copyOf(fields);
  }

  @Override
  public String toString() {
    return rule.title() + " " + fields;
  }
}
