package io.nanosiem.sigma;

import io.nanosiem.correlation.Bounds;
import io.nanosiem.correlation.Condition;
import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.correlation.CorrelationRule;
import io.nanosiem.correlation.RuleExpression;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.RuleText;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.LogSource;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which rules the correlations of a load mean, by id first and then by name, and says
 * them in the terms of the correlation engine. What refers to nothing, to itself or to something
 * that was refused is refused. One thread, one use.
 */
final class CorrelationLinker {
  /** How many correlations may stand on each other. */
  static final int MAX_DEPTH = 8;

  private static final int MOST_NAMES = 500;

  private final Map<String, RuleRef> ids = new HashMap<>();
  private final Map<String, List<RuleRef>> names = new HashMap<>();
  private final Map<String, Use> correlations = new LinkedHashMap<>();
  private final Map<String, LogSource> logSources = new HashMap<>();
  private final Set<String> buildingBlocks;
  private final Pipelines pipelines;

  CorrelationLinker(List<SigmaRule> rules, Set<String> buildingBlocks, Pipelines pipelines) {
    this.buildingBlocks = buildingBlocks;
    this.pipelines = pipelines;
    for (SigmaRule rule : rules) {
      add(rule.ref(), rule.name());
      logSources.putIfAbsent(rule.id(), rule.logSource());
    }
  }

  /** A correlation on its way. */
  private static final class Use {
    final Ast.Correlation read;
    final Problems problems;
    final String id;
    final Map<String, RuleRef> targets = new LinkedHashMap<>();
    boolean isBeingLinked;
    boolean isLinked;
    int depth;
    @Nullable CorrelationRule made;

    Use(Ast.Correlation read, Problems problems) {
      this.read = read;
      this.problems = problems;
      this.id = SigmaDocument.idOf(read.meta());
    }
  }

  private void add(RuleRef ref, @Nullable String name) {
    ids.putIfAbsent(ref.id(), ref);
    if (name != null) {
      names.computeIfAbsent(name, key -> new ArrayList<>(1)).add(ref);
    }
  }

  /** Adds a correlation that was read. */
  void add(Ast.Correlation read, Problems problems) {
    Use use = new Use(read, problems);
    if (ids.containsKey(use.id)) {
      problems.refuse(
          read.meta().at(),
          "another rule has the same id: " + Words.quoted(use.id),
          "detections could not be told apart");
      return;
    }
    Severity level = read.meta().level();
    add(ref(read.meta(), level == null ? Severity.MEDIUM : level), read.meta().name());
    correlations.put(use.id, use);
  }

  private static RuleRef ref(Ast.Meta meta, Severity level) {
    return new RuleRef(
        SigmaDocument.idOf(meta),
        meta.title(),
        level,
        meta.tags(),
        meta.description(),
        new RuleText("sigma", meta.text()),
        meta.date(),
        meta.modified());
  }

  /** The correlations that can be run, in the order they were added. */
  List<SigmaCorrelation> link() {
    correlations.values().forEach(this::link);
    List<SigmaCorrelation> linked = new ArrayList<>();
    for (Use use : correlations.values()) {
      CorrelationRule rule = use.made;
      if (rule == null) {
        continue;
      }
      Optional<String> obstacle = CorrelationDetector.obstacle(rule);
      if (obstacle.isPresent()) {
        use.problems.refuse(use.read.at(), obstacle.get(), null);
        continue;
      }
      linked.add(
          new SigmaCorrelation(
              use.read.meta(), rule, use.problems.source().path(), rule.isSignal()));
    }
    return linked;
  }

  private void link(Use use) {
    if (use.isLinked) {
      return;
    }
    use.isLinked = true;
    use.isBeingLinked = true;
    int before = use.problems.refusals();
    for (Ast.Name name : use.read.rules()) {
      RuleRef target = resolve(name, use.problems);
      if (target != null) {
        target = linked(target, name, use);
      }
      if (target == null) {
        continue;
      }
      for (RuleRef other : use.targets.values()) {
        if (other.id().equals(target.id())) {
          use.problems.refuse(
              name.at(), "the same rule is named twice: " + Words.quoted(name.text()), null);
        }
      }
      use.targets.put(name.text(), target);
    }
    if (use.depth >= MAX_DEPTH) {
      use.problems.refuse(
          use.read.at(), "correlations stand on each other more than " + MAX_DEPTH + " deep", null);
    }
    if (use.problems.refusals() == before) {
      use.made = make(use);
    }
    use.isBeingLinked = false;
  }

  /** The target itself, linked before if it is a correlation; null if it is refused. */
  private @Nullable RuleRef linked(RuleRef target, Ast.Name name, Use use) {
    Use below = correlations.get(target.id());
    if (below == null) {
      return target;
    }
    if (below.isBeingLinked) {
      use.problems.refuse(
          name.at(),
          "the correlation builds on itself"
              + (below == use ? "" : ", by way of " + Words.quoted(name.text())),
          null);
      return null;
    }
    link(below);
    if (below.made == null) {
      use.problems.refuse(
          name.at(),
          "it builds on a correlation that is refused: " + Words.quoted(name.text()),
          null);
      return null;
    }
    use.depth = Math.max(use.depth, below.depth + 1);
    return below.made.rule();
  }

  private @Nullable RuleRef resolve(Ast.Name name, Problems problems) {
    RuleRef byId = ids.get(name.text());
    if (byId != null) {
      return byId;
    }
    List<RuleRef> named = names.getOrDefault(name.text(), List.of());
    if (named.size() == 1) {
      return named.get(0);
    }
    if (named.isEmpty()) {
      boolean few = ids.size() + names.size() <= MOST_NAMES;
      Set<String> known = new HashSet<>(few ? ids.keySet() : Set.of());
      known.addAll(few ? names.keySet() : Set.of());
      problems.refuse(
          name.at(),
          "no rule that is loaded has the id or name " + Words.quoted(name.text()),
          Words.didYouMean(name.text(), known));
    } else {
      problems.refuse(
          name.at(),
          named.size() + " rules have the name " + Words.quoted(name.text()),
          "name it by its id: "
              + String.join(" or ", named.stream().map(RuleRef::id).limit(3).toList()));
    }
    return null;
  }

  // ---- from the document to the model ----

  private @Nullable CorrelationRule make(Use use) {
    int before = use.problems.refusals();
    Condition condition = condition(use);
    Map<String, Map<String, String>> aliases = aliases(use);
    mapGroupBy(use, aliases);
    if (condition == null || use.problems.refusals() != before) {
      return null;
    }
    Severity level = use.read.meta().level();
    for (RuleRef target : use.targets.values()) {
      if (use.read.meta().level() == null
          && (level == null || target.severity().compareTo(level) > 0)) {
        level = target.severity();
      }
    }
    CorrelationRule.Builder rule =
        CorrelationRule.of(ref(use.read.meta(), level == null ? Severity.MEDIUM : level))
            .over(use.targets.values().toArray(new RuleRef[0]))
            .by(use.read.groupBy().toArray(new String[0]))
            .within(use.read.timespan())
            .when(condition);
    aliases.forEach(rule::alias);
    String name = use.read.meta().name();
    if (buildingBlocks.contains(use.id) || (name != null && buildingBlocks.contains(name))) {
      rule.asSignal();
    }
    try {
      return rule.build();
    } catch (IllegalStateException e) {
      String message = String.valueOf(e.getMessage());
      use.problems.refuse(
          use.read.condition().at(),
          "the condition can never hold: " + message.substring(message.indexOf(": ") + 2),
          null);
      return null;
    }
  }

  private @Nullable Condition condition(Use use) {
    CorrelationReader.Condition read = use.read.condition();
    Bounds bounds = read.bounds();
    if (read.expression() != null) {
      return expression(use, read.expression());
    }
    CorrelationReader.Type type = use.read.type();
    int all = use.targets.size();
    if (type == CorrelationReader.Type.TEMPORAL) {
      return new Condition.Temporal(bounds == null ? Bounds.atLeast(all) : bounds);
    }
    if (type == CorrelationReader.Type.TEMPORAL_ORDERED) {
      if (bounds != null && !isAll(bounds, all)) {
        use.problems.refuse(
            read.at(),
            "an order is defined over all of the rules, not over some of them",
            "leave the condition out, or write 'gte: " + all + "'");
        return null;
      }
      return new Condition.TemporalOrdered();
    }
    if (bounds == null) {
      throw new IllegalStateException("the reader let a condition without bounds pass");
    }
    if (type == CorrelationReader.Type.EVENT_COUNT) {
      return new Condition.EventCount(bounds);
    }
    List<String> fields = new ArrayList<>();
    for (Ast.Name field : read.fields()) {
      fields.add(mappedForAll(field, use));
    }
    return switch (type) {
      case VALUE_COUNT -> new Condition.ValueCount(fields, bounds);
      case VALUE_SUM -> new Condition.ValueSum(fields.get(0), bounds);
      case VALUE_AVG -> new Condition.ValueAverage(fields.get(0), bounds);
      default -> new Condition.ValuePercentile(fields.get(0), read.percentile(), bounds);
    };
  }

  /** Whether of the numbers from one to all only the last is within bounds. */
  private static boolean isAll(Bounds bounds, int all) {
    for (int i = 1; i < all; i++) {
      if (bounds.hold(BigDecimal.valueOf(i))) {
        return false;
      }
    }
    return bounds.hold(BigDecimal.valueOf(all));
  }

  private @Nullable Condition expression(Use use, Ast.Condition read) {
    CorrelationReader.Condition condition = use.read.condition();
    RuleExpression expression = convert(use, read);
    if (expression == null) {
      return null;
    }
    Set<String> spoken = expression.rules();
    for (Ast.Name name : use.read.rules()) {
      RuleRef target = use.targets.get(name.text());
      if (target != null && !spoken.contains(target.id())) {
        use.problems.refuse(
            name.at(),
            "the condition does not speak of " + Words.quoted(name.text()),
            "leave it out of 'rules', or write it into the condition");
        return null;
      }
    }
    if (expression.holds(id -> false)) {
      use.problems.refuse(
          condition.at(),
          "the condition is true when none of its rules was met",
          "name a rule that has to be met: 'login and not vpn'");
      return null;
    }
    if (use.read.type() == CorrelationReader.Type.TEMPORAL_ORDERED) {
      boolean isPlain =
          read instanceof Ast.Reference
              || (read instanceof Ast.And and
                  && and.parts().stream().allMatch(part -> part instanceof Ast.Reference));
      if (!isPlain) {
        use.problems.refuse(
            condition.at(),
            "an order is defined over rules joined by 'and', nothing else",
            "use type temporal, or build a second correlation on this one");
        return null;
      }
      return new Condition.TemporalOrdered();
    }
    return new Condition.TemporalExpression(expression);
  }

  private static @Nullable RuleExpression convert(Use use, Ast.Condition read) {
    if (read instanceof Ast.Reference reference) {
      RuleRef target = use.targets.get(reference.name());
      return target == null ? null : new RuleExpression.Met(target.id());
    }
    if (read instanceof Ast.Not not) {
      RuleExpression part = convert(use, not.part());
      return part == null ? null : new RuleExpression.Not(part);
    }
    List<Ast.Condition> parts;
    boolean isAnd;
    if (read instanceof Ast.And and) {
      parts = and.parts();
      isAnd = true;
    } else if (read instanceof Ast.Or or) {
      parts = or.parts();
      isAnd = false;
    } else {
      Ast.Quantified quantified = (Ast.Quantified) read;
      if (quantified.count() > 1) {
        use.problems.refuse(
            use.read.condition().at(),
            "a number of rules is asked for with a map",
            "such as 'condition: {gte: " + quantified.count() + "}'");
        return null;
      }
      parts = quantified.names().stream().<Ast.Condition>map(Ast.Reference::new).toList();
      isAnd = quantified.count() == 0;
    }
    List<RuleExpression> converted = new ArrayList<>();
    for (Ast.Condition part : parts) {
      RuleExpression one = convert(use, part);
      if (one == null) {
        return null;
      }
      converted.add(one);
    }
    return isAnd ? new RuleExpression.And(converted) : new RuleExpression.Or(converted);
  }

  private Map<String, Map<String, String>> aliases(Use use) {
    Set<String> over = new HashSet<>();
    use.targets.values().forEach(target -> over.add(target.id()));
    Map<String, Map<String, String>> aliases = new LinkedHashMap<>();
    use.read
        .aliases()
        .forEach(
            (alias, fields) -> {
              Map<String, String> byRule = new LinkedHashMap<>();
              fields.forEach(
                  (name, field) -> {
                    RuleRef target = use.targets.get(name.text());
                    if (target == null) {
                      target = resolve(name, use.problems);
                    }
                    if (target != null && !over.contains(target.id())) {
                      use.problems.refuse(
                          name.at(),
                          "the alias is for a rule that the correlation does not name: "
                              + Words.quoted(name.text()),
                          Words.didYouMean(name.text(), use.targets.keySet()));
                    } else if (target != null) {
                      byRule.put(target.id(), mapped(field, name.at(), target, use));
                    }
                  });
              if (byRule.size() == fields.size() && !byRule.keySet().containsAll(over)) {
                use.problems.note(
                    use.read.at(),
                    "the alias "
                        + Words.quoted(alias)
                        + " leaves out rules; of their events it means the field of its name",
                    null);
              }
              aliases.put(alias, byRule);
            });
    return aliases;
  }

  // ---- names of fields that pipelines change ----

  /** Where pipelines give a name of the grouping another one, that is an alias. */
  private void mapGroupBy(Use use, Map<String, Map<String, String>> aliases) {
    if (pipelines.isEmpty()) {
      return;
    }
    for (String name : use.read.groupBy()) {
      Map<String, String> byRule = new LinkedHashMap<>(aliases.getOrDefault(name, Map.of()));
      for (RuleRef target : use.targets.values()) {
        if (!byRule.containsKey(target.id())) {
          String mapped = mapped(name, use.read.at(), target, use);
          if (!mapped.equals(name)) {
            byRule.put(target.id(), mapped);
          }
        }
      }
      if (!byRule.isEmpty()) {
        aliases.put(name, byRule);
      }
    }
  }

  /** A field of the condition, which is one for all rules. */
  private String mappedForAll(Ast.Name field, Use use) {
    String first = null;
    for (RuleRef target : use.targets.values()) {
      String mapped = mapped(field.text(), field.at(), target, use);
      if (first != null && !first.equals(mapped)) {
        use.problems.refuse(
            field.at(),
            "pipelines give "
                + Words.quoted(field.text())
                + " different names in the rules of the correlation: "
                + Words.quoted(first)
                + " and "
                + Words.quoted(mapped),
            null);
        return first;
      }
      first = mapped;
    }
    return first == null ? field.text() : first;
  }

  private String mapped(String field, Span at, RuleRef target, Use use) {
    LogSource logSource = logSources.get(target.id());
    if (pipelines.isEmpty() || logSource == null) {
      // What a correlation below is grouped by has the name that it has there.
      return field;
    }
    List<String> names = pipelines.namesOf(field, logSource, use.read.meta(), use.problems);
    if (names == null) {
      return field;
    }
    if (names.size() > 1) {
      use.problems.refuse(
          at,
          "pipelines give " + Words.quoted(field) + " several names, and a correlation needs one",
          String.join(" or ", names));
    }
    return names.get(0);
  }
}
