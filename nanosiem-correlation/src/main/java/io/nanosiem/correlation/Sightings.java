package io.nanosiem.correlation;

import io.nanosiem.event.Event;
import java.util.ArrayList;
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
 * the events, the first and the last few are kept.
 */
final class Sightings {
  private static final int MAX_RUNS = 64;
  private static final int MAX_VALUES = 64;
  private static final long[] NO_INFO = {};

  private long[] runs = new long[3 * 2];
  private int runCount;
  private Event @Nullable [] samples;
  private long[] sampleInfo = NO_INFO; // time and size of each: to replace an event without a look
  private int sampleCount;
  private int nextFirst;
  private int nextLast;
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
    if (runCount == MAX_RUNS) {
      joinNeighbours(staleBefore);
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

  /** Leaves at most 48 runs: of any two neighbours left, the counts sum to more than total / 24. */
  private void joinNeighbours(long staleBefore) {
    int from = 0;
    while (from < runCount - 1 && runs[3 * from + 1] < staleBefore) {
      from++;
    }
    long total = 0;
    for (int i = from; i < runCount; i++) {
      total += runs[3 * i + 2];
    }
    long most = total / 24 + 1;
    int to = 0;
    for (int i = from; i < runCount; i++) {
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

  /** Keeps an event, perhaps in place of another. */
  void sample(Event event, long time, long size, int cap, long staleBefore) {
    Event[] kept = samples;
    if (kept == null) {
      kept = new Event[Math.min(2, cap)];
      samples = kept;
      sampleInfo = new long[2 * kept.length];
      bytes += 32 + 20L * kept.length;
    }
    int at;
    int half = cap / 2;
    if (sampleCount < cap) {
      if (sampleCount == kept.length) {
        int length = Math.min(cap, 2 * kept.length);
        bytes += 20L * (length - kept.length);
        kept = Arrays.copyOf(kept, length);
        samples = kept;
        sampleInfo = Arrays.copyOf(sampleInfo, 2 * length);
      }
      at = sampleCount++;
    } else if (half > 0 && sampleInfo[2 * nextFirst] < staleBefore) {
      at = nextFirst;
      nextFirst = nextFirst + 1 == half ? 0 : nextFirst + 1;
      bytes -= sampleInfo[2 * at + 1];
    } else {
      at = half + nextLast;
      nextLast = nextLast + 1 == cap - half ? 0 : nextLast + 1;
      bytes -= sampleInfo[2 * at + 1];
    }
    kept[at] = event;
    sampleInfo[2 * at] = time;
    sampleInfo[2 * at + 1] = size;
    bytes += size;
  }

  void dropSamples() {
    Event[] kept = samples;
    if (kept != null) {
      bytes -= 32 + 20L * kept.length;
      for (int i = 0; i < sampleCount; i++) {
        bytes -= sampleInfo[2 * i + 1];
      }
    }
    samples = null;
    sampleInfo = NO_INFO;
    sampleCount = 0;
    nextFirst = 0;
    nextLast = 0;
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
    if (kept == null) {
      return List.of();
    }
    int[] places = new int[sampleCount];
    int found = 0;
    for (int i = 0; i < sampleCount; i++) {
      long time = sampleInfo[2 * i];
      if (time >= from && time <= to) {
        int at = found++;
        while (at > 0 && isBefore(i, places[at - 1])) {
          places[at] = places[--at];
        }
        places[at] = i;
      }
    }
    int head = found > most ? most / 2 : found;
    int tail = found > most ? most - head : 0;
    List<Event> events = new ArrayList<>(head + tail);
    for (int i = 0; i < head + tail; i++) {
      events.add(kept[places[i < head ? i : found - tail - head + i]]);
    }
    return events;
  }

  private boolean isBefore(int one, int other) {
    Event[] kept = samples;
    return kept != null && kept[one].time().compareTo(kept[other].time()) < 0;
  }

  long bytes() {
    return bytes;
  }
}
