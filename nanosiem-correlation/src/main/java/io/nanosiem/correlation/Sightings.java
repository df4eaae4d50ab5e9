package io.nanosiem.correlation;

import io.nanosiem.event.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of one kind of step in one group, for telling the story: how often and when, how
 * many distinct values, and some of the events. Nothing here decides whether a chain fires. A group
 * has a list of these, one for each kind that it met.
 *
 * <p>A sight is a run of (first, last, count) and perhaps an event. At first each event is one;
 * when there are too many, small neighbours in the middle are joined, so a run may reach over the
 * edge of the window that is asked for. Then the story begins with the next run: its numbers are
 * those of a slightly narrower window, and true. Of the events the first and the last few are kept.
 *
 * <p>Sights are appended to two arrays, and what is stale goes all at once when one is full: this
 * is written for every event of every group that is followed, and a cache line touched costs more
 * here than anything that is worked out.
 */
final class Sightings {
  /** How many events can be kept of one kind. */
  static final int MOST_SAMPLES = 1_000;

  /** The kind of the list entry that keeps nothing but the newest event. */
  static final int NEWEST = -1;

  private static final int RUNS = 64;
  private static final int EDGE = 8;
  private static final int MAX_VALUES = 64;

  // A sight as numbers: the first time, the last, the count with the bytes of the event.
  private static final int FIRST = 0;
  private static final int LAST = 1;
  private static final int COUNT = 2;
  private static final int SIGHT = 3;
  private static final int SIZE_BITS = 17;

  final int kind;
  @Nullable Sightings next;

  /** In order of time. */
  private long[] sights;

  /** The event of each sight that has one, by its first time. */
  private Event @Nullable [] events;

  private int size;
  private int kept;
  private long @Nullable [] values;
  private int valueLimit;
  private int bytes;

  Sightings(int kind) {
    this(kind, 2);
  }

  private Sightings(int kind, int room) {
    this.kind = kind;
    sights = new long[room * SIGHT];
    bytes = 56 + 16 + 8 * sights.length;
  }

  /**
   * What was seen before, to be told with what came since.
   *
   * @param before null if nothing was
   * @param more how many sights are to come
   */
  static Sightings toTell(int kind, @Nullable Sightings before, int more) {
    return before == null ? new Sightings(kind, more) : before.copy(more);
  }

  private Sightings copy(int more) {
    Sightings copy = new Sightings(kind, 0);
    copy.sights = Arrays.copyOf(sights, (size + more) * SIGHT);
    copy.events = events == null ? null : Arrays.copyOf(events, size + more);
    copy.size = size;
    copy.kept = kept;
    copy.values = values == null ? null : values.clone();
    copy.valueLimit = valueLimit;
    copy.bytes = bytes;
    return copy;
  }

  /** How many distinct values the story can tell. Beyond that it says "at least". */
  static int valueLimit(int threshold) {
    return Math.max(threshold, MAX_VALUES);
  }

  /**
   * Takes a sight in.
   *
   * @param event what is kept of it; null if nothing
   * @param eventBytes its size, at most {@link KeyGroup#LARGEST_EVIDENCE}
   * @param cap how many events are kept
   * @param stale before which no window reaches any more
   */
  void see(long time, int weight, @Nullable Event event, long eventBytes, int cap, long stale) {
    if (SIGHT * size == sights.length) {
      makeRoom(cap, stale);
    }
    int at = size;
    while (at > 0 && sights[SIGHT * at - SIGHT + FIRST] > time) {
      at--;
    }
    if (at > 0 && time < sights[SIGHT * at - SIGHT + LAST]) {
      sights[SIGHT * at - SIGHT + COUNT] += (long) weight << SIZE_BITS;
      return;
    }
    Event[] beside = events;
    if (at < size) {
      System.arraycopy(sights, SIGHT * at, sights, SIGHT * at + SIGHT, SIGHT * (size - at));
      if (beside != null) {
        System.arraycopy(beside, at, beside, at + 1, size - at);
        beside[at] = null;
      }
    }
    sights[SIGHT * at + FIRST] = time;
    sights[SIGHT * at + LAST] = time;
    sights[SIGHT * at + COUNT] = (long) weight << SIZE_BITS;
    size++;
    if (event != null) {
      keep(at, event, eventBytes, cap, stale);
    }
  }

  private void keep(int at, Event event, long eventBytes, int cap, long stale) {
    Event[] beside = events;
    if (beside == null) {
      beside = new Event[sights.length / SIGHT];
      events = beside;
      bytes += 16 + 4 * beside.length;
    } else if (kept >= cap) {
      dropOne(beside, cap, stale);
    }
    beside[at] = event;
    sights[SIGHT * at + COUNT] |= eventBytes;
    bytes += (int) eventBytes;
    kept++;
  }

  /** Drops the events that are stale, or else the one in the middle. */
  private void dropOne(Event[] beside, int cap, long stale) {
    int before = kept;
    int left = cap / 2;
    for (int at = 0; at < size; at++) {
      if (beside[at] == null) {
        continue;
      }
      if (sights[SIGHT * at + FIRST] < stale) {
        drop(beside, at);
      } else if (kept < before) {
        return;
      } else if (left-- == 0) {
        drop(beside, at);
        return;
      }
    }
  }

  private void drop(Event[] beside, int at) {
    if (beside[at] != null) {
      beside[at] = null;
      bytes -= eventBytes(at);
      sights[SIGHT * at + COUNT] -= eventBytes(at);
      kept--;
    }
  }

  private int eventBytes(int at) {
    return (int) sights[SIGHT * at + COUNT] & (1 << SIZE_BITS) - 1;
  }

  private long countOf(int at) {
    return sights[SIGHT * at + COUNT] >>> SIZE_BITS;
  }

  /** Drops what is stale if that is worth it, or grows, or joins neighbours. */
  private void makeRoom(int cap, long stale) {
    int most = Math.max(RUNS, 4 * cap);
    int gone = 0;
    while (gone < size && sights[SIGHT * gone + LAST] < stale) {
      gone++;
    }
    if (gone > 0 && (4 * gone >= size || size >= most)) {
      dropFirst(gone);
    } else if (size < most) {
      int room = Math.min(2 * size, most);
      bytes += 8 * SIGHT * (room - size);
      sights = Arrays.copyOf(sights, SIGHT * room);
      Event[] beside = events;
      if (beside != null) {
        bytes += 4 * (room - size);
        events = Arrays.copyOf(beside, room);
      }
    } else {
      joinNeighbours(Math.max(EDGE, cap / 2));
    }
  }

  private void dropFirst(int gone) {
    Event[] beside = events;
    if (beside != null) {
      for (int at = 0; at < gone; at++) {
        drop(beside, at);
      }
      System.arraycopy(beside, gone, beside, 0, size - gone);
      Arrays.fill(beside, size - gone, size, null);
    }
    System.arraycopy(sights, SIGHT * gone, sights, 0, SIGHT * (size - gone));
    size -= gone;
  }

  /**
   * Joins neighbours between the edges, where the events are that are kept: of any two left there,
   * the counts sum to more than a sixteenth of all, so at most 33 are left.
   */
  private void joinNeighbours(int edge) {
    long total = 0;
    for (int at = edge; at < size - edge; at++) {
      total += countOf(at);
    }
    long most = total / 16 + 1;
    int to = edge;
    for (int at = edge; at < size; at++) {
      if (to > edge && at < size - edge && countOf(to - 1) + countOf(at) <= most) {
        join(to - 1, at);
      } else {
        move(at, to++);
      }
    }
    if (to == size) { // a few heavy sights among many light ones
      join(edge, edge + 1);
      for (int at = edge + 2; at < size; at++) {
        move(at, at - 1);
      }
      to--;
    }
    Event[] beside = events;
    if (beside != null) {
      Arrays.fill(beside, to, size, null);
    }
    size = to;
  }

  private void join(int left, int right) {
    Event[] beside = events;
    if (beside != null) {
      drop(beside, right);
    }
    sights[SIGHT * left + LAST] = sights[SIGHT * right + LAST];
    sights[SIGHT * left + COUNT] += countOf(right) << SIZE_BITS;
  }

  private void move(int from, int to) {
    if (from == to) {
      return;
    }
    System.arraycopy(sights, SIGHT * from, sights, SIGHT * to, SIGHT);
    Event[] beside = events;
    if (beside != null) {
      beside[to] = beside[from];
      beside[from] = null;
    }
  }

  void seeValue(long value, long time, int threshold) {
    long[] list = values;
    if (list == null) {
      list = new long[RecentValues.length(1)];
      RecentValues.clear(list, 0, 1);
      valueLimit = valueLimit(threshold);
      values = list;
      bytes += 16 + 8 * list.length;
    } else if (RecentValues.isTight(list, 0, valueLimit)) {
      bytes -= 8 * list.length;
      list = RecentValues.grow(list, 0, valueLimit);
      values = list;
      bytes += 8 * list.length;
    }
    RecentValues.see(list, 0, value, time);
  }

  /** Forgets all but one event. */
  void seeNewest(Event event, long eventBytes) {
    Event[] one = events;
    if (one == null) {
      one = new Event[1];
      events = one;
      sights = new long[SIGHT];
      bytes += 16 + 4 - 8 * SIGHT;
    }
    bytes -= (int) sights[COUNT];
    one[0] = event;
    sights[COUNT] = Math.min(eventBytes, 1 << 30);
    bytes += (int) sights[COUNT];
  }

  /** The event that was seen last, where only that is kept; null if there was none. */
  @Nullable Event newest() {
    Event[] one = events;
    return one == null ? null : one[0];
  }

  /** Forgets the events, but for the newest where only that is kept. */
  void dropSamples() {
    Event[] beside = events;
    if (beside != null && kind != NEWEST) {
      for (int at = 0; at < size; at++) {
        drop(beside, at);
      }
      events = null;
      bytes -= 16 + 4 * beside.length;
    }
  }

  /** How often in a range of times, both ends counted, and perhaps a little beyond. */
  long count(long from, long to) {
    long count = 0;
    for (int at = size - 1; at >= 0 && sights[SIGHT * at + LAST] >= from; at--) {
      count += sights[SIGHT * at + FIRST] <= to ? countOf(at) : 0;
    }
    return count;
  }

  long distinct(long from, long to) {
    return values == null ? 0 : RecentValues.count(values, 0, from, to);
  }

  boolean isDistinctSaturated() {
    return values != null && RecentValues.size(values, 0) == valueLimit;
  }

  /**
   * The first sight at or after a time that begins a run; -1 if there is none up to another time.
   */
  long firstRun(long from, long to) {
    for (int at = 0; at < size; at++) {
      long first = sights[SIGHT * at + FIRST];
      if (first >= from) {
        return first <= to ? first : -1;
      }
    }
    return -1;
  }

  /** How often in the runs that begin in a range of times, both ends counted. */
  long countRuns(long from, long to) {
    long count = 0;
    for (int at = size - 1; at >= 0 && sights[SIGHT * at + FIRST] >= from; at--) {
      count += sights[SIGHT * at + FIRST] <= to ? countOf(at) : 0;
    }
    return count;
  }

  /** The first sight at or after a time; the time itself if unknown. */
  long first(long from) {
    for (int at = 0; at < size; at++) {
      if (sights[SIGHT * at + LAST] >= from) {
        return Math.max(from, sights[SIGHT * at + FIRST]);
      }
    }
    return from;
  }

  /** The last sight at or before a time; the time itself if unknown. */
  long last(long to) {
    for (int at = size - 1; at >= 0; at--) {
      if (sights[SIGHT * at + FIRST] <= to) {
        return Math.min(to, sights[SIGHT * at + LAST]);
      }
    }
    return to;
  }

  /**
   * Events within a range of times, in order, at most a number: the first ones and the last ones.
   */
  List<Event> samples(long from, long to, int most) {
    return some(samples(from, to), most);
  }

  /** At most so many: the first ones and the last ones. */
  static <T> List<T> some(List<T> all, int most) {
    int left = all.size() - most;
    if (left <= 0) {
      return all;
    }
    List<T> some = new ArrayList<>(all.subList(0, most / 2));
    some.addAll(all.subList(most / 2 + left, all.size()));
    return List.copyOf(some);
  }

  /** All events within a range of times that are kept, in order. */
  List<Event> samples(long from, long to) {
    Event[] beside = events;
    if (beside == null || kept == 0) {
      return List.of();
    }
    List<Event> found = new ArrayList<>(kept);
    boolean isSorted = true;
    for (int at = 0; at < size; at++) {
      long time = sights[SIGHT * at + FIRST];
      Event event = beside[at];
      if (event != null && time >= from && time <= to) {
        isSorted &= at == 0 || time > sights[SIGHT * at - SIGHT + FIRST];
        found.add(event);
      }
    }
    if (!isSorted) {
      found.sort(Comparator.comparing(Event::time)); // within a millisecond
    }
    return List.copyOf(found);
  }

  int bytes() {
    return bytes;
  }

  void write(StateWriter out) throws IOException {
    if (kind == NEWEST) {
      out.event(newest());
      return;
    }
    long near = size == 0 ? 0 : sights[FIRST];
    out.number(near);
    out.number(sights.length / SIGHT); // what is stale goes when there is no room
    out.number(size);
    Event[] beside = events;
    for (int at = 0; at < size; at++) {
      out.number(sights[SIGHT * at + FIRST] - near);
      out.number(sights[SIGHT * at + LAST] - sights[SIGHT * at + FIRST]);
      out.number(countOf(at));
      out.event(beside == null ? null : beside[at]);
    }
    long[] list = values;
    out.number(valueLimit);
    out.numbers(list, list == null ? 0 : list.length, near);
  }

  static Sightings read(int kind, StateReader in) throws IOException {
    Sightings seen = new Sightings(kind);
    if (kind == NEWEST) {
      Event event = in.event();
      if (event != null) {
        seen.seeNewest(event, event.heapBytes());
      }
      return seen;
    }
    long near = in.number();
    int room = Math.max(2, in.count(4 * MOST_SAMPLES));
    seen.bytes += 8 * (SIGHT * room - seen.sights.length);
    seen.sights = new long[SIGHT * room];
    seen.size = in.count(room);
    for (int at = 0; at < seen.size; at++) {
      long first = near + in.number();
      seen.sights[SIGHT * at + FIRST] = first;
      seen.sights[SIGHT * at + LAST] = first + in.number();
      seen.sights[SIGHT * at + COUNT] = in.number() << SIZE_BITS;
      Event event = in.event();
      if (event != null) {
        long size = Math.min(event.heapBytes(), KeyGroup.LARGEST_EVIDENCE);
        seen.keep(at, event, size, Integer.MAX_VALUE, Long.MIN_VALUE);
      }
    }
    seen.valueLimit = in.count(RecentValues.MOST);
    seen.values = in.numbers(near);
    seen.bytes += seen.values == null ? 0 : 16 + 8 * seen.values.length;
    return seen;
  }
}
