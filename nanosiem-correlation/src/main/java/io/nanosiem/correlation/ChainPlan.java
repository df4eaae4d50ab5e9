package io.nanosiem.correlation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A chain as numbers. Immutable. */
final class ChainPlan extends Plan {
  final Chain chain;
  final Step[] steps;

  /** Bits of what ends the chain for a group. */
  final long until;

  private final Measure measure;

  ChainPlan(Chain chain, int index, Step[] steps, long until, boolean isLongLate) {
    super(
        index,
        chain.timespan().toMillis(),
        chain.quiet().toMillis(),
        mask(steps) | until,
        steps.length > 1);
    this.chain = chain;
    this.steps = steps;
    this.until = until;
    Step first = steps[0];
    if (steps.length == 1 && !first.isDistinct() && until == 0) {
      measure = new CountMeasure(timespan, first.threshold, first.atOnceMask, isLongLate);
    } else {
      Step last = steps[steps.length - 1];
      measure = new StepsMeasure(timespan, until, steps, last.cells);
    }
  }

  private static long mask(Step[] steps) {
    long all = 0;
    for (Step step : steps) {
      all |= step.mask;
    }
    return all;
  }

  @Override
  Measure measure() {
    return measure;
  }

  @Override
  @Nullable Window window() {
    return null;
  }

  @Override
  boolean hasEnd() {
    return until != 0;
  }

  /** What ends a chain comes after its steps: the benefit of the doubt is the detection's. */
  @Override
  int low(long[] rows, int at) {
    for (int i = 0; i < steps.length; i++) {
      if (steps[i].isMetBy(rows, at)) {
        return i;
      }
    }
    return (rows[at + Row.MASK] & until) != 0 ? steps.length : NO_STEP;
  }

  /**
   * What the chain is made of. The facts themselves are code and cannot be told apart; whoever
   * changes what a step looks for gives the step another name.
   */
  @Override
  String fingerprint() {
    StringBuilder out = new StringBuilder(chain.rule().id());
    out.append('|')
        .append(chain.groupBy())
        .append('|')
        .append(timespan)
        .append('|')
        .append(until != 0);
    for (Chain.Step step : chain.steps()) {
      Duration gap = step.maxGap();
      out.append('|').append(step.name());
      out.append('|').append(step.threshold());
      out.append('|').append(step.distinct() == null ? "" : step.distinct());
      out.append('|').append(step.atOnce() != null);
      out.append('|').append(gap == null ? "" : gap);
    }
    return out.toString();
  }

  /** One step. */
  static final class Step {
    /** Which kind of sighting it is, for the story. */
    final int kind;

    final int threshold;

    /** Which value of a row is told apart; -1 if events are counted. */
    final int distinct;

    final long factMask;
    final long atOnceMask;
    final long mask;

    /** How long after the step before it may begin; no bound if there is none. */
    final long maxGap;

    /** Whether the step behind has to follow within a gap. */
    final boolean hasGapBehind;

    // Cells, behind the head: the start and the end of the latest partial match that one event
    // makes, where the several are that make one, and its end; then where the next step goes.
    final int start;
    final int end;
    final int many;
    final int manyEnd;
    final int cells;

    Step(
        int kind,
        int threshold,
        int distinct,
        long factMask,
        long atOnceMask,
        long maxGap,
        boolean hasGapBehind,
        int cell) {
      this.kind = kind;
      this.threshold = threshold;
      this.distinct = distinct;
      this.factMask = factMask;
      this.atOnceMask = atOnceMask;
      this.maxGap = maxGap;
      this.hasGapBehind = hasGapBehind;
      mask = factMask | atOnceMask;
      int ends = hasGapBehind ? 1 : 0;
      start = cell;
      end = start + 1;
      many = isCounted() ? cell : end + ends;
      manyEnd = many + 1;
      cells = isMany() ? manyEnd + ends : end + ends;
    }

    boolean isDistinct() {
      return distinct >= 0;
    }

    /** Whether it counts. An event that makes the step at once then counts as many. */
    boolean isCounted() {
      return distinct < 0 && threshold > 1;
    }

    /** Whether several events make it. */
    boolean isMany() {
      return isDistinct() || isCounted();
    }

    /** How many events a row counts for. */
    int weight(long[] rows, int at) {
      return (rows[at + Row.MASK] & atOnceMask) != 0
          ? threshold
          : Math.min(threshold, Row.weight(rows, at));
    }

    boolean isMetBy(long[] rows, int at) {
      long met = rows[at + Row.MASK];
      return (met & atOnceMask) != 0
          || ((met & factMask) != 0 && (distinct < 0 || rows[at + Row.VALUES + distinct] != 0));
    }
  }
}
