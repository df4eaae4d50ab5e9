package io.nanosiem.correlation;

import io.nanosiem.event.Event;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The newest events of a group: as rows, in order of time, some of them with the events themselves.
 * They serve two ends. An event that comes late or tied is put where it belongs among them, and
 * what follows is worked out again; and they are what an alert tells.
 *
 * <p>At most {@value #LENGTH} rows. Rows so old that nothing reaches them any more are dropped when
 * there is no room; if there is none then, the older half is folded: for deciding into the base of
 * each plan, for telling into {@link Sightings}.
 *
 * <p>Of the events the first and the last few of each kind are kept.
 *
 * <p>The superclass of {@link KeyState} rather than a part of it: there is one for each group that
 * is followed, and an object of its own would be 24 bytes and one more cache line for each event.
 */
abstract class History {
  /** How many events a late one may be behind and still be evaluated exactly. */
  static final int LENGTH = 64;

  private static final long NONE = Measure.NONE;
  private static final long[] NO_ROWS = {};

  /** Heap in use, estimated; the table knows their sum. */
  int bytes;

  /** When the newest event was. */
  long newest = NONE;

  long[] rows = NO_ROWS;

  /** How many rows there are. */
  short count;

  /** How many of them have their event. */
  private short kept;

  /** The event of the one row there is room for, or those beside all rows; null if none. */
  private @Nullable Object events;

  /** What was seen before the rows, if anything; where verdicts wait, whatever was seen. */
  private @Nullable Sightings past;

  // ---- rows ----

  /** The only row so far, in as little room as possible. */
  final void first(KeyGroup group, Event event) {
    rows = group.row.clone();
    count = 1;
    bytes += KeyState.bytes(rows);
    keep(group, 0, event);
  }

  /** Puts the row of a group in its place, and its event beside it; returns where it is. */
  final int insert(KeyGroup group, @Nullable Event event) {
    int stride = group.stride;
    if ((count + 1) * stride > rows.length || count == LENGTH) {
      makeRoom(group);
    }
    int place = count;
    long time = group.row[Row.TIME];
    while (place > 0 && rows[(place - 1) * stride + Row.TIME] > time) {
      place--;
    }
    int at = place * stride;
    if (place < count) {
      System.arraycopy(rows, at, rows, at + stride, count * stride - at);
      if (events instanceof Event[] beside) {
        System.arraycopy(beside, place, beside, place + 1, count - place);
        beside[place] = null;
      }
    }
    System.arraycopy(group.row, 0, rows, at, stride);
    count++;
    if (event != null) {
      keep(group, place, event);
    }
    return at;
  }

  private void makeRoom(KeyGroup group) {
    int stride = group.stride;
    dropStale(group);
    if (count == LENGTH) {
      fold(group);
    } else if ((count + 1) * stride > rows.length) {
      resize(Math.min(2 * Math.max(1, count), LENGTH), stride);
    }
  }

  /** A full history has one more number: the time of the base. */
  private void resize(int length, int stride) {
    int numbers = length * stride + (length == LENGTH ? 1 : 0);
    bytes += 8 * (numbers - rows.length) + (rows.length == 0 ? 16 : 0);
    rows = Arrays.copyOf(rows, numbers);
    if (length == LENGTH) {
      rows[LENGTH * stride] = NONE;
    }
    if (events instanceof Event one) {
      Event[] beside = new Event[length];
      beside[0] = one;
      events = beside;
      bytes += 16 + 4 * length;
    } else if (events instanceof Event[] beside) {
      events = Arrays.copyOf(beside, length);
      bytes += 4 * (length - beside.length);
    }
  }

  /**
   * Drops what can matter no more, if that is much: a late event is at most so late, and with it
   * only what is within the longest timespan before.
   */
  private void dropStale(KeyGroup group) {
    if (group.plans[0].window() != null) {
      return; // what waits for a window
    }
    long since = stale(group);
    int stale = 0;
    while (stale < count && rows[stale * group.stride + Row.TIME] < since) {
      stale++;
    }
    if (stale == 0 || (4 * stale < count && count < LENGTH)) {
      return;
    }
    drop(group.stride, stale);
    if (baseTime(group) != NONE) {
      // What is folded is older than what was dropped.
      rows[LENGTH * group.stride] = NONE;
      forgetBases(group);
    }
  }

  /** Before which nothing matters any more. */
  private long stale(KeyGroup group) {
    return newest - group.lateLimit - group.longest;
  }

  /** Drops the first rows. */
  final void drop(int stride, int gone) {
    if (events instanceof Event[] beside) {
      for (int place = 0; place < gone; place++) {
        drop(beside, stride, place);
      }
      System.arraycopy(beside, gone, beside, 0, count - gone);
      Arrays.fill(beside, count - gone, count, null);
    } else if (gone > 0 && events instanceof Event) {
      bytes -= Row.bytes(rows, 0);
      events = null;
      kept = 0;
    }
    count -= (short) gone;
    System.arraycopy(rows, gone * stride, rows, 0, count * stride);
  }

  /** Up to which time rows have been folded; {@link Measure#NONE} if not in a way that decides. */
  final long baseTime(KeyGroup group) {
    int end = LENGTH * group.stride;
    return rows.length > end ? rows[end] : NONE;
  }

  /** Makes room: the older half becomes the past, if possible without parting equal times. */
  private void fold(KeyGroup group) {
    int stride = group.stride;
    int half = LENGTH / 2;
    int cut = half;
    while (cut > 0 && time(cut - 1, stride) == time(cut, stride)) {
      cut--;
    }
    cut = cut == 0 ? half : cut;
    if (group.keepsHistory) {
      foldBases(group, cut * stride);
      rows[LENGTH * stride] = time(cut - 1, stride);
    }
    if (group.plans[0].window() == null) {
      if (kept > group.maxEvidence && events instanceof Event[] beside) {
        thin(group, beside);
      }
      for (int place = 0; place < cut; place++) {
        remember(group, rows, place * stride, eventAt(place));
      }
    }
    drop(stride, cut);
  }

  private long time(int place, int stride) {
    return rows[place * stride + Row.TIME];
  }

  /** Feeds the rows before a place to the base of each plan. */
  abstract void foldBases(KeyGroup group, int end);

  abstract void forgetBases(KeyGroup group);

  // ---- the events beside them ----

  private @Nullable Event eventAt(int place) {
    return events instanceof Event[] beside
        ? beside[place]
        : place == 0 && events instanceof Event one ? one : null;
  }

  private void keep(KeyGroup group, int place, Event event) {
    int stride = group.stride;
    int size = Row.bytes(rows, place * stride);
    if (size == 0 || (rows[place * stride + Row.MASK] & group.toldMask) == 0) {
      return; // too large, or nothing that is told
    }
    int length = rows.length / stride;
    if (length == 1) {
      events = event;
    } else {
      if (!(events instanceof Event[])) {
        events = new Event[length];
        bytes += 16 + 4 * length;
      }
      if (events instanceof Event[] beside) {
        beside[place] = event;
      }
    }
    bytes += size;
    kept++;
    if (kept > group.maxEvidence + group.maxEvidence / 2 && events instanceof Event[] beside) {
      thin(group, beside);
    }
  }

  private void drop(Event[] beside, int stride, int place) {
    if (beside[place] != null) {
      beside[place] = null;
      bytes -= Row.bytes(rows, place * stride);
      kept--;
    }
  }

  /**
   * Keeps the first and the last few of each kind, told by the first bit that a row meets; where
   * values are told apart, rather the first of each value than more of the same.
   */
  private void thin(KeyGroup group, Event[] beside) {
    for (int place = count - 1; place > 0 && kept > group.maxEvidence; place--) {
      if (group.stride > Row.VALUES && beside[place] != null && isRepeated(group, beside, place)) {
        drop(beside, group.stride, place);
      }
    }
    if (kept <= group.maxEvidence) {
      return;
    }
    int[] many = group.many;
    Arrays.fill(many, 0);
    int different = 0;
    for (int place = 0; place < count; place++) {
      if (beside[place] != null && many[bit(group, place)]++ == 0) {
        different++;
      }
    }
    int share = Math.max(1, group.maxEvidence / different);
    int[] seen = group.seen;
    Arrays.fill(seen, 0);
    for (int place = 0; place < count; place++) {
      if (beside[place] == null) {
        continue;
      }
      int bit = bit(group, place);
      int before = seen[bit]++;
      if (before >= share / 2 && before < many[bit] - (share - share / 2)) {
        drop(beside, group.stride, place);
      }
    }
  }

  private boolean isRepeated(KeyGroup group, Event[] beside, int place) {
    int at = place * group.stride;
    boolean hasValue = false;
    for (int i = Row.VALUES; i < group.stride; i++) {
      hasValue |= rows[at + i] != 0;
    }
    for (int other = place - 1; hasValue && other >= 0; other--) {
      int before = other * group.stride;
      if (beside[other] != null
          && rows[before + Row.VALUES] == rows[at + Row.VALUES]
          && rows[before + Row.MASK] == rows[at + Row.MASK]
          && Arrays.equals(
              rows,
              before + Row.VALUES,
              before + group.stride,
              rows,
              at + Row.VALUES,
              at + group.stride)) {
        return true;
      }
    }
    return false;
  }

  private int bit(KeyGroup group, int place) {
    return Long.numberOfTrailingZeros(rows[place * group.stride + Row.MASK] & group.toldMask);
  }

  /** Forgets the events kept as evidence. What decides stays. Returns whether there were any. */
  final boolean dropEvidence(int stride) {
    int before = bytes;
    for (int place = 0; events != null && place < count; place++) {
      bytes -= eventAt(place) == null ? 0 : Row.bytes(rows, place * stride);
    }
    if (events instanceof Event[] beside) {
      bytes -= 16 + 4 * beside.length;
    }
    events = null;
    kept = 0;
    for (Sightings seen = past; seen != null; seen = seen.next) {
      bytes -= seen.bytes();
      seen.dropSamples();
      bytes += seen.bytes();
    }
    return bytes < before;
  }

  // ---- what was seen ----

  /** Takes a row into the past. */
  final void remember(KeyGroup group, long[] from, int at, @Nullable Event event) {
    long stale = stale(group);
    for (KeyGroup.Kind kind : group.kinds) {
      if (kind.isMetBy(from, at)) {
        Sightings seen = past(kind.index);
        int before = seen.bytes();
        see(seen, kind, from, at, event, kind.samples, stale);
        bytes += seen.bytes() - before;
      }
    }
  }

  private static void see(
      Sightings seen,
      KeyGroup.Kind kind,
      long[] from,
      int at,
      @Nullable Event event,
      int cap,
      long stale) {
    long time = from[at + Row.TIME];
    int size = Row.bytes(from, at);
    Event small = size == 0 ? null : event;
    seen.see(time, Row.weight(from, at), small, size, cap, stale);
    if (kind.distinct >= 0 && from[at + Row.VALUES + kind.distinct] != 0) {
      seen.seeValue(from[at + Row.VALUES + kind.distinct], time, kind.threshold);
    }
  }

  /** The newest event of all, where verdicts wait; for that it has to have been told. */
  final Sightings newestSeen() {
    return past(Sightings.NEWEST);
  }

  final void seeNewest(Event event) {
    Sightings seen = newestSeen();
    bytes -= seen.bytes();
    seen.seeNewest(event, event.heapBytes());
    bytes += seen.bytes();
  }

  private Sightings past(int kind) {
    Sightings known = find(kind);
    if (known == null) {
      known = new Sightings(kind);
      add(known);
    }
    return known;
  }

  private void add(Sightings more) {
    more.next = past;
    past = more;
    bytes += more.bytes();
  }

  private @Nullable Sightings find(int kind) {
    Sightings seen = past;
    while (seen != null && seen.kind != kind) {
      seen = seen.next;
    }
    return seen;
  }

  /** All that was seen of a kind, for the story; null if nothing is known of it. */
  final @Nullable Sightings sightings(KeyGroup group, int kind) {
    Sightings before = find(kind);
    if (group.plans[0].window() != null) {
      return before;
    }
    KeyGroup.Kind told = group.kinds[kind];
    int end = count * group.stride;
    int more = 0;
    for (int at = 0; at < end; at += group.stride) {
      more += told.isMetBy(rows, at) ? 1 : 0;
    }
    if (more == 0) {
      return before;
    }
    Sightings all = Sightings.toTell(kind, before, more);
    for (int at = 0; at < end; at += group.stride) {
      if (told.isMetBy(rows, at)) {
        see(all, told, rows, at, eventAt(at / group.stride), Integer.MAX_VALUE, NONE);
      }
    }
    return all;
  }

  // ---- to be taken up elsewhere ----

  final void writeHistory(KeyGroup group, StateWriter out) throws IOException {
    out.number(newest);
    out.number(baseTime(group));
    out.number(rows.length / group.stride); // what is stale goes when there is no room
    out.number(count);
    long[] row = new long[group.stride];
    for (int place = 0; place < count; place++) {
      System.arraycopy(rows, place * row.length, row, 0, row.length);
      out.numbers(row, row.length, newest);
      out.event(eventAt(place));
    }
    for (int kind = Sightings.NEWEST; kind < group.kinds.length; kind++) {
      Sightings seen = find(kind);
      out.flag(seen != null);
      if (seen != null) {
        seen.write(out);
      }
    }
  }

  final void readHistory(KeyGroup group, Match match, StateReader in) throws IOException {
    newest = in.number();
    long baseTime = in.number();
    int room = in.count(LENGTH);
    if (room > 0) {
      resize(room, group.stride);
    }
    if (room == LENGTH) {
      rows[LENGTH * group.stride] = baseTime;
    }
    for (int i = in.count(room); i > 0; i--) {
      long[] row = match.row(in.numbers(newest));
      Event event = in.event();
      if (row != null) {
        System.arraycopy(row, 0, rows, count * group.stride, row.length);
        count++;
        if (event != null) {
          keep(group, count - 1, event);
        }
      }
    }
    for (int old = Sightings.NEWEST; old < match.kinds(); old++) {
      boolean isNewest = old == Sightings.NEWEST;
      int kind = isNewest ? old : match.kind(old);
      if (in.flag()) {
        Sightings seen = Sightings.read(isNewest ? old : Math.max(kind, 0), in);
        if ((isNewest || kind >= 0) && find(kind) == null) {
          add(seen);
        }
      }
    }
  }
}
