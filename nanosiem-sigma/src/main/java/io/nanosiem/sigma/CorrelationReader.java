package io.nanosiem.sigma;

import io.nanosiem.correlation.Bounds;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code correlation} of a document: structure and types. Which rules its references mean
 * is the business of {@link CorrelationLinker}. One thread, one file.
 */
final class CorrelationReader {
  private static final List<String> KEYS =
      List.of("type", "rules", "group-by", "timespan", "condition", "aliases", "generate");
  private static final List<String> OPERATORS = List.of("gt", "gte", "lt", "lte", "eq", "neq");
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final int MAX_LIST = 1_000;

  private final Problems problems;

  CorrelationReader(Problems problems) {
    this.problems = problems;
  }

  /** The types by the names that the specification, and pySigma, have for them. */
  enum Type {
    EVENT_COUNT,
    VALUE_COUNT,
    VALUE_SUM,
    VALUE_AVG,
    VALUE_PERCENTILE,
    VALUE_MEDIAN,
    TEMPORAL,
    TEMPORAL_ORDERED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean isTemporal() {
      return this == TEMPORAL || this == TEMPORAL_ORDERED;
    }

    /** Whether it measures numbers, which may have decimals, and not how many there are. */
    boolean isMeasure() {
      return this == VALUE_SUM
          || this == VALUE_AVG
          || this == VALUE_PERCENTILE
          || this == VALUE_MEDIAN;
    }

    static List<String> words() {
      return Arrays.stream(values()).map(Type::word).toList();
    }
  }

  /** The correlation, or null if something in it is refused. */
  Ast.@Nullable Correlation read(Yaml.Mapping document, Ast.@Nullable Meta meta) {
    int before = problems.refusals();
    Yaml.Entry entry = document.entry("correlation");
    if (entry == null || !(entry.value() instanceof Yaml.Mapping body)) {
      problems.refuse(
          entry == null ? document.span() : entry.value().span(),
          "'correlation' is a map of type, rules, timespan and condition",
          null);
      return null;
    }
    for (String stranger : List.of("detection", "logsource", "filter")) {
      Yaml.Entry other = document.entry(stranger);
      if (other != null) {
        problems.refuse(
            other.key().span(),
            "a correlation has no '" + stranger + "'",
            "put it into a document of its own, after a line '---'");
      }
    }
    for (Yaml.Entry one : body.entries()) {
      if (!KEYS.contains(one.name())) {
        problems.refuse(
            one.key().span(),
            "unknown key " + Words.quoted(one.name()) + " in a correlation",
            one.name().equals("timeframe")
                ? "did you mean 'timespan'?"
                : Words.didYouMean(one.name(), KEYS));
      }
    }
    Type type = type(body, entry.key().span());
    List<Ast.Name> rules = texts(body.get("rules"), "rules", "an id or a name");
    List<Ast.Name> groupBy = texts(body.get("group-by"), "group-by", "the name of a field");
    if (groupBy.isEmpty() && body.get("group-by") == null) {
      problems.note(
          entry.key().span(),
          "the correlation has no group-by: all events are one group",
          "such as 'group-by: [SourceIp]'");
    }
    Duration timespan = timespan(body, entry.key().span());
    Map<String, Map<Ast.Name, String>> aliases = aliases(body.get("aliases"), groupBy);
    boolean generates = generates(document, body);
    Condition condition = type == null ? null : condition(body, type, rules, entry.key().span());
    if (problems.refusals() == before && rules.isEmpty() && condition != null) {
      rules = condition.names();
    }
    if (problems.refusals() == before && rules.isEmpty()) {
      problems.refuse(
          entry.key().span(),
          "the correlation names no rules",
          "add 'rules:' with the ids or names of what it builds on");
    }
    if (problems.refusals() != before
        || meta == null
        || type == null
        || timespan == null
        || condition == null) {
      return null;
    }
    return new Ast.Correlation(
        meta,
        type,
        rules,
        aliases,
        groupBy.stream().map(Ast.Name::text).toList(),
        timespan,
        condition,
        generates,
        entry.key().span());
  }

  private @Nullable Type type(Yaml.Mapping body, Span at) {
    Yaml value = body.get("type");
    if (value == null) {
      problems.refuse(
          at, "the correlation has no type", "one of " + String.join(", ", Type.words()));
      return null;
    }
    if (!(value instanceof Yaml.Scalar scalar)) {
      problems.refuse(value.span(), "'type' is one word, not " + value.kind(), null);
      return null;
    }
    String word = scalar.text();
    for (Type type : Type.values()) {
      if (type.word().equals(word)) {
        return type;
      }
      if (type.word().equalsIgnoreCase(word)) {
        problems.note(scalar.span(), "the type should be lower case", null);
        return type;
      }
    }
    String near = Words.didYouMean(word, Type.words());
    problems.refuse(
        scalar.span(),
        "unknown type of correlation " + Words.quoted(word),
        near != null ? near : "one of " + String.join(", ", Type.words()));
    return null;
  }

  /** A list of texts, or a single one; empty if there is none or it is refused. */
  private List<Ast.Name> texts(@Nullable Yaml value, String key, String what) {
    if (value == null || (value instanceof Yaml.Scalar s && s.type() == Yaml.Scalar.Type.NULL)) {
      return List.of();
    }
    if (value instanceof Yaml.Mapping) {
      problems.refuse(value.span(), "'" + key + "' is a list, not " + value.kind(), null);
      return List.of();
    }
    List<Yaml> items = value instanceof Yaml.Sequence list ? list.items() : List.of(value);
    if (items.size() > MAX_LIST) {
      problems.refuse(value.span(), "'" + key + "' has more than " + MAX_LIST + " entries", null);
      return List.of();
    }
    List<Ast.Name> texts = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (Yaml item : items) {
      if (!(item instanceof Yaml.Scalar scalar)
          || scalar.type() == Yaml.Scalar.Type.NULL
          || scalar.text().isBlank()) {
        problems.refuse(item.span(), "an entry of '" + key + "' is " + what + ", as text", null);
      } else if (seen.add(scalar.text())) {
        texts.add(new Ast.Name(scalar.text(), scalar.span()));
      } else {
        problems.refuse(
            scalar.span(), Words.quoted(scalar.text()) + " is twice in '" + key + "'", null);
      }
    }
    return List.copyOf(texts);
  }

  private @Nullable Duration timespan(Yaml.Mapping body, Span at) {
    Yaml value = body.get("timespan");
    if (value == null) {
      problems.refuse(at, "the correlation has no timespan", "such as 'timespan: 10m'");
      return null;
    }
    String text = value instanceof Yaml.Scalar scalar ? scalar.text() : "";
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    String unit = text.substring(digits);
    String hint =
        switch (text.isEmpty() ? "?" : unit) {
          case "M", "y" -> "months and years differ in length: write days";
          case "S", "H", "D", "W" -> "units are lower case";
          case "" -> "a unit is missing: s, m, h, d or w";
          default -> "a whole number and a unit: 30s, 10m, 1h, 7d, 2w";
        };
    if (digits == 0 || digits > 9 || unit.length() != 1 || "smhdw".indexOf(unit) < 0) {
      problems.refuse(
          value.span(),
          "no timespan: " + (text.isEmpty() ? value.kind() : Words.quoted(text)),
          digits > 9 ? "at most " + LONGEST.toDays() + " days" : hint);
      return null;
    }
    long number = Long.parseLong(text.substring(0, digits));
    Duration span =
        switch (unit.charAt(0)) {
          case 's' -> Duration.ofSeconds(number);
          case 'm' -> Duration.ofMinutes(number);
          case 'h' -> Duration.ofHours(number);
          case 'd' -> Duration.ofDays(number);
          default -> Duration.ofDays(7 * number);
        };
    if (span.isZero() || span.compareTo(LONGEST) > 0) {
      problems.refuse(
          value.span(),
          "the timespan " + text + " is not between 1s and " + LONGEST.toDays() + "d",
          null);
      return null;
    }
    return span;
  }

  private Map<String, Map<Ast.Name, String>> aliases(@Nullable Yaml value, List<Ast.Name> groupBy) {
    if (value == null || (value instanceof Yaml.Scalar s && s.type() == Yaml.Scalar.Type.NULL)) {
      return Map.of();
    }
    if (!(value instanceof Yaml.Mapping map)) {
      problems.refuse(
          value.span(),
          "'aliases' is a map of names, each a map of rules and fields, not " + value.kind(),
          null);
      return Map.of();
    }
    Map<String, Map<Ast.Name, String>> aliases = new LinkedHashMap<>();
    for (Yaml.Entry alias : map.entries()) {
      if (!(alias.value() instanceof Yaml.Mapping fields) || fields.entries().isEmpty()) {
        problems.refuse(
            alias.value().span(),
            "the alias " + Words.quoted(alias.name()) + " is a map of rules and fields",
            "such as 'rule_name: SourceIp'");
        continue;
      }
      Map<Ast.Name, String> byRule = new LinkedHashMap<>();
      for (Yaml.Entry one : fields.entries()) {
        if (one.value() instanceof Yaml.Scalar field
            && field.type() != Yaml.Scalar.Type.NULL
            && !field.text().isBlank()) {
          byRule.put(new Ast.Name(one.name(), one.key().span()), field.text());
        } else {
          problems.refuse(
              one.value().span(), "an alias stands for the name of a field, as text", null);
        }
      }
      if (groupBy.stream().noneMatch(name -> name.text().equals(alias.name()))) {
        problems.note(
            alias.key().span(),
            "the alias " + Words.quoted(alias.name()) + " is not used",
            "group-by names it");
      }
      aliases.put(alias.name(), Collections.unmodifiableMap(byRule));
    }
    return Collections.unmodifiableMap(aliases);
  }

  /** The specification has it beside the other attributes, pySigma within the correlation. */
  private boolean generates(Yaml.Mapping document, Yaml.Mapping body) {
    boolean generates = false;
    for (Yaml.Mapping map : List.of(document, body)) {
      Yaml value = map.get("generate");
      generates |= isTrue(value);
      if (value != null
          && !(value instanceof Yaml.Scalar one && one.type() == Yaml.Scalar.Type.BOOLEAN)) {
        problems.refuse(value.span(), "'generate' is true or false", null);
      }
    }
    return generates;
  }

  /** The rules that a correlation names, whatever is wrong with it, unless they report anyway. */
  static List<String> rulesOf(Yaml.Mapping document) {
    List<String> rules = new ArrayList<>();
    if (document.get("correlation") instanceof Yaml.Mapping body
        && !isTrue(document.get("generate"))
        && !isTrue(body.get("generate"))) {
      Yaml named = body.get("rules");
      List<Yaml> items =
          named == null
              ? List.of()
              : named instanceof Yaml.Sequence list ? list.items() : List.of(named);
      for (Yaml item : items) {
        if (item instanceof Yaml.Scalar scalar) {
          rules.add(scalar.text());
        }
      }
    }
    return rules;
  }

  private static boolean isTrue(@Nullable Yaml value) {
    return value instanceof Yaml.Scalar scalar
        && scalar.type() == Yaml.Scalar.Type.BOOLEAN
        && Boolean.TRUE.equals(scalar.plain());
  }

  // ---- condition ----

  /**
   * What the condition says.
   *
   * @param bounds of the number; null for an expression, or if the type has a usual one
   * @param fields whose values are counted or measured, if any
   * @param percentile 0 to 100; -1 if the type has none
   * @param expression over names of rules; null unless the condition is text
   * @param names the rules that the expression speaks of, in order
   * @param at where it is
   */
  record Condition(
      @Nullable Bounds bounds,
      List<Ast.Name> fields,
      double percentile,
      Ast.@Nullable Condition expression,
      List<Ast.Name> names,
      Span at) {}

  private @Nullable Condition condition(
      Yaml.Mapping body, Type type, List<Ast.Name> rules, Span at) {
    Yaml value = body.get("condition");
    if (value == null) {
      if (!type.isTemporal()) {
        problems.refuse(
            at,
            "a correlation of type " + type.word() + " needs a condition",
            "such as 'condition: {gte: 10}'");
        return null;
      }
      return new Condition(null, List.of(), -1, null, List.of(), at);
    }
    if (value instanceof Yaml.Scalar text) {
      return expression(text, type, rules);
    }
    if (!(value instanceof Yaml.Mapping map)) {
      problems.refuse(
          value.span(), "the condition of a correlation is a map, not " + value.kind(), null);
      return null;
    }
    return threshold(map, type);
  }

  private @Nullable Condition threshold(Yaml.Mapping map, Type type) {
    int before = problems.refusals();
    List<Bounds.Bound> bounds = new ArrayList<>();
    List<Ast.Name> fields = List.of();
    double percentile = type == Type.VALUE_MEDIAN ? 50 : -1;
    boolean hasField = type != Type.EVENT_COUNT && !type.isTemporal();
    for (Yaml.Entry entry : map.entries()) {
      String key = entry.name();
      if (OPERATORS.contains(key)) {
        BigDecimal limit = number(entry, type.isMeasure());
        if (limit != null) {
          bounds.add(
              new Bounds.Bound(Bounds.Operator.valueOf(key.toUpperCase(Locale.ROOT)), limit));
        }
      } else if (key.equals("field") && hasField) {
        fields = texts(entry.value(), "field", "the name of a field");
        if (fields.size() > 1 && type != Type.VALUE_COUNT) {
          problems.refuse(
              entry.key().span(), "a " + type.word() + " is over one field, not several", null);
        }
      } else if (key.equals("percentile") && type == Type.VALUE_PERCENTILE) {
        BigDecimal given = number(entry, true);
        if (given != null) {
          percentile = given.doubleValue();
          if (percentile < 0 || percentile > 100) {
            problems.refuse(entry.value().span(), "a percentile is between 0 and 100", null);
          }
        }
      } else {
        problems.refuse(
            entry.key().span(),
            "a correlation of type "
                + type.word()
                + " has no "
                + Words.quoted(key)
                + " in its condition",
            key.equals("field") || key.equals("percentile")
                ? null
                : Words.didYouMean(
                    key,
                    hasField
                        ? List.of("gt", "gte", "lt", "lte", "eq", "neq", "field")
                        : OPERATORS));
      }
    }
    if (problems.refusals() != before) {
      return null;
    }
    if (bounds.isEmpty()) {
      problems.refuse(
          map.span(),
          "the condition compares with nothing",
          "one or several of " + String.join(", ", OPERATORS));
    }
    if (hasField && fields.isEmpty()) {
      problems.refuse(
          map.span(),
          "a correlation of type " + type.word() + " needs a field in its condition",
          "such as 'field: User'");
    }
    if (type == Type.VALUE_PERCENTILE && percentile < 0) {
      problems.refuse(
          map.span(),
          "a value_percentile does not say which percentile",
          "such as 'percentile: 95'; how rare a single value is cannot be asked for");
    }
    return problems.refusals() != before
        ? null
        : new Condition(new Bounds(bounds), fields, percentile, null, List.of(), map.span());
  }

  private @Nullable BigDecimal number(Yaml.Entry entry, boolean mayBeDecimal) {
    Yaml.Scalar scalar = entry.value() instanceof Yaml.Scalar one ? one : null;
    Number number =
        scalar == null
            ? null
            : scalar.isNumber() ? scalar.number() : Numbers.fromDecimalText(scalar.text());
    if (scalar == null || number == null) {
      problems.refuse(
          entry.value().span(),
          "'" + entry.name() + "' compares with a number, not " + entry.value().kind(),
          null);
      return null;
    }
    if (!scalar.isNumber()) {
      problems.note(scalar.span(), "the number should stand without quotes", null);
    }
    BigDecimal value =
        number instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(number.longValue());
    if (!mayBeDecimal && (value.stripTrailingZeros().scale() > 0 || value.signum() < 0)) {
      problems.refuse(
          scalar.span(),
          "'" + entry.name() + "' counts: a whole number that is not negative",
          null);
      return null;
    }
    return value;
  }

  /** pySigma's conditions as text: {@code login and not vpn}. */
  private @Nullable Condition expression(Yaml.Scalar text, Type type, List<Ast.Name> rules) {
    if (!type.isTemporal()) {
      problems.refuse(
          text.span(),
          "the condition of a correlation of type " + type.word() + " is a map",
          "such as 'condition: {gte: 10}'");
      return null;
    }
    Map<String, Ast.Name> names = new LinkedHashMap<>();
    List<Ast.Name> given = rules.isEmpty() ? ConditionParser.names(text) : rules;
    given.forEach(name -> names.putIfAbsent(name.text(), name));
    Ast.Condition parsed =
        ConditionParser.parse(text, names.keySet(), "rule", new LinkedHashSet<>(), problems);
    if (parsed == null) {
      return null;
    }
    return new Condition(null, List.of(), -1, parsed, List.copyOf(names.values()), text.span());
  }
}
