package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.correlation.Bounds.Operator;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A detector that is written down and taken up elsewhere, at any moment, finds what one finds that
 * is not: the same detections with the same evidence, and the same counts.
 */
class SnapshotPropertyTest {
  private static final long START = 1_780_000_000_000L;
  static final String[] RULES = {"a", "b", "c"};

  static List<Chain> chains() {
    return List.of(
        Chain.named("guessed", "Password guessed")
            .within(Duration.ofMillis(60))
            .by(GroupBy.fields("key"))
            .step("failures", Facts.failedLogin())
            .atLeast(3)
            .step("login", Facts.successfulLogin())
            .maxGap(Duration.ofMillis(30))
            .until(Facts.field("v", "5"))
            .build(),
        Chain.named("scan", "Scan, then login")
            .within(Duration.ofMillis(90))
            .by(GroupBy.fields("key"))
            .step("scan", Facts.field("bit", "0"))
            .distinct("v", 3)
            .orAtOnce(Facts.field("v", "1"))
            .step("login", Facts.successfulLogin())
            .build(),
        Chain.named("many", "Many failures")
            .within(Duration.ofMillis(40))
            .step("failures", Facts.failedLogin())
            .atLeast(4)
            .build());
  }

  static CorrelationRule rule(String id, String[] over, Condition condition) {
    return CorrelationRule.of(RuleRef.of(id, "Rule " + id, Severity.LOW))
        .over(over)
        .by("key")
        .within(Duration.ofMillis(50))
        .when(condition)
        .build();
  }

  static List<CorrelationRule> rules() {
    Bounds few = Bounds.of(Operator.LTE, BigDecimal.valueOf(3));
    Bounds high = Bounds.of(Operator.GT, new BigDecimal("12.37"));
    return List.of(
        rule("count", RULES, new Condition.EventCount(Bounds.atLeast(4))),
        rule("few", RULES, new Condition.EventCount(few)),
        rule("values", RULES, new Condition.ValueCount(List.of("v"), Bounds.atLeast(4))),
        rule("few-values", RULES, new Condition.ValueCount(List.of("v"), few)),
        rule("sum", RULES, new Condition.ValueSum("n", high)),
        rule("mean", RULES, new Condition.ValueAverage("n", high)),
        rule("median", RULES, new Condition.ValuePercentile("n", 50, high)),
        rule("together", RULES, new Condition.Temporal(Bounds.atLeast(3))),
        rule("ordered", RULES, new Condition.TemporalOrdered()),
        rule(
            "a-not-b",
            new String[] {"a", "b"},
            new Condition.TemporalExpression(
                new RuleExpression.And(
                    List.of(
                        new RuleExpression.Met("a"),
                        new RuleExpression.Not(new RuleExpression.Met("b")))))),
        rule("twice", new String[] {"count"}, new Condition.EventCount(Bounds.atLeast(2))));
  }

  private static CorrelationDetector detector() {
    return CorrelationDetector.builder().chains(chains()).rules(rules()).maxEvidence(6).build();
  }

  record Given(Event event, List<Detection> found) {}

  static List<Given> stream(SplittableRandom random, int length) {
    List<Given> stream = new ArrayList<>();
    long time = START;
    for (int i = 0; i < length; i++) {
      time += random.nextInt(3) == 0 ? 0 : random.nextInt(25);
      long own = random.nextInt(5) == 0 ? time - random.nextInt(60) : time;
      Event.Builder event =
          Event.builder()
              .id("e" + i)
              .time(Instant.ofEpochMilli(own))
              .host("h" + random.nextInt(2))
              .sourceAddress("203.0.113." + random.nextInt(3))
              .field("key", "k" + random.nextInt(3))
              .field("v", String.valueOf(random.nextInt(6)))
              .field("n", random.nextInt(-2, 20))
              .field("bit", String.valueOf(random.nextInt(2)));
      int login = random.nextInt(4);
      if (login < 3) {
        event
            .category(EventCategory.AUTHENTICATION)
            .user("u" + random.nextInt(2))
            .authenticationOutcome(
                login == 0 ? AuthenticationOutcome.SUCCESS : AuthenticationOutcome.FAILURE);
      }
      Event built = event.build();
      List<Detection> found = new ArrayList<>();
      for (String id : RULES) {
        if (random.nextInt(3) == 0) {
          found.add(Detection.of(RuleRef.of(id, id, Severity.LOW), built, "met"));
        }
      }
      stream.add(new Given(built, found));
      if (random.nextInt(10) == 0) {
        stream.add(stream.get(random.nextInt(stream.size()))); // delivered once more
      }
    }
    return stream;
  }

  static String told(Detection detection) {
    StringBuilder out = new StringBuilder(detection.rule().id());
    out.append('@').append(detection.time()).append(' ').append(detection.entity());
    detection.events().forEach(event -> out.append(' ').append(event.id()));
    for (Evidence.Step step :
        detection.evidence() instanceof Evidence.Chain chain
            ? chain.steps()
            : List.<Evidence.Step>of()) {
      out.append(" [").append(step.name()).append(' ').append(step.count()).append(' ');
      out.append(step.first()).append(' ').append(step.last());
      step.events().forEach(event -> out.append(' ').append(event.id()));
      out.append(']');
    }
    return out.append(' ').append(detection.explanation()).toString();
  }

  static byte[] written(CorrelationDetector detector) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      detector.snapshot(new DataOutputStream(bytes));
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void restore(CorrelationDetector detector, byte[] bytes) throws IOException {
    detector.restore(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  @Test
  void aDetectorTakenUpElsewhereFindsTheSame() throws IOException {
    long seed = Long.getLong("property.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    int told = 0;
    for (int round = 0; round < 150; round++) {
      List<Given> stream = stream(random, random.nextInt(20, 600));
      CorrelationDetector whole = detector();
      CorrelationDetector part = detector();
      List<String> expected = new ArrayList<>();
      List<String> actual = new ArrayList<>();
      int every = random.nextInt(1, 100);
      for (Given given : stream) {
        whole.accept(given.event(), given.found(), found -> expected.add(told(found)));
        part.accept(given.event(), given.found(), found -> actual.add(told(found)));
        if (random.nextInt(every) == 0) {
          if (random.nextInt(4) == 0) {
            part.replaceRules(rules());
          } else {
            byte[] bytes = written(part);
            part = detector();
            restore(part, bytes);
            assertThat(written(part)).as("seed %s, round %s", seed, round).isEqualTo(bytes);
          }
        }
      }
      whole.advanceTo(Instant.MAX, found -> expected.add(told(found)));
      part.advanceTo(Instant.MAX, found -> actual.add(told(found)));
      for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
        assertThat(actual.get(i)).as("seed %s, round %s", seed, round).isEqualTo(expected.get(i));
      }
      assertThat(actual.size()).as("seed %s, round %s", seed, round).isEqualTo(expected.size());
      assertThat(part.memoryBytes())
          .as("seed %s, round %s: what is forgotten is given back", seed, round)
          .isEqualTo(detector().memoryBytes() + (long) part.stats().sources() * (200 + 2 * 2));
      CorrelationStats stats = part.stats();
      assertThat(stats)
          .usingRecursiveComparison()
          .ignoringFields("memoryBytes", "reworked")
          .isEqualTo(whole.stats());
      told += expected.size();
    }
    assertThat(told).isGreaterThan(10_000);
  }

  @Test
  void anUnchangedChainGoesOnAmongChangedOnes() throws IOException {
    CorrelationDetector before = detector();
    for (int i = 0; i < 3; i++) {
      before.accept(failure(i), List.of(), found -> {});
    }
    Chain changed =
        Chain.named("scan", "Scan, then login")
            .within(Duration.ofMillis(91))
            .by(GroupBy.fields("key"))
            .step("scan", Facts.field("bit", "0"))
            .step("login", Facts.successfulLogin())
            .build();
    Chain more =
        Chain.named("new", "New")
            .within(Duration.ofMillis(91))
            .by(GroupBy.fields("key"))
            .step("login", Facts.successfulLogin())
            .step("failure", Facts.failedLogin())
            .build();
    CorrelationDetector after = CorrelationDetector.of(more, changed, chains().get(0));
    restore(after, written(before));
    List<String> heard = new ArrayList<>();
    after.accept(login(10), List.of(), found -> heard.add(found.rule().id()));
    assertThat(heard).containsExactly("guessed");
  }

  private static Event failure(int millis) {
    return at(millis).authenticationOutcome(AuthenticationOutcome.FAILURE).build();
  }

  private static Event login(int millis) {
    return at(millis).authenticationOutcome(AuthenticationOutcome.SUCCESS).build();
  }

  private static Event.Builder at(int millis) {
    return Event.builder()
        .time(Instant.ofEpochMilli(START + millis))
        .category(EventCategory.AUTHENTICATION)
        .sourceAddress("203.0.113.1")
        .field("key", "k");
  }

  @Test
  void aChangedCorrelationBeginsAnewAndAnotherGoesOn() {
    CorrelationDetector detector = CorrelationDetector.builder().rules(rules()).build();
    for (int i = 0; i < 3; i++) {
      detector.accept(failure(i), List.of(met(failure(i))), found -> {});
    }
    List<CorrelationRule> next = new ArrayList<>(rules());
    next.set(0, rule("count", RULES, new Condition.EventCount(Bounds.atLeast(3))));
    next.add(rule("count-4", RULES, new Condition.EventCount(Bounds.atLeast(4))));
    detector.replaceRules(next);
    List<String> heard = new ArrayList<>();
    Event fourth = failure(4);
    detector.accept(fourth, List.of(met(fourth)), found -> heard.add(found.rule().id()));
    assertThat(heard).doesNotContain("count", "count-4");
    assertThat(detector.rules()).isEqualTo(next);
    assertThat(detector.stats().groups()).isEqualTo(rules().size() + 1 - 1);
  }

  private static Detection met(Event event) {
    return Detection.of(RuleRef.of("a", "a", Severity.LOW), event, "met");
  }

  @Test
  void damageIsNoticed() {
    SplittableRandom random = new SplittableRandom(7);
    CorrelationDetector detector = detector();
    stream(random, 60).forEach(one -> detector.accept(one.event(), one.found(), found -> {}));
    byte[] good = written(detector);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> restore(detector(), bad))
          .as("byte %s of %s", i, good.length)
          .isInstanceOf(IOException.class);
    }
    for (int length = 0; length < good.length; length += 7) {
      byte[] cut = java.util.Arrays.copyOf(good, length);
      assertThatThrownBy(() -> restore(detector(), cut)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anotherVersionIsRefusedByNumber() {
    byte[] bytes = written(detector());
    bytes[4] = 4; // the number 2
    assertThatThrownBy(() -> restore(detector(), bytes))
        .isInstanceOf(IOException.class)
        .hasMessage("a snapshot of version 2, where only 1 is known");
  }

  @Test
  void whatIsDeliveredTwiceCountsOnceIfIdsAreRemembered() throws IOException {
    CorrelationDetector.Builder settings =
        CorrelationDetector.builder().rules(rules()).rememberIds(2);
    CorrelationDetector detector = settings.build();
    List<String> heard = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Event event = at(i).id("e" + i).build();
      detector.accept(event, List.of(met(event)), found -> heard.add(found.rule().id()));
    }
    CorrelationDetector after = settings.build();
    restore(after, written(detector));
    for (String again : List.of("e1", "e2", "e1")) {
      Event event = at(3).id(again).build();
      after.accept(event, List.of(met(event)), found -> heard.add(found.rule().id()));
    }
    assertThat(heard).doesNotContain("count");
    assertThat(after.stats().duplicates()).isEqualTo(3);
    Event forgotten = at(4).id("e0").build();
    after.accept(forgotten, List.of(met(forgotten)), found -> heard.add(found.rule().id()));
    assertThat(heard).as("beyond two ids").contains("count");
  }
}
