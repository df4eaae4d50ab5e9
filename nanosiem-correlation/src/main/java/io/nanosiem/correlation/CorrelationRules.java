package io.nanosiem.correlation;

import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All correlations of a detector in the order in which an event runs through them: those below
 * before those above, otherwise as they were given. The place of one is its rank. Immutable.
 */
final class CorrelationRules {
  private final List<CorrelationRule> sorted;
  private final Set<String> ids = new HashSet<>();
  private final Set<String> heard = new HashSet<>();

  /**
   * Sorts them.
   *
   * @throws IllegalStateException if they build on each other in a circle
   */
  CorrelationRules(List<CorrelationRule> rules) {
    Map<String, CorrelationRule> byId = new LinkedHashMap<>();
    rules.forEach(rule -> byId.put(rule.rule().id(), rule));
    Set<CorrelationRule> all = new LinkedHashSet<>();
    rules.forEach(rule -> sort(rule, byId, all, new LinkedHashSet<>()));
    sorted = List.copyOf(all);
    ids.addAll(byId.keySet());
    rules.forEach(rule -> heard.addAll(rule.over()));
  }

  private static void sort(
      CorrelationRule rule,
      Map<String, CorrelationRule> byId,
      Set<CorrelationRule> sorted,
      Set<String> path) {
    if (sorted.contains(rule)) {
      return;
    }
    if (!path.add(rule.rule().id())) {
      throw new IllegalStateException("correlations build on each other in a circle: " + path);
    }
    for (String id : rule.over()) {
      CorrelationRule below = byId.get(id);
      if (below != null) {
        sort(below, byId, sorted, path);
      }
    }
    path.remove(rule.rule().id());
    sorted.add(rule);
  }

  CorrelationRule get(int rank) {
    return sorted.get(rank);
  }

  /** Which of the rules that a correlation is over are correlations, as bits. */
  long chained(int rank) {
    List<String> over = sorted.get(rank).over();
    long chained = 0;
    for (int bit = 0; bit < over.size(); bit++) {
      chained |= ids.contains(over.get(bit)) ? 1L << bit : 0;
    }
    return chained;
  }

  /** Those that build on no other. */
  BitSet basic() {
    BitSet basic = new BitSet();
    for (int rank = 0; rank < sorted.size(); rank++) {
      basic.set(rank, chained(rank) == 0);
    }
    return basic;
  }

  BitSet all() {
    BitSet all = new BitSet();
    all.set(0, sorted.size());
    return all;
  }

  /** Whether others build on a correlation. */
  boolean isHeard(int rank) {
    return heard.contains(sorted.get(rank).rule().id());
  }
}
