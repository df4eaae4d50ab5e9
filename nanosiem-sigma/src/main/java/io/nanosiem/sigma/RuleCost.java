package io.nanosiem.sigma;

import io.nanosiem.event.Printable;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What one rule cost over a sample of events, and how often it fired: a row of a {@link
 * RuleProfile}.
 *
 * <p>Immutable.
 */
public final class RuleCost {
  private final SigmaRule rule;
  private final long asked;
  private final long hits;
  private final long verdictNanos;
  private final long evidenceNanos;
  private final long slowestNanos;
  private final double share;

  RuleCost(
      SigmaRule rule,
      long asked,
      long hits,
      long verdictNanos,
      long evidenceNanos,
      long slowestNanos,
      double share) {
    this.rule = rule;
    this.asked = asked;
    this.hits = hits;
    this.verdictNanos = verdictNanos;
    this.evidenceNanos = evidenceNanos;
    this.slowestNanos = slowestNanos;
    this.share = share;
  }

  /**
   * Which rule.
   *
   * @return the rule
   */
  public SigmaRule rule() {
    return rule;
  }

  /**
   * About how many events it was asked. About all others it needed no asking: they are not of its
   * log source, or hold none of its {@linkplain #clues() clues}.
   *
   * @return zero to the number of events
   */
  public long asked() {
    return asked;
  }

  /**
   * How many events it matched.
   *
   * @return zero to {@link #asked()}
   */
  public long hits() {
    return hits;
  }

  /**
   * About how many events it was asked in vain, as it did not match them.
   *
   * @return {@link #asked()} less {@link #hits()}
   */
  public long askedInVain() {
    return asked - hits;
  }

  /**
   * The time it took: for verdicts, and for the evidence of its hits.
   *
   * @return the sum over all events; zero or more
   */
  public Duration time() {
    return Duration.ofNanos(nanos());
  }

  long nanos() {
    return verdictNanos + evidenceNanos;
  }

  /**
   * The part of {@link #time()} in which the evidence of its hits was collected.
   *
   * @return the sum over all events; zero or more
   */
  public Duration evidenceTime() {
    return Duration.ofNanos(evidenceNanos);
  }

  /**
   * What it took to ask it about one event: {@link #time()} by {@link #asked()}.
   *
   * @return the average, rounded to nanoseconds; zero if it was not asked
   */
  public Duration timePerAsk() {
    return Duration.ofNanos(asked == 0 ? 0 : Math.round((double) nanos() / asked));
  }

  /**
   * The event that took it longest. If this is much of {@link #time()}, either the rule is slow on
   * certain events, such as a regular expression on a long text, or the thread was interrupted just
   * then; a second pass over the same events tells.
   *
   * @return the longest time for one event; zero or more
   */
  public Duration slowest() {
    return Duration.ofNanos(slowestNanos);
  }

  long slowestNanos() {
    return slowestNanos;
  }

  /**
   * The part it has in {@link RuleProfile#time()}.
   *
   * @return 0 to 1
   */
  public double share() {
    return share;
  }

  /**
   * Why it is asked: what an event must hold one of for the index to let it be asked. A rule that
   * is asked in vain about most events names something that most events hold, such as {@code
   * EventID whole '1'}; more exact words in its condition would spare that. An index that was
   * switched off, or that has fewer than {@value RuleIndex#FEWEST} rules to choose from for a log
   * source, asks each rule in any case.
   *
   * @return the clues as text, those first that are held to be in most events; empty if it is
   *     always asked, as nothing must be in what it matches; unmodifiable
   */
  public List<String> clues() {
    List<Clue> clues = rule.clues();
    return clues == null
        ? List.of()
        : clues.stream()
            .sorted(Comparator.comparingDouble((Clue clue) -> clue.frequency()).reversed())
            .map(clue -> Printable.of(clue.toString()))
            .toList();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: asked %,d, hits %,d, %,d ns (%.1f %%)",
        Printable.of(rule.title()),
        asked,
        hits,
        nanos(),
        100 * share);
  }
}
