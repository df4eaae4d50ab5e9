package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.correlation.Bounds.Operator;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Findings;
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
import org.junit.jupiter.api.Timeout;

/** Verdicts that wait for the end of a window: when they are told, and of what. */
class VerdictsTest {
  private static final RuleRef SEEN = RuleRef.of("a", "A", Severity.LOW);

  private static CorrelationRule few(String id, double seconds, String over) {
    return CorrelationRule.of(RuleRef.of(id, "Rule " + id, Severity.LOW))
        .over(over)
        .by("key")
        .within(Duration.ofMillis(Math.round(seconds * 1000)))
        .when(new Condition.EventCount(Bounds.of(Operator.LTE, BigDecimal.valueOf(2))))
        .build();
  }

  private static CorrelationDetector detector(CorrelationRule... rules) {
    return CorrelationDetector.builder().rules(List.of(rules)).build();
  }

  private static void accept(
      CorrelationDetector detector, double seconds, String host, Findings findings) {
    Event event = Log.event(seconds).host(host).field("key", "k").build();
    boolean isSeen = !host.equals("slow");
    List<Detection> found = isSeen ? List.of(Detection.of(SEEN, event, "met")) : List.of();
    detector.accept(event, found, findings);
  }

  private static Findings into(List<String> heard) {
    return found -> heard.add(found.rule().id() + "@" + found.time());
  }

  @Test
  void anEventCountsInItsOwnWindowHoweverManyWaitForIt() {
    for (int many = 60; many < 140; many++) {
      CorrelationDetector detector = detector(few("few", 1, "a"));
      List<String> heard = new ArrayList<>();
      accept(detector, 0, "slow", into(heard)); // and holds time back
      accept(detector, 0, "fast", into(heard));
      for (int i = 0; i < many; i++) {
        accept(detector, 1.1 + i / 1000.0, "fast", into(heard));
      }
      detector.advanceTo(Instant.MAX, into(heard));
      assertThat(heard).as("%s events", many).containsExactly("few@" + Log.at(1));
    }
  }

  @Test
  void threeVerdictsAtOnceAreNotFew() {
    CorrelationDetector detector = detector(few("few", 1, "a"), few("few-few", 10, "few"));
    List<String> heard = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      accept(detector, i * 1.5, "host", found -> {});
      // Nothing of it is decided yet: each window ends within a minute of the slowest source.
      accept(detector, 0, "slow", found -> {});
    }
    detector.advanceTo(Instant.MAX, into(heard));
    assertThat(heard).containsExactly("few@" + Log.at(1), "few@" + Log.at(2.5), "few@" + Log.at(4));
  }

  @Test
  void timeThatLeapsTellsTheSameAsTimeThatGoesOnInSteps() {
    long seed = Long.getLong("property.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    int told = 0;
    for (int round = 0; round < 200; round++) {
      CorrelationRule[] rules = {
        few("few", 1, "a"), few("few-few", 4, "few"), few("third", 9, "few-few")
      };
      CorrelationDetector leaps = detector(rules);
      CorrelationDetector steps = detector(rules);
      List<String> expected = new ArrayList<>();
      List<String> actual = new ArrayList<>();
      accept(leaps, 0, "slow", into(actual));
      accept(steps, 0, "slow", into(expected));
      double time = 0;
      for (int i = random.nextInt(30); i > 0; i--) {
        time += random.nextInt(2_000) / 1000.0;
        accept(leaps, time, "fast", into(actual));
        accept(steps, time, "fast", into(expected));
      }
      for (int i = 0; i < 1_000; i++) {
        steps.advanceTo(Log.at(i * 0.1), into(expected));
      }
      leaps.advanceTo(Instant.MAX, into(actual));
      assertThat(actual)
          .as("seed %s, round %s", seed, round)
          .containsExactlyInAnyOrderElementsOf(expected);
      told += actual.size();
    }
    assertThat(told).isGreaterThan(1_000);
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whoFailsAtBeingToldIsToldOnce() {
    CorrelationDetector detector = detector(few("few", 1, "a"), few("few-few", 10, "few"));
    accept(detector, 0, "host", found -> {});
    assertThatThrownBy(
            () ->
                detector.advanceTo(
                    Log.at(5),
                    found -> {
                      throw new IllegalStateException("no room");
                    }))
        .hasMessage("no room");
    List<String> heard = new ArrayList<>();
    detector.advanceTo(Log.at(60), into(heard));
    assertThat(heard).containsExactly("few-few@" + Log.at(11));
  }
}
