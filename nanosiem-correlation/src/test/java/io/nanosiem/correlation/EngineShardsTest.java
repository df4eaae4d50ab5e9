package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.NanoSiem;
import io.nanosiem.alert.MemorySink;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Findings;
import io.nanosiem.detect.StatefulDetector;
import io.nanosiem.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** An engine tells the same whether its detectors work on events one by one or on batches. */
class EngineShardsTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-06-02T03:00:00Z"), ZoneOffset.UTC);

  /** Sees what the detectors before it have found, one event after the other. */
  private static final class Listener implements StatefulDetector {
    final List<String> heard = new ArrayList<>();

    @Override
    public void accept(Event event, List<Detection> found, Findings findings) {
      found.forEach(one -> heard.add(event.message() + one.rule().id()));
      if (heard.size() % 100 == 99) {
        heard.add("failed");
        throw new IllegalStateException("a detector with a fault");
      }
    }

    @Override
    public void advanceTo(Instant eventTime, Findings findings) {}

    @Override
    public long memoryBytes() {
      return 0;
    }

    @Override
    public void limitMemory(long bytes) {}
  }

  private static List<String> lines() {
    Random random = new Random(9);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      String source = "203.0.113." + random.nextInt(200);
      String message =
          random.nextInt(10) == 0
              ? "Accepted password for root from " + source + " port 4100 ssh2"
              : "Failed password for root from " + source + " port " + (4000 + i);
      lines.add(
          "<38>1 2026-06-02T02:%02d:%02dZ web-01 sshd 812 - - %s"
              .formatted(i / 600, i / 10 % 60, message));
    }
    return lines;
  }

  private static List<String> told(CorrelationDetector detector, Listener listener)
      throws InterruptedException {
    MemorySink sink = new MemorySink();
    try (NanoSiem siem =
        NanoSiem.builder()
            .clock(CLOCK)
            .workers(2)
            .detector(detector)
            .detector(listener)
            .sink(sink)
            .start()) {
      for (String line : lines()) {
        siem.submit(line);
      }
      assertThat(siem.awaitIdle(Duration.ofSeconds(30))).isTrue();
      assertThat(siem.stats().faults().values()).hasSize(1);
    }
    return sink.alerts().stream()
        .map(alert -> alert.id() + alert.count() + alert.detection().explanation())
        .toList();
  }

  @Test
  void alertsAreTheSameWithShards() throws InterruptedException {
    Listener one = new Listener();
    List<String> expected = told(CorrelationDetector.builtIn(), one);
    assertThat(expected).hasSizeGreaterThan(200);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      for (int shards : new int[] {2, 8}) {
        Listener several = new Listener();
        CorrelationDetector detector =
            CorrelationDetector.builder()
                .chains(BuiltInChains.standard().chains())
                .shards(shards, pool)
                .build();
        assertThat(told(detector, several)).isEqualTo(expected);
        assertThat(several.heard).isEqualTo(one.heard);
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
