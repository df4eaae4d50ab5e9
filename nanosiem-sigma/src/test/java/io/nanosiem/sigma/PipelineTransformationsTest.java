package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.event.FieldSource;
import io.nanosiem.event.LogSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each transformation does to a rule, seen by what the rule then matches. */
class PipelineTransformationsTest {

  /** A pipeline of one step. */
  private static ProcessingPipeline step(String... lines) {
    return ProcessingPipeline.parse("transformations:\n  - " + String.join("\n    ", lines) + "\n");
  }

  private static SigmaRule rule(ProcessingPipeline pipeline, String... detection) {
    return SigmaRules.parse(Rules.yaml(detection), SigmaOptions.defaults().pipeline(pipeline))
        .rules()
        .get(0);
  }

  /** A rule of one search with these entries. */
  private static SigmaRule entries(ProcessingPipeline pipeline, String... entries) {
    return rule(pipeline, search(entries));
  }

  private static String[] search(String... entries) {
    String[] lines = new String[entries.length + 2];
    lines[0] = "selection:";
    for (int i = 0; i < entries.length; i++) {
      lines[i + 1] = "    " + entries[i];
    }
    lines[entries.length + 1] = "condition: selection";
    return lines;
  }

  private static FieldSource event(Object... namesAndValues) {
    Map<String, Object> fields = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return FieldSource.of(fields);
  }

  private static String refusal(ProcessingPipeline pipeline, String... entries) {
    SigmaRules rules =
        SigmaRules.parse(
            Rules.yaml(search(entries)), SigmaOptions.defaults().lenient().pipeline(pipeline));
    assertThat(rules.rules()).isEmpty();
    assertThat(rules.problems()).hasSize(1);
    return rules.problems().get(0).toString();
  }

  // ---- names ----

  @Test
  void aFieldIsLookedForUnderItsOtherNameOnly() {
    SigmaRule rule =
        entries(
            step("type: field_name_mapping", "mapping: {CommandLine: process.command_line}"),
            "CommandLine|contains: whoami",
            "User: bob");
    assertThat(rule.matches(event("process.command_line", "cmd /c whoami", "User", "bob")))
        .isTrue();
    assertThat(rule.matches(event("CommandLine", "cmd /c whoami", "User", "bob"))).isFalse();
    assertThat(rule.matches(event("process.command_line", "cmd /c whoami"))).isFalse();
  }

  @Test
  void oneOfSeveralFieldsIsEnough() {
    ProcessingPipeline either = step("type: field_name_mapping", "mapping: {A: [x, y]}");
    SigmaRule rule = entries(either, "A: v", "B: w");
    assertThat(rule.matches(event("x", "v", "B", "w"))).isTrue();
    assertThat(rule.matches(event("y", "v", "B", "w"))).isTrue();
    assertThat(rule.matches(event("y", "v"))).isFalse();
    assertThat(rule.matches(event("x", "u", "y", "u", "B", "w"))).isFalse();
    SigmaRule all = entries(either, "A|contains|all: [u, v]");
    assertThat(all.matches(event("x", "uv"))).isTrue();
    assertThat(all.matches(event("x", "u", "y", "v"))).isFalse();
  }

  @Test
  void aNegatedEntryIsTrueIfNoneOfTheFieldsHoldsTheValue() {
    SigmaRule rule = entries(step("type: field_name_mapping", "mapping: {A: [x, y]}"), "A|neq: v");
    assertThat(rule.matches(event("x", "u", "y", "u"))).isTrue();
    assertThat(rule.matches(event("x", "u", "y", "v"))).isFalse();
    assertThat(rule.matches(event("x", "v"))).isFalse();
  }

  @Test
  void whatIsAbsentIsAbsentUnderAllNames() {
    ProcessingPipeline either = step("type: field_name_mapping", "mapping: {A: [x, y]}");
    for (String entry : List.of("A: null", "A|exists: false")) {
      SigmaRule rule = entries(either, entry);
      assertThat(rule.matches(event("z", 1))).as(entry).isTrue();
      assertThat(rule.matches(event("y", "v"))).as(entry).isFalse();
      assertThat(rule.matches(event("x", "v"))).as(entry).isFalse();
    }
    SigmaRule present = entries(either, "A|exists: true");
    assertThat(present.matches(event("y", "v"))).isTrue();
    assertThat(present.matches(event("z", "v"))).isFalse();
    SigmaRule nullOr = entries(either, "A: [null, v]");
    assertThat(nullOr.matches(event("z", 1))).isTrue();
    assertThat(nullOr.matches(event("x", "u", "y", "v"))).isTrue();
    assertThat(nullOr.matches(event("x", "u"))).isFalse();
    SigmaRule notNull = entries(either, "A|neq: null");
    assertThat(notNull.matches(event("y", "v"))).isTrue();
    assertThat(notNull.matches(event("z", "v"))).isFalse();
  }

  @Test
  void referencesAndListedFieldsAreMappedToo() {
    ProcessingPipeline pipeline =
        step("type: field_name_mapping", "mapping: {A: x, B: [y, z], C: c.d}");
    SigmaRule rule = entries(pipeline, "A|fieldref: B");
    assertThat(rule.matches(event("x", "v", "z", "v"))).isTrue();
    assertThat(rule.matches(event("x", "v", "B", "v"))).isFalse();
    String yaml =
        Rules.yaml(search("A: v")).replace("level: low", "level: low\nfields: [A, B, Other]");
    assertThat(
            SigmaRules.parse(yaml, SigmaOptions.defaults().pipeline(pipeline))
                .rules()
                .get(0)
                .attributes())
        .containsEntry("fields", List.of("x", "y", "z", "Other"));
  }

  @Test
  void aReferenceToSeveralFieldsUnderAllNeedsOneOfEach() {
    SigmaRule rule =
        entries(step("type: field_name_mapping", "mapping: {B: [y, z]}"), "A|fieldref|all: [B, C]");
    assertThat(rule.matches(event("A", "v", "z", "v", "C", "v"))).isTrue();
    assertThat(rule.matches(event("A", "v", "y", "v", "z", "v"))).isFalse();
  }

  @Test
  void keywordsAreLookedForInAFieldIfTheKeyNullSaysSo() {
    ProcessingPipeline pipeline = step("type: field_name_mapping", "mapping: {null: message}");
    SigmaRule rule = rule(pipeline, "keywords: [failed, 4625]", "condition: keywords");
    assertThat(rule.matches(event("message", "login FAILED for bob"))).isTrue();
    assertThat(rule.matches(event("message", "event 14625"))).isTrue();
    assertThat(rule.matches(event("other", "login failed"))).isFalse();
  }

  @Test
  void prefixesAreMappedAndAdded() {
    SigmaRule mapped =
        entries(
            step("type: field_name_prefix_mapping", "mapping: {win.: [winlog., event.], win: w_}"),
            "win.Image: v");
    assertThat(mapped.matches(event("event.Image", "v"))).isTrue();
    assertThat(mapped.matches(event("w_.Image", "v"))).isFalse();
    SigmaRule prefixed = entries(step("type: field_name_prefix", "prefix: data."), "A: v");
    assertThat(prefixed.matches(event("data.A", "v"))).isTrue();
    assertThat(prefixed.matches(event("A", "v"))).isFalse();
    SigmaRule suffixed = entries(step("type: field_name_suffix", "suffix: .keyword"), "A: v");
    assertThat(suffixed.matches(event("A.keyword", "v"))).isTrue();
    assertThat(suffixed.matches(event("A", "v"))).isFalse();
    SigmaRule keywords =
        rule(step("type: field_name_prefix", "prefix: data."), "k: [x]", "condition: k");
    assertThat(keywords.matches(event("any", "x"))).isTrue();
  }

  @Test
  void namesAreWrittenAnotherWay() {
    Map<String, String> expected =
        Map.of(
            "lower", "targetusersid",
            "upper", "TARGETUSERSID",
            "title", "Target User Sid",
            "snake_case", "target_user_sid",
            "kebab_case", "target-user-sid",
            "camel_case", "targetUserSid",
            "pascal_case", "TargetUserSid");
    expected.forEach(
        (function, name) -> {
          SigmaRule rule =
              entries(
                  step(
                      "type: field_name_transform",
                      "transform_func: " + function,
                      "mapping: {Fixed: kept.Name}"),
                  "TargetUserSID: v",
                  "Fixed: w");
          assertThat(rule.matches(event(name, "v", "kept.Name", "w"))).as(function).isTrue();
          assertThat(rule.matches(event("TargetUserSID", "v", "Fixed", "w")))
              .as(function)
              .isFalse();
        });
    assertThat(name("snake_case", "DNSName2Value")).isEqualTo("dns_name2_value");
    assertThat(name("snake_case", "event.TypeName")).isEqualTo("event.type_name");
    assertThat(name("camel_case", "source_ip-address")).isEqualTo("sourceIpAddress");
  }

  private static String name(String function, String name) {
    return Objects.requireNonNull(PipelineNames.function(function)).apply(name);
  }

  // ---- entries ----

  @Test
  void aDroppedEntryIsNotAskedFor() {
    ProcessingPipeline pipeline =
        step(
            "type: drop_detection_item",
            "field_name_conditions: [{type: include_fields, fields: [B]}]");
    SigmaRule rule = entries(pipeline, "A: v", "B: w");
    assertThat(rule.matches(event("A", "v"))).isTrue();
    assertThat(rule.matches(event("B", "w"))).isFalse();
  }

  @Test
  void aSearchThatLosesEverythingLeavesTheCondition() {
    ProcessingPipeline pipeline =
        step(
            "type: drop_detection_item",
            "field_name_conditions: [{type: include_fields, fields: [B]}]");
    SigmaRules rules =
        SigmaRules.parse(
            Rules.yaml(
                "selection: {A: v}",
                "filter_one: {B: w}",
                "filter_two: {C: w}",
                "condition: selection and not 1 of filter_*"),
            SigmaOptions.defaults().pipeline(pipeline));
    SigmaRule rule = rules.rules().get(0);
    assertThat(rule.matches(event("A", "v", "B", "w"))).isTrue();
    assertThat(rule.matches(event("A", "v", "C", "w"))).isFalse();
    assertThat(rules.findings()).hasSize(1);
    assertThat(rules.findings().get(0).toString())
        .contains("a pipeline drops all of the search 'filter_one'");
    assertThat(refusal(pipeline, "B: w"))
        .startsWith(
            "<text>:1:8: a pipeline drops everything that the condition of the rule names\n");
  }

  @Test
  void aStepRefusesARuleOrAnEntry() {
    assertThat(refusal(step("type: rule_failure", "message: no such log here", "id: no"), "A: v"))
        .isEqualTo(
            """
            <text>:1:8: a pipeline refuses the rule: no such log here
                1 | title: Test rule
                  |        ^^^^^^^^^ step 'no' at <text>:2:5""");
    assertThat(
            refusal(
                step(
                    "type: detection_item_failure",
                    "message: not kept",
                    "field_name_conditions: [{type: include_fields, fields: [B]}]"),
                "A: v",
                "B|contains: w"))
        .startsWith("<text>:9:9: a pipeline refuses this entry: not kept\n");
  }

  @Test
  void partsOfTextsAreReplaced() {
    SigmaRule rule =
        entries(
            step(
                "type: replace_string",
                "regex: '^(\\**)C:\\\\(\\w+)'",
                "replacement: '\\1D:\\\\\\g<2>'"),
            "A|startswith: 'C:\\Windows\\'",
            "B: 5");
    assertThat(rule.matches(event("A", "D:\\Windows\\x", "B", 5))).isTrue();
    assertThat(rule.matches(event("A", "D:\\Windows\\", "B", 5))).isTrue();
    assertThat(rule.matches(event("A", "C:\\Windows\\x", "B", 5))).isFalse();
    assertThat(rule.matches(event("A", "D:\\Windows*", "B", 5))).isFalse();
  }

  @Test
  void whatIsNotReplacedKeepsItsWildcardsAndEscapes() {
    ProcessingPipeline pipeline = step("type: replace_string", "regex: x", "replacement: 'y*'");
    SigmaRule rule = entries(pipeline, "A: 'a\\*x?b\\\\*'");
    assertThat(rule.matches(event("A", "a*y---1b\\tail"))).isTrue();
    assertThat(rule.matches(event("A", "a-y1b\\tail"))).isFalse();
    SigmaRule skipped =
        entries(
            step("type: replace_string", "regex: '\\*'", "replacement: '+'", "skip_special: true"),
            "A: 'a\\*b*'");
    assertThat(skipped.matches(event("A", "a+bcd"))).isTrue();
    assertThat(skipped.matches(event("A", "a+b"))).isTrue();
    SigmaRule interpreted =
        entries(
            step(
                "type: replace_string",
                "regex: '-'",
                "replacement: '?'",
                "skip_special: true",
                "interpret_special: true"),
            "A: 'a-b'");
    assertThat(interpreted.matches(event("A", "axb"))).isTrue();
    SigmaRule literal =
        entries(
            step("type: replace_string", "regex: '-'", "replacement: '?'", "skip_special: true"),
            "A: 'a-b'");
    assertThat(literal.matches(event("A", "a?b"))).isTrue();
    assertThat(literal.matches(event("A", "axb"))).isFalse();
  }

  @Test
  void numbersAreReplacedAsText() {
    SigmaRule rule =
        entries(step("type: replace_string", "regex: '^46'", "replacement: 'x'"), "A: [4625, 1]");
    assertThat(rule.matches(event("A", "x25"))).isTrue();
    assertThat(rule.matches(event("A", 1))).isTrue();
    assertThat(rule.matches(event("A", 4625))).isFalse();
    SigmaRules beside =
        SigmaRules.parse(
            Rules.yaml(search("A|contains: [x, 5]")),
            SigmaOptions.defaults()
                .pipeline(step("type: replace_string", "regex: x", "replacement: 'y'")));
    assertThat(beside.rules().get(0).matches(event("A", 1501))).isTrue();
    assertThat(beside.findings().get(0).message())
        .isEqualTo("a number with 'contains', read as its text");
  }

  @Test
  void encodedAndOtherValuesAreLeftAlone() {
    ProcessingPipeline pipeline = step("type: replace_string", "regex: o", "replacement: '0'");
    assertThat(entries(pipeline, "A|base64: foo").matches(event("A", "Zm9v"))).isTrue();
    assertThat(entries(pipeline, "A|re: '^foo$'").matches(event("A", "foo"))).isTrue();
    assertThat(entries(pipeline, "A|windash|contains: ' -foo'").matches(event("A", "x /f00")))
        .isTrue();
  }

  @Test
  void textsAreMappedWithTheWildcardsOfTheirModifiers() {
    ProcessingPipeline pipeline =
        step("type: map_string", "mapping: {'high': ['3', 'H*'], '*low': l, 'a\\*': star}");
    SigmaRule rule = entries(pipeline, "A: high", "B: v");
    assertThat(rule.matches(event("A", "3", "B", "v"))).isTrue();
    assertThat(rule.matches(event("A", "hello", "B", "v"))).isTrue();
    assertThat(rule.matches(event("A", "g", "B", "v"))).isFalse();
    assertThat(entries(pipeline, "A|endswith: low").matches(event("A", "L"))).isTrue();
    assertThat(entries(pipeline, "A|contains: low").matches(event("A", "l"))).isFalse();
    assertThat(entries(pipeline, "A: 'a\\*'").matches(event("A", "star"))).isTrue();
  }

  @Test
  void underAllOneOfTheMappedTextsIsEnoughForEach() {
    SigmaRule rule =
        entries(
            step("type: map_string", "mapping: {'*a*': ['*x*', '*y*']}"), "A|contains|all: [a, b]");
    assertThat(rule.matches(event("A", "yb"))).isTrue();
    assertThat(rule.matches(event("A", "xb"))).isTrue();
    assertThat(rule.matches(event("A", "xy"))).isFalse();
    SigmaRule negated =
        entries(
            step("type: map_string", "mapping: {'*a*': ['*x*', '*y*']}"),
            "A|contains|all|neq: [a, b]");
    assertThat(negated.matches(event("A", "yb"))).isFalse();
    assertThat(negated.matches(event("A", "xy"))).isTrue();
  }

  @Test
  void aValueIsSet() {
    assertThat(entries(step("type: set_value", "value: 5"), "A|re: x").matches(event("A", 5)))
        .isTrue();
    SigmaRule text =
        entries(step("type: set_value", "value: 5", "force_type: str"), "A|contains: [x, y]");
    assertThat(text.matches(event("A", "5"))).isTrue();
    assertThat(text.matches(event("A", "xy"))).isFalse();
    SigmaRule number = entries(step("type: set_value", "value: '06'", "force_type: num"), "A: x");
    assertThat(number.matches(event("A", 6))).isTrue();
    SigmaRule nothing = entries(step("type: set_value", "value: null"), "A|neq: x");
    assertThat(nothing.matches(event("A", "x"))).isTrue();
    assertThat(nothing.matches(event("B", "x"))).isFalse();
  }

  @Test
  void typesAreConverted() {
    SigmaRule number = entries(step("type: convert_type", "target_type: num"), "A: ['06', null]");
    assertThat(number.matches(event("A", 6))).isTrue();
    assertThat(number.matches(event("A", "06"))).isFalse();
    assertThat(number.matches(event("B", 1))).isTrue();
    SigmaRule text = entries(step("type: convert_type", "target_type: str"), "A: [true, 0x10]");
    assertThat(text.matches(event("A", "TRUE"))).isTrue();
    assertThat(text.matches(event("A", 16))).isTrue();
    assertThat(text.matches(event("A", "0x10"))).isFalse();
    assertThat(
            refusal(step("type: convert_type", "target_type: num", "id: to-num"), "A: [5, '5x']"))
        .isEqualTo(
            """
            <text>:8:16: a pipeline wants a number here, not '5x'
                8 |         A: [5, '5x']
                  |                ^^^^ step 'to-num' at <text>:2:5""");
  }

  @Test
  void caseIsChangedWhereItMatters() {
    SigmaRule rule = entries(step("type: case", "method: upper"), "A|cased|contains: 'ab?c'");
    assertThat(rule.matches(event("A", "xAB1Cx"))).isTrue();
    assertThat(rule.matches(event("A", "xab1cx"))).isFalse();
    SigmaRule snake = entries(step("type: case", "method: snake_case"), "A: 'FooBar*'");
    assertThat(snake.matches(event("A", "foo_bar9"))).isTrue();
  }

  @Test
  void aTextAsARegularExpressionMeansTheSame() {
    for (String method : List.of("ignore_case_flag", "ignore_case_brackets")) {
      ProcessingPipeline pipeline = step("type: regex", "method: " + method);
      SigmaRule whole = entries(pipeline, "A: 'a.b+(\\*'");
      assertThat(whole.matches(event("A", "A.B+(*"))).as(method).isTrue();
      assertThat(whole.matches(event("A", "xA.B+(*"))).as(method).isFalse();
      SigmaRule part = entries(pipeline, "A|contains: ['x?z', q]", "B: 7");
      assertThat(part.matches(event("A", "1\nXyZ\n2", "B", 7))).as(method).isTrue();
      assertThat(part.matches(event("A", "xz", "B", 7))).as(method).isFalse();
      SigmaRule mixed = entries(pipeline, "A: [x, 7]");
      assertThat(mixed.matches(event("A", 7))).as(method).isTrue();
      assertThat(mixed.matches(event("A", "X"))).as(method).isTrue();
      SigmaRule cased = entries(pipeline, "A|cased: x");
      assertThat(cased.matches(event("A", "X"))).as(method).isFalse();
    }
    SigmaRule plain = entries(step("type: regex", "method: plain"), "A: x");
    assertThat(plain.matches(event("A", "x"))).isTrue();
    assertThat(plain.matches(event("A", "X"))).isFalse();
    SigmaRule keywords = rule(step("type: regex"), "k: [boo]", "condition: k");
    assertThat(keywords.matches(event("A", "taBOOs"))).isTrue();
  }

  // ---- placeholders ----

  @Test
  void placeholdersTakeTheVariablesOfThePipeline() {
    ProcessingPipeline pipeline =
        ProcessingPipeline.parse(
            """
            vars:
              admins: [root, 'adm_*']
              port: 22
            transformations:
              - type: value_placeholders
            """);
    SigmaRule rule = entries(pipeline, "User|expand: '%admins%'");
    assertThat(rule.matches(event("User", "adm_bob"))).isTrue();
    assertThat(rule.matches(event("User", "bob"))).isFalse();
    SigmaRule part = entries(pipeline, "A|expand|contains: '100\\%:%port%:'");
    assertThat(part.matches(event("A", "at 100%:22:x"))).isTrue();
    assertThat(refusal(pipeline, "A|expand: 'x%servers%'"))
        .startsWith("<text>:8:21: no value is known for the placeholder '%servers%'\n")
        .endsWith("add it to the 'vars' of the pipeline (step <text>:5:5)");
  }

  @Test
  void underAllOneValueOfAPlaceholderIsEnough() {
    ProcessingPipeline pipeline =
        ProcessingPipeline.parse(
            "vars: {p: [a, b]}\ntransformations: [{type: value_placeholders}]");
    SigmaRule rule = entries(pipeline, "A|expand|contains|all: ['%p%', c]");
    assertThat(rule.matches(event("A", "bc"))).isTrue();
    assertThat(rule.matches(event("A", "ab"))).isFalse();
  }

  @Test
  void placeholdersAreIncludedAndExcluded() {
    String vars = "vars: {p: a, q: b}\ntransformations: [";
    ProcessingPipeline onlyP =
        ProcessingPipeline.parse(vars + "{type: value_placeholders, include: [p]}]");
    SigmaOptions options = SigmaOptions.defaults().placeholder("q", "z").pipeline(onlyP);
    SigmaRule rule =
        SigmaRules.parse(Rules.yaml(search("A|expand: '%p%-%q%'")), options).rules().get(0);
    assertThat(rule.matches(event("A", "a-z"))).isTrue();
    ProcessingPipeline notP =
        ProcessingPipeline.parse(
            vars + "{type: value_placeholders, exclude: p}, {type: wildcard_placeholders}]");
    SigmaRule other = entries(notP, "A|expand: '%p%-%q%'");
    assertThat(other.matches(event("A", "anything-b"))).isTrue();
    assertThat(other.matches(event("A", "a-z"))).isFalse();
  }

  @Test
  void networksAndEncodedValuesHavePlaceholdersToo() {
    ProcessingPipeline pipeline =
        ProcessingPipeline.parse(
            "vars: {lan: [10.0.0.0/8, 'fe80::/10'], secret: foo}\n"
                + "transformations: [{type: value_placeholders}]");
    assertThat(entries(pipeline, "Ip|expand|cidr: '%lan%'").matches(event("Ip", "fe80::1")))
        .isTrue();
    assertThat(entries(pipeline, "A|expand|base64: '%secret%'").matches(event("A", "Zm9v")))
        .isTrue();
  }

  @Test
  void withoutAStepForThemVariablesDoNothing() {
    assertThat(refusal(ProcessingPipeline.parse("vars: {p: a}"), "A|expand: '%p%'"))
        .contains("no value is known for the placeholder '%p%'");
  }

  // ---- hashes ----

  @Test
  void hashesGetAFieldForEachKind() {
    String md5 = "0123456789abcdef0123456789abcdef";
    ProcessingPipeline pipeline =
        step(
            "type: hashes_fields",
            "valid_hash_algos: [MD5, IMPHASH]",
            "field_prefix: File",
            "field_name_conditions: [{type: include_fields, fields: [Hashes]}]");
    SigmaRule rule = entries(pipeline, "Hashes|contains: ['md5=" + md5 + "', 'IMPHASH=ab']");
    assertThat(rule.matches(event("FileMD5", md5.toUpperCase(Locale.ROOT)))).isTrue();
    assertThat(rule.matches(event("FileMD5", md5 + "0"))).isFalse();
    assertThat(rule.matches(event("FileIMPHASH", "abcd"))).isTrue();
    assertThat(rule.matches(event("Hashes", "MD5=" + md5))).isFalse();
    assertThat(entries(pipeline, "Hashes: " + md5).matches(event("FileMD5", md5))).isTrue();
    SigmaRule both = entries(pipeline, "Hashes|contains|all: ['MD5=" + md5 + "', 'IMPHASH=ab']");
    assertThat(both.matches(event("FileMD5", md5))).isFalse();
    assertThat(both.matches(event("FileMD5", md5, "FileIMPHASH", "ab"))).isTrue();
    SigmaRules some =
        SigmaRules.parse(
            Rules.yaml(search("Hashes|contains: ['MD5=" + md5 + "', 'SHA1=00']")),
            SigmaOptions.defaults().pipeline(pipeline));
    assertThat(some.rules().get(0).matches(event("FileMD5", md5))).isTrue();
    assertThat(some.findings().get(0).toString())
        .startsWith("<text>:8:67: the value is left out: a pipeline finds no hash in it");
    assertThat(refusal(pipeline, "Hashes|contains: 'SHA1=00'"))
        .startsWith("<text>:8:26: a pipeline finds no hash here that it knows\n");
  }

  // ---- the rule ----

  @Test
  void aConditionIsAdded() {
    SigmaRule rule =
        rule(
            step("type: add_condition", "conditions: {EventID: [1, 5], Src|contains: mon}"),
            "one: {A: v}",
            "two: {B: v}",
            "condition:",
            "    - one",
            "    - two");
    assertThat(rule.matches(event("A", "v", "EventID", 5, "Src", "sysmon"))).isTrue();
    assertThat(rule.matches(event("B", "v", "EventID", 1, "Src", "sysmon"))).isTrue();
    assertThat(rule.matches(event("A", "v", "EventID", 5))).isFalse();
    assertThat(rule.matches(event("EventID", 5, "Src", "sysmon"))).isFalse();
  }

  @Test
  void anAddedConditionIsNegatedAndFilledIn() {
    SigmaRule rule =
        entries(
            step(
                "type: add_condition",
                "name: wrong_source",
                "negated: true",
                "template: true",
                "conditions: {source: '${category}-$$x-$other', n: 5}"),
            "A: v");
    assertThat(rule.matches(event("A", "v"))).isTrue();
    assertThat(rule.matches(event("A", "v", "source", "test-$x-$other", "n", 5))).isFalse();
    assertThat(rule.explain(event("A", "v")).toString()).contains("wrong_source");
    assertThat(
            refusal(
                step("type: add_condition", "template: true", "conditions: {s: '$service'}"),
                "A: v"))
        .contains("a pipeline asks for the service of the log source, and the rule has none");
    assertThat(
            refusal(step("type: add_condition", "name: selection", "conditions: {s: x}"), "A: v"))
        .contains("adds a search 'selection', and the rule has one of this name");
  }

  @Test
  void anAddedConditionIsMappedByLaterSteps() {
    SigmaRule rule =
        entries(
            ProcessingPipeline.parse(
                """
                transformations:
                  - type: add_condition
                    conditions: {EventID: 1}
                  - type: field_name_mapping
                    mapping: {EventID: event.code}
                """),
            "A: v");
    assertThat(rule.matches(event("A", "v", "event.code", "1"))).isTrue();
    assertThat(rule.matches(event("A", "v", "EventID", 1))).isFalse();
  }

  @Test
  void theLogSourceChangesAndWithItTheRouting() {
    SigmaRules rules =
        SigmaRules.parse(
            Rules.yaml(search("A: v")),
            SigmaOptions.defaults()
                .pipeline(step("type: change_logsource", "product: Windows", "service: sysmon")));
    assertThat(rules.rules().get(0).logSource())
        .isEqualTo(new LogSource(null, "windows", "sysmon"));
    assertThat(rules.match(event("A", "v"), LogSource.of("windows", "sysmon"))).hasSize(1);
    assertThat(rules.match(event("A", "v"), LogSource.of("linux", null))).isEmpty();
  }

  @Test
  void fieldsAndAttributesOfTheRuleChange() {
    ProcessingPipeline pipeline =
        ProcessingPipeline.parse(
            """
            transformations:
              - type: add_field
                field: [a, b]
              - type: remove_field
                field: [a, none]
              - type: set_custom_attribute
                attribute: index
                value: [logs, more]
            """);
    assertThat(entries(pipeline, "A: v").attributes())
        .containsEntry("fields", List.of("b"))
        .containsEntry("index", List.of("logs", "more"));
    assertThat(
            entries(step("type: set_field", "fields: [only]"), "A: v").attributes().get("fields"))
        .isEqualTo(List.of("only"));
  }

  @Test
  void stepsAreNestedAndRememberTheirState() {
    ProcessingPipeline pipeline =
        ProcessingPipeline.parse(
            """
            transformations:
              - type: nest
                rule_conditions: [{type: logsource, category: test}]
                items:
                  - type: set_state
                    key: index
                    val: 5
                  - type: field_name_prefix
                    prefix: p.
              - type: nest
                rule_conditions: [{type: logsource, category: other}]
                items:
                  - type: field_name_prefix
                    prefix: q.
              - type: field_name_suffix
                suffix: .s
                rule_conditions: [{type: processing_state, key: index, val: 3, op: gt}]
            """);
    assertThat(entries(pipeline, "A: v").matches(event("p.A.s", "v"))).isTrue();
  }

  // ---- several, filters, what is shown ----

  @Test
  void pipelinesFollowTheirPriorityThenTheirOrder() {
    ProcessingPipeline late =
        ProcessingPipeline.parse(
            "priority: 20\ntransformations: [{type: field_name_suffix, suffix: 3}]");
    ProcessingPipeline first = step("type: field_name_suffix", "suffix: 1");
    ProcessingPipeline second = step("type: field_name_suffix", "suffix: 2");
    SigmaOptions options = SigmaOptions.defaults().pipeline(late).pipeline(first).pipeline(second);
    SigmaRule rule = SigmaRules.parse(Rules.yaml(search("A: v")), options).rules().get(0);
    assertThat(rule.matches(event("A123", "v"))).isTrue();
  }

  @Test
  void aFilterIsChangedWithEachRuleItAppliesTo() {
    String filter =
        """
        title: Not the scanner
        logsource: {category: test}
        filter:
          rules: any
          scanner: {User: scan}
          condition: not scanner
        """;
    SigmaOptions options =
        SigmaOptions.defaults()
            .pipeline(step("type: field_name_mapping", "mapping: {User: user.name, A: a}"));
    SigmaRule rule =
        SigmaRules.parse(Rules.yaml(search("A: v")) + "---\n" + filter, options).rules().get(0);
    assertThat(rule.matches(event("a", "v", "user.name", "bob"))).isTrue();
    assertThat(rule.matches(event("a", "v", "user.name", "scan"))).isFalse();
  }

  @Test
  void explanationAndEvidenceNameTheFieldThatWasReallyLookedAt() {
    SigmaRules rules =
        SigmaRules.parse(
            Rules.yaml(search("CommandLine|contains: whoami")),
            SigmaOptions.defaults()
                .pipeline(
                    step(
                        "type: field_name_mapping",
                        "mapping: {CommandLine: process.command_line}")));
    FieldSource event = event("process.command_line", "whoami /all");
    assertThat(rules.explain(rules.rules().get(0).id(), event).toString())
        .contains("yes process.command_line|contains (CommandLine|contains in the rule) 'whoami'");
    assertThat(rules.match(event).get(0).fields().get(0).field()).isEqualTo("process.command_line");
  }

  @Test
  void aProblemOfAChangedValueIsShownWhereTheRuleHasIt() {
    assertThat(
            refusal(
                step("type: replace_string", "regex: net", "replacement: ''"),
                "A: v",
                "Ip|cidr: 10.0.0.0/99"))
        .startsWith("<text>:9:18: not a network");
    assertThat(
            refusal(
                step("type: set_value", "value: text", "force_type: str"), "A: v", "B|gte|foo: 1"))
        .startsWith("<text>:9:15: unknown modifier 'foo'");
  }

  @Test
  void mappingsThatMultiplyAreStopped() {
    StringBuilder yaml = new StringBuilder("transformations:\n");
    for (int i = 0; i < 40; i++) {
      yaml.append("  - {type: field_name_mapping, mapping: {A: [A, A, B], B: [A, B, B]}}\n");
    }
    assertThat(refusal(ProcessingPipeline.parse(yaml.toString()), "A: v"))
        .contains("the pipeline makes more of this rule than is run: over 100000 values");
    String growing =
        "transformations:\n"
            + "  - {type: replace_string, regex: 'a', replacement: aa}\n".repeat(40);
    assertThat(refusal(ProcessingPipeline.parse(growing), "A: a"))
        .containsAnyOf("over 16777216 characters", "too long for a pipeline");
    String names =
        "transformations:\n"
            + ("  - {type: field_name_prefix, prefix: '" + "p".repeat(100_000) + "'}\n").repeat(30);
    assertThat(refusal(ProcessingPipeline.parse(names), "A: a"))
        .contains("over 16777216 characters");
  }

  @Test
  void namesInCorrelationsAreMappedForTheirLogSource() {
    ProcessingPipeline pipeline =
        ProcessingPipeline.parse(
            """
            transformations:
              - type: field_name_mapping
                mapping: {User: user.name, Ip: [source.ip, client.ip]}
                rule_conditions: [{type: logsource, product: windows}]
              - type: field_name_prefix
                prefix: c_
                rule_conditions: [{type: is_sigma_correlation_rule}]
                field_name_conditions: [{type: exclude_fields, mode: re, fields: ['\\w+\\.']}]
            """);
    Pipelines pipelines = Pipelines.of(List.of(pipeline), Set.of());
    Problems problems = new Problems(new SourceText("<text>", null, "title: x"));
    Ast.Meta meta =
        new Ast.Meta(
            null, null, "x", null, null, List.of(), null, null, null, Map.of(), "", Span.START);
    LogSource windows = LogSource.of("windows", null);
    assertThat(pipelines.namesOf("User", windows, meta, problems)).containsExactly("user.name");
    assertThat(pipelines.namesOf("Ip", windows, meta, problems))
        .containsExactly("source.ip", "client.ip");
    assertThat(pipelines.namesOf("User", LogSource.of("linux", null), meta, problems))
        .containsExactly("c_User");
    Pipelines failing = Pipelines.of(List.of(step("type: rule_failure", "message: no")), Set.of());
    assertThat(failing.namesOf("User", windows, meta, problems)).isNull();
    assertThat(problems.inOrder()).hasSize(1);
  }

  @Test
  void aFileIsReadAndAMissingOneIsNamed(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("ours.yml");
    Files.writeString(file, "\uFEFFname: ours\npriority: 7\ntransformations: [{type: drop_it}]\n");
    assertThatThrownBy(() -> ProcessingPipeline.load(file))
        .isInstanceOf(SigmaRulesException.class)
        .hasMessageStartingWith("1 problem in a processing pipeline\n" + file + ":3:26: unknown");
    Files.write(file, new byte[] {'n', ':', ' ', (byte) 0xC3});
    assertThatThrownBy(() -> ProcessingPipeline.load(file)).hasMessageContaining("is not UTF-8");
    assertThatThrownBy(() -> ProcessingPipeline.load(dir.resolve("none.yml")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none.yml");
    ProcessingPipeline pipeline = ProcessingPipeline.parse("name: ours\npriority: 7");
    assertThat(pipeline.name()).isEqualTo("ours");
    assertThat(pipeline.priority()).isEqualTo(7);
    assertThat(pipeline).hasToString("ProcessingPipeline[ours, 0 steps]");
  }
}
