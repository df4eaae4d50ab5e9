package io.nanosiem.sigma;

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
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads a processing pipeline from the YAML that pySigma takes. Strict: what is not known is
 * refused at its place, all of it at once. One thread, one use.
 */
final class PipelineReader {
  private static final List<String> OPERATORS = List.of("eq", "ne", "gte", "gt", "lte", "lt");

  /** What pySigma has and we do not, and why. */
  private static final Map<String, String> NOT_DONE =
      Map.of(
          "query_expression_placeholders",
          "it asks a query language for a list; there is no query here. Use 'value_placeholders'",
          "file_placeholders",
          "it reads a file while rules are processed. Use 'vars' or SigmaOptions.placeholder",
          "http_placeholders",
          "it fetches from elsewhere while rules are processed. Use 'vars' or"
              + " SigmaOptions.placeholder",
          "command_placeholders",
          "it runs a command. Use 'vars' or SigmaOptions.placeholder",
          "strict_field_mapping_failure",
          "it refuses rules by a table of all mappings. Use 'detection_item_failure' with"
              + " 'exclude_fields'");

  private static final List<String> TRANSFORMATIONS =
      List.of(
          "add_condition",
          "add_field",
          "case",
          "change_logsource",
          "convert_type",
          "detection_item_failure",
          "drop_detection_item",
          "field_name_mapping",
          "field_name_prefix",
          "field_name_prefix_mapping",
          "field_name_suffix",
          "field_name_transform",
          "hashes_fields",
          "map_string",
          "nest",
          "regex",
          "remove_field",
          "replace_string",
          "rule_failure",
          "set_custom_attribute",
          "set_field",
          "set_state",
          "set_value",
          "value_placeholders",
          "wildcard_placeholders");

  private final Problems problems;
  private final Set<String> ids = new HashSet<>();
  private final List<Yaml.Scalar> wantedIds = new ArrayList<>();

  PipelineReader(Problems problems) {
    this.problems = problems;
  }

  /**
   * What a file says.
   *
   * @param name null if it has none
   * @param priority lower comes first
   * @param vars values of placeholders
   * @param steps in order
   */
  record Read(
      @Nullable String name,
      int priority,
      Map<String, List<String>> vars,
      List<PipelineStep> steps) {}

  /** Reads the one document of a file, or reports what is wrong and returns null. */
  @Nullable Read read(List<YamlReader.Document> documents) {
    if (problems.refusals() > 0) {
      return null;
    }
    if (documents.isEmpty()) {
      problems.refuse(Span.START, "there is no pipeline in it", "begin with 'transformations:'");
      return null;
    }
    if (documents.size() > 1) {
      problems.refuse(
          documents.get(1).root().span(),
          "a file holds one pipeline, and this is a second document",
          null);
      return null;
    }
    if (!(documents.get(0).root() instanceof Yaml.Mapping map)) {
      Yaml root = documents.get(0).root();
      problems.refuse(
          root.span(), "a pipeline is a map with transformations, not " + root.kind(), null);
      return null;
    }
    PipelineParameters all = new PipelineParameters(map, "a pipeline", problems);
    String name = all.text("name", false);
    int priority = priority(all);
    Map<String, List<String>> vars = vars(all);
    note(
        all.entry("allowed_backends"),
        "'allowed_backends' has no effect: it names query languages");
    List<PipelineStep> steps = steps(all.value("transformations", false), "transformations");
    String shapesQueries =
        " has no effect: it changes the text of a query, and rules are matched without one";
    note(all.entry("postprocessing"), "'postprocessing'" + shapesQueries);
    note(all.entry("finalizers"), "'finalizers'" + shapesQueries);
    all.refuseOthers();
    for (Yaml.Scalar wanted : wantedIds) {
      if (!ids.contains(wanted.text())) {
        problems.note(
            wanted.span(),
            "no step of this pipeline has the id " + Words.quoted(wanted.text()),
            Words.didYouMean(wanted.text(), ids));
      }
    }
    return problems.refusals() > 0 ? null : new Read(name, priority, vars, steps);
  }

  private void note(Yaml.@Nullable Entry entry, String message) {
    boolean isEmpty =
        entry == null
            || (entry.value() instanceof Yaml.Sequence list && list.items().isEmpty())
            || (entry.value() instanceof Yaml.Scalar one && one.type() == Yaml.Scalar.Type.NULL);
    if (entry != null && !isEmpty) {
      problems.note(entry.key().span(), message, null);
    }
  }

  private int priority(PipelineParameters all) {
    Yaml.Scalar priority = all.scalar("priority", false);
    if (priority == null) {
      return 0;
    }
    Number number = priority.number();
    if (number instanceof Long whole && Math.abs(whole) <= Integer.MAX_VALUE) {
      return whole.intValue();
    }
    problems.refuse(
        priority.span(),
        "'priority' is a whole number, not " + Words.quoted(priority.text()),
        priority.isString() && Numbers.fromDecimalText(priority.text()) != null
            ? "without quotes"
            : null);
    return 0;
  }

  private Map<String, List<String>> vars(PipelineParameters all) {
    Map<String, List<String>> vars = new LinkedHashMap<>();
    Yaml value = all.value("vars", false);
    if (value == null || (value instanceof Yaml.Scalar s && s.type() == Yaml.Scalar.Type.NULL)) {
      return vars;
    }
    if (!(value instanceof Yaml.Mapping map)) {
      problems.refuse(
          value.span(), "'vars' is a map from names to values, not " + value.kind(), null);
      return vars;
    }
    for (Yaml.Entry entry : map.entries()) {
      List<String> texts = new ArrayList<>();
      for (Yaml.Scalar one : all.texts(entry.value(), Words.quoted(entry.name()))) {
        Number number = one.number();
        String digits = number == null ? null : Numbers.text(number);
        texts.add(digits == null ? one.text() : digits);
      }
      vars.put(entry.name(), List.copyOf(texts));
    }
    return Collections.unmodifiableMap(vars);
  }

  // ---- steps ----

  private List<PipelineStep> steps(@Nullable Yaml value, String key) {
    if (value == null || (value instanceof Yaml.Scalar s && s.type() == Yaml.Scalar.Type.NULL)) {
      return List.of();
    }
    if (!(value instanceof Yaml.Sequence list)) {
      problems.refuse(
          value.span(),
          "'" + key + "' is a list of steps, not " + value.kind(),
          value instanceof Yaml.Mapping ? "put '- ' before its first key" : null);
      return List.of();
    }
    List<PipelineStep> steps = new ArrayList<>();
    for (Yaml item : list.items()) {
      if (item instanceof Yaml.Mapping map) {
        PipelineStep step = step(map);
        if (step != null) {
          steps.add(step);
        }
      } else {
        problems.refuse(item.span(), "a step is a map with a 'type', not " + item.kind(), null);
      }
    }
    return List.copyOf(steps);
  }

  private @Nullable PipelineStep step(Yaml.Mapping map) {
    int before = problems.refusals();
    Yaml.Entry typed = map.entry("type");
    String type = typed != null && typed.value() instanceof Yaml.Scalar one ? one.text() : "";
    if (typed == null) {
      String near = Words.nearest("type", map.names());
      problems.refuse(
          map.span(),
          "the step has no 'type'",
          near == null
              ? "such as field_name_mapping"
              : Words.quoted(near) + " looks like a slip of 'type'");
      return null;
    }
    PipelineParameters all =
        new PipelineParameters(map, "'" + Printable.of(type, 60) + "'", problems);
    all.entry("type");
    Yaml.Scalar id = all.scalar("id", false);
    String name = id == null || id.text().isEmpty() ? null : id.text();
    if (name != null) {
      ids.add(name);
    }
    PipelineChange change = change(type, typed.value(), all);
    PipelineLogic<PipelineCondition.OfRule> rule = logic(all, "rule", this::ofRule);
    PipelineLogic<PipelineCondition.OfEntry> entry = logic(all, "detection_item", this::ofEntry);
    PipelineLogic<PipelineCondition.OfField> field = logic(all, "field_name", this::ofField);
    // Switches of pySigma's templates for queries; it takes them on every step.
    all.entry("allow_template_vars");
    all.entry("vars_allowed_paths");
    if (change != null) {
      all.refuseOthers();
    }
    if (change instanceof PipelineChange.OfRule) {
      for (String unused : List.of("detection_item_conditions", "field_name_conditions")) {
        Yaml.Entry given = map.entry(unused);
        if (given != null) {
          problems.note(
              given.key().span(),
              "'" + Printable.of(type, 60) + "' acts on the whole rule and does not ask these",
              "use 'rule_conditions'");
        }
      }
    }
    if (problems.refusals() != before || change == null) {
      return null;
    }
    Span at = typed.key().span();
    String where =
        (name == null ? "" : Words.quoted(name) + " at ")
            + problems.source().label()
            + ':'
            + at.line()
            + ':'
            + at.column();
    return new PipelineStep(name, where, change, rule, entry, field);
  }

  private @Nullable PipelineChange change(String type, Yaml typed, PipelineParameters all) {
    switch (type) {
      case "field_name_mapping" -> {
        Map<String, List<String>> mapping = all.mapping("mapping", true);
        return new PipelineChange.MapNames(mapping, keywords(all));
      }
      case "field_name_prefix_mapping" -> {
        Map<String, List<String>> mapping = all.mapping("mapping", true);
        refuseKeywords(all, type);
        return new PipelineChange.MapPrefixes(mapping);
      }
      case "field_name_prefix" -> {
        String prefix = all.text("prefix", true);
        return prefix == null ? null : new PipelineChange.Affix(prefix, "");
      }
      case "field_name_suffix" -> {
        String suffix = all.text("suffix", true);
        return suffix == null ? null : new PipelineChange.Affix("", suffix);
      }
      case "field_name_transform" -> {
        String name = all.word("transform_func", null, PipelineNames.known());
        UnaryOperator<String> function = name == null ? null : PipelineNames.function(name);
        Map<String, List<String>> mapping = all.mapping("mapping", false);
        refuseKeywords(all, type);
        Yaml.Entry keyword = all.entry("apply_keyword");
        if (all.flag("apply_keyword") && keyword != null) {
          problems.refuse(
              keyword.key().span(),
              "no function makes a field of keywords",
              "use 'field_name_mapping' with the key null");
        }
        return function == null ? null : new PipelineChange.ChangeNames(function, mapping);
      }
      case "drop_detection_item" -> {
        return new PipelineChange.Drop();
      }
      case "detection_item_failure" -> {
        String message = all.text("message", true);
        return message == null ? null : new PipelineChange.FailEntry(Printable.of(message, 300));
      }
      case "rule_failure" -> {
        String message = all.text("message", true);
        return message == null ? null : new PipelineChange.FailRule(Printable.of(message, 300));
      }
      case "replace_string" -> {
        return replaceString(all);
      }
      case "map_string" -> {
        return new PipelineChange.MapString(all.mapping("mapping", true));
      }
      case "set_value" -> {
        return setValue(all);
      }
      case "convert_type" -> {
        String target = all.word("target_type", null, List.of("str", "num"));
        return target == null ? null : new PipelineChange.ConvertType(target.equals("num"));
      }
      case "case" -> {
        String method = all.word("method", "lower", List.of("lower", "upper", "snake_case"));
        UnaryOperator<String> function = method == null ? null : PipelineNames.function(method);
        return function == null ? null : new PipelineChange.ChangeCase(function);
      }
      case "regex" -> {
        String method =
            all.word(
                "method",
                "ignore_case_brackets",
                List.of("plain", "ignore_case_flag", "ignore_case_brackets"));
        return method == null ? null : new PipelineChange.ToRegex(method);
      }
      case "value_placeholders", "wildcard_placeholders" -> {
        return placeholders(all, type.equals("wildcard_placeholders"));
      }
      case "hashes_fields" -> {
        return hashes(all);
      }
      case "set_state" -> {
        String key = all.text("key", true);
        Yaml value = all.value("val", true);
        return key == null || value == null
            ? null
            : new PipelineChange.SetState(key, value.plain());
      }
      case "set_custom_attribute" -> {
        String attribute = all.text("attribute", true);
        Yaml value = all.value("value", true);
        return attribute == null || value == null
            ? null
            : new PipelineChange.SetAttribute(attribute, value.plain());
      }
      case "change_logsource" -> {
        LogSource source = logSource(all);
        return source == null ? null : new PipelineChange.ChangeLogSource(source);
      }
      case "add_field" -> {
        return listed(all, PipelineChange.FieldListing.ADD, "field");
      }
      case "remove_field" -> {
        return listed(all, PipelineChange.FieldListing.REMOVE, "field");
      }
      case "set_field" -> {
        return listed(all, PipelineChange.FieldListing.SET, "fields");
      }
      case "add_condition" -> {
        return addCondition(all);
      }
      case "nest" -> {
        Yaml items = all.value("items", true);
        return new PipelineChange.Nest(steps(items, "items"));
      }
      default -> {
        String why = NOT_DONE.get(type);
        if (why != null) {
          problems.refuse(typed.span(), Words.quoted(type) + " is not done here", why);
        } else {
          problems.refuse(
              typed.span(),
              typed instanceof Yaml.Scalar
                  ? "unknown transformation " + Words.quoted(type)
                  : "'type' is a word, not " + typed.kind(),
              Words.didYouMean(type, TRANSFORMATIONS));
        }
        return null;
      }
    }
  }

  /** Where a mapping sends keywords: its key null. */
  private static @Nullable List<String> keywords(PipelineParameters all) {
    Yaml.Entry entry = keywordsEntry(all);
    return entry == null
        ? null
        : PipelineParameters.plain(all.texts(entry.value(), "the key null"));
  }

  private static Yaml.@Nullable Entry keywordsEntry(PipelineParameters all) {
    if (all.value("mapping", false) instanceof Yaml.Mapping map) {
      for (Yaml.Entry entry : map.entries()) {
        if (entry.key().type() == Yaml.Scalar.Type.NULL) {
          return entry;
        }
      }
    }
    return null;
  }

  private void refuseKeywords(PipelineParameters all, String type) {
    Yaml.Entry entry = keywordsEntry(all);
    if (entry != null) {
      problems.refuse(
          entry.key().span(),
          "the key null, for keywords, has no meaning for '" + type + "'",
          "use 'field_name_mapping'");
    }
  }

  private @Nullable PipelineChange replaceString(PipelineParameters all) {
    Yaml.Scalar pattern = all.scalar("regex", true);
    Yaml.Scalar with = all.scalar("replacement", true);
    boolean skips = all.flag("skip_special");
    boolean interprets = all.flag("interpret_special");
    PipelineRegex regex = pattern == null ? null : PipelineRegex.compile(pattern, problems);
    if (regex == null || with == null) {
      return null;
    }
    PipelineRegex.Replacement replacement = regex.replacement(with, problems);
    return replacement == null
        ? null
        : new PipelineChange.ReplaceString(regex, replacement, skips, interprets);
  }

  private @Nullable PipelineChange setValue(PipelineParameters all) {
    Yaml value = all.value("value", true);
    String forced =
        all.entry("force_type") == null ? "" : all.word("force_type", null, List.of("str", "num"));
    if (value == null || forced == null) {
      return null;
    }
    if (!(value instanceof Yaml.Scalar scalar) || scalar.type() == Yaml.Scalar.Type.NOT_A_NUMBER) {
      problems.refuse(value.span(), "'value' is a single value, not " + value.kind(), null);
      return null;
    }
    if (forced.isEmpty()) {
      return new PipelineChange.SetValue(scalar);
    }
    if (scalar.type() == Yaml.Scalar.Type.NULL || scalar.type() == Yaml.Scalar.Type.BOOLEAN) {
      problems.refuse(
          scalar.span(), "'force_type' is for texts and numbers, not for " + scalar.kind(), null);
      return null;
    }
    if (forced.equals("str")) {
      Number number = scalar.number();
      String digits = number == null ? null : Numbers.text(number);
      return new PipelineChange.SetValue(
          scalar.with(digits == null ? scalar.text() : digits, Yaml.Scalar.Type.STRING));
    }
    Number number = scalar.isString() ? Numbers.fromDecimalText(scalar.text()) : scalar.number();
    String digits = number == null ? null : Numbers.text(number);
    if (digits == null) {
      problems.refuse(scalar.span(), "no number: " + Words.quoted(scalar.text()), null);
      return null;
    }
    return new PipelineChange.SetValue(scalar.with(digits, Yaml.resolve(digits)));
  }

  private @Nullable PipelineChange placeholders(PipelineParameters all, boolean isWildcard) {
    Yaml.Entry include = all.entry("include");
    Yaml.Entry exclude = all.entry("exclude");
    if (include != null && exclude != null) {
      problems.refuse(exclude.key().span(), "'include' and 'exclude' contradict each other", null);
      return null;
    }
    return new PipelineChange.FillPlaceholders(
        include == null
            ? null
            : Set.copyOf(new HashSet<>(PipelineParameters.plain(all.texts("include", true)))),
        exclude == null
            ? null
            : Set.copyOf(new HashSet<>(PipelineParameters.plain(all.texts("exclude", true)))),
        isWildcard);
  }

  private @Nullable PipelineChange hashes(PipelineParameters all) {
    List<String> kinds =
        all.texts("valid_hash_algos", true).stream()
            .map(kind -> kind.text().toUpperCase(Locale.ROOT))
            .toList();
    String prefix = all.text("field_prefix", false);
    boolean drops = all.flag("drop_algo_prefix");
    if (drops && (prefix == null || prefix.isEmpty())) {
      problems.refuse(
          all.map().span(), "'drop_algo_prefix' leaves no name without a 'field_prefix'", null);
      return null;
    }
    return new PipelineChange.SplitHashes(kinds, prefix == null ? "" : prefix, drops);
  }

  private @Nullable LogSource logSource(PipelineParameters all) {
    LogSource source =
        new LogSource(
            lower(all.text("category", false)),
            lower(all.text("product", false)),
            lower(all.text("service", false)));
    if (source.isUnknown()) {
      problems.refuse(
          all.map().span(), "a log source needs a category, a product or a service", null);
      return null;
    }
    return source;
  }

  private static @Nullable String lower(@Nullable String text) {
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }

  private static PipelineChange listed(
      PipelineParameters all, PipelineChange.FieldListing listing, String key) {
    return new PipelineChange.ListFields(listing, PipelineParameters.plain(all.texts(key, true)));
  }

  private @Nullable PipelineChange addCondition(PipelineParameters all) {
    Yaml conditions = all.value("conditions", true);
    String name = all.text("name", false);
    boolean isTemplate = all.flag("template");
    boolean isNegated = all.flag("negated");
    if (conditions == null) {
      return null;
    }
    if (!(conditions instanceof Yaml.Mapping map)) {
      problems.refuse(
          conditions.span(), "'conditions' is a map of fields, not " + conditions.kind(), null);
      return null;
    }
    int before = problems.refusals();
    Ast.Search search = new RuleReader(problems).fields(map, "conditions");
    if (search == null || problems.refusals() != before) {
      return null;
    }
    boolean[] isOpen = new boolean[1];
    PipelineNode.of(search, problems).each(entry -> isOpen[0] |= entry.has(Modifier.EXPAND));
    if (!isOpen[0]) {
      // What is wrong with it is wrong for every rule, and should be said of the pipeline.
      new RuleCompiler(problems, SigmaOptions.defaults(), new RegexOverruns.Total())
          .compile("", Map.of("conditions", search), new Ast.Reference("conditions"));
    }
    return problems.refusals() != before
        ? null
        : new PipelineChange.AddCondition(search, name, isTemplate, isNegated);
  }

  // ---- conditions ----

  private <C> PipelineLogic<C> logic(
      PipelineParameters all, String kind, Function<PipelineParameters, @Nullable C> read) {
    PipelineLogic<C> always = new PipelineLogic.All<>(List.of());
    Yaml.Entry given = all.entry(kind + "_conditions");
    String operator =
        all.entry(kind + "_cond_op") == null
            ? null
            : all.word(kind + "_cond_op", null, List.of("and", "or"));
    boolean isNegated = all.flag(kind + "_cond_not");
    Yaml.Scalar expression = all.scalar(kind + "_cond_expr", false);
    Yaml.Scalar spelledOut = all.scalar(kind + "_cond_expression", false);
    expression = expression == null ? spelledOut : expression;
    if (given == null || isEmpty(given.value())) {
      for (String idle : List.of("_cond_op", "_cond_not", "_cond_expr", "_cond_expression")) {
        Yaml.Entry without = all.entry(kind + idle);
        if (without != null) {
          problems.refuse(
              without.key().span(),
              "'" + kind + idle + "' without '" + kind + "_conditions'",
              null);
        }
      }
      return always;
    }
    Map<String, C> named = new LinkedHashMap<>();
    boolean isMap = given.value() instanceof Yaml.Mapping;
    int number = 0;
    if (given.value() instanceof Yaml.Mapping map) {
      for (Yaml.Entry entry : map.entries()) {
        condition(entry.value(), entry.name(), kind, read, named);
      }
    } else if (given.value() instanceof Yaml.Sequence list) {
      for (Yaml item : list.items()) {
        condition(item, String.valueOf(++number), kind, read, named);
      }
    } else {
      problems.refuse(
          given.value().span(),
          "'" + kind + "_conditions' is a list or a map of conditions, not " + given.value().kind(),
          null);
      return always;
    }
    PipelineLogic<C> joined;
    if (expression != null) {
      if (operator != null) {
        problems.refuse(
            expression.span(), "an expression and '" + kind + "_cond_op' exclude each other", null);
        return always;
      }
      if (!isMap) {
        problems.refuse(
            given.value().span(),
            "an expression needs conditions with names, not a list",
            "write a map: its keys are the names");
        return always;
      }
      Set<String> used = new LinkedHashSet<>();
      PipelineLogic<C> parsed = PipelineLogic.parse(expression, named, used, problems);
      if (parsed == null) {
        return always;
      }
      for (Yaml.Entry entry : ((Yaml.Mapping) given.value()).entries()) {
        if (named.containsKey(entry.name()) && !used.contains(entry.name())) {
          problems.refuse(
              entry.key().span(),
              "the expression does not use the condition " + Words.quoted(entry.name()),
              null);
        }
      }
      joined = parsed;
    } else {
      List<PipelineLogic<C>> parts = new ArrayList<>();
      named.values().forEach(one -> parts.add(new PipelineLogic.One<>(one)));
      joined =
          "or".equals(operator) ? new PipelineLogic.Any<>(parts) : new PipelineLogic.All<>(parts);
    }
    return isNegated ? new PipelineLogic.Not<>(joined) : joined;
  }

  private static boolean isEmpty(Yaml value) {
    return (value instanceof Yaml.Sequence list && list.items().isEmpty())
        || (value instanceof Yaml.Mapping map && map.entries().isEmpty())
        || (value instanceof Yaml.Scalar one && one.type() == Yaml.Scalar.Type.NULL);
  }

  private <C> void condition(
      Yaml value,
      String name,
      String kind,
      Function<PipelineParameters, @Nullable C> read,
      Map<String, C> into) {
    if (!(value instanceof Yaml.Mapping map)) {
      problems.refuse(
          value.span(), "a condition is a map with a 'type', not " + value.kind(), null);
      return;
    }
    Yaml.Entry typed = map.entry("type");
    String type = typed != null && typed.value() instanceof Yaml.Scalar one ? one.text() : "";
    if (typed == null) {
      problems.refuse(map.span(), "the condition has no 'type'", null);
      return;
    }
    PipelineParameters all =
        new PipelineParameters(map, "'" + Printable.of(type, 60) + "'", problems);
    all.entry("type");
    List<String> known = known(kind);
    if (!known.contains(type)) {
      String near = Words.didYouMean(type, known);
      problems.refuse(
          typed.value().span(),
          "unknown condition " + Words.quoted(type) + " in '" + kind + "_conditions'",
          near != null ? near : elsewhere(type, kind));
      return;
    }
    C condition = read.apply(all);
    all.refuseOthers();
    if (condition != null) {
      into.put(name, condition);
    }
  }

  private static List<String> known(String kind) {
    return switch (kind) {
      case "rule" ->
          List.of(
              "logsource",
              "contains_detection_item",
              "contains_field",
              "processing_item_applied",
              "processing_state",
              "is_sigma_rule",
              "is_sigma_correlation_rule",
              "rule_attribute",
              "tag",
              "taxonomy");
      case "detection_item" ->
          List.of(
              "match_string",
              "match_value",
              "contains_wildcard",
              "is_null",
              "processing_item_applied",
              "processing_state");
      default ->
          List.of(
              "include_fields", "exclude_fields", "processing_item_applied", "processing_state");
    };
  }

  private static @Nullable String elsewhere(String type, String kind) {
    for (String other : List.of("rule", "detection_item", "field_name")) {
      if (!other.equals(kind) && known(other).contains(type)) {
        return "it belongs to '" + other + "_conditions'";
      }
    }
    return null;
  }

  private static String type(PipelineParameters all) {
    return String.valueOf(all.text("type", true));
  }

  private PipelineCondition.@Nullable OfRule ofRule(PipelineParameters all) {
    switch (type(all)) {
      case "logsource" -> {
        LogSource source = logSource(all);
        return source == null ? null : new PipelineCondition.LogSourceIs(source);
      }
      case "contains_field" -> {
        String field = all.text("field", true);
        return field == null ? null : new PipelineCondition.ContainsField(field);
      }
      case "contains_detection_item" -> {
        String field = all.text("field", true);
        Yaml.Scalar value = all.scalar("value", true);
        return field == null || value == null
            ? null
            : new PipelineCondition.ContainsEntry(field, value);
      }
      case "processing_item_applied" -> {
        return stepApplied(all);
      }
      case "processing_state" -> {
        return state(all);
      }
      case "is_sigma_rule" -> {
        return new PipelineCondition.KindIs(false);
      }
      case "is_sigma_correlation_rule" -> {
        return new PipelineCondition.KindIs(true);
      }
      case "rule_attribute" -> {
        return attribute(all);
      }
      case "tag" -> {
        String tag = all.text("tag", true);
        return tag == null ? null : new PipelineCondition.HasTag(tag);
      }
      default -> {
        String name = all.text("taxonomy", true);
        return name == null ? null : new PipelineCondition.TaxonomyIs(name);
      }
    }
  }

  private PipelineCondition.@Nullable OfEntry ofEntry(PipelineParameters all) {
    switch (type(all)) {
      case "processing_item_applied" -> {
        return stepApplied(all);
      }
      case "processing_state" -> {
        return state(all);
      }
      default -> {
        // Asked of each value.
      }
    }
    String joined = all.word("cond", null, List.of("any", "all"));
    PipelineCondition.ValueCondition test;
    switch (type(all)) {
      case "match_string" -> {
        Yaml.Scalar pattern = all.scalar("pattern", true);
        boolean isNegated = all.flag("negate");
        PipelineRegex regex = pattern == null ? null : PipelineRegex.compile(pattern, problems);
        test = regex == null ? null : new PipelineCondition.MatchString(regex, isNegated);
      }
      case "match_value" -> {
        Yaml.Scalar value = all.scalar("value", true);
        test = value == null ? null : new PipelineCondition.MatchValue(value);
      }
      case "is_null" -> test = new PipelineCondition.IsNull();
      default -> test = new PipelineCondition.ContainsWildcard();
    }
    return joined == null || test == null
        ? null
        : new PipelineCondition.OfValues(joined.equals("all"), test);
  }

  private PipelineCondition.@Nullable OfField ofField(PipelineParameters all) {
    String type = type(all);
    if (type.equals("processing_item_applied")) {
      return stepApplied(all);
    }
    if (type.equals("processing_state")) {
      return state(all);
    }
    List<Yaml.Scalar> fields = all.texts("fields", true);
    String mode = all.word("mode", "plain", List.of("plain", "re"));
    boolean isExcluded = type.equals("exclude_fields");
    if (!"re".equals(mode)) {
      return new PipelineCondition.FieldIn(PipelineParameters.plain(fields), List.of(), isExcluded);
    }
    List<PipelineRegex> patterns = new ArrayList<>();
    for (Yaml.Scalar field : fields) {
      PipelineRegex regex = PipelineRegex.compile(field, problems);
      if (regex != null) {
        patterns.add(regex);
      }
    }
    return new PipelineCondition.FieldIn(List.of(), List.copyOf(patterns), isExcluded);
  }

  private PipelineCondition.@Nullable StepApplied stepApplied(PipelineParameters all) {
    Yaml.Scalar id = all.scalar("processing_item_id", true);
    if (id == null) {
      return null;
    }
    wantedIds.add(id);
    return new PipelineCondition.StepApplied(id.text());
  }

  private static PipelineCondition.@Nullable StateIs state(PipelineParameters all) {
    String key = all.text("key", true);
    Yaml.Scalar value = all.scalar("val", true);
    String operator = all.word("op", "eq", OPERATORS);
    return key == null || value == null || operator == null
        ? null
        : new PipelineCondition.StateIs(key, value.plain(), operator);
  }

  private PipelineCondition.@Nullable OfRule attribute(PipelineParameters all) {
    String attribute = all.text("attribute", true);
    Yaml.Scalar value = all.scalar("value", true);
    List<String> operators = new ArrayList<>(OPERATORS);
    operators.add("in");
    operators.add("not_in");
    String operator = all.word("op", "eq", operators);
    if (attribute == null || value == null || operator == null) {
      return null;
    }
    List<String> allowed =
        switch (attribute) {
          case "level" -> List.of("informational", "low", "medium", "high", "critical");
          case "status" -> PipelineCondition.AttributeIs.STATUSES;
          default -> List.of();
        };
    if (!allowed.isEmpty() && !allowed.contains(value.text().toLowerCase(Locale.ROOT))) {
      problems.refuse(
          value.span(),
          "unknown " + attribute + " " + Words.quoted(value.text()),
          Words.didYouMean(value.text(), allowed));
      return null;
    }
    if ((attribute.equals("date") || attribute.equals("modified")) && !isDate(value.text())) {
      problems.refuse(value.span(), "no date: " + Words.quoted(value.text()), "write YYYY-MM-DD");
      return null;
    }
    return new PipelineCondition.AttributeIs(attribute, value, operator);
  }

  private static boolean isDate(String text) {
    try {
      return LocalDate.parse(text).getYear() >= 0;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
