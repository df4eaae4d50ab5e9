package io.nanosiem.correlation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** A correlation as numbers: a bit for each of its rules. Immutable. */
final class RulePlan extends Plan {
  /** How many events or values a threshold can ask for. */
  static final int MAX_COUNT = 100_000;

  static final int MAX_VALUES = 10_000;

  final CorrelationRule rule;
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

  private final @Nullable Measure measure;
  private final @Nullable Window window;

  /**
   * Makes a plan.
   *
   * @param isLongLate whether events may be later than the timespan is long
   */
  RulePlan(CorrelationRule rule, boolean isLongLate) {
    super(
        0,
        rule.timespan().toMillis(),
        rule.timespan().toMillis(),
        -1L,
        rule.condition() instanceof Condition.TemporalOrdered);
    this.rule = rule;
    rules = rule.over().size();
    Condition condition = rule.condition();
    isOrdered = isSequence;
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
    measure = waits ? null : decider(condition, isLongLate);
    window = absence ? new Window.Absence(this) : waits ? new Window.Anchored(this) : null;
  }

  private Measure decider(Condition condition, boolean isLongLate) {
    if (condition instanceof Condition.EventCount) {
      return new CountMeasure(timespan, threshold, 0, isLongLate);
    }
    if (condition instanceof Condition.ValueCount) {
      return new DistinctMeasure(timespan, threshold);
    }
    if (condition instanceof Condition.ValueSum sum) {
      return new SumMeasure(timespan, false, sum.bounds());
    }
    if (condition instanceof Condition.ValueAverage average) {
      return new SumMeasure(timespan, true, average.bounds());
    }
    if (condition instanceof Condition.ValuePercentile percentile) {
      return new PercentileMeasure(timespan, percentile.percentile(), percentile.bounds());
    }
    return isOrdered
        ? new InOrderMeasure(timespan, rules)
        : new TogetherMeasure(timespan, rules, met);
  }

  @Override
  @Nullable Measure measure() {
    return measure;
  }

  @Override
  @Nullable Window window() {
    return window;
  }

  @Override
  int low(long[] rows, int at) {
    return isOrdered ? Long.numberOfTrailingZeros(rows[at + Row.MASK]) : 0;
  }

  @Override
  String fingerprint() {
    StringBuilder out = new StringBuilder(rule.rule().id());
    out.append('|').append(timespan).append('|').append(rule.condition());
    for (String id : rule.over()) {
      out.append('|').append(id);
      for (String name : rule.groupBy()) {
        out.append('|').append(name).append('=').append(rule.field(name, id));
      }
    }
    return out.toString();
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
