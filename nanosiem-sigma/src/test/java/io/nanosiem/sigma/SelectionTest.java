package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.detect.Severity;
import io.nanosiem.event.LogSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** People start with some of the rules, not with all. */
class SelectionTest {
  private static final SigmaOptions ALL = SigmaOptions.defaults();

  private static String rule(String name, String... more) {
    return "title: "
        + name
        + "\nid: "
        + id(name)
        + "\nname: "
        + name
        + "\n"
        + String.join("\n", more)
        + (String.join("", more).contains("logsource") ? "" : "\nlogsource:\n    product: windows")
        + "\ndetection:\n    selection:\n        A: x\n    condition: selection\n---\n";
  }

  private static String id(String name) {
    return "5e1a3c0e-6f0e-4f57-9d3a-"
        + String.format(java.util.Locale.ROOT, "%012d", name.length());
  }

  private static final String RULES =
      rule("a", "level: low", "status: stable", "tags: [attack.execution, attack.t1059.001]")
          + rule("bb", "level: high", "status: test", "tags: [attack.t1110, cve.2020-1472]")
          + rule("ccc", "level: critical", "status: experimental", "tags: [detection.dfir]")
          + rule("dddd", "logsource:\n    category: proxy")
          + rule("eeeee", "level: high", "logsource:\n    product: linux\n    service: sshd");

  private static List<String> loaded(SigmaOptions options) {
    return SigmaRules.parse(RULES, options).rules().stream().map(SigmaRule::title).toList();
  }

  @Test
  void aRuleWithoutALevelCountsAsMedium() {
    assertThat(loaded(ALL.minimumLevel(Severity.MEDIUM)))
        .containsExactly("bb", "ccc", "dddd", "eeeee");
    assertThat(loaded(ALL.minimumLevel(Severity.HIGH))).containsExactly("bb", "ccc", "eeeee");
    assertThat(loaded(ALL.minimumLevel(Severity.INFORMATIONAL))).hasSize(5);
  }

  @Test
  void aRuleWithoutAStatusIsLoadedWhateverStatusIsAskedFor() {
    assertThat(loaded(ALL.statuses("stable"))).containsExactly("a", "dddd", "eeeee");
    assertThat(loaded(ALL.statuses("stable").statuses("TEST")))
        .containsExactly("a", "bb", "dddd", "eeeee");
    assertThatThrownBy(() -> ALL.statuses("stabel"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown status 'stabel'; did you mean 'stable'?");
  }

  @Test
  void aTagIsWholeUnlessItEndsInADot() {
    assertThat(loaded(ALL.tags("attack."))).containsExactly("a", "bb");
    assertThat(loaded(ALL.tags("ATTACK.T1110"))).containsExactly("bb");
    assertThat(loaded(ALL.tags("attack.t1059."))).containsExactly("a");
    assertThat(loaded(ALL.tags("cve.", "detection.dfir"))).containsExactly("bb", "ccc");
    assertThat(loaded(ALL.tags("attack.").withoutTags("cve."))).containsExactly("a");
    assertThat(loaded(ALL.withoutTags("attack.", "detection."))).containsExactly("dddd", "eeeee");
  }

  @Test
  void rulesAreNamedByIdOrName() {
    assertThat(loaded(ALL.rules("a", id("ccc")))).containsExactly("a", "ccc");
    assertThat(loaded(ALL.withoutRules("a", id("ccc")))).containsExactly("bb", "dddd", "eeeee");
    assertThat(loaded(ALL.rules("a", "bb").withoutRules("a"))).containsExactly("bb");
  }

  @Test
  void aLogSourceHoldsWhatNamesAllItsParts() {
    assertThat(loaded(ALL.logSources(LogSource.of("windows", null))))
        .containsExactly("a", "bb", "ccc");
    assertThat(loaded(ALL.logSources(LogSource.of("LINUX", "sshd")))).containsExactly("eeeee");
    assertThat(
            loaded(ALL.logSources(LogSource.of("linux", null), new LogSource("proxy", null, null))))
        .containsExactly("dddd", "eeeee");
  }

  @Test
  void aLevelOfOnesOwnCountsEverywhere() {
    SigmaOptions options =
        ALL.minimumLevel(Severity.HIGH).level("a", Severity.CRITICAL).level("bb", Severity.LOW);
    SigmaRules rules = SigmaRules.parse(RULES, options);
    assertThat(rules.rules()).extracting(SigmaRule::title).containsExactly("a", "ccc", "eeeee");
    assertThat(rules.rule("a").level()).isEqualTo(Severity.CRITICAL);
    assertThat(rules.rule("a").ref().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(rules.rule("a").text()).contains("level: low");
    assertThat(
            SigmaRules.parse(RULES, ALL.level("a", Severity.LOW).level(id("a"), Severity.HIGH))
                .rule("a")
                .level())
        .isEqualTo(Severity.HIGH);
  }

  @Test
  void whatIsLeftOutCanBeAsked() {
    SigmaRules rules =
        SigmaRules.parse(
            RULES,
            ALL.minimumLevel(Severity.HIGH)
                .statuses("test", "experimental")
                .withoutTags("detection.")
                .logSources(LogSource.of("windows", null)));
    assertThat(rules.rules()).extracting(SigmaRule::title).containsExactly("bb");
    assertThat(rules.skipped())
        .extracting(rule -> rule.title() + ": " + rule.reason())
        .containsExactly(
            "a: its level is low, below high",
            "ccc: it has the tag 'detection.dfir'",
            "dddd: its level is medium, below high",
            "eeeee: its log source is product linux, service sshd");
    assertThat(rules.skipped().get(0))
        .isEqualTo(new SkippedRule(id("a"), "a", "a", "its level is low, below high"));
    assertThatThrownBy(() -> rules.rule("ccc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the rule 'ccc' is not loaded: it has the tag 'detection.dfir'");
    assertThat(rules).hasToString("SigmaRules[1 rules, 0 correlations, 0 refused, 4 skipped]");
  }

  @Test
  void aRuleThatACorrelationBuildsOnStaysAndIsSilent() {
    for (String generate : List.of("", "generate: true\n")) {
      String correlation =
          "title: Many\n"
              + generate
              + "level: high\ncorrelation:\n    type: event_count\n    rules: [a]\n"
              + "    group-by: [x]\n    timespan: 1m\n    condition:\n        gte: 5\n";
      SigmaRules rules =
          SigmaRules.parse(
              RULES + correlation, ALL.lenient().minimumLevel(Severity.HIGH).withoutRules("a"));
      assertThat(rules.rules())
          .extracting(SigmaRule::title)
          .containsExactly("a", "bb", "ccc", "eeeee");
      assertThat(rules.rule("a").isBuildingBlock()).isTrue();
      assertThat(rules.rule("bb").isBuildingBlock()).isFalse();
      assertThat(rules.skipped()).extracting(SkippedRule::title).containsExactly("dddd");
      assertThat(rules.findings()).isEmpty();
    }
  }

  @Test
  void aCorrelationThatIsNotWantedKeepsNoRule() {
    String below =
        """
        ---
        title: Many
        name: many
        level: low
        correlation:
            type: event_count
            rules: [a]
            group-by: [x]
            timespan: 1m
            condition:
                gte: 5
        """;
    SigmaRules without = SigmaRules.parse(RULES + below, ALL.minimumLevel(Severity.HIGH));
    assertThat(without.correlations()).isEmpty();
    assertThat(without.skipped()).extracting(SkippedRule::title).contains("Many", "a");
    String above = below.replace("Many", "More").replace("many", "more").replace("[a]", "[many]");
    SigmaRules with =
        SigmaRules.parse(
            RULES + below + above,
            ALL.minimumLevel(Severity.HIGH).level("more", Severity.CRITICAL));
    assertThat(with.correlations())
        .extracting(one -> one.title() + " " + one.level() + " " + one.isBuildingBlock())
        .containsExactly("Many LOW true", "More CRITICAL false");
    assertThat(with.rule("a").isBuildingBlock()).isTrue();
  }

  @Test
  void aFilterKeepsNoRuleAndDoesNotMissIt() {
    String filter =
        """
        title: Not tests
        logsource:
            product: windows
        filter:
            rules: [a, bb]
            selection:
                Host: test
            condition: not selection
        """;
    SigmaRules rules = SigmaRules.parse(RULES + filter, ALL.minimumLevel(Severity.HIGH));
    assertThat(rules.skipped()).extracting(SkippedRule::title).containsExactly("a", "dddd");
    assertThat(rules.findings()).isEmpty();
    assertThat(rules.rule("bb").matches(Map.of("A", "x", "Host", "test")::get)).isFalse();
  }

  @Test
  void whatNamesNothingIsAFinding() {
    SigmaRules rules =
        SigmaRules.parse(
            RULES,
            ALL.rules("bb", "eeeee", "dddd", "eeeef")
                .withoutRules("ddddd", "dddd")
                .level("a", Severity.HIGH)
                .level("zzzzzzzz", Severity.HIGH)
                .tags("attack.", "atack.")
                .withoutTags("attack.t1111")
                .logSources(LogSource.of("windws", null), LogSource.of("windows", null)));
    assertThat(rules.rules()).extracting(SigmaRule::title).containsExactly("bb");
    assertThat(rules.findings())
        .extracting(SigmaProblem::toString)
        .containsExactly(
            "<options>:1:1: the rule 'eeeee' is asked for and not loaded"
                + " — it has none of the tags asked for",
            "<options>:1:1: the rule 'dddd' is asked for and not loaded"
                + " — it is among the rules not wanted",
            "<options>:1:1: no rule has the id or name 'eeeef', which is to be asked for",
            "<options>:1:1: the rule 'a' is given a level and not loaded"
                + " — it is not among the rules asked for",
            "<options>:1:1: no rule has the id or name 'zzzzzzzz', which is to be given a level",
            "<options>:1:1: no rule has the id or name 'ddddd', which is to be left out",
            "<options>:1:1: no rule has a tag 'atack.'",
            "<options>:1:1: no rule has a tag 'attack.t1111' — did you mean 'attack.t1110'?",
            "<options>:1:1: no rule is for the log source product windws");
  }

  @Test
  void findingsOfRulesThatAreLeftOutAreLeftOutToo() {
    String odd = rule("a", "level: low", "tags: [odd]");
    assertThat(SigmaRules.parse(odd).findings()).hasSize(1);
    assertThat(SigmaRules.parse(odd, ALL.minimumLevel(Severity.HIGH)).findings()).isEmpty();
  }

  @Test
  void aRuleThatIsNotWantedIsNotCompiled() {
    String broken = rule("a", "level: low").replace("A: x", "A|re: '('");
    assertThatThrownBy(() -> SigmaRules.parse(broken)).isInstanceOf(SigmaRulesException.class);
    assertThat(SigmaRules.parse(broken, ALL.minimumLevel(Severity.HIGH)).skipped()).hasSize(1);
  }

  @Test
  void emptyAndBlankChoicesAreRefused() {
    assertThatThrownBy(() -> ALL.tags()).hasMessage("name at least one tag");
    assertThatThrownBy(() -> ALL.rules(" ")).hasMessage("a rule was blank");
    assertThatThrownBy(() -> ALL.withoutRules()).hasMessage("name at least one rule");
    assertThatThrownBy(() -> ALL.statuses()).hasMessage("name at least one status");
    assertThatThrownBy(() -> ALL.level("", Severity.LOW)).hasMessage("a rule was blank");
    assertThatThrownBy(() -> ALL.logSources()).hasMessage("name at least one log source");
    assertThatThrownBy(() -> ALL.logSources(LogSource.UNKNOWN))
        .hasMessage("a log source names a product, category or service");
  }

  @Test
  void earlierChoicesAreKept() {
    SigmaOptions some = ALL.minimumLevel(Severity.HIGH);
    SigmaOptions fewer = some.lenient().unrouted().placeholder("p", "v").rules("a", "bb");
    assertThat(loaded(some)).hasSize(3);
    assertThat(loaded(fewer)).containsExactly("bb");
  }
}
