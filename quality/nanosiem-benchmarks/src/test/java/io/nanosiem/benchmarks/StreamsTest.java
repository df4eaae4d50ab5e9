package io.nanosiem.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.correlation.CorrelationDetector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The streams are those that other engines were measured on, and what we find in them is what a
 * slow and obvious search finds.
 */
class StreamsTest {
  private static final int MILLION = 1_000_000;

  // The numbers below were counted by other programs on the same streams.

  @Test
  void holdsFiveFailuresInAMinuteAsOftenAsOtherEnginesCount() {
    assertThat(held(Question.BRUTE_RULE, MILLION)).isEqualTo(407_776);
  }

  @Test
  void holdsTwentyPortsInAMinuteAsOftenAsOtherEnginesCount() {
    assertThat(held(Question.DISTINCT_RULE, MILLION)).isEqualTo(205_223);
  }

  @Test
  void holdsAFailureThenALoginAsOftenAsOtherEnginesCount() {
    assertThat(held(Question.SEQUENCE_CHAIN, MILLION)).isEqualTo(15_241);
  }

  @Test
  void holdsEighteenHundredPortsInHalfAnHourForEachAddress() {
    Streams.Columns events = Streams.DISTINCT_HEAVY.events(2 * 180_000);
    int newest = events.size() - 1;
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; i < events.size(); i++) {
      if (events.key(i) == events.key(newest)
          && events.time(newest) - events.time(i) < 30 * 60_000) {
        ports.add(events.value(i));
      }
    }
    assertThat(ports).hasSize(1_800);
  }

  @Test
  void areTheSameOnEveryRun() {
    Map<Streams, String> sums = new HashMap<>();
    for (Streams stream : Streams.values()) {
      sums.put(stream, Long.toHexString(stream.events(MILLION).checksum()));
    }
    assertThat(sums)
        .containsOnly(
            Map.entry(Streams.BRUTE, "c0ed0bdadd117c18"),
            Map.entry(Streams.DISTINCT, "b0ddd8c6bf2efd47"),
            Map.entry(Streams.SEQUENCE, "2cadfac289c69762"),
            Map.entry(Streams.DISTINCT_HEAVY, "2e2723f94d68fc25"));
  }

  @ParameterizedTest
  @EnumSource
  void ourDetectorAgreesWithTheSlowCount(Question question) {
    int count = 100_000;
    CorrelationDetector detector = question.detector();
    long[] alerts = {0};
    CorrelationReplay.replay(
        new Feed(question.stream().events(count)), detector, found -> alerts[0]++);
    assertThat(detector.stats().fired()).isEqualTo(alerts[0]);
    assertThat(detector.stats().fired() + detector.stats().suppressed())
        .isEqualTo(held(question, count));
  }

  /** How often the condition holds, at each event, within the closed timespan that ends with it. */
  private static long held(Question question, int count) {
    Streams.Columns events = question.stream().events(count);
    Map<Integer, List<Integer>> byKey = new HashMap<>();
    long held = 0;
    for (int now = 0; now < count; now++) {
      List<Integer> seen = byKey.computeIfAbsent(events.key(now), key -> new ArrayList<>());
      seen.add(now);
      if (holds(question, events, seen)) {
        held++;
        if (question.stream() == Streams.SEQUENCE) {
          seen.clear();
        }
      }
    }
    return held;
  }

  private static boolean holds(Question question, Streams.Columns events, List<Integer> seen) {
    int now = seen.get(seen.size() - 1);
    return switch (question) {
      case BRUTE_RULE, BRUTE_CHAIN ->
          events.kind(now) == Streams.FAILED
              && within(60_000, events, seen)
                      .filter(at -> events.kind(at) == Streams.FAILED)
                      .count()
                  >= 5;
      case DISTINCT_RULE ->
          within(60_000, events, seen).map(events::value).distinct().count() >= 20;
      case DISTINCT_HEAVY_RULE ->
          within(1_800_000, events, seen).map(events::value).distinct().count() >= 2_000;
      case SEQUENCE_RULE, SEQUENCE_CHAIN ->
          events.kind(now) == Streams.SUCCEEDED
              && within(600_000, events, seen).anyMatch(at -> events.kind(at) == Streams.FAILED);
    };
  }

  private static IntStream within(long millis, Streams.Columns events, List<Integer> seen) {
    int now = seen.get(seen.size() - 1);
    int first = seen.size();
    while (first > 0 && events.time(now) - events.time(seen.get(first - 1)) <= millis) {
      first--;
    }
    return seen.subList(first, seen.size()).stream().mapToInt(Integer::intValue);
  }
}
