package io.nanosiem.sigma;

import io.nanosiem.detect.Severity;
import io.nanosiem.event.LogSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a step asks before it does anything: of the rule, of an entry, or of a field name. */
final class PipelineCondition {
  private PipelineCondition() {}

  // ---- of the rule ----

  /** Asked of a whole rule. Immutable. */
  sealed interface OfRule {
    boolean holds(PipelineRun run);
  }

  /**
   * {@code logsource}: what it names is what the rule names.
   *
   * @param wanted lower case
   */
  record LogSourceIs(LogSource wanted) implements OfRule {
    @Override
    public boolean holds(PipelineRun run) {
      LogSource given = run.logSource();
      return fits(wanted.category(), given.category())
          && fits(wanted.product(), given.product())
          && fits(wanted.service(), given.service());
    }

    private static boolean fits(@Nullable String wanted, @Nullable String given) {
      return wanted == null || wanted.equals(given);
    }
  }

  /**
   * {@code contains_field}: some entry looks into a field.
   *
   * @param field its name
   */
  record ContainsField(String field) implements OfRule {
    @Override
    public boolean holds(PipelineRun run) {
      return run.anyEntry(entry -> field.equals(entry.field()));
    }
  }

  /**
   * {@code contains_detection_item}: some entry looks for a value in a field.
   *
   * @param field its name
   * @param value of the same type and, as text, the same in case and wildcards
   */
  record ContainsEntry(String field, Yaml.Scalar value) implements OfRule {
    @Override
    public boolean holds(PipelineRun run) {
      return run.anyEntry(
          entry ->
              field.equals(entry.field())
                  && entry.values().stream().anyMatch(one -> isSame(entry, one, value)));
    }
  }

  /**
   * {@code processing_item_applied}: a step took place on the rule.
   *
   * @param step its id
   */
  record StepApplied(String step) implements OfRule, OfEntry, OfField {
    @Override
    public boolean holds(PipelineRun run) {
      return run.wasApplied(step);
    }

    @Override
    public boolean holds(PipelineRun run, PipelineNode.Entry entry) {
      return entry.steps().contains(step);
    }

    @Override
    public boolean holds(PipelineRun run, @Nullable String field) {
      return run.wasRenamedBy(field, step);
    }

    @Override
    public boolean holdsOf(PipelineRun run, PipelineNode.Entry entry) {
      return entry.steps().contains(step);
    }
  }

  /**
   * {@code processing_state}: what {@code set_state} has left behind compares with a value.
   *
   * @param key of the state
   * @param value compared with
   * @param operator eq, ne, gte, gt, lte, lt
   */
  record StateIs(String key, @Nullable Object value, String operator)
      implements OfRule, OfEntry, OfField {
    @Override
    public boolean holds(PipelineRun run) {
      Object given = run.state().get(key);
      return given != null && compares(given, value, operator);
    }

    @Override
    public boolean holds(PipelineRun run, PipelineNode.Entry entry) {
      return holds(run);
    }

    @Override
    public boolean holds(PipelineRun run, @Nullable String field) {
      return holds(run);
    }

    @Override
    public boolean holdsOf(PipelineRun run, PipelineNode.Entry entry) {
      return holds(run);
    }
  }

  /**
   * {@code is_sigma_rule} and {@code is_sigma_correlation_rule}.
   *
   * @param isCorrelation which of them
   */
  record KindIs(boolean isCorrelation) implements OfRule {
    @Override
    public boolean holds(PipelineRun run) {
      return run.isCorrelation() == isCorrelation;
    }
  }

  /**
   * {@code tag}: the rule has it.
   *
   * @param tag such as {@code attack.t1059}
   */
  record HasTag(String tag) implements OfRule {
    @Override
    public boolean holds(PipelineRun run) {
      return run.meta().tags().contains(tag);
    }
  }

  /**
   * {@code taxonomy}: the names that the rule uses; one that says nothing uses {@code sigma}.
   *
   * @param name of the taxonomy
   */
  record TaxonomyIs(String name) implements OfRule {
    @Override
    public boolean holds(PipelineRun run) {
      Object given = run.attributes().get("taxonomy");
      return name.equals(given == null ? "sigma" : given);
    }
  }

  /**
   * {@code rule_attribute}: an attribute of the rule compares with a value.
   *
   * @param attribute its name
   * @param value compared with
   * @param operator eq, ne, gte, gt, lte, lt, in, not_in
   */
  record AttributeIs(String attribute, Yaml.Scalar value, String operator) implements OfRule {
    static final List<String> STATUSES =
        List.of("unsupported", "deprecated", "experimental", "test", "stable");

    @Override
    public boolean holds(PipelineRun run) {
      Object given = given(run);
      if (given == null) {
        return false;
      }
      if (given instanceof List<?> several) {
        boolean isIn = several.stream().anyMatch(one -> value.text().equals(String.valueOf(one)));
        return switch (operator) {
          case "in" -> isIn;
          case "not_in" -> !isIn;
          default -> operator.equals("ne");
        };
      }
      if (given instanceof Map) {
        throw run.refuse(
            "a pipeline compares the attribute "
                + Words.quoted(attribute)
                + ", which is a map in this rule",
            null);
      }
      if (operator.equals("in") || operator.equals("not_in")) {
        throw run.refuse(
            "a pipeline asks whether something is in the attribute "
                + Words.quoted(attribute)
                + ", which is no list in this rule",
            null);
      }
      if (given instanceof Severity level) {
        Severity wanted = Severity.valueOf(value.text().toUpperCase(Locale.ROOT));
        return isOrdered(level.compareTo(wanted), operator);
      }
      if (given instanceof LocalDate date) {
        return isOrdered(date.compareTo(LocalDate.parse(value.text())), operator);
      }
      if (attribute.equals("status")) {
        return isOrdered(
            Integer.compare(
                STATUSES.indexOf(given), STATUSES.indexOf(value.text().toLowerCase(Locale.ROOT))),
            operator);
      }
      if (given instanceof String && !operator.equals("eq") && !operator.equals("ne")) {
        throw run.refuse(
            "a pipeline compares the attribute "
                + Words.quoted(attribute)
                + " by '"
                + operator
                + "', and it is text in this rule",
            "text is equal ('eq') or not ('ne')");
      }
      return compares(given, given instanceof String ? value.text() : value.plain(), operator);
    }

    private @Nullable Object given(PipelineRun run) {
      Ast.Meta meta = run.meta();
      return switch (attribute) {
        case "id" -> meta.id();
        case "name" -> meta.name();
        case "title" -> meta.title();
        case "status" -> meta.status();
        case "level" -> meta.level();
        case "tags" -> meta.tags();
        case "description" -> meta.description();
        case "date" -> meta.date();
        case "modified" -> meta.modified();
        case "fields" -> run.fields();
        default -> run.attributes().get(attribute);
      };
    }
  }

  private static boolean isOrdered(int order, String operator) {
    return switch (operator) {
      case "eq" -> order == 0;
      case "ne" -> order != 0;
      case "gte" -> order >= 0;
      case "gt" -> order > 0;
      case "lte" -> order <= 0;
      default -> order < 0;
    };
  }

  /** Numbers by size, texts by their characters; values of different kinds are only unequal. */
  private static boolean compares(Object given, @Nullable Object wanted, String operator) {
    if (given instanceof Number a && wanted instanceof Number b) {
      Number first = Numbers.normal(a);
      Number second = Numbers.normal(b);
      if (first != null && second != null) {
        return isOrdered(Numbers.compare(first, second), operator);
      }
    }
    if (given instanceof String a && wanted instanceof String b) {
      return isOrdered(a.compareTo(b), operator);
    }
    return given.equals(wanted) ? operator.equals("eq") : operator.equals("ne");
  }

  // ---- of an entry ----

  /** Asked of an entry of a search. Immutable. */
  sealed interface OfEntry {
    boolean holds(PipelineRun run, PipelineNode.Entry entry);
  }

  /**
   * A condition on values: any, or all of them.
   *
   * @param all whether all
   * @param test of one value
   */
  record OfValues(boolean all, ValueCondition test) implements OfEntry {
    @Override
    public boolean holds(PipelineRun run, PipelineNode.Entry entry) {
      for (Yaml.Scalar value : entry.values()) {
        if (test.holds(run, entry, value) != all) {
          return !all;
        }
      }
      return all;
    }
  }

  /** Asked of one value. Immutable. */
  sealed interface ValueCondition {
    boolean holds(PipelineRun run, PipelineNode.Entry entry, Yaml.Scalar value);
  }

  /**
   * {@code match_string}: the text begins with what a pattern matches.
   *
   * @param pattern a regular expression
   * @param isNegated whether it must not
   */
  record MatchString(PipelineRegex pattern, boolean isNegated) implements ValueCondition {
    @Override
    public boolean holds(PipelineRun run, PipelineNode.Entry entry, Yaml.Scalar value) {
      PipelineText text = entry.text(value);
      if (text == null) {
        return isNegated;
      }
      String plain = text.plain();
      if (pattern.isTooLong(plain)) {
        throw run.refuse(
            entry.problems(), value.span(), "the value is too long for a pipeline to match", null);
      }
      return pattern.matchesStart(plain) != isNegated;
    }
  }

  /**
   * {@code match_value}: the value is this one.
   *
   * @param wanted of the same type
   */
  record MatchValue(Yaml.Scalar wanted) implements ValueCondition {
    @Override
    public boolean holds(PipelineRun run, PipelineNode.Entry entry, Yaml.Scalar value) {
      return isSame(entry, value, wanted);
    }
  }

  /** {@code is_null}. */
  record IsNull() implements ValueCondition {
    @Override
    public boolean holds(PipelineRun run, PipelineNode.Entry entry, Yaml.Scalar value) {
      return entry.isText() && value.type() == Yaml.Scalar.Type.NULL;
    }
  }

  /** {@code contains_wildcard}. */
  record ContainsWildcard() implements ValueCondition {
    @Override
    public boolean holds(PipelineRun run, PipelineNode.Entry entry, Yaml.Scalar value) {
      PipelineText text = entry.text(value);
      return text != null && text.hasWildcards();
    }
  }

  /** Whether a value of an entry is a given one: the same type, number, or text. */
  private static boolean isSame(PipelineNode.Entry entry, Yaml.Scalar value, Yaml.Scalar wanted) {
    if (!entry.isText()) {
      return false;
    }
    PipelineText text = entry.text(value);
    if (text != null) {
      return wanted.isString() && text.isSame(PipelineText.parse(wanted.text(), false));
    }
    Number a = value.number();
    Number b = wanted.number();
    if (a != null && b != null) {
      return Numbers.compare(a, b) == 0;
    }
    return value.type() == wanted.type() && Objects.equals(value.plain(), wanted.plain());
  }

  // ---- of a field name ----

  /**
   * Asked of the name of a field: of an entry, of a reference, or of the rule's list. Immutable.
   */
  sealed interface OfField {
    boolean holds(PipelineRun run, @Nullable String field);

    /** Of an entry: true if it is true of its field, or of one that it compares with. */
    default boolean holdsOf(PipelineRun run, PipelineNode.Entry entry) {
      return holds(run, entry.field())
          || entry.references().stream().anyMatch(name -> holds(run, name));
    }
  }

  /**
   * {@code include_fields} and {@code exclude_fields}.
   *
   * @param names plain names
   * @param patterns regular expressions, which match from the beginning
   * @param isExcluded whether the name must be none of them
   */
  record FieldIn(List<String> names, List<PipelineRegex> patterns, boolean isExcluded)
      implements OfField {
    @Override
    public boolean holds(PipelineRun run, @Nullable String field) {
      if (field == null) {
        return isExcluded;
      }
      boolean isIn = names.contains(field);
      for (PipelineRegex pattern : patterns) {
        if (!isIn && pattern.isTooLong(field)) {
          throw run.refuse("the name of a field is too long for a pipeline to match", null);
        }
        isIn = isIn || pattern.matchesStart(field);
      }
      return isIn != isExcluded;
    }
  }
}
