package io.nanosiem.sigma;

import io.nanosiem.event.LogSource;
import io.nanosiem.event.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * From files to rules, in two passes: first every document is read, then filters are matched with
 * the rules they name (which may stand in another file), and everything is compiled. One thread,
 * one use.
 */
final class RuleLoader {
  private static final long MOST_BYTES = 4L * YamlReader.MAX_CHARACTERS;

  /** Each filter costs every rule it applies to. */
  private static final int MOST_FILTERS = 1_000;

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

  void addText(String label, @Nullable Path path, String text) {
    SourceText source = new SourceText(label, path, text);
    Problems problems = new Problems(source);
    List<YamlReader.Document> documents = YamlReader.read(source, problems);
    files.add(new ReadFile(problems, new RuleReader(problems).read(documents)));
  }

  /** Adds a file, or every {@code .yml} and {@code .yaml} below a directory, in sorted order. */
  void addPath(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      addFile(path);
      return;
    }
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        path,
        Set.of(FileVisitOption.FOLLOW_LINKS),
        40,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            // Hidden directories hold version control, or the files a mounted volume links to.
            return directory.equals(path) || !isHidden(directory)
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && isRuleFile(file) && !isHidden(file)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort((a, b) -> a.toString().compareTo(b.toString()));
    for (Path file : found) {
      addFile(file);
    }
  }

  private static boolean isHidden(Path path) {
    Path name = path.getFileName();
    return name != null && name.toString().startsWith(".");
  }

  private static boolean isRuleFile(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".yml") || name.endsWith(".yaml");
  }

  private void addFile(Path file) throws IOException {
    String label = Printable.of(file.toString());
    if (Files.size(file) > MOST_BYTES) {
      refuseFile(label, file, "a file of more than " + MOST_BYTES + " bytes is not read");
      return;
    }
    byte[] bytes = Files.readAllBytes(file);
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
    } catch (CharacterCodingException e) {
      refuseFile(label, file, "the file is not UTF-8");
      return;
    }
    addText(label, file, text.startsWith("\uFEFF") ? text.substring(1) : text);
  }

  private void refuseFile(String label, Path file, String message) {
    Problems problems = new Problems(new SourceText(label, file, ""));
    problems.refuse(Span.START, message, null);
    files.add(new ReadFile(problems, List.of()));
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
            if (compiled.name() != null && !names.add(compiled.name())) {
              file.problems()
                  .note(
                      rule.meta().at(),
                      "another rule has the same name: " + Words.quoted(compiled.name()),
                      "the first one is meant where it is named");
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
                  node == null ? null : new Node.OfFilter(filter.title(), node)));
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
      if (parts.size() > MOST_FILTERS) {
        file.problems()
            .refuse(rule.meta().at(), "more than " + MOST_FILTERS + " filters apply to it", null);
        return null;
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
