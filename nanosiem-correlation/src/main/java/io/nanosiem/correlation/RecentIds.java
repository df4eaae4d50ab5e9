package io.nanosiem.correlation;

import io.nanosiem.event.Event;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The ids of the newest events, so that one that is delivered once more is known. One thread. */
final class RecentIds {
  private final int limit;
  private long[] ids;
  private long arrivals;

  /** Remembers so many; with zero, none. */
  RecentIds(int limit) {
    this.limit = limit;
    ids = new long[RecentValues.length(1)];
    RecentValues.clear(ids, 0, 1);
  }

  /** Whether an event has been here before, as far as is remembered; from now on it has. */
  boolean isKnown(Event event, long seed) {
    String id = limit == 0 ? null : event.id();
    if (id == null) {
      return false;
    }
    long hash = Hash64.of(seed, id);
    if (RecentValues.isTight(ids, 0, limit)) {
      ids = RecentValues.grow(ids, 0, limit);
    }
    return RecentValues.see(ids, 0, hash, arrivals++);
  }

  long bytes() {
    return 64 + 8L * ids.length;
  }

  void write(StateWriter out) throws IOException {
    out.number(arrivals);
    out.numbers(ids, ids.length, 0);
  }

  void read(StateReader in) throws IOException {
    arrivals = in.number();
    long @Nullable [] read = in.numbers(0);
    if (read == null) {
      throw new IOException("no ids");
    }
    if (RecentValues.capacity(read, 0) <= Math.max(1, limit)) {
      ids = read;
    }
  }
}
