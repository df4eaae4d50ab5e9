package io.nanosiem.sigma;

import io.nanosiem.event.LogSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * From files to rules, in two passes: first every document is read, then filters are matched with
 * the rules they name (which may stand in another file), and everything is compiled. Where the
 * files are found is the business of {@link RuleFiles}. One thread, one use.
 */
final class RuleLoader {
  private final SigmaOptions options;
  private final LongAdder overruns = new LongAdder();
  private final List<ReadFile> files = new ArrayList<>();

  RuleLoader(SigmaOptions options) {
    this.options = options;
  }

  private record ReadFile(Problems problems, List<Ast.Document> documents) {}

  private static final class FilterUse {
    final Ast.Filter filter;
    final Problems problems;
    final @Nullable Node node;

    FilterUse(Ast.Filter filter, Problems problems, @Nullable Node node) {
      this.filter = filter;
      this.problems = problems;
      this.node = node;
    }
  }

  /** Reads the documents of a file; what is wrong with it is kept for {@link #build()}. */
  void add(RuleFile file) {
    files.add(read(file));
  }

  private static ReadFile read(RuleFile file) {
    SourceText source;
    try {
      source = new SourceText(file.label(), file.path(), file.text());
    } catch (RuleFile.UnreadableException e) {
      Problems problems = new Problems(new SourceText(file.label(), file.path(), ""));
      problems.refuse(Span.START, e.message(), e.hint());
      return new ReadFile(problems, List.of());
    }
    Problems problems = new Problems(source);
    List<YamlReader.Document> documents = YamlReader.read(source, problems);
    return new ReadFile(problems, new RuleReader(problems).read(documents));
  }

  /** Compiles what was added. */
  SigmaRules build() {
    List<FilterUse> filters = compileFilters();
    Set<String> buildingBlocks = new HashSet<>();
    for (ReadFile file : files) {
      for (Ast.Document document : file.documents()) {
        if (document instanceof Ast.Correlation correlation && !correlation.generates()) {
          buildingBlocks.addAll(correlation.rules());
        }
      }
    }
    List<SigmaRule> rules = new ArrayList<>();
    Map<String, String> ids = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (ReadFile file : files) {
      RuleCompiler compiler = new RuleCompiler(file.problems(), options, overruns);
      for (Ast.Document document : file.documents()) {
        if (document instanceof Ast.Rule rule) {
          SigmaRule compiled = compile(rule, file, compiler, filters, buildingBlocks);
          if (compiled != null) {
            String where = file.problems().source().label() + ":" + rule.meta().at().line();
            String first = ids.putIfAbsent(compiled.id(), where);
            if (first != null) {
              file.problems()
                  .note(
                      rule.meta().at(),
                      "another rule has the same id: " + Words.quoted(compiled.id()),
                      "it is at " + first);
            }
            rules.add(compiled);
            names.add(compiled.id());
            if (compiled.name() != null) {
              names.add(compiled.name());
            }
          }
        }
      }
    }
    for (FilterUse use : filters) {
      for (Yaml.Scalar named : use.filter.rules()) {
        if (!names.contains(named.text())) {
          use.problems.note(
              named.span(),
              "the filter names a rule that is not loaded: " + Words.quoted(named.text()),
              Words.didYouMean(named.text(), names.size() > 500 ? Set.of() : names));
        }
      }
    }
    List<SigmaProblem> refused = new ArrayList<>();
    List<SigmaProblem> findings = new ArrayList<>();
    for (ReadFile file : files) {
      file.problems().all().stream()
          .sorted(
              (a, b) ->
                  a.line() != b.line()
                      ? Integer.compare(a.line(), b.line())
                      : Integer.compare(a.column(), b.column()))
          .forEach(
              problem ->
                  (problem.kind() == SigmaProblem.Kind.REFUSED ? refused : findings).add(problem));
    }
    if (!options.isLenient() && !refused.isEmpty()) {
      throw new SigmaRulesException(refused);
    }
    return new SigmaRules(rules, refused, findings, options.isRouted(), overruns);
  }

  private List<FilterUse> compileFilters() {
    List<FilterUse> filters = new ArrayList<>();
    for (ReadFile file : files) {
      RuleCompiler compiler = new RuleCompiler(file.problems(), options, overruns);
      for (Ast.Document document : file.documents()) {
        if (document instanceof Ast.Filter filter) {
          Node node = compiler.compile(filter.title(), filter.searches(), filter.condition());
          filters.add(
              new FilterUse(
                  filter,
                  file.problems(),
                  node == null ? null : new Node.Named("filter '" + filter.title() + "'", node)));
        }
      }
    }
    return filters;
  }

  private static @Nullable SigmaRule compile(
      Ast.Rule rule,
      ReadFile file,
      RuleCompiler compiler,
      List<FilterUse> filters,
      Set<String> buildingBlocks) {
    String id = SigmaRule.idOf(rule.meta());
    String name = rule.meta().name();
    Node node = compiler.compile(id, rule.searches(), rule.condition());
    if (node == null) {
      return null;
    }
    List<Node> parts = new ArrayList<>(List.of(node));
    for (FilterUse use : filters) {
      if (applies(use.filter, rule, id) && use.node != null) {
        parts.add(use.node);
      }
    }
    SigmaRule compiled =
        new SigmaRule(
            rule.meta(),
            rule.logSource(),
            file.problems().source().path(),
            parts.size() == 1 ? node : new Node.All(parts, "all of"),
            buildingBlocks.contains(id) || (name != null && buildingBlocks.contains(name)));
    if (compiled.isTrueOfNothing()) {
      file.problems()
          .note(
              rule.meta().at(),
              "the rule is true of an event without fields",
              "it only says what must not be there; it is not run on events of unknown log source");
    }
    return compiled;
  }

  private static boolean applies(Ast.Filter filter, Ast.Rule rule, String id) {
    if (!filter.rules().isEmpty()
        && filter.rules().stream()
            .noneMatch(
                named -> named.text().equals(id) || named.text().equals(rule.meta().name()))) {
      return false;
    }
    LogSource wanted = filter.logSource();
    LogSource given = rule.logSource();
    return fits(wanted.category(), given.category())
        && fits(wanted.product(), given.product())
        && fits(wanted.service(), given.service());
  }

  private static boolean fits(@Nullable String wanted, @Nullable String given) {
    return wanted == null || wanted.equals(given);
  }
}
