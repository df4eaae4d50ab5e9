package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bounds, and what happens at them. */
class MemoryTest {
  private static final String ATTACKER = "203.0.113.5";

  private static String address(int i) {
    return "10." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255);
  }

  private static CorrelationDetector.Builder builtIn() {
    return CorrelationDetector.builder().chains(BuiltInChains.standard().chains());
  }

  @Test
  void spoofedKeysDoNotFlushARealAttack() {
    Log log = new Log(builtIn().maxKeys(1_000).build());
    log.scan(0, 20, ATTACKER).failures(10, 5, 1, ATTACKER);
    for (int i = 0; i < 50_000; i++) {
      log.failure(20 + i * 0.001, address(i));
    }
    log.login(100, ATTACKER).sudo(120, "web-01", "deploy");
    assertThat(log.ids()).contains("chain-001", "chain-005");
    CorrelationStats stats = log.detector.stats();
    assertThat(stats.groups()).isEqualTo(1_000);
    assertThat(stats.evicted()).isEqualTo(50_000 + 1 - 1_000);
    assertThat(stats.protectedEvicted()).isZero();
  }

  @Test
  void theLimitInBytesHoldsUnderSpoofedKeysAndTheAttackIsStillFound() {
    Log log = new Log(CorrelationDetector.builtIn());
    log.detector.limitMemory(2 << 20);
    log.scan(0, 20, ATTACKER).failures(10, 5, 1, ATTACKER);
    for (int i = 0; i < 50_000; i++) {
      log.failure(20 + i * 0.001, address(i));
      if (i % 100 == 0) {
        assertThat(log.detector.memoryBytes()).isLessThanOrEqualTo(2 << 20);
      }
    }
    log.login(100, ATTACKER);
    assertThat(log.ids()).contains("chain-001");
    assertThat(log.detector.stats().evicted()).isPositive();
  }

  @Test
  void underPressureProtectedGroupsLoseTheirEvidenceBeforeTheyAreForgotten() {
    Log log = new Log(CorrelationDetector.builtIn());
    log.detector.limitMemory(1 << 20);
    for (int i = 0; i < 200; i++) {
      log.scan(i * 0.01, 20, address(i)).failures(10 + i * 0.01, 5, 1, address(i));
    }
    CorrelationStats stats = log.detector.stats();
    assertThat(log.detector.memoryBytes()).isLessThanOrEqualTo(1 << 20);
    assertThat(stats.evidenceDropped()).isPositive();
    int followed = stats.groups();
    assertThat(followed).isGreaterThan(60);
    log.detections.clear();
    // The last of them were used last, so they are still known, if without their first events.
    log.login(100, address(199));
    assertThat(log.ids()).containsExactly("chain-001");
    assertThat(log.detections.get(0).explanation())
        .isEqualTo(address(199) + " failed to log in 5 times in 4 s and got in as deploy.");
  }

  @Test
  void aTinyLimitIsSurvived() {
    Log log = new Log(CorrelationDetector.builtIn());
    log.detector.limitMemory(1);
    log.failures(0, 100, 1, ATTACKER).login(101, ATTACKER);
    for (int i = 0; i < 100; i++) {
      log.failure(200 + i, address(i));
    }
    assertThat(log.detector.stats().groups()).isLessThanOrEqualTo(1);
  }

  @Test
  void whatIsOverIsForgotten() {
    Log log = new Log(CorrelationDetector.builtIn());
    for (int i = 0; i < 5_000; i++) {
      log.failure(i * 0.01, address(i));
    }
    assertThat(log.detector.stats().groups()).isEqualTo(5_000);
    log.detector.advanceTo(Log.at(50 + 3_600), log.detections::add);
    assertThat(log.detector.stats().groups()).isLessThanOrEqualTo(1);
    assertThat(log.detector.stats().expired()).isGreaterThanOrEqualTo(4_999);
  }

  @Test
  void whatIsOverIsForgottenAsEventsGoOn() {
    Log log = new Log(CorrelationDetector.builtIn());
    for (int i = 0; i < 100_000; i++) {
      log.failure(
          i, address(i)); // each is over after an hour: 3,600 at a time, and a sweep's delay
    }
    assertThat(log.detector.stats().groups()).isBetween(3_600, 3_600 * 5 / 4);
    assertThat(log.detector.stats().evicted()).isZero();
  }

  @Test
  void oneClockInTheFutureDoesNotFlushTheRest() {
    Log log = new Log(CorrelationDetector.builtIn());
    log.scan(0, 20, ATTACKER).failures(10, 5, 1, ATTACKER);
    log.failure(3e9, "198.51.100.1");
    for (int i = 0; i < 1_000; i++) {
      log.failure(20 + i * 0.01, address(i));
    }
    log.login(100, ATTACKER);
    assertThat(log.ids()).contains("chain-001");
  }

  @Test
  void anEventFarAheadOfItsArrivalIsTakenAtItsArrival() {
    Log log = new Log(CorrelationDetector.builtIn());
    log.failures(0, 4, 1, ATTACKER);
    log.add(
        Log.event(400 * 86_400)
            .receivedAt(Log.at(5))
            .sourceAddress(ATTACKER)
            .authenticationOutcome(io.nanosiem.event.AuthenticationOutcome.FAILURE)
            .build());
    assertThat(log.ids()).containsExactly("chain-006");
    assertThat(log.only("chain-006").time()).isEqualTo(Log.at(5));
    assertThat(log.detector.stats().futureClocks()).isEqualTo(1);
  }

  @Test
  void oneHotKeyStaysSmall() {
    Log log = new Log(CorrelationDetector.builtIn());
    for (int i = 0; i < 200_000; i++) {
      log.failure(i * 0.001, ATTACKER);
      log.connection(i * 0.001, ATTACKER, i & 0xFFFF);
    }
    assertThat(log.detector.memoryBytes()).isLessThan(100_000);
  }

  @Test
  void hugeEventsAreNotKeptAsEvidence() {
    Log log = new Log(CorrelationDetector.builtIn());
    String huge = "x".repeat(1 << 20);
    for (int i = 0; i < 100; i++) {
      log.add(
          Log.event(i)
              .sourceAddress(ATTACKER)
              .authenticationOutcome(io.nanosiem.event.AuthenticationOutcome.FAILURE)
              .field("payload", huge)
              .build());
    }
    assertThat(log.ids()).containsExactly("chain-006");
    assertThat(log.detector.memoryBytes()).isLessThan(100_000);
    assertThat(log.detector.stats().evidenceDropped()).isEqualTo(100);
  }

  @Test
  void theEstimateIsNearTheHeapInUse() {
    long before = Log.settledHeap();
    Log log = new Log(builtIn().maxMemory(1L << 30).build());
    fill(log);
    log.detections.clear();
    long used = Log.settledHeap() - before;
    long estimate = log.detector.memoryBytes();
    assertThat(estimate / (double) used).as("%d of %d bytes", estimate, used).isBetween(0.6, 1.7);
    assertThat(log.detector.stats().groups()).isGreaterThan(20_000);
  }

  private static void fill(Log log) {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      log.failure(i * 0.001, address(i));
    }
    for (int i = 0; i < 60_000; i++) {
      int who = 100_000 + random.nextInt(1_000);
      double time = 20 + i * 0.001;
      if (random.nextBoolean()) {
        log.failure(time, address(who));
      } else {
        log.connection(time, address(who), random.nextInt(500));
      }
    }
  }
}
