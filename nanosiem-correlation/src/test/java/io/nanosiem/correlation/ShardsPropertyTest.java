package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.correlation.Bounds.Operator;
import io.nanosiem.correlation.SnapshotPropertyTest.Given;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Findings;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Any number of shards, given events in batches of any size, finds what one finds that is given one
 * event after the other: the same detections with the same evidence in the same order, and the same
 * counts.
 */
class ShardsPropertyTest {
  private static final ExecutorService POOL = Executors.newFixedThreadPool(3);

  /** Executors of every temper, none of which may change what is found. */
  private static final List<Executor> EXECUTORS =
      List.of(
          POOL,
          Runnable::run,
          late -> {},
          refused -> {
            throw new RejectedExecutionException("busy");
          },
          faulty -> {
            throw new IllegalStateException("an executor with a fault");
          });

  @AfterAll
  static void close() {
    POOL.shutdownNow();
  }

  /** With correlations on top of all kinds of others, in two more layers. */
  private static List<CorrelationRule> rules() {
    Bounds few = Bounds.of(Operator.LTE, BigDecimal.valueOf(2));
    List<CorrelationRule> rules = new ArrayList<>(SnapshotPropertyTest.rules());
    rules.add(
        0,
        over("few-and-a", Duration.ofMillis(80), "few", "a")
            .when(new Condition.Temporal(Bounds.atLeast(2)))
            .build());
    rules.add(
        3,
        over("few-few", Duration.ofMillis(120), "few", "few-values")
            .when(new Condition.EventCount(few))
            .build());
    rules.add(
        over("third", Duration.ofMillis(300), "few-few", "twice", "b")
            .when(new Condition.EventCount(Bounds.atLeast(2)))
            .build());
    rules.add(
        CorrelationRule.of(RuleRef.of("aliased", "Aliased", Severity.LOW))
            .over("a", "b", "count")
            .by("who")
            .alias("who", Map.of("a", "key", "b", "v", "count", "key"))
            .within(Duration.ofMillis(60))
            .when(new Condition.Temporal(Bounds.atLeast(2)))
            .build());
    return rules;
  }

  private static CorrelationRule.Builder over(String id, Duration timespan, String... over) {
    return CorrelationRule.of(RuleRef.of(id, "Rule " + id, Severity.LOW))
        .over(over)
        .by("key")
        .within(timespan);
  }

  private static CorrelationDetector detector(int shards, Executor executor) {
    return CorrelationDetector.builder()
        .chains(SnapshotPropertyTest.chains())
        .chain(
            Chain.named("attacker", "By attacker")
                .within(Duration.ofMillis(200))
                .step("failure", Facts.failedLogin())
                .step("change", Facts.field("bit", "1"))
                .build())
        .rules(rules())
        .rememberIds(3)
        .shards(shards, executor)
        .build();
  }

  @Test
  void anyNumberOfShardsFindsTheSame() throws IOException {
    long seed = Long.getLong("property.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    int told = 0;
    for (int round = 0; round < 120; round++) {
      String where = "seed " + seed + ", round " + round;
      List<Given> stream = SnapshotPropertyTest.stream(random, random.nextInt(20, 600));
      CorrelationDetector one = detector(1, Runnable::run);
      CorrelationDetector several = detector(shards(random), executor(random));
      List<String> expected = new ArrayList<>();
      List<String> actual = new ArrayList<>();
      int next = 0;
      while (next < stream.size()) {
        List<Given> batch =
            stream.subList(next, Math.min(stream.size(), next + random.nextInt(1, 120)));
        next += batch.size();
        List<List<String>> heard = new ArrayList<>();
        batch.forEach(given -> heard.add(new ArrayList<>()));
        several.acceptAll(
            batch.stream().map(Given::event).toList(),
            batch.stream().map(Given::found).toList(),
            heard.stream().map(ShardsPropertyTest::into).toList());
        for (int i = 0; i < batch.size(); i++) {
          List<String> before = new ArrayList<>();
          one.accept(batch.get(i).event(), batch.get(i).found(), into(before));
          assertThat(heard.get(i)).as(where).isEqualTo(before);
          told += before.size();
        }
        if (random.nextInt(4) == 0) {
          Instant later = batch.get(batch.size() - 1).event().time().plusMillis(40);
          one.advanceTo(later, into(expected));
          several.advanceTo(later, into(actual));
        }
        if (random.nextInt(6) == 0) {
          byte[] bytes = SnapshotPropertyTest.written(several);
          several = detector(shards(random), executor(random));
          SnapshotPropertyTest.restore(several, bytes);
        } else if (random.nextInt(6) == 0) {
          several.replaceRules(rules());
        }
      }
      one.advanceTo(Instant.MAX, into(expected));
      several.advanceTo(Instant.MAX, into(actual));
      assertThat(actual).as(where).isEqualTo(expected);
      assertThat(several.stats())
          .as(where)
          .usingRecursiveComparison()
          .ignoringFields("memoryBytes", "reworked")
          .isEqualTo(one.stats());
    }
    assertThat(told).isGreaterThan(5_000);
  }

  private static Findings into(List<String> heard) {
    return found -> heard.add(SnapshotPropertyTest.told(found));
  }

  private static int shards(SplittableRandom random) {
    return new int[] {1, 2, 3, 8}[random.nextInt(4)];
  }

  private static Executor executor(SplittableRandom random) {
    return EXECUTORS.get(random.nextInt(EXECUTORS.size()));
  }

  @Test
  void aFactThatThrowsIsCountedWhateverTheThread() {
    CorrelationDetector detector =
        CorrelationDetector.builder()
            .chain(
                Chain.named("throws", "Throws")
                    .within(Duration.ofMinutes(1))
                    .by(GroupBy.address())
                    .step("fact", (event, found) -> thrown(event))
                    .atLeast(3)
                    .build())
            .shards(4, POOL)
            .build();
    List<Event> events = new ArrayList<>();
    List<List<Detection>> found = new ArrayList<>();
    List<Findings> findings = new ArrayList<>();
    AtomicInteger heard = new AtomicInteger();
    Thread caller = Thread.currentThread();
    for (int i = 0; i < 400; i++) {
      events.add(Log.event(i % 7).sourceAddress("203.0.113." + i % 50).pid(i).build());
      found.add(List.of());
      findings.add(
          detection -> {
            assertThat(Thread.currentThread()).isSameAs(caller);
            heard.incrementAndGet();
          });
    }
    detector.acceptAll(events, found, findings);
    assertThat(detector.stats().factFailures()).isEqualTo(40);
    assertThat(detector.stats().groups()).isEqualTo(45);
    assertThat(heard).hasValue(45);
  }

  @Test
  void anEventThatFailsKeepsNoOtherFromBeingTakenIn() {
    CorrelationDetector detector =
        CorrelationDetector.builder()
            .chain(
                Chain.named("fails", "Fails")
                    .within(Duration.ofHours(1))
                    .by(GroupBy.address())
                    .step("fact", (event, found) -> failed(event))
                    .atLeast(2)
                    .build())
            .shards(4, POOL)
            .build();
    List<String> heard = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      List<Event> events = new ArrayList<>();
      List<List<Detection>> found = new ArrayList<>();
      List<Findings> findings = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        int pid = round == 0 && i % 25 == 10 ? 0 : 1;
        events.add(Log.event(100 * round + i).sourceAddress("203.0.113." + i).pid(pid).build());
        found.add(List.of());
        findings.add(
            detection -> {
              heard.add(detection.entity() + "");
              throw new IllegalStateException("who is told has a fault");
            });
      }
      assertThatThrownBy(() -> detector.acceptAll(events, found, findings))
          .isExactlyInstanceOf(round == 0 ? StackOverflowError.class : IllegalStateException.class);
      assertThat(detector.stats().groups()).isEqualTo(round == 0 ? 96 : 100);
    }
    assertThat(heard).hasSize(96).doesNotHaveDuplicates();
  }

  private static boolean failed(Event event) {
    if (event.pid().orElse(0) == 0) {
      throw new StackOverflowError("a fact that went too deep");
    }
    return true;
  }

  private static boolean thrown(Event event) {
    if (event.pid().orElse(0) % 10 == 0) {
      throw new IllegalStateException("a fact with a fault");
    }
    return true;
  }

  @Test
  void memoryIsSharedAmongShards() {
    CorrelationDetector detector =
        CorrelationDetector.builder()
            .chains(BuiltInChains.standard().chains())
            .maxMemory(2 << 20)
            .shards(4, POOL)
            .build();
    for (int i = 0; i < 200; i++) {
      List<Event> events = new ArrayList<>();
      for (int k = 0; k < 100; k++) {
        int n = 100 * i + k;
        events.add(
            Log.event(n * 0.01)
                .category(EventCategory.AUTHENTICATION)
                .authenticationOutcome(AuthenticationOutcome.FAILURE)
                .sourceAddress("198.51." + (n >> 8) + '.' + (n & 255))
                .user("root")
                .build());
      }
      detector.acceptAll(
          events,
          events.stream().map(event -> List.<Detection>of()).toList(),
          events.stream().map(event -> (Findings) found -> {}).toList());
      assertThat(detector.memoryBytes()).isLessThanOrEqualTo(2 << 20);
    }
    assertThat(detector.stats().evicted()).isPositive();
  }

  @Test
  void thereAreBoundsForTheNumberOfShards() {
    CorrelationDetector.Builder builder = CorrelationDetector.builder();
    assertThatThrownBy(() -> builder.shards(0, POOL)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.shards(65, POOL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shards 65 is more than 64");
  }
}
