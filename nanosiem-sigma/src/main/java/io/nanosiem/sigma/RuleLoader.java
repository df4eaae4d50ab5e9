package io.nanosiem.sigma;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * From files to rules: every document is read, then filters are matched with the rules they name
 * (which may stand in another file), then every rule is compiled. Reading and compiling look at one
 * file at a time and are shared out to {@link Workers}; what looks at several files happens between
 * and after, in the order of the files. Where these are found is the business of {@link
 * SigmaLoader}. One thread, one use.
 */
final class RuleLoader {
  /** Each filter costs every rule it applies to. */
  private static final int MOST_FILTERS = 1_000;

  private final SigmaOptions options;
  private final Workers workers;
  private final Pipelines pipelines;
  private final RegexOverruns.Total overruns = new RegexOverruns.Total();

  RuleLoader(SigmaOptions options, Workers workers) {
    this.options = options;
    this.workers = workers;
    this.pipelines = Pipelines.of(options.pipelines(), options.placeholders().keySet());
  }

  /** A file, its documents, and those of its rules that are wanted or needed. */
  private record ReadFile(Problems problems, List<Ast.Document> documents, List<Ast.Rule> rules) {}

  private record CompiledRule(SigmaRule rule, Problems problems, Span at) {
    String place() {
      return problems.source().label() + ":" + at.line();
    }
  }

  private record FilterUse(
      Ast.Filter filter, Set<String> names, Problems problems, @Nullable Node node) {}

  SigmaRules load(List<RuleFile> sources) {
    List<ReadFile> files = workers.map(sources, this::read);
    List<FilterUse> filters = compileFilters(files);
    Selected selected = select(files);
    List<CompiledRule> compiled = new ArrayList<>();
    // Pipelines change filters together with each rule, and report in the file of the filter.
    boolean isShared = pipelines.isEmpty() || filters.isEmpty();
    (isShared ? workers : Workers.none())
        .map(selected.files(), file -> compile(file, filters, selected))
        .forEach(compiled::addAll);
    noteEqualIds(compiled);
    noteUnknownRules(filters, compiled, selected.skipped());
    List<SigmaRule> rules = compiled.stream().map(CompiledRule::rule).toList();
    List<SigmaCorrelation> correlations = link(rules, selected);
    List<SigmaDocument> loaded = new ArrayList<>(rules);
    loaded.addAll(correlations);
    List<Ast.Rule> read = files.stream().flatMap(file -> file.rules().stream()).toList();
    List<SigmaProblem> refused = new ArrayList<>();
    List<SigmaProblem> findings =
        new ArrayList<>(options.selection().findings(read, loaded, selected.skipped()));
    for (ReadFile file : selected.files()) {
      boolean isLeftOut =
          file.rules().isEmpty()
              && !file.documents().isEmpty()
              && file.documents().stream().allMatch(Ast.Rule.class::isInstance);
      for (SigmaProblem problem : file.problems().inOrder()) {
        if (problem.kind() == SigmaProblem.Kind.REFUSED) {
          refused.add(problem);
        } else if (!isLeftOut) {
          findings.add(problem);
        }
      }
    }
    if (!options.isLenient() && !refused.isEmpty()) {
      throw new SigmaRulesException(refused);
    }
    return new SigmaRules(
        rules, correlations, refused, findings, selected.skipped(), options, overruns);
  }

  private ReadFile read(RuleFile file) {
    SourceText source;
    try {
      source = new SourceText(file.label(), file.path(), file.text());
    } catch (RuleFile.UnreadableException e) {
      Problems problems = new Problems(new SourceText(file.label(), file.path(), ""));
      problems.refuse(Span.START, e.message(), e.hint());
      return new ReadFile(problems, List.of(), List.of());
    }
    Problems problems = new Problems(source);
    List<YamlReader.Document> documents = YamlReader.read(source, problems);
    List<Ast.Document> read = new ArrayList<>();
    List<Ast.Rule> rules = new ArrayList<>();
    for (Ast.Document document : new RuleReader(problems).read(documents)) {
      if (document instanceof Ast.Rule rule) {
        rules.add(rule.with(options.selection().adjusted(rule.meta())));
      }
      read.add(
          document instanceof Ast.Correlation correlation
              ? correlation.with(options.selection().adjusted(correlation.meta()))
              : document);
    }
    return new ReadFile(problems, read, rules);
  }

  /**
   * What is left of the files after {@link Selection}.
   *
   * @param files with the rules that are wanted or needed
   * @param correlations those that are wanted or needed
   * @param skipped those that are neither
   * @param silent ids and names of rules that do not report for themselves
   */
  private record Selected(
      List<ReadFile> files,
      List<ReadCorrelation> correlations,
      List<SkippedRule> skipped,
      Set<String> silent) {}

  private record ReadCorrelation(Ast.Correlation read, Problems problems) {}

  /**
   * Leaves out what is not wanted. A rule that a correlation builds on stays, or the correlation
   * would wait for it forever, but is silent. A filter keeps no rule: it only narrows.
   */
  private Selected select(List<ReadFile> files) {
    Set<String> needed = new HashSet<>();
    Set<String> silent = new HashSet<>();
    List<SkippedRule> skipped = new ArrayList<>();
    List<ReadCorrelation> correlations = selectCorrelations(files, needed, silent, skipped);
    List<ReadFile> left = new ArrayList<>(files.size());
    for (ReadFile file : files) {
      List<Ast.Rule> rules = new ArrayList<>(file.rules().size());
      for (Ast.Rule rule : file.rules()) {
        String reason = options.selection().reasonAgainst(rule.meta(), rule.logSource());
        if (isWanted(rule.meta(), reason, needed, silent, skipped)) {
          rules.add(rule);
        }
      }
      left.add(new ReadFile(file.problems(), file.documents(), rules));
    }
    return new Selected(left, correlations, skipped, silent);
  }

  /** Those that are wanted, then those that they build on, and so on. */
  private List<ReadCorrelation> selectCorrelations(
      List<ReadFile> files, Set<String> needed, Set<String> silent, List<SkippedRule> skipped) {
    List<ReadCorrelation> all = new ArrayList<>();
    for (ReadFile file : files) {
      for (Ast.Document document : file.documents()) {
        if (document instanceof Ast.Correlation correlation) {
          all.add(new ReadCorrelation(correlation, file.problems()));
        } else if (document instanceof Ast.BrokenCorrelation broken) {
          needed.addAll(broken.rules());
          silent.addAll(broken.rules());
        }
      }
    }
    Set<Ast.Correlation> kept = new HashSet<>();
    for (boolean isGrowing = true; isGrowing; ) {
      isGrowing = false;
      for (ReadCorrelation one : all) {
        Ast.Meta meta = one.read().meta();
        boolean isKept =
            options.selection().reasonAgainst(meta, null) == null || isAmong(needed, meta);
        if (isKept && kept.add(one.read())) {
          isGrowing = true;
          for (Ast.Name rule : one.read().rules()) {
            needed.add(rule.text());
            if (!one.read().generates()) {
              silent.add(rule.text());
            }
          }
        }
      }
    }
    all.removeIf(
        one ->
            !isWanted(
                one.read().meta(),
                options.selection().reasonAgainst(one.read().meta(), null),
                needed,
                silent,
                skipped));
    return all;
  }

  private static boolean isWanted(
      Ast.Meta meta,
      @Nullable String reason,
      Set<String> needed,
      Set<String> silent,
      List<SkippedRule> skipped) {
    if (reason == null) {
      return true;
    }
    String id = SigmaDocument.idOf(meta);
    if (isAmong(needed, meta)) {
      silent.add(id);
      return true;
    }
    skipped.add(new SkippedRule(id, meta.name(), meta.title(), reason));
    return false;
  }

  private static boolean isAmong(Set<String> idsOrNames, Ast.Meta meta) {
    return idsOrNames.contains(SigmaDocument.idOf(meta))
        || (meta.name() != null && idsOrNames.contains(meta.name()));
  }

  private List<SigmaCorrelation> link(List<SigmaRule> rules, Selected selected) {
    CorrelationLinker linker = new CorrelationLinker(rules, selected.silent(), pipelines);
    selected.correlations().forEach(one -> linker.add(one.read(), one.problems()));
    return linker.link();
  }

  private List<FilterUse> compileFilters(List<ReadFile> files) {
    List<FilterUse> filters = new ArrayList<>();
    for (ReadFile file : files) {
      RuleCompiler compiler = new RuleCompiler(file.problems(), options, overruns);
      for (Ast.Document document : file.documents()) {
        if (document instanceof Ast.Filter filter) {
          // A pipeline may mend what is open in a filter, so it is compiled with each rule.
          Node node = pipelines.isEmpty() ? compile(filter, compiler) : null;
          filters.add(
              new FilterUse(
                  filter,
                  filter.rules().stream().map(Yaml.Scalar::text).collect(Collectors.toSet()),
                  file.problems(),
                  node));
        }
      }
    }
    return filters;
  }

  private static @Nullable Node compile(Ast.Filter filter, RuleCompiler compiler) {
    Node node = compiler.compile(filter.title(), filter.searches(), filter.condition());
    return node == null ? null : new Node.OfFilter(filter.title(), node);
  }

  /** The rules of one file. */
  private List<CompiledRule> compile(ReadFile file, List<FilterUse> filters, Selected selected) {
    RuleCompiler compiler = new RuleCompiler(file.problems(), options, overruns);
    List<CompiledRule> compiled = new ArrayList<>(file.rules().size());
    for (Ast.Rule rule : file.rules()) {
      SigmaRule one = compile(rule, file, compiler, filters, selected.silent());
      if (one != null) {
        compiled.add(new CompiledRule(one, file.problems(), rule.meta().at()));
      }
    }
    return compiled;
  }

  private @Nullable SigmaRule compile(
      Ast.Rule written,
      ReadFile file,
      RuleCompiler compiler,
      List<FilterUse> filters,
      Set<String> silent) {
    String id = SigmaDocument.idOf(written.meta());
    String name = written.meta().name();
    List<FilterUse> uses = filters.stream().filter(use -> applies(use, written, id)).toList();
    Ast.Rule rule = written;
    List<Node> parts = new ArrayList<>();
    if (pipelines.isEmpty()) {
      for (FilterUse use : uses) {
        if (use.node() != null) {
          parts.add(use.node());
        }
      }
    } else {
      Pipelines.Changed changed =
          pipelines.apply(
              written,
              uses.stream().map(use -> new Pipelines.Use(use.filter(), use.problems())).toList(),
              file.problems());
      if (changed == null) {
        return null;
      }
      rule = changed.rule();
      for (int i = 0; i < uses.size(); i++) {
        Ast.Filter filter = changed.filters().get(i);
        Node part =
            filter == null
                ? null
                : compile(filter, new RuleCompiler(uses.get(i).problems(), options, overruns));
        if (part != null) {
          parts.add(part);
        }
      }
    }
    Node node = compiler.compile(id, rule.searches(), rule.condition());
    if (node == null) {
      return null;
    }
    if (parts.size() > MOST_FILTERS) {
      file.problems()
          .refuse(written.meta().at(), "more than " + MOST_FILTERS + " filters apply to it", null);
      return null;
    }
    parts.add(0, node);
    SigmaRule compiled =
        new SigmaRule(
            rule.meta(),
            rule.logSource(),
            file.problems().source().path(),
            parts.size() == 1 ? node : new Node.All(parts, "all of"),
            silent.contains(id) || (name != null && silent.contains(name)));
    if (compiled.isTrueOfNothing()) {
      file.problems()
          .note(
              rule.meta().at(),
              "the rule is true of an event without fields",
              "it only says what must not be there; it is not run on events of unknown log source");
    }
    return compiled;
  }

  private static void noteEqualIds(List<CompiledRule> compiled) {
    Map<String, CompiledRule> ids = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (CompiledRule one : compiled) {
      String name = one.rule().name();
      CompiledRule first = ids.putIfAbsent(one.rule().id(), one);
      if (first != null) {
        one.problems()
            .note(
                one.at(),
                "another rule has the same id: " + Words.quoted(one.rule().id()),
                "it is at " + first.place());
      } else if (name != null && !names.add(name)) {
        one.problems()
            .note(one.at(), "another rule has the same name: " + Words.quoted(name), null);
      }
    }
  }

  private static void noteUnknownRules(
      List<FilterUse> filters, List<CompiledRule> compiled, List<SkippedRule> skipped) {
    Set<String> names = new HashSet<>();
    for (SkippedRule one : skipped) {
      names.add(one.id());
      if (one.name() != null) {
        names.add(one.name());
      }
    }
    for (CompiledRule one : compiled) {
      names.add(one.rule().id());
      if (one.rule().name() != null) {
        names.add(one.rule().name());
      }
    }
    for (FilterUse use : filters) {
      for (Yaml.Scalar named : use.filter().rules()) {
        if (!names.contains(named.text())) {
          use.problems()
              .note(
                  named.span(),
                  "the filter names a rule that is not loaded: " + Words.quoted(named.text()),
                  Words.didYouMean(named.text(), names.size() > 500 ? Set.of() : names));
        }
      }
    }
  }

  private static boolean applies(FilterUse use, Ast.Rule rule, String id) {
    String name = rule.meta().name();
    Set<String> names = use.names();
    if (!names.isEmpty() && !names.contains(id) && (name == null || !names.contains(name))) {
      return false;
    }
    return Selection.contains(use.filter().logSource(), rule.logSource());
  }
}
