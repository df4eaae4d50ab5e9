package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.NanoSiem;
import io.nanosiem.alert.MemorySink;
import io.nanosiem.event.Event;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An attack that begins before a restart and ends after it is found. */
class EngineCheckpointTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-06-02T03:00:00Z"), ZoneOffset.UTC);

  @TempDir Path folder;

  private NanoSiem engine(MemorySink sink) {
    return NanoSiem.builder()
        .clock(CLOCK)
        .detector(CorrelationDetector.builtIn())
        .sink(sink)
        .checkpoint(folder.resolve("engine.checkpoint"), Duration.ofHours(1))
        .start();
  }

  private static String line(int second, String message) {
    return "<38>1 2026-06-02T02:50:%02dZ web-01 sshd 812 - - %s".formatted(second, message);
  }

  @Test
  void anAttackThatARestartCutsInTwoIsFound() {
    MemorySink before = new MemorySink();
    try (NanoSiem siem = engine(before)) {
      for (int i = 0; i < 5; i++) {
        siem.submit(line(i, "Failed password for root from 203.0.113.5 port " + (4000 + i)));
      }
      assertThat(siem.awaitIdle(SOON)).isTrue();
    }
    assertThat(before.alerts())
        .extracting(alert -> alert.detection().rule().id())
        .containsExactly("chain-006");
    MemorySink after = new MemorySink();
    try (NanoSiem siem = engine(after)) {
      siem.submit(line(30, "Accepted password for root from 203.0.113.5 port 4100 ssh2"));
      assertThat(siem.awaitIdle(SOON)).isTrue();
    }
    assertThat(after.alerts())
        .extracting(alert -> alert.detection().rule().id())
        .contains("chain-001");
    assertThat(after.alerts().get(0).detection().events())
        .as("with what was seen before the restart")
        .hasSize(6)
        .extracting(Event::user)
        .containsOnly("root");
  }
}
