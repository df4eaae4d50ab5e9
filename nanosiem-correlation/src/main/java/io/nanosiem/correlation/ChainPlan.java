package io.nanosiem.correlation;

/** A chain as numbers: bits, cells and milliseconds. Immutable. */
final class ChainPlan {
  final Chain chain;
  final int index;
  final long timespan;
  final long quiet;
  final Step[] steps;
  final boolean hasDistinct;
  final int cells;

  /** All bits that some step looks at. */
  final long mask;

  /** Bits of the first step. */
  final long firstMask;

  ChainPlan(Chain chain, int index, Step[] steps) {
    this.chain = chain;
    this.index = index;
    this.steps = steps;
    timespan = chain.timespan().toMillis();
    quiet = chain.quiet().toMillis();
    long all = 0;
    int end = 0;
    boolean distinct = false;
    for (Step step : steps) {
      all |= step.mask;
      end = Math.max(end, step.stateCell + 1);
      distinct |= step.distinct >= 0;
    }
    mask = all;
    firstMask = steps[0].mask;
    cells = end;
    hasDistinct = distinct;
  }

  /** A count slides on after firing; a sequence is consumed. */
  boolean isSequence() {
    return steps.length > 1;
  }

  /** The first step that an event meets; the number of steps if none. */
  int low(long eventMask, long[] log, int valuesAt) {
    for (int i = 0; i < steps.length; i++) {
      if (steps[i].isMetBy(eventMask, log, valuesAt)) {
        return i;
      }
    }
    return steps.length;
  }

  /** One step. */
  static final class Step {
    final int sighting;
    final int threshold;
    final int distinct;
    final long factMask;
    final long atOnceMask;
    final long mask;
    final int ringCell;
    final int atOnceCell;
    final int stateCell;

    Step(int sighting, int threshold, int distinct, long factMask, long atOnceMask, int cell) {
      this.sighting = sighting;
      this.threshold = threshold;
      this.distinct = distinct;
      this.factMask = factMask;
      this.atOnceMask = atOnceMask;
      mask = factMask | atOnceMask;
      ringCell = cell;
      atOnceCell = cell + (distinct >= 0 ? 0 : threshold);
      stateCell = atOnceCell + 1;
    }

    boolean isMetBy(long eventMask, long[] log, int valuesAt) {
      return (eventMask & atOnceMask) != 0
          || ((eventMask & factMask) != 0 && (distinct < 0 || log[valuesAt + distinct] != 0));
    }
  }
}
