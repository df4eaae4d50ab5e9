package io.nanosiem.correlation;

import io.nanosiem.detect.Entity;
import java.util.Arrays;

/**
 * Rows on their way from the shard that made them of events to the one that follows their group. As
 * columns, which are used again for the next batch.
 */
final class Work {
  private static final int FIRST = 8;

  int size;
  private int[] events = new int[FIRST];
  private int[] followers = new int[FIRST];
  private int[] hashes = new int[FIRST];
  private int[] ends = new int[FIRST];
  private Entity.Kind[] kinds = new Entity.Kind[FIRST];
  private String[] keys = new String[FIRST];
  private long[] rows = new long[FIRST * Row.VALUES];

  /**
   * Adds the row and the key that a grouping has at hand.
   *
   * @param event its place in the batch
   * @param follower the place of the grouping in its shard, which is the same in every shard
   */
  void add(int event, int follower, KeyGroup from, int hash) {
    if (size == events.length) {
      int room = 2 * size;
      events = Arrays.copyOf(events, room);
      followers = Arrays.copyOf(followers, room);
      hashes = Arrays.copyOf(hashes, room);
      ends = Arrays.copyOf(ends, room);
      kinds = Arrays.copyOf(kinds, room);
      keys = Arrays.copyOf(keys, room);
    }
    int at = size == 0 ? 0 : ends[size - 1];
    int end = at + from.stride;
    if (end > rows.length) {
      rows = Arrays.copyOf(rows, 2 * end);
    }
    System.arraycopy(from.row, 0, rows, at, from.stride);
    events[size] = event;
    followers[size] = follower;
    hashes[size] = hash;
    ends[size] = end;
    kinds[size] = from.keyKind;
    keys[size] = from.key;
    size++;
  }

  int event(int at) {
    return events[at];
  }

  int follower(int at) {
    return followers[at];
  }

  int hash(int at) {
    return hashes[at];
  }

  /** Gives row and key to a grouping of the same place. */
  void load(int at, KeyGroup to) {
    System.arraycopy(rows, ends[at] - to.stride, to.row, 0, to.stride);
    to.keyKind = kinds[at];
    to.key = keys[at];
  }

  /** Heap in use, estimated. */
  long bytes() {
    return 160 + 24L * events.length + 8L * rows.length;
  }

  void clear() {
    Arrays.fill(keys, 0, size, null);
    size = 0;
  }
}
