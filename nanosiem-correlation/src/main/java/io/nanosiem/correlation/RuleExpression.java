package io.nanosiem.correlation;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which rules must have been met, and which must not: {@code login and not (known_host or vpn)}.
 *
 * <p>Immutable.
 */
public sealed interface RuleExpression {
  /**
   * Whether it holds.
   *
   * @param met which rules were met, by id
   * @return the verdict
   */
  boolean holds(Predicate<String> met);

  /**
   * The rules it speaks of.
   *
   * @return their ids, sorted
   */
  default Set<String> rules() {
    Set<String> ids = new TreeSet<>();
    collect(ids);
    return ids;
  }

  /**
   * Adds the rules it speaks of.
   *
   * @param into where to add their ids
   */
  void collect(Set<String> into);

  /**
   * A rule was met.
   *
   * @param id of the rule
   */
  record Met(String id) implements RuleExpression {
    @Override
    public boolean holds(Predicate<String> met) {
      return met.test(id);
    }

    @Override
    public void collect(Set<String> into) {
      into.add(id);
    }

    @Override
    public String toString() {
      return id;
    }
  }

  /**
   * Something does not hold.
   *
   * @param part what
   */
  record Not(RuleExpression part) implements RuleExpression {
    @Override
    public boolean holds(Predicate<String> met) {
      return !part.holds(met);
    }

    @Override
    public void collect(Set<String> into) {
      part.collect(into);
    }

    @Override
    public String toString() {
      return "not " + part;
    }
  }

  /**
   * All hold.
   *
   * @param parts at least one
   */
  record And(List<RuleExpression> parts) implements RuleExpression {
    /**
     * Copies the list.
     *
     * @param parts see above
     */
    public And {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean holds(Predicate<String> met) {
      return parts.stream().allMatch(part -> part.holds(met));
    }

    @Override
    public void collect(Set<String> into) {
      parts.forEach(part -> part.collect(into));
    }

    @Override
    public String toString() {
      return join(parts, " and ");
    }
  }

  /**
   * One of them holds.
   *
   * @param parts at least one
   */
  record Or(List<RuleExpression> parts) implements RuleExpression {
    /**
     * Copies the list.
     *
     * @param parts see above
     */
    public Or {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean holds(Predicate<String> met) {
      return parts.stream().anyMatch(part -> part.holds(met));
    }

    @Override
    public void collect(Set<String> into) {
      parts.forEach(part -> part.collect(into));
    }

    @Override
    public String toString() {
      return join(parts, " or ");
    }
  }

  private static String join(List<RuleExpression> parts, String word) {
    return "(" + String.join(word, parts.stream().map(Object::toString).toList()) + ")";
  }
}
