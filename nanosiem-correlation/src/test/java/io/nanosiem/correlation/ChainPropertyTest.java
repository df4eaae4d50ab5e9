package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.detect.Detection;
import io.nanosiem.event.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random chains on random streams give the same alerts as the slow and obvious way. */
class ChainPropertyTest {
  private static final int BITS = 5;

  @Test
  void smallStreamsWithTiesAndLateEventsAgreeWithExhaustiveSearch() {
    int alerts = 0;
    for (int seed = 0; seed < 6_000; seed++) {
      alerts += check(seed, 4 + seed % 9, 1_000, 12, false);
    }
    assertThat(alerts).as("streams must not be trivial").isGreaterThan(2_000);
  }

  @Test
  void longInOrderStreamsWithTiesAgree() {
    int alerts = 0;
    for (int seed = 0; seed < 150; seed++) {
      alerts += check(1_000_000 + seed, 130, 0, 12, false);
    }
    assertThat(alerts).isGreaterThan(200);
  }

  @Test
  void longStreamsWhoseHistoryIsFoldedAgreeForEventsAFewPlacesLate() {
    int alerts = 0;
    for (int seed = 0; seed < 150; seed++) {
      alerts += check(2_000_000 + seed, 130, 8, 8, false);
    }
    assertThat(alerts).isGreaterThan(200);
  }

  @Test
  void longStreamsOfMostlyEqualTimesAgree() {
    int alerts = 0;
    for (int seed = 0; seed < 300; seed++) {
      alerts += check(3_000_000 + seed, 131, seed % 2 * 6, 3, false);
    }
    assertThat(alerts).isGreaterThan(1_000);
  }

  @Test
  void gapsAndEndsInSmallStreamsWithTiesAndLateEventsAgreeWithExhaustiveSearch() {
    int alerts = 0;
    for (int seed = 0; seed < 12_000; seed++) {
      alerts += check(4_000_000 + seed, 4 + seed % 11, 1_000, 12, true);
    }
    assertThat(alerts).isGreaterThan(2_000);
  }

  @Test
  void gapsAndEndsInLongStreamsAgree() {
    int alerts = 0;
    for (int seed = 0; seed < 300; seed++) {
      alerts += check(5_000_000 + seed, 130, seed % 2 * 8, 12 - seed % 2 * 4, true);
    }
    assertThat(alerts).isGreaterThan(400);
  }

  @Test
  void gapsAndEndsInLongStreamsOfMostlyEqualTimesAgree() {
    int alerts = 0;
    for (int seed = 0; seed < 300; seed++) {
      alerts += check(6_000_000 + seed, 131, seed % 2 * 6, 3, true);
    }
    assertThat(alerts).isGreaterThan(1_000);
  }

  /** Returns the number of alerts. */
  private static int check(
      int seed, int length, int displacement, int timespan, boolean isBounded) {
    Random random = new Random(seed * 0x5DEECE66DL + 11);
    int count = 1 + random.nextInt(4);
    boolean dense = length > 20;
    List<Naive.Step> steps = new ArrayList<>();
    Chain.Builder chain =
        Chain.named("random", "Random chain")
            .within(Duration.ofMillis(timespan))
            .by(GroupBy.fields("key"));
    for (int i = 0; i < count; i++) {
      boolean distinct = random.nextInt(4) == 0;
      int threshold = 1 + random.nextInt(random.nextBoolean() ? 1 : 4);
      int bit = random.nextInt(3) == 0 ? random.nextInt(BITS) : i;
      int atOnce = random.nextInt(6) == 0 ? BITS - 1 : -1;
      long maxGap = Long.MAX_VALUE;
      if (isBounded && i > 0 && random.nextInt(3) > 0) {
        Naive.Step first = steps.get(Math.max(0, i - 2));
        boolean isRefused =
            i > 1
                && first.distinct()
                && first.atOnceBit() >= 0
                && steps.get(i - 1).maxGap() < Long.MAX_VALUE;
        maxGap = isRefused ? Long.MAX_VALUE : 1 + random.nextInt(timespan / 2);
      }
      steps.add(new Naive.Step(bit, threshold, distinct, atOnce, maxGap));
      chain.step("step " + i, Facts.field("bit" + bit, "1"));
      if (distinct) {
        chain.distinct("value", threshold);
      } else {
        chain.atLeast(threshold);
      }
      if (atOnce >= 0) {
        chain.orAtOnce(Facts.field("bit" + atOnce, "1"));
      }
      if (maxGap < Long.MAX_VALUE) {
        chain.maxGap(Duration.ofMillis(maxGap));
      }
    }
    int until = isBounded && random.nextBoolean() ? random.nextInt(BITS + 3) : -1;
    if (until >= 0) {
      until = Math.min(until, BITS);
      chain.until(Facts.field("bit" + until, "1"));
    }
    long quiet = random.nextInt(3) == 0 ? 0 : timespan;
    chain.quietFor(Duration.ofMillis(quiet));
    CorrelationDetector detector = CorrelationDetector.of(chain.build());
    Naive[] oracles = {
      new Naive(steps, until, timespan, quiet), new Naive(steps, until, timespan, quiet),
    };

    List<Naive.Sight> stream = new ArrayList<>();
    long time = 0;
    for (int i = 0; i < length; i++) {
      time +=
          length == 131
              ? random.nextInt(4) / 3
              : dense ? random.nextInt(3) : random.nextInt(4) == 0 ? 0 : random.nextInt(4);
      int mask = 1 << random.nextInt(BITS);
      if (random.nextInt(4) == 0) {
        mask |= 1 << random.nextInt(BITS);
      }
      if (isBounded && random.nextInt(8) == 0) {
        mask = random.nextBoolean() ? 1 << BITS : mask | 1 << BITS;
      }
      stream.add(
          new Naive.Sight(
              time,
              mask,
              random.nextInt(6) == 0 ? null : "v" + random.nextInt(4),
              random.nextInt(10) == 0 ? 2 + random.nextInt(2) : 1,
              0));
    }
    if (displacement > 0) {
      for (int i = 0; i < length; i++) {
        if (random.nextInt(4) == 0) {
          Collections.swap(
              stream, i, Math.min(length - 1, i + random.nextInt(Math.min(displacement, length))));
        }
      }
    }

    // Beyond a timespan behind the newest event of all groups, a group may have been forgotten.
    long newest = 0;
    for (int i = 0; i < stream.size(); i++) {
      newest = Math.max(newest, stream.get(i).time());
      if (stream.get(i).time() < newest - timespan) {
        stream.remove(i--);
      }
    }

    List<List<Long>> actual = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < stream.size(); i++) {
      Naive.Sight drawn = stream.get(i);
      int key = random.nextInt(5) == 0 ? 1 : 0;
      Naive.Sight sight =
          new Naive.Sight(drawn.time(), drawn.mask(), drawn.value(), drawn.weight(), i);
      oracles[key].accept(sight);
      List<Detection> found = new ArrayList<>();
      detector.accept(event(sight, key), List.of(), found::add);
      assertThat(found).hasSizeLessThan(2);
      for (Detection detection : found) {
        assertThat(detection.entity()).hasToString("k" + key);
        actual.get(key).add(detection.time().toEpochMilli());
      }
    }
    for (int key = 0; key < 2; key++) {
      assertThat(actual.get(key))
          .as("seed %d, key %d, steps %s until %d, stream %s", seed, key, steps, until, stream)
          .isEqualTo(oracles[key].alerts);
    }
    return oracles[0].alerts.size() + oracles[1].alerts.size();
  }

  private static Event event(Naive.Sight sight, int key) {
    Event.Builder event =
        Event.builder()
            .time(java.time.Instant.ofEpochMilli(sight.time()))
            .field("key", "k" + key)
            .derived("event.repeat", sight.weight());
    for (int bit = 0; bit <= BITS; bit++) {
      if ((sight.mask() >> bit & 1) == 1) {
        event.field("bit" + bit, "1");
      }
    }
    if (sight.value() != null) {
      event.field("value", sight.value());
    }
    return event.build();
  }
}
