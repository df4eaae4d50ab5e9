package io.nanosiem.correlation;

import java.util.Arrays;

/**
 * The newest so many of a row of times, in a part of an array of longs: one of head, and one for
 * each time. It is not round before it has its full length, so that it can be enlarged.
 */
final class Ring {
  private Ring() {}

  static void clear(long[] a, int base, int capacity) {
    set(a, base, capacity, 0, 0);
  }

  private static void set(long[] a, int base, int capacity, int filled, int next) {
    a[base] = (long) capacity << 40 | (long) filled << 20 | next;
  }

  static int capacity(long[] a, int base) {
    return (int) (a[base] >>> 40);
  }

  static int filled(long[] a, int base) {
    return (int) (a[base] >>> 20) & 0xFFFFF;
  }

  private static int next(long[] a, int base) {
    return (int) a[base] & 0xFFFFF;
  }

  /** The array, or a copy in which there is room for so many more; what is behind it moves. */
  static long[] room(long[] a, int base, int limit, int more) {
    int capacity = capacity(a, base);
    int filled = filled(a, base);
    long wanted = Math.min(limit, (long) filled + more);
    if (capacity >= wanted) {
      return a;
    }
    int larger = (int) Math.min(limit, Math.max(wanted, 2L * capacity));
    long[] grown = new long[a.length + larger - capacity];
    int end = base + 1 + capacity;
    System.arraycopy(a, 0, grown, 0, end);
    System.arraycopy(a, end, grown, end + larger - capacity, a.length - end);
    set(grown, base, larger, filled, filled);
    return grown;
  }

  /** Adds a time so many times; there is {@link #room}, or it is as long as it may be. */
  static void push(long[] a, int base, long time, int times) {
    int capacity = capacity(a, base);
    int next = next(a, base);
    int count = Math.min(times, capacity);
    for (int i = count; i > 0; i--) {
      a[base + 1 + next] = time;
      next = next + 1 == capacity ? 0 : next + 1;
    }
    set(a, base, capacity, Math.min(filled(a, base) + count, capacity), next);
  }

  /** The oldest of those kept; not to be asked when empty. */
  static long oldest(long[] a, int base) {
    boolean isFull = filled(a, base) == capacity(a, base);
    return a[base + 1 + (isFull ? next(a, base) : 0)];
  }

  /** The one added last; not to be asked when empty. */
  static long newest(long[] a, int base) {
    int next = next(a, base);
    return a[base + (next == 0 ? capacity(a, base) : next)];
  }

  /** Puts a time among the others, in order, so many times; the oldest go. */
  static long[] insert(long[] a, int base, long time, int times) {
    int filled = filled(a, base);
    long[] all = new long[filled + times];
    int oldest = filled == capacity(a, base) ? next(a, base) : 0;
    System.arraycopy(a, base + 1 + oldest, all, 0, filled - oldest);
    System.arraycopy(a, base + 1, all, filled - oldest, oldest);
    int place = filled;
    while (place > 0 && all[place - 1] > time) {
      place--;
    }
    System.arraycopy(all, place, all, place + times, filled - place);
    Arrays.fill(all, place, place + times, time);
    int kept = Math.min(all.length, capacity(a, base));
    System.arraycopy(all, all.length - kept, a, base + 1, kept);
    set(a, base, capacity(a, base), kept, kept == capacity(a, base) ? 0 : kept);
    return all;
  }
}
