package io.nanosiem.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearningAnomalyDetectorTest {
  /** Four weeks, in order. */
  private static final List<Event> EVENTS = SyntheticBaseline.events(1, 8000);

  private static final Duration WEEK = Duration.ofDays(7);

  private static LearningAnomalyDetector learning() {
    return AnomalyDetector.builder().name("site").trees(20).learning(WEEK);
  }

  private static List<Detection> feed(LearningAnomalyDetector detector, List<Event> events) {
    List<Detection> found = new ArrayList<>();
    for (Event event : events) {
      detector.accept(event, List.of(), found::add);
    }
    return found;
  }

  private static byte[] snapshot(LearningAnomalyDetector detector) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    detector.snapshot(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static void restore(LearningAnomalyDetector detector, byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    detector.restore(in);
  }

  private static int endOfWeek() {
    Instant end = EVENTS.get(0).time().plus(WEEK);
    int index = 0;
    while (EVENTS.get(index).time().isBefore(end)) {
      index++;
    }
    return index;
  }

  @Test
  void learnsForItsTimeAndThenDetectsAsAModelTrainedOnTheSameEvents() {
    List<AnomalyDetector> told = new ArrayList<>();
    LearningAnomalyDetector detector = learning().whenLearned(told::add);
    int at = 0;
    while (detector.model().isEmpty()) {
      assertThat(detector.progress()).isLessThan(1);
      assertThat(feed(detector, List.of(EVENTS.get(at++)))).isEmpty();
    }
    // Begun with the middle of the first 256, ended when half of the last hundred are past.
    assertThat(at).isBetween(endOfWeek() + 80, endOfWeek() + 400);
    assertThat(detector.progress()).isEqualTo(1);
    AnomalyDetector model = detector.model().get();
    assertThat(told).containsExactly(model);
    assertThat(model.toBytes())
        .isEqualTo(
            AnomalyDetector.builder()
                .name("site")
                .trees(20)
                .train(EVENTS.subList(0, at))
                .toBytes());
    List<Detection> expected = new ArrayList<>();
    for (Event event : EVENTS.subList(at, EVENTS.size())) {
      model.detect(event, expected::add);
    }
    assertThat(feed(detector, EVENTS.subList(at, EVENTS.size()))).isEqualTo(expected).isNotEmpty();
  }

  @Test
  void wrongClocksNeitherBeginNorEndIt() {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < EVENTS.size(); i++) {
      if (i % 10 == 0) {
        Instant wrong = i % 20 == 0 ? Instant.parse("1999-01-01T00:00:00Z") : Instant.MAX;
        events.add(EVENTS.get(i).toBuilder().time(wrong).build());
      }
      events.add(EVENTS.get(i));
    }
    LearningAnomalyDetector detector = learning();
    int at = 0;
    while (detector.model().isEmpty()) {
      feed(detector, List.of(events.get(at++)));
    }
    assertThat(at).isBetween((int) (1.1 * endOfWeek()), (int) (1.1 * endOfWeek()) + 500);
  }

  @Test
  void eventsOnWhichOthersFoundSomethingAreNotLearned() {
    Detection found =
        Detection.of(RuleRef.of("r", "R", Severity.HIGH), EVENTS.get(0), "known attack");
    Event attack = EVENTS.get(0).toBuilder().program("mimikatz").build();
    for (List<Detection> others : List.of(List.<Detection>of(), List.of(found))) {
      LearningAnomalyDetector detector = learning();
      for (Event event : EVENTS.subList(0, endOfWeek() + 500)) {
        detector.accept(event, List.of(), unused -> {});
        if (detector.model().isEmpty()) {
          detector.accept(attack.toBuilder().time(event.time()).build(), others, unused -> {});
        }
      }
      double rate = detector.model().orElseThrow().score(attack).rate();
      if (others.isEmpty()) {
        assertThat(rate).isGreaterThan(0.1);
      } else {
        assertThat(rate).isLessThan(0.01);
      }
    }
  }

  @Test
  void aRestartChangesNothing() throws IOException {
    LearningAnomalyDetector whole = learning();
    List<Detection> expected = feed(whole, EVENTS);
    assertThat(expected).isNotEmpty();
    for (int cut : new int[] {0, 100, 1000, endOfWeek() + 20, 4000, 7000}) {
      LearningAnomalyDetector before = learning();
      List<Detection> found = feed(before, EVENTS.subList(0, cut));
      LearningAnomalyDetector after = learning();
      restore(after, snapshot(before));
      assertThat(after.progress()).isEqualTo(before.progress());
      found.addAll(feed(after, EVENTS.subList(cut, EVENTS.size())));
      assertThat(found).as("cut at %d", cut).isEqualTo(expected);
    }
  }

  @Test
  void withOtherFeaturesItBeginsAnew() throws IOException {
    LearningAnomalyDetector before = learning();
    feed(before, EVENTS.subList(0, 3000));
    assertThat(before.model()).isPresent();
    LearningAnomalyDetector after =
        AnomalyDetector.builder().features(FeatureSet.extended(ZoneOffset.UTC)).learning(WEEK);
    restore(after, snapshot(before));
    assertThat(after.model()).isEmpty();
    assertThat(after.progress()).isZero();
  }

  @Test
  void aDamagedSnapshotIsRefused() throws IOException {
    LearningAnomalyDetector before = learning();
    feed(before, EVENTS.subList(0, 3000));
    byte[] good = snapshot(before);
    for (int length : new int[] {0, 3, 50, good.length / 2, good.length - 1}) {
      byte[] cut = java.util.Arrays.copyOf(good, length);
      assertThatThrownBy(() -> restore(learning(), cut)).isInstanceOf(IOException.class);
    }
    byte[] damaged = good.clone();
    damaged[good.length / 2] ^= 1;
    assertThatThrownBy(() -> restore(learning(), damaged))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("checksum");
    byte[] newer = good.clone();
    newer[3] = 9;
    assertThatThrownBy(() -> restore(learning(), newer))
        .hasMessage("anomaly-site: the snapshot is of version 9, this program reads 1");
  }

  @Test
  void keepsToItsMemory() {
    LearningAnomalyDetector detector = AnomalyDetector.builder().learning(Duration.ofDays(1000));
    detector.limitMemory(1 << 20);
    feed(detector, EVENTS);
    assertThat(detector.memoryBytes()).isBetween(1L << 19, 1L << 20);
    detector.limitMemory(1 << 18);
    assertThat(detector.memoryBytes()).isLessThanOrEqualTo(1 << 18);
  }

  @Test
  void anotherThreadMayMakeTheModel() {
    List<Runnable> tasks = new ArrayList<>();
    LearningAnomalyDetector detector = learning().trainOn(tasks::add);
    assertThat(feed(detector, EVENTS.subList(0, 5000))).isEmpty();
    assertThat(tasks).hasSize(1);
    assertThat(detector.model()).isEmpty();
    tasks.get(0).run();
    assertThat(detector.model()).isPresent();
    assertThat(feed(detector, EVENTS.subList(5000, 8000))).isNotEmpty();
  }

  @Test
  void whatFailsBeginsAnew() {
    List<Runnable> tasks = new ArrayList<>();
    LearningAnomalyDetector detector =
        learning()
            .trainOn(
                task -> {
                  tasks.add(task);
                  if (tasks.size() == 1) {
                    throw new IllegalStateException("full");
                  }
                  task.run();
                })
            .whenLearned(
                model -> {
                  throw new IllegalStateException("no disk");
                });
    feed(detector, EVENTS);
    assertThat(tasks).hasSize(2);
    assertThat(detector.model()).isPresent();
  }

  @Test
  void theTimeMustBePositive() {
    assertThatThrownBy(() -> AnomalyDetector.learning(Duration.ZERO))
        .hasMessage("the time to learn was PT0S, not positive");
  }
}
