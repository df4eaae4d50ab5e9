package io.nanosiem.correlation;

import io.nanosiem.detect.Entity;
import io.nanosiem.event.Event;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * All that is known about one group by the chains or the correlation that follow it: a state
 * machine that has no clock, thread or logger. What it does depends on its arrays of numbers and on
 * the row that it is given, and on nothing else.
 *
 * <p><b>Seen once.</b> Most groups never see a second event: scanners, spoofed addresses. Such a
 * group is a single row and, as long as there is memory, the event itself; cells, evidence and
 * history are made when a second event comes.
 *
 * <p><b>In order</b>, an event is fed to the {@link Measure} of each plan that it concerns and that
 * is all. <b>Late or tied</b> events need more: the newest {@link #LENGTH} rows are kept, and what
 * came before them is folded into a second array of cells, the base. A late event is put where it
 * belongs and the plan is worked out again from the base: exact, and bounded by the length of the
 * history. An event from before the base is not evaluated, and counted. Measures that put late
 * events in their place by themselves need none of this.
 *
 * <p>The order is (time, first step of the plan that the event meets, arrival). Everything up to
 * the event that completed a sequence is consumed by it; that mark only moves forward, so one event
 * completes a sequence at most once, however late others are.
 *
 * <p><b>Verdicts at the end.</b> An event goes into the {@link Window} that is open, or opens one.
 * What comes for a later window before this one is decided waits as a row.
 *
 * <p>Cost: O(what the measures cost) an event in order; bytes: 88 and the key for a group seen
 * once, its row of 16 and 8 for each number, then the cells of each measure, at most 64 rows, and
 * evidence.
 *
 * <p>One thread.
 */
abstract sealed class KeyState extends History {
  private static final long NONE = Measure.NONE;

  final Entity.Kind kind;
  String key; // its text never changes
  final int hash;

  /** Links of the table that holds it. */
  @Nullable KeyState chained;

  @Nullable KeyState older;
  @Nullable KeyState newer;
  boolean isProtected;

  /** Whether it was used since the table last looked for one to forget. */
  boolean isUsed;

  /** The time from which its age is counted: of its newest event, or of the detector then. */
  long fresh = NONE;

  private boolean isSeenOnce;

  private KeyState(Entity.Kind kind, String key, int hash) {
    this.kind = kind;
    this.key = key;
    this.hash = hash;
  }

  static KeyState of(Entity.Kind kind, String key, int hash, int plans) {
    return plans == 1 ? new Lone(kind, key, hash) : new Several(kind, key, hash, plans);
  }

  // ---- the cells of each plan ----

  abstract long @Nullable [] cells(int plan);

  abstract void cells(int plan, long @Nullable [] cells);

  /** What has been folded out of the history; null if nothing. */
  abstract long @Nullable [] base(int plan);

  abstract void base(int plan, long @Nullable [] cells);

  /** A group that one plan follows. */
  private static final class Lone extends KeyState {
    private long @Nullable [] cells;
    private long @Nullable [] base;

    Lone(Entity.Kind kind, String key, int hash) {
      super(kind, key, hash);
      bytes = 88;
    }

    @Override
    long @Nullable [] cells(int plan) {
      return cells;
    }

    @Override
    void cells(int plan, long @Nullable [] value) {
      cells = value;
    }

    @Override
    long @Nullable [] base(int plan) {
      return base;
    }

    @Override
    void base(int plan, long @Nullable [] value) {
      base = value;
    }
  }

  /** A group that several plans follow. */
  private static final class Several extends KeyState {
    private final long[] @Nullable [] all;
    private final int plans;

    Several(Entity.Kind kind, String key, int hash, int plans) {
      super(kind, key, hash);
      this.plans = plans;
      this.all = new long[2 * plans][];
      bytes = 88 + 16 + 8 * plans;
    }

    @Override
    long @Nullable [] cells(int plan) {
      return all[plan];
    }

    @Override
    void cells(int plan, long @Nullable [] value) {
      all[plan] = value;
    }

    @Override
    long @Nullable [] base(int plan) {
      return all[plans + plan];
    }

    @Override
    void base(int plan, long @Nullable [] value) {
      all[plans + plan] = value;
    }
  }

  static int bytes(long @Nullable [] array) {
    return array == null ? 0 : 16 + 8 * array.length;
  }

  // ---- an event ----

  /** Takes in the event whose row the group has prepared. */
  final void accept(KeyGroup group, Event event) {
    long[] row = group.row;
    long time = row[Row.TIME];
    boolean isFirst = newest == NONE;
    boolean isLate = time < newest;
    if (isLate) {
      group.counters.late++;
      if (time < newest - group.lateLimit || time < baseTime(group)) {
        group.counters.lateDropped++;
        return;
      }
    } else {
      newest = time;
    }
    fresh = Math.max(fresh, Math.max(time, group.shared.now));
    if (isFirst && group.isIndecisive(row)) {
      first(group, event);
      isSeenOnce = true;
      return;
    }
    if (isSeenOnce) {
      isSeenOnce = false;
      seeSecond(group);
    }
    Window window = group.plans[0].window();
    if (window != null) {
      await(group, window, event, isLate);
      return;
    }
    int at = insert(group, event);
    long mask = row[Row.MASK];
    for (Plan plan : group.plans) {
      Measure measure = plan.measure();
      if ((mask & plan.mask) == 0 || measure == null) {
        continue;
      }
      if (measure.isSelfSufficient) {
        count(group, plan, measure, at, event);
      } else {
        advance(group, plan, measure, at, event);
      }
    }
  }

  /** Makes of a single row what a group has that is followed. */
  private void seeSecond(KeyGroup group) {
    // Of the events that hold this text none may be kept for long; and a copy that is made now lies
    // beside what is made with it.
    key = new String(key.toCharArray());
    for (Plan plan : group.plans) {
      Measure measure = plan.measure();
      if (measure != null
          && (rows[Row.MASK] & plan.mask) != 0
          && (measure.isSelfSufficient || plan.low(rows, 0) == 0)) {
        feed(group, plan, measure, begin(plan, measure), 0, 0);
      }
    }
  }

  private long[] begin(Plan plan, Measure measure) {
    long[] cells = measure.empty();
    bytes += bytes(cells);
    cells(plan.index, cells);
    return cells;
  }

  /**
   * Feeds a row to the present cells of a plan. Whether its condition holds then is left in the
   * group.
   *
   * @return the cells: the same, or larger ones
   */
  private long[] feed(KeyGroup group, Plan plan, Measure measure, long[] cells, int at, int low) {
    long[] roomy = measure.room(cells, rows, at);
    if (roomy != cells) {
      bytes += 8 * (roomy.length - cells.length);
      cells(plan.index, roomy);
    }
    if (!measure.isSelfSufficient) {
      roomy[Measure.LAST_TIME] = rows[at + Row.TIME];
    }
    if (plan.isSequence) {
      roomy[Measure.LAST_LOW] = low;
    }
    group.holds = measure.feed(roomy, rows, at);
    return roomy;
  }

  /** A measure that needs no history. */
  private void count(KeyGroup group, Plan plan, Measure measure, int at, Event event) {
    long[] cells = cells(plan.index);
    if (cells == null) {
      cells = begin(plan, measure);
    }
    cells = feed(group, plan, measure, cells, at, 0);
    if (group.holds != NONE) {
      fire(group, plan, measure, cells, group.holds, 0, event);
    } else {
      protectIfAdvanced(group, measure, cells);
    }
  }

  private void protectIfAdvanced(KeyGroup group, Measure measure, long[] cells) {
    if (!isProtected && measure.isAdvanced(cells)) {
      group.protect(this);
    }
  }

  private void advance(KeyGroup group, Plan plan, Measure measure, int at, Event event) {
    int low = plan.low(rows, at);
    if (low == Plan.NO_STEP) {
      return;
    }
    long time = rows[at + Row.TIME];
    long[] cells = cells(plan.index);
    if (cells == null) {
      if (low > 0) {
        return; // nothing to continue; the history knows it, should the beginning arrive late
      }
      cells = begin(plan, measure);
      int last = (count - 1) * group.stride;
      boolean isNewest =
          baseTime(group) != time
              && at == last
              && (last == 0 || rows[last - group.stride + Row.TIME] < time);
      if (!isNewest) {
        workOutAgain(group, plan, measure, cells, at, event);
        return;
      }
    } else if (isConsumed(plan, cells, at, low)) {
      return;
    } else if (time < cells[Measure.LAST_TIME]
        || isBehindOthers(group, plan, cells, at, low)
        || isBehindEnd(group, plan, at, low)) {
      workOutAgain(group, plan, measure, cells, at, event);
      return;
    }
    cells = feed(group, plan, measure, cells, at, low);
    if (group.holds != NONE) {
      fire(group, plan, measure, cells, group.holds, place(at, low), event);
    } else {
      protectIfAdvanced(group, measure, cells);
    }
  }

  // ---- events of one time ----

  /** Whether an event of its time has been fed already that comes after it in a sequence. */
  private boolean isBehindOthers(KeyGroup group, Plan plan, long[] cells, int at, int low) {
    long time = rows[at + Row.TIME];
    return plan.isSequence
        && time == cells[Measure.LAST_TIME]
        && low < cells[Measure.LAST_LOW]
        && time != baseTime(group); // what has been folded can be put in order no more
  }

  /**
   * Whether what ends a count has been fed already, though it comes after this event of its time.
   */
  private boolean isBehindEnd(KeyGroup group, Plan plan, int at, int low) {
    if (plan.isSequence || !plan.hasEnd() || low > 0) {
      return false;
    }
    long time = rows[at + Row.TIME];
    if (time == baseTime(group)) {
      return false;
    }
    int from = at - group.stride;
    while (from >= 0 && rows[from + Row.TIME] == time) {
      int meets = low(plan, from);
      if (meets > 0 && meets != Plan.NO_STEP) {
        return true;
      }
      from -= group.stride;
    }
    return false;
  }

  /**
   * The rows of one time that concern a plan, in order: by the first step they meet, then by
   * arrival. Where they are is left in the group; returns how many they are.
   */
  private int inOrder(KeyGroup group, Plan plan, int from, int to) {
    int found = 0;
    int next = 0;
    for (int low = 0; low != Plan.NO_STEP; low = next) {
      next = Plan.NO_STEP;
      for (int at = from; at < to; at += group.stride) {
        int meets = low(plan, at);
        if (meets > low) {
          next = Math.min(next, meets);
        } else if (meets == low) {
          group.places[found++] = at;
        }
      }
    }
    return found;
  }

  private int low(Plan plan, int at) {
    return (rows[at + Row.MASK] & plan.mask) == 0 ? Plan.NO_STEP : plan.low(rows, at);
  }

  // ---- late events ----

  private void workOutAgain(
      KeyGroup group, Plan plan, Measure measure, long[] cells, int arrived, Event event) {
    group.counters.reworked++;
    long[] base = base(plan.index);
    long[] again = base == null ? measure.empty() : base.clone();
    System.arraycopy(cells, 0, again, 0, measure.head);
    bytes += 8 * (again.length - cells.length);
    cells(plan.index, again);
    again = replay(group, plan, measure, again, count * group.stride, arrived, event);
    protectIfAdvanced(group, measure, again);
  }

  /**
   * Feeds the history up to a place. Sequences fire wherever they are completed; counts once, and
   * only at or after the event that has just arrived.
   */
  private long[] replay(
      KeyGroup group, Plan plan, Measure measure, long[] begun, int end, int arrived, Event event) {
    long[] cells = begun;
    boolean hasFired = false;
    for (int from = 0, to; from < end; from = to) {
      to = endOfTime(from, end, group.stride);
      int places = inOrder(group, plan, from, to);
      for (int i = 0; i < places; i++) {
        int at = group.places[i];
        int low = plan.low(rows, at);
        if (isConsumed(plan, cells, at, low)) {
          continue;
        }
        cells = feed(group, plan, measure, cells, at, low);
        if (group.holds != NONE && (plan.isSequence || (at >= arrived && !hasFired))) {
          hasFired = true;
          cells = fire(group, plan, measure, cells, group.holds, place(at, low), event);
        }
      }
    }
    return cells;
  }

  /** Where the rows of one time end. */
  private int endOfTime(int from, int end, int stride) {
    int to = from + stride;
    while (to < end && rows[to + Row.TIME] == rows[from + Row.TIME]) {
      to += stride;
    }
    return to;
  }

  private boolean isConsumed(Plan plan, long[] cells, int at, int low) {
    if (!plan.isSequence) {
      return false;
    }
    long time = rows[at + Row.TIME];
    return time == cells[Measure.CONSUMED_TIME]
        ? place(at, low) <= cells[Measure.CONSUMED_PLACE]
        : time < cells[Measure.CONSUMED_TIME];
  }

  /** The place of a row among those of its time. */
  private long place(int at, int low) {
    return (long) low << 56 | Row.arrival(rows, at);
  }

  @Override
  final void foldBases(KeyGroup group, int end) {
    for (Plan plan : group.plans) {
      Measure measure = plan.measure();
      long[] cells = cells(plan.index);
      if (measure != null && !measure.isSelfSufficient && cells != null) {
        fold(group, plan, measure, cells, end);
      }
    }
  }

  @Override
  final void forgetBases(KeyGroup group) {
    for (Plan plan : group.plans) {
      bytes -= bytes(base(plan.index));
      base(plan.index, null);
    }
  }

  private void fold(KeyGroup group, Plan plan, Measure measure, long[] cells, int end) {
    long[] known = base(plan.index);
    long[] base = known == null ? measure.empty() : known;
    for (int from = 0, to; from < end; from = to) {
      to = endOfTime(from, end, group.stride);
      int places = inOrder(group, plan, from, to);
      for (int i = 0; i < places; i++) {
        int at = group.places[i];
        if (!isConsumed(plan, cells, at, plan.low(rows, at))) {
          base = measure.room(base, rows, at);
          if (measure.feed(base, rows, at) != NONE && plan.isSequence) {
            measure.reset(base);
          }
        }
      }
    }
    bytes += bytes(base) - bytes(known);
    base(plan.index, base);
  }

  // ---- what is found ----

  /** The condition of a plan holds. Returns the cells to go on with. */
  private long[] fire(
      KeyGroup group,
      Plan plan,
      Measure measure,
      long[] cells,
      long time,
      long place,
      Event event) {
    double number = measure.number(cells);
    long consumed = plan.isSequence ? cells[Measure.CONSUMED_TIME] : NONE;
    if (plan.isSequence) {
      cells[Measure.CONSUMED_TIME] = time;
      cells[Measure.CONSUMED_PLACE] = place;
      measure.reset(cells);
      long[] base = base(plan.index);
      if (base != null) {
        measure.reset(base);
      }
    }
    boolean isLast =
        time == group.row[Row.TIME]
            && (!plan.isSequence || (place & (1L << 56) - 1) == Row.arrival(group.row, 0));
    report(group, plan, cells, time, consumed, event, isLast, number);
    return cells;
  }

  private void report(
      KeyGroup group,
      Plan plan,
      long[] cells,
      long time,
      long consumed,
      Event event,
      boolean isCompleted,
      double number) {
    group.protect(this);
    long last = cells[Measure.LAST_ALERT];
    boolean isQuiet = last != NONE && Math.abs(time - last) < plan.quiet;
    if (isQuiet && !group.isHeard()) {
      group.counters.suppressed++;
      return;
    }
    Firing firing = new Firing(time, consumed, event, isCompleted, number);
    group.raise(this, firing);
    if (isQuiet) {
      group.counters.suppressed++;
    } else {
      cells[Measure.LAST_ALERT] = Math.max(last, time);
      group.counters.fired++;
      group.report(plan, this, firing);
    }
  }

  /**
   * A condition was met.
   *
   * @param time when, in event time
   * @param consumed up to when earlier firings have consumed what led to them; NONE if there was
   *     none
   * @param event the event that arrived
   * @param isCompleted whether that event completed it, rather than made an earlier one do so
   * @param number what the condition is about; NaN if about no number
   */
  record Firing(long time, long consumed, Event event, boolean isCompleted, double number) {}

  // ---- verdicts at the end ----

  /** For when the verdict has been scheduled; NONE if nothing waits. */
  final long scheduled() {
    return cell(Window.SCHEDULED);
  }

  final void scheduled(long due) {
    long[] cells = cells(0);
    if (cells != null) {
      cells[Window.SCHEDULED] = due;
    }
  }

  /** When the verdict is due; NONE if nothing waits. */
  final long due() {
    return cell(Window.DUE);
  }

  private long cell(int index) {
    long[] cells = cells(0);
    return cells == null ? NONE : cells[index];
  }

  private void await(KeyGroup group, Window window, Event event, boolean isLate) {
    if (cells(0) == null) {
      long[] cells = window.empty();
      bytes += bytes(cells);
      cells(0, cells);
    }
    long time = group.row[Row.TIME];
    if (count == LENGTH && isForLater(time)) {
      decide(group); // which may open the window that this is for
    }
    if (isForLater(time)) {
      remember(group, group.row, 0, event);
      insert(group, null);
    } else {
      long behind = Math.max(0, group.shared.watermark - time);
      if (!add(window, group.row, 0, behind, isLate)) {
        group.counters.lateDropped++;
        return;
      }
      remember(group, group.row, 0, event);
    }
    if (!isLate || newestSeen().newest() == null) {
      seeNewest(event);
    }
    group.schedule(this);
  }

  /** Whether a time is behind the window that is open. */
  private boolean isForLater(long time) {
    return due() != NONE && time > cell(Window.END);
  }

  private boolean add(Window window, long[] from, int at, long behind, boolean isLate) {
    long[] cells = cells(0);
    if (cells == null) {
      return false;
    }
    long[] roomy = window.room(cells);
    if (roomy != cells) {
      bytes += 8 * (roomy.length - cells.length);
      cells(0, roomy);
    }
    return window.add(roomy, from, at, behind, isLate);
  }

  /** The window is over: decides it, and hands in what waited behind it. */
  final void decide(KeyGroup group) {
    Window window = group.plans[0].window();
    long[] cells = cells(0);
    if (window == null || cells == null || cells[Window.DUE] == NONE) {
      return;
    }
    long end = cells[Window.END];
    long behind = cells[Window.DUE] - end;
    boolean holds = window.holds(cells);
    BigDecimal number = window.number(cells);
    window.decided(cells);
    int taken = 0;
    while (taken < count && !isForLater(rows[taken * group.stride + Row.TIME])) {
      add(window, rows, taken * group.stride, behind, false);
      taken++;
    }
    drop(group.stride, taken);
    group.schedule(this);
    // Last, so that one that cannot be told does not wait to be told again.
    Event event = newestSeen().newest();
    long[] present = cells(0);
    if (holds && event != null && present != null) {
      double about = number == null ? Double.NaN : number.doubleValue();
      report(group, group.plans[0], present, end, NONE, event, false, about);
    }
  }

  // ---- to be taken up elsewhere ----

  final void write(KeyGroup group, StateWriter out) throws IOException {
    out.text(key);
    out.constant(kind);
    out.flag(isProtected);
    out.flag(isUsed);
    out.flag(isSeenOnce);
    out.number(fresh);
    writeHistory(group, out);
    for (Plan plan : group.plans) {
      long[] cells = cells(plan.index);
      out.numbers(cells, cells == null ? 0 : cells.length, newest);
      long[] base = base(plan.index);
      out.numbers(base, base == null ? 0 : base.length, newest);
    }
  }

  /**
   * Reads a state.
   *
   * @param match what has become of the plans, facts and values it was written for
   * @return the state; null if nothing is left that it is about
   */
  static @Nullable KeyState read(KeyGroup group, Match match, StateReader in) throws IOException {
    String key = in.text();
    Entity.Kind kind = in.constant(Entity.Kind.values());
    KeyState state = KeyState.of(kind, key, group.hash(key), group.plans.length);
    state.isProtected = in.flag();
    state.isUsed = in.flag();
    state.isSeenOnce = in.flag();
    state.fresh = in.number();
    state.readHistory(group, match, in);
    boolean isFollowed = false;
    for (int old = 0; old < match.plans(); old++) {
      long[] cells = in.numbers(state.newest);
      long[] base = in.numbers(state.newest);
      int plan = match.plan(old);
      if (plan >= 0 && cells != null) {
        check(group.plans[plan], cells);
        state.cells(plan, cells);
        state.bytes += bytes(cells);
        isFollowed = true;
      }
      if (plan >= 0 && base != null) {
        check(group.plans[plan], base);
        state.base(plan, base);
        state.bytes += bytes(base);
      }
    }
    return isFollowed || state.count > 0 ? state : null;
  }

  private static void check(Plan plan, long[] cells) throws IOException {
    Measure measure = plan.measure();
    int least = measure == null ? Window.HEAD : measure.head;
    if (cells.length < least) {
      throw new IOException(cells.length + " numbers where there must be at least " + least);
    }
  }
}
