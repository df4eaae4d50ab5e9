package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.detect.Detection;
import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Events as an attacker would like to send them. */
class HostileInputTest {
  private static final Instant[] TIMES = {
    Instant.MIN,
    Instant.MAX,
    Instant.EPOCH,
    Instant.parse("9999-12-31T23:59:59.999999999Z"),
    Instant.parse("-9999-01-01T00:00:00Z"),
    Instant.parse("2026-03-01T00:00:00Z"),
    Instant.parse("2026-03-01T00:00:00.000000001Z"),
    Instant.parse("2026-03-01T00:09:59.999Z"),
  };
  private static final String[] NAMES = {
    "",
    "a",
    "root",
    "\u202Eroot\n\u001b[31m",
    "\0",
    "x".repeat(5_000),
    "203.0.113.5",
    "127.0.0.1",
    "::1",
    "\uD800",
    "a@b",
    "{times}",
  };

  @Test
  void nothingThrowsAndTheSameInputGivesTheSameDetections() {
    for (int seed = 0; seed < 300; seed++) {
      List<String> once = run(seed);
      assertThat(run(seed)).as("seed %d", seed).isEqualTo(once);
    }
  }

  private static List<String> run(int seed) {
    Random random = new Random(seed);
    CorrelationDetector detector =
        CorrelationDetector.builder()
            .chains(BuiltInChains.standard().withFailures(1 + seed % 3).chains())
            .chain(
                Chain.named("tuples", "Tuples")
                    .within(Duration.ofDays(366))
                    .by(GroupBy.fields("a", "b"))
                    .quietFor(Duration.ZERO)
                    .step("values", Facts.failedLogin())
                    .distinct("c", 2)
                    .step("throws", HostileInputTest::fussy)
                    .build())
            .maxKeys(1 + random.nextInt(20))
            .maxLinks(1 + random.nextInt(5))
            .maxMemory(1 + random.nextInt(200_000))
            .build();
    List<String> told = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Event event = event(random);
      detector.accept(
          event,
          List.of(),
          found -> {
            told.add(found.rule().id() + found.time() + found.explanation());
            assertThat(found.explanation()).doesNotContain("\n", "\u001b", "\u202E", "\0");
            assertThat(found.events()).isNotEmpty();
            assertThat(found.explanation().length()).isLessThan(1_000);
          });
      if (random.nextInt(50) == 0) {
        detector.advanceTo(TIMES[random.nextInt(TIMES.length)], HostileInputTest::fail);
      }
    }
    assertThat(detector.memoryBytes()).isNotNegative();
    return told;
  }

  private static boolean fussy(Event event, List<Detection> found) {
    if ("a".equals(event.host())) {
      throw new IllegalStateException("this fact is broken");
    }
    return event.user() != null;
  }

  private static void fail(Detection detection) {
    throw new AssertionError("nothing waits for time to pass: " + detection);
  }

  private static Event event(Random random) {
    Event.Builder event =
        Event.builder()
            .time(TIMES[random.nextInt(TIMES.length)])
            .derived("event.repeat", random.nextBoolean() ? random.nextLong() : "many");
    if (random.nextBoolean()) {
      event.receivedAt(TIMES[random.nextInt(TIMES.length)]);
    }
    if (random.nextBoolean()) {
      event.host(NAMES[random.nextInt(NAMES.length)]);
    }
    if (random.nextBoolean()) {
      event.user(NAMES[random.nextInt(NAMES.length)]);
    }
    if (random.nextBoolean()) {
      event.sourceAddress(NAMES[random.nextInt(NAMES.length)]);
    }
    if (random.nextBoolean()) {
      event.authenticationOutcome(
          random.nextInt(3) > 0 ? AuthenticationOutcome.FAILURE : AuthenticationOutcome.SUCCESS);
    }
    if (random.nextInt(3) == 0) {
      event.category(EventCategory.NETWORK).destinationPort(random.nextInt(65536));
    }
    if (random.nextInt(3) == 0) {
      event.tag(EventTags.PRIVILEGE_ESCALATION);
    }
    if (random.nextInt(3) == 0) {
      event.tag(random.nextBoolean() ? EventTags.PORT_SCAN : EventTags.WEB_PROBE);
    }
    Object[] values = {
      1, 1L, 1.0, "1", List.of("1"), List.of(), List.of(1, 2), Double.NaN, "x,\"y"
    };
    event.field("a", values[random.nextInt(values.length)]);
    event.field("b", values[random.nextInt(values.length)]);
    event.field("c", values[random.nextInt(values.length)]);
    return event.build();
  }
}
