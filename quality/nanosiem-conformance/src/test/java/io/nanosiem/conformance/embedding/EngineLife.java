package io.nanosiem.conformance.embedding;

import io.nanosiem.NanoSiem;
import io.nanosiem.alert.Alert;
import io.nanosiem.alert.MemorySink;
import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.listen.SyslogListener;
import io.nanosiem.ml.AnomalyDetector;
import io.nanosiem.sigma.SigmaDetector;
import io.nanosiem.stix.StixBundles;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** The life of an engine with everything in it. */
public final class EngineLife implements Runnable {
  @Override
  public void run() {
    MemorySink alerts = new MemorySink();
    Clock clock = Clock.fixed(Instant.parse("2026-06-02T03:10:00Z"), ZoneOffset.UTC);
    try (NanoSiem siem =
        NanoSiem.builder()
            .clock(clock)
            .listener(SyslogListener.tcp(0))
            .detector(SigmaDetector.builtIn())
            .detector(AnomalyDetector.demo())
            .detector(CorrelationDetector.builtIn())
            .sink(alerts)
            .onAlert(alert -> StixBundles.withDefaults().toJson(alert))
            .start()) {
      for (int second = 10; second < 20; second++) {
        siem.submit(
            "<38>1 2026-06-02T03:00:"
                + second
                + "Z web-01 sshd 1234 - - Failed password for root from 203.0.113.5 port 40022 ssh2");
      }
      if (!siem.awaitIdle(Duration.ofSeconds(20))) {
        throw new IllegalStateException("not idle: " + siem.stats());
      }
    }
    for (Alert alert : alerts.alerts()) {
      if (alert.rule().id().equals("chain-006")) {
        return;
      }
    }
    throw new IllegalStateException("the chain did not fire");
  }
}
