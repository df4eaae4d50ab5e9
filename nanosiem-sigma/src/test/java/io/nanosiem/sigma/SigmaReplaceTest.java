package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.NanoSiem;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Detector;
import io.nanosiem.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Rules that change while events flow. */
class SigmaReplaceTest {
  private static final Event EVENT = Event.fromJson("{\"A\":\"x\"}");

  /** A set of two rules for the same event, named after the set. */
  private static SigmaRules set(String name) {
    return SigmaRules.parse(rule(name + "-1") + "---\n" + rule(name + "-2"));
  }

  private static String rule(String id) {
    return Rules.yaml("selection:", "    A: x", "condition: selection")
        .replace("5e1a3c0e-6f0e-4f57-9d3a-0d6b1f0c9a11", id);
  }

  private static List<String> found(Detector detector) {
    List<String> ids = new ArrayList<>();
    detector.detect(EVENT, detection -> ids.add(detection.rule().id()));
    return ids;
  }

  @Test
  void aRunningDetectorTakesTheNextSet() {
    SigmaRules first = set("first");
    SigmaDetector detector = SigmaDetector.of(first);
    Detector running = detector.stateless().get(0);
    assertThat(found(running)).containsExactly("first-1", "first-2");
    SigmaRules second = set("second");
    assertThat(detector.replace(second)).isSameAs(first);
    assertThat(detector.rules()).isSameAs(second);
    assertThat(found(running)).containsExactly("second-1", "second-2");
  }

  @Test
  void aSetThatLeftSomethingOutIsRefusedWholeUnlessThePresentOneDidToo() {
    SigmaOptions lenient = SigmaOptions.defaults().lenient();
    String broken = rule("b").replace("A:", "A|x:");
    SigmaDetector detector = SigmaDetector.of(set("first"));
    SigmaRules worse = SigmaRules.parse(rule("a") + "---\n" + broken, lenient);
    assertThat(worse.rules()).hasSize(1);
    assertThatThrownBy(() -> detector.replace(worse))
        .isInstanceOf(SigmaRulesException.class)
        .hasMessageStartingWith("1 problem in Sigma rules\n<text>:")
        .hasMessageContaining("unknown modifier 'x'");
    assertThat(found(detector.stateless().get(0))).containsExactly("first-1", "first-2");

    SigmaDetector used = SigmaDetector.of(worse);
    SigmaRules moved = SigmaRules.parse(rule("c") + "---\n# longer\n\n" + broken, lenient);
    used.replace(moved);
    assertThat(found(used.stateless().get(0))).containsExactly("c");
    SigmaRules other = SigmaRules.parse(rule("d").replace("A:", "A|y:"), lenient);
    assertThatThrownBy(() -> used.replace(other)).hasMessageContaining("unknown modifier 'y'");
    assertThat(used.rules()).isSameAs(moved);
  }

  @Test
  void skippedSearchesAreCountedOnThroughEveryReplacement() {
    String rule = Rules.yaml("selection:", "    A|re: '.{1000}y'", "condition: selection");
    Event longer = Event.builder().field("A", "x".repeat(200_000)).build();
    SigmaRules shared = SigmaRules.parse(rule);
    shared.match(longer);
    SigmaDetector detector = SigmaDetector.of(shared);
    Detector running = detector.stateless().get(0);
    assertThat(detector.skippedSearches()).isZero();
    running.detect(longer, detection -> {});
    assertThat(detector.skippedSearches()).isEqualTo(1);
    for (int i = 2; i <= 20; i++) {
      detector.replace(SigmaRules.parse(rule));
      assertThat(detector.skippedSearches()).isEqualTo(i - 1);
      running.detect(longer, detection -> {});
      assertThat(detector.skippedSearches()).isEqualTo(i);
    }
    SigmaRules last = detector.rules();
    detector.replace(shared);
    running.detect(longer, detection -> {});
    detector.replace(last);
    running.detect(longer, detection -> {});
    detector.replace(last);
    assertThat(detector.skippedSearches()).isEqualTo(22);
    // A search that was under way in the set before is counted by the detector as well.
    detector.replace(set("other"));
    last.match(longer);
    assertThat(detector.skippedSearches()).isEqualTo(23);
  }

  @Test
  void noEventMeetsTwoSets() throws InterruptedException {
    SigmaRules[] sets = {set("first"), set("second")};
    SigmaDetector detector = SigmaDetector.of(sets[0]);
    Detector running = detector.stateless().get(0);
    AtomicBoolean isOver = new AtomicBoolean();
    Thread changing =
        new Thread(
            () -> {
              for (int i = 0; !isOver.get(); i++) {
                detector.replace(sets[i & 1]);
              }
            });
    changing.start();
    try {
      int changes = 0;
      String before = "";
      for (int i = 0; i < 2_000_000 && changes < 200; i++) {
        List<String> ids = found(running);
        String now = ids.get(0).replace("-1", "");
        assertThat(ids).containsExactly(now + "-1", now + "-2");
        changes += now.equals(before) ? 0 : 1;
        before = now;
      }
      assertThat(changes).isGreaterThan(1);
    } finally {
      isOver.set(true);
      changing.join();
    }
  }

  @Test
  void anEngineGoesOnWithTheNextSet() {
    SigmaDetector detector = SigmaDetector.of(set("first"));
    try (NanoSiem siem = NanoSiem.builder().workers(1).detector(detector).start()) {
      List<String> before = ids(siem.process(EVENT));
      detector.replace(set("second"));
      List<String> after = ids(siem.process(EVENT));
      assertThat(before).containsExactly("first-1", "first-2");
      assertThat(after).containsExactly("second-1", "second-2");
    }
  }

  private static List<String> ids(List<Detection> detections) {
    return detections.stream().map(detection -> detection.rule().id()).toList();
  }
}
