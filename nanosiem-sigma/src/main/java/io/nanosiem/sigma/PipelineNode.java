package io.nanosiem.sigma;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A search of a rule while a pipeline works on it: what {@link Ast.Search} says, and which steps
 * have changed it. Immutable.
 */
sealed interface PipelineNode {
  /** The same with every entry replaced; an entry for which there is null is dropped. */
  @Nullable PipelineNode rewrite(Function<Entry, @Nullable PipelineNode> change);

  /** Shows every entry, in order. */
  void each(Consumer<Entry> look);

  /** As the compiler takes it. */
  Ast.Search toAst();

  /** With the id of a step that made or changed it. */
  PipelineNode marked(@Nullable String step);

  static PipelineNode of(Ast.Search search, Problems problems) {
    if (search instanceof Ast.Item item) {
      return new Entry(item, item.field(), item.modifiers(), item.values(), Set.of(), problems);
    }
    List<? extends Ast.Search> parts =
        search instanceof Ast.AllOf all ? all.parts() : ((Ast.AnyOf) search).branches();
    return new Group(
        search instanceof Ast.AllOf, parts.stream().map(part -> of(part, problems)).toList());
  }

  /** Several of one kind: the only one, or a group. */
  static PipelineNode joined(boolean all, List<PipelineNode> parts) {
    return parts.size() == 1 ? parts.get(0) : new Group(all, List.copyOf(parts));
  }

  /**
   * Several parts, joined.
   *
   * @param all whether all must hold, or one
   * @param parts at least one
   */
  record Group(boolean all, List<PipelineNode> parts) implements PipelineNode {
    @Override
    public @Nullable PipelineNode rewrite(Function<Entry, @Nullable PipelineNode> change) {
      List<PipelineNode> kept = new ArrayList<>(parts.size());
      boolean isSame = true;
      for (PipelineNode part : parts) {
        PipelineNode changed = part.rewrite(change);
        isSame &= changed == part;
        if (changed != null) {
          kept.add(changed);
        }
      }
      return isSame ? this : kept.isEmpty() ? null : joined(all, kept);
    }

    @Override
    public void each(Consumer<Entry> look) {
      parts.forEach(part -> part.each(look));
    }

    @Override
    public Ast.Search toAst() {
      List<Ast.Search> searches = parts.stream().map(PipelineNode::toAst).toList();
      return all ? new Ast.AllOf(searches) : new Ast.AnyOf(searches);
    }

    @Override
    public PipelineNode marked(@Nullable String step) {
      return new Group(all, parts.stream().map(part -> part.marked(step)).toList());
    }
  }

  /**
   * One line of a search.
   *
   * @param origin what the rule says
   * @param field where it looks now; null for everywhere
   * @param modifiers in order
   * @param values at least one
   * @param steps the ids of the steps that changed it
   * @param problems of the file that it stands in
   */
  record Entry(
      Ast.Item origin,
      @Nullable String field,
      List<Ast.Applied> modifiers,
      List<Yaml.Scalar> values,
      Set<String> steps,
      Problems problems)
      implements PipelineNode {

    Entry withField(@Nullable String changed) {
      return new Entry(origin, changed, modifiers, values, steps, problems);
    }

    Entry with(List<Ast.Applied> changedModifiers, List<Yaml.Scalar> changedValues) {
      return new Entry(
          origin,
          field,
          List.copyOf(changedModifiers),
          List.copyOf(changedValues),
          steps,
          problems);
    }

    boolean has(Modifier modifier) {
      for (Ast.Applied applied : modifiers) {
        if (applied.modifier() == modifier) {
          return true;
        }
      }
      return false;
    }

    @Nullable Modifier placement() {
      for (Ast.Applied applied : modifiers) {
        if (applied.modifier().isPlacement()) {
          return applied.modifier();
        }
      }
      return null;
    }

    /** Whether its text values are compared as text, so that they can be read and changed. */
    boolean isText() {
      for (Ast.Applied applied : modifiers) {
        Modifier m = applied.modifier();
        boolean isOther =
            m == Modifier.EXISTS
                || m == Modifier.FIELDREF
                || m == Modifier.RE
                || m == Modifier.CIDR
                || m.isRegexFlag()
                || m.isTimePart()
                || m.isComparison()
                || m.isEncoding();
        if (isOther) {
          return false;
        }
      }
      return true;
    }

    /**
     * A text value with the wildcards its modifiers stand for, or null if it is none that is
     * compared as text. Keywords are shown as they are written: that they are looked for anywhere
     * goes without saying.
     */
    @Nullable PipelineText text(Yaml.Scalar value) {
      if (!isText() || !value.isString()) {
        return null;
      }
      PipelineText text = PipelineText.parse(value.text(), has(Modifier.EXPAND));
      return field == null ? text : text.placed(placement());
    }

    /** The names of the fields that it compares with. */
    List<String> references() {
      return has(Modifier.FIELDREF) ? values.stream().map(Yaml.Scalar::text).toList() : List.of();
    }

    /** Its modifiers without those that a condition picks out. */
    List<Ast.Applied> without(java.util.function.Predicate<Modifier> unwanted) {
      return modifiers.stream().filter(applied -> !unwanted.test(applied.modifier())).toList();
    }

    /**
     * How entries that came of this one are to be joined if one of them is enough: by "or", unless
     * the whole is negated.
     */
    boolean joinsAlternativesByAnd() {
      return has(Modifier.NEQ);
    }

    @Override
    public @Nullable PipelineNode rewrite(Function<Entry, @Nullable PipelineNode> change) {
      return change.apply(this);
    }

    @Override
    public void each(Consumer<Entry> look) {
      look.accept(this);
    }

    @Override
    public Entry marked(@Nullable String step) {
      if (step == null || steps.contains(step)) {
        return this;
      }
      Set<String> more = new LinkedHashSet<>(steps);
      more.add(step);
      return new Entry(origin, field, modifiers, values, more, problems);
    }

    @Override
    public Ast.Item toAst() {
      if (Objects.equals(field, origin.field())
          && modifiers.equals(origin.modifiers())
          && values.equals(origin.values())) {
        return origin;
      }
      StringBuilder key = new StringBuilder(field == null ? "" : field);
      modifiers.forEach(applied -> key.append('|').append(applied.modifier().word()));
      if (!key.toString().equals(origin.key())) {
        key.append(key.length() == 0 ? "(" : " (")
            .append(origin.key().isEmpty() ? "keywords" : origin.key())
            .append(" in the rule)");
      }
      return new Ast.Item(field, modifiers, values, key.toString(), origin.at());
    }
  }
}
