package io.nanosiem.correlation;

import io.nanosiem.detect.Entity;
import io.nanosiem.event.Event;
import io.nanosiem.internal.EventSize;
import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All that one correlation knows about one group: a pure state machine that has no clock, thread or
 * logger.
 *
 * <p><b>Verdicts at once.</b> In order, an event is fed to the {@link Measure} and that is all. For
 * late and tied events the newest {@link #HISTORY} events are kept as plain numbers, and what came
 * before them is folded into a second measure, the base; a late event is put where it belongs and
 * the measure worked out again from the base. The order is (time, first rule met if the rules are
 * ordered, arrival).
 *
 * <p><b>Verdicts at the end.</b> An event goes into the {@link Window} it belongs to, or opens one.
 * The owner calls {@link #decide} when it is over. What comes later than that is not evaluated, and
 * counted.
 */
final class RuleState extends KeyState {
  /** How many events a late one may be behind and still be evaluated exactly. */
  static final int HISTORY = 64;

  private static final int STRIDE = Measure.STRIDE;
  private static final long NONE = Measure.NONE;

  final Correlator owner;

  /** The values of the grouping, in the order of its names. */
  final String[] keyValues;

  private @Nullable Measure now;
  private @Nullable Measure base;
  private long[] log = new long[2 * STRIDE];
  private int count;
  private long newest = NONE;
  private long baseTime = NONE;

  /** The last row of a sequence that fired: what is not behind it is consumed. */
  private long consumedTime = NONE;

  private int consumedLow;
  private long consumedArrival;

  private Window.@Nullable Anchored window;
  private Window.@Nullable Absence absence;
  private @Nullable Event lastEvent;
  private long lastEventBytes;

  /** When the owner has to decide; {@link Measure#NONE} if nothing waits. */
  long due = NONE;

  long lastAlert = NONE;
  final @Nullable Sightings[] seen;

  RuleState(Correlator owner, Entity entity, long hash, String[] keyValues) {
    super(entity, hash);
    this.owner = owner;
    this.keyValues = keyValues;
    this.seen = new Sightings[owner.plan.rules];
    bytes = size();
  }

  @Override
  void removed() {
    owner.forget(this);
  }

  /** Takes in an event; its row is the owner's. */
  void accept(long[] row, Event event) {
    long time = row[Measure.TIME];
    boolean isLate = time < newest;
    if (isLate) {
      owner.counters.late++;
      if (time < newest - owner.lateLimit || time < baseTime) {
        owner.counters.lateDropped++;
        return;
      }
    } else {
      newest = time;
    }
    if (owner.plan.isDeferred) {
      if (!addToWindow(row)) {
        owner.counters.lateDropped++;
        return;
      }
      see(row, event);
      if (!isLate || lastEvent == null) {
        lastEvent = event;
        lastEventBytes = owner.eventBytes(event);
      }
    } else {
      see(row, event);
      feed(row, event);
    }
    expiresAt = Math.max(expiresAt, Math.max(newest + owner.retention, due));
    bytes = size();
  }

  // ---- verdicts at once ----

  private void feed(long[] row, Event event) {
    int at = insert(row);
    Measure measure = now;
    if (at == count - 1 && measure != null) {
      if (!isConsumed(at) && measure.feed(log, at * STRIDE)) {
        fire(measure, at, event);
      }
    } else if (at == count - 1 && count == 1 && base == null) {
      measure = owner.plan.fresh();
      now = measure;
      if (measure.feed(log, 0)) {
        fire(measure, at, event);
      }
    } else {
      workOutAgain(at, event);
    }
    measure = now;
    if (!isProtected && measure != null && measure.isAdvanced()) {
      owner.protect(this);
    }
  }

  private void workOutAgain(int arrived, Event event) {
    owner.counters.reworked++;
    Measure measure = base == null ? owner.plan.fresh() : base.copy();
    now = measure;
    boolean fired = false;
    for (int at = 0; at < count; at++) {
      if (isConsumed(at) || !measure.feed(log, at * STRIDE)) {
        continue;
      }
      // A sequence fires wherever it is completed; a count only because of what has just arrived.
      if (owner.plan.isOrdered || (at >= arrived && !fired)) {
        fired = true;
        measure = fire(measure, at, event);
      }
    }
  }

  /** Reports; returns the measure to go on with. */
  private Measure fire(Measure measure, int at, Event event) {
    int row = at * STRIDE;
    double number = measure.number();
    Measure next = measure;
    if (owner.plan.isOrdered) {
      consumedTime = log[row + Measure.TIME];
      consumedLow = low(log, row);
      consumedArrival = log[row + Measure.ARRIVAL];
      next = owner.plan.fresh();
      base = base == null ? null : owner.plan.fresh();
    }
    now = next;
    owner.fired(this, log[row + Measure.TIME], event, number);
    return next;
  }

  private boolean isConsumed(int at) {
    int row = at * STRIDE;
    long time = log[row + Measure.TIME];
    if (consumedTime == NONE || time != consumedTime) {
      return consumedTime != NONE && time < consumedTime;
    }
    int low = low(log, row);
    return low != consumedLow ? low < consumedLow : log[row + Measure.ARRIVAL] <= consumedArrival;
  }

  private int low(long[] rows, int row) {
    return owner.plan.isOrdered ? Long.numberOfTrailingZeros(rows[row + Measure.MASK]) : 0;
  }

  private int insert(long[] row) {
    if (count == HISTORY) {
      fold();
    }
    if (count * STRIDE == log.length) {
      log = Arrays.copyOf(log, Math.min(2 * count, HISTORY) * STRIDE);
    }
    int at = count;
    while (at > 0 && isBefore(row, (at - 1) * STRIDE)) {
      at--;
    }
    System.arraycopy(log, at * STRIDE, log, (at + 1) * STRIDE, (count - at) * STRIDE);
    System.arraycopy(row, 0, log, at * STRIDE, STRIDE);
    count++;
    return at;
  }

  private boolean isBefore(long[] row, int other) {
    long time = log[other + Measure.TIME];
    return row[Measure.TIME] != time ? row[Measure.TIME] < time : low(row, 0) < low(log, other);
  }

  /** The older half of the history becomes part of the base, without parting equal times. */
  private void fold() {
    int cut = HISTORY / 2;
    while (cut > 0 && log[(cut - 1) * STRIDE] == log[cut * STRIDE]) {
      cut--;
    }
    cut = cut == 0 ? HISTORY / 2 : cut;
    Measure folded = base == null ? owner.plan.fresh() : base;
    for (int at = 0; at < cut; at++) {
      if (!isConsumed(at)) {
        folded.feed(log, at * STRIDE);
      }
    }
    base = folded;
    baseTime = log[(cut - 1) * STRIDE];
    count -= cut;
    System.arraycopy(log, cut * STRIDE, log, 0, count * STRIDE);
  }

  // ---- verdicts at the end ----

  private boolean addToWindow(long[] row) {
    if (owner.plan.isAbsence) {
      Window.Absence waiting = absence;
      if (waiting == null) {
        waiting = new Window.Absence(owner.plan);
        absence = waiting;
      }
      waiting.add(row);
      schedule();
      return true;
    }
    long time = row[Measure.TIME];
    Window.Anchored open = window;
    if (open != null && open.holds(time)) {
      open.add(row);
      return true;
    }
    // The owner decides each window before it hands in what is later, so one is open at most.
    if (open != null || time < newest) {
      return false;
    }
    Window.Anchored opened = new Window.Anchored(owner.plan, time);
    opened.add(row);
    window = opened;
    schedule();
    return true;
  }

  private void schedule() {
    Window waiting = window == null ? absence : window;
    owner.schedule(this, waiting == null ? NONE : waiting.deadline());
  }

  /** The window that was due is over. */
  void decide() {
    long at = due;
    Event event = lastEvent;
    Window over = window == null ? absence : window;
    boolean holds = over != null && over.holds();
    BigDecimal number = over == null ? null : over.number();
    window = null;
    if (absence != null) {
      absence.decided();
    }
    schedule();
    if (holds && event != null) {
      owner.fired(this, at, event, number == null ? Double.NaN : number.doubleValue());
    }
    bytes = size();
  }

  // ---- evidence ----

  private void see(long[] row, Event event) {
    long time = row[Measure.TIME];
    long stale = newest - owner.plan.timespan;
    for (long rest = row[Measure.MASK]; rest != 0; rest &= rest - 1) {
      int rule = Long.numberOfTrailingZeros(rest);
      Sightings sightings = seen[rule];
      if (sightings == null) {
        sightings = new Sightings();
        seen[rule] = sightings;
      }
      sightings.see(time, (int) row[Measure.WEIGHT], stale);
      if (!owner.plan.fields.isEmpty() && !owner.plan.isNumeric && row[Measure.VALUE] != 0) {
        sightings.seeValue(row[Measure.VALUE], time, owner.plan.threshold);
      }
      long size = owner.eventBytes(event);
      if (size <= Group.LARGEST_EVIDENCE) {
        sightings.sample(event, time, size, owner.samples, stale);
      } else {
        owner.counters.evidenceDropped++;
      }
    }
  }

  @Override
  boolean dropEvidence() {
    boolean dropped = false;
    for (Sightings sightings : seen) {
      if (sightings != null && sightings.hasSamples()) {
        sightings.dropSamples();
        dropped = true;
      }
    }
    bytes = size();
    return dropped;
  }

  private long size() {
    long sum = 200 + EventSize.of(entity.value()) + 16 + 8L * log.length + 16 + 4L * seen.length;
    for (String value : keyValues) {
      sum += 8 + EventSize.of(value);
    }
    sum += now == null ? 0 : now.bytes();
    sum += base == null ? 0 : base.bytes();
    sum += absence == null ? 0 : absence.bytes();
    sum += window == null ? 0 : window.bytes();
    sum += due == NONE ? 0 : 64;
    sum += lastEventBytes;
    for (Sightings sightings : seen) {
      sum += sightings == null ? 0 : sightings.bytes();
    }
    return sum;
  }
}
