package io.nanosiem.correlation;

import io.nanosiem.detect.Detection;
import io.nanosiem.event.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that are taken in together, and what had to be found out about each one after the other:
 * what time it was then, and where its user had come from. Written by one thread, then read by all.
 */
final class Batch {
  private final List<Event> events;
  private final List<List<Detection>> found;
  private final boolean[] isLeftOut;
  private final long[] times;
  private final long[] now;
  private final long[] watermarks;
  private final @Nullable String[] linked;

  Batch(List<Event> events, List<List<Detection>> found) {
    this.events = events;
    this.found = found;
    int size = events.size();
    isLeftOut = new boolean[size];
    times = new long[size];
    now = new long[size];
    watermarks = new long[size];
    linked = new String[size];
  }

  /** The event has been delivered before. */
  void leaveOut(int at) {
    isLeftOut[at] = true;
  }

  void set(int at, long time, long nowThen, long watermark, @Nullable String linkedTo) {
    times[at] = time;
    now[at] = nowThen;
    watermarks[at] = watermark;
    linked[at] = linkedTo;
  }

  int size() {
    return events.size();
  }

  Event event(int at) {
    return events.get(at);
  }

  List<Detection> found(int at) {
    return found.get(at);
  }

  boolean isLeftOut(int at) {
    return isLeftOut[at];
  }

  /** When it was taken to have happened. */
  long time(int at) {
    return times[at];
  }

  /** The time by which groups expire. */
  long now(int at) {
    return now[at];
  }

  /** The time up to which verdicts are due. */
  long watermark(int at) {
    return watermarks[at];
  }

  /** The address from which its user last logged in; null if unknown. */
  @Nullable String linked(int at) {
    return linked[at];
  }
}
