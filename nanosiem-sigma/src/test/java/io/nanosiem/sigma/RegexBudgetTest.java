package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.event.FieldSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What regular expressions, and texts looked for in texts, may cost. */
class RegexBudgetTest {
  private static final SigmaOptions BACKTRACKING =
      SigmaOptions.defaults().unrouted().backtrackingRegexes();

  private static String rule(int number, String entry) {
    return Rules.yaml("selection:", "    " + entry, "condition: selection")
        .replace("0c9a11", "0c" + (1000 + number));
  }

  private static FieldSource event(String... pairs) {
    Map<String, Object> fields = new java.util.HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      fields.put(pairs[i], pairs[i + 1]);
    }
    return FieldSource.of(fields);
  }

  @Test
  void allSearchesOnOneEventShareOneBudget() {
    List<String> documents = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      documents.add(rule(i, "A|re: 'x.{100}y" + i + "$'"));
      text.append('y').append(i); // without which no search would be begun
    }
    text.append("x".repeat(100_000));
    SigmaRules rules = SigmaRules.parse(String.join("---\n", documents), SigmaOptions.defaults());
    assertThat(rules.rules()).hasSize(50);
    assertThat(rules.match(event("A", text.toString()))).isEmpty();
    // Each takes ten million steps, so that six of them fit.
    assertThat(rules.skippedSearches()).isBetween(40L, 49L);
    assertThat(rules.quarantined()).isEmpty();
  }

  @Test
  void aLongTextDoesNotHideAShortOne() {
    SigmaRules rules =
        SigmaRules.parse(
            rule(1, "A|re: 'x.{500}y'") + "---\n" + rule(2, "B|re: '^evil.{1,9}$'"),
            SigmaOptions.defaults());
    assertThat(rules.match(event("A", "x".repeat(120_000), "B", "evil thing")))
        .extracting(match -> match.rule().id())
        .containsExactly("5e1a3c0e-6f0e-4f57-9d3a-0d6b1f0c1002");
  }

  @Test
  void lookAroundNeedsAnExplicitWord() {
    String yaml = rule(1, "A|re: '^(?!admin).*\\.exe$'");
    assertThatThrownBy(() -> SigmaRules.parse(yaml))
        .hasMessageContaining("not a regular expression that runs in linear time")
        .hasMessageContaining("look-around is not available");
    SigmaRules rules = SigmaRules.parse(yaml, BACKTRACKING);
    assertThat(rules.match(event("A", "guest.exe"))).hasSize(1);
    assertThat(rules.match(event("A", "admin.exe"))).isEmpty();
    assertThat(rules.findings())
        .extracting(SigmaProblem::message)
        .contains("the regular expression does not run in linear time");
  }

  @Test
  void whatIsNoExpressionToEitherEngineIsRefused() {
    assertThatThrownBy(() -> SigmaRules.parse(rule(1, "A|re: 'a(b'"), BACKTRACKING))
        .hasMessageContaining("not a regular expression");
    assertThatThrownBy(
            () -> SigmaRules.parse(rule(1, "A|re|startswith: '(?=x)a)|(b'"), BACKTRACKING))
        .hasMessageContaining("not a regular expression");
  }

  @Test
  void flagsMeanTheSameToBothEngines() {
    SigmaRules rules =
        SigmaRules.parse(
            rule(1, "A|re|i|m|s: '^(?=É)é.x$'") + "---\n" + rule(2, "A|re|endswith: '(?<=b)c'"),
            BACKTRACKING);
    assertThat(rules.match(event("A", "first\né\nX\nlast"))).hasSize(1);
    assertThat(rules.match(event("A", "abc"))).hasSize(1);
    assertThat(rules.match(event("A", "abcd"))).isEmpty();
  }

  @Test
  void aBombIsGivenUpAndTheRuleQuarantined() {
    SigmaRules rules = SigmaRules.parse(rule(1, "A|re: '(a|aa)+\\1?$'"), BACKTRACKING);
    FieldSource bomb = event("A", "a".repeat(60) + "!");
    for (int i = 0; i < RegexOverruns.MOST_FAILURES; i++) {
      assertThat(rules.quarantined()).isEmpty();
      assertThat(rules.match(bomb)).isEmpty();
    }
    assertThat(rules.skippedSearches()).isEqualTo(RegexOverruns.MOST_FAILURES);
    assertThat(rules.quarantined()).containsExactly("5e1a3c0e-6f0e-4f57-9d3a-0d6b1f0c1001");
    // It still finds what is cheap to find.
    assertThat(rules.match(event("A", "aaaa"))).hasSize(1);
    assertThat(rules.match(bomb)).isEmpty();
  }

  @Test
  void recursionThatExhaustsTheStackIsGivenUpToo() {
    SigmaRules rules = SigmaRules.parse(rule(1, "A|re: '(?=a)(a|b)*c'"), BACKTRACKING);
    assertThat(rules.match(event("A", "ab".repeat(200_000)))).isEmpty();
    assertThat(rules.skippedSearches()).isEqualTo(1);
  }

  @Test
  void aFieldThatHoldsAnotherIsFoundInLinearTime() {
    SigmaRules rules = SigmaRules.parse(rule(1, "A|fieldref|contains: B"), SigmaOptions.defaults());
    // Tried at each place this would be a hundred thousand million comparisons.
    assertThat(rules.match(event("A", "a".repeat(1 << 20), "B", "a".repeat(1 << 17) + "b")))
        .isEmpty();
    assertThat(rules.match(event("A", "A".repeat(1 << 20) + "B!", "B", "a".repeat(1 << 17) + "b")))
        .hasSize(1);
  }

  @Test
  void aSubstringIsFoundAsTheJdkFindsIt() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 50_000; round++) {
      String text = letters(random, random.nextInt(20));
      String wanted = letters(random, random.nextInt(6));
      assertThat(Substring.isIn(text, wanted, true))
          .as("%s in %s", wanted, text)
          .isEqualTo(text.contains(wanted));
      assertThat(Substring.isIn(text, Fold.lower(wanted), false))
          .as("%s in %s", wanted, text)
          .isEqualTo(Fold.lower(text).contains(Fold.lower(wanted)));
    }
  }

  private static String letters(SplittableRandom random, int length) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < length; i++) {
      out.append("aAbB".charAt(random.nextInt(random.nextBoolean() ? 2 : 4)));
    }
    return out.toString();
  }
}
