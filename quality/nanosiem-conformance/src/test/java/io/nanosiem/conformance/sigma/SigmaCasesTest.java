package io.nanosiem.conformance.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.FieldSource;
import io.nanosiem.sigma.SigmaOptions;
import io.nanosiem.sigma.SigmaRules;
import io.nanosiem.sigma.SigmaRulesException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Cases decided by the specification, by other engines and by SigmaHQ. */
class SigmaCasesTest {
  private static final String ERROR = "error";

  /** Whether any rule of the text matches, or {@code error} if it is refused. */
  private static String verdict(String yaml, Object event) {
    try {
      SigmaRules rules = SigmaRules.parse(yaml, SigmaOptions.defaults().unrouted());
      boolean matches = !rules.match(FieldSource.of(SigmaData.map(event))).isEmpty();
      return String.valueOf(matches);
    } catch (SigmaRulesException e) {
      return ERROR;
    }
  }

  /** Every contested row by name, and what we decide; the reasons are in docs/modules/sigma.md. */
  private static final Map<String, String> DECIDED_MICRO =
      Map.of(
          "number vs string", "false",
          "offset is not applied", "true",
          "cidr host bits = error", "false",
          "gt string = error", "false",
          "contains on number value = error", "false");

  /** Everything that other engines do not agree on, and what we do. */
  private static final Map<String, String> DECIDED =
      Map.ofEntries(
          Map.entry("null-vs-missing", "null is absent or null"),
          Map.entry("exists-on-null", "a field with null exists"),
          Map.entry("non-ascii-case-folding", "both in lower case, root locale"),
          Map.entry("array-any-member", "any element"),
          Map.entry("array-matching extension (RSigma sigma-version 3)", "refused by name"),
          Map.entry("numeric-string-form", "the decimal text of the number only"),
          Map.entry("numeric-string", "decimal texts are compared as numbers"),
          Map.entry("string-vs-nonstring", "against the text of the value"),
          Map.entry("bool-vs-nonbool", "true or false, or the word"),
          Map.entry("number-vs-bool", "never"),
          Map.entry("filter-condition-is-ANDed-literally", "joined by and, as written"),
          Map.entry("timestamp-part", "as written, no zones"),
          Map.entry("windash-position", "where a word begins"),
          Map.entry("fieldref-with-string-op", "this field against the text of the other"),
          Map.entry("keyword-substring-vs-whole-value", "substring"),
          Map.entry("keyword-wildcard-anchoring", "not anchored"),
          Map.entry("keyword-all-across-fields", "each in any value"),
          Map.entry("expand-escaped-percent", "a percent sign"),
          Map.entry("expand-source", "from the options, never from the event"),
          Map.entry("pysigma-tree-disagrees", "as the row says"),
          Map.entry("n-of", "supported"),
          Map.entry("base64-padding", "with padding"),
          Map.entry("utf16-without-base64", "byte for byte"),
          Map.entry("neq-list", "none of the values"),
          Map.entry("selector-matches-nothing", "refused"),
          Map.entry("null as a bound", "refused"));

  @Test
  void decidesEveryMicroCase() {
    List<String> wrong = new ArrayList<>();
    int[] counts = new int[4];
    for (Map<String, Object> row : SigmaData.rows("micro-cases.ndjson")) {
      boolean contested = Boolean.TRUE.equals(row.get("contested"));
      String expected = String.valueOf(row.get("expected"));
      String name = String.valueOf(row.get("name"));
      if (contested) {
        assertThat(DECIDED_MICRO).containsKey(name);
        expected = DECIDED_MICRO.get(name);
      }
      String got = verdict(String.valueOf(row.get("rule")), row.get("event"));
      counts[(contested ? 2 : 0) + (expected.equals("true") ? 0 : 1)]++;
      if (!got.equals(expected)) {
        wrong.add(name + " " + row.get("event") + ": expected " + expected + ", got " + got);
      }
    }
    report("micro-cases", counts);
    assertThat(wrong).isEmpty();
  }

  /** Contested rows on which the decisions differ from what the row expects. */
  private static String decided(String id, List<?> reasons, String expected) {
    if (reasons.contains("array-matching extension (RSigma sigma-version 3)")) {
      return id.startsWith("rsigma/tests.rs::array_implicit_any") ? expected : ERROR;
    }
    if (id.equals("sigma-rust/matching.rs::test_match_null_fields#1")) {
      // An absent field is null to us, so the filter of this rule applies.
      return "false";
    }
    if (reasons.contains("expand-source")) {
      // Its percent signs are escaped: no placeholder is left, and the text itself is not there.
      return "false";
    }
    if (reasons.contains("selector-matches-nothing")
        || reasons.contains("null as a bound")
        || reasons.stream().anyMatch(r -> String.valueOf(r).startsWith("invalid-rule"))) {
      return ERROR;
    }
    return expected;
  }

  @Test
  void decidesEveryCaseOfOtherEngines() {
    List<String> wrong = new ArrayList<>();
    int[] counts = new int[4];
    for (Map<String, Object> row : SigmaData.rows("cases.ndjson")) {
      boolean contested = Boolean.TRUE.equals(row.get("contested"));
      String id = String.valueOf(row.get("id"));
      String expected = String.valueOf(row.get("expected"));
      if (contested) {
        List<?> reasons = (List<?>) row.get("contested_reasons");
        for (Object reason : reasons) {
          String word = String.valueOf(reason);
          assertThat(word.startsWith("invalid-rule") || DECIDED.containsKey(word))
              .as("a decision on %s", word)
              .isTrue();
        }
        expected = decided(id, reasons, expected);
      }
      // Where these rows were collected their rule got a UUID for an id; the filters kept the old
      // one.
      String yaml =
          String.valueOf(row.get("rule_yaml"))
              .replace("- rule-a\n", "- dd9ae5b4-ec03-53b0-bcca-80276dd3b14a\n");
      String got = verdict(yaml, row.get("event"));
      counts[(contested ? 2 : 0) + (expected.equals("true") ? 0 : 1)]++;
      if (!got.equals(expected)) {
        wrong.add(
            (contested ? "contested " + row.get("contested_reasons") + " " : "")
                + id
                + ": expected "
                + expected
                + ", got "
                + got);
      }
    }
    report("cases", counts);
    assertThat(wrong).isEmpty();
  }

  private static void report(String name, int[] counts) {
    System.out.printf(
        java.util.Locale.ROOT,
        "%s: %d positive, %d negative or refused; contested %d positive, %d negative or refused%n",
        name,
        counts[0],
        counts[1],
        counts[2],
        counts[3]);
  }
}
