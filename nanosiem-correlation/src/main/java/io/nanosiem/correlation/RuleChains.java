package io.nanosiem.correlation;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says a {@link CorrelationRule} as a {@link Chain}, where the one can be said as the other: counts
 * of events and of values are chains of one step, ordered rules are chains of several.
 */
final class RuleChains {
  private RuleChains() {}

  /** Why a rule cannot be said as a chain; null if it can. */
  static @Nullable String obstacle(CorrelationRule rule, Set<String> correlations) {
    for (String id : rule.over()) {
      if (correlations.contains(id)) {
        return "correlations over other correlations are not run by this version";
      }
    }
    for (String name : rule.groupBy()) {
      for (String id : rule.over()) {
        if (!rule.field(name, id).equals(name)) {
          return "aliases are not run by this version";
        }
      }
    }
    Condition condition = rule.condition();
    if (condition instanceof Condition.EventCount count) {
      return obstacle(count.type(), count.bounds());
    }
    if (condition instanceof Condition.ValueCount count) {
      return count.fields().size() > 1
          ? "the type value_count is not run over several fields by this version"
          : obstacle(count.type(), count.bounds());
    }
    if (condition instanceof Condition.TemporalOrdered) {
      return rule.over().size() > Chain.MAX_STEPS
          ? "the type temporal_ordered is not run over more than "
              + Chain.MAX_STEPS
              + " rules by this version"
          : null;
    }
    return "the type " + condition.type() + " is not run by this version";
  }

  private static @Nullable String obstacle(String type, Bounds bounds) {
    if (!bounds.isOnlyLower()) {
      return "the type " + type + " is not run with an upper bound by this version";
    }
    if (bounds.leastWhole(1, Long.MAX_VALUE) > Chain.MAX_THRESHOLD) {
      return "the type " + type + " is not run above " + Chain.MAX_THRESHOLD + " by this version";
    }
    return null;
  }

  /** The chain; only for rules without an obstacle. */
  static Chain of(CorrelationRule rule) {
    Chain.Builder chain =
        Chain.named(rule.rule().id(), rule.rule().title())
            .severity(rule.rule().severity())
            .within(rule.timespan())
            .by(
                rule.groupBy().isEmpty()
                    ? GroupBy.nothing()
                    : GroupBy.fields(rule.groupBy().toArray(new String[0])));
    Condition condition = rule.condition();
    if (condition instanceof Condition.TemporalOrdered) {
      for (String id : rule.over()) {
        chain.step(rule.title(id), Facts.detectedBy(id));
      }
    } else {
      Fact any = rule.over().stream().map(Facts::detectedBy).reduce(Fact::or).orElseThrow();
      String names = String.join(" or ", rule.over().stream().map(rule::title).toList());
      chain.step(names, any);
      if (condition instanceof Condition.EventCount count) {
        chain.atLeast(threshold(count.bounds()));
      } else if (condition instanceof Condition.ValueCount count) {
        String field = count.fields().get(0);
        chain
            .distinct(field, threshold(count.bounds()))
            .saying("met '" + plain(names) + "' with {count} values of " + plain(field));
      }
    }
    return chain.build().as(rule.rule());
  }

  private static String plain(String words) {
    return words.replace('{', '(').replace('}', ')');
  }

  private static int threshold(Bounds bounds) {
    return (int) bounds.leastWhole(1, Chain.MAX_THRESHOLD);
  }
}
