package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.event.FieldSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories, hostile texts, filters and correlations. */
class SigmaLoadingTest {
  private static final String GOOD = Rules.yaml("selection:", "    A: x", "condition: selection");

  @TempDir Path directory;

  @Test
  void oneBrokenFileAmongAHundredLeavesNinetyNine() throws IOException {
    for (int i = 0; i < 99; i++) {
      String id = String.format(java.util.Locale.ROOT, "5e1a3c0e-6f0e-4f57-9d3a-0d6b1f0c%04d", i);
      String name = i % 2 == 0 ? i + ".yml" : "deep/" + i + ".yaml";
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, GOOD.replace("5e1a3c0e-6f0e-4f57-9d3a-0d6b1f0c9a11", id));
    }
    Path broken = Files.writeString(directory.resolve("broken.yml"), GOOD.replace("A:", "A|re|x:"));
    Files.writeString(directory.resolve("notes.txt"), "not a rule");
    SigmaRules rules = SigmaRules.load(directory, SigmaOptions.defaults().lenient());
    assertThat(rules.rules()).hasSize(99);
    assertThat(rules.problems()).hasSize(1);
    assertThat(rules.problems().get(0).toString())
        .startsWith(broken + ":8:14: unknown modifier 'x' in 'A|re|x'\n");
    assertThatThrownBy(() -> SigmaRules.load(directory))
        .isInstanceOf(SigmaRulesException.class)
        .hasMessageStartingWith("1 problem in Sigma rules\n" + broken + ":8:14:");
  }

  @Test
  void bombsAreRefusedWithoutHarm() {
    String[] patterns = {
      "(((a{1000}){1000}){1000})", "(".repeat(20_000) + ")".repeat(20_000), "(x{100}){51}"
    };
    for (String pattern : patterns) {
      String entry = "A|re: '" + pattern + "'";
      assertThatThrownBy(() -> Rules.of(entry))
          .isInstanceOf(SigmaRulesException.class)
          .hasMessageContaining("the regular expression is refused");
    }
    assertThatThrownBy(() -> SigmaRules.parse("a: " + "[".repeat(100_000)))
        .isInstanceOf(SigmaRulesException.class)
        .hasMessageContaining("nested more than 50 levels deep");
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String before = "*a" + (i - 1);
      laughs.append("a" + i + ": &a" + i + " [" + (before + ", ").repeat(9) + before + "]\n");
    }
    assertThatThrownBy(() -> SigmaRules.parse(laughs.toString()))
        .isInstanceOf(SigmaRulesException.class)
        .hasMessageContaining("with aliases expanded");
    assertThatThrownBy(
            () ->
                SigmaRules.parse(
                    Rules.yaml("s:", "    A: x", "condition: " + "(".repeat(10_000) + "s")))
        .hasMessageContaining("parentheses nested more than 64 deep");
  }

  @Test
  void aTextBeyondTheBudgetOfARegexIsCountedAndDoesNotMatch() {
    SigmaRules rules =
        SigmaRules.parse(Rules.yaml("selection:", "    A|re: '.{1000}y'", "condition: selection"));
    FieldSource event = FieldSource.of(Map.of("A", "x".repeat(1_000_000) + "y"));
    assertThat(rules.match(event)).isEmpty();
    assertThat(rules.skippedSearches()).isEqualTo(1);
  }

  @Test
  void onlyDeclaredExceptionsLeaveWhateverTheText() {
    long seed = Long.getLong("property.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    String base =
        Rules.yaml(
            "selection:",
            "    A|contains|all: [x, 'y*']",
            "    B|re: 'a(b|c)*[d-f]{1,3}'",
            "    C|cidr: fe80::/10",
            "filter:",
            "    - D: null",
            "    - E|gte: 5",
            "condition: selection and not 1 of filter*");
    String alphabet = "|:'\"\\*?[]{}()&!%@#-\n\t \u0000\u0007éΣ😀abc019.,<>=";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(base);
      int edits = 1 + random.nextInt(4);
      for (int k = 0; k < edits; k++) {
        int at = random.nextInt(text.length());
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, c);
          case 1 -> text.insert(at, c);
          default -> text.deleteCharAt(at);
        }
      }
      try {
        SigmaRules rules =
            SigmaRules.parse(text.toString(), SigmaOptions.defaults().lenient().unrouted());
        rules.problems().forEach(problem -> assertThat(problem.toString()).isNotBlank());
        rules.match(FieldSource.of(Map.of("A", "xy", "B", "abd", "C", "fe80::1", "E", 7L)));
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + ", round " + i + ":\n" + text, e);
      }
    }
  }

  @Test
  void aFilterNarrowsTheRulesItNames() {
    SigmaRules rules =
        SigmaRules.parse(
            GOOD
                + "---\ntitle: Not on test machines\nlogsource:\n    category: test\nfilter:\n"
                + "    rules: [5e1a3c0e-6f0e-4f57-9d3a-0d6b1f0c9a11]\n    selection:\n"
                + "        Host: test\n    condition: not selection\n");
    assertThat(rules.match(Map.of("A", "x")::get)).hasSize(1);
    assertThat(rules.match(Map.of("A", "x", "Host", "test")::get)).isEmpty();
  }

  @Test
  void theRulesOfARefusedCorrelationStaySilent() {
    SigmaRules rules =
        SigmaRules.parse(
            GOOD
                + "---\ntitle: Many\ncorrelation:\n    type: event_count\n    rules:\n"
                + "        - 5e1a3c0e-6f0e-4f57-9d3a-0d6b1f0c9a11\n    timespan: 1 minute\n"
                + "    condition:\n        gte: 5\n",
            SigmaOptions.defaults().lenient());
    assertThat(rules.problems()).hasSize(1);
    assertThat(rules.rules().get(0).isBuildingBlock()).isTrue();
    assertThat(rules.match(Map.of("A", "x")::get)).hasSize(1);
  }

  @Test
  void aRuleWithoutAnIdGetsOneFromItsText() {
    String text = GOOD.replaceAll("(?m)^id: .*\\n", "");
    String id = SigmaRules.parse(text).rules().get(0).id();
    assertThat(id).matches("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}");
    assertThat(SigmaRules.parse(text).rules().get(0).id()).isEqualTo(id);
  }

  @Test
  void textThatIsNotUtf8IsRefused() throws IOException {
    Files.write(directory.resolve("a.yml"), "title: é".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> SigmaRules.load(directory)).hasMessageContaining("not UTF-8");
  }
}
