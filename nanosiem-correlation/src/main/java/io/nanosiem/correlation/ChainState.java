package io.nanosiem.correlation;

import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Findings;
import io.nanosiem.event.Event;
import io.nanosiem.internal.EventSize;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All that is known about one group by the chains that follow it: a pure state machine that has no
 * clock, thread or logger.
 *
 * <p><b>In order</b>, an event is fed to the {@link Progress} of each chain it concerns and that is
 * all. <b>Late or tied</b> events need more: the newest {@link #HISTORY} events that concern some
 * chain are kept as plain numbers (not the events themselves), and what came before them is folded
 * into a second {@link Progress}, the base. A late event is put where it belongs and the chain is
 * worked out again from the base: exact, and bounded by the length of the history. An event from
 * before the base is not evaluated, and counted.
 *
 * <p>The order is (time, first step of the chain that the event meets, arrival). Everything up to
 * the event that completed a sequence is consumed by it; that mark only moves forward, so one event
 * completes a chain at most once, however late others are.
 */
final class ChainState extends KeyState {
  /** How many events a late one may be behind and still be evaluated exactly. */
  static final int HISTORY = 64;

  private static final long NONE = Progress.NONE;

  /** Of a row in the history. */
  static final int TIME = 0;

  static final int MASK = 1;
  static final int ARRIVAL = 2;
  static final int WEIGHT = 3;
  static final int VALUES = 4;

  /** Of the marks of a chain. */
  private static final int CONSUMED_TIME = 0;

  private static final int CONSUMED_LOW = 1;
  private static final int CONSUMED_ARRIVAL = 2;
  private static final int LAST_ALERT = 3;
  private static final int MARKS = 4;

  private final @Nullable Progress[] now;
  private @Nullable Progress @Nullable [] base;
  private final @Nullable Sightings[] sightings;
  private long @Nullable [] marks;
  private long[] history;
  private int count;
  private long newest = NONE;
  private long baseTime = NONE;

  ChainState(Entity entity, long hash, Group group) {
    super(entity, hash);
    now = new Progress[group.plans.length];
    sightings = new Sightings[group.kinds.length];
    history = new long[group.stride];
    bytes =
        136
            + 32
            + EventSize.of(entity.value())
            + 16
            + 4L * now.length
            + 16
            + 4L * sightings.length
            + 16
            + 8L * history.length;
  }

  /** Takes in the event whose row the group has prepared. */
  void accept(Group group, Event event, Findings out) {
    long[] row = group.row;
    long time = row[TIME];
    boolean late = time < newest;
    if (late) {
      group.counters.late++;
      if (time < newest - group.lateLimit || time < baseTime) {
        group.counters.lateDropped++;
        return;
      }
    } else {
      newest = time;
    }
    see(group, event, time);
    int at = insert(group, row);
    long mask = row[MASK];
    for (ChainPlan plan : group.plans) {
      if ((mask & plan.mask) != 0) {
        advance(group, plan, at, event, out);
      }
    }
    long expiry = newest + group.retention;
    expiresAt = Math.max(expiresAt, expiry);
  }

  private void advance(Group group, ChainPlan plan, int at, Event event, Findings out) {
    int low = plan.low(history[at * group.stride + MASK], history, at * group.stride + VALUES);
    if (low == plan.steps.length || isConsumed(plan, group.stride, at, low)) {
      return;
    }
    long time = history[at * group.stride + TIME];
    Progress progress = now[plan.index];
    if (progress == null) {
      if (low > 0) {
        return; // nothing to continue; the history knows it, should the beginning arrive late
      }
      progress = new Progress(plan);
      bytes += progress.bytes();
      now[plan.index] = progress;
      boolean first =
          baseTime != time
              && at == count - 1
              && (count == 1 || history[(at - 1) * group.stride + TIME] < time);
      if (!first) {
        workOutAgain(group, plan, at, event, out);
        return;
      }
    } else if (time < progress.lastTime) {
      workOutAgain(group, plan, at, event, out);
      return;
    } else if (time == progress.lastTime && low < progress.lastLow && time != baseTime) {
      int before = progress.grown;
      if (progress.goBack(time)) {
        putInOrder(group, plan, progress, at, event, out);
        bytes += progress.grown - before;
      } else {
        workOutAgain(group, plan, at, event, out);
      }
      return;
    }
    int before = progress.grown;
    if (low > 0 && progress.tieTime != time) {
      progress.remember(plan, time, history[at * group.stride + ARRIVAL]);
    }
    if (feed(group, plan, progress, at, low)) {
      fire(group, plan, progress, at, low, event, out);
    } else if (!isProtected && progress.isAdvanced(plan)) {
      group.protect(this);
    }
    bytes += progress.grown - before;
  }

  /**
   * Feeds the events of one time again, in order, from the state before those of them that do not
   * begin the chain. The event that has just arrived is the last of them in the history.
   */
  private void putInOrder(
      Group group, ChainPlan plan, Progress progress, int at, Event event, Findings out) {
    group.counters.reworked++;
    int stride = group.stride;
    long time = history[at * stride + TIME];
    int from = at;
    while (from > 0 && history[(from - 1) * stride + TIME] == time) {
      from--;
    }
    long beginnings = progress.tieArrival;
    for (int low = 0; low < plan.steps.length; low++) {
      for (int i = from; i <= at; i++) {
        int row = i * stride;
        if ((history[row + MASK] & plan.mask) != 0
            && (low > 0 || history[row + ARRIVAL] >= beginnings)
            && plan.low(history[row + MASK], history, row + VALUES) == low
            && !isConsumed(plan, stride, i, low)
            && feed(group, plan, progress, i, low)) {
          fire(group, plan, progress, i, low, event, out);
        }
      }
      if (low == 0) {
        progress.remember(plan, time, history[at * stride + ARRIVAL] + 1);
      }
    }
    if (!isProtected && progress.isAdvanced(plan)) {
      group.protect(this);
    }
  }

  private boolean feed(Group group, ChainPlan plan, Progress progress, int at, int low) {
    int row = at * group.stride;
    progress.lastTime = history[row + TIME];
    progress.lastLow = low;
    return progress.feed(
        plan,
        history[row + TIME],
        history[row + MASK],
        (int) history[row + WEIGHT],
        history,
        row + VALUES);
  }

  private void workOutAgain(Group group, ChainPlan plan, int at, Event event, Findings out) {
    group.counters.reworked++;
    Progress from = base == null ? null : base[plan.index];
    Progress progress = from == null ? new Progress(plan) : new Progress(from);
    Progress before = now[plan.index];
    bytes += progress.bytes() - (before == null ? 0 : before.bytes());
    now[plan.index] = progress;
    replay(group, plan, progress, count, at, event, out);
    progress.forgetTie(progress.lastTime);
    bytes += progress.grown;
    if (!isProtected && progress.isAdvanced(plan)) {
      group.protect(this);
    }
  }

  /**
   * Feeds the history up to an index. Sequences fire wherever they are completed; counts only at or
   * after the event that has just arrived. Without an event, nothing fires: the history is being
   * folded into the base.
   */
  private void replay(
      Group group,
      ChainPlan plan,
      Progress progress,
      int end,
      int arrived,
      @Nullable Event event,
      @Nullable Findings out) {
    int stride = group.stride;
    boolean fired = false;
    for (int i = 0; i < end; ) {
      int next = i + 1;
      while (next < end && history[next * stride] == history[i * stride]) {
        next++;
      }
      int steps = next == i + 1 ? 1 : plan.steps.length;
      for (int low = 0; low < steps; low++) {
        for (int at = i; at < next; at++) {
          int row = at * stride;
          if ((history[row + MASK] & plan.mask) == 0) {
            continue;
          }
          int meets = plan.low(history[row + MASK], history, row + VALUES);
          if (meets == plan.steps.length
              || (next > i + 1 && meets != low)
              || isConsumed(plan, stride, at, meets)) {
            continue;
          }
          boolean completes = feed(group, plan, progress, at, meets);
          if (completes && (plan.isSequence() || (at >= arrived && !fired))) {
            if (event == null || out == null) {
              if (plan.isSequence()) {
                progress.clear(plan);
              }
            } else {
              fire(group, plan, progress, at, meets, event, out);
              fired = true;
            }
          }
        }
      }
      i = next;
    }
  }

  private boolean isConsumed(ChainPlan plan, int stride, int at, int low) {
    if (marks == null || !plan.isSequence()) {
      return false;
    }
    int mark = plan.index * MARKS;
    long time = history[at * stride + TIME];
    if (time != marks[mark + CONSUMED_TIME]) {
      return time < marks[mark + CONSUMED_TIME];
    }
    if (low != marks[mark + CONSUMED_LOW]) {
      return low < marks[mark + CONSUMED_LOW];
    }
    return history[at * stride + ARRIVAL] <= marks[mark + CONSUMED_ARRIVAL];
  }

  private void fire(
      Group group,
      ChainPlan plan,
      Progress progress,
      int at,
      int low,
      Event arrived,
      Findings out) {
    long[] kept = marks;
    if (kept == null) {
      kept = new long[MARKS * now.length];
      Arrays.fill(kept, NONE);
      marks = kept;
      bytes += 16 + 8L * kept.length;
    }
    int row = at * group.stride;
    int mark = plan.index * MARKS;
    long time = history[row + TIME];
    long consumedBefore = kept[mark + CONSUMED_TIME];
    if (plan.isSequence()) {
      kept[mark + CONSUMED_TIME] = time;
      kept[mark + CONSUMED_LOW] = low;
      kept[mark + CONSUMED_ARRIVAL] = history[row + ARRIVAL];
      progress.clear(plan);
      progress.forgetTie(time);
      if (base != null && base[plan.index] != null) {
        base[plan.index].clear(plan);
      }
    }
    group.protect(this);
    long lastAlert = kept[mark + LAST_ALERT];
    if (lastAlert != NONE && Math.abs(time - lastAlert) < plan.quiet) {
      group.counters.suppressed++;
      return;
    }
    kept[mark + LAST_ALERT] = Math.max(lastAlert, time);
    expiresAt = Math.max(expiresAt, time + plan.quiet);
    group.counters.fired++;
    out.add(
        Story.tell(
            plan,
            entity,
            sightings,
            time,
            consumedBefore,
            arrived,
            time == group.row[TIME] && history[row + ARRIVAL] == group.row[ARRIVAL],
            group.maxEvidence));
  }

  private void see(Group group, Event event, long time) {
    long[] row = group.row;
    for (Group.Kind kind : group.kinds) {
      if (!kind.isMetBy(row)) {
        continue;
      }
      Sightings seen = sightings[kind.index];
      long before = 0;
      if (seen == null) {
        seen = new Sightings();
        sightings[kind.index] = seen;
      } else {
        before = seen.bytes();
      }
      seen.see(time, (int) row[WEIGHT], newest - group.longest);
      if (kind.distinct >= 0 && row[VALUES + kind.distinct] != 0) {
        seen.seeValue(row[VALUES + kind.distinct], time, kind.threshold);
      }
      long size = group.eventBytes(event);
      if (size <= Group.LARGEST_EVIDENCE) {
        seen.sample(event, time, size, kind.samples, newest - group.longest);
      } else {
        group.counters.evidenceDropped++;
      }
      bytes += seen.bytes() - before;
    }
  }

  /** Forgets the events kept as evidence. What decides stays. */
  @Override
  boolean dropEvidence() {
    boolean dropped = false;
    for (Sightings seen : sightings) {
      if (seen != null && seen.hasSamples()) {
        bytes -= seen.bytes();
        seen.dropSamples();
        bytes += seen.bytes();
        dropped = true;
      }
    }
    return dropped;
  }

  private int insert(Group group, long[] row) {
    int stride = group.stride;
    if (count == HISTORY) {
      fold(group);
    }
    if (count * stride == history.length) {
      int length = Math.min(2 * count, HISTORY) * stride;
      bytes += 8L * (length - history.length);
      history = Arrays.copyOf(history, length);
    }
    int at = count;
    while (at > 0 && history[(at - 1) * stride] > row[TIME]) {
      at--;
    }
    System.arraycopy(history, at * stride, history, (at + 1) * stride, (count - at) * stride);
    System.arraycopy(row, 0, history, at * stride, stride);
    count++;
    return at;
  }

  /**
   * Makes room: the older half becomes part of the base, if possible without parting equal times.
   */
  private void fold(Group group) {
    int stride = group.stride;
    int cut = HISTORY / 2;
    while (cut > 0 && history[(cut - 1) * stride] == history[cut * stride]) {
      cut--;
    }
    if (cut == 0) {
      cut = HISTORY / 2;
    }
    Progress[] folded = base;
    if (folded == null) {
      folded = new Progress[now.length];
      base = folded;
      bytes += 16 + 4L * folded.length;
    }
    for (ChainPlan plan : group.plans) {
      if (now[plan.index] == null) {
        continue;
      }
      Progress progress = folded[plan.index];
      if (progress == null) {
        progress = new Progress(plan);
        folded[plan.index] = progress;
        bytes += progress.bytes();
      }
      int before = progress.grown;
      replay(group, plan, progress, cut, Integer.MAX_VALUE, null, null);
      bytes += progress.grown - before;
    }
    baseTime = history[(cut - 1) * stride];
    count -= cut;
    System.arraycopy(history, cut * stride, history, 0, count * stride);
  }
}
