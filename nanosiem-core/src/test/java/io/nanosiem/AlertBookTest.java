package io.nanosiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.alert.Alert;
import io.nanosiem.alert.AlertStatus;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertBookTest {
  private static final Instant START = Instant.parse("2026-06-02T03:00:00Z");
  private static final RuleRef RULE = RuleRef.of("r1", "Something", Severity.MEDIUM);

  private final List<Alert> told = new ArrayList<>();
  private final AlertBook book =
      new AlertBook(Duration.ofMinutes(5), Severity.LOW, 1 << 20, told::add);

  private static Detection detection(RuleRef rule, String address, int second) {
    Event event = Event.builder().time(START.plusSeconds(second)).sourceAddress(address).build();
    return Detection.of(rule, event, "it happened");
  }

  private void see(RuleRef rule, String address, int second) {
    Instant now = START.plusSeconds(second);
    book.advanceTo(now, now);
    book.add(detection(rule, address, second), now, now);
  }

  private List<String> life() {
    return told.stream()
        .map(alert -> alert.status() + " #" + alert.revision() + " ×" + alert.count())
        .toList();
  }

  @Test
  void opensAtOnceAndStaysSilentForAWindow() {
    see(RULE, "203.0.113.5", 0);
    see(RULE, "203.0.113.5", 1);
    see(RULE, "203.0.113.5", 299);
    assertThat(life()).containsExactly("OPENED #1 ×1");
  }

  @Test
  void tellsAgainOnceAWindowHasPassedIfItGrows() {
    for (int second = 0; second <= 600; second += 100) {
      see(RULE, "203.0.113.5", second);
    }
    // 0 opens; 300 and 600 are each a window after what was told before.
    assertThat(life()).containsExactly("OPENED #1 ×1", "UPDATED #2 ×4", "UPDATED #3 ×7");
    assertThat(told).extracting(Alert::id).containsOnly(told.get(0).id());
    assertThat(told.get(2).lastSeen()).isEqualTo(START.plusSeconds(600));
    assertThat(told.get(2).firstSeen()).isEqualTo(START);
  }

  @Test
  void closesAfterOneQuietWindowWithTheFinalCount() {
    see(RULE, "203.0.113.5", 0);
    see(RULE, "203.0.113.5", 10);
    book.advanceTo(START.plusSeconds(310), START.plusSeconds(310));
    assertThat(life())
        .as("quiet for exactly a window is not longer")
        .containsExactly("OPENED #1 ×1");
    book.advanceTo(START.plusSeconds(311), START.plusSeconds(311));
    assertThat(life()).containsExactly("OPENED #1 ×1", "CLOSED #2 ×2");
  }

  @Test
  void opensAnewAfterClosingWithAnotherId() {
    see(RULE, "203.0.113.5", 0);
    see(RULE, "203.0.113.5", 1_000);
    assertThat(told)
        .extracting(Alert::status)
        .containsExactly(AlertStatus.OPENED, AlertStatus.CLOSED, AlertStatus.OPENED);
    assertThat(told.get(2).id()).isNotEqualTo(told.get(0).id());
    assertThat(told.get(2).fingerprint()).isEqualTo(told.get(0).fingerprint());
  }

  @Test
  void keepsEntitiesAndRulesApart() {
    see(RULE, "203.0.113.5", 0);
    see(RULE, "203.0.113.6", 0);
    see(RuleRef.of("r2", "Else", Severity.LOW), "203.0.113.5", 0);
    assertThat(told).extracting(Alert::fingerprint).doesNotHaveDuplicates().hasSize(3);
  }

  @Test
  void countsWhatIsBelowTheLeastSeverityAndTellsNobody() {
    see(RuleRef.of("r3", "Small", Severity.INFORMATIONAL), "203.0.113.5", 0);
    assertThat(told).isEmpty();
    assertThat(book.suppressed()).isEqualTo(1);
  }

  @Test
  void takesTheHighestSeverity() {
    see(RULE, "203.0.113.5", 0);
    Detection worse = detection(RULE, "203.0.113.5", 10);
    book.add(
        new Detection(
            RULE,
            Severity.CRITICAL,
            worse.time(),
            worse.entity(),
            worse.events(),
            worse.evidence(),
            "worse"),
        START.plusSeconds(10),
        START.plusSeconds(10));
    book.closeAll();
    assertThat(told.get(1).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(told.get(0).severity()).isEqualTo(Severity.MEDIUM);
  }

  @Test
  void lateDetectionsCountWithoutTurningTimeBack() {
    see(RULE, "203.0.113.5", 100);
    book.add(detection(RULE, "203.0.113.5", 40), START.plusSeconds(100), START.plusSeconds(100));
    book.closeAll();
    assertThat(told.get(1).count()).isEqualTo(2);
    assertThat(told.get(1).lastSeen()).isEqualTo(START.plusSeconds(100));
  }

  @Test
  void closesTheQuietestEarlyWhenFull() {
    AlertBook small = new AlertBook(Duration.ofMinutes(5), Severity.LOW, 8_000, told::add);
    for (int i = 0; i < 100; i++) {
      small.add(detection(RULE, "203.0.113." + i, i), START.plusSeconds(i), START.plusSeconds(i));
    }
    assertThat(small.bytes()).isLessThanOrEqualTo(8_000);
    assertThat(small.closedEarly()).isEqualTo(100 - small.size());
    assertThat(
            told.stream().filter(alert -> alert.status() == AlertStatus.CLOSED).map(Alert::entity))
        .first()
        .asString()
        .isEqualTo("203.0.113.0");
  }

  @Test
  void tellsAtTheEndOnlyWhatGrew() {
    see(RULE, "203.0.113.5", 0);
    see(RULE, "203.0.113.6", 0);
    see(RULE, "203.0.113.6", 1);
    book.tellAll(START.plusSeconds(2));
    assertThat(life()).containsExactly("OPENED #1 ×1", "OPENED #1 ×1", "UPDATED #2 ×2");
    assertThat(book.size()).isEqualTo(2);
  }
}
