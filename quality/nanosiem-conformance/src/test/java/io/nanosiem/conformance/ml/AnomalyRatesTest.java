package io.nanosiem.conformance.ml;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.conformance.OutsideData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * As many unseen ordinary events stand out as the detector promised.
 *
 * <p>The bound is a fifth of the rate on either side. Where one log has too few events for that, or
 * they come in bursts, the bound is 2.6 standard errors by block bootstrap if that is wider: chance
 * alone exceeds it once in a hundred times.
 */
class AnomalyRatesTest {
  private static final int SITES = 6;
  private static final double BOUND = 0.2;
  private static final double ERRORS = 2.6;

  /** One in a hundred and one in two hundred; of rarer ones there are too few here. */
  private static final int CHECKED = 2;

  @Test
  void holdOnTheNextWeekOfNanoAuth() {
    AnomalyEvaluation.Pair weeks = AnomalyEvaluation.nanoAuth(OutsideData.folder());

    check("nano-auth", outcome(weeks, 1), true);
  }

  @Test
  void holdOnTheNextWeeksOfMadeUpSites() {
    Outcome all = new Outcome();
    for (int seed = 1; seed <= SITES; seed++) {
      AnomalyEvaluation.Pair weeks = AnomalyEvaluation.generated(seed, Drift.NONE);
      EventScorer.Scores scores = scores(weeks, seed);
      all.add(weeks.test(), scores);
      Outcome one = new Outcome();
      one.add(weeks.test(), scores);
      // Only told: each has its own scanner and its own patch night, too few to be judged alone.
      for (int rate = 0; rate < CHECKED; rate++) {
        System.out.println(words("site " + seed, one, rate));
      }
    }

    assertThat(all.ordinary()).isGreaterThan(200_000);
    check("all sites", all, false);
  }

  @Test
  void holdOnTheOtherHalfOfRealLogs() {
    Outcome all = new Outcome();
    List<String> logs = new ArrayList<>();
    for (Path file : EventLog.realLogs(OutsideData.folder())) {
      EventLog log = EventLog.unlabelled(file);
      // By halves at random, since a real log is not in its second half what it was in its first.
      if (log.size() >= 2_000) {
        AnomalyEvaluation.split(log, EventScorer::detector, true, all);
        logs.add(EventLog.nameOf(file));
      }
    }

    assertThat(logs).hasSize(17);
    check("real logs", all, true);
  }

  @Test
  void doNotFlagWhatWasLearnt() {
    List<Path> files = EventLog.realLogs(OutsideData.folder());
    int events = 0;
    double flagged = 0;
    for (Path file : files) {
      EventLog log = EventLog.unlabelled(file);
      if (log.size() >= 2_000) {
        Outcome own = outcome(new AnomalyEvaluation.Pair(log, log), 1);
        flagged += own.share(1) * log.size();
        events += log.size();
      }
    }

    System.out.printf(
        Locale.ROOT, "real logs: %.2f %% of training events at 0.5 %%%n", 100 * flagged / events);
    assertThat(flagged / events).isBetween(0.002, 0.0075);
  }

  private static Outcome outcome(AnomalyEvaluation.Pair logs, long seed) {
    Outcome outcome = new Outcome();
    outcome.add(logs.test(), scores(logs, seed));
    return outcome;
  }

  private static EventScorer.Scores scores(AnomalyEvaluation.Pair logs, long seed) {
    return EventScorer.detector(logs.training().events(), seed).score(logs.test().events());
  }

  private static void check(String name, Outcome outcome, boolean mayBeFew) {
    for (int rate = 0; rate < CHECKED; rate++) {
      double nominal = EventScorer.RATES.get(rate);
      double bound = BOUND * nominal;
      if (mayBeFew) {
        bound = Math.max(bound, ERRORS * outcome.blockError(rate));
      }
      String words = words(name, outcome, rate);
      System.out.println(words);
      assertThat(Math.abs(outcome.share(rate) - nominal)).as(words).isLessThanOrEqualTo(bound);
    }
  }

  private static String words(String name, Outcome outcome, int rate) {
    return String.format(
        Locale.ROOT,
        "%s: %.3f %% of %,d ordinary events at %.1f %%, error by blocks %.3f",
        name,
        100 * outcome.share(rate),
        outcome.ordinary(),
        100 * EventScorer.RATES.get(rate),
        100 * outcome.blockError(rate));
  }
}
