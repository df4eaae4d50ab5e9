package io.nanosiem.sigma;

import io.nanosiem.event.LogSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One rule on its way through the pipelines: what has become of it, and what the steps have noted
 * for those that come after. One thread, one use.
 */
final class PipelineRun {
  private static final int MOST_VALUES = 100_000;
  private static final int MOST_CHARACTERS = 16 << 20;

  private final Ast.Meta meta;
  private final boolean isCorrelation;
  private final Problems problems;
  private final Map<String, List<String>> vars;
  private final Set<String> placeholders;
  private final Map<String, @Nullable Object> state = new HashMap<>();
  private final Set<String> steps = new HashSet<>();
  private final Map<String, Set<String>> stepsOfNames = new HashMap<>();
  private final List<Map<String, PipelineNode>> bodies = new ArrayList<>();
  private final List<Added> added = new ArrayList<>();
  private final Map<String, @Nullable Object> attributes;
  private LogSource logSource;
  private List<String> fields;
  private long values;
  private long characters;

  /**
   * A search that a step adds to the condition.
   *
   * @param name of the search
   * @param isNegated whether it must not hold
   */
  record Added(String name, boolean isNegated) {}

  /** Ends the way of a rule that is refused; what was wrong is reported. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException() {
      super(null, null, false, false);
    }
  }

  /**
   * Begins the way of a rule.
   *
   * @param vars the variables of all pipelines
   * @param placeholders those that are filled in later, without a pipeline
   */
  PipelineRun(
      Ast.Meta meta,
      LogSource logSource,
      boolean isCorrelation,
      Problems problems,
      Map<String, List<String>> vars,
      Set<String> placeholders) {
    this.meta = meta;
    this.logSource = logSource;
    this.isCorrelation = isCorrelation;
    this.problems = problems;
    this.vars = vars;
    this.placeholders = placeholders;
    this.attributes = new LinkedHashMap<>(meta.attributes());
    this.fields = namesOf(meta.attributes().get("fields"));
  }

  private static List<String> namesOf(@Nullable Object fields) {
    if (fields instanceof List<?> several) {
      return several.stream().map(String::valueOf).toList();
    }
    return fields == null ? List.of() : List.of(String.valueOf(fields));
  }

  Ast.Meta meta() {
    return meta;
  }

  Problems problems() {
    return problems;
  }

  boolean isCorrelation() {
    return isCorrelation;
  }

  LogSource logSource() {
    return logSource;
  }

  void setLogSource(LogSource changed) {
    logSource = changed;
  }

  Map<String, List<String>> vars() {
    return vars;
  }

  Set<String> placeholders() {
    return placeholders;
  }

  Map<String, @Nullable Object> state() {
    return state;
  }

  // ---- what the rule is made of ----

  /** The searches of the rule, or of a filter for it. */
  void addBody(Map<String, Ast.Search> searches, Problems owner) {
    Map<String, PipelineNode> body = new LinkedHashMap<>();
    searches.forEach((name, search) -> body.put(name, PipelineNode.of(search, owner)));
    bodies.add(body);
  }

  Map<String, PipelineNode> body(int index) {
    return bodies.get(index);
  }

  /** Adds a search that has to hold, or not to hold, as well. */
  void addCondition(@Nullable String name, PipelineNode search, boolean isNegated) {
    Map<String, PipelineNode> body = bodies.get(0);
    String free = name;
    for (int i = added.size() + 1; free == null; i++) {
      String candidate = "_cond_" + i;
      free = body.containsKey(candidate) ? null : candidate;
    }
    body.put(free, search);
    added.add(new Added(free, isNegated));
  }

  boolean hasSearch(String name) {
    return bodies.get(0).containsKey(name);
  }

  List<Added> added() {
    return added;
  }

  /** Puts something in the place of each entry; a search that loses all of them is left out. */
  void rewrite(Function<PipelineNode.Entry, @Nullable PipelineNode> change) {
    for (Map<String, PipelineNode> body : bodies) {
      for (Map.Entry<String, PipelineNode> search : List.copyOf(body.entrySet())) {
        PipelineNode changed = search.getValue().rewrite(change);
        if (changed == null) {
          body.remove(search.getKey());
        } else if (changed != search.getValue()) {
          body.put(search.getKey(), changed);
        }
      }
    }
  }

  boolean anyEntry(java.util.function.Predicate<PipelineNode.Entry> wanted) {
    boolean[] found = new boolean[1];
    for (Map<String, PipelineNode> body : bodies) {
      body.values().forEach(node -> node.each(entry -> found[0] |= wanted.test(entry)));
    }
    return found[0];
  }

  List<String> fields() {
    return fields;
  }

  void setFields(List<String> changed) {
    spend(changed.size(), changed.stream().mapToLong(String::length).sum());
    fields = List.copyOf(changed);
  }

  Map<String, @Nullable Object> attributes() {
    return attributes;
  }

  /** The attributes of the rule after all steps. */
  Ast.Meta changedMeta() {
    if (!fields.equals(namesOf(meta.attributes().get("fields")))) {
      attributes.put("fields", fields);
    }
    if (attributes.equals(meta.attributes())) {
      return meta;
    }
    return new Ast.Meta(
        meta.id(),
        meta.name(),
        meta.title(),
        meta.status(),
        meta.level(),
        meta.tags(),
        meta.description(),
        meta.date(),
        meta.modified(),
        Collections.unmodifiableMap(new LinkedHashMap<>(attributes)),
        meta.text(),
        meta.at());
  }

  // ---- what was applied ----

  void applied(@Nullable String step) {
    if (step != null) {
      steps.add(step);
    }
  }

  boolean wasApplied(String step) {
    return steps.contains(step);
  }

  /** Remembers that a step turned a name into others; its history goes with it. */
  void renamed(String name, List<String> changed, @Nullable String step) {
    if (changed.equals(List.of(name))) {
      return;
    }
    Set<String> history = stepsOfNames.remove(name);
    Set<String> more = history == null ? new LinkedHashSet<>() : new LinkedHashSet<>(history);
    if (step != null) {
      more.add(step);
    }
    changed.forEach(one -> stepsOfNames.put(one, more));
  }

  boolean wasRenamedBy(@Nullable String name, String step) {
    return name != null && stepsOfNames.getOrDefault(name, Set.of()).contains(step);
  }

  // ---- limits and refusals ----

  /** Counts what a step makes; mappings of one to many multiply. */
  void spend(long moreValues, long moreCharacters) {
    values += moreValues;
    characters += moreCharacters;
    if (values > MOST_VALUES || characters > MOST_CHARACTERS) {
      throw refuse(
          problems,
          meta.at(),
          "the pipeline makes more of this rule than is run: over "
              + (values > MOST_VALUES ? MOST_VALUES + " values" : MOST_CHARACTERS + " characters"),
          "map to fewer fields, or to fewer values");
    }
  }

  RefusedException refuse(String message, @Nullable String hint) {
    return refuse(problems, meta.at(), message, hint);
  }

  RefusedException refuse(Problems owner, Span at, String message, @Nullable String hint) {
    owner.refuse(at, message, hint);
    return new RefusedException();
  }
}
