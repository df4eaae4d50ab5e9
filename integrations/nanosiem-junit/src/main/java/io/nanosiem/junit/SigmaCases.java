package io.nanosiem.junit;

import io.nanosiem.sigma.Explanation;
import io.nanosiem.sigma.SigmaRule;
import io.nanosiem.sigma.SigmaRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.StackWalker.StackFrame;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * Turns files of events into tests: for every rule, events that must match and events that must
 * not.
 *
 * <pre>{@code
 * # src/test/sigma/ssh.yml — one document for each rule
 * rule: ssh-brute-force            # id or name
 * matches:
 *     - message: Failed password for root from 203.0.113.5 port 22 ssh2
 *     - name: another account      # an event with a name of its own
 *       event:
 *           message: Failed password for invalid user admin
 *     - '{"message": "Failed password for bin"}'
 * does-not-match:
 *     - message: Accepted password for root from 203.0.113.5 port 22 ssh2
 * }</pre>
 *
 * <p>Every {@code .yml} and {@code .yaml} file below the directory is read. A file that is not as
 * above becomes a test that fails and says where. Log sources play no part: it is the rule that is
 * tested. Stateless; any thread.
 */
public final class SigmaCases {
  private SigmaCases() {}

  /**
   * The cases of a directory, for the rules that the calling class names in {@link SigmaRulesTest}.
   *
   * <pre>{@code
   * @TestFactory
   * Stream<DynamicNode> cases() {
   *   return SigmaCases.in("src/test/sigma");
   * }
   * }</pre>
   *
   * @param directory relative to the working directory, or {@code classpath:} and a name
   * @return a container for every file
   * @throws IllegalStateException if no calling class is annotated with {@link SigmaRulesTest}
   * @throws IllegalArgumentException if there is no such directory, or no case in it
   */
  public static Stream<DynamicNode> in(String directory) {
    Class<?> caller =
        StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
            .walk(
                frames ->
                    frames
                        .map(StackFrame::getDeclaringClass)
                        .filter(type -> RuleSource.annotation(type) != null)
                        .findFirst())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no @SigmaRulesTest on the calling class: add it, or use"
                            + " SigmaCases.in(directory, rules)"));
    SigmaRulesTest annotation = RuleSource.annotation(caller);
    String place = annotation == null ? "" : annotation.value();
    return cases(directory, RuleSource.load(place, caller), caller);
  }

  /**
   * The cases of a directory, for rules of your own loading.
   *
   * @param directory relative to the working directory, or {@code classpath:} and a name
   * @param rules the rules
   * @return a container for every file
   * @throws IllegalArgumentException if there is no such directory, or no case in it
   */
  public static Stream<DynamicNode> in(String directory, SigmaRules rules) {
    return cases(directory, rules, SigmaCases.class);
  }

  private static Stream<DynamicNode> cases(String directory, SigmaRules rules, Class<?> test) {
    List<DynamicNode> nodes =
        RuleSource.at(
            directory,
            test,
            path -> {
              List<DynamicNode> all = new ArrayList<>();
              for (Path file : files(path)) {
                all.add(container(path, file, rules));
              }
              return all;
            });
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("there is no .yml or .yaml file in '" + directory + "'");
    }
    return nodes.stream();
  }

  private static List<Path> files(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .filter(
              file -> {
                String name = file.toString().toLowerCase(Locale.ROOT);
                return name.endsWith(".yml") || name.endsWith(".yaml");
              })
          .sorted((a, b) -> a.toString().compareTo(b.toString()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the cases in " + directory, e);
    }
  }

  private static DynamicNode container(Path directory, Path file, SigmaRules rules) {
    String name = directory.equals(file) ? file.toString() : directory.relativize(file).toString();
    URI uri = file.toUri();
    List<DynamicNode> nodes = new ArrayList<>();
    try {
      for (Fixture fixture : Fixture.read(file)) {
        nodes.add(rule(fixture, file, rules));
      }
    } catch (FixtureException e) {
      nodes.add(
          DynamicTest.dynamicTest(
              "can be read", uri, () -> Assertions.fail(String.valueOf(e.getMessage()))));
    }
    return DynamicContainer.dynamicContainer(name, uri, nodes.stream());
  }

  private static DynamicNode rule(Fixture fixture, Path file, SigmaRules rules) {
    SigmaRule rule;
    try {
      rule = rules.rule(fixture.rule());
    } catch (IllegalArgumentException e) {
      String message = file + ":" + fixture.line() + ": " + e.getMessage();
      return DynamicTest.dynamicTest(
          fixture.rule(), source(file, fixture.line()), () -> Assertions.fail(message));
    }
    List<DynamicNode> tests = new ArrayList<>();
    for (Fixture.Case one : fixture.cases()) {
      tests.add(
          DynamicTest.dynamicTest(
              (one.matches() ? "matches " : "does not match ") + one.name(),
              source(file, one.line()),
              () -> check(rule, one, file)));
    }
    return DynamicContainer.dynamicContainer(
        rule.title(), source(file, fixture.line()), tests.stream());
  }

  private static void check(SigmaRule rule, Fixture.Case one, Path file) {
    Explanation explanation = rule.explain(one.event());
    if (explanation.matches() != one.matches()) {
      Assertions.fail(
          file + ":" + one.line() + ": " + Failures.describe(one.matches(), explanation));
    }
  }

  private static URI source(Path file, int line) {
    URI uri = file.toUri();
    return "file".equals(uri.getScheme()) ? URI.create(uri + "?line=" + line) : uri;
  }
}
