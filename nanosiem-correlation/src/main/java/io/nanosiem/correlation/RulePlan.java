package io.nanosiem.correlation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** A correlation as numbers: bits for its rules, milliseconds, and the machine that decides. */
final class RulePlan {
  /** How many events or values a threshold can ask for. */
  static final int MAX_COUNT = 100_000;

  static final int MAX_VALUES = 10_000;

  final CorrelationRule rule;
  final long timespan;
  final int rules;
  final boolean isOrdered;

  /** Whether the verdict waits for the end of the window. */
  final boolean isDeferred;

  /** Whether that is because something must not be there, rather than because of a bound. */
  final boolean isAbsence;

  /** Which rules have to be met, for conditions about that; always false for others. */
  final LongPredicate met;

  /** The fields whose values make a row's value; empty if it has none. */
  final List<String> fields;

  final boolean isNumeric;

  /** How many are asked for at least; 1 if the condition is not about that. */
  final int threshold;

  final @Nullable Bounds bounds;

  RulePlan(CorrelationRule rule) {
    this.rule = rule;
    timespan = rule.timespan().toMillis();
    rules = rule.over().size();
    Condition condition = rule.condition();
    isOrdered = condition instanceof Condition.TemporalOrdered;
    LongPredicate holds = mask -> false;
    List<String> named = List.of();
    Bounds limits = null;
    boolean waits = false;
    boolean absence = false;
    boolean numeric = false;
    int least = 1;
    if (condition instanceof Condition.EventCount count) {
      limits = count.bounds();
      waits = !limits.isOnlyLower();
      least = waits ? 1 : (int) Math.min(MAX_COUNT, limits.leastWhole(1, MAX_COUNT));
    } else if (condition instanceof Condition.ValueCount count) {
      limits = count.bounds();
      named = count.fields();
      waits = !limits.isOnlyLower();
      least = waits ? 1 : (int) Math.min(MAX_VALUES, limits.leastWhole(1, MAX_VALUES));
    } else if (condition instanceof Condition.ValueSum sum) {
      limits = sum.bounds();
      named = List.of(sum.field());
      numeric = true;
      waits = !limits.isOnlyLower();
    } else if (condition instanceof Condition.ValueAverage average) {
      limits = average.bounds();
      named = List.of(average.field());
      numeric = true;
    } else if (condition instanceof Condition.ValuePercentile percentile) {
      limits = percentile.bounds();
      named = List.of(percentile.field());
      numeric = true;
    } else if (condition instanceof Condition.Temporal temporal) {
      Bounds number = temporal.bounds();
      limits = number;
      waits = !number.isOnlyLower();
      holds = mask -> number.hold(BigDecimal.valueOf(Long.bitCount(mask)));
    } else if (condition instanceof Condition.TemporalExpression expression) {
      holds = compile(expression.expression(), rule.over());
      absence = hasNot(expression.expression());
      waits = absence;
    }
    met = holds;
    fields = named;
    bounds = limits;
    isDeferred = waits;
    isAbsence = absence;
    isNumeric = numeric;
    threshold = least;
  }

  /** Why a correlation cannot be run; null if it can. */
  static @Nullable String obstacle(CorrelationRule rule) {
    Condition condition = rule.condition();
    if (condition instanceof Condition.EventCount count
        && count.bounds().isOnlyLower()
        && count.bounds().leastWhole(1, MAX_COUNT) < 0) {
      return "an event_count of more than " + MAX_COUNT + " is not run";
    }
    if (condition instanceof Condition.ValueCount count) {
      for (Bounds.Bound bound : count.bounds().bounds()) {
        if (bound.limit().compareTo(BigDecimal.valueOf(MAX_VALUES - 1)) > 0) {
          return "a value_count of more than " + (MAX_VALUES - 1) + " is not run";
        }
      }
    }
    return null;
  }

  Measure fresh() {
    Condition condition = rule.condition();
    if (condition instanceof Condition.EventCount) {
      return new Measure.Count(timespan, threshold);
    }
    if (condition instanceof Condition.ValueCount) {
      return new Measure.Distinct(timespan, threshold);
    }
    if (condition instanceof Condition.ValueSum sum) {
      return new Measure.Sum(timespan, false, sum.bounds());
    }
    if (condition instanceof Condition.ValueAverage average) {
      return new Measure.Sum(timespan, true, average.bounds());
    }
    if (condition instanceof Condition.ValuePercentile percentile) {
      return new Measure.Percentile(timespan, percentile.percentile(), percentile.bounds());
    }
    return isOrdered
        ? new Measure.InOrder(timespan, rules)
        : new Measure.Together(timespan, rules, met);
  }

  /** Beyond so many values no verdict changes: the largest limit, and one. */
  int mostValues() {
    long most = 1;
    if (bounds != null) {
      for (Bounds.Bound bound : bounds.bounds()) {
        most = Math.max(most, bound.limit().longValue() + 2);
      }
    }
    return (int) Math.min(MAX_VALUES + 1, most);
  }

  private static LongPredicate compile(RuleExpression expression, List<String> over) {
    if (expression instanceof RuleExpression.Met met) {
      long bit = 1L << over.indexOf(met.id());
      return mask -> (mask & bit) != 0;
    }
    if (expression instanceof RuleExpression.Not not) {
      return compile(not.part(), over).negate();
    }
    boolean isAnd = expression instanceof RuleExpression.And;
    List<RuleExpression> parts =
        expression instanceof RuleExpression.And and
            ? and.parts()
            : ((RuleExpression.Or) expression).parts();
    List<LongPredicate> compiled = new ArrayList<>();
    parts.forEach(part -> compiled.add(compile(part, over)));
    return compiled.stream().reduce(isAnd ? LongPredicate::and : LongPredicate::or).orElseThrow();
  }

  private static boolean hasNot(RuleExpression expression) {
    if (expression instanceof RuleExpression.Not) {
      return true;
    }
    if (expression instanceof RuleExpression.And and) {
      return and.parts().stream().anyMatch(RulePlan::hasNot);
    }
    return expression instanceof RuleExpression.Or or
        && or.parts().stream().anyMatch(RulePlan::hasNot);
  }
}
