package io.nanosiem.examples;

import io.nanosiem.NanoSiem;
import io.nanosiem.alert.AlertFilter;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** A sink is a lambda too; a filter says which alerts it gets. */
public final class CustomSink {
  private CustomSink() {}

  /**
   * Runs the example.
   *
   * @param args none
   */
  public static void main(String[] args) {
    run(System.out);
  }

  static void run(PrintStream out) {
    RuleRef minor = RuleRef.of("demo-1", "Somebody said hello", Severity.LOW);
    RuleRef major = RuleRef.of("demo-2", "Somebody shouted", Severity.CRITICAL);
    Clock clock = Clock.fixed(Instant.parse("2026-06-02T09:00:00Z"), ZoneOffset.UTC);
    try (NanoSiem siem =
        NanoSiem.builder()
            .clock(clock)
            .detector(
                (event, findings) -> {
                  String text = String.valueOf(event.message());
                  if (text.contains("hello")) {
                    findings.add(Detection.of(minor, event, "said " + text));
                  }
                  if (text.contains("HELLO")) {
                    findings.add(Detection.of(major, event, "shouted " + text));
                  }
                })
            .sink(
                alert -> out.println("pager: " + alert.summary()),
                AlertFilter.atLeast(Severity.HIGH))
            .start()) {
      siem.submit("hello there");
      siem.submit("HELLO THERE");
      siem.awaitIdle(Duration.ofSeconds(5));
    }
  }
}
