package io.nanosiem.correlation;

import java.util.List;

/**
 * What has to be true of the events of one group within the timespan of a {@link CorrelationRule}.
 *
 * <p>Immutable. The names are those of the types of Sigma correlation rules.
 */
public sealed interface Condition {
  /**
   * The type as Sigma calls it.
   *
   * @return such as {@code event_count}
   */
  String type();

  /**
   * How many events there are. An event that meets several of the rules counts once.
   *
   * @param bounds of the number
   */
  record EventCount(Bounds bounds) implements Condition {
    @Override
    public String type() {
      return "event_count";
    }
  }

  /**
   * How many different values there are of a field, or different tuples of several fields. An event
   * that lacks one of them is passed.
   *
   * @param fields one or more
   * @param bounds of the number
   */
  record ValueCount(List<String> fields, Bounds bounds) implements Condition {
    /**
     * Copies the list.
     *
     * @param fields see above
     * @param bounds see above
     * @throws IllegalArgumentException if there is no field
     */
    public ValueCount {
      fields = List.copyOf(fields);
      if (fields.isEmpty()) {
        throw new IllegalArgumentException("name a field whose values are counted");
      }
    }

    @Override
    public String type() {
      return "value_count";
    }
  }

  /**
   * The sum of the numbers in a field. What is no number is passed, and counted.
   *
   * @param field where the numbers are
   * @param bounds of the sum
   */
  record ValueSum(String field, Bounds bounds) implements Condition {
    @Override
    public String type() {
      return "value_sum";
    }
  }

  /**
   * The mean of the numbers in a field. What is no number is passed, and counted.
   *
   * @param field where the numbers are
   * @param bounds of the mean
   */
  record ValueAverage(String field, Bounds bounds) implements Condition {
    @Override
    public String type() {
      return "value_avg";
    }
  }

  /**
   * A percentile of the numbers in a field, between two of them interpolated linearly: of 1, 2, 3
   * and 4 the 50th is 2.5. What is no number is passed, and counted.
   *
   * @param field where the numbers are
   * @param percentile 0 to 100; 50 is the median
   * @param bounds of the percentile
   */
  record ValuePercentile(String field, double percentile, Bounds bounds) implements Condition {
    /**
     * Checks the percentile.
     *
     * @param field see above
     * @param percentile see above
     * @param bounds see above
     * @throws IllegalArgumentException if the percentile is not between 0 and 100
     */
    public ValuePercentile {
      if (!(percentile >= 0 && percentile <= 100)) {
        throw new IllegalArgumentException("percentile " + percentile + " is not 0 to 100");
      }
    }

    @Override
    public String type() {
      return percentile == 50 ? "value_median" : "value_percentile";
    }
  }

  /**
   * How many different ones of the rules were met, in any order. One event may meet several.
   *
   * @param bounds of the number
   */
  record Temporal(Bounds bounds) implements Condition {
    @Override
    public String type() {
      return "temporal";
    }
  }

  /**
   * All of the rules were met, one after the other in the order they are given, by different
   * events. Equal times satisfy the order.
   */
  record TemporalOrdered() implements Condition {
    @Override
    public String type() {
      return "temporal_ordered";
    }
  }

  /**
   * An expression over the rules that were met, in any order. With a {@code not} in it the verdict
   * waits for the end of the window.
   *
   * @param expression not true of nothing
   */
  record TemporalExpression(RuleExpression expression) implements Condition {
    /**
     * Checks the expression.
     *
     * @param expression see above
     * @throws IllegalArgumentException if it holds when no rule was met
     */
    public TemporalExpression {
      if (expression.holds(id -> false)) {
        throw new IllegalArgumentException("true when no rule was met: " + expression);
      }
    }

    @Override
    public String type() {
      return "temporal";
    }
  }
}
