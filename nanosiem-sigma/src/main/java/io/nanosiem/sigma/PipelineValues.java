package io.nanosiem.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Puts entries together anew after their fields or values were changed. */
final class PipelineValues {
  private PipelineValues() {}

  /** What a value becomes. Immutable. */
  sealed interface Result {}

  /**
   * A text.
   *
   * @param text with its wildcards
   */
  record Text(PipelineText text) implements Result {}

  /**
   * A value of any kind, as it stands.
   *
   * @param value which
   */
  record Plain(Yaml.Scalar value) implements Result {}

  /**
   * A regular expression.
   *
   * @param pattern that is searched for
   */
  record Regex(String pattern) implements Result {}

  /** What a step does to each value of an entry. */
  interface Change {
    /**
     * What becomes of a value.
     *
     * @param text the same as text, wildcards of modifiers included; null if it is no text
     * @return at least one; null if it stays
     */
    @Nullable List<Result> of(Yaml.Scalar value, @Nullable PipelineText text);
  }

  /** The entry with its values changed, as they are once the modifiers have been applied. */
  static PipelineNode changed(PipelineNode.Entry entry, Change change) {
    List<List<Result>> results = new ArrayList<>();
    boolean isChanged = false;
    for (Yaml.Scalar value : entry.values()) {
      List<Result> result = change.of(value, entry.text(value));
      isChanged |= result != null;
      results.add(result == null ? List.of() : result);
    }
    if (!isChanged) {
      return entry;
    }
    Modifier placement = entry.field() == null || !entry.isText() ? null : entry.placement();
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i).isEmpty()) {
        Yaml.Scalar value = entry.values().get(i);
        Result same = same(entry, value, placement);
        if (same == null) {
          // The compiler says what is wrong with this value.
          return entry;
        }
        results.set(i, List.of(same));
      }
    }
    return rebuilt(entry, results, m -> placement != null && m.isPlacement());
  }

  /** A value that a step leaves alone while its modifier goes. */
  private static @Nullable Result same(
      PipelineNode.Entry entry, Yaml.Scalar value, @Nullable Modifier placement) {
    PipelineText text = entry.text(value);
    if (text != null) {
      return new Text(text);
    }
    if (placement == null) {
      return new Plain(value);
    }
    Number number = value.number();
    String digits = number == null ? null : Numbers.text(number);
    if (digits == null) {
      return null;
    }
    ItemCompiler.noteNumberAsText(entry.problems(), value, placement, digits);
    return new Text(PipelineText.literal(digits).placed(placement));
  }

  /** The entry with its placeholders filled in; its modifiers still have to be applied. */
  static PipelineNode filled(PipelineNode.Entry entry, Change change) {
    List<List<Result>> results = new ArrayList<>();
    boolean isChanged = false;
    for (Yaml.Scalar value : entry.values()) {
      PipelineText text = value.isString() ? PipelineText.parse(value.text(), true) : null;
      List<Result> result = text != null && text.hasPlaceholders() ? change.of(value, text) : null;
      isChanged |= result != null;
      results.add(
          result != null ? result : List.of(text == null ? new Plain(value) : new Text(text)));
    }
    return isChanged ? rebuilt(entry, results, m -> false) : entry;
  }

  private static PipelineNode rebuilt(
      PipelineNode.Entry entry, List<List<Result>> results, Predicate<Modifier> applied) {
    boolean expands =
        entry.has(Modifier.EXPAND)
            && results.stream()
                .flatMap(List::stream)
                .anyMatch(one -> one instanceof Text text && text.text().hasPlaceholders());
    List<List<Yaml.Scalar>> values = new ArrayList<>();
    List<List<Yaml.Scalar>> patterns = new ArrayList<>();
    boolean hasText = false;
    for (int i = 0; i < results.size(); i++) {
      Yaml.Scalar old = entry.values().get(i);
      List<Yaml.Scalar> value = new ArrayList<>();
      List<Yaml.Scalar> pattern = new ArrayList<>();
      for (Result result : results.get(i)) {
        if (result instanceof Regex regex) {
          pattern.add(old.with(regex.pattern(), Yaml.Scalar.Type.STRING));
        } else if (result instanceof Text text) {
          value.add(old.with(text.text().written(expands), Yaml.Scalar.Type.STRING));
        } else {
          value.add(((Plain) result).value());
        }
      }
      hasText |= value.stream().anyMatch(Yaml.Scalar::isString);
      values.add(value);
      patterns.add(pattern);
    }
    values.removeIf(List::isEmpty);
    patterns.removeIf(List::isEmpty);
    boolean keepsText = hasText;
    List<PipelineNode> parts = new ArrayList<>();
    if (!values.isEmpty()) {
      List<Ast.Applied> modifiers =
          entry.without(
              m ->
                  applied.test(m)
                      || (m == Modifier.EXPAND && !expands)
                      || (!keepsText && (m == Modifier.CASED || m == Modifier.WINDASH)));
      parts.add(alternatives(entry, modifiers, values));
    }
    if (!patterns.isEmpty()) {
      List<Ast.Applied> modifiers = new ArrayList<>();
      modifiers.add(new Ast.Applied(Modifier.RE, entry.origin().at()));
      modifiers.addAll(entry.without(m -> m != Modifier.ALL && m != Modifier.NEQ));
      parts.add(alternatives(entry, modifiers, patterns));
    }
    return PipelineNode.joined(entry.has(Modifier.ALL) != entry.has(Modifier.NEQ), parts);
  }

  /**
   * The entry with several values in the place of each: one of them is enough, also under {@code
   * all}, which asks for every value of the rule.
   */
  static PipelineNode alternatives(
      PipelineNode.Entry entry, List<Ast.Applied> modifiers, List<List<Yaml.Scalar>> values) {
    boolean isSplit = entry.has(Modifier.ALL) && values.stream().anyMatch(one -> one.size() > 1);
    if (!isSplit) {
      return entry.with(modifiers, values.stream().flatMap(List::stream).toList());
    }
    List<Ast.Applied> each =
        modifiers.stream().filter(applied -> applied.modifier() != Modifier.ALL).toList();
    List<PipelineNode> parts = new ArrayList<>();
    for (List<Yaml.Scalar> several : values) {
      parts.add(entry.with(each, several));
    }
    return PipelineNode.joined(!entry.has(Modifier.NEQ), parts);
  }

  /**
   * The entry looking into other fields. One of them is enough, but for what is absent: that is
   * absent if all of them are. A negated entry is the opposite of the same without "neq".
   */
  static PipelineNode moved(PipelineNode.Entry from, List<String> fields) {
    PipelineNode.Entry entry = from.field() == null ? lookingAnywhere(from) : from;
    if (fields.size() == 1) {
      return entry.withField(fields.get(0));
    }
    boolean isNegated = entry.has(Modifier.NEQ);
    if (entry.has(Modifier.EXISTS)) {
      boolean isAbsent = Boolean.FALSE.equals(entry.values().get(0).plain());
      return each(entry, fields, isAbsent);
    }
    List<Yaml.Scalar> nulls = new ArrayList<>();
    List<Yaml.Scalar> others = new ArrayList<>();
    for (Yaml.Scalar value : entry.values()) {
      boolean isNull = value.type() == Yaml.Scalar.Type.NULL && !entry.has(Modifier.ALL);
      (isNull ? nulls : others).add(value);
    }
    List<PipelineNode> parts = new ArrayList<>();
    if (!others.isEmpty()) {
      parts.add(each(entry.with(entry.modifiers(), others), fields, isNegated));
    }
    if (!nulls.isEmpty()) {
      parts.add(each(entry.with(entry.modifiers(), nulls), fields, !isNegated));
    }
    return PipelineNode.joined(isNegated, parts);
  }

  private static PipelineNode each(PipelineNode.Entry entry, List<String> fields, boolean all) {
    return PipelineNode.joined(
        all, fields.stream().map(name -> (PipelineNode) entry.withField(name)).toList());
  }

  /** Keywords are found anywhere; in a field that has to be said. */
  private static PipelineNode.Entry lookingAnywhere(PipelineNode.Entry keywords) {
    Modifier placement = keywords.placement();
    if (!keywords.isText()) {
      return keywords;
    }
    List<Yaml.Scalar> values = new ArrayList<>();
    for (Yaml.Scalar value : keywords.values()) {
      Number number = value.number();
      String digits = number == null ? null : Numbers.text(number);
      PipelineText text =
          value.isString()
              ? PipelineText.parse(value.text(), keywords.has(Modifier.EXPAND))
              : PipelineText.literal(digits == null ? value.text() : digits);
      values.add(
          value.with(
              text.placed(placement == null ? Modifier.CONTAINS : placement)
                  .written(keywords.has(Modifier.EXPAND)),
              Yaml.Scalar.Type.STRING));
    }
    return keywords.with(keywords.without(Modifier::isPlacement), values);
  }
}
