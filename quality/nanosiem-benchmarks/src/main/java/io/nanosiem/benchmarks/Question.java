package io.nanosiem.benchmarks;

import io.nanosiem.correlation.Bounds;
import io.nanosiem.correlation.Chain;
import io.nanosiem.correlation.Condition;
import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.correlation.CorrelationRule;
import io.nanosiem.correlation.Facts;
import io.nanosiem.correlation.GroupBy;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import java.time.Duration;
import java.util.List;

/** What we are asked about a {@link Streams stream}, as a correlation of detections or a chain. */
public enum Question {
  /** Five failures in a minute, as a correlation. */
  BRUTE_RULE(Streams.BRUTE, "nanosiem, rule"),
  /** Five failures in a minute, as a chain. */
  BRUTE_CHAIN(Streams.BRUTE, "nanosiem, chain"),
  /** Twenty ports in a minute. */
  DISTINCT_RULE(Streams.DISTINCT, "nanosiem, rule"),
  /** A failure and a login within ten minutes, as a correlation. */
  SEQUENCE_RULE(Streams.SEQUENCE, "nanosiem, rule"),
  /** A failure and a login within ten minutes, as a chain. */
  SEQUENCE_CHAIN(Streams.SEQUENCE, "nanosiem, chain"),
  /** Two thousand ports in half an hour. */
  DISTINCT_HEAVY_RULE(Streams.DISTINCT_HEAVY, "nanosiem, rule");

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private final Streams stream;
  private final String engine;

  Question(Streams stream, String engine) {
    this.stream = stream;
    this.engine = engine;
  }

  Streams stream() {
    return stream;
  }

  String engine() {
    return engine;
  }

  /** One that has seen nothing, with the limits that it has unless told otherwise. */
  CorrelationDetector detector() {
    return switch (this) {
      case BRUTE_RULE -> rule(MINUTE, new Condition.EventCount(Bounds.atLeast(5)), Feed.FAILURE);
      case BRUTE_CHAIN ->
          CorrelationDetector.of(
              chain(MINUTE).step("failures", Facts.failedLogin()).atLeast(5).build());
      case DISTINCT_RULE -> rule(MINUTE, ports(20), Feed.CONNECTION);
      case SEQUENCE_RULE ->
          rule(TEN_MINUTES, new Condition.TemporalOrdered(), Feed.FAILURE, Feed.SUCCESS);
      case SEQUENCE_CHAIN ->
          CorrelationDetector.of(
              chain(TEN_MINUTES)
                  .step("failure", Facts.failedLogin())
                  .step("login", Facts.successfulLogin())
                  .build());
      case DISTINCT_HEAVY_RULE -> rule(Duration.ofMinutes(30), ports(2_000), Feed.CONNECTION);
    };
  }

  private static Condition ports(int atLeast) {
    return new Condition.ValueCount(List.of("DestinationPort"), Bounds.atLeast(atLeast));
  }

  private static CorrelationDetector rule(Duration timespan, Condition when, RuleRef... over) {
    CorrelationRule rule =
        CorrelationRule.of(RuleRef.of("rule", "As a correlation of detections", Severity.HIGH))
            .over(over)
            .by("SourceIp")
            .within(timespan)
            .when(when)
            .build();
    return CorrelationDetector.builder().rules(List.of(rule)).build();
  }

  private static Chain.Builder chain(Duration timespan) {
    return Chain.named("chain", "As a chain").within(timespan).by(GroupBy.address());
  }
}
