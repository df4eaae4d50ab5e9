package io.nanosiem.correlation;

/**
 * The distinct values seen most recently, each with a mark (a time that never goes back from one
 * sight to the next), in a part of an array of longs.
 *
 * <p>To decide "at least N distinct values" the N most recently seen ones are enough: an older
 * value matters only if fewer than N newer ones are in the window, and the N newer ones are all
 * younger. So the list is cut at a capacity, and its size follows the rule rather than what an
 * attacker sends.
 *
 * <p>Open addressing over a doubly linked list: O(1) for each sight. The part holds two longs of
 * head, three for each value (value, mark, links) and a table of at least twice as many 32-bit
 * slots: 32 to 40 bytes a value, grown by doubling from one value. A slot holds the place of a
 * value and 18 bits of it, enough to pass over others and to know where they belong without a look
 * at them.
 */
final class RecentValues {
  private static final int NONE = -1;
  private static final int HEAD = 2;
  private static final int ENTRY = 3;
  private static final int PLACE_BITS = 14;

  /** How many values a list can hold. */
  static final int MOST = (1 << PLACE_BITS) - 1;

  private RecentValues() {}

  /** How many longs a list with room for so many values takes. */
  static int length(int capacity) {
    return HEAD + ENTRY * capacity + slots(capacity) / 2;
  }

  /** How many values the list has room for, with or without growing. */
  static int capacity(long[] a, int base) {
    return (int) (a[base] >>> 32);
  }

  static int size(long[] a, int base) {
    return (int) a[base];
  }

  /** Makes an empty list of the part that begins at base. */
  static void clear(long[] a, int base, int capacity) {
    a[base] = (long) capacity << 32;
    a[base + 1] = pair(NONE, NONE);
    int table = base + HEAD + ENTRY * capacity;
    for (int i = slots(capacity) / 2 - 1; i >= 0; i--) {
      a[table + i] = -1L;
    }
  }

  /**
   * Whether a value can be taken in only after growing.
   *
   * @param limit of values, beyond which the one seen least recently goes instead
   */
  static boolean isTight(long[] a, int base, int limit) {
    int capacity = capacity(a, base);
    return capacity < limit && size(a, base) == capacity;
  }

  /** A copy of the array in which the list has room for twice as many; what is behind it moves. */
  static long[] grow(long[] a, int base, int limit) {
    int capacity = capacity(a, base);
    int more = (int) Math.min(limit, 2L * capacity);
    int end = base + length(capacity);
    long[] grown = new long[a.length + length(more) - length(capacity)];
    System.arraycopy(a, 0, grown, 0, base);
    System.arraycopy(a, end, grown, base + length(more), a.length - end);
    clear(grown, base, more);
    int size = size(a, base);
    System.arraycopy(a, base + HEAD, grown, base + HEAD, ENTRY * size);
    grown[base] |= size;
    grown[base + 1] = a[base + 1];
    for (int at = 0; at < size; at++) {
      addToTable(grown, base, at);
    }
    return grown;
  }

  /** The mark of the value seen least recently among those kept; not to be asked when empty. */
  static long oldestMark(long[] a, int base) {
    return a[entry(base, oldest(a, base)) + 1];
  }

  /** The mark of the value seen last; not to be asked when empty. */
  static long newestMark(long[] a, int base) {
    return a[entry(base, newest(a, base)) + 1];
  }

  /** How many values have a mark in a range, both ends counted. */
  static int count(long[] a, int base, long from, long to) {
    int count = 0;
    for (int at = newest(a, base); at != NONE; at = older(a, base, at)) {
      long mark = a[entry(base, at) + 1];
      if (mark < from) {
        break;
      }
      if (mark <= to) {
        count++;
      }
    }
    return count;
  }

  /**
   * A value was seen. A mark below the newest one (a late sight) is taken as the newest one's.
   *
   * @return whether it was among the values already
   */
  static boolean see(long[] a, int base, long value, long mark) {
    int newest = newest(a, base);
    long at = newest == NONE ? mark : Math.max(mark, a[entry(base, newest) + 1]);
    int known = find(a, base, value);
    if (known != NONE) {
      a[entry(base, known) + 1] = at;
      if (known != newest) {
        unlink(a, base, known);
        append(a, base, known);
      }
      return true;
    }
    int size = size(a, base);
    int place = size;
    if (size < capacity(a, base)) {
      a[base]++;
    } else {
      place = oldest(a, base);
      unlink(a, base, place);
      removeFromTable(a, base, place);
    }
    a[entry(base, place)] = value;
    a[entry(base, place) + 1] = at;
    append(a, base, place);
    addToTable(a, base, place);
    return false;
  }

  private static int slots(int capacity) {
    return Integer.highestOneBit(Math.max(1, capacity) * 2 - 1) * 2;
  }

  private static int entry(int base, int at) {
    return base + HEAD + ENTRY * at;
  }

  private static long pair(int high, int low) {
    return (long) high << 32 | (low & 0xFFFF_FFFFL);
  }

  private static int oldest(long[] a, int base) {
    return (int) (a[base + 1] >> 32);
  }

  private static int newest(long[] a, int base) {
    return (int) a[base + 1];
  }

  private static int older(long[] a, int base, int at) {
    return (int) (a[entry(base, at) + 2] >> 32);
  }

  private static int newer(long[] a, int base, int at) {
    return (int) a[entry(base, at) + 2];
  }

  private static int slot(long[] a, int table, int i) {
    return (int) (a[table + (i >> 1)] >> ((i & 1) << 5));
  }

  private static void slot(long[] a, int table, int i, int at) {
    long both = a[table + (i >> 1)];
    a[table + (i >> 1)] = (i & 1) == 0 ? pair((int) (both >> 32), at) : pair(at, (int) both);
  }

  private static int find(long[] a, int base, long value) {
    int capacity = capacity(a, base);
    int table = entry(base, capacity);
    int mask = slots(capacity) - 1;
    int bits = bits(value);
    int i = bits & mask;
    for (int slot = slot(a, table, i); slot != NONE; slot = slot(a, table, i)) {
      if (slot >>> PLACE_BITS == bits && a[entry(base, slot & MOST)] == value) {
        return slot & MOST;
      }
      i = i + 1 & mask;
    }
    return NONE;
  }

  /** The bits of a value that its slot holds; the low ones say where it belongs. */
  private static int bits(long value) {
    return (int) value & ((1 << (32 - PLACE_BITS)) - 1);
  }

  private static void addToTable(long[] a, int base, int at) {
    int capacity = capacity(a, base);
    int table = entry(base, capacity);
    int mask = slots(capacity) - 1;
    int bits = bits(a[entry(base, at)]);
    int i = bits & mask;
    while (slot(a, table, i) != NONE) {
      i = i + 1 & mask;
    }
    slot(a, table, i, bits << PLACE_BITS | at);
  }

  /** Removes by shifting back what follows, so that no tombstones gather. */
  private static void removeFromTable(long[] a, int base, int at) {
    int capacity = capacity(a, base);
    int table = entry(base, capacity);
    int mask = slots(capacity) - 1;
    int bits = bits(a[entry(base, at)]);
    int hole = bits & mask;
    while (slot(a, table, hole) != (bits << PLACE_BITS | at)) {
      hole = hole + 1 & mask;
    }
    int i = hole + 1 & mask;
    for (int next = slot(a, table, i); next != NONE; next = slot(a, table, i)) {
      int home = next >>> PLACE_BITS & mask;
      if ((i - home & mask) >= (i - hole & mask)) {
        slot(a, table, hole, next);
        hole = i;
      }
      i = i + 1 & mask;
    }
    slot(a, table, hole, NONE);
  }

  private static void unlink(long[] a, int base, int at) {
    int older = older(a, base, at);
    int newer = newer(a, base, at);
    if (older == NONE) {
      a[base + 1] = pair(newer, newest(a, base));
    } else {
      a[entry(base, older) + 2] = pair(older(a, base, older), newer);
    }
    if (newer == NONE) {
      a[base + 1] = pair(oldest(a, base), older);
    } else {
      a[entry(base, newer) + 2] = pair(older, newer(a, base, newer));
    }
  }

  private static void append(long[] a, int base, int at) {
    int newest = newest(a, base);
    a[entry(base, at) + 2] = pair(newest, NONE);
    if (newest == NONE) {
      a[base + 1] = pair(at, at);
    } else {
      a[entry(base, newest) + 2] = pair(older(a, base, newest), at);
      a[base + 1] = pair(oldest(a, base), at);
    }
  }
}
