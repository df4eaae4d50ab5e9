package io.nanosiem.correlation;

import io.nanosiem.event.Event;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of one kind of step in one group, for telling the story: how often and when, how
 * many distinct values, and some of the events. Nothing here decides whether a chain fires.
 *
 * <p>Times are kept as at most 64 runs of (first, last, count); when they are full, small
 * neighbours are joined, so a run may reach over the edge of the window that is asked for. Then the
 * story begins with the next run: its numbers are those of a slightly narrower window, and true. Of
 * the events, the first and the last few are kept, in order of time.
 */
final class Sightings {
  private static final int MAX_RUNS = 64;
  private static final int MAX_VALUES = 64;
  private static final int SLOT_BITS = 16;

  /** How many events can be kept of one kind. */
  static final int MOST_SAMPLES = (1 << SLOT_BITS) - 1;

  private static final long[] NO_INFO = {};

  private long[] runs = new long[3 * 2];
  private int runCount;
  private Event @Nullable [] samples;
  private long[] sampleInfo = NO_INFO; // in order of time: that, and size and place
  private int sampleCount;
  private long @Nullable [] values;
  private int valueLimit;
  private long bytes = 72 + 16 + 8L * runs.length;

  /** How many distinct values the story can tell. Beyond that it says "at least". */
  static int valueLimit(int threshold) {
    return Math.max(threshold, MAX_VALUES);
  }

  void see(long time, int weight, long staleBefore) {
    int at = runCount;
    while (at > 0 && runs[3 * at - 3] > time) {
      at--;
    }
    if (at > 0 && time <= runs[3 * at - 2]) {
      runs[3 * at - 1] += weight; // within a run, or at its end
      return;
    }
    if (3 * runCount == runs.length && dropStale(staleBefore)) {
      see(time, weight, staleBefore);
      return;
    }
    if (runCount == MAX_RUNS) {
      joinNeighbours();
      see(time, weight, staleBefore);
      return;
    }
    if (3 * runCount == runs.length) {
      bytes -= 8L * runs.length;
      runs = Arrays.copyOf(runs, Math.min(2 * runs.length, 3 * MAX_RUNS));
      bytes += 8L * runs.length;
    }
    System.arraycopy(runs, 3 * at, runs, 3 * at + 3, 3 * (runCount - at));
    runs[3 * at] = time;
    runs[3 * at + 1] = time;
    runs[3 * at + 2] = weight;
    runCount++;
  }

  /** Drops runs that no window reaches any more; whether there were any. */
  private boolean dropStale(long staleBefore) {
    int stale = 0;
    while (stale < runCount && runs[3 * stale + 1] < staleBefore) {
      stale++;
    }
    runCount -= stale;
    System.arraycopy(runs, 3 * stale, runs, 0, 3 * runCount);
    return stale > 0;
  }

  /** Leaves at most 48 runs: of any two neighbours left, the counts sum to more than total / 24. */
  private void joinNeighbours() {
    long total = 0;
    for (int i = 0; i < runCount; i++) {
      total += runs[3 * i + 2];
    }
    long most = total / 24 + 1;
    int to = 0;
    for (int i = 0; i < runCount; i++) {
      if (to > 0 && runs[3 * to - 1] + runs[3 * i + 2] <= most) {
        runs[3 * to - 2] = runs[3 * i + 1];
        runs[3 * to - 1] += runs[3 * i + 2];
      } else {
        runs[3 * to] = runs[3 * i];
        runs[3 * to + 1] = runs[3 * i + 1];
        runs[3 * to + 2] = runs[3 * i + 2];
        to++;
      }
    }
    if (to == MAX_RUNS) { // a few heavy sights among many light ones
      System.arraycopy(runs, 3, runs, 0, 3 * (MAX_RUNS - 1));
      to--;
    }
    runCount = to;
  }

  void seeValue(long value, long time, int threshold) {
    long[] list = values;
    if (list == null) {
      list = new long[RecentValues.length(1)];
      RecentValues.clear(list, 0, 1);
      valueLimit = valueLimit(threshold);
      values = list;
      bytes += 16 + 8L * list.length;
    } else if (RecentValues.isTight(list, 0, valueLimit)) {
      bytes -= 8L * list.length;
      list = RecentValues.grow(list, 0, valueLimit);
      values = list;
      bytes += 8L * list.length;
    }
    RecentValues.see(list, 0, value, time);
  }

  /**
   * Keeps an event: in place of one that is stale, or else, if there are as many as there may be,
   * of the one in the middle.
   *
   * <p>Only numbers are moved to keep the order, and one reference is stored: moving references in
   * objects as old as these is dear, as the garbage collector has to be told of each.
   */
  void sample(Event event, long time, long size, int cap, long staleBefore) {
    Event[] kept = samples;
    int slot = sampleCount;
    if (kept == null) {
      kept = new Event[Math.min(2, cap)];
      samples = kept;
      sampleInfo = new long[2 * kept.length];
      bytes += 32 + 20L * kept.length;
    } else if (sampleInfo[0] < staleBefore) {
      slot = removeSample(0);
    } else if (sampleCount >= cap) {
      slot = removeSample(cap / 2);
    } else if (sampleCount == kept.length) {
      int length = Math.min(cap, 2 * kept.length);
      bytes += 20L * (length - kept.length);
      kept = Arrays.copyOf(kept, length);
      samples = kept;
      sampleInfo = Arrays.copyOf(sampleInfo, 2 * length);
    }
    int at = sampleCount++;
    while (at > 0 && isBefore(event, time, at - 1, kept)) {
      sampleInfo[2 * at] = sampleInfo[2 * at - 2];
      sampleInfo[2 * at + 1] = sampleInfo[2 * at - 1];
      at--;
    }
    kept[slot] = event;
    sampleInfo[2 * at] = time;
    sampleInfo[2 * at + 1] = size << SLOT_BITS | slot;
    bytes += size;
  }

  private int slot(int at) {
    return (int) sampleInfo[2 * at + 1] & MOST_SAMPLES;
  }

  private long size(int at) {
    return sampleInfo[2 * at + 1] >> SLOT_BITS;
  }

  private boolean isBefore(Event event, long time, int other, Event[] kept) {
    return time != sampleInfo[2 * other]
        ? time < sampleInfo[2 * other]
        : event.time().compareTo(kept[slot(other)].time()) < 0;
  }

  /** Removes one in the order of time; returns the slot that is free now. */
  private int removeSample(int at) {
    int slot = slot(at);
    bytes -= size(at);
    sampleCount--;
    System.arraycopy(sampleInfo, 2 * at + 2, sampleInfo, 2 * at, 2 * (sampleCount - at));
    return slot;
  }

  void dropSamples() {
    Event[] kept = samples;
    if (kept != null) {
      bytes -= 32 + 20L * kept.length;
      for (int i = 0; i < sampleCount; i++) {
        bytes -= size(i);
      }
    }
    samples = null;
    sampleInfo = NO_INFO;
    sampleCount = 0;
  }

  boolean hasSamples() {
    return sampleCount > 0;
  }

  /** How often in a range of times, both ends counted, and perhaps a little beyond. */
  long count(long from, long to) {
    long count = 0;
    for (int i = runCount - 1; i >= 0 && runs[3 * i + 1] >= from; i--) {
      if (runs[3 * i] <= to) {
        count += runs[3 * i + 2];
      }
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
    for (int i = 0; i < runCount; i++) {
      if (runs[3 * i] >= from) {
        return runs[3 * i] <= to ? runs[3 * i] : -1;
      }
    }
    return -1;
  }

  /** How often in the runs that begin in a range of times, both ends counted. */
  long countRuns(long from, long to) {
    long count = 0;
    for (int i = runCount - 1; i >= 0 && runs[3 * i] >= from; i--) {
      if (runs[3 * i] <= to) {
        count += runs[3 * i + 2];
      }
    }
    return count;
  }

  /** The first sight at or after a time; the time itself if unknown. */
  long first(long from) {
    for (int i = 0; i < runCount; i++) {
      if (runs[3 * i + 1] >= from) {
        return Math.max(from, runs[3 * i]);
      }
    }
    return from;
  }

  /** The last sight at or before a time; the time itself if unknown. */
  long last(long to) {
    for (int i = runCount - 1; i >= 0; i--) {
      if (runs[3 * i] <= to) {
        return Math.min(to, runs[3 * i + 1]);
      }
    }
    return to;
  }

  /**
   * Events within a range of times, in order, at most a number: the first ones and the last ones.
   */
  List<Event> samples(long from, long to, int most) {
    Event[] kept = samples;
    int first = 0;
    int end = sampleCount;
    while (first < end && sampleInfo[2 * first] < from) {
      first++;
    }
    while (end > first && sampleInfo[2 * end - 2] > to) {
      end--;
    }
    if (kept == null || first == end) {
      return List.of();
    }
    int found = end - first;
    int head = found > most ? most / 2 : found;
    int left = found > most ? found - most : 0;
    Event[] some = new Event[found - left];
    for (int i = 0; i < some.length; i++) {
      some[i] = kept[slot(first + i + (i < head ? 0 : left))];
    }
    return List.of(some);
  }

  long bytes() {
    return bytes;
  }

  void write(StateWriter out) throws IOException {
    long near = runCount == 0 ? 0 : runs[0];
    out.number(near);
    out.number(runs.length); // what is stale goes when there is no room
    out.numbers(runs, 3 * runCount, near);
    long[] list = values;
    out.number(valueLimit);
    out.numbers(list, list == null ? 0 : list.length, near);
    out.number(sampleCount);
    Event[] kept = samples;
    for (int i = 0; kept != null && i < sampleCount; i++) {
      out.number(sampleInfo[2 * i]);
      out.event(kept[slot(i)]);
    }
  }

  static Sightings read(StateReader in) throws IOException {
    Sightings seen = new Sightings();
    long near = in.number();
    int room = in.count(3 * MAX_RUNS);
    long[] runs = in.numbers(near);
    if (runs == null || runs.length % 3 != 0 || runs.length > room) {
      throw new IOException("no times at which something was seen");
    }
    seen.runCount = runs.length / 3;
    seen.bytes -= 8L * seen.runs.length;
    seen.runs = Arrays.copyOf(runs, room);
    seen.bytes += 8L * seen.runs.length;
    seen.valueLimit = in.count(RecentValues.MOST);
    seen.values = in.numbers(near);
    seen.bytes += seen.values == null ? 0 : 16 + 8L * seen.values.length;
    int count = in.count(MOST_SAMPLES);
    for (int i = 0; i < count; i++) {
      long time = in.number();
      Event event = in.event();
      if (event != null) {
        seen.sample(event, time, event.heapBytes(), count, Long.MIN_VALUE);
      }
    }
    return seen;
  }
}
