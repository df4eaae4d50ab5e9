package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.nanosiem.event.FieldSource;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Regular expressions that ruin others: refused before they are compiled, or harmless. */
@Spec({"S-082", "S-084"})
class RegexBombsTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static SigmaRules load(String modifiers, String pattern) {
    String quoted = "'" + pattern.replace("'", "''") + "'";
    return SigmaRules.parse(
        Rules.yaml("s:", "    A|" + modifiers + ": " + quoted, "condition: s"),
        SigmaOptions.defaults().lenient().unrouted());
  }

  static String[] refused() {
    return new String[] {
      "(((a{1000}){1000}){1000})",
      "((((((((a{10}){10}){10}){10}){10}){10}){10}){10})",
      "(".repeat(20_000) + ")".repeat(20_000),
      "(?:".repeat(201) + "a" + ")".repeat(201),
      "(a|b|c{1000}){6}",
      "(?:x{50}y{50}){51}",
      "\\Q" + "a".repeat(5_001) + "\\E",
      "(?i:\\pL{1000}){6}",
      "[[:alpha:]\\d]{1000}[^a]{1000}.{1000}\\W{1000}\\x{e9}{1000}a",
      "(" + "ab|".repeat(10_000) + "c)",
      "a|".repeat(10_000) + "b",
      "a".repeat(20_001),
      "(a{1000}{1000})"
    };
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefusedBeforeItIsCompiled(String pattern) {
    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          SigmaRules rules = load("re", pattern);
          assertThat(rules.rules()).isEmpty();
          assertThat(rules.problems().get(0).message()).startsWith("the regular expression is ref");
          assertThat(rules.problems().get(0).toString().length()).isLessThan(1_000);
        });
  }

  static String[] harmless() {
    return new String[] {
      "(a|aa)+$",
      "(a+)+$",
      "((a*)*)*b",
      "(x+x+)+y",
      "(.*)(.*)(.*)(.*)(.*)b",
      "^(([a-z])+.)+[A-Z]([a-z])+$",
      "(?:a?){30}a{30}",
      "(" + "a|aa|".repeat(500) + "b)+$",
      "\\Q" + "(a+)+".repeat(600) + "\\E",
      "(?i)" + "[^\\x{e9}]".repeat(1_000) + "$",
      "[\\pL\\pN\\pM\\pS\\pP\\pZ]{400}$",
      "(?i)" + "[A-\\x{1f000}]".repeat(300),
      "[^\\x00-\\x7F]{200}",
      "(?s).{1000}.{1000}b"
    };
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void runsInBoundedTime(String pattern) {
    FieldSource text = FieldSource.of(Map.of("A", "a".repeat(8_000) + "!"));
    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          SigmaRules rules = load("re", pattern);
          assertThat(rules.problems()).isEmpty();
          SigmaRule rule = rules.rules().get(0);
          assertThat(rule.explain(text).matches()).isEqualTo(rule.matches(text));
        });
  }

  /** Folding these walked on for ever in RE2/J. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u1C80",
        "x\u1C88y",
        "\\x{1c83}",
        "[\u1C80-\u1C82]",
        "[\\x{80}-\\x{ffff}]",
        "[a\u1C86]",
        "[ -\uD7A3]",
        "[B-\\x{10ffff}]",
        "\\x{0001C81}",
        "[^\u00E9-\u2000]"
      })
  void lettersThatCannotBeFoldedAreNotFolded(String pattern) {
    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          for (SigmaRules rules :
              new SigmaRules[] {
                load("re|i", pattern),
                load("re", "(?i)" + pattern),
                load("re", "(?mi:" + pattern + ")")
              }) {
            assertThat(rules.problems().get(0).message()).contains("U+1C80 to U+1C88");
          }
          SigmaRule minding = load("re", pattern).rules().get(0);
          FieldSource event = FieldSource.of(Map.of("A", "-"));
          assertThat(minding.explain(event).matches()).isEqualTo(minding.matches(event));
        });
  }

  @Test
  void everyOtherLetterIsFolded() {
    StringBuilder all = new StringBuilder();
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      boolean hasCase =
          Character.toLowerCase(point) != point || Character.toUpperCase(point) != point;
      String one = Character.toString(point);
      if (hasCase && RegexFolding.isFoldable(one)) {
        all.append(one);
      }
    }
    assertThat(all.codePointCount(0, all.length())).isGreaterThan(2_000);
    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          FieldSource event = FieldSource.of(Map.of("A", all + "\u1C80\u1C88"));
          assertThat(load("re|i", "[" + all + "]\u0301").problems()).isEmpty();
          int size = 2_000;
          for (int from = 0; from < all.length(); from += size) {
            String part = all.substring(from, Math.min(all.length(), from + size));
            if (Character.isLowSurrogate(part.charAt(0))
                || Character.isHighSurrogate(part.charAt(part.length() - 1))) {
              part = part.replaceAll("[\uD800-\uDFFF]", "");
            }
            SigmaRules rules = load("re|i", part);
            assertThat(rules.problems()).isEmpty();
            assertThat(rules.rules().get(0).explain(event)).isNotNull();
          }
          SigmaRules rules = load("re|i", "[a-z]{3}$");
          assertThat(rules.rules().get(0).matches(event)).isFalse();
        });
  }
}
