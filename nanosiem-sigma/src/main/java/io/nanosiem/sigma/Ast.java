package io.nanosiem.sigma;

import io.nanosiem.detect.Severity;
import io.nanosiem.event.LogSource;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the documents of a rule file say, read and typed but not yet made to run. Immutable. */
final class Ast {
  private Ast() {}

  /** One document. */
  sealed interface Document {}

  /**
   * A detection rule.
   *
   * @param meta who it is
   * @param logSource what it is about
   * @param searches by name, in order
   * @param condition how the searches are combined
   */
  record Rule(Meta meta, LogSource logSource, Map<String, Search> searches, Condition condition)
      implements Document {
    Rule with(Meta other) {
      return new Rule(other, logSource, searches, condition);
    }
  }

  /**
   * A filter.
   *
   * @param title what it is called
   * @param logSource which rules it can apply to
   * @param rules ids or names; empty for any
   * @param searches by name, in order
   * @param condition what must hold as well, for the rules it applies to
   */
  record Filter(
      String title,
      LogSource logSource,
      List<Yaml.Scalar> rules,
      Map<String, Search> searches,
      Condition condition)
      implements Document {}

  /**
   * A correlation.
   *
   * @param meta who it is
   * @param type what it measures
   * @param rules ids or names of what it builds on, at least one, in order
   * @param aliases for each name in the grouping that is one, the field by id or name of a rule
   * @param groupBy fields and aliases
   * @param timespan how long the whole may take
   * @param condition what must be true
   * @param generates whether those rules still report for themselves
   * @param at where it begins
   */
  record Correlation(
      Meta meta,
      CorrelationReader.Type type,
      List<Name> rules,
      Map<String, Map<Name, String>> aliases,
      List<String> groupBy,
      Duration timespan,
      CorrelationReader.Condition condition,
      boolean generates,
      Span at)
      implements Document {
    Correlation with(Meta other) {
      return new Correlation(
          other, type, rules, aliases, groupBy, timespan, condition, generates, at);
    }
  }

  /**
   * A correlation that cannot be run. The rules it names are known all the same: they do not become
   * alerts because their correlation is broken.
   *
   * @param rules ids or names
   */
  record BrokenCorrelation(List<String> rules) implements Document {}

  /**
   * A name in its place.
   *
   * @param text as written
   * @param at where
   */
  record Name(String text, Span at) {}

  /**
   * The attributes of a rule.
   *
   * @param id as written; null if there is none
   * @param name for references; null if there is none
   * @param title mandatory
   * @param status lower case; null if there is none
   * @param level null if there is none
   * @param tags in order
   * @param description null if there is none
   * @param date null if there is none that we can read
   * @param modified null if there is none that we can read
   * @param attributes every other top-level key but logsource and detection, as plain values
   * @param text the document as written
   * @param at where the title is
   */
  record Meta(
      @Nullable String id,
      @Nullable String name,
      String title,
      @Nullable String status,
      @Nullable Severity level,
      List<String> tags,
      @Nullable String description,
      @Nullable LocalDate date,
      @Nullable LocalDate modified,
      Map<String, @Nullable Object> attributes,
      String text,
      Span at) {
    Meta withLevel(Severity other) {
      return new Meta(
          id, name, title, status, other, tags, description, date, modified, attributes, text, at);
    }
  }

  /** A search identifier's content. */
  sealed interface Search {}

  /**
   * All must hold.
   *
   * @param parts in order; entries of a map as written, and whatever a pipeline makes of them
   */
  record AllOf(List<Search> parts) implements Search {}

  /**
   * One must hold.
   *
   * @param branches in order
   */
  record AnyOf(List<Search> branches) implements Search {}

  /**
   * A field, or everything, and what is looked for.
   *
   * @param field null for keywords
   * @param modifiers in order
   * @param values at least one
   * @param key the key as written; empty for a list of keywords
   * @param at where the key is, or the first keyword
   */
  record Item(
      @Nullable String field,
      List<Applied> modifiers,
      List<Yaml.Scalar> values,
      String key,
      Span at)
      implements Search {}

  /**
   * A modifier in its place.
   *
   * @param modifier which
   * @param at where
   */
  record Applied(Modifier modifier, Span at) {}

  /** A condition. */
  sealed interface Condition {}

  /**
   * All of them.
   *
   * @param parts at least two
   */
  record And(List<Condition> parts) implements Condition {}

  /**
   * Any of them.
   *
   * @param parts at least two
   */
  record Or(List<Condition> parts) implements Condition {}

  /**
   * Not that.
   *
   * @param part what
   */
  record Not(Condition part) implements Condition {}

  /**
   * A search by its name.
   *
   * @param name of the search
   */
  record Reference(String name) implements Condition {}

  /**
   * {@code 1 of x*}, {@code all of them}, {@code 2 of x*}.
   *
   * @param words as written, for people
   * @param count how many; 0 for all
   * @param names the searches it selects, at least one
   */
  record Quantified(String words, int count, List<String> names) implements Condition {}
}
