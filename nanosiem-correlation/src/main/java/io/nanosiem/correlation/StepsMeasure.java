package io.nanosiem.correlation;

/**
 * How far one group has come in one chain.
 *
 * <p>Of all partial matches that cover the first steps, only the one that <em>started last</em> can
 * matter: it fits into every window into which an older one fits. So each step keeps the start of
 * the latest partial match that ends with it, and a step that counts to c keeps a ring with the
 * starts of the c newest ones: the oldest in a full ring is the latest start that has all c. Starts
 * never go back from one event to the next, hence "c newest" and "c latest starts" are the same.
 *
 * <p>Where the next step has to follow within a gap, the time at which the partial match ended is
 * kept too. As starts never go back and ends do not either, the newest partial match has both the
 * latest start and the latest end, and one pair is enough; two where a step is made in two ways, by
 * different values and at once. An event that comes too late to follow the step before can still
 * add to a match that another event of its step began in time: it is given that one's start.
 *
 * <p>Cost: O(steps of the chain) an event. Cells: up to four for each step, one for each counted
 * event of the thresholds, and 32 to 40 bytes for each distinct value; rings and values grow by
 * doubling, and whatever is sent does not change their bound.
 *
 * <p>Steps are fed from last to first, so that an event never follows itself.
 */
final class StepsMeasure extends Measure {
  private static final int FIRST_RING = 2;

  private final long timespan;
  private final long until;
  private final ChainPlan.Step[] steps;
  private final int fixed;

  StepsMeasure(long timespan, long until, ChainPlan.Step[] steps, int fixed) {
    super(steps.length > 1 ? Order.SEQUENCE : Order.SLIDING);
    this.timespan = timespan;
    this.until = until;
    this.steps = steps;
    this.fixed = fixed;
  }

  @Override
  int length() {
    int length = fixed;
    for (ChainPlan.Step step : steps) {
      length += firstLength(step);
    }
    return length;
  }

  private static int firstLength(ChainPlan.Step step) {
    return step.isDistinct()
        ? RecentValues.length(1)
        : step.isCounted() ? 1 + Math.min(FIRST_RING, step.threshold) : 0;
  }

  @Override
  void reset(long[] cells) {
    int at = head + fixed;
    for (ChainPlan.Step step : steps) {
      if (!step.isCounted()) {
        cells[head + step.start] = NONE;
      }
      if (!step.isMany()) {
        continue;
      }
      boolean isNew = cells[head + step.many] == 0;
      int base = isNew ? at : many(cells, step);
      cells[head + step.many] = base;
      if (step.isDistinct()) {
        int capacity = isNew ? 1 : RecentValues.capacity(cells, base);
        RecentValues.clear(cells, base, capacity);
        at = base + RecentValues.length(capacity);
      } else {
        int capacity = isNew ? Math.min(FIRST_RING, step.threshold) : Ring.capacity(cells, base);
        Ring.clear(cells, base, capacity);
        at = base + 1 + capacity;
      }
    }
  }

  private int many(long[] cells, ChainPlan.Step step) {
    return (int) cells[head + step.many];
  }

  @Override
  long[] room(long[] cells, long[] rows, int at) {
    long[] roomy = cells;
    long mask = rows[at + Row.MASK];
    for (int i = 0; i < steps.length; i++) {
      ChainPlan.Step step = steps[i];
      if ((mask & step.mask) == 0 || !step.isMany()) {
        continue;
      }
      int base = many(roomy, step);
      int before = roomy.length;
      if (step.isCounted()) {
        roomy = Ring.room(roomy, base, step.threshold, step.weight(rows, at));
      } else if (RecentValues.isTight(roomy, base, step.threshold)) {
        roomy = RecentValues.grow(roomy, base, step.threshold);
      }
      for (int j = i + 1; j < steps.length && roomy.length > before; j++) {
        if (steps[j].isMany()) {
          roomy[head + steps[j].many] += roomy.length - before;
        }
      }
    }
    return roomy;
  }

  @Override
  long feed(long[] cells, long[] rows, int at) {
    long time = rows[at + Row.TIME];
    long mask = rows[at + Row.MASK];
    int last = steps.length - 1;
    boolean ended = false;
    for (int i = last; i >= 0; i--) {
      ChainPlan.Step step = steps[i];
      if ((mask & step.mask) != 0 && feed(cells, step, i, time, rows, at)) {
        ended |= i == last;
      }
    }
    boolean holds = ended && isInTime(start(cells, last, NONE), time);
    if ((mask & until) != 0) {
      reset(cells);
    }
    return holds ? time : NONE;
  }

  private boolean isInTime(long start, long time) {
    return start != NONE && time - start <= timespan;
  }

  /** One step is met, or may be; returns whether it took the event in. */
  private boolean feed(
      long[] cells, ChainPlan.Step step, int index, long time, long[] rows, int at) {
    long begun = index == 0 ? time : start(cells, index - 1, time);
    if (step.isCounted()) {
      int base = many(cells, step);
      long start =
          Ring.filled(cells, base) == 0 ? begun : Math.max(begun, Ring.newest(cells, base));
      if (!isInTime(start, time)) {
        return false;
      }
      Ring.push(cells, base, start, step.weight(rows, at));
      endsAt(cells, step.manyEnd, step, time);
      return true;
    }
    long mask = rows[at + Row.MASK];
    boolean isAlone = (mask & (step.isDistinct() ? step.atOnceMask : step.mask)) != 0;
    boolean taken = false;
    if (isAlone && isInTime(begun, time)) {
      cells[head + step.start] = Math.max(begun, cells[head + step.start]);
      endsAt(cells, step.end, step, time);
      taken = true;
    }
    long value = step.isDistinct() ? rows[at + Row.VALUES + step.distinct] : 0;
    if ((mask & step.factMask) == 0 || value == 0) {
      return taken;
    }
    int base = many(cells, step);
    long start =
        RecentValues.size(cells, base) == 0
            ? begun
            : Math.max(begun, RecentValues.newestMark(cells, base));
    if (!isInTime(start, time)) {
      return taken;
    }
    RecentValues.see(cells, base, value, start);
    endsAt(cells, step.manyEnd, step, time);
    return true;
  }

  private void endsAt(long[] cells, int cell, ChainPlan.Step step, long time) {
    if (step.hasGapBehind) {
      cells[head + cell] = time;
    }
  }

  /**
   * The start of the latest partial match that covers the steps up to one, and that ended early
   * enough for the next step to follow at a time; NONE if there is none.
   */
  private long start(long[] cells, int index, long time) {
    ChainPlan.Step step = steps[index];
    long earliest = step.hasGapBehind && time != NONE ? time - steps[index + 1].maxGap : NONE;
    long start = NONE;
    if (!step.isCounted() && (!step.hasGapBehind || cells[head + step.end] >= earliest)) {
      start = cells[head + step.start];
    }
    if (!step.isMany() || (step.hasGapBehind && cells[head + step.manyEnd] < earliest)) {
      return start;
    }
    int base = many(cells, step);
    if (step.isDistinct()) {
      return RecentValues.size(cells, base) == step.threshold
          ? Math.max(start, RecentValues.oldestMark(cells, base))
          : start;
    }
    return Ring.filled(cells, base) == step.threshold ? Ring.oldest(cells, base) : start;
  }

  @Override
  boolean mayFireAlone(long[] rows, int at) {
    ChainPlan.Step first = steps[0];
    return steps.length == 1 && first.threshold <= first.weight(rows, at);
  }

  /** Half of the first threshold, or anything of a later step. */
  @Override
  boolean isAdvanced(long[] cells) {
    for (int i = steps.length - 1; i >= 0; i--) {
      ChainPlan.Step step = steps[i];
      int filled = 0;
      if (step.isMany()) {
        int base = many(cells, step);
        filled = step.isDistinct() ? RecentValues.size(cells, base) : Ring.filled(cells, base);
      }
      boolean isLater =
          i > 0 && (filled > 0 || (!step.isCounted() && cells[head + step.start] != NONE));
      if (isLater || (i == 0 && step.threshold > 1 && filled >= (step.threshold + 1) / 2)) {
        return true;
      }
    }
    return false;
  }
}
