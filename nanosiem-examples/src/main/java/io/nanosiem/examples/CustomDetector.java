package io.nanosiem.examples;

import io.nanosiem.NanoSiem;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** A sensor of your own is a lambda; {@code process} gives its verdict before the reply leaves. */
public final class CustomDetector {
  private CustomDetector() {}

  /**
   * Runs the example.
   *
   * @param args none
   */
  public static void main(String[] args) {
    run(System.out);
  }

  static void run(PrintStream out) {
    RuleRef rule =
        RuleRef.of("shop-001", "Order for a negative amount", Severity.HIGH, "attack.t1190");
    try (NanoSiem siem =
        NanoSiem.builder()
            .detector(
                (event, findings) -> {
                  if (event.field("amount") instanceof Long amount && amount < 0) {
                    findings.add(Detection.of(rule, event, "the amount is " + amount));
                  }
                })
            .start()) {
      for (long amount : new long[] {120, -7}) {
        List<Detection> verdict =
            siem.process(Event.of(Map.of("action", "order", "amount", amount)));
        out.println(
            amount
                + ": "
                + (verdict.isEmpty() ? "go ahead" : "refused, " + verdict.get(0).explanation()));
      }
    }
  }
}
