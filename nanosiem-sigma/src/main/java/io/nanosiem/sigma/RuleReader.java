package io.nanosiem.sigma;

import io.nanosiem.detect.Severity;
import io.nanosiem.event.LogSource;
import io.nanosiem.event.Printable;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads YAML documents as rules, filters and correlations: structure, attributes and conditions.
 * What the values of a search mean is the compiler's business. One thread, one file.
 */
final class RuleReader {
  static final Set<String> STATUSES =
      Set.of("stable", "test", "experimental", "deprecated", "unsupported");
  private static final List<String> LEVELS =
      List.of("informational", "low", "medium", "high", "critical");
  private static final Set<String> OWN_KEYS =
      Set.of(
          "title",
          "id",
          "name",
          "status",
          "level",
          "tags",
          "description",
          "date",
          "modified",
          "logsource",
          "detection",
          "action",
          "correlation");

  /** Every search of every level of a condition costs time and memory of its own. */
  private static final int MOST_SEARCHES = 2_000;

  /** What merging with templates may add up to in one file. */
  private static final int MOST_MERGED = 1_000_000;

  private static final List<String> SOURCE_KEYS = List.of("product", "category", "service");

  private final Problems problems;
  private int merged;

  RuleReader(Problems problems) {
    this.problems = problems;
  }

  /** Reads every document; those that are wrong are reported and left out. */
  List<Ast.Document> read(List<YamlReader.Document> documents) {
    List<Ast.Document> read = new ArrayList<>();
    Yaml.Mapping global = null;
    Yaml.Mapping previous = null;
    for (YamlReader.Document document : documents) {
      if (merged > MOST_MERGED) {
        problems.refuse(
            document.root().span(),
            "the templates of this file add up to more than " + MOST_MERGED + " values",
            "split it; the rules from here on are not read");
        break;
      }
      if (!(document.root() instanceof Yaml.Mapping map)) {
        problems.refuse(
            document.root().span(),
            "a rule is a map with title, logsource and detection; this is "
                + document.root().kind(),
            null);
        continue;
      }
      Yaml.Entry action = map.entry("action");
      if (action != null && !map.names().contains("correlation")) {
        Yaml.Mapping rest = without(map, "action");
        String word = action.value() instanceof Yaml.Scalar scalar ? scalar.text() : "";
        switch (word) {
          case "global" -> global = global == null ? rest : mergeWithin(global, rest);
          case "reset" -> global = null;
          case "repeat" -> {
            if (previous == null) {
              problems.refuse(
                  action.value().span(), "'action: repeat' has no rule before it", null);
            } else {
              previous = mergeWithin(previous, rest);
              add(read, document(previous, YamlText.of(previous)));
            }
          }
          default ->
              problems.refuse(
                  action.value().span(),
                  "unknown action " + Words.quoted(word),
                  Words.didYouMean(word, List.of("global", "reset", "repeat")));
        }
        continue;
      }
      if (map.entry("correlation") == null && map.entry("filter") == null) {
        previous = global == null ? map : mergeWithin(map, global);
        // What it was put together from stands in several documents; its text has to say it all.
        add(read, document(previous, global == null ? document.text() : YamlText.of(previous)));
      } else {
        add(read, document(map, document.text()));
      }
    }
    return read;
  }

  private static void add(List<Ast.Document> read, Ast.@Nullable Document document) {
    if (document != null) {
      read.add(document);
    }
  }

  private Yaml.Mapping mergeWithin(Yaml.Mapping base, Yaml.Mapping over) {
    Yaml.Mapping both = merge(base, over);
    merged += both.weight();
    return both;
  }

  /** The first map with the second laid over it, maps within maps being merged in turn. */
  private static Yaml.Mapping merge(Yaml.Mapping base, Yaml.Mapping over) {
    Map<String, Yaml.Entry> merged = new LinkedHashMap<>();
    base.entries().forEach(entry -> merged.put(entry.name(), entry));
    for (Yaml.Entry entry : over.entries()) {
      Yaml.Entry before = merged.get(entry.name());
      merged.put(
          entry.name(),
          before != null
                  && before.value() instanceof Yaml.Mapping a
                  && entry.value() instanceof Yaml.Mapping b
              ? new Yaml.Entry(entry.key(), merge(a, b))
              : entry);
    }
    return new Yaml.Mapping(
        List.copyOf(merged.values()), base.span(), base.weight() + over.weight());
  }

  private static Yaml.Mapping without(Yaml.Mapping map, String key) {
    return new Yaml.Mapping(
        map.entries().stream().filter(entry -> !entry.name().equals(key)).toList(),
        map.span(),
        map.weight());
  }

  private Ast.@Nullable Document document(Yaml.Mapping map, String text) {
    if (map.entry("correlation") != null) {
      return correlation(map, text);
    }
    if (map.entry("filter") != null) {
      return filter(map);
    }
    int before = problems.refusals();
    Ast.Meta meta = meta(map, text, "rule");
    LogSource logSource = logSource(map);
    Yaml detection = map.get("detection");
    if (detection == null) {
      problems.refuse(
          map.span(), "the rule has no detection", similar(map, "detection", "add 'detection:'"));
      return null;
    }
    if (!(detection instanceof Yaml.Mapping body)) {
      problems.refuse(
          detection.span(),
          "'detection' is a map of searches and a condition, not " + detection.kind(),
          null);
      return null;
    }
    Body read = body(body, "detection");
    if (problems.refusals() != before || meta == null || logSource == null || read == null) {
      return null;
    }
    return new Ast.Rule(meta, logSource, read.searches(), read.condition());
  }

  private static @Nullable String similar(Yaml.Mapping map, String key, String otherwise) {
    List<String> strangers =
        map.names().stream().filter(name -> !RuleAttributes.KNOWN.contains(name)).toList();
    String near = Words.nearest(key, strangers);
    return near == null ? otherwise : Words.quoted(near) + " looks like a slip of '" + key + "'";
  }

  // ---- attributes ----

  private Ast.@Nullable Meta meta(Yaml.Mapping map, String text, String what) {
    Yaml title = map.get("title");
    String titleText = null;
    if (title == null) {
      problems.refuse(
          map.span(), "the " + what + " has no title", similar(map, "title", "add 'title:'"));
    } else if (!(title instanceof Yaml.Scalar scalar)
        || scalar.type() == Yaml.Scalar.Type.NULL
        || scalar.text().isBlank()) {
      problems.refuse(title.span(), "the title has to be text, not " + title.kind(), null);
    } else {
      titleText = scalar.text();
    }
    new RuleAttributes(problems).check(map);
    String id = id(map);
    String status = word(map, "status", STATUSES);
    String level = word(map, "level", LEVELS);
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    for (Yaml.Entry entry : map.entries()) {
      if (!OWN_KEYS.contains(entry.name())) {
        attributes.put(entry.name(), entry.value().plain());
      }
    }
    if (titleText == null) {
      return null;
    }
    return new Ast.Meta(
        id,
        text(map, "name"),
        titleText,
        status,
        level == null ? null : Severity.valueOf(level.toUpperCase(Locale.ROOT)),
        tags(map),
        text(map, "description"),
        date(map, "date"),
        date(map, "modified"),
        Collections.unmodifiableMap(attributes),
        text,
        title == null ? map.span() : title.span());
  }

  private @Nullable String id(Yaml.Mapping map) {
    String id = text(map, "id");
    Yaml node = map.get("id");
    if (id != null && node != null && !RuleAttributes.isUuid(id)) {
      problems.note(
          node.span(),
          "the id is not a UUID: " + Words.quoted(id),
          "other tools refuse such a rule");
    }
    return id;
  }

  private static @Nullable String text(Yaml.Mapping map, String key) {
    Yaml value = map.get(key);
    if (value == null || (value instanceof Yaml.Scalar s && s.type() == Yaml.Scalar.Type.NULL)) {
      return null;
    }
    return value instanceof Yaml.Scalar scalar && !scalar.text().isBlank() ? scalar.text() : null;
  }

  private @Nullable String word(
      Yaml.Mapping map, String key, java.util.Collection<String> allowed) {
    Yaml value = map.get(key);
    if (value == null || (value instanceof Yaml.Scalar s && s.type() == Yaml.Scalar.Type.NULL)) {
      return null;
    }
    if (!(value instanceof Yaml.Scalar scalar)) {
      problems.refuse(value.span(), "'" + key + "' is one word, not " + value.kind(), null);
      return null;
    }
    String word = scalar.text();
    String lower = word.toLowerCase(Locale.ROOT);
    if (!allowed.contains(lower)) {
      String near = Words.didYouMean(word, allowed);
      problems.refuse(
          scalar.span(),
          "unknown " + key + " " + Words.quoted(word),
          near != null ? near : "one of " + String.join(", ", allowed.stream().sorted().toList()));
      return null;
    }
    if (!lower.equals(word)) {
      problems.note(scalar.span(), "the " + key + " should be lower case", null);
    }
    return lower;
  }

  private List<String> tags(Yaml.Mapping map) {
    Yaml value = map.get("tags");
    if (value == null || (value instanceof Yaml.Scalar s && s.type() == Yaml.Scalar.Type.NULL)) {
      return List.of();
    }
    List<Yaml> items = value instanceof Yaml.Sequence list ? list.items() : List.of(value);
    if (!(value instanceof Yaml.Sequence)) {
      problems.note(value.span(), "'tags' should be a list, not " + value.kind(), null);
    }
    Set<String> tags = new LinkedHashSet<>();
    for (Yaml item : items) {
      if (!(item instanceof Yaml.Scalar scalar) || scalar.text().isBlank()) {
        problems.note(item.span(), "a tag should be text, not " + item.kind(), null);
        continue;
      }
      String tag = scalar.text();
      Tags.Remark remark = Tags.remark(tag);
      if (remark != null) {
        problems.note(scalar.span(), remark.message(), remark.hint());
      }
      if (!tags.add(tag)) {
        problems.note(scalar.span(), "the tag occurs twice: " + Words.quoted(tag), null);
      }
    }
    return List.copyOf(tags);
  }

  private @Nullable LocalDate date(Yaml.Mapping map, String key) {
    String text = text(map, key);
    Yaml value = map.get(key);
    if (value != null && !(value instanceof Yaml.Scalar)) {
      problems.note(value.span(), "'" + key + "' is no date: " + value.kind(), "YYYY-MM-DD");
    }
    if (text == null || value == null) {
      return null;
    }
    String[] parts = text.split("[-/]", -1);
    try {
      if (parts.length == 3 && parts[0].length() == 4) {
        LocalDate date =
            LocalDate.of(
                Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
        if (!date.toString().equals(text)) {
          problems.note(value.span(), "'" + key + "' should be written " + date, null);
        }
        return date;
      }
    } catch (NumberFormatException | DateTimeException e) {
      // Reported below, like every other text that is no date.
    }
    problems.note(value.span(), "'" + key + "' is no date: " + Words.quoted(text), "YYYY-MM-DD");
    return null;
  }

  private @Nullable LogSource logSource(Yaml.Mapping map) {
    Yaml value = map.get("logsource");
    if (value == null) {
      problems.refuse(
          map.span(),
          "the rule has no logsource",
          similar(map, "logsource", "add 'logsource:' with product, category or service"));
      return null;
    }
    if (!(value instanceof Yaml.Mapping source)) {
      problems.refuse(
          value.span(),
          "'logsource' is a map of product, category and service, not " + value.kind(),
          null);
      return null;
    }
    for (Yaml.Entry entry : source.entries()) {
      String name = entry.name();
      if (name.equals("definition")) {
        if (!(entry.value() instanceof Yaml.Scalar)) {
          problems.note(
              entry.value().span(),
              "'definition' should be text, not " + entry.value().kind(),
              null);
        }
      } else if (!SOURCE_KEYS.contains(name)) {
        problems.note(
            entry.key().span(),
            Words.quoted(name) + " says nothing about the log source and is not looked at",
            Words.didYouMean(name, SOURCE_KEYS));
      }
    }
    LogSource logSource =
        new LogSource(part(source, "category"), part(source, "product"), part(source, "service"));
    if (logSource.isUnknown()) {
      problems.refuse(
          source.entries().isEmpty() ? source.span() : source.entries().get(0).key().span(),
          "the logsource names neither product, category nor service",
          source.entries().isEmpty()
              ? null
              : Words.didYouMean(source.entries().get(0).name(), SOURCE_KEYS));
      return null;
    }
    return logSource;
  }

  private @Nullable String part(Yaml.Mapping source, String key) {
    Yaml value = source.get(key);
    if (value == null || (value instanceof Yaml.Scalar s && s.type() == Yaml.Scalar.Type.NULL)) {
      return null;
    }
    if (!(value instanceof Yaml.Scalar scalar) || scalar.text().isBlank()) {
      problems.refuse(
          value.span(),
          "'"
              + key
              + "' has to be text, not "
              + (value.kind().equals("text") ? "''" : value.kind()),
          null);
      return null;
    }
    if (!scalar.isString()) {
      problems.note(
          value.span(), "'" + key + "' should be text, not " + scalar.kind(), "put it in quotes");
    }
    if (scalar.text().chars().anyMatch(Character::isWhitespace)) {
      problems.note(
          value.span(),
          "the " + key + " of a log source has no blanks",
          "write '" + Printable.of(scalar.text().strip().replace(' ', '_'), 60) + "'");
    }
    String lower = scalar.text().toLowerCase(Locale.ROOT);
    if (!lower.equals(scalar.text())) {
      problems.note(value.span(), "the " + key + " of a log source should be lower case", null);
    }
    return lower;
  }

  // ---- detection ----

  private record Body(Map<String, Ast.Search> searches, Ast.Condition condition) {}

  private @Nullable Body body(Yaml.Mapping body, String what) {
    int before = problems.refusals();
    Map<String, Ast.Search> searches = new LinkedHashMap<>();
    Yaml condition = null;
    Span conditionKey = body.span();
    for (Yaml.Entry entry : body.entries()) {
      switch (entry.name()) {
        case "condition" -> {
          condition = entry.value();
          conditionKey = entry.key().span();
        }
        case "timeframe" ->
            problems.note(
                entry.key().span(),
                "'timeframe' has no meaning any more and is ignored",
                "write a correlation rule with a timespan");
        default -> {
          if (what.equals("filter") && entry.name().equals("rules")) {
            continue;
          }
          Ast.Search search = search(entry.value(), entry.name());
          if (search != null) {
            searches.put(entry.name(), search);
          }
        }
      }
    }
    if (condition == null) {
      problems.refuse(body.span(), "the " + what + " has no condition", "add 'condition:'");
      return null;
    }
    Set<String> names = new LinkedHashSet<>();
    for (Yaml.Entry entry : body.entries()) {
      boolean isSearch =
          !entry.name().equals("condition")
              && !entry.name().equals("timeframe")
              && !(what.equals("filter") && entry.name().equals("rules"));
      if (isSearch) {
        names.add(entry.name());
      }
    }
    if (names.isEmpty()) {
      problems.refuse(body.span(), "the " + what + " has no search beside its condition", null);
      return null;
    }
    if (names.size() > MOST_SEARCHES) {
      problems.refuse(body.span(), "more than " + MOST_SEARCHES + " searches", "split the rule");
      return null;
    }
    List<Yaml> conditions =
        condition instanceof Yaml.Sequence list ? list.items() : List.of(condition);
    if (conditions.isEmpty()) {
      problems.refuse(conditionKey, "the list of conditions is empty", null);
    }
    if (what.equals("filter") && condition instanceof Yaml.Sequence) {
      problems.refuse(
          condition.span(), "the condition of a filter is one text", "join them with 'or'");
      return null;
    }
    Set<String> used = new HashSet<>();
    List<Ast.Condition> read = new ArrayList<>();
    for (Yaml one : conditions) {
      if (!(one instanceof Yaml.Scalar scalar) || scalar.type() == Yaml.Scalar.Type.NULL) {
        problems.refuse(one.span(), "a condition has to be text, not " + one.kind(), null);
        continue;
      }
      Ast.Condition parsed = ConditionParser.parse(scalar, names, "search", used, problems);
      if (parsed != null) {
        read.add(parsed);
      }
    }
    if (problems.refusals() != before || read.isEmpty()) {
      return null;
    }
    for (Yaml.Entry entry : body.entries()) {
      if (names.contains(entry.name()) && !used.contains(entry.name())) {
        problems.note(
            entry.key().span(),
            "no condition uses the search " + Words.quoted(entry.name()),
            ConditionParser.isName(entry.name())
                ? null
                : "a condition can only name letters, digits, '_' and '-'");
      }
    }
    return new Body(
        Collections.unmodifiableMap(searches),
        read.size() == 1 ? read.get(0) : new Ast.Or(List.copyOf(read)));
  }

  private Ast.@Nullable Search search(Yaml value, String name) {
    if (value instanceof Yaml.Mapping map) {
      return fields(map, name);
    }
    if (value instanceof Yaml.Scalar scalar) {
      return keywords(List.of(scalar));
    }
    Yaml.Sequence list = (Yaml.Sequence) value;
    if (list.items().isEmpty()) {
      problems.refuse(list.span(), "the search " + Words.quoted(name) + " is an empty list", null);
      return null;
    }
    List<Ast.Search> branches = new ArrayList<>();
    List<Yaml.Scalar> words = new ArrayList<>();
    for (Yaml item : list.items()) {
      if (item instanceof Yaml.Scalar scalar) {
        words.add(scalar);
      } else if (item instanceof Yaml.Mapping map) {
        Ast.Search branch = fields(map, name);
        if (branch != null) {
          branches.add(branch);
        }
      } else {
        problems.refuse(item.span(), "a list within a list: a search holds maps or keywords", null);
      }
    }
    if (!words.isEmpty()) {
      Ast.Search keywords = keywords(words);
      if (keywords != null) {
        branches.add(keywords);
      }
    }
    return branches.isEmpty()
        ? null
        : branches.size() == 1 ? branches.get(0) : new Ast.AnyOf(List.copyOf(branches));
  }

  private Ast.@Nullable Search keywords(List<Yaml.Scalar> words) {
    for (Yaml.Scalar word : words) {
      if (word.type() == Yaml.Scalar.Type.NULL) {
        problems.refuse(word.span(), "null cannot be searched for as a keyword", null);
        return null;
      }
    }
    return new Ast.Item(null, List.of(), List.copyOf(words), "", words.get(0).span());
  }

  /** Reads a map of fields and what is looked for in them. */
  Ast.@Nullable Search fields(Yaml.Mapping map, String name) {
    if (map.entries().isEmpty()) {
      problems.refuse(map.span(), "the search " + Words.quoted(name) + " is an empty map", null);
      return null;
    }
    List<Ast.Item> items = new ArrayList<>();
    for (Yaml.Entry entry : map.entries()) {
      Ast.Item item = item(entry);
      if (item != null) {
        items.add(item);
      }
    }
    return items.isEmpty()
        ? null
        : items.size() == 1 ? items.get(0) : new Ast.AllOf(List.copyOf(items));
  }

  private Ast.@Nullable Item item(Yaml.Entry entry) {
    Yaml.Scalar key = entry.key();
    String text = key.text();
    int before = problems.refusals();
    int bar = text.indexOf('|');
    String field = bar < 0 ? text : text.substring(0, bar);
    if (bar < 0 && field.isEmpty()) {
      problems.refuse(
          key.span(),
          "an empty field name",
          "for keywords write a list, or '|all' for all of them");
      return null;
    }
    int bracket = arrayIndex(field);
    if (bracket >= 0) {
      int close = field.indexOf(']', bracket) + 1;
      problems.refuse(
          key.span(bracket, close),
          "array matching is not part of Sigma: " + Words.quoted(field.substring(bracket, close)),
          "a plain field name matches if any element does");
      return null;
    }
    List<Ast.Applied> modifiers = new ArrayList<>();
    int at = bar;
    while (at >= 0) {
      int from = at + 1;
      at = text.indexOf('|', from);
      int to = at < 0 ? text.length() : at;
      String word = text.substring(from, to);
      Span place = key.span(Math.min(from, to - 1), to);
      if (word.isEmpty()) {
        problems.refuse(place, "a modifier is missing after '|'", null);
        continue;
      }
      Modifier modifier = Modifier.named(word);
      if (modifier == null) {
        problems.refuse(
            place,
            "unknown modifier " + Words.quoted(word) + " in " + Words.quoted(text),
            word.equals("not")
                ? "write 'not' in the condition, or use 'neq'"
                : Words.didYouMean(word, Modifier.allNames()));
        continue;
      }
      modifiers.add(new Ast.Applied(modifier, place));
    }
    List<Yaml.Scalar> values = values(entry.value(), key, text);
    if (problems.refusals() != before || values == null) {
      return null;
    }
    return new Ast.Item(
        field.isEmpty() ? null : field, List.copyOf(modifiers), values, text, key.span());
  }

  /** Where a quantifier of other engines stands, such as {@code [any]} or {@code [-1]}, or -1. */
  private static int arrayIndex(String field) {
    for (int open = field.indexOf('['); open >= 0; open = field.indexOf('[', open + 1)) {
      int close = field.indexOf(']', open);
      if (close < 0) {
        return -1;
      }
      String inside = field.substring(open + 1, close);
      boolean quantifier =
          switch (inside) {
            case "any", "all", "all_or_empty", "none" -> true;
            default -> {
              int from = inside.startsWith("-") ? 1 : 0;
              boolean digits = inside.length() > from;
              for (int i = from; i < inside.length(); i++) {
                digits &= Character.isDigit(inside.charAt(i));
              }
              yield digits;
            }
          };
      if (quantifier) {
        return open;
      }
    }
    return -1;
  }

  private @Nullable List<Yaml.Scalar> values(Yaml value, Yaml.Scalar key, String text) {
    if (value instanceof Yaml.Scalar scalar) {
      return List.of(scalar);
    }
    if (value instanceof Yaml.Mapping) {
      problems.refuse(
          value.span(),
          "the value of " + Words.quoted(text) + " is a map; it has to be a value or a list",
          "for a field inside an object write its path: 'user.name'");
      return null;
    }
    List<Yaml> items = ((Yaml.Sequence) value).items();
    if (items.isEmpty()) {
      problems.refuse(
          key.span(),
          Words.quoted(text) + " has an empty list of values",
          "for an absent field write null");
      return null;
    }
    List<Yaml.Scalar> values = new ArrayList<>(items.size());
    for (Yaml item : items) {
      if (item instanceof Yaml.Scalar scalar) {
        values.add(scalar);
      } else {
        problems.refuse(
            item.span(), "a value in a list has to be a single value, not " + item.kind(), null);
        return null;
      }
    }
    return List.copyOf(values);
  }

  // ---- filters and correlations ----

  private Ast.@Nullable Filter filter(Yaml.Mapping map) {
    int before = problems.refusals();
    Yaml title = map.get("title");
    if (!(title instanceof Yaml.Scalar titleText) || titleText.text().isBlank()) {
      problems.refuse(map.span(), "the filter has no title", similar(map, "title", "add 'title:'"));
      return null;
    }
    new RuleAttributes(problems).check(map);
    id(map);
    date(map, "date");
    date(map, "modified");
    for (String other : List.of("detection", "level", "status")) {
      Yaml.Entry entry = map.entry(other);
      if (entry != null) {
        problems.note(entry.key().span(), "a filter has no '" + other + "'; it is ignored", null);
      }
    }
    LogSource logSource = map.get("logsource") == null ? LogSource.UNKNOWN : logSource(map);
    if (map.get("logsource") == null) {
      problems.note(title.span(), "the filter has no logsource and applies to every one", null);
    }
    if (!(map.get("filter") instanceof Yaml.Mapping body)) {
      problems.refuse(map.span(), "'filter' is a map of rules, searches and a condition", null);
      return null;
    }
    List<Yaml.Scalar> rules = new ArrayList<>();
    Yaml named = body.get("rules");
    if (named == null) {
      problems.refuse(
          body.span(), "the filter does not say for which rules it is", "add 'rules:' or 'any'");
    } else if (named instanceof Yaml.Scalar one) {
      if (one.type() == Yaml.Scalar.Type.NULL || one.text().isBlank()) {
        problems.refuse(body.span(), "the filter names no rule", "write 'rules: any' for all");
      } else if (!one.text().equals("any")) {
        rules.add(one);
      }
    } else if (named instanceof Yaml.Sequence list) {
      if (list.items().isEmpty()) {
        problems.note(
            list.span(), "an empty list of rules stands for every rule", "write 'rules: any'");
      }
      for (Yaml item : list.items()) {
        if (item instanceof Yaml.Scalar one && one.type() != Yaml.Scalar.Type.NULL) {
          rules.add(one);
        } else {
          problems.refuse(item.span(), "a rule is named by id or name", null);
        }
      }
    } else {
      problems.refuse(named.span(), "'rules' is a list of ids or names", null);
    }
    Body read = body(body, "filter");
    if (problems.refusals() != before || read == null || logSource == null) {
      return null;
    }
    return new Ast.Filter(
        titleText.text(), logSource, List.copyOf(rules), read.searches(), read.condition());
  }

  private Ast.Document correlation(Yaml.Mapping map, String text) {
    Ast.Meta meta = meta(map, text, "correlation");
    Ast.Correlation read = new CorrelationReader(problems).read(map, meta);
    return read != null ? read : new Ast.BrokenCorrelation(CorrelationReader.rulesOf(map));
  }
}
