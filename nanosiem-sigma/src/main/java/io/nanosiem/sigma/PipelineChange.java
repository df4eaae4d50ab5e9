package io.nanosiem.sigma;

import io.nanosiem.event.LogSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a step of a pipeline does, under the name that pySigma gives it. Immutable. */
sealed interface PipelineChange {

  /** Something done once to the whole rule. */
  sealed interface OfRule extends PipelineChange {
    void apply(PipelineRun run, PipelineStep step);

    /** Whether it needs the searches of a rule, which a correlation does not have. */
    default boolean isOfSearches() {
      return false;
    }
  }

  /** Something done to each entry of a search. */
  sealed interface OfEntry extends PipelineChange {
    /** What the entry becomes; itself if it stays, null if it is dropped. */
    @Nullable PipelineNode change(PipelineRun run, PipelineStep step, PipelineNode.Entry entry);
  }

  /** Something done to names of fields, wherever they stand. */
  sealed interface OfNames extends PipelineChange {
    /**
     * What a name becomes.
     *
     * @param field null for keywords
     * @return at least one; null if it stays
     */
    @Nullable List<String> map(@Nullable String field);
  }

  // ---- names ----

  /**
   * {@code field_name_mapping}.
   *
   * @param mapping each name to one or more
   * @param keywords where keywords are looked for; null for anywhere
   */
  record MapNames(Map<String, List<String>> mapping, @Nullable List<String> keywords)
      implements OfNames {
    @Override
    public @Nullable List<String> map(@Nullable String field) {
      return field == null ? keywords : mapping.get(field);
    }
  }

  /**
   * {@code field_name_prefix_mapping}: the first prefix that fits.
   *
   * @param mapping each prefix to one or more
   */
  record MapPrefixes(Map<String, List<String>> mapping) implements OfNames {
    @Override
    public @Nullable List<String> map(@Nullable String field) {
      if (field == null) {
        return null;
      }
      for (Map.Entry<String, List<String>> entry : mapping.entrySet()) {
        if (field.startsWith(entry.getKey())) {
          String rest = field.substring(entry.getKey().length());
          return entry.getValue().stream().map(prefix -> prefix + rest).toList();
        }
      }
      return null;
    }
  }

  /**
   * {@code field_name_prefix} and {@code field_name_suffix}.
   *
   * @param prefix put before the name
   * @param suffix put after it
   */
  record Affix(String prefix, String suffix) implements OfNames {
    @Override
    public @Nullable List<String> map(@Nullable String field) {
      return field == null ? null : List.of(prefix + field + suffix);
    }
  }

  /**
   * {@code field_name_transform}.
   *
   * @param function of a name
   * @param mapping names that go elsewhere
   */
  record ChangeNames(UnaryOperator<String> function, Map<String, List<String>> mapping)
      implements OfNames {
    @Override
    public @Nullable List<String> map(@Nullable String field) {
      if (field == null) {
        return null;
      }
      List<String> fixed = mapping.get(field);
      return fixed != null ? fixed : List.of(function.apply(field));
    }
  }

  // ---- entries ----

  /** {@code drop_detection_item}. */
  record Drop() implements OfEntry {
    @Override
    public @Nullable PipelineNode change(
        PipelineRun run, PipelineStep step, PipelineNode.Entry entry) {
      return null;
    }
  }

  /**
   * {@code detection_item_failure}.
   *
   * @param message why
   */
  record FailEntry(String message) implements OfEntry {
    @Override
    public PipelineNode change(PipelineRun run, PipelineStep step, PipelineNode.Entry entry) {
      throw run.refuse(
          entry.problems(),
          entry.origin().at(),
          "a pipeline refuses this entry: " + message,
          step.hint());
    }
  }

  /**
   * {@code replace_string}.
   *
   * @param regex what is replaced
   * @param replacement by what
   * @param skipSpecial whether only the text between wildcards is looked at
   * @param interpretSpecial whether wildcards count in what replaces it then
   */
  record ReplaceString(
      PipelineRegex regex,
      PipelineRegex.Replacement replacement,
      boolean skipSpecial,
      boolean interpretSpecial)
      implements OfEntry {
    @Override
    public PipelineNode change(PipelineRun run, PipelineStep step, PipelineNode.Entry entry) {
      return PipelineValues.changed(
          entry,
          (value, text) -> {
            Number number = entry.isText() ? value.number() : null;
            String digits = number == null ? null : Numbers.text(number);
            PipelineText from = digits == null ? text : PipelineText.literal(digits);
            if (from == null) {
              return null;
            }
            if (regex.isTooLong(from.plain())) {
              throw run.refuse(
                  entry.problems(),
                  value.span(),
                  "the value is too long for a pipeline to replace something in it",
                  step.hint());
            }
            PipelineText to = replaced(run, from, entry.has(Modifier.EXPAND));
            return to.isSame(from) ? null : List.of(new PipelineValues.Text(to));
          });
    }

    private PipelineText replaced(PipelineRun run, PipelineText from, boolean expands) {
      if (!skipSpecial) {
        List<PipelineText.Change> changes = changes(run, from.plain());
        return changes.isEmpty() ? from : from.withChanges(changes, expands);
      }
      return from.replaceLiterals(
          part -> {
            StringBuilder out = new StringBuilder();
            int at = 0;
            for (PipelineText.Change change : changes(run, part)) {
              out.append(part, at, change.from()).append(change.replacement());
              at = change.to();
            }
            out.append(part, at, part.length());
            return interpretSpecial
                ? PipelineText.replacement(out.toString(), false)
                : PipelineText.literal(out.toString());
          });
    }

    private List<PipelineText.Change> changes(PipelineRun run, String text) {
      List<PipelineText.Change> changes =
          regex.changes(text, replacement, PipelineRegex.MOST_CHARACTERS);
      run.spend(0, changes.stream().mapToLong(change -> change.replacement().length()).sum());
      return changes;
    }
  }

  /**
   * {@code map_string}.
   *
   * @param mapping each text, wildcards of modifiers included, to one or more
   */
  record MapString(Map<String, List<String>> mapping) implements OfEntry {
    @Override
    public PipelineNode change(PipelineRun run, PipelineStep step, PipelineNode.Entry entry) {
      return PipelineValues.changed(
          entry,
          (value, text) -> {
            List<String> to = text == null ? null : mapping.get(text.plain());
            if (to == null) {
              return null;
            }
            run.spend(to.size(), to.stream().mapToLong(String::length).sum());
            List<PipelineValues.Result> results = new ArrayList<>();
            to.forEach(one -> results.add(new PipelineValues.Text(PipelineText.parse(one, false))));
            return results;
          });
    }
  }

  /**
   * {@code set_value}.
   *
   * @param value in the place of all of an entry
   */
  record SetValue(Yaml.Scalar value) implements OfEntry {
    @Override
    public PipelineNode change(PipelineRun run, PipelineStep step, PipelineNode.Entry entry) {
      run.spend(0, value.text().length());
      return entry.with(
          entry.without(m -> m != Modifier.NEQ), List.of(value.at(entry.values().get(0).span())));
    }
  }

  /**
   * {@code convert_type}.
   *
   * @param toNumber to numbers; otherwise to text
   */
  record ConvertType(boolean toNumber) implements OfEntry {
    @Override
    public PipelineNode change(PipelineRun run, PipelineStep step, PipelineNode.Entry entry) {
      if (!entry.isText()) {
        return entry;
      }
      return PipelineValues.changed(
          entry, (value, text) -> toNumber ? number(run, step, entry, value, text) : text(value));
    }

    private static @Nullable List<PipelineValues.Result> number(
        PipelineRun run,
        PipelineStep step,
        PipelineNode.Entry entry,
        Yaml.Scalar value,
        @Nullable PipelineText text) {
      if (text == null) {
        return null;
      }
      Number number = Numbers.fromDecimalText(text.plain());
      String digits = number == null ? null : Numbers.text(number);
      if (digits == null) {
        throw run.refuse(
            entry.problems(),
            value.span(),
            "a pipeline wants a number here, not " + Words.quoted(text.plain()),
            step.hint());
      }
      return List.of(new PipelineValues.Plain(value.with(digits, Yaml.resolve(digits))));
    }

    private static @Nullable List<PipelineValues.Result> text(Yaml.Scalar value) {
      Number number = value.number();
      String words =
          number != null
              ? Numbers.text(number)
              : value.type() == Yaml.Scalar.Type.BOOLEAN
                  ? value.text().toLowerCase(Locale.ROOT)
                  : null;
      return words == null ? null : List.of(new PipelineValues.Text(PipelineText.literal(words)));
    }
  }

  /**
   * {@code case}.
   *
   * @param function of the text between wildcards
   */
  record ChangeCase(UnaryOperator<String> function) implements OfEntry {
    @Override
    public PipelineNode change(PipelineRun run, PipelineStep step, PipelineNode.Entry entry) {
      return PipelineValues.changed(
          entry,
          (value, text) -> {
            if (text == null) {
              return null;
            }
            PipelineText to = text.mapLiterals(function);
            run.spend(0, to.length());
            return to.isSame(text) ? null : List.of(new PipelineValues.Text(to));
          });
    }
  }

  /**
   * {@code regex}.
   *
   * @param method plain, ignore_case_flag or ignore_case_brackets
   */
  record ToRegex(String method) implements OfEntry {
    @Override
    public PipelineNode change(PipelineRun run, PipelineStep step, PipelineNode.Entry entry) {
      if (entry.has(Modifier.WINDASH)) {
        // A class of dashes is more than a text; it stays what it is.
        return entry;
      }
      boolean ignoresCase = !method.equals("plain") && !entry.has(Modifier.CASED);
      Modifier anywhere = entry.placement() == null ? Modifier.CONTAINS : entry.placement();
      return PipelineValues.changed(
          entry,
          (value, text) -> {
            if (text == null || text.isEmpty()) {
              return null;
            }
            PipelineText whole = entry.field() == null ? text.placed(anywhere) : text;
            String regex = whole.regex(ignoresCase && method.equals("ignore_case_brackets"));
            if (regex == null) {
              throw run.refuse(
                  entry.problems(),
                  value.span(),
                  "a placeholder cannot become a part of a regular expression",
                  "fill it in by an earlier step: 'value_placeholders'");
            }
            run.spend(0, regex.length());
            boolean isFlagged = ignoresCase && method.equals("ignore_case_flag");
            return List.of(new PipelineValues.Regex(isFlagged ? "(?i)" + regex : regex));
          });
    }
  }

  /**
   * {@code value_placeholders} and {@code wildcard_placeholders}.
   *
   * @param include the only ones that are filled in; null for all
   * @param exclude those that are not; null for none
   * @param isWildcard whether each becomes {@code *}
   */
  record FillPlaceholders(
      @Nullable Set<String> include, @Nullable Set<String> exclude, boolean isWildcard)
      implements OfEntry {
    private static final int MOST = 10_000;

    @Override
    public PipelineNode change(PipelineRun run, PipelineStep step, PipelineNode.Entry entry) {
      if (!entry.has(Modifier.EXPAND)) {
        return entry;
      }
      return PipelineValues.filled(
          entry, (value, text) -> text == null ? null : fill(run, step, entry, value, text));
    }

    private @Nullable List<PipelineValues.Result> fill(
        PipelineRun run,
        PipelineStep step,
        PipelineNode.Entry entry,
        Yaml.Scalar value,
        PipelineText text) {
      List<@Nullable List<PipelineText>> replacements = new ArrayList<>();
      boolean isAny = false;
      for (String name : text.placeholders()) {
        List<PipelineText> with = isHandled(name) ? values(run, step, entry, value, name) : null;
        isAny |= with != null;
        replacements.add(with);
      }
      if (!isAny) {
        return null;
      }
      List<PipelineText> filled = text.filled(replacements, MOST);
      if (filled == null) {
        throw run.refuse(
            entry.problems(),
            value.span(),
            "placeholders expand to more than " + MOST + " values",
            step.hint());
      }
      run.spend(filled.size(), filled.stream().mapToLong(PipelineText::length).sum());
      List<PipelineValues.Result> results = new ArrayList<>();
      filled.forEach(one -> results.add(new PipelineValues.Text(one)));
      return results;
    }

    private boolean isHandled(String name) {
      return include != null ? include.contains(name) : exclude == null || !exclude.contains(name);
    }

    private @Nullable List<PipelineText> values(
        PipelineRun run,
        PipelineStep step,
        PipelineNode.Entry entry,
        Yaml.Scalar value,
        String name) {
      if (isWildcard) {
        return List.of(PipelineText.parse("*", false));
      }
      List<String> known = run.vars().get(name);
      if (known == null) {
        if (run.placeholders().contains(name)) {
          return null;
        }
        int at = value.text().indexOf('%' + name + '%');
        throw run.refuse(
            entry.problems(),
            at < 0 ? value.span() : value.span(at, at + name.length() + 2),
            "no value is known for the placeholder " + Words.quoted("%" + name + "%"),
            "add it to the 'vars' of the pipeline (" + step.hint() + ')');
      }
      return known.stream().map(one -> PipelineText.parse(one, false)).toList();
    }
  }

  /**
   * {@code hashes_fields}: from one field that holds several hashes to a field for each kind.
   *
   * @param kinds in upper case
   * @param prefix of the fields
   * @param dropsKind whether the prefix is the whole name
   */
  record SplitHashes(List<String> kinds, String prefix, boolean dropsKind) implements OfEntry {
    private static final Map<Integer, String> BY_LENGTH =
        Map.of(32, "MD5", 40, "SHA1", 64, "SHA256", 128, "SHA512");

    @Override
    public PipelineNode change(PipelineRun run, PipelineStep step, PipelineNode.Entry entry) {
      Map<String, List<Yaml.Scalar>> hashes = new LinkedHashMap<>();
      List<Yaml.Scalar> left = new ArrayList<>();
      for (Yaml.Scalar value : entry.values()) {
        PipelineText text = entry.text(value);
        if (text == null) {
          return entry;
        }
        String plain = text.plain();
        int bar = plain.indexOf('|') >= 0 ? plain.indexOf('|') : plain.indexOf('=');
        String kind = bar < 0 ? "" : unstarred(plain.substring(0, bar)).toUpperCase(Locale.ROOT);
        String hash = plain.substring(bar + 1);
        String bare = unstarred(hash);
        if (bar < 0) {
          kind = BY_LENGTH.getOrDefault(bare.length(), "");
        }
        if (!kinds.contains(kind) || hash.indexOf('=') >= 0 || hash.indexOf('|') >= 0) {
          left.add(value);
          continue;
        }
        // A hash in full needs no wildcards around it, and the field for it holds nothing else.
        boolean isFull = BY_LENGTH.containsKey(bare.length());
        hashes
            .computeIfAbsent(dropsKind ? prefix : prefix + kind, name -> new ArrayList<>())
            .add(value.with(isFull ? bare : hash, Yaml.Scalar.Type.STRING));
      }
      if (hashes.isEmpty()) {
        throw run.refuse(
            entry.problems(),
            entry.values().get(0).span(),
            "a pipeline finds no hash here that it knows",
            "it knows " + String.join(", ", kinds) + " (" + step.hint() + ')');
      }
      for (Yaml.Scalar value : left) {
        entry
            .problems()
            .note(
                value.span(),
                "the value is left out: a pipeline finds no hash in it that it knows",
                "it knows " + String.join(", ", kinds) + " (" + step.hint() + ')');
      }
      run.spend(entry.values().size(), 0);
      boolean isAll = entry.has(Modifier.ALL);
      List<PipelineNode> parts = new ArrayList<>();
      hashes.forEach(
          (field, values) -> {
            List<Ast.Applied> modifiers =
                entry.without(m -> m != Modifier.NEQ && !(m == Modifier.ALL && values.size() > 1));
            String name = field.equals("keyword") ? null : field;
            parts.add(entry.with(modifiers, values).withField(name));
          });
      return PipelineNode.joined(isAll != entry.has(Modifier.NEQ), parts);
    }

    private static String unstarred(String text) {
      int from = 0;
      int to = text.length();
      while (from < to && text.charAt(from) == '*') {
        from++;
      }
      while (to > from && text.charAt(to - 1) == '*') {
        to--;
      }
      return text.substring(from, to);
    }
  }

  // ---- the rule ----

  /**
   * {@code rule_failure}.
   *
   * @param message why
   */
  record FailRule(String message) implements OfRule {
    @Override
    public void apply(PipelineRun run, PipelineStep step) {
      throw run.refuse("a pipeline refuses the rule: " + message, step.hint());
    }
  }

  /**
   * {@code set_state}.
   *
   * @param key of the state
   * @param value of any kind
   */
  record SetState(String key, @Nullable Object value) implements OfRule {
    @Override
    public void apply(PipelineRun run, PipelineStep step) {
      run.state().put(key, value);
    }
  }

  /**
   * {@code set_custom_attribute}.
   *
   * @param attribute its name
   * @param value of any kind
   */
  record SetAttribute(String attribute, @Nullable Object value) implements OfRule {
    @Override
    public void apply(PipelineRun run, PipelineStep step) {
      run.attributes().put(attribute, value);
    }
  }

  /**
   * {@code change_logsource}.
   *
   * @param logSource in the place of the rule's
   */
  record ChangeLogSource(LogSource logSource) implements OfRule {
    @Override
    public void apply(PipelineRun run, PipelineStep step) {
      run.setLogSource(logSource);
    }
  }

  /** {@code add_field}, {@code remove_field} and {@code set_field}. */
  enum FieldListing {
    ADD,
    REMOVE,
    SET
  }

  /**
   * Changes the fields that the rule lists for people to look at.
   *
   * @param listing how
   * @param names of fields
   */
  record ListFields(FieldListing listing, List<String> names) implements OfRule {
    @Override
    public void apply(PipelineRun run, PipelineStep step) {
      List<String> fields = new ArrayList<>(run.fields());
      switch (listing) {
        case ADD -> fields.addAll(names);
        case REMOVE -> names.forEach(fields::remove);
        case SET -> {
          fields.clear();
          fields.addAll(names);
        }
      }
      run.setFields(fields);
    }
  }

  /**
   * {@code add_condition}.
   *
   * @param search that has to hold as well
   * @param name of the search; null for one that is free
   * @param isTemplate whether {@code $category} and the like are filled in
   * @param isNegated whether it must not hold
   */
  record AddCondition(
      Ast.Search search, @Nullable String name, boolean isTemplate, boolean isNegated)
      implements OfRule {
    @Override
    public boolean isOfSearches() {
      return true;
    }

    @Override
    public void apply(PipelineRun run, PipelineStep step) {
      if (name != null && run.hasSearch(name)) {
        throw run.refuse(
            "a pipeline adds a search "
                + Words.quoted(name)
                + ", and the rule has one of this name",
            "leave out 'name' (" + step.hint() + ')');
      }
      Span at = run.meta().at();
      PipelineNode added =
          PipelineNode.of(search, run.problems())
              .rewrite(
                  entry -> {
                    List<Yaml.Scalar> values =
                        entry.values().stream().map(value -> filled(run, step, value, at)).toList();
                    run.spend(values.size(), 0);
                    Ast.Item item =
                        new Ast.Item(
                            entry.field(),
                            entry.modifiers().stream()
                                .map(applied -> new Ast.Applied(applied.modifier(), at))
                                .toList(),
                            values,
                            entry.origin().key(),
                            at);
                    return PipelineNode.of(item, run.problems());
                  });
      if (added == null) {
        throw new IllegalStateException("an added search is not empty");
      }
      run.addCondition(name, added.marked(step.id()), isNegated);
    }

    private Yaml.Scalar filled(PipelineRun run, PipelineStep step, Yaml.Scalar value, Span at) {
      if (!isTemplate || !value.isString() || value.text().indexOf('$') < 0) {
        return value.at(at);
      }
      String text = value.text();
      StringBuilder out = new StringBuilder();
      int i = 0;
      while (i < text.length()) {
        int dollar = text.indexOf('$', i);
        if (dollar < 0) {
          break;
        }
        out.append(text, i, dollar);
        i = dollar + 1;
        if (text.startsWith("$", i)) {
          out.append('$');
          i++;
          continue;
        }
        boolean isBraced = text.startsWith("{", i);
        int from = isBraced ? i + 1 : i;
        int to = from;
        while (to < text.length()
            && (Character.isLetterOrDigit(text.charAt(to)) || text.charAt(to) == '_')) {
          to++;
        }
        String part = text.substring(from, to);
        boolean isKnown =
            (part.equals("category") || part.equals("product") || part.equals("service"))
                && (!isBraced || text.startsWith("}", to));
        if (!isKnown) {
          out.append('$');
          continue;
        }
        String known =
            switch (part) {
              case "category" -> run.logSource().category();
              case "product" -> run.logSource().product();
              default -> run.logSource().service();
            };
        if (known == null) {
          throw run.refuse(
              "a pipeline asks for the " + part + " of the log source, and the rule has none",
              step.hint());
        }
        out.append(known);
        i = isBraced ? to + 1 : to;
      }
      out.append(text, i, text.length());
      return value.with(out.toString(), Yaml.Scalar.Type.STRING).at(at);
    }
  }

  /**
   * {@code nest}: several steps under the conditions of one.
   *
   * @param steps in order
   */
  record Nest(List<PipelineStep> steps) implements OfRule {
    @Override
    public void apply(PipelineRun run, PipelineStep step) {
      steps.forEach(inner -> inner.apply(run));
    }
  }
}
