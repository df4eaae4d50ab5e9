package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.FieldSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When a step takes place: each condition, where it holds and where it does not. */
class PipelineConditionsTest {
  private static final String RULE =
      """
      title: Test rule
      id: 5e1a3c0e-6f0e-4f57-9d3a-0d6b1f0c9a11
      status: experimental
      level: medium
      date: 2024-05-06
      tags: [attack.t1059, detection.dfir]
      author: someone
      weight: 5
      notes: [one, two]
      owner: {team: blue}
      logsource: {product: windows, category: process_creation}
      detection:
        selection:
          Image|endswith: '\\cmd.exe'
          EventID: [1, 5]
          Path: 'C:\\x'
          Ref|fieldref: Other
          Nothing: null
        condition: selection
      """;

  /** Whether a step of these conditions takes place; it changes the title of a field. */
  private static boolean holds(String conditions) {
    return applies("    " + conditions.replace("\n", "\n    "));
  }

  private static boolean applies(String lines) {
    SigmaRule rule =
        SigmaRules.parse(
                RULE,
                options(
                    "  - type: set_custom_attribute\n"
                        + "    attribute: applied\n"
                        + "    value: true\n"
                        + lines
                        + "\n"))
            .rules()
            .get(0);
    return rule.attributes().containsKey("applied");
  }

  private static SigmaOptions options(String steps) {
    return SigmaOptions.defaults().pipeline(ProcessingPipeline.parse("transformations:\n" + steps));
  }

  private static boolean rule(String condition) {
    return holds("rule_conditions: [{" + condition + "}]");
  }

  /** Whether the entry for Image is asked for under another name. */
  private static boolean entry(String lines) {
    return renames("Image", "nowhere", "\\cmd.exe", "    " + lines.replace("\n", "\n    "));
  }

  private static boolean renames(String from, String to, Object value, String lines) {
    SigmaRule rule =
        SigmaRules.parse(
                RULE,
                options(
                    "  - type: field_name_mapping\n    mapping: {"
                        + from
                        + ": "
                        + to
                        + "}\n"
                        + lines
                        + "\n"))
            .rules()
            .get(0);
    Map<String, Object> event =
        new HashMap<>(
            Map.of("EventID", 1, "Path", "C:\\x", "Ref", "r", "Other", "r", "Image", "\\cmd.exe"));
    event.remove(from);
    event.put(to, value);
    return rule.matches(FieldSource.of(event));
  }

  @Test
  void logSource() {
    assertThat(rule("type: logsource, product: Windows")).isTrue();
    assertThat(rule("type: logsource, product: windows, category: process_creation")).isTrue();
    assertThat(rule("type: logsource, product: linux")).isFalse();
    assertThat(rule("type: logsource, product: windows, service: sysmon")).isFalse();
  }

  @Test
  void containsField() {
    assertThat(rule("type: contains_field, field: Image")).isTrue();
    assertThat(rule("type: contains_field, field: image")).isFalse();
  }

  @Test
  void containsDetectionItem() {
    assertThat(rule("type: contains_detection_item, field: EventID, value: 5")).isTrue();
    assertThat(rule("type: contains_detection_item, field: EventID, value: 5.0")).isTrue();
    assertThat(rule("type: contains_detection_item, field: EventID, value: '5'")).isFalse();
    assertThat(rule("type: contains_detection_item, field: EventID, value: 6")).isFalse();
    assertThat(rule("type: contains_detection_item, field: Image, value: '*\\cmd.exe'")).isTrue();
    assertThat(rule("type: contains_detection_item, field: Image, value: '*\\CMD.exe'")).isFalse();
    assertThat(rule("type: contains_detection_item, field: Image, value: '\\cmd.exe'")).isFalse();
    assertThat(rule("type: contains_detection_item, field: Ref, value: Other")).isFalse();
  }

  @Test
  void kindOfRule() {
    assertThat(rule("type: is_sigma_rule")).isTrue();
    assertThat(rule("type: is_sigma_correlation_rule")).isFalse();
  }

  @Test
  void tagAndTaxonomy() {
    assertThat(rule("type: tag, tag: attack.t1059")).isTrue();
    assertThat(rule("type: tag, tag: attack.t1059.001")).isFalse();
    assertThat(rule("type: taxonomy, taxonomy: sigma")).isTrue();
    assertThat(rule("type: taxonomy, taxonomy: ecs")).isFalse();
  }

  @Test
  void ruleAttribute() {
    String[] yes = {
      "attribute: level, value: medium",
      "attribute: level, value: LOW, op: gt",
      "attribute: level, value: high, op: lt",
      "attribute: status, value: deprecated, op: gte",
      "attribute: date, value: 2024-05-06",
      "attribute: date, value: '2024-01-01', op: gt",
      "attribute: author, value: someone",
      "attribute: author, value: nobody, op: ne",
      "attribute: tags, value: detection.dfir, op: in",
      "attribute: notes, value: three, op: not_in",
      "attribute: notes, value: one, op: ne",
      "attribute: weight, value: 4, op: gt",
      "attribute: weight, value: 5.0",
      "attribute: id, value: 5e1a3c0e-6f0e-4f57-9d3a-0d6b1f0c9a11",
      "attribute: title, value: Test rule",
    };
    for (String condition : yes) {
      assertThat(rule("type: rule_attribute, " + condition)).as(condition).isTrue();
    }
    String[] no = {
      "attribute: level, value: high",
      "attribute: level, value: medium, op: gt",
      "attribute: status, value: test, op: gte",
      "attribute: date, value: 2024-05-06, op: ne",
      "attribute: modified, value: 2024-05-06, op: ne",
      "attribute: author, value: Someone",
      "attribute: tags, value: attack.t1059, op: eq",
      "attribute: notes, value: one, op: not_in",
      "attribute: notes, value: one, op: gte",
      "attribute: weight, value: 5, op: lt",
      "attribute: none, value: x, op: ne",
    };
    for (String condition : no) {
      assertThat(rule("type: rule_attribute, " + condition)).as(condition).isFalse();
    }
  }

  @Test
  void attributesThatCannotBeComparedRefuseTheRule() {
    String[][] wrong = {
      {"attribute: owner, value: x", "which is a map in this rule"},
      {"attribute: author, value: x, op: in", "which is no list in this rule"},
      {"attribute: author, value: x, op: gt", "and it is text in this rule"},
    };
    for (String[] one : wrong) {
      SigmaRules rules =
          SigmaRules.parse(
              RULE,
              options(
                      "  - type: set_state\n    key: k\n    val: 1\n"
                          + "    rule_conditions: [{type: rule_attribute, "
                          + one[0]
                          + "}]\n")
                  .lenient());
      assertThat(rules.rules()).isEmpty();
      assertThat(rules.problems().get(0).message()).endsWith(one[1]);
    }
  }

  @Test
  void stepsAndStateOfTheRule() {
    String before =
        """
          - id: first
            type: set_state
            key: index
            val: logs
          - id: second
            type: set_state
            key: size
            val: 10
            rule_conditions: [{type: logsource, product: linux}]
        """;
    String step = "  - type: set_custom_attribute\n    attribute: applied\n    value: 1\n";
    assertThat(attribute(before + step, "type: processing_item_applied, processing_item_id: first"))
        .isTrue();
    assertThat(
            attribute(before + step, "type: processing_item_applied, processing_item_id: second"))
        .isFalse();
    assertThat(attribute(before + step, "type: processing_state, key: index, val: logs")).isTrue();
    assertThat(attribute(before + step, "type: processing_state, key: index, val: log, op: gt"))
        .isTrue();
    assertThat(attribute(before + step, "type: processing_state, key: index, val: logs, op: ne"))
        .isFalse();
    assertThat(attribute(before + step, "type: processing_state, key: index, val: 5, op: gte"))
        .isFalse();
    assertThat(attribute(before + step, "type: processing_state, key: size, val: 10")).isFalse();
  }

  private static boolean attribute(String steps, String condition) {
    return SigmaRules.parse(RULE, options(steps + "    rule_conditions: [{" + condition + "}]\n"))
        .rules()
        .get(0)
        .attributes()
        .containsKey("applied");
  }

  @Test
  void conditionsAreJoinedAndNegated() {
    String both =
        """
        rule_conditions:
          - {type: logsource, product: windows}
          - {type: logsource, product: linux}
        """;
    assertThat(holds(both)).isFalse();
    assertThat(holds(both + "rule_cond_op: and")).isFalse();
    assertThat(holds(both + "rule_cond_op: or")).isTrue();
    assertThat(holds(both + "rule_cond_op: or\nrule_cond_not: true")).isFalse();
    assertThat(holds(both + "rule_cond_not: true")).isTrue();
    assertThat(holds("rule_conditions: []")).isTrue();
  }

  @Test
  void conditionsWithNamesAreJoinedByAnExpression() {
    String named =
        """
        rule_conditions:
          win: {type: logsource, product: windows}
          lin: {type: logsource, product: linux}
          low: {type: rule_attribute, attribute: level, value: low}
        """;
    assertThat(holds(named + "rule_cond_expr: win and not (lin or low)")).isTrue();
    assertThat(holds(named + "rule_cond_expression: not win or lin and low")).isFalse();
    assertThat(holds(named + "rule_cond_expr: win or lin and low")).isTrue();
    assertThat(holds(named + "rule_cond_expr: (win or lin) and low")).isFalse();
    assertThat(holds(named + "rule_cond_expr: not not win and (not lin and not low)")).isTrue();
    assertThat(holds(named.replace("linux", "windows").replace("low}", "medium}"))).isTrue();
  }

  @Test
  void valuesOfAnEntry() {
    assertThat(
            entry(
                "detection_item_conditions: [{type: match_string, cond: any, pattern: '\\*\\\\cm'}]"))
        .isTrue();
    assertThat(entry("detection_item_conditions: [{type: match_string, cond: any, pattern: cmd}]"))
        .isFalse();
    assertThat(
            entry(
                "detection_item_conditions: [{type: match_string, cond: any, pattern: cmd,"
                    + " negate: true}]"))
        .isTrue();
    assertThat(entry("detection_item_conditions: [{type: contains_wildcard, cond: all}]")).isTrue();
    assertThat(entry("detection_item_conditions: [{type: is_null, cond: any}]")).isFalse();
    assertThat(
            entry(
                "detection_item_conditions: [{type: match_value, cond: any, value: '*\\cmd.exe'}]"))
        .isTrue();
    assertThat(
            renames(
                "EventID",
                "id",
                5,
                "    detection_item_conditions: [{type: match_value, cond: any, value: 5}]"))
        .isTrue();
    assertThat(
            renames(
                "EventID",
                "id",
                5,
                "    detection_item_conditions: [{type: match_value, cond: all, value: 5}]"))
        .isFalse();
    assertThat(
            renames(
                "Path",
                "path",
                "C:\\x",
                "    detection_item_conditions: [{type: contains_wildcard, cond: any}]"))
        .isFalse();
  }

  @Test
  void isNullIsTrueOfNullAlone() {
    String drop =
        "  - type: drop_detection_item\n    detection_item_conditions:"
            + " [{type: is_null, cond: all}]\n";
    SigmaRule rule = SigmaRules.parse(RULE, options(drop)).rules().get(0);
    Map<String, Object> event =
        Map.of(
            "EventID",
            1,
            "Path",
            "C:\\x",
            "Ref",
            "r",
            "Other",
            "r",
            "Image",
            "\\cmd.exe",
            "Nothing",
            "something");
    assertThat(rule.matches(FieldSource.of(event))).isTrue();
    assertThat(SigmaRules.parse(RULE).rules().get(0).matches(FieldSource.of(event))).isFalse();
  }

  @Test
  void namesOfFields() {
    assertThat(entry("field_name_conditions: [{type: include_fields, fields: [Image, x]}]"))
        .isTrue();
    assertThat(entry("field_name_conditions: [{type: include_fields, fields: Imag}]")).isFalse();
    assertThat(entry("field_name_conditions: [{type: include_fields, mode: re, fields: [Ima]}]"))
        .isTrue();
    assertThat(entry("field_name_conditions: [{type: include_fields, mode: re, fields: [mage]}]"))
        .isFalse();
    assertThat(entry("field_name_conditions: [{type: exclude_fields, fields: [Image]}]")).isFalse();
    assertThat(entry("field_name_conditions: [{type: exclude_fields, fields: [Path]}]")).isTrue();
  }

  @Test
  void onlyTheReferenceThatIsMeantIsMapped() {
    String include = "    field_name_conditions: [{type: include_fields, fields: [Other]}]";
    SigmaRule rule =
        SigmaRules.parse(
                RULE,
                options(
                    "  - type: field_name_mapping\n    mapping: {Other: o, Ref: r}\n"
                        + include
                        + "\n"))
            .rules()
            .get(0);
    Map<String, Object> event =
        Map.of("EventID", 1, "Path", "C:\\x", "Ref", "r", "o", "r", "Image", "\\cmd.exe");
    assertThat(rule.matches(FieldSource.of(event))).isTrue();
  }

  @Test
  void whatAStepHasChangedALaterOneLeavesAlone() {
    String steps =
        """
          - id: known
            type: field_name_mapping
            mapping: {Image: process.executable}
          - type: field_name_prefix
            prefix: other.
            field_name_cond_op: or
            field_name_cond_not: true
            field_name_conditions:
              - {type: processing_item_applied, processing_item_id: known}
              - {type: include_fields, mode: re, fields: ['Ref|Other']}
          - type: drop_detection_item
            detection_item_cond_not: true
            detection_item_conditions:
              - {type: processing_item_applied, processing_item_id: known}
            rule_conditions:
              - {type: processing_item_applied, processing_item_id: unknown}
        """;
    ProcessingPipeline pipeline = ProcessingPipeline.parse("transformations:\n" + steps);
    SigmaRule rule =
        SigmaRules.parse(RULE, SigmaOptions.defaults().pipeline(pipeline)).rules().get(0);
    Map<String, Object> event =
        Map.of(
            "other.EventID",
            1,
            "other.Path",
            "C:\\x",
            "Ref",
            "r",
            "Other",
            "r",
            "process.executable",
            "\\cmd.exe");
    assertThat(rule.matches(FieldSource.of(event))).isTrue();
    assertThat(pipeline.findings()).hasSize(1);
    assertThat(pipeline.findings().get(0).message())
        .isEqualTo("no step of this pipeline has the id 'unknown'");
  }

  @Test
  void entriesAreChosenByWhatWasDoneToThem() {
    String steps =
        """
          - id: known
            type: field_name_mapping
            mapping: {Image: process.executable}
          - type: drop_detection_item
            detection_item_cond_not: true
            detection_item_conditions:
              - {type: processing_item_applied, processing_item_id: known}
        """;
    SigmaRule rule = SigmaRules.parse(RULE, options(steps)).rules().get(0);
    assertThat(rule.matches(FieldSource.of(Map.of("process.executable", "\\cmd.exe")))).isTrue();
  }
}
