package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.correlation.Bounds.Operator;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What an attacker can make correlations hold, and what he cannot make them forget. */
class CorrelationMemoryTest {
  private static final long START = 1_780_000_000_000L;
  private static final long LIMIT = 8L << 20;

  private static CorrelationRule rule(String id, Condition condition) {
    return CorrelationRule.of(RuleRef.of(id, id, Severity.LOW))
        .over("a", "b")
        .by("key")
        .within(Duration.ofMinutes(10))
        .when(condition)
        .build();
  }

  private static List<CorrelationRule> rules() {
    BigDecimal five = BigDecimal.valueOf(5);
    return List.of(
        rule("count", new Condition.EventCount(Bounds.atLeast(50))),
        rule("values", new Condition.ValueCount(List.of("v"), Bounds.atLeast(20))),
        rule("sum", new Condition.ValueSum("n", Bounds.of(Operator.GT, new BigDecimal("1e12")))),
        rule("median", new Condition.ValuePercentile("n", 50, Bounds.atLeast(1_000_000))),
        rule("both", new Condition.Temporal(Bounds.atLeast(2))),
        rule("order", new Condition.TemporalOrdered()),
        rule("few", new Condition.EventCount(Bounds.of(Operator.LT, five))),
        rule("few-values", new Condition.ValueCount(List.of("v"), Bounds.of(Operator.EQ, five))),
        rule(
            "absent",
            new Condition.TemporalExpression(
                new RuleExpression.And(
                    List.of(
                        new RuleExpression.Met("a"),
                        new RuleExpression.Not(new RuleExpression.Met("b")))))));
  }

  private static void accept(
      CorrelationDetector detector,
      long time,
      String key,
      int value,
      String rule,
      List<Detection> out) {
    Event event =
        Event.builder()
            .time(Instant.ofEpochMilli(time))
            .field("key", key)
            .field("v", value)
            .field("n", value)
            .build();
    detector.accept(
        event, List.of(Detection.of(RuleRef.of(rule, rule, Severity.LOW), event, "met")), out::add);
  }

  @Test
  void spoofedGroupsDoNotGrowWithoutBoundNorFlushAnAttackOut() {
    CorrelationDetector detector =
        CorrelationDetector.builder().rules(rules()).maxMemory(LIMIT).maxKeys(20_000).build();
    List<Detection> found = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(3);
    long most = 0;
    for (int i = 0; i < 100_000; i++) {
      String key = i % 100 == 0 ? "attacker" : "spoofed " + random.nextLong();
      accept(detector, START + i, key, i % 100 == 0 ? i : random.nextInt(100), "a", found);
      most = Math.max(most, detector.memoryBytes());
    }
    assertThat(most).isLessThan(LIMIT + (1 << 20));
    assertThat(detector.stats().evicted()).isGreaterThan(50_000);
    assertThat(found)
        .filteredOn(one -> one.entity() != null && one.entity().value().equals("attacker"))
        .extracting(one -> one.rule().id())
        .contains("count", "values");
  }

  @Test
  void oneGroupWithAHundredThousandEventsStaysSmall() {
    CorrelationDetector detector = CorrelationDetector.builder().rules(rules()).build();
    List<Detection> found = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(4);
    long most = 0;
    for (int i = 0; i < 100_000; i++) {
      accept(detector, START + i, "one", random.nextInt(), i % 2 == 0 ? "a" : "b", found);
      most = Math.max(most, detector.memoryBytes());
      found.clear();
    }
    // Four thousand numbers for each of the two measures, twice, and evidence.
    assertThat(most).isLessThan(2L << 20);
  }

  @Test
  void whatWaitsForATimeIsForgottenWithItsGroup() {
    CorrelationDetector detector =
        CorrelationDetector.builder()
            .rules(
                List.of(
                    rule("few", new Condition.EventCount(Bounds.of(Operator.LT, BigDecimal.TEN)))))
            .maxKeys(100)
            .build();
    List<Detection> found = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      accept(detector, START + i, "key " + i, 1, "a", found);
    }
    assertThat(found).isEmpty();
    detector.advanceTo(Instant.ofEpochMilli(START).plusSeconds(3_600), found::add);
    assertThat(found).hasSize(100);
    assertThat(detector.stats().evicted()).isEqualTo(900);
  }

  @Test
  void strangeValuesAreCountedAndDoNoHarm() {
    CorrelationDetector detector = CorrelationDetector.builder().rules(rules()).build();
    List<Detection> found = new ArrayList<>();
    Object[] values = {
      Double.NaN,
      Double.POSITIVE_INFINITY,
      -0.0,
      Long.MIN_VALUE,
      "1e999",
      "",
      "12",
      List.of(),
      "x".repeat(100_000)
    };
    Instant[] times = {Instant.MIN, Instant.MAX, Instant.EPOCH, Instant.ofEpochMilli(START)};
    for (int i = 0; i < 2_000; i++) {
      Event event =
          Event.builder()
              .time(times[i % times.length])
              .receivedAt(Instant.ofEpochMilli(START))
              .field("key", i % 7 == 0 ? values[i % values.length] : "k")
              .field("v", values[i % values.length])
              .field("n", values[(i / 3) % values.length])
              .build();
      detector.accept(
          event,
          List.of(Detection.of(RuleRef.of("a", "a", Severity.LOW), event, "met")),
          found::add);
    }
    detector.advanceTo(Instant.MAX, found::add);
    assertThat(detector.stats().notNumeric()).isPositive();
    assertThat(detector.stats().groups()).isZero();
  }
}
