package io.nanosiem.correlation;

import io.nanosiem.event.Event;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What was seen of one group, for telling the story. Nothing here decides anything. */
final class Seen {
  private @Nullable Sightings[] kinds = NONE;

  /** The newest event of a group whose verdicts wait for the end of a window. */
  @Nullable Event last;

  private int lastBytes;

  private static final @Nullable Sightings[] NONE = {};

  /** Takes an event in; returns by how many bytes that made it larger. */
  int see(KeyGroup group, long[] row, Event event, long newest) {
    int before = 0;
    int after = 0;
    long time = row[Row.TIME];
    // A late event may complete something, and its story begins a timespan before it.
    long stale = newest - group.lateLimit - group.longest;
    if (kinds.length == 0) {
      kinds = new Sightings[group.kinds.length];
      after += 16 + 4 * kinds.length;
    }
    for (KeyGroup.Kind kind : group.kinds) {
      if (!kind.isMetBy(row)) {
        continue;
      }
      Sightings seen = kinds[kind.index];
      if (seen == null) {
        seen = new Sightings();
        kinds[kind.index] = seen;
      } else {
        before += (int) seen.bytes();
      }
      seen.see(time, Row.weight(row, 0), stale);
      if (kind.distinct >= 0 && row[Row.VALUES + kind.distinct] != 0) {
        seen.seeValue(row[Row.VALUES + kind.distinct], time, kind.threshold);
      }
      long size = event.heapBytes();
      if (size <= KeyGroup.LARGEST_EVIDENCE) {
        seen.sample(event, time, size, kind.samples, stale);
      } else {
        group.counters.evidenceDropped++;
      }
      after += (int) seen.bytes();
    }
    return after - before;
  }

  @Nullable Sightings kind(int index) {
    return index < kinds.length ? kinds[index] : null;
  }

  /** Keeps the newest event; returns by how many bytes that made it larger. */
  int last(Event event, long size) {
    int before = lastBytes;
    last = event;
    lastBytes = (int) Math.min(size, 1 << 30);
    return lastBytes - before;
  }

  /** Forgets the events, but for the newest; returns how many bytes that made free. */
  int dropSamples() {
    int dropped = 0;
    for (Sightings seen : kinds) {
      if (seen != null && seen.hasSamples()) {
        dropped += (int) seen.bytes();
        seen.dropSamples();
        dropped -= (int) seen.bytes();
      }
    }
    return dropped;
  }

  void write(KeyGroup group, StateWriter out) throws IOException {
    out.event(last);
    for (int i = 0; i < group.kinds.length; i++) {
      Sightings seen = kind(i);
      out.flag(seen != null);
      if (seen != null) {
        seen.write(out);
      }
    }
  }

  /** Reads what was seen; returns how many bytes it takes. */
  int read(KeyGroup group, Match match, StateReader in) throws IOException {
    Event newest = in.event();
    int bytes = newest == null ? 0 : last(newest, newest.heapBytes());
    kinds = new Sightings[group.kinds.length];
    bytes += 16 + 4 * kinds.length;
    for (int old = 0; old < match.kinds(); old++) {
      if (in.flag()) {
        Sightings seen = Sightings.read(in);
        int kind = match.kind(old);
        if (kind >= 0 && kinds[kind] == null) {
          kinds[kind] = seen;
          bytes += (int) seen.bytes();
        }
      }
    }
    return bytes;
  }
}
