package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How numbers that were measured are sorted and shown; the numbers are given here. */
class RuleProfileTest {
  private static SigmaRule rule(String title, String entry) {
    return SigmaRules.parse(
            Rules.yaml("selection:", "    " + entry, "condition: selection")
                .replace("title: Test rule", "title: " + title))
        .rules()
        .get(0);
  }

  private static RuleProfile.Measured row(
      SigmaRule rule, long asked, long hits, long verdict, long evidence, long slowest) {
    return new RuleProfile.Measured(rule, asked, hits, verdict, evidence, slowest);
  }

  private static final RuleProfile PROFILE =
      new RuleProfile(
          10_000,
          50_000_000,
          List.of(
              row(rule("Never asked", "A: 'x'"), 0, 0, 0, 0, 0),
              row(rule("Encoded command", "B|neq: 'x'"), 10_000, 0, 24_000_000, 0, 90_000),
              row(
                  rule("Net user", "Image|endswith: ['\\net.exe', '\\net1.exe']"),
                  40,
                  4,
                  6_000,
                  0,
                  99),
              row(rule("Logon", "EventID: 4624"), 6_000, 6_000, 4_000_000, 20_000_000, 1_234_567),
              row(rule("\"Seldom\\nslow\"", "C|re: 'needle.*'"), 4, 1, 1_994_000, 0, 1_900_000)));

  private static List<String> titles(List<RuleCost> costs) {
    return costs.stream().map(cost -> cost.rule().title()).toList();
  }

  @Test
  void showsWhatEachRuleAddsToAnEventAndWhatTheRestDoes() {
    assertThat(PROFILE.table(3))
        .isEqualTo(
            """
            10,000 events, 5 rules, 4 asked
            ns/event    share   ns/ask  slowest ns   asked   hits  rule                       one of its clues
             2,400.0   24.0 %    2,400      90,000  10,000      0  Encoded command            none: always asked
             2,400.0   24.0 %    4,000   1,234,567   6,000  6,000  Logon                      EventID whole '4624'
               199.4    2.0 %  498,500   1,900,000       4      1  Seldom\\nslow               C anywhere 'needle'
                 0.6    0.0 %      150          99      40      4  1 other
             5,000.0   50.0 %                                      choosing the rules to ask
            10,000.0  100.0 %    3,116   1,900,000  16,044  6,005  all
            """);
  }

  @Test
  void rulesThatWereNeverAskedHaveNoRow() {
    assertThat(PROFILE.table(100).lines()).hasSize(1 + 1 + 4 + 2);
    assertThat(PROFILE.toString() + "\n").isEqualTo(PROFILE.table(20));
    assertThat(PROFILE.table(0))
        .isEqualTo(
            """
            10,000 events, 5 rules, 4 asked
            ns/event    share  ns/ask  slowest ns   asked   hits  rule                       one of its clues
             5,000.0   50.0 %   3,116   1,900,000  16,044  6,005  4 others
             5,000.0   50.0 %                                     choosing the rules to ask
            10,000.0  100.0 %   3,116   1,900,000  16,044  6,005  all
            """);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PROFILE.table(-1))
        .withMessage("a table cannot have -1 rows");
  }

  @Test
  void withoutEventsNothingIsDividedByZero() {
    assertThat(new RuleProfile(0, 0, List.of()).toString())
        .isEqualTo(
            """
            0 events, 0 rules, 0 asked
            ns/event  share  ns/ask  slowest ns  asked  hits  rule                       one of its clues
                 0.0  0.0 %                                   choosing the rules to ask
                 0.0  0.0 %                   0      0     0  all""");
    assertThat(new RuleProfile(1, 5, List.of(row(rule("One", "A: 'x'"), 1, 1, 0, 0, 0))).table(1))
        .startsWith("1 event, 1 rule, 1 asked\n");
  }

  @Test
  void sortsByEachNumberAndTiesByTheOrderOfTheRules() {
    assertThat(titles(PROFILE.byCost()))
        .containsExactly("Encoded command", "Logon", "Seldom\nslow", "Net user", "Never asked");
    assertThat(titles(PROFILE.byHits()))
        .containsExactly("Logon", "Net user", "Seldom\nslow", "Never asked", "Encoded command");
    assertThat(titles(PROFILE.byAskedInVain()))
        .containsExactly("Encoded command", "Net user", "Seldom\nslow", "Never asked", "Logon");
    assertThat(PROFILE.byCost()).isUnmodifiable();
  }

  @Test
  void showsTwentyRulesAndSumsUpTheOthers() {
    List<RuleProfile.Measured> rows = new ArrayList<>();
    for (int i = 1; i <= 23; i++) {
      rows.add(row(rule("Rule " + i, "A: 'x'"), i, 0, 100L * i, 0, 100));
    }
    List<String> lines = new RuleProfile(100, 0, rows).toString().lines().toList();
    assertThat(lines).hasSize(2 + 20 + 3);
    assertThat(lines.get(2)).contains("Rule 23");
    assertThat(lines.get(21)).contains("Rule 4").doesNotContain("Rule 3");
    assertThat(lines.get(22)).matches(" +6\\.0 +2\\.2 % +100 +100 +6 +0 +3 others");
  }

  @Test
  void sumsAndAverages() {
    assertThat(PROFILE.asked()).isEqualTo(16_044);
    assertThat(PROFILE.hits()).isEqualTo(6_005);
    assertThat(PROFILE.time()).hasNanos(100_000_000);
    RuleCost logon = PROFILE.byCost().get(1);
    assertThat(logon.time()).hasNanos(24_000_000);
    assertThat(logon.evidenceTime()).hasNanos(20_000_000);
    assertThat(logon.timePerAsk()).hasNanos(4_000);
    assertThat(logon.share()).isEqualTo(0.24);
    assertThat(PROFILE.byCost().get(4).timePerAsk()).isZero();
    assertThat(logon).hasToString("Logon: asked 6,000, hits 6,000, 24,000,000 ns (24.0 %)");
  }

  @Test
  void cluesSayWhyARuleIsAsked() {
    assertThat(PROFILE.byCost().get(0).clues()).isEmpty();
    assertThat(PROFILE.byCost().get(3).clues())
        .containsExactly("Image end '\\net.exe'", "Image end '\\net1.exe'");
    SigmaRule mixed = rule("Mixed", "A|contains: ['a long word\\u0007', 'é', 'ab']");
    assertThat(new RuleProfile(0, 0, List.of(row(mixed, 0, 0, 0, 0, 0))).byCost().get(0).clues())
        .as("what is held to be in most events first")
        .startsWith("A anywhere 'ab'");
  }

  @Test
  void longNamesAreCut() {
    SigmaRule rule = rule("T".repeat(70), "A|contains: '" + "c".repeat(50) + "'");
    String table = new RuleProfile(1, 0, List.of(row(rule, 1, 0, 1, 0, 1))).table(1);
    assertThat(table).contains(" " + "T".repeat(48) + "…  A anywhere 'ccccc").contains("c…\n");
  }
}
