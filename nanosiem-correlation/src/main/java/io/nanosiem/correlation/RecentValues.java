package io.nanosiem.correlation;

import java.util.Arrays;

/**
 * The distinct values seen most recently, each with a mark (a time that never goes back from one
 * sight to the next).
 *
 * <p>To decide "at least N distinct values" the N most recently seen ones are enough: an older
 * value matters only if fewer than N newer ones are in the window, and the N newer ones are all
 * younger. So the list is cut at a capacity, and its size follows the rule rather than what an
 * attacker sends. Open addressing over a doubly linked list in primitive arrays: O(1) for each
 * sight, about 36 bytes a value, grown by doubling from four values.
 */
final class RecentValues {
  private static final int NONE = -1;

  private final int limit;
  private long[] values;
  private long[] marks;
  private int[] links; // older, newer for each entry
  private int[] table;
  private int size;
  private int oldest = NONE;
  private int newest = NONE;

  /** Grows with each change, so that a copy knows whether it is still one. */
  private long changes;

  RecentValues(int limit) {
    this.limit = limit;
    int capacity = Math.min(4, limit);
    values = new long[capacity];
    marks = new long[capacity];
    links = new int[2 * capacity];
    table = emptyTable(capacity);
  }

  RecentValues(RecentValues from) {
    limit = from.limit;
    values = from.values.clone();
    marks = from.marks.clone();
    links = from.links.clone();
    table = from.table.clone();
    size = from.size;
    oldest = from.oldest;
    newest = from.newest;
    changes = from.changes;
  }

  /**
   * Becomes a copy of a list of the same limit, if it is not one still.
   *
   * @return by how many bytes it grew
   */
  int copy(RecentValues from) {
    if (changes == from.changes) {
      return 0;
    }
    int grown = 0;
    if (values.length == from.values.length) {
      System.arraycopy(from.values, 0, values, 0, from.size);
      System.arraycopy(from.marks, 0, marks, 0, from.size);
      System.arraycopy(from.links, 0, links, 0, 2 * from.size);
      System.arraycopy(from.table, 0, table, 0, table.length);
    } else {
      long before = bytes();
      values = from.values.clone();
      marks = from.marks.clone();
      links = from.links.clone();
      table = from.table.clone();
      grown = (int) (bytes() - before);
    }
    size = from.size;
    oldest = from.oldest;
    newest = from.newest;
    changes = from.changes;
    return grown;
  }

  private static int[] emptyTable(int capacity) {
    int[] made = new int[Integer.highestOneBit(Math.max(2, capacity) * 2 - 1) * 2];
    Arrays.fill(made, NONE);
    return made;
  }

  int size() {
    return size;
  }

  /** The mark of the value seen least recently among those kept; not to be asked when empty. */
  long oldestMark() {
    return marks[oldest];
  }

  /** How many values have a mark in a range, both ends counted. */
  int count(long from, long to) {
    int count = 0;
    for (int at = newest; at != NONE; at = links[2 * at]) {
      if (marks[at] < from) {
        break;
      }
      if (marks[at] <= to) {
        count++;
      }
    }
    return count;
  }

  boolean isFull() {
    return size == limit;
  }

  /**
   * A value was seen. A mark below the newest one (a late sight) is taken as the newest one's.
   *
   * @return by how many bytes it grew
   */
  int see(long value, long mark) {
    changes++;
    if (newest != NONE && mark < marks[newest]) {
      mark = marks[newest];
    }
    int at = find(value);
    if (at != NONE) {
      marks[at] = mark;
      if (at != newest) {
        unlink(at);
        append(at);
      }
      return 0;
    }
    int grown = 0;
    if (size < limit) {
      if (size == values.length) {
        long before = bytes();
        grow();
        grown = (int) (bytes() - before);
      }
      at = size++;
    } else {
      at = oldest;
      unlink(at);
      removeFromTable(at);
    }
    values[at] = value;
    marks[at] = mark;
    append(at);
    addToTable(at);
    return grown;
  }

  void clear() {
    changes++;
    size = 0;
    oldest = NONE;
    newest = NONE;
    Arrays.fill(table, NONE);
  }

  long bytes() {
    return 64 + 4 * 16 + 24L * values.length + 4L * table.length;
  }

  private int find(long value) {
    int mask = table.length - 1;
    for (int i = (int) value & mask; table[i] != NONE; i = i + 1 & mask) {
      if (values[table[i]] == value) {
        return table[i];
      }
    }
    return NONE;
  }

  private void addToTable(int at) {
    int mask = table.length - 1;
    int i = (int) values[at] & mask;
    while (table[i] != NONE) {
      i = i + 1 & mask;
    }
    table[i] = at;
  }

  /** Removes by shifting back what follows, so that no tombstones gather. */
  private void removeFromTable(int at) {
    int mask = table.length - 1;
    int hole = (int) values[at] & mask;
    while (table[hole] != at) {
      hole = hole + 1 & mask;
    }
    for (int i = hole + 1 & mask; table[i] != NONE; i = i + 1 & mask) {
      int home = (int) values[table[i]] & mask;
      if ((i - home & mask) >= (i - hole & mask)) {
        table[hole] = table[i];
        hole = i;
      }
    }
    table[hole] = NONE;
  }

  private void unlink(int at) {
    int older = links[2 * at];
    int newer = links[2 * at + 1];
    if (older == NONE) {
      oldest = newer;
    } else {
      links[2 * older + 1] = newer;
    }
    if (newer == NONE) {
      newest = older;
    } else {
      links[2 * newer] = older;
    }
  }

  private void append(int at) {
    links[2 * at] = newest;
    links[2 * at + 1] = NONE;
    if (newest == NONE) {
      oldest = at;
    } else {
      links[2 * newest + 1] = at;
    }
    newest = at;
  }

  private void grow() {
    int capacity = (int) Math.min(limit, 2L * values.length);
    values = Arrays.copyOf(values, capacity);
    marks = Arrays.copyOf(marks, capacity);
    links = Arrays.copyOf(links, 2 * capacity);
    table = emptyTable(capacity);
    for (int i = 0; i < size; i++) {
      addToTable(i);
    }
  }
}
