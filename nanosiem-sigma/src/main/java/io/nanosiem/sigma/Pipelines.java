package io.nanosiem.sigma;

import io.nanosiem.event.LogSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All pipelines that rules go through, as one: by priority, then in the order given, with the
 * variables of all of them. Immutable and thread-safe.
 *
 * <p>A rule is changed between reading and compiling, together with the filters that apply to it:
 * the steps see their entries as if they were the rule's, and so does pySigma.
 */
final class Pipelines {
  private final List<PipelineStep> steps;
  private final Map<String, List<String>> vars;
  private final Set<String> placeholders;

  private Pipelines(
      List<PipelineStep> steps, Map<String, List<String>> vars, Set<String> placeholders) {
    this.steps = steps;
    this.vars = vars;
    this.placeholders = placeholders;
  }

  /**
   * Joins pipelines.
   *
   * @param placeholders those that have values without a pipeline
   */
  static Pipelines of(List<ProcessingPipeline> pipelines, Set<String> placeholders) {
    List<PipelineStep> steps = new ArrayList<>();
    Map<String, List<String>> vars = new LinkedHashMap<>();
    pipelines.stream()
        .sorted(Comparator.comparingInt(ProcessingPipeline::priority))
        .forEach(
            pipeline -> {
              steps.addAll(pipeline.steps());
              vars.putAll(pipeline.vars());
            });
    return new Pipelines(List.copyOf(steps), Collections.unmodifiableMap(vars), placeholders);
  }

  boolean isEmpty() {
    return steps.isEmpty();
  }

  /**
   * A filter that applies to a rule.
   *
   * @param filter which
   * @param problems of its file
   */
  record Use(Ast.Filter filter, Problems problems) {}

  /**
   * What has become of a rule.
   *
   * @param rule the rule
   * @param filters that apply to it, in order; null where nothing is left of one
   */
  record Changed(Ast.Rule rule, List<Ast.@Nullable Filter> filters) {}

  /**
   * A rule after all steps, or null if it is refused on the way.
   *
   * @param uses the filters that apply to it
   * @param problems of its file
   */
  @Nullable Changed apply(Ast.Rule rule, List<Use> uses, Problems problems) {
    PipelineRun run =
        new PipelineRun(rule.meta(), rule.logSource(), false, problems, vars, placeholders);
    run.addBody(rule.searches(), problems);
    uses.forEach(use -> run.addBody(use.filter().searches(), use.problems()));
    try {
      steps.forEach(step -> step.apply(run));
      Map<String, Ast.Search> searches = searches(run.body(0));
      noteDropped(rule.searches(), searches, problems, rule.meta().at());
      Ast.Condition condition = pruned(rule.condition(), searches);
      for (PipelineRun.Added added : run.added()) {
        if (searches.containsKey(added.name())) {
          Ast.Condition more = new Ast.Reference(added.name());
          more = added.isNegated() ? new Ast.Not(more) : more;
          condition = condition == null ? more : new Ast.And(List.of(more, condition));
        }
      }
      if (condition == null) {
        throw run.refuse(
            "a pipeline drops everything that the condition of the rule names",
            "give 'drop_detection_item' conditions that are true of less");
      }
      List<Ast.@Nullable Filter> filters = new ArrayList<>();
      for (int i = 0; i < uses.size(); i++) {
        filters.add(filter(uses.get(i), searches(run.body(i + 1))));
      }
      return new Changed(
          new Ast.Rule(run.changedMeta(), run.logSource(), searches, condition), filters);
    } catch (PipelineRun.RefusedException e) {
      return null;
    }
  }

  private static Map<String, Ast.Search> searches(Map<String, PipelineNode> body) {
    Map<String, Ast.Search> searches = new LinkedHashMap<>();
    body.forEach((name, node) -> searches.put(name, node.toAst()));
    return Collections.unmodifiableMap(searches);
  }

  private static void noteDropped(
      Map<String, Ast.Search> before, Map<String, Ast.Search> after, Problems problems, Span at) {
    for (String name : before.keySet()) {
      if (!after.containsKey(name)) {
        problems.note(
            at,
            "a pipeline drops all of the search " + Words.quoted(name),
            "the condition is read as if it did not name it");
      }
    }
  }

  private static Ast.@Nullable Filter filter(Use use, Map<String, Ast.Search> searches) {
    Ast.Filter filter = use.filter();
    if (searches.equals(filter.searches())) {
      return filter;
    }
    Ast.Condition condition = pruned(filter.condition(), searches);
    if (condition == null) {
      return null;
    }
    return new Ast.Filter(filter.title(), filter.logSource(), filter.rules(), searches, condition);
  }

  /** A condition without the searches that are gone; null if nothing is left. */
  private static Ast.@Nullable Condition pruned(
      Ast.Condition condition, Map<String, Ast.Search> searches) {
    if (condition instanceof Ast.And and) {
      List<Ast.Condition> parts = pruned(and.parts(), searches);
      return parts.size() < 2 ? only(parts) : new Ast.And(parts);
    }
    if (condition instanceof Ast.Or or) {
      List<Ast.Condition> parts = pruned(or.parts(), searches);
      return parts.size() < 2 ? only(parts) : new Ast.Or(parts);
    }
    if (condition instanceof Ast.Not not) {
      Ast.Condition part = pruned(not.part(), searches);
      return part == null ? null : new Ast.Not(part);
    }
    if (condition instanceof Ast.Quantified quantified) {
      List<String> names = quantified.names().stream().filter(searches::containsKey).toList();
      return names.isEmpty()
          ? null
          : new Ast.Quantified(
              quantified.words(), Math.min(quantified.count(), names.size()), names);
    }
    return searches.containsKey(((Ast.Reference) condition).name()) ? condition : null;
  }

  private static List<Ast.Condition> pruned(
      List<Ast.Condition> parts, Map<String, Ast.Search> searches) {
    List<Ast.Condition> kept = new ArrayList<>();
    for (Ast.Condition part : parts) {
      Ast.Condition left = pruned(part, searches);
      if (left != null) {
        kept.add(left);
      }
    }
    return List.copyOf(kept);
  }

  private static Ast.@Nullable Condition only(List<Ast.Condition> parts) {
    return parts.isEmpty() ? null : parts.get(0);
  }

  /**
   * What the name of a field becomes that stands in a correlation rule: in {@code group-by}, in an
   * alias, in a condition.
   *
   * @param field as written
   * @param logSource of the rules that the correlation builds on, or of one of them
   * @param meta of the correlation
   * @param problems of its file
   * @return at least one name; null if a step refuses the rule, which is reported
   */
  @Nullable List<String> namesOf(
      String field, LogSource logSource, Ast.Meta meta, Problems problems) {
    PipelineRun run = new PipelineRun(meta, logSource, true, problems, vars, placeholders);
    try {
      List<String> names = List.of(field);
      for (PipelineStep step : steps) {
        names = step.names(run, names);
      }
      return names;
    } catch (PipelineRun.RefusedException e) {
      return null;
    }
  }
}
