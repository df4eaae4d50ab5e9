package io.nanosiem.correlation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Between which limits a number has to be: one or several comparisons, all of which must hold
 * ({@code gt 100} and {@code lte 200}).
 *
 * <p>Immutable.
 *
 * @param bounds at least one; none of them twice
 */
public record Bounds(List<Bound> bounds) {
  /** How a number is compared with a limit, by the names Sigma has for it. */
  public enum Operator {
    /** Greater than the limit. */
    GT(">"),
    /** Greater than the limit, or equal. */
    GTE("≥"),
    /** Less than the limit. */
    LT("<"),
    /** Less than the limit, or equal. */
    LTE("≤"),
    /** Equal to the limit. */
    EQ("="),
    /** Not equal to the limit. */
    NEQ("≠");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    boolean holds(int comparison) {
      return switch (this) {
        case GT -> comparison > 0;
        case GTE -> comparison >= 0;
        case LT -> comparison < 0;
        case LTE -> comparison <= 0;
        case EQ -> comparison == 0;
        case NEQ -> comparison != 0;
      };
    }
  }

  /**
   * One comparison.
   *
   * @param operator how
   * @param limit with what, compared as a number: 5 and 5.0 are the same
   */
  public record Bound(Operator operator, BigDecimal limit) {
    private static final int MAX_DIGITS = 400;

    /**
     * Checks the limit.
     *
     * @param operator see above
     * @param limit see above
     * @throws IllegalArgumentException if the limit has far more than 400 digits when written out
     */
    public Bound {
      if (Math.abs((long) limit.scale()) + limit.precision() > 4 * MAX_DIGITS
          || Math.abs((long) limit.precision() - limit.scale()) > MAX_DIGITS) {
        throw new IllegalArgumentException("a limit of far more than " + MAX_DIGITS + " digits");
      }
    }

    @Override
    public String toString() {
      return operator.sign + " " + limit.toPlainString();
    }
  }

  /**
   * Checks and copies the list.
   *
   * @param bounds see above
   * @throws IllegalArgumentException if there is none, or one operator twice
   */
  public Bounds {
    bounds = List.copyOf(bounds);
    if (bounds.isEmpty()) {
      throw new IllegalArgumentException("bounds need at least one comparison");
    }
    if (bounds.stream().map(Bound::operator).distinct().count() != bounds.size()) {
      throw new IllegalArgumentException("one operator twice in " + bounds);
    }
  }

  /**
   * So many or more.
   *
   * @param limit the least
   * @return bounds
   */
  public static Bounds atLeast(long limit) {
    return of(Operator.GTE, BigDecimal.valueOf(limit));
  }

  /**
   * A single comparison.
   *
   * @param operator how
   * @param limit with what
   * @return bounds
   */
  public static Bounds of(Operator operator, BigDecimal limit) {
    return new Bounds(List.of(new Bound(operator, limit)));
  }

  /**
   * These and one more.
   *
   * @param operator how
   * @param limit with what
   * @return a copy
   * @throws IllegalArgumentException if the operator is there already
   */
  public Bounds and(Operator operator, BigDecimal limit) {
    List<Bound> more = new ArrayList<>(bounds);
    more.add(new Bound(operator, limit));
    return new Bounds(more);
  }

  /**
   * Whether a number is within all of them.
   *
   * @param number any number
   * @return true if every comparison holds
   */
  public boolean hold(BigDecimal number) {
    for (Bound bound : bounds) {
      if (!bound.operator().holds(number.compareTo(bound.limit()))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether only too little can break them. Of a count, that is known as soon as it is reached; any
   * other verdict has to wait for the end of the window, as one more event could still change it.
   *
   * @return true if every operator is {@link Operator#GT} or {@link Operator#GTE}
   */
  public boolean isOnlyLower() {
    for (Bound bound : bounds) {
      if (bound.operator() != Operator.GT && bound.operator() != Operator.GTE) {
        return false;
      }
    }
    return true;
  }

  /**
   * The least whole number that is within them.
   *
   * @param from where to begin, usually 1: of a group without events nothing is known
   * @param to where to end
   * @return the number; -1 if none from the one to the other is
   */
  long leastWhole(long from, long to) {
    long low = from;
    long high = to;
    for (Bound bound : bounds) {
      BigDecimal limit = bound.limit();
      switch (bound.operator()) {
        case GT -> low = Math.max(low, saturated(limit.setScale(0, RoundingMode.FLOOR)) + 1);
        case GTE -> low = Math.max(low, saturated(limit.setScale(0, RoundingMode.CEILING)));
        case LT -> high = Math.min(high, saturated(limit.setScale(0, RoundingMode.CEILING)) - 1);
        case LTE -> high = Math.min(high, saturated(limit.setScale(0, RoundingMode.FLOOR)));
        case EQ -> {
          low = Math.max(low, saturated(limit.setScale(0, RoundingMode.CEILING)));
          high = Math.min(high, saturated(limit.setScale(0, RoundingMode.FLOOR)));
        }
        case NEQ -> {
          // One number less: seen to below.
        }
      }
    }
    while (low <= high && !hold(BigDecimal.valueOf(low))) {
      low++;
    }
    return low <= high ? low : -1;
  }

  private static long saturated(BigDecimal whole) {
    BigDecimal far = BigDecimal.valueOf(1L << 60);
    return whole.min(far).max(far.negate()).longValueExact();
  }

  @Override
  public String toString() {
    return String.join(" and ", bounds.stream().map(Bound::toString).toList());
  }
}
