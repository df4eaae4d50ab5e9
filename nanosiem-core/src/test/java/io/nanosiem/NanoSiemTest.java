package io.nanosiem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.alert.Alert;
import io.nanosiem.alert.AlertFilter;
import io.nanosiem.alert.AlertStatus;
import io.nanosiem.alert.MemorySink;
import io.nanosiem.alert.Sink;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Detector;
import io.nanosiem.detect.Findings;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.detect.StatefulDetector;
import io.nanosiem.event.Event;
import io.nanosiem.listen.Overflow;
import io.nanosiem.listen.SyslogListener;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NanoSiemTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final RuleRef BAD = RuleRef.of("bad", "Bad word", Severity.HIGH, "attack.t1110");
  private static final Detector BAD_WORD =
      (event, findings) -> {
        if (event.message() != null && event.message().contains("bad")) {
          findings.add(Detection.of(BAD, event, "said bad"));
        }
      };

  @Test
  void anEngineWithoutAnythingIsLegal() {
    try (NanoSiem siem = NanoSiem.builder().start()) {
      assertThat(siem.submit("hello")).isTrue();
      assertThat(siem.awaitIdle(SOON)).isTrue();
      assertThat(siem.stats().processed()).isEqualTo(1);
    }
  }

  @Test
  void findsRaisesAndDelivers() {
    MemorySink all = new MemorySink();
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    try (NanoSiem siem =
        NanoSiem.builder()
            .detector(BAD_WORD)
            .sink(all)
            .onAlert(alert -> heard.add(alert.rule().id()))
            .start()) {
      siem.submit("all good");
      siem.submit("this is bad");
      assertThat(siem.awaitIdle(SOON)).isTrue();
      assertThat(all.alerts())
          .singleElement()
          .satisfies(
              alert -> {
                assertThat(alert.status()).isEqualTo(AlertStatus.OPENED);
                assertThat(alert.detection().event().raw()).isEqualTo("this is bad");
                assertThat(alert.detection().event().id()).isEqualTo("submit:2");
              });
      assertThat(heard).containsExactly("bad");
    }
  }

  @Test
  void routesByFilter() {
    MemorySink high = new MemorySink();
    MemorySink critical = new MemorySink();
    MemorySink tagged = new MemorySink();
    try (NanoSiem siem =
        NanoSiem.builder()
            .detector(BAD_WORD)
            .sink(high, AlertFilter.atLeast(Severity.HIGH))
            .sink(critical, AlertFilter.atLeast(Severity.CRITICAL))
            .sink(tagged, AlertFilter.tag("attack.t1110").and(AlertFilter.rule("bad")))
            .start()) {
      siem.submit("bad");
      siem.awaitIdle(SOON);
    }
    assertThat(high.alerts()).hasSize(1);
    assertThat(critical.alerts()).isEmpty();
    assertThat(tagged.alerts()).hasSize(1);
  }

  @Test
  void processGivesTheVerdictInTheCallersThread() {
    MemorySink sink = new MemorySink();
    Thread[] where = new Thread[1];
    Detector here = (event, findings) -> where[0] = Thread.currentThread();
    try (NanoSiem siem = NanoSiem.builder().detector(BAD_WORD).detector(here).sink(sink).start()) {
      List<Detection> verdict =
          siem.process(Event.builder().message("a bad thing").user("eve").build());
      assertThat(verdict).extracting(found -> found.rule().id()).containsExactly("bad");
      assertThat(where[0]).isSameAs(Thread.currentThread());
      assertThat(siem.process("nothing here")).isEmpty();
      siem.awaitIdle(SOON);
      assertThat(sink.alerts()).hasSize(1);
    }
  }

  @Test
  void statefulDetectorsSeeEveryEventOnceInOrderWithAnyNumberOfWorkers() {
    for (int workers : new int[] {1, 4}) {
      Recorder recorder = new Recorder();
      // Uneven work, so that batches finish out of order.
      Detector uneven =
          (event, findings) -> {
            if (event.message() != null && event.message().hashCode() % 97 == 0) {
              Thread.onSpinWait();
            }
          };
      try (NanoSiem siem =
          NanoSiem.builder().workers(workers).detector(uneven).detector(recorder).start()) {
        for (int i = 0; i < 20_000; i++) {
          siem.submit("line " + i);
        }
        assertThat(siem.awaitIdle(SOON)).isTrue();
      }
      assertThat(recorder.seen).hasSize(20_000);
      for (int i = 0; i < 20_000; i++) {
        assertThat(recorder.seen.get(i)).isEqualTo("line " + i);
      }
    }
  }

  @Test
  void statefulDetectorsSeeWhatWasFoundBefore() {
    List<String> found = Collections.synchronizedList(new ArrayList<>());
    Recorder first =
        new Recorder() {
          @Override
          public void accept(Event event, List<Detection> before, Findings findings) {
            if (!before.isEmpty()) {
              findings.add(
                  Detection.of(RuleRef.of("second", "Second", Severity.LOW), event, "followed"));
            }
          }
        };
    Recorder last =
        new Recorder() {
          @Override
          public void accept(Event event, List<Detection> before, Findings findings) {
            before.forEach(detection -> found.add(detection.rule().id()));
          }
        };
    try (NanoSiem siem =
        NanoSiem.builder().detector(BAD_WORD).detector(first).detector(last).start()) {
      siem.submit("bad");
      siem.awaitIdle(SOON);
    }
    assertThat(found).containsExactly("bad", "second");
  }

  @Test
  void aSignalIsForStatefulDetectorsAlone() {
    MemorySink sink = new MemorySink();
    Recorder twice =
        new Recorder() {
          @Override
          public void accept(Event event, List<Detection> before, Findings findings) {
            seen.addAll(before.stream().map(detection -> detection.rule().id()).toList());
            if (seen.size() == 2) {
              findings.add(
                  Detection.of(RuleRef.of("twice", "Twice", Severity.HIGH), event, "again"));
            }
          }
        };
    Detector quiet =
        (event, findings) -> findings.add(Detection.of(BAD, event, "said bad").asSignal());
    try (NanoSiem siem = NanoSiem.builder().detector(quiet).detector(twice).sink(sink).start()) {
      assertThat(siem.process("bad")).isEmpty();
      assertThat(siem.process("bad")).extracting(one -> one.rule().id()).containsExactly("twice");
      siem.awaitIdle(SOON);
      assertThat(siem.stats().detections()).isEqualTo(1);
    }
    assertThat(twice.seen).containsExactly("bad", "bad");
    assertThat(sink.alerts()).extracting(alert -> alert.rule().id()).containsExactly("twice");
  }

  @Test
  void aParallelDetectorThatCannotEvenSayItsNameStopsNothing() {
    MemorySink sink = new MemorySink();
    AtomicInteger calls = new AtomicInteger();
    Recorder broken =
        new Recorder() {
          @Override
          public boolean isParallel() {
            return true;
          }

          @Override
          public void acceptAll(
              List<Event> events, List<List<Detection>> found, List<? extends Findings> findings) {
            calls.incrementAndGet();
            findings.clear(); // which is not its own to clear
          }

          @Override
          public String name() {
            if (calls.get() > 0) {
              throw new IllegalStateException("no name");
            }
            return "broken";
          }
        };
    try (NanoSiem siem =
        NanoSiem.builder().detector(BAD_WORD).detector(broken).sink(sink).start()) {
      for (int i = 0; i < 10; i++) {
        siem.submit("bad " + i);
        assertThat(siem.awaitIdle(SOON)).isTrue();
      }
      assertThat(siem.stats().faults()).isEqualTo(Map.of("engine", 10L));
      assertThat(siem.stats().detections()).isEqualTo(10);
    }
    assertThat(calls).hasValue(10);
  }

  @Test
  void aDetectorThatThrowsIsCountedAndTheEventGoesOn() {
    MemorySink sink = new MemorySink();
    List<String> faults = Collections.synchronizedList(new ArrayList<>());
    Detector broken =
        (event, findings) -> {
          if ("bad 7".equals(event.message())) {
            throw new IllegalStateException("seven");
          }
          if ("bad 8".equals(event.message())) {
            throw new StackOverflowError();
          }
        };
    try (NanoSiem siem =
        NanoSiem.builder()
            .detector("broken", broken)
            .detector(BAD_WORD)
            .sink(sink)
            .observer(
                new EngineObserver() {
                  @Override
                  public void onFault(
                      String component,
                      Throwable fault,
                      @org.jspecify.annotations.Nullable Event event) {
                    faults.add(component + " " + fault.getMessage());
                  }
                })
            .start()) {
      for (int i = 0; i < 10; i++) {
        siem.submit("bad " + i);
      }
      siem.awaitIdle(SOON);
      assertThat(siem.stats().faults()).containsEntry("detector:broken", 2L);
      assertThat(siem.stats().detections()).isEqualTo(10);
      assertThat(siem.stats().processed()).isEqualTo(10);
    }
    assertThat(faults).as("told once in an interval").containsExactly("detector:broken seven");
    assertThat(sink.alerts()).hasSize(1);
  }

  @Test
  void aSinkThatThrowsGetsTheAlertAgainAndOthersDoNotNotice() {
    MemorySink good = new MemorySink();
    AtomicInteger tries = new AtomicInteger();
    List<String> taken = Collections.synchronizedList(new ArrayList<>());
    Sink flaky =
        alert -> {
          if (tries.incrementAndGet() < 3) {
            throw new IOException("disk full");
          }
          taken.add(alert.id());
        };
    try (NanoSiem siem = NanoSiem.builder().detector(BAD_WORD).sink(flaky).sink(good).start()) {
      siem.submit("bad");
      assertThat(siem.awaitIdle(SOON)).isTrue();
      assertThat(siem.stats().faults()).containsEntry("sink:sink", 2L);
    }
    assertThat(taken).hasSize(1);
    assertThat(good.alerts()).hasSize(1);
  }

  @Test
  void aSinkThatHangsHoldsUpNeitherDetectionNorClosing() {
    CountDownLatch never = new CountDownLatch(1);
    Sink hung =
        alert -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    MemorySink good = new MemorySink();
    NanoSiem siem =
        NanoSiem.builder()
            .detector(BAD_WORD)
            .sink(hung)
            .sink(good)
            .shutdownTimeout(Duration.ofMillis(300))
            .start();
    siem.submit("bad");
    assertThat(siem.awaitIdle(Duration.ofMillis(200))).isFalse();
    assertThat(good.alerts()).hasSize(1);
    ShutdownReport report = siem.shutdown();
    assertThat(report.isComplete()).isFalse();
    assertThat(report.undelivered()).isEqualTo(1);
    assertThat(report.unprocessed()).isZero();
    assertThat(report.took()).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void dropsAndCountsWhenToldNotToWait() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Detector slow =
        (event, findings) -> {
          begun.countDown();
          awaitQuietly(go);
        };
    try (NanoSiem siem =
        NanoSiem.builder()
            .workers(1)
            .intakeCapacity(10)
            .overflow(Overflow.DROP_NEWEST)
            .detector(slow)
            .start()) {
      int taken = 0;
      for (int i = 0; i < 25; i++) {
        taken += siem.submit("line " + i) ? 1 : 0;
      }
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(taken).isEqualTo(10);
      assertThat(siem.stats().dropped()).isEqualTo(15);
      go.countDown();
      assertThat(siem.awaitIdle(SOON)).isTrue();
      assertThat(siem.stats().processed()).isEqualTo(10);
      assertThat(siem.stats().received()).isEqualTo(25);
    }
  }

  @Test
  void holdsNoMoreBytesThanAllowedAndStillTakesALineThatIsLarger() {
    CountDownLatch go = new CountDownLatch(1);
    try (NanoSiem siem =
        NanoSiem.builder()
            .workers(1)
            .maxMemory(1 << 20)
            .overflow(Overflow.DROP_NEWEST)
            .detector((event, findings) -> awaitQuietly(go))
            .start()) {
      String large = "x".repeat(1 << 20);
      assertThat(siem.submit(large)).as("nothing else is there").isTrue();
      assertThat(siem.submit(large)).isFalse();
      go.countDown();
      assertThat(siem.awaitIdle(SOON)).isTrue();
      assertThat(siem.submit(large)).isTrue();
      assertThat(siem.awaitIdle(SOON)).isTrue();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void pauseIsAKillSwitch() {
    MemorySink sink = new MemorySink();
    try (NanoSiem siem = NanoSiem.builder().detector(BAD_WORD).sink(sink).start()) {
      siem.pause();
      assertThat(siem.submit("bad")).isFalse();
      assertThat(siem.process("bad")).isEmpty();
      siem.resume();
      assertThat(siem.submit("bad")).isTrue();
      siem.awaitIdle(SOON);
      assertThat(siem.stats().dropped()).isEqualTo(2);
      assertThat(sink.alerts()).hasSize(1);
    }
  }

  @Test
  void closingDrainsAndMayBeDoneTwiceAndFromAnywhere() throws InterruptedException {
    MemorySink sink = new MemorySink();
    AtomicInteger seen = new AtomicInteger();
    NanoSiem siem =
        NanoSiem.builder()
            .detector((event, findings) -> seen.incrementAndGet())
            .detector(BAD_WORD)
            .sink(sink)
            .start();
    AtomicInteger taken = new AtomicInteger();
    Thread submitter =
        new Thread(
            () -> {
              for (int i = 0; i < 50_000; i++) {
                taken.addAndGet(siem.submit("bad " + i) ? 1 : 0);
              }
            });
    submitter.start();
    Thread other = new Thread(siem::close);
    other.start();
    siem.close();
    other.join();
    siem.close();
    submitter.join();
    assertThat(seen.get()).as("everything taken was worked on").isEqualTo(taken.get());
    assertThat(siem.submit("late")).isFalse();
    assertThat(siem.process("bad late")).isEmpty();
    assertThat(siem.shutdown().isComplete()).isTrue();
    if (taken.get() > 1) {
      Alert last = sink.revisions().get(sink.revisions().size() - 1);
      assertThat(last.count()).as("what grew is told at the end").isEqualTo(taken.get());
    }
  }

  @Test
  void canBeClosedFromItsOwnThread() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    NanoSiem[] holder = new NanoSiem[1];
    NanoSiem siem =
        NanoSiem.builder()
            .detector(BAD_WORD)
            .onAlert(
                alert -> {
                  holder[0].close();
                  closed.countDown();
                })
            .build();
    holder[0] = siem;
    siem.start();
    siem.submit("bad");
    assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(siem.shutdown().isComplete()).isTrue();
    assertThat(siem.shutdown().took()).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void leavesNoThreadBehindOverFiftyLives() {
    for (int life = 0; life < 50; life++) {
      try (NanoSiem siem =
          NanoSiem.builder()
              .name("fifty")
              .detector(BAD_WORD)
              .listener(SyslogListener.tcp(0))
              .sink(new MemorySink())
              .onAlert(alert -> {})
              .start()) {
        siem.submit("bad");
        siem.awaitIdle(SOON);
      }
    }
    Set<String> left =
        Thread.getAllStackTraces().keySet().stream()
            .filter(Thread::isAlive)
            .map(Thread::getName)
            .filter(name -> name.startsWith("fifty"))
            .collect(Collectors.toSet());
    assertThat(left).isEmpty();
  }

  @Test
  void twoEnginesDoNotKnowOfEachOther() {
    MemorySink one = new MemorySink();
    MemorySink two = new MemorySink();
    try (NanoSiem first = NanoSiem.builder().detector(BAD_WORD).sink(one).start();
        NanoSiem second = NanoSiem.builder().sink(two).start()) {
      first.submit("bad");
      second.submit("bad");
      first.awaitIdle(SOON);
      second.awaitIdle(SOON);
    }
    assertThat(one.alerts()).hasSize(1);
    assertThat(two.alerts()).isEmpty();
  }

  @Test
  void clocksInTheFutureAreNotBelieved() {
    ManualClock clock = new ManualClock(Instant.parse("2026-06-02T03:00:00Z"));
    Recorder recorder = new Recorder();
    try (NanoSiem siem = NanoSiem.builder().clock(clock).detector(recorder).start()) {
      siem.process(Event.builder().time(Instant.parse("2026-06-02T03:04:59Z")).build());
      siem.process(Event.builder().time(Instant.parse("9999-01-01T00:00:00Z")).build());
      assertThat(siem.stats().warnings()).containsEntry("future_time", 1L);
    }
    assertThat(recorder.times)
        .containsExactly(
            Instant.parse("2026-06-02T03:04:59Z"), Instant.parse("2026-06-02T03:00:00Z"));
    assertThat(recorder.advanced).as("events tell their own time").isEmpty();
  }

  @Test
  void whatAStampAheadOfTheClockSaidIsKeptAndIsNoTime() {
    ManualClock clock = new ManualClock(Instant.parse("2026-06-02T03:00:00Z"));
    List<Event> seen = Collections.synchronizedList(new ArrayList<>());
    try (NanoSiem siem =
        NanoSiem.builder().clock(clock).detector((event, findings) -> seen.add(event)).start()) {
      siem.submit("<34>1 2026-06-02T12:00:00.5+00:00 tokyo app 1 - - nine hours ahead");
      siem.submit("<34>1 2026-06-02T03:05:00Z web-01 app 1 - - five minutes ahead");
      assertThat(siem.awaitIdle(SOON)).isTrue();
    }
    seen.sort(Comparator.comparing(event -> String.valueOf(event.host())));
    Event ahead = seen.get(0);
    assertThat(ahead.field("event.stamped")).isEqualTo("2026-06-02T12:00:00.500Z");
    assertThat(ahead.hasOwnTime()).isFalse();
    assertThat(ahead.time()).isEqualTo(clock.instant()).isEqualTo(ahead.receivedAt());
    assertThat(ahead.field("time")).isEqualTo("2026-06-02T03:00:00Z");
    assertThat(ahead.field("@timestamp")).isEqualTo("2026-06-02T03:00:00Z");
    assertThat(seen.get(1).hasOwnTime()).isTrue();
    assertThat(seen.get(1).derived()).doesNotContainKey("event.stamped");
  }

  @Test
  void anIdleLiveEngineLetsTheClockCloseAlerts() {
    ManualClock clock = new ManualClock(Instant.parse("2026-06-02T03:00:00Z"));
    MemorySink sink = new MemorySink();
    try (NanoSiem siem = NanoSiem.builder().clock(clock).detector(BAD_WORD).sink(sink).start()) {
      siem.submit("bad");
      siem.awaitIdle(SOON);
      clock.advance(Duration.ofMinutes(10));
      long deadline = System.nanoTime() + SOON.toNanos();
      while (sink.revisions().size() < 2 && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
    }
    assertThat(sink.revisions())
        .extracting(Alert::status)
        .containsExactly(AlertStatus.OPENED, AlertStatus.CLOSED);
  }

  private static void awaitSize(List<?> list, int size) {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (list.size() < size && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  @Test
  void linesOfLastMonthFindTheirWindowsOpenAfterAPause() {
    ManualClock clock = new ManualClock(Instant.parse("2026-07-02T03:00:00Z"));
    Recorder recorder = new Recorder();
    try (NanoSiem siem = NanoSiem.builder().clock(clock).detector(recorder).start()) {
      siem.submit("<34>1 2026-06-02T03:00:00Z web-01 app 1 - - one");
      siem.awaitIdle(SOON);
      clock.advance(Duration.ofSeconds(40));
      awaitSize(recorder.advanced, 1);
      siem.submit("<34>1 2026-06-02T03:00:20Z web-01 app 1 - - two");
      siem.awaitIdle(SOON);
    }
    assertThat(recorder.advanced)
        .as("forty seconds of silence, of which thirty are waited out")
        .containsExactly(Instant.parse("2026-06-02T03:00:10Z"));
  }

  @Test
  void refusesWrongSettingsWhereTheyAreMade() {
    NanoSiem.Builder builder = NanoSiem.builder().dedupWindow(Duration.ofMinutes(5));
    assertThatThrownBy(() -> builder.dedupWindow(Duration.ofMinutes(6)))
        .hasMessage("dedupWindow was already set to PT5M");
    assertThatThrownBy(() -> NanoSiem.builder().workers(0))
        .hasMessage("workers 0 is not between 1 and 64");
    assertThatThrownBy(() -> NanoSiem.builder().maxMemory(5))
        .hasMessage("maxMemory 5 is less than a mebibyte");
  }

  @Test
  void refusesContradictionsTogetherWhenBuilt() {
    NanoSiem.Builder builder =
        NanoSiem.builder()
            .replay()
            .overflow(Overflow.BLOCK)
            .listener(SyslogListener.tcp(5140))
            .listener(SyslogListener.tcp(5140));
    assertThatThrownBy(builder::build)
        .hasMessageContaining("a replay cannot read tcp:5140")
        .hasMessageContaining("a replay never drops")
        .hasMessageContaining("several listeners have the same name");
  }

  @Test
  void startsOnce() {
    try (NanoSiem siem = NanoSiem.builder().start()) {
      assertThatThrownBy(siem::start).isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(() -> NanoSiem.builder().replay().start().submit("x"))
        .isInstanceOf(IllegalStateException.class);
  }

  /** Writes down what it sees. */
  private static class Recorder implements StatefulDetector {
    final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    final List<Instant> times = Collections.synchronizedList(new ArrayList<>());
    final List<Instant> advanced = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void accept(Event event, List<Detection> found, Findings findings) {
      seen.add(String.valueOf(event.message()));
      times.add(event.time());
    }

    @Override
    public void advanceTo(Instant eventTime, Findings findings) {
      advanced.add(eventTime);
    }

    @Override
    public long memoryBytes() {
      return 0;
    }

    @Override
    public void limitMemory(long bytes) {}
  }
}
