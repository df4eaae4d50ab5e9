package io.nanosiem.conformance.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.NanoSiem;
import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.ml.AnomalyDetector;
import io.nanosiem.sigma.SigmaDetector;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two engines of 64 MiB each under attack: both stay within their bound and find what matters. */
@Timeout(180)
class TwoEnginesTest {
  private static final long BOUND = 64L << 20;
  private static final Instant START = Instant.parse("2026-06-02T03:00:00Z");
  private static final Clock CLOCK = Clock.fixed(START.plusSeconds(600), ZoneOffset.UTC);

  /** One engine, and what was raised in it. */
  private static final class Tenant implements AutoCloseable {
    final Set<String> raised = ConcurrentHashMap.newKeySet();
    final NanoSiem siem =
        NanoSiem.builder()
            .clock(CLOCK)
            .maxMemory(BOUND)
            .detector(SigmaDetector.builtIn())
            .detector(AnomalyDetector.demo())
            .detector(CorrelationDetector.builtIn())
            .sink(alert -> raised.add(alert.rule().id() + " " + alert.entity()))
            .start();
    long most;

    void submit(String line) {
      assertThat(siem.submit(line)).isTrue();
    }

    void look() {
      most = Math.max(most, siem.stats().memoryBytes());
    }

    @Override
    public void close() {
      assertThat(siem.shutdown().isComplete()).isTrue();
    }
  }

  private static String login(String outcome, int second, String address) {
    return "<38>1 "
        + START.plusSeconds(second)
        + " web-01 sshd 1 - - "
        + outcome
        + " password for deploy from "
        + address
        + " port 40022 ssh2";
  }

  @Test
  void stayWithinTheirBoundAndFindTheAttackInTheMiddle() {
    try (Tenant one = new Tenant();
        Tenant two = new Tenant()) {
      String large = "x".repeat(1 << 20);
      for (int i = 0; i < 40_000; i++) {
        String spoofed = "198." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255);
        one.submit(login("Failed", 100 + i / 1_000, spoofed));
        two.submit(login("Failed", 100 + i / 1_000, spoofed));
        if (i % 400 == 0) {
          one.submit(large);
          two.submit(large);
          one.look();
          two.look();
        }
        // The attack, one guess in every two thousand lines.
        if (i % 2_000 == 0 && i < 14_000) {
          one.submit(login("Failed", 100 + i / 1_000, "203.0.113.66"));
        }
      }
      one.submit(login("Accepted", 145, "203.0.113.66"));
      assertThat(one.siem.awaitIdle(Duration.ofMinutes(1))).isTrue();
      assertThat(two.siem.awaitIdle(Duration.ofMinutes(1))).isTrue();
      one.look();
      two.look();
      assertThat(one.raised).contains("chain-001 203.0.113.66", "chain-006 203.0.113.66");
      assertThat(two.raised).noneMatch(alert -> alert.contains("203.0.113.66"));
      assertThat(one.most).isBetween(BOUND / 100, BOUND);
      assertThat(two.most).isBetween(BOUND / 100, BOUND);
      assertThat(one.siem.stats().faults()).isEmpty();
      assertThat(one.siem.stats().dropped()).isZero();
    }
  }
}
