package io.nanosiem;

import io.nanosiem.event.Event;
import io.nanosiem.event.ParseWarning;
import io.nanosiem.listen.Overflow;
import io.nanosiem.listen.RawRecord;
import io.nanosiem.listen.RecordReader;
import io.nanosiem.listen.ReplaySource;
import io.nanosiem.parse.ParseContext;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads several sources as one, by event time.
 *
 * <p>A source keeps its own order: its place in the merge is the latest time seen in it so far, so
 * a record that is a little early does not overtake. Ties go by name, then by line, never by the
 * order in which sources were named. A record without a time has that of the one before it; at the
 * head of a source, that of the first one behind it that has a time; in a source without any, the
 * time that the source itself names. A stamp more than a year ahead of the clock is no time either
 * (a replay reads the past), or one line that says 9999 would put everything behind it out of every
 * window.
 *
 * <p>One thread at a time.
 */
final class ReplayReader {
  private static final Duration ABSURD = Duration.ofDays(366);
  private static final int MAX_LOOK_AHEAD = 1_000;

  private final class Source {
    final ReplaySource source;
    final IntakeQueue.Source origin;
    final RecordReader reader;
    final ArrayDeque<Event.Builder> unstamped = new ArrayDeque<>();
    Pipeline.@Nullable Opened record;
    int nextSingle;
    Instant reference;
    Instant place;
    Event.@Nullable Builder head;

    Source(ReplaySource source, String name) throws IOException {
      this.source = source;
      this.origin = new IntakeQueue.Source(name, source.zone(), source.charset(), source.parser());
      this.reference = source.firstReference();
      this.place = Instant.MIN;
      this.reader = source.open();
    }

    /** Reads the next record into head; false at the end. */
    boolean advance() throws IOException {
      if (place.equals(Instant.MIN)) {
        findFirstTime();
      }
      Event.Builder event = unstamped.isEmpty() ? read() : unstamped.removeFirst();
      if (event == null) {
        head = null;
        return false;
      }
      Instant time = event.time();
      if (time == null) {
        time = place;
      } else {
        reference = time;
      }
      event.receivedAt(time);
      if (time.isAfter(place)) {
        place = time;
      }
      head = event;
      return true;
    }

    /** Looks for the first stamp, some way ahead, and keeps what it passes over. */
    private void findFirstTime() throws IOException {
      while (unstamped.size() < MAX_LOOK_AHEAD) {
        Event.Builder event = read();
        if (event == null) {
          break;
        }
        unstamped.addLast(event);
        if (event.time() != null) {
          place = event.time();
          return;
        }
      }
      place = source.timeIfNone();
    }

    /** The next single record: a record of text that holds several is taken apart as they go. */
    private Event.@Nullable Builder read() throws IOException {
      Pipeline.Opened opened = record;
      if (opened == null || nextSingle == opened.size()) {
        RawRecord raw = reader.next();
        if (raw == null) {
          return null;
        }
        opened = pipeline.open(raw, origin);
        record = opened;
        nextSingle = 0;
      }
      Event.Builder event =
          pipeline.read(
              opened,
              nextSingle++,
              origin.name() + ":" + reader.ordinal(),
              origin,
              ParseContext.inOrder(reference, source.zone()));
      Instant time = event.time();
      if (time != null && time.isAfter(latest)) {
        event.warning(
            new ParseWarning(
                "future_time", 0, "more than a year ahead of the clock; the time before it used"));
        event.time(null);
      }
      return event;
    }
  }

  private final Pipeline pipeline;
  private final Instant latest;
  private final List<Source> sources = new ArrayList<>();
  private final PriorityQueue<Source> queue =
      new PriorityQueue<>(
          Comparator.comparing((Source source) -> source.place)
              .thenComparing(source -> source.origin.name()));

  ReplayReader(Pipeline pipeline, Clock clock, List<ReplaySource> from, List<String> names)
      throws IOException {
    this.pipeline = pipeline;
    this.latest = clock.instant().plus(ABSURD);
    try {
      for (int i = 0; i < from.size(); i++) {
        sources.add(new Source(from.get(i), names.get(i)));
      }
      for (Source source : sources) {
        if (source.advance()) {
          queue.add(source);
        }
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Hands the next record in; false at the end of all sources, or if the intake has closed. */
  boolean step(IntakeQueue intake) throws IOException {
    Source next = queue.poll();
    if (next == null || next.head == null) {
      return false;
    }
    if (!intake.offer(IntakeQueue.Entry.read(next.head, next.origin, next.place), Overflow.BLOCK)) {
      return false;
    }
    if (next.advance()) {
      queue.add(next);
    }
    return true;
  }

  void close() {
    for (Source source : sources) {
      try {
        source.reader.close();
      } catch (IOException e) {
        // It was read only: nothing is lost.
      }
    }
  }
}
