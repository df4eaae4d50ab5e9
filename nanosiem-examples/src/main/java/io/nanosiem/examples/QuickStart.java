package io.nanosiem.examples;

import io.nanosiem.NanoSiem;
import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.sigma.SigmaDetector;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** An engine in a few lines: rules and chains in, log lines in, alerts out. */
public final class QuickStart {
  private QuickStart() {}

  /**
   * Runs the example.
   *
   * @param args none
   */
  public static void main(String[] args) {
    run(System.out);
  }

  static void run(PrintStream out) {
    // A clock that stands still, so that the output of this example is always the same.
    Clock clock = Clock.fixed(Instant.parse("2026-06-02T03:10:00Z"), ZoneOffset.UTC);
    try (NanoSiem siem =
        NanoSiem.builder()
            .clock(clock)
            .detector(SigmaDetector.builtIn())
            .detector(CorrelationDetector.builtIn())
            .onAlert(alert -> out.println(alert.summary()))
            .start()) {
      for (int second = 1; second <= 12; second++) {
        siem.submit(
            "<38>1 2026-06-02T03:00:%02dZ web-01 sshd 1234 - - ".formatted(second)
                + "Failed password for root from 203.0.113.5 port 40022 ssh2");
      }
      siem.submit(
          "<38>1 2026-06-02T03:00:20Z web-01 sshd 1234 - - "
              + "Accepted password for root from 203.0.113.5 port 40022 ssh2");
      siem.awaitIdle(Duration.ofSeconds(5));
    }
  }
}
