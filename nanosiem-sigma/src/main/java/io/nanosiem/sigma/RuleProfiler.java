package io.nanosiem.sigma;

import io.nanosiem.event.Event;
import io.nanosiem.event.FieldSource;
import io.nanosiem.event.LogSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Finds out what each rule of a set costs, and how often it fires, over a sample of events.
 *
 * <pre>{@code
 * RuleProfiler profiler = rules.profiler();
 * sample.forEach(profiler::accept); // once for the virtual machine to warm up
 * profiler.reset();
 * sample.forEach(profiler::accept);
 * System.out.println(profiler.profile());
 * }</pre>
 *
 * <p>It does with an event what {@link SigmaRules#match(FieldSource)} does, and looks at the clock
 * in between; rules that are matched without a profiler pay nothing for it. What is counted does
 * not depend on the machine. What is measured does:
 *
 * <ul>
 *   <li>It is wall time: on a busy machine, whatever interrupts the thread (another process, the
 *       garbage collector) is put down to the rule that was being asked. What takes more than a
 *       millisecond is therefore done once more, and the shorter time counts. Shorter interruptions
 *       stay in, and so may the odd long one; {@link RuleCost#slowest()} shows whether a rule owes
 *       its place to one event.
 *   <li>The first events are slower, until the virtual machine has compiled what they need: feed
 *       the sample, {@link #reset()}, and feed it again. The caches of the processor stay as they
 *       are, so a sample of a few events makes rules look faster than a stream does.
 *   <li>Reading the clock takes about as long as asking a simple rule. It is measured when the
 *       profiler is made, in some milliseconds, and taken off the sums, never below zero.
 * </ul>
 *
 * <p>Searches that are too long count in {@link SigmaRules#skippedSearches()} as ever, those of
 * rules that are asked once more twice.
 *
 * <p>Memory: five numbers for each rule, whatever the number of events; no event is held. One
 * thread at a time; several profilers of one set may run side by side.
 */
public final class RuleProfiler {
  private static final int BATCHES = 100;
  private static final int BATCH = 2_000;

  /** Hardly a rule takes so long, but a scheduler's slice or a collection does. */
  private static final long SUSPICIOUS_NANOS = 1_000_000;

  private final SigmaRules rules;
  private final LongSupplier nanoClock;
  private final double reading;
  private long events;
  private long indexNanos;
  private final long[] asked;
  private final long[] hits;
  private final long[] verdictNanos;
  private final long[] evidenceNanos;
  private final long[] slowestNanos;

  RuleProfiler(SigmaRules rules) {
    this(rules, System::nanoTime);
  }

  /** With another clock, which never runs backwards. */
  RuleProfiler(SigmaRules rules, LongSupplier nanoClock) {
    int size = rules.rules().size();
    this.rules = rules;
    this.nanoClock = nanoClock;
    this.reading = reading(nanoClock);
    asked = new long[size];
    hits = new long[size];
    verdictNanos = new long[size];
    evidenceNanos = new long[size];
    slowestNanos = new long[size];
  }

  /**
   * What one reading of a clock adds to a span between two: the least of the averages of many
   * batches. An average, as some clocks only tick every hundred nanoseconds; the least, as the
   * first batches are interpreted and others interrupted.
   */
  private static double reading(LongSupplier nanoClock) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < BATCHES; i++) {
      long start = nanoClock.getAsLong();
      long end = start;
      for (int k = 0; k < BATCH; k++) {
        end = nanoClock.getAsLong();
      }
      least = Math.min(least, end - start);
    }
    return (double) least / BATCH;
  }

  /**
   * Asks about an event. An {@link Event} brings its log source; of any other source nothing is
   * known.
   *
   * @param event anything with fields
   */
  public void accept(FieldSource event) {
    accept(event, event instanceof Event known ? known.logSource() : LogSource.UNKNOWN);
  }

  /**
   * Asks about an event, given where it comes from. If reading a field throws, so does this; what
   * was measured until then stays.
   *
   * @param event anything with fields
   * @param logSource its log source
   */
  public void accept(FieldSource event, LogSource logSource) {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(logSource, "logSource");
    events++;
    long start = nanoClock.getAsLong();
    RuleIndex.Bucket bucket = rules.bucket(logSource);
    Candidates candidates = bucket.candidates(event);
    long nanos = nanoClock.getAsLong() - start;
    if (nanos > SUSPICIOUS_NANOS) {
      bucket.release(candidates);
      start = nanoClock.getAsLong();
      bucket = rules.bucket(logSource);
      candidates = bucket.candidates(event);
      nanos = Math.min(nanos, nanoClock.getAsLong() - start);
    }
    indexNanos += nanos;
    Evaluation evaluation = candidates.event;
    try {
      for (int i = candidates.next(0); i >= 0; i = candidates.next(i + 1)) {
        ask(i, bucket.rule(i), event, evaluation);
      }
    } finally {
      bucket.release(candidates);
    }
  }

  private void ask(int at, SigmaRule rule, FieldSource event, Evaluation evaluation) {
    asked[at]++;
    long start = nanoClock.getAsLong();
    boolean isHit = rule.matches(evaluation);
    long nanos = nanoClock.getAsLong() - start;
    if (nanos > SUSPICIOUS_NANOS) {
      // Held against the event itself, so that it takes nothing from the budget of the others.
      start = nanoClock.getAsLong();
      rule.matches(event);
      nanos = Math.min(nanos, nanoClock.getAsLong() - start);
    }
    verdictNanos[at] += nanos;
    if (isHit) {
      hits[at]++;
      long evidence = collect(rule, evaluation);
      if (evidence > SUSPICIOUS_NANOS) {
        evidence = Math.min(evidence, collect(rule, evaluation));
      }
      evidenceNanos[at] += evidence;
      nanos += without(1, evidence);
    }
    slowestNanos[at] = Math.max(slowestNanos[at], nanos);
  }

  private long collect(SigmaRule rule, Evaluation evaluation) {
    long start = nanoClock.getAsLong();
    rule.evidence(evaluation.forEvidence());
    return nanoClock.getAsLong() - start;
  }

  /**
   * What was measured since the beginning or the last {@link #reset()}.
   *
   * @return a copy, which later events do not change
   */
  public RuleProfile profile() {
    List<RuleProfile.Measured> all = new ArrayList<>(asked.length);
    for (int i = 0; i < asked.length; i++) {
      all.add(
          new RuleProfile.Measured(
              rules.rules().get(i),
              asked[i],
              hits[i],
              without(asked[i], verdictNanos[i]),
              without(hits[i], evidenceNanos[i]),
              without(1, slowestNanos[i])));
    }
    return new RuleProfile(events, without(events, indexNanos), all);
  }

  /**
   * Time without the readings of the clock in it. They are taken off the sum rather than off each
   * span: of a clock that ticks seldom most spans are zero, and cutting each off there would make
   * the others count too much.
   */
  private long without(long readings, long nanos) {
    return Math.max(0, nanos - Math.round(readings * reading));
  }

  /** Forgets what was measured, such as the first pass over a sample. */
  public void reset() {
    events = 0;
    indexNanos = 0;
    for (long[] numbers : List.of(asked, hits, verdictNanos, evidenceNanos, slowestNanos)) {
      Arrays.fill(numbers, 0);
    }
  }
}
