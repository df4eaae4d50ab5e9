package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Every requirement of the language has a test, every id that a test names is a requirement, and
 * {@code docs/sigma-conformance.md} says which. {@code -Dgolden.update} rewrites it.
 */
class ConformanceTableTest {
  private static final Path TABLE = Path.of("..", "docs", "sigma-conformance.md");
  private static final Path REQUIREMENTS = Path.of("src/test/resources/spec/requirements.txt");

  private static Map<String, List<String>> tests() throws IOException, URISyntaxException {
    Path classes =
        Path.of(
            Objects.requireNonNull(ConformanceTableTest.class.getProtectionDomain().getCodeSource())
                .getLocation()
                .toURI());
    Map<String, List<String>> tests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith("Test.class")).sorted().toList()) {
        String name = classes.relativize(file).toString().replace(java.io.File.separatorChar, '.');
        Class<?> type = load(name.substring(0, name.length() - ".class".length()));
        List<Method> methods =
            Stream.of(type.getDeclaredMethods())
                .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
                .sorted(java.util.Comparator.comparing(Method::getName))
                .toList();
        add(tests, type.getAnnotation(Spec.class), type.getSimpleName());
        for (Method method : methods) {
          String place = type.getSimpleName() + "." + method.getName();
          add(tests, method.getAnnotation(Spec.class), place);
        }
      }
    }
    return tests;
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, ConformanceTableTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(Map<String, List<String>> tests, Spec spec, String place) {
    if (spec != null) {
      for (String id : spec.value()) {
        tests.computeIfAbsent(id, key -> new ArrayList<>()).add(place);
      }
    }
  }

  @Test
  void everyRequirementHasATestAndTheTableNamesIt() throws IOException, URISyntaxException {
    Map<String, List<String>> tests = tests();
    Set<String> ids = new TreeSet<>();
    Set<String> untested = new TreeSet<>();
    StringBuilder rows = new StringBuilder();
    for (String line : Files.readAllLines(REQUIREMENTS, StandardCharsets.UTF_8)) {
      if (line.startsWith("## ")) {
        rows.append('\n').append(line).append("\n\n");
        rows.append("| | asked for | read here | pySigma | proved by |\n|---|---|---|---|---|\n");
      } else if (line.startsWith("S-")) {
        String[] cells = line.split("(?<!\\\\)\\|", -1);
        assertThat(cells).as(line).hasSizeBetween(3, 4);
        String id = cells[0].strip();
        assertThat(ids.add(id)).as(id).isTrue();
        List<String> places = tests.getOrDefault(id, List.of());
        if (places.isEmpty()) {
          untested.add(id);
        }
        rows.append("| ").append(id);
        for (int i = 1; i < 4; i++) {
          rows.append(" | ").append(i < cells.length ? cells[i].strip() : "");
        }
        rows.append(" | ")
            .append(places.isEmpty() ? "not yet" : "`" + String.join("` `", places) + "`")
            .append(" |\n");
      }
    }
    assertThat(ids).hasSize(162);
    assertThat(tests.keySet()).as("ids that tests name").isSubsetOf(ids);
    assertThat(untested).as("requirements without a test").isEmpty();
    String table = head(ids.size() - untested.size(), ids.size()) + rows;
    if (System.getProperty("golden.update") != null) {
      Files.writeString(TABLE, table, StandardCharsets.UTF_8);
    }
    assertThat(table).isEqualTo(Files.readString(TABLE, StandardCharsets.UTF_8));
  }

  private static String head(int tested, int all) {
    return "# Sigma, requirement by requirement\n\n"
        + "What the specification (rules, modifiers, filters, correlations, tags, taxonomy; version\n"
        + "2.1.0) asks for, in our words; how this library reads it where that needs saying; where\n"
        + "pySigma does otherwise; and the tests that prove it. "
        + tested
        + " of "
        + all
        + " requirements are proved.\n\n"
        + "Made from `nanosiem-sigma/src/test` by `ConformanceTableTest`, which fails the build if a\n"
        + "requirement has no test. Data from outside proves the same from the other side:\n"
        + "`quality/nanosiem-conformance` holds cases of other engines against it, and\n"
        + "`MatcherPropertyTest` a plain evaluator.\n";
  }
}
