package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.detect.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents, their kinds, and what stands at their top. */
class RuleAttributesTest {
  private static final String ID = "5e1a3c0e-6f0e-4f57-9d3a-0d6b1f0c9a11";

  @Test
  @Spec({"S-001", "S-003"})
  void readsEveryDocumentOfEveryYamlFileWhateverItsName(@TempDir Path folder) throws IOException {
    String two = Rules.yaml("s:", "    A: x", "condition: s") + "---\n";
    Files.writeString(folder.resolve("A B.yml"), two + two.replace(ID, "b"));
    Files.writeString(folder.resolve("bom.yaml"), "\uFEFF" + two.replace(ID, "c"));
    Files.writeString(folder.resolve("other.txt"), two);
    assertThat(SigmaRules.load(folder).rules())
        .extracting(SigmaRule::id)
        .containsExactly(ID, "b", "c");
    Files.write(folder.resolve("x.yml"), two.replace("x", "é").getBytes(StandardCharsets.UTF_16));
    SigmaRules rules = SigmaRules.load(folder, SigmaOptions.defaults().lenient());
    assertThat(rules.problems())
        .extracting(SigmaProblem::message)
        .contains("the file is not UTF-8");
  }

  @Test
  @Spec("S-002")
  void styleDecidesNothing() {
    String plain = Rules.yaml("s:", "    A: x", "condition: s");
    SigmaRules odd =
        SigmaRules.parse(plain.replace("    ", " ").replace("x", "\"x\"").replace("\n", "\r\n"));
    assertThat(odd.match(Map.of("A", "X")::get)).hasSize(1);
    assertThat(odd.findings()).isEmpty();
  }

  @Test
  @Spec("S-004")
  void theKeysOfADocumentSayWhatItIs() {
    String filter =
        """
        title: F
        logsource: {category: test}
        level: low
        detection: {}
        filter: {rules: any, s: {B: y}, condition: not s}
        """;
    Check.text(
            SigmaOptions.defaults(),
            Rules.yaml("s:", "    A: x", "condition: s") + "---\n" + filter)
        .finds("a filter has no 'level'", "a filter has no 'detection'")
        .matches("{'A':'x'}")
        .misses("{'A':'x','B':'y'}");
    assertThat(SigmaRules.parse(filter).rules()).isEmpty();
  }

  @Test
  @Spec("S-005")
  void keepsAttributesOfOnesOwnAndPointsOutSlips() {
    SigmaRules rules = Check.whole("owner_team: [blue, 7]", "realted: []", "reference: x");
    assertThat(rules.rules().get(0).attributes())
        .containsEntry("owner_team", List.of("blue", 7L))
        .containsEntry("reference", "x");
    assertThat(rules.findings())
        .extracting(SigmaProblem::hint)
        .containsExactly("did you mean 'related'?", "did you mean 'references'?");
  }

  @Test
  @Spec("S-006")
  void aKeyOccursOnce() {
    Check.refuses("{A: x, B: y, A: z}", "key 'A' occurs twice in this map");
    Check.refusesDetection("occurs twice", "s:", "    A: x", "s:", "    B: y", "condition: s");
    Check.refusesDetection(
        "merge keys", "s: &s", "    A: x", "t:", "    <<: *s", "condition: s or t");
    assertThat(Check.entries("'<<': x").rules().rules()).hasSize(1);
  }

  @Test
  @Spec("S-007")
  void templatesAreLaidOverRules() {
    String rules =
        """
        action: global
        logsource: {category: test}
        level: high
        detection: {s: {B: y}}
        ---
        title: One
        level: low
        detection: {s: {A: 'it''s *', C: null}, condition: s}
        ---
        action: repeat
        title: Two
        detection: {s: {A: "\\u2013\\n"}}
        ---
        action: reset
        ---
        title: Three
        logsource: {category: other}
        detection: {s: {A: z}, condition: s}
        """;
    List<SigmaRule> read = SigmaRules.parse(rules).rules();
    assertThat(read).extracting(SigmaRule::title).containsExactly("One", "Two", "Three");
    assertThat(read)
        .extracting(SigmaRule::level)
        .containsExactly(Severity.HIGH, Severity.HIGH, Severity.MEDIUM);
    Map<String, Object> both = Map.of("A", "It's so", "B", "y");
    assertThat(read.get(0).matches(both::get)).isTrue();
    assertThat(read.get(0).matches(Map.of("A", "it's so")::get)).isFalse();
    assertThat(read.get(1).matches(both::get)).isFalse();
    assertThat(read.get(1).matches(Map.of("A", "–\n", "B", "y")::get)).isTrue();
    Check.refusesText("action: globl\nx: y\n", "unknown action 'globl'");
    Check.refusesText("action: repeat\nx: y\n", "has no rule before it");
    // The text of a merged rule is that rule, whole.
    for (SigmaRule rule : read) {
      SigmaRule again = SigmaRules.parse(rule.text()).rules().get(0);
      assertThat(again.id()).isEqualTo(rule.id());
      assertThat(again.level()).isEqualTo(rule.level());
      assertThat(again.explain(both::get).toString()).isEqualTo(rule.explain(both::get).toString());
    }
  }

  @Test
  @Spec({"S-008", "S-024"})
  void aRuleHasATitleALogsourceAndADetection() {
    String good = Rules.yaml("s:", "    A: x", "condition: s");
    assertThat(SigmaRules.parse(good).rules().get(0).title()).isEqualTo("Test rule");
    Check.refusesText(good.replace("title: Test rule", "x: y"), "the rule has no title");
    Check.refusesText(good.replace("Test rule", "' '"), "the title has to be text");
    Check.refusesText(good.replace("Test rule", "[a]"), "the title has to be text, not a list");
    Check.refusesText(good.replace("logsource:", "sources:"), "the rule has no logsource");
    Check.refusesText(good.replace("detection:", "detections:"), "the rule has no detection");
    assertThat(Check.findings("title: " + "x".repeat(256))).isEmpty();
    assertThat(Check.findings("title: " + "x".repeat(257)))
        .containsExactly("'title' has more characters than 256");
    assertThat(Check.findings("title: 5")).containsExactly("'title' should be text, not a number");
  }

  @Test
  @Spec("S-009")
  void anIdIsAUuidOrIsMade() {
    assertThat(Check.findings("id: " + ID)).isEmpty();
    SigmaRules odd = Check.whole("id: rule-7");
    assertThat(odd.rules().get(0).id()).isEqualTo("rule-7");
    assertThat(odd.findings())
        .extracting(SigmaProblem::message)
        .contains("the id is not a UUID: 'rule-7'");
    assertThat(RuleAttributes.isUuid(Check.whole("author: x").rules().get(0).id())).isTrue();
  }

  @Test
  @Spec("S-010")
  void aNameNamesOneRule() {
    String named = Rules.yaml("s:", "    A: x", "condition: s") + "name: one\n";
    SigmaRules rules = SigmaRules.parse(named + "---\n" + named.replace(ID, "b"));
    assertThat(rules.rule("one").id()).isEqualTo(ID);
    assertThat(rules.findings())
        .extracting(SigmaProblem::message)
        .contains("another rule has the same name: 'one'");
    assertThat(SigmaRules.parse(named).findings()).isEmpty();
    assertThat(Check.findings("name: " + "x".repeat(257))).hasSize(1);
    assertThat(Check.findings("name: ''")).hasSize(1);
  }

  @ParameterizedTest
  @Spec("S-011")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[{id: 5e1a3c0e-6f0e-4f57-9d3a-0d6b1f0c9a11, type: derived}]|",
        "[{id: 5e1a3c0e-6f0e-4f57-9d3a-0d6b1f0c9a11, type: similar}]|",
        "[{id: 5e1a3c0e-6f0e-4f57-9d3a-0d6b1f0c9a11, type: obsoletes}]|unknown type of relation",
        "[{id: 7, type: merged}]|the id of a relation is not a UUID",
        "[{type: renamed}]|the relation has no id",
        "[{id: 5e1a3c0e-6f0e-4f57-9d3a-0d6b1f0c9a11}]|the relation has no type",
        "[x]|a relation has an id and a type; this is text",
        "x|'related' should be a list"
      })
  void relationsHaveAnIdAndAType(String related, String finding) {
    SigmaRules rules = Check.whole("related: " + related);
    assertThat(rules.rules().get(0).attributes()).containsKey("related");
    assertFinding(rules, finding);
  }

  private static void assertFinding(SigmaRules rules, String finding) {
    if (finding == null) {
      assertThat(rules.findings()).isEmpty();
    } else {
      assertThat(rules.findings()).hasSize(1);
      assertThat(rules.findings().get(0).message()).startsWith(finding);
      assertThat(rules.findings().get(0).line()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @Spec({"S-012", "S-014", "S-015", "S-016", "S-017", "S-019", "S-020", "S-023"})
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "taxonomy: sigma|",
        "taxonomy: ours|another taxonomy than 'sigma'",
        "taxonomy: [a]|'taxonomy' should be text, not a list",
        "description: Two words|",
        "description: {a: b}|'description' should be text, not a map",
        "license: MIT|",
        "license: 2.0|'license' should be text, not a number",
        "author: A, B|",
        "author: [A, B]|'author' should be text, not a list",
        "references: [a, b]|",
        "references: a|'references' should be a list of texts, not text",
        "references: [a, a]|'references' holds 'a' twice",
        "references: [[a]]|'references' should be a list of texts, not of a list",
        "fields: [A, B]|",
        "fields: A|'fields' should be a list of texts, not text",
        "fields: [A, null]|'fields' should be a list of texts, not of null",
        "falsepositives: [No]|",
        "falsepositives: [N]|a text in 'falsepositives' should have at least 2 characters",
        "falsepositives: None|'falsepositives' should be a list of texts, not text",
        "scope: [server]|",
        "scope: server|'scope' should be a list of texts, not text",
        "scope: [x]|a text in 'scope' should have at least 2 characters"
      })
  void isOfItsTypeOrGetsAFinding(String attribute, String finding) {
    SigmaRules rules = Check.whole(attribute);
    String name = attribute.substring(0, attribute.indexOf(':'));
    if (!name.equals("description")) {
      assertThat(rules.rules().get(0).attributes()).containsKey(name);
    }
    assertFinding(rules, finding);
  }

  @Test
  @Spec("S-014")
  void aDescriptionHasAnEnd() {
    assertThat(Check.findings("description: " + "x".repeat(65_535))).isEmpty();
    assertThat(Check.findings("description: " + "x".repeat(65_536))).hasSize(1);
    assertThat(Check.whole("description: Why").rules().get(0).description()).isEqualTo("Why");
  }

  @ParameterizedTest
  @Spec("S-013")
  @ValueSource(strings = {"stable", "test", "experimental", "deprecated", "unsupported"})
  void knowsEveryStatus(String status) {
    assertThat(Check.whole("status: " + status).rules().get(0).status()).isEqualTo(status);
    assertThat(Check.findings("status: " + status)).isEmpty();
    assertThat(Check.findings("status: " + status.toUpperCase(java.util.Locale.ROOT)))
        .containsExactly("the status should be lower case");
    String good = Rules.yaml("s:", "    A: x", "condition: s");
    Check.refusesText(good + "status: " + status + "s", "unknown status '" + status + "s'");
    Check.refusesText(good + "status: [" + status + "]", "'status' is one word, not a list");
  }

  @ParameterizedTest
  @Spec("S-021")
  @ValueSource(strings = {"informational", "low", "medium", "high", "critical"})
  void knowsEveryLevel(String level) {
    assertThat(Check.whole("level: " + level).rules().get(0).level().name())
        .isEqualToIgnoringCase(level);
    assertThat(Check.findings("level: " + level.toUpperCase(java.util.Locale.ROOT)))
        .containsExactly("the level should be lower case");
    String good = Rules.yaml("s:", "    A: x", "condition: s").replace("level: low\n", "");
    Check.refusesText(good + "level: very" + level, "unknown level 'very" + level + "'");
    assertThat(SigmaRules.parse(good).rules().get(0).level()).isEqualTo(Severity.MEDIUM);
  }

  @ParameterizedTest
  @Spec("S-018")
  @CsvSource(
      delimiter = '|',
      value = {
        "2024-02-29|2024-02-29|",
        "2024/2/1|2024-02-01|should be written 2024-02-01",
        "2024-1-1|2024-01-01|should be written 2024-01-01",
        "2023-02-29||is no date",
        "24-01-01||is no date",
        "2024-13-01||is no date",
        "'[2024-01-01]'||is no date",
        "yesterday||is no date"
      })
  void datesAreDays(String written, LocalDate date, String finding) {
    for (String key : List.of("date", "modified")) {
      SigmaRules rules = Check.whole(key + ": " + written);
      SigmaRule rule = rules.rules().get(0);
      assertThat(key.equals("date") ? rule.ref().date() : rule.ref().modified()).isEqualTo(date);
      assertThat(rules.findings()).hasSize(finding == null ? 0 : 1);
      if (finding != null) {
        assertThat(rules.findings().get(0).message()).contains("'" + key + "' " + finding);
      }
    }
  }

  @Test
  @Spec("S-022")
  void tagsAreAListOfDistinctTextsWithANamespace() {
    SigmaRules rules = Check.whole("tags: [attack.t1059, attack.t1059, plain, [x]]");
    assertThat(rules.rules().get(0).tags()).containsExactly("attack.t1059", "plain");
    assertThat(rules.findings())
        .extracting(SigmaProblem::message)
        .containsExactly(
            "the tag occurs twice: 'attack.t1059'",
            "the tag has no namespace: 'plain'",
            "a tag should be text, not a list");
    assertThat(Check.findings("tags: attack.t1059"))
        .containsExactly("'tags' should be a list, not text");
    assertThat(Check.findings("tags: [attack.t1059, attack.execution]")).isEmpty();
  }

  @ParameterizedTest
  @Spec("S-160")
  @ValueSource(
      strings = {
        "t1059",
        "t1059.001",
        "g0007",
        "s0002",
        "ds0005",
        "m1016",
        "a0001",
        "initial-access",
        "execution",
        "persistence",
        "privilege-escalation",
        "defense-evasion",
        "credential-access",
        "discovery",
        "lateral-movement",
        "collection",
        "exfiltration",
        "command-and-control",
        "impact",
        "stealth"
      })
  void tagsOfAttackAreNumberedOrTactics(String rest) {
    assertThat(Check.findings("tags: [attack." + rest + "]")).isEmpty();
    for (String wrong : List.of("x" + rest, rest + ".1", rest.toUpperCase(java.util.Locale.ROOT))) {
      assertThat(Check.findings("tags: [attack." + wrong + "]"))
          .containsExactly("not a tag of 'attack': 'attack." + wrong + "'");
    }
    assertThat(Check.whole("tags: [attack.initial_access]").findings().get(0).hint())
        .isEqualTo("did you mean 'attack.initial-access'?");
  }

  @ParameterizedTest
  @Spec({"S-161", "S-162"})
  @CsvSource({
    "car.2016-04-005, true",
    "car.2016-4-5, false",
    "cve.2021-44228, true",
    "cve.2021.44228, false",
    "cve.2021-1, false",
    "d3fend.d3-am, true",
    "d3fend.d3f-WindowsNtOpenFile, true",
    "d3fend.harden, true",
    "d3fend.am, false",
    "detection.dfir, true",
    "detection.threat-hunting, true",
    "detection.hunting, false",
    "stp.1, true",
    "stp.5k, true",
    "stp.6, false",
    "stp.3x, false",
    "tlp.amber-strict, true",
    "tlp.white, false",
    "ours.team, false"
  })
  void tagsOfOtherNamespacesHaveForms(String tag, boolean isKnown) {
    assertThat(Check.findings("tags: [" + tag + "]")).hasSize(isKnown ? 0 : 1);
    assertThat(Check.whole("tags: [" + tag + "]").rules().get(0).tags()).containsExactly(tag);
  }
}
