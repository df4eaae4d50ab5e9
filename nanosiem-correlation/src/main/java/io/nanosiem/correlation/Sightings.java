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
 * <p>Times are kept as at most 32 runs of (first, last, count); when they are full, neighbours are
 * joined, so counts within a window are exact for the last 16 sights at least and off by no more
 * than one run at its edge for the rest. Of the events, the first and the last few are kept.
 */
final class Sightings {
  private static final int MAX_RUNS = 32;
  private static final int MAX_VALUES = 256;

  private long[] runs = new long[3 * 2];
  private int runCount;
  private Event @Nullable [] samples;
  private int sampleCount;
  private int nextFirst;
  private int nextLast;
  private @Nullable RecentValues values;
  private long bytes = 64 + 16 + 8L * runs.length;

  /** How many distinct values the story can tell. Beyond that it says "at least". */
  static int valueLimit(int threshold) {
    return Math.max(threshold, MAX_VALUES);
  }

  void see(long time, int weight) {
    int at = runCount;
    while (at > 0 && runs[3 * at - 3] > time) {
      at--;
    }
    if (at > 0 && time <= runs[3 * at - 2]) {
      runs[3 * at - 1] += weight; // within a run, or at its end
      return;
    }
    if (runCount == MAX_RUNS) {
      joinNeighbours();
      see(time, weight);
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

  private void joinNeighbours() {
    for (int i = 0; i < MAX_RUNS / 2; i++) {
      int left = 6 * i;
      runs[3 * i] = runs[left];
      runs[3 * i + 1] = runs[left + 4];
      runs[3 * i + 2] = runs[left + 2] + runs[left + 5];
    }
    runCount = MAX_RUNS / 2;
  }

  void seeValue(long value, long time, int threshold) {
    RecentValues list = values;
    if (list == null) {
      list = new RecentValues(valueLimit(threshold));
      values = list;
    } else {
      bytes -= list.bytes();
    }
    list.see(value, time);
    bytes += list.bytes();
  }

  /** Keeps an event, perhaps in place of another. */
  void sample(Event event, long eventBytes, int cap, long staleBefore) {
    Event[] kept = samples;
    if (kept == null) {
      kept = new Event[Math.min(2, cap)];
      samples = kept;
      bytes += 16 + 4L * kept.length;
    }
    bytes += eventBytes;
    if (sampleCount < cap) {
      if (sampleCount == kept.length) {
        bytes -= 4L * kept.length;
        kept = Arrays.copyOf(kept, Math.min(cap, 2 * kept.length));
        bytes += 4L * kept.length;
        samples = kept;
      }
      kept[sampleCount++] = event;
      return;
    }
    int half = cap / 2;
    if (half > 0 && KeyState.millis(kept[nextFirst].time()) < staleBefore) {
      bytes -= Sizes.of(kept[nextFirst]);
      kept[nextFirst] = event;
      nextFirst = (nextFirst + 1) % half;
      return;
    }
    bytes -= Sizes.of(kept[half + nextLast]);
    kept[half + nextLast] = event;
    nextLast = (nextLast + 1) % (cap - half);
  }

  void dropSamples() {
    Event[] kept = samples;
    if (kept != null) {
      bytes -= 16 + 4L * kept.length;
      for (int i = 0; i < sampleCount; i++) {
        bytes -= Sizes.of(kept[i]);
      }
    }
    samples = null;
    sampleCount = 0;
    nextFirst = 0;
    nextLast = 0;
  }

  boolean hasSamples() {
    return sampleCount > 0;
  }

  /** How often in a range of times, both ends counted. */
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
    return values == null ? 0 : values.count(from, to);
  }

  boolean isDistinctSaturated() {
    return values != null && values.isFull();
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

  /** Events within a range of times, in order, at most a number: the first ones and the last ones. */
  List<Event> samples(long from, long to, int most) {
    List<Event> found = new ArrayList<>();
    Event[] kept = samples;
    if (kept != null) {
      for (int i = 0; i < sampleCount; i++) {
        long time = KeyState.millis(kept[i].time());
        if (time >= from && time <= to) {
          found.add(kept[i]);
        }
      }
    }
    found.sort((a, b) -> a.time().compareTo(b.time()));
    if (found.size() > most) {
      int head = most / 2;
      found.subList(head, found.size() - (most - head)).clear();
    }
    return found;
  }

  long bytes() {
    return bytes;
  }
}
