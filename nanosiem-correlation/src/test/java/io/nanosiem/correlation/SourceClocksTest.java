package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SourceClocksTest {
  private static final long START = 1_780_000_000_000L;

  private long arrival;
  private final Counters counters = new Counters();
  private final SourceClocks clocks = new SourceClocks(CorrelationDetector.builder(), counters);

  private void see(String host, long millis) {
    see(host, millis, millis);
  }

  private void see(String host, long stamp, long received) {
    Event event =
        Event.builder()
            .host(host)
            .time(Instant.ofEpochMilli(START + stamp))
            .receivedAt(Instant.ofEpochMilli(START + received))
            .build();
    clocks.accept(event, found -> {});
  }

  private long watermark() {
    return clocks.watermark() - START;
  }

  @Test
  void theSlowestSourceHoldsTheWatermarkWithinTheLargestLag() {
    see("slow", 0);
    see("fast", 50_000);
    assertThat(watermark()).isZero();
    see("fast", 70_000, 55_000);
    assertThat(watermark()).as("a minute behind the fastest").isEqualTo(10_000);
    see("slow", 40_000, 56_000);
    assertThat(watermark()).isEqualTo(40_000);
  }

  @Test
  void aSourceThatSaysNothingForAMinuteIsNotWaitedFor() {
    see("silent", 0);
    see("busy", 30_000, 60_000);
    assertThat(watermark()).isZero();
    see("busy", 31_000, 60_001);
    assertThat(watermark()).isEqualTo(31_000);
  }

  @Test
  void aLeapOfMoreThanADayHasToBeConfirmed() {
    long day = Duration.ofDays(1).toMillis();
    see("one", 0);
    see("one", 100 * day);
    assertThat(watermark()).isZero();
    see("one", 100 * day + 1_000);
    assertThat(watermark()).isEqualTo(100 * day + 1_000);
  }

  @Test
  void sourcesAreBoundedInNumberAndSize() {
    String longest = "h".repeat(100_000);
    for (int i = 0; i < 50_000; i++) {
      see(i + longest, i / 10);
    }
    assertThat(clocks.size()).isEqualTo(10_000);
    assertThat(counters.sourcesForgotten).isEqualTo(40_000);
    assertThat(clocks.bytes()).isLessThan(10_000L * 720);
    assertThat(watermark()).as("of those that are known").isEqualTo(4_000);
  }

  /**
   * What is reported of a source that says every five seconds, for two minutes, what time it is.
   */
  private List<Detection> reported(String host, Function<Instant, Event.Builder> record) {
    List<Detection> found = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      Instant received = Instant.ofEpochMilli(START + arrival);
      arrival += 5_000;
      Event event = record.apply(received).host(host).receivedAt(received).build();
      assertThat(clocks.accept(event, found::add))
          .as("taken")
          .isEqualTo(event.time().toEpochMilli());
    }
    return found;
  }

  @Test
  void aStampThatTheEngineDidNotBelieveIsSuspectedAndIsNoTime() {
    List<Detection> found =
        reported(
            "tokyo",
            received ->
                Event.builder()
                    .derived("event.stamped", received.plus(Duration.ofHours(9)).toString()));
    assertThat(found).singleElement().satisfies(SourceClocksTest::isAboutTokyo);
    assertThat(counters.futureClocks).as("what the engine has counted").isZero();
    assertThat(watermark()).as("of the last arrival").isEqualTo(115_000);
  }

  private static void isAboutTokyo(Detection suspicion) {
    assertThat(suspicion.rule().id()).isEqualTo("nanosiem-zone-suspect");
    assertThat(suspicion.explanation())
        .isEqualTo(
            "tokyo stamps its records 9 h ahead of their arrival, steadily: its time zone is"
                + " probably read wrong.");
    assertThat(suspicion.time()).isEqualTo(suspicion.event().receivedAt());
  }

  @Test
  void whatIsNoStampIsNotSuspected() {
    assertThat(reported("a", received -> Event.builder().derived("event.stamped", "tomorrow")))
        .isEmpty();
    assertThat(reported("b", received -> Event.builder().derived("event.stamped", 1L << 40)))
        .isEmpty();
    assertThat(
            reported(
                "c",
                received ->
                    Event.builder()
                        .time(received)
                        .derived("event.stamped", received.plusSeconds(3_600).toString())))
        .as("a record whose own time was believed")
        .isEmpty();
    assertThat(
            reported(
                "d",
                received ->
                    Event.builder().field("event.stamped", received.plusSeconds(3_600).toString())))
        .as("a record that says so itself")
        .isEmpty();
  }

  @Test
  void aClockFurtherOffThanTheFarthestZoneIsNoZoneReadWrong() {
    for (int hours : new int[] {-26, -8, 14}) {
      assertThat(reported("h" + hours, received -> stamped(received, hours))).hasSize(1);
    }
    for (int hours : new int[] {-27, 27, 24 * 365, -24 * 365}) {
      assertThat(reported("h" + hours, received -> stamped(received, hours))).isEmpty();
    }
    assertThat(
            reported(
                "end",
                received -> Event.builder().derived("event.stamped", Instant.MAX.toString())))
        .isEmpty();
  }

  private static Event.Builder stamped(Instant received, int hours) {
    Instant said = received.plus(Duration.ofHours(hours));
    return hours < 0
        ? Event.builder().time(said)
        : Event.builder().derived("event.stamped", said.toString());
  }

  @Test
  void windowsThatWaitForASlowSourceAreEachDecidedOnce() {
    CorrelationRule few =
        CorrelationRule.of(RuleRef.of("few", "Few", Severity.LOW))
            .over("a")
            .by("host")
            .within(Duration.ofMillis(10))
            .when(new Condition.EventCount(Bounds.of(Bounds.Operator.LTE, BigDecimal.valueOf(2))))
            .build();
    CorrelationDetector detector = CorrelationDetector.builder().rules(List.of(few)).build();
    List<Long> verdicts = new ArrayList<>();
    accept(detector, "slow", 0, verdicts);
    for (int i = 0; i < 300; i++) {
      accept(detector, "fast", i * 100L, verdicts);
    }
    assertThat(verdicts).as("what does not fit is decided early").hasSize(300 - 64 - 1);
    detector.advanceTo(Instant.MAX, found -> verdicts.add(0L));
    assertThat(verdicts).hasSize(300 + 1);
    assertThat(detector.stats().lateDropped()).isZero();
    assertThat(detector.memoryBytes())
        .as("all is given back")
        .isLessThan(CorrelationDetector.builder().rules(List.of(few)).build().memoryBytes() + 500);
  }

  private static void accept(
      CorrelationDetector detector, String host, long millis, List<Long> verdicts) {
    Event event = Event.builder().host(host).time(Instant.ofEpochMilli(START + millis)).build();
    Detection met = Detection.of(RuleRef.of("a", "A", Severity.LOW), event, "met");
    detector.accept(
        event, List.of(met), found -> verdicts.add(found.time().toEpochMilli() - START));
  }
}
