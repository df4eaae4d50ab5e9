package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.correlation.Bounds.Operator;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The model of correlations: what can be said, and what is refused. */
class CorrelationRuleTest {
  private static final RuleRef RULE = RuleRef.of("together", "Together", Severity.HIGH);

  private static CorrelationRule.Builder builder() {
    return CorrelationRule.of(RULE).over("a", "b").within(Duration.ofMinutes(5));
  }

  @Test
  void aliasesSayWhereARuleHasAField() {
    CorrelationRule rule =
        builder()
            .by("who", "Host")
            .alias("who", Map.of("a", "User"))
            .when(new Condition.EventCount(Bounds.atLeast(2)))
            .build();
    assertThat(rule.field("who", "a")).isEqualTo("User");
    assertThat(rule.field("who", "b")).isEqualTo("who");
    assertThat(rule.field("Host", "a")).isEqualTo("Host");
  }

  @Test
  void everythingThatIsMissingIsToldAtOnce() {
    assertThatThrownBy(() -> CorrelationRule.of(RULE).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("correlation together: it is over no rule; within is not set; when is not set");
  }

  @Test
  void conditionsThatCanNeverHoldAreRefused() {
    for (Bounds never :
        List.of(
            Bounds.of(Operator.LT, BigDecimal.ONE),
            Bounds.of(Operator.EQ, BigDecimal.ZERO),
            Bounds.of(Operator.EQ, new BigDecimal("2.5")),
            Bounds.of(Operator.GT, BigDecimal.valueOf(5)).and(Operator.LT, BigDecimal.valueOf(6)),
            Bounds.of(Operator.EQ, BigDecimal.ONE).and(Operator.NEQ, BigDecimal.ONE))) {
      assertThatThrownBy(() -> builder().when(new Condition.EventCount(never)).build())
          .as("%s", never)
          .hasMessageContaining("no number of events is " + never);
      assertThatThrownBy(
              () -> builder().when(new Condition.ValueCount(List.of("x"), never)).build())
          .hasMessageContaining("no number of values is " + never);
    }
    assertThatThrownBy(() -> builder().when(new Condition.Temporal(Bounds.atLeast(3))).build())
        .hasMessageContaining("no number of rules from 1 to 2 is ≥ 3");
  }

  @Test
  void namesThatContradictEachOtherAreRefused() {
    assertThatThrownBy(() -> builder().over("together")).hasMessageContaining("over itself");
    assertThatThrownBy(() -> builder().over("a")).hasMessageContaining("over rule a already");
    assertThatThrownBy(
            () ->
                builder()
                    .alias("who", Map.of("c", "User"))
                    .when(new Condition.TemporalOrdered())
                    .build())
        .hasMessageContaining("the alias who names rules that it is not over: [c]");
    assertThatThrownBy(
            () ->
                builder()
                    .when(new Condition.TemporalExpression(new RuleExpression.Met("c")))
                    .build())
        .hasMessageContaining("the expression is about [c], not about [a, b]");
    assertThatThrownBy(
            () ->
                new Condition.TemporalExpression(
                    new RuleExpression.Not(new RuleExpression.Met("a"))))
        .hasMessageContaining("true when no rule was met");
    assertThatThrownBy(() -> new Condition.ValuePercentile("x", 101, Bounds.atLeast(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Bounds.of(Operator.GT, new BigDecimal("1e1000000000")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Bounds.atLeast(1).and(Operator.GTE, BigDecimal.TEN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLeastNumberWithinBoundsIsWhatTryingAllOfThemFinds() {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 20_000; round++) {
      Bounds bounds = null;
      for (Operator operator : Operator.values()) {
        if (random.nextInt(3) == 0) {
          BigDecimal limit = BigDecimal.valueOf(random.nextInt(-4, 24), 1 - random.nextInt(2));
          bounds = bounds == null ? Bounds.of(operator, limit) : bounds.and(operator, limit);
        }
      }
      if (bounds == null) {
        continue;
      }
      long expected = -1;
      for (long i = 40; i >= 1; i--) {
        expected = bounds.hold(BigDecimal.valueOf(i)) ? i : expected;
      }
      assertThat(bounds.leastWhole(1, 40)).as("%s", bounds).isEqualTo(expected);
    }
  }

  @Test
  void whatIsTooMuchIsSaidByName() {
    CorrelationRule many =
        builder().when(new Condition.EventCount(Bounds.atLeast(1_000_000))).build();
    assertThat(CorrelationDetector.obstacle(many))
        .contains("an event_count of more than 100000 is not run");
    assertThatThrownBy(() -> CorrelationDetector.builder().rules(List.of(many)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("together: an event_count of more than 100000 is not run");
  }

  @Test
  void correlationsInACircleAreRefused() {
    CorrelationRule one =
        CorrelationRule.of(RuleRef.of("one", "One", Severity.LOW))
            .over("two")
            .within(Duration.ofMinutes(1))
            .when(new Condition.EventCount(Bounds.atLeast(2)))
            .build();
    CorrelationRule two =
        CorrelationRule.of(RuleRef.of("two", "Two", Severity.LOW))
            .over("one")
            .within(Duration.ofMinutes(1))
            .when(new Condition.EventCount(Bounds.atLeast(2)))
            .build();
    assertThatThrownBy(() -> CorrelationDetector.builder().rules(List.of(one, two)).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in a circle");
  }

  @Test
  void shortFormsSayTheSameAsConditions() {
    assertThat(shortly().over("a").atLeast(3).build().condition())
        .isEqualTo(new Condition.EventCount(Bounds.atLeast(3)));
    assertThat(shortly().over("a").distinct(2, "x", "y").build().condition())
        .isEqualTo(new Condition.ValueCount(List.of("x", "y"), Bounds.atLeast(2)));
    assertThat(shortly().over("a", "b").inOrder().build().condition())
        .isEqualTo(new Condition.TemporalOrdered());
    assertThat(shortly().together().over("a", "b", "c").build().condition())
        .as("of all rules, wherever it is said")
        .isEqualTo(new Condition.Temporal(Bounds.atLeast(3)));
    assertThatThrownBy(() -> shortly().together().atLeast(2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("when was already set to ");
  }

  private static CorrelationRule.Builder shortly() {
    return CorrelationRule.of(RuleRef.of("r", "R", Severity.LOW)).within(Duration.ofMinutes(1));
  }
}
