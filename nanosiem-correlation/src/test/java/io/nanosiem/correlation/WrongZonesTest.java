package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.NanoSiem;
import io.nanosiem.alert.Alert;
import io.nanosiem.alert.MemorySink;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Detector;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import io.nanosiem.parse.ParseContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A machine at UTC+9, one at UTC-8 and one at UTC, whose stamps name no zone and are all read as
 * UTC: nothing stalls, nothing is lost, and the first two are reported.
 *
 * <p>Each is attacked from an address of its own. On each, two jobs begin: one ends within its
 * minute, the other never does, which is a verdict that has to wait for the end of a window.
 */
@Timeout(60)
class WrongZonesTest {
  private static final Instant START = Instant.parse("2026-06-02T12:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(4);

  /** Four minutes: time enough for every verdict to fall due while events still come. */
  private static final int ROUNDS = 60;

  private static final int JOBS_BEGIN = 5;
  private static final int GOOD_JOB_ENDS = 19;
  private static final int GUESSES_BEGIN = 10;
  private static final int LOGIN = 15;

  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** By how much the slowest source may hold a verdict back, as the detector has it usually. */
  private static final Duration MAX_LAG = Duration.ofMinutes(1);

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT);

  private static final RuleRef BEGUN = RuleRef.of("begun", "Job begun", Severity.INFORMATIONAL);
  private static final RuleRef ENDED = RuleRef.of("ended", "Job ended", Severity.INFORMATIONAL);

  private static final Detector JOBS =
      (event, findings) -> {
        String message = Objects.requireNonNullElse(event.message(), "");
        if (message.startsWith("job ")) {
          RuleRef rule = message.endsWith("begun") ? BEGUN : ENDED;
          findings.add(Detection.of(rule, event, message).asSignal());
        }
      };

  private static final CorrelationRule NEVER_ENDED =
      CorrelationRule.of(RuleRef.of("never-ended", "A job did not end", Severity.HIGH))
          .over("begun", "ended")
          .by("host", "program")
          .within(WINDOW)
          .when(
              new Condition.TemporalExpression(
                  new RuleExpression.And(
                      List.of(
                          new RuleExpression.Met("begun"),
                          new RuleExpression.Not(new RuleExpression.Met("ended"))))))
          .build();

  private enum Machine {
    TOKYO(9, "203.0.113.9"),
    LONDON(0, "203.0.113.10"),
    SEATTLE(-8, "203.0.113.8");

    final Duration ahead;
    final String attacker;

    Machine(int hoursAhead, String attacker) {
      this.ahead = Duration.ofHours(hoursAhead);
      this.attacker = attacker;
    }

    String host() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** What it sends in a round; the stamp is what the clock on its wall says. */
    String line(int round) {
      String stamp = STAMP.format(sent(round).plus(ahead).atOffset(ZoneOffset.UTC));
      return "<38>" + stamp + " " + host() + " " + said(round);
    }

    /** When it was, as far as it is believed: what is ahead is taken when it arrives. */
    Instant taken(int round) {
      return ahead.isNegative() ? sent(round).plus(ahead) : sent(round);
    }

    private String said(int round) {
      if (round == JOBS_BEGIN) {
        return "nightly[77]: job begun";
      }
      if (round == JOBS_BEGIN + 1) {
        return "hourly[78]: job begun";
      }
      if (round == GOOD_JOB_ENDS) {
        return "hourly[78]: job ended";
      }
      if (round >= GUESSES_BEGIN && round < LOGIN) {
        return "sshd[812]: Failed password for root from " + attacker + " port 40" + round;
      }
      if (round == LOGIN) {
        return "sshd[812]: Accepted password for root from " + attacker + " port 4015 ssh2";
      }
      return "app[5]: all is well";
    }
  }

  /** When the line of a round is sent and, as the network takes no time, received. */
  private static Instant sent(int round) {
    return START.plus(STEP.multipliedBy(round));
  }

  private static CorrelationDetector detector() {
    return CorrelationDetector.builder()
        .chains(BuiltInChains.standard().chains())
        .rules(List.of(NEVER_ENDED))
        .build();
  }

  private static void inTurn(BiConsumer<Machine, Integer> sending) {
    for (int round = 0; round < ROUNDS; round++) {
      for (Machine machine : Machine.values()) {
        sending.accept(machine, round);
      }
    }
  }

  /** What was found, and when by the clock on our own wall. */
  private record Found(Detection detection, Instant at) {
    String rule() {
      return detection.rule().id();
    }
  }

  private static void nothingIsMissing(List<Found> found, CorrelationDetector detector) {
    for (Machine machine : Machine.values()) {
      assertThat(guesses(found, "chain-006", machine).at()).isEqualTo(sent(LOGIN - 1));
      Found guessed = guesses(found, "chain-001", machine);
      assertThat(guessed.at()).isEqualTo(sent(LOGIN));
      assertThat(guessed.detection().time()).isEqualTo(machine.taken(LOGIN));
      assertThat(guessed.detection().events()).hasSize(6);
      Found verdict = verdict(found, machine);
      assertThat(verdict.detection().time()).isEqualTo(machine.taken(JOBS_BEGIN).plus(WINDOW));
      Instant over = sent(JOBS_BEGIN).plus(WINDOW);
      assertThat(verdict.at())
          .as("not before the window is over, and soon after: %s", verdict)
          .isBetween(over, over.plus(MAX_LAG).plus(STEP));
    }
    assertThat(found)
        .extracting(Found::rule)
        .containsExactlyInAnyOrder(
            "chain-001",
            "chain-001",
            "chain-001",
            "chain-006",
            "chain-006",
            "chain-006",
            "never-ended",
            "never-ended",
            "never-ended",
            "nanosiem-zone-suspect",
            "nanosiem-zone-suspect");
    assertThat(found)
        .filteredOn(one -> one.rule().equals("nanosiem-zone-suspect"))
        .extracting(one -> one.detection().explanation())
        .containsExactly(
            "tokyo stamps its records 9 h ahead of their arrival, steadily: its time zone is"
                + " probably read wrong.",
            "seattle stamps its records 8 h behind their arrival, steadily: its time zone is"
                + " probably read wrong.");
    CorrelationStats stats = detector.stats();
    assertThat(stats.lateDropped()).isZero();
    assertThat(stats.evicted()).isZero();
    assertThat(stats.sources()).isEqualTo(3);
    assertThat(stats.zoneSuspects()).isEqualTo(2);
  }

  private static Found guesses(List<Found> found, String chain, Machine machine) {
    return only(
        found.stream()
            .filter(one -> one.rule().equals(chain))
            .filter(
                one ->
                    Objects.requireNonNull(one.detection().entity())
                        .value()
                        .equals(machine.attacker))
            .toList());
  }

  private static Found verdict(List<Found> found, Machine machine) {
    Found verdict =
        only(
            found.stream()
                .filter(one -> one.rule().equals("never-ended"))
                .filter(one -> machine.host().equals(one.detection().event().host()))
                .toList());
    assertThat(verdict.detection().event().program()).isEqualTo("nightly");
    return verdict;
  }

  private static Found only(List<Found> found) {
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  /** The detector alone, which is shown the stamps as they are. */
  @Test
  void aDetectorFindsEverythingOnEachMachine() {
    CorrelationDetector detector = detector();
    LogParser parser = LogParser.auto();
    Normalizer normalizer = Normalizer.standard();
    List<Found> found = new ArrayList<>();
    inTurn(
        (machine, round) -> {
          Instant now = sent(round);
          Event.Builder read = Event.builder().receivedAt(now);
          parser.parse(machine.line(round), ParseContext.live(now), read);
          normalizer.normalize(read);
          Event event = read.build();
          assertThat(event.time()).isEqualTo(now.plus(machine.ahead));
          List<Detection> before = new ArrayList<>();
          JOBS.detect(event, before::add);
          detector.accept(event, before, one -> found.add(new Found(one, now)));
        });
    nothingIsMissing(found, detector);
    assertThat(detector.stats().futureClocks()).isEqualTo(ROUNDS);
  }

  /** The same lines through a live engine. */
  @Test
  void aLiveEngineFindsEverythingOnEachMachine() {
    WallClock clock = new WallClock();
    CorrelationDetector detector = detector();
    MemorySink sink = new MemorySink();
    try (NanoSiem siem =
        NanoSiem.builder().clock(clock).detector(JOBS).detector(detector).sink(sink).start()) {
      inTurn(
          (machine, round) -> {
            clock.now = sent(round);
            assertThat(siem.submit(machine.line(round))).isTrue();
            assertThat(siem.awaitIdle(Duration.ofSeconds(20))).isTrue();
          });
      assertThat(siem.stats().processed()).isEqualTo(3L * ROUNDS);
      assertThat(siem.stats().dropped()).isZero();
      assertThat(siem.stats().faults()).isEmpty();
      assertThat(siem.stats().warnings()).containsEntry("future_time", (long) ROUNDS);
    }
    List<Found> found = new ArrayList<>();
    for (Alert alert : sink.alerts()) {
      assertThat(alert.count()).as(alert.summary()).isEqualTo(1);
    }
    for (Alert alert : sink.revisions()) {
      if (alert.revision() == 1) {
        found.add(new Found(alert.detection(), alert.recordedAt()));
      }
    }
    nothingIsMissing(found, detector);
    Detection tokyo = guesses(found, "chain-001", Machine.TOKYO).detection();
    assertThat(tokyo.events()).noneMatch(Event::hasOwnTime);
    assertThat(tokyo.event().field("event.stamped"))
        .isEqualTo(sent(LOGIN).plus(Machine.TOKYO.ahead).toString());
    Detection seattle = guesses(found, "chain-001", Machine.SEATTLE).detection();
    assertThat(seattle.events()).allMatch(Event::hasOwnTime);
  }

  /** What the test sets it to: it moves only while the engine is not idle. */
  private static final class WallClock extends Clock {
    volatile Instant now = START;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("tests read instants only");
    }
  }
}
