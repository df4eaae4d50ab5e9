package io.nanosiem.sigma;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a pipeline: what it does, and when. Immutable.
 *
 * @param id for the conditions of later steps; null if it has none
 * @param where it stands, for messages, such as {@code 'ecs' at ecs.yml:12:5}
 * @param change what it does
 * @param rule asked of the rule
 * @param entry asked of an entry
 * @param field asked of the name of a field
 */
record PipelineStep(
    @Nullable String id,
    String where,
    PipelineChange change,
    PipelineLogic<PipelineCondition.OfRule> rule,
    PipelineLogic<PipelineCondition.OfEntry> entry,
    PipelineLogic<PipelineCondition.OfField> field) {

  /** Does to the rule what it is for, if its conditions hold. */
  void apply(PipelineRun run) {
    if (!rule.holds(condition -> condition.holds(run))) {
      return;
    }
    run.applied(id);
    if (change instanceof PipelineChange.OfRule whole) {
      whole.apply(run, this);
    } else if (change instanceof PipelineChange.OfNames names) {
      List<String> fields = new ArrayList<>();
      run.fields().forEach(name -> fields.addAll(renamed(run, names, name)));
      run.setFields(fields);
      run.rewrite(one -> meets(run, one) ? rename(run, names, one) : one);
    } else {
      PipelineChange.OfEntry each = (PipelineChange.OfEntry) change;
      run.rewrite(
          one -> {
            if (!meets(run, one)) {
              return one;
            }
            PipelineNode changed = each.change(run, this, one);
            return changed == null || changed == one ? changed : changed.marked(id);
          });
    }
  }

  /** What becomes of the name of a field that stands outside searches. */
  List<String> names(PipelineRun run, List<String> from) {
    if (!rule.holds(condition -> condition.holds(run))) {
      return from;
    }
    run.applied(id);
    List<String> to = from;
    if (change instanceof PipelineChange.Nest nest) {
      for (PipelineStep step : nest.steps()) {
        to = step.names(run, to);
      }
    } else if (change instanceof PipelineChange.OfNames names) {
      to = to.stream().flatMap(name -> renamed(run, names, name).stream()).distinct().toList();
    } else if (change instanceof PipelineChange.OfRule whole && !whole.isOfSearches()) {
      whole.apply(run, this);
    }
    return to;
  }

  private boolean meets(PipelineRun run, PipelineNode.Entry one) {
    return entry.holds(condition -> condition.holds(run, one))
        && field.holds(condition -> condition.holdsOf(run, one));
  }

  private boolean meets(PipelineRun run, @Nullable String name) {
    return field.holds(condition -> condition.holds(run, name));
  }

  private List<String> renamed(PipelineRun run, PipelineChange.OfNames names, String name) {
    List<String> to = names.map(name);
    if (to == null || !meets(run, name)) {
      return List.of(name);
    }
    run.spend(to.size(), to.stream().mapToLong(String::length).sum());
    run.renamed(name, to, id);
    return to;
  }

  private PipelineNode rename(
      PipelineRun run, PipelineChange.OfNames names, PipelineNode.Entry one) {
    PipelineNode changed = one;
    if (one.has(Modifier.FIELDREF)) {
      List<List<Yaml.Scalar>> references = new ArrayList<>();
      boolean isMapped = false;
      for (Yaml.Scalar value : one.values()) {
        List<String> to =
            value.isString() && names.map(value.text()) != null && meets(run, value.text())
                ? renamed(run, names, value.text())
                : null;
        isMapped |= to != null;
        references.add(
            to == null
                ? List.of(value)
                : to.stream().map(name -> value.with(name, Yaml.Scalar.Type.STRING)).toList());
      }
      if (isMapped) {
        changed = PipelineValues.alternatives(one, one.modifiers(), references).marked(id);
      }
    }
    List<String> to = names.map(one.field());
    if (to == null || !meets(run, one.field())) {
      return changed;
    }
    run.spend((long) to.size() * one.values().size(), to.stream().mapToLong(String::length).sum());
    PipelineNode moved = changed.rewrite(part -> PipelineValues.moved(part, to));
    if (moved == null) {
      throw new IllegalStateException("a field is mapped to something");
    }
    return moved.marked(id);
  }

  /** Words that say which step it was. */
  String hint() {
    return "step " + where;
  }
}
