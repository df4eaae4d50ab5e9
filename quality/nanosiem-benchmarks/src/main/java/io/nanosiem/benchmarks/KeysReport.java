package io.nanosiem.benchmarks;

import io.nanosiem.correlation.Bounds;
import io.nanosiem.correlation.Chain;
import io.nanosiem.correlation.Condition;
import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.correlation.CorrelationRule;
import io.nanosiem.correlation.Fact;
import io.nanosiem.correlation.GroupBy;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import java.lang.ref.Reference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Heap that a correlation holds for each key that is being followed, beside what it believes to
 * hold. Events are as small as they can be, and as much a part of it as they are kept as evidence.
 */
public final class KeysReport {
  private static final Instant START = Instant.ofEpochMilli(1_700_000_000_000L);
  private static final Duration TIMESPAN = Duration.ofDays(1);
  private static final RuleRef FIRST = RuleRef.of("first", "First", Severity.LOW);
  private static final RuleRef SECOND = RuleRef.of("second", "Second", Severity.LOW);

  private KeysReport() {}

  /**
   * Measures and prints.
   *
   * @param args how many keys
   */
  public static void main(String[] args) {
    int keys = Integer.parseInt(args[0]);
    System.out.printf(
        Locale.ROOT, "%,d keys; an event of %d bytes with its address%n", keys, eventBytes(keys));
    System.out.println(
        "| state | events a key | kept as evidence | bytes a key | its own estimate |");
    System.out.println("|---|---|---|---|---|");
    for (int evidence : new int[] {1, 16}) {
      for (int events : new int[] {1, 4}) {
        measure(
            "event_count gte 5",
            keys,
            events,
            evidence,
            rule(new Condition.EventCount(Bounds.atLeast(5)), FIRST));
        measure(
            "value_count gte 20",
            keys,
            events,
            evidence,
            rule(new Condition.ValueCount(List.of("pid"), Bounds.atLeast(20)), FIRST));
        measure(
            "temporal_ordered of 2",
            keys,
            events,
            evidence,
            rule(new Condition.TemporalOrdered(), FIRST, SECOND));
        measure(
            "chain of 4 steps",
            keys,
            events,
            evidence,
            CorrelationDetector.builder().chain(chain()));
      }
    }
  }

  private static void measure(
      String state, int keys, int events, int evidence, CorrelationDetector.Builder builder) {
    long before = HeapReport.settledHeap();
    CorrelationDetector detector =
        builder.maxKeys(2 * keys).maxEvidence(evidence).maxMemory(Long.MAX_VALUE).build();
    for (int i = 0; i < keys * events; i++) {
      Event event = event(i % keys, i, i / keys);
      detector.accept(event, List.of(Detection.of(FIRST, event, "First")), KeysReport::refuse);
    }
    long held = HeapReport.settledHeap() - before;
    if (detector.stats().groups() != keys) {
      throw new IllegalStateException("not one group for each of the keys: " + detector.stats());
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %d | %,d | %,d |%n",
        state,
        events,
        evidence,
        held / keys,
        detector.memoryBytes() / keys);
  }

  private static void refuse(Detection found) {
    throw new IllegalStateException("nothing was to be found, but " + found.explanation());
  }

  private static long eventBytes(int keys) {
    long before = HeapReport.settledHeap();
    Event[] events = new Event[keys];
    for (int i = 0; i < keys; i++) {
      events[i] = event(i, i, 0);
    }
    try {
      return (HeapReport.settledHeap() - before) / keys;
    } finally {
      Reference.reachabilityFence(events);
    }
  }

  private static Event event(int key, int millis, int number) {
    return Event.builder()
        .time(START.plusMillis(millis))
        .sourceAddress(Streams.address(key))
        .pid(number)
        .build();
  }

  private static CorrelationDetector.Builder rule(Condition when, RuleRef... over) {
    return CorrelationDetector.builder()
        .rules(
            List.of(
                CorrelationRule.of(RuleRef.of("rule", "Rule", Severity.LOW))
                    .over(over)
                    .by("sourceIp")
                    .within(TIMESPAN)
                    .when(when)
                    .build()));
  }

  /** One step an event; the last is out of reach. */
  private static Chain chain() {
    return Chain.named("chain", "Chain")
        .within(TIMESPAN)
        .by(GroupBy.address())
        .step("one", pid(0))
        .step("two", pid(1))
        .step("three", pid(2).or(pid(3)))
        .step("four", pid(4))
        .build();
  }

  private static Fact pid(long number) {
    return (event, found) -> event.pid().orElse(-1) == number;
  }
}
