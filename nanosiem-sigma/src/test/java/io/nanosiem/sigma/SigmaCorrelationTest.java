package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.NanoSiem;
import io.nanosiem.correlation.Bounds;
import io.nanosiem.correlation.Condition;
import io.nanosiem.correlation.CorrelationRule;
import io.nanosiem.correlation.RuleExpression;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Correlation documents: what becomes of them, and that they run. */
class SigmaCorrelationTest {
  private static final String WRONG = "0b8d2b0e-5a52-4d0e-9d5c-2a1f6c1d0001";
  private static final String RIGHT = "0b8d2b0e-5a52-4d0e-9d5c-2a1f6c1d0002";
  private static final String RULES =
      base("wrong_password", WRONG, "failed") + base("right_password", RIGHT, "login");

  private static String base(String name, String id, String action) {
    return "title: The "
        + name
        + "\nid: "
        + id
        + "\nname: "
        + name
        + "\nlogsource:\n    category: test\ndetection:\n    selection:\n        action: "
        + action
        + "\n    condition: selection\nlevel: low\n---\n";
  }

  private static String correlation(String... body) {
    StringBuilder out = new StringBuilder("title: Together\nid: together\nauthor: one of us\n");
    out.append("tags: [attack.t1110]\ncorrelation:\n");
    for (String line : body) {
      out.append("    ").append(line).append('\n');
    }
    return out.toString();
  }

  private static SigmaRules load(String... body) {
    return SigmaRules.parse(
        RULES + correlation(body), SigmaOptions.defaults().lenient().unrouted());
  }

  private static CorrelationRule rule(String... body) {
    SigmaRules rules = load(body);
    assertThat(rules.problems()).isEmpty();
    return rules.correlations().get(0).rule();
  }

  @Test
  void namesAndIdsMeanTheSameRule() {
    for (String reference : List.of("wrong_password", WRONG)) {
      CorrelationRule rule =
          rule(
              "type: event_count",
              "rules: [" + reference + "]",
              "group-by: [User, Host]",
              "timespan: 90m",
              "condition: {gt: 4}");
      assertThat(rule.over()).containsExactly(WRONG);
      assertThat(rule.groupBy()).containsExactly("User", "Host");
      assertThat(rule.timespan()).isEqualTo(Duration.ofMinutes(90));
      assertThat(rule.condition())
          .isEqualTo(
              new Condition.EventCount(Bounds.of(Bounds.Operator.GT, BigDecimal.valueOf(4))));
    }
  }

  @Test
  void oneRuleMayStandWithoutAList() {
    CorrelationRule rule =
        rule(
            "type: value_count",
            "rules: wrong_password",
            "group-by: Host",
            "timespan: 1w",
            "condition: {field: User, gte: 3}");
    assertThat(rule.over()).containsExactly(WRONG);
    assertThat(rule.groupBy()).containsExactly("Host");
    assertThat(rule.timespan()).isEqualTo(Duration.ofDays(7));
    assertThat(rule.condition())
        .isEqualTo(new Condition.ValueCount(List.of("User"), Bounds.atLeast(3)));
  }

  @Test
  void keepsWhatItsAuthorWrote() {
    SigmaCorrelation correlation =
        load("type: event_count", "rules: wrong_password", "timespan: 1m", "condition: {gte: 2}")
            .correlations()
            .get(0);
    assertThat(correlation.id()).isEqualTo("together");
    assertThat(correlation.title()).isEqualTo("Together");
    assertThat(correlation.tags()).containsExactly("attack.t1110");
    assertThat(correlation.attributes()).containsEntry("author", "one of us");
    assertThat(correlation.text()).startsWith("title: Together\n");
    assertThat(correlation.isBuildingBlock()).isFalse();
  }

  @Test
  void withoutALevelItHasTheHighestOfItsRules() {
    String[] body = {
      "type: event_count", "rules: wrong_password", "timespan: 1m", "condition: {gte: 2}"
    };
    assertThat(load(body).correlations().get(0).level()).isEqualTo(Severity.LOW);
    SigmaRules other =
        SigmaRules.parse(RULES.replace("level: low", "level: high") + correlation(body));
    assertThat(other.correlations().get(0).level()).isEqualTo(Severity.HIGH);
    SigmaRules own = SigmaRules.parse(RULES + correlation(body) + "level: critical\n");
    assertThat(own.correlations().get(0).level()).isEqualTo(Severity.CRITICAL);
    assertThat(own.correlations().get(0).rule().rule().severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void rangesAreReadAsWritten() {
    Bounds bounds =
        Bounds.of(Bounds.Operator.GT, BigDecimal.valueOf(100))
            .and(Bounds.Operator.LTE, BigDecimal.valueOf(200));
    assertThat(bounds.hold(BigDecimal.valueOf(100))).isFalse();
    assertThat(bounds.hold(BigDecimal.valueOf(101))).isTrue();
    assertThat(bounds.hold(BigDecimal.valueOf(200))).isTrue();
    assertThat(bounds.hold(BigDecimal.valueOf(201))).isFalse();
    assertThat(bounds.isOnlyLower()).isFalse();
  }

  @Test
  void whatIsTooMuchForTheEngineIsRefusedByName() {
    SigmaRules rules =
        load(
            "type: event_count",
            "rules: wrong_password",
            "timespan: 1m",
            "condition: {gte: 1000000}");
    assertThat(rules.correlations()).isEmpty();
    assertThat(rules.problems()).hasSize(1);
    assertThat(rules.problems().get(0).message())
        .isEqualTo("an event_count of more than 100000 is not run");
    assertThat(rules.rule(WRONG).isBuildingBlock()).isTrue();
  }

  @Test
  void theRulesBelowReportOnlyIfItSaysSo() {
    String[] body = {
      "type: event_count", "rules: wrong_password", "timespan: 1m", "condition: {gte: 2}"
    };
    SigmaRules silent = load(body);
    assertThat(silent.rule(WRONG).isBuildingBlock()).isTrue();
    assertThat(silent.rule(RIGHT).isBuildingBlock()).isFalse();
    SigmaRules beside = SigmaRules.parse(RULES + correlation(body) + "generate: true\n");
    assertThat(beside.rule(WRONG).isBuildingBlock()).isFalse();
    assertThat(beside.correlations()).hasSize(1);
    SigmaRules within =
        load(
            "type: event_count",
            "rules: wrong_password",
            "timespan: 1m",
            "condition: {gte: 2}",
            "generate: true");
    assertThat(within.rule(WRONG).isBuildingBlock()).isFalse();
  }

  @Test
  void runsInAnEngine() {
    SigmaRules rules =
        load(
            "type: event_count",
            "rules: wrong_password",
            "group-by: [User]",
            "timespan: 1m",
            "condition: {gte: 3}");
    assertThat(run(rules, "failed eve", "failed bob", "login eve", "failed eve", "failed eve"))
        .containsExactly("", "", "The right_password", "", "Together");
  }

  @Test
  void countsDifferentValues() {
    SigmaRules rules =
        load(
            "type: value_count",
            "rules: [wrong_password, right_password]",
            "timespan: 1m",
            "condition: {field: User, gte: 3}");
    assertThat(run(rules, "failed eve", "failed eve", "login bob", "failed amy"))
        .containsExactly("", "", "", "Together");
  }

  @Test
  void followsAnOrder() {
    String[] body = {
      "type: temporal_ordered",
      "rules: [wrong_password, right_password]",
      "group-by: [User]",
      "timespan: 1m"
    };
    assertThat(run(load(body), "login eve", "failed eve", "login bob", "login eve"))
        .containsExactly("", "", "", "Together");
    assertThat(run(load(body), "login eve", "failed eve")).containsExactly("", "");
  }

  /** The titles of what is found on each event, a second after the one before. */
  private static List<String> run(SigmaRules rules, String... lines) {
    List<String> found = new ArrayList<>();
    Instant time = Instant.parse("2026-06-02T03:00:00Z");
    try (NanoSiem siem = NanoSiem.builder().detector(SigmaDetector.of(rules)).start()) {
      for (String line : lines) {
        String[] words = line.split(" ", -1);
        time = time.plusSeconds(1);
        found.add(
            String.join(
                ", ",
                siem
                    .process(
                        Event.builder()
                            .time(time)
                            .receivedAt(time)
                            .field("action", words[0])
                            .field("User", words[1])
                            .build())
                    .stream()
                    .map(Detection::rule)
                    .map(io.nanosiem.detect.RuleRef::title)
                    .toList()));
      }
    }
    return found;
  }

  @Test
  void pipelinesChangeTheFieldsOfCorrelationsToo() {
    ProcessingPipeline pipeline =
        ProcessingPipeline.parse(
            """
            name: ours
            transformations:
                - id: names
                  type: field_name_mapping
                  mapping:
                      User: user.name
                      Host: [host.name, agent.name]
            """);
    String yaml =
        RULES
            + correlation(
                "type: value_count",
                "rules: [wrong_password, right_password]",
                "group-by: [User, Place]",
                "timespan: 1m",
                "condition: {field: User, gte: 2}");
    SigmaOptions options = SigmaOptions.defaults().pipeline(pipeline);
    CorrelationRule rule = SigmaRules.parse(yaml, options).correlations().get(0).rule();
    assertThat(rule.field("User", WRONG)).isEqualTo("user.name");
    assertThat(rule.field("Place", WRONG)).isEqualTo("Place");
    assertThat(rule.condition())
        .isEqualTo(new Condition.ValueCount(List.of("user.name"), Bounds.atLeast(2)));
    SigmaRules several =
        SigmaRules.parse(yaml.replace("[User, Place]", "[Host]"), options.lenient());
    assertThat(several.correlations()).isEmpty();
    assertThat(several.problems().get(0).message())
        .isEqualTo("pipelines give 'Host' several names, and a correlation needs one");
  }

  @Test
  void expressionsKnowWhichRulesTheySpeakOf() {
    RuleExpression expression =
        new RuleExpression.And(
            List.of(
                new RuleExpression.Met("a"),
                new RuleExpression.Not(
                    new RuleExpression.Or(
                        List.of(new RuleExpression.Met("b"), new RuleExpression.Met("c"))))));
    assertThat(expression.rules()).containsExactly("a", "b", "c");
    assertThat(expression.holds("a"::equals)).isTrue();
    assertThat(expression.holds(id -> true)).isFalse();
    assertThat(expression).hasToString("(a and not (b or c))");
  }
}
