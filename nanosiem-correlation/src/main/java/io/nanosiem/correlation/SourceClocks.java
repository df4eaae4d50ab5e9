package io.nanosiem.correlation;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.Findings;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import io.nanosiem.event.Printable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What time it is, as the sources of events tell: each machine that sends has a clock of its own.
 *
 * <p>The <em>watermark</em>, up to which verdicts are due, is the time of the slowest source that
 * is not idle, but no more than a largest lag behind the fastest. A source is idle when nothing has
 * come from it for a while by the time of arrival. All of it is worked out from events alone, so a
 * replay comes to the same.
 *
 * <p>A clock that is wrong does no harm: a stamp in the future of its arrival is replaced by the
 * arrival; a leap of more than a day counts only when a second event confirms it; and a source
 * whose stamps are off by a steady multiple of 15 minutes, ahead or behind, which is a zone read
 * wrong, is reported. For that alone it counts what an engine that did not believe a stamp has kept
 * of it.
 *
 * <p>O(1) an event, O(log sources) where verdicts wait; some 500 bytes a source at most. One
 * thread.
 */
final class SourceClocks {
  static final RuleRef ZONE_SUSPECT =
      RuleRef.of(
              "nanosiem-zone-suspect",
              "The clock of a source is off by a steady offset",
              Severity.LOW)
          .describedAs(
              "The stamps of a source differ from the times of arrival by the same multiple of 15"
                  + " minutes: its time zone is probably read wrong. Set the zone of its listener.");

  private static final long FAR = 1L << 60;
  private static final long NONE = Measure.NONE;

  /** How far one event may move the time by which groups expire: a bad clock must not flush all. */
  private static final long LARGEST_STRIDE = 10_000;

  private static final long LARGEST_LEAP = Duration.ofDays(1).toMillis();
  private static final long QUARTER = Duration.ofMinutes(15).toMillis();
  private static final long STEADY = Duration.ofSeconds(90).toMillis();

  /** From UTC-12 to UTC+14: a clock that is off by more is wrong, but not for its zone. */
  private static final long FARTHEST_ZONE = Duration.ofHours(26).toMillis();

  private static final int MAX_SOURCES = 10_000;

  /** As long as names of machines are; what is longer was made to fill memory. */
  private static final int LONGEST_NAME = 255;

  private static final int STEADY_EVENTS = 20;
  private static final long STEADY_FOR = Duration.ofMinutes(1).toMillis();

  private final long maxLag;
  private final long idleAfter;
  private final long futureSkew;
  private final Counters counters;

  private final Map<String, Source> sources = new LinkedHashMap<>(16, 0.75f, true);
  private final PriorityQueue<Source> slowest =
      new PriorityQueue<>((a, b) -> Long.compare(a.known, b.known));
  private @Nullable Source last;
  private long nameBytes;
  private long now = NONE;
  private long top = NONE;
  private long leap = NONE;
  private long arrived = NONE;
  private long watermark = NONE;

  private static final class Source {
    final String name;
    long time = NONE;
    long arrived = NONE;

    /** Its time as the queue knows it, which is brought up to date when it is the slowest. */
    long known = NONE;

    boolean isQueued;

    // By how many quarters of an hour it is off, how often that was seen, since when; and for which
    // of them it has been reported.
    long quarters;
    int seen;
    long since;
    long reported;

    Source(String name) {
      this.name = name;
    }
  }

  SourceClocks(CorrelationDetector.Builder settings, Counters counters) {
    this.maxLag = settings.maxLagMillis;
    this.idleAfter = settings.idleAfterMillis;
    this.futureSkew = settings.futureSkewMillis;
    this.counters = counters;
  }

  /** A time in milliseconds, far ones brought to a point where sums cannot overflow. */
  static long millis(Instant time) {
    long seconds = time.getEpochSecond();
    if (seconds > FAR / 1000 || seconds < -FAR / 1000) {
      return seconds > 0 ? FAR : -FAR;
    }
    return seconds * 1000 + time.getNano() / 1_000_000;
  }

  /** An event has come; returns the time at which it is taken. */
  long accept(Event event, Findings findings) {
    long stamp = millis(event.time());
    long received = millis(event.receivedAt());
    long time = stamp;
    if (stamp - received > futureSkew) {
      counters.futureClocks++;
      time = received;
    }
    Source source = source(event);
    arrived = Math.max(arrived, received);
    source.arrived = arrived;
    long said = said(event, stamp);
    if (said != received) {
      suspect(source, said - received, event, findings);
    } else {
      source.seen = 0;
    }
    if (isBelievable(time)) {
      source.time = Math.max(source.time, time);
      top = Math.max(top, time);
    }
    if (!source.isQueued && source.time != NONE) {
      source.known = source.time;
      source.isQueued = true;
      slowest.add(source);
    }
    if (time > now) {
      now = now == NONE ? time : Math.min(time, now + LARGEST_STRIDE);
    }
    return time;
  }

  /** The stamp that the record bore, where an engine put the receive time in its place. */
  private static long said(Event event, long stamp) {
    if (!event.hasOwnTime()
        && !event.derived().isEmpty()
        && event.derived().get("event.stamped") instanceof String text) {
      try {
        return millis(Instant.parse(text));
      } catch (DateTimeParseException e) {
        return stamp;
      }
    }
    return stamp;
  }

  private boolean isBelievable(long time) {
    if (top == NONE || time <= top + LARGEST_LEAP) {
      return true;
    }
    boolean isConfirmed = leap != NONE && Math.abs(time - leap) <= LARGEST_LEAP;
    leap = isConfirmed ? NONE : time;
    return isConfirmed;
  }

  /** The machine that sent it, as far as the record or its transport says. */
  private Source source(Event event) {
    String name = null;
    if (!event.derived().isEmpty()
        && event.derived().get("log.source.address") instanceof String peer) {
      name = peer;
    }
    name = name == null ? event.host() : name;
    if (name == null) {
      name = "";
    } else if (name.length() > LONGEST_NAME) {
      name = name.substring(0, LONGEST_NAME);
    }
    Source known = last;
    if (known == null || !known.name.equals(name)) {
      known = sources.get(name);
      if (known == null) {
        known = new Source(name);
        sources.put(name, known);
        nameBytes += 2L * name.length();
        makeRoom();
      }
      last = known;
    }
    return known;
  }

  private void makeRoom() {
    if (sources.size() > MAX_SOURCES) {
      Iterator<Source> eldest = sources.values().iterator();
      Source gone = eldest.next();
      eldest.remove();
      gone.isQueued = false;
      nameBytes -= 2L * gone.name.length();
      counters.sourcesForgotten++;
      if (slowest.size() > 2 * MAX_SOURCES) {
        // Those forgotten are passed over when their turn comes, which it may never.
        slowest.clear();
        sources.values().stream().filter(source -> source.isQueued).forEach(slowest::add);
      }
    }
  }

  private void suspect(Source source, long offset, Event event, Findings findings) {
    long quarters = Math.floorDiv(offset + QUARTER / 2, QUARTER);
    if (quarters == 0
        || Math.abs(quarters) * QUARTER > FARTHEST_ZONE
        || Math.abs(offset - quarters * QUARTER) > STEADY) {
      source.seen = 0;
      return;
    }
    if (source.seen == 0 || source.quarters != quarters) {
      source.seen = 0;
      source.quarters = quarters;
      source.since = source.arrived;
    }
    source.seen++;
    if (source.seen >= STEADY_EVENTS
        && source.arrived - source.since >= STEADY_FOR
        && source.reported != quarters) {
      source.reported = quarters;
      counters.zoneSuspects++;
      findings.add(suspicion(source, event));
    }
  }

  private static Detection suspicion(Source source, Event event) {
    StringBuilder words = new StringBuilder();
    words.append(source.name.isEmpty() ? "A source" : Printable.of(source.name, 64));
    words.append(" stamps its records ");
    Story.appendDuration(words, Math.abs(source.quarters) * QUARTER);
    words.append(source.quarters > 0 ? " ahead of" : " behind");
    words.append(" their arrival, steadily: its time zone is probably read wrong.");
    return new Detection(
        ZONE_SUSPECT,
        ZONE_SUSPECT.severity(),
        event.receivedAt(),
        source.name.isEmpty() ? null : new Entity(Entity.Kind.HOST, source.name),
        List.of(event),
        Evidence.Fields.NONE,
        words.toString());
  }

  /** Somebody who knows says that it is so late. */
  void advanceTo(long time) {
    now = Math.max(now, time);
    top = Math.max(top, time);
    watermark = Math.max(watermark, time);
  }

  /** The time by which groups expire. */
  long now() {
    return now;
  }

  /** The time up to which verdicts are due. Never goes back. */
  long watermark() {
    Source source = slowest.peek();
    while (source != null && (!source.isQueued || source.known < source.time || isIdle(source))) {
      slowest.remove();
      source.isQueued &= !isIdle(source);
      if (source.isQueued) {
        source.known = source.time;
        slowest.add(source);
      }
      source = slowest.peek();
    }
    long slow = source == null ? top : source.known;
    watermark = Math.max(watermark, Math.max(slow, top - maxLag));
    return watermark;
  }

  private boolean isIdle(Source source) {
    return arrived - source.arrived > idleAfter;
  }

  int size() {
    return sources.size();
  }

  long bytes() {
    return 256 + 200L * sources.size() + nameBytes;
  }

  void write(StateWriter out) throws IOException {
    for (long time : new long[] {now, top, leap, arrived, watermark}) {
      out.number(time);
    }
    out.number(sources.size());
    for (Source source : sources.values()) {
      out.text(source.name);
      out.number(source.time);
      out.number(source.arrived);
      out.flag(source.isQueued);
      out.number(source.quarters);
      out.number(source.seen);
      out.number(source.since);
      out.number(source.reported);
    }
  }

  void read(StateReader in) throws IOException {
    now = in.number();
    top = in.number();
    leap = in.number();
    arrived = in.number();
    watermark = in.number();
    for (int i = in.count(Integer.MAX_VALUE); i > 0; i--) {
      Source source = new Source(in.text());
      source.time = in.number();
      source.arrived = in.number();
      source.isQueued = in.flag();
      source.quarters = in.number();
      source.seen = in.count(Integer.MAX_VALUE);
      source.since = in.number();
      source.reported = in.number();
      source.known = source.time;
      sources.put(source.name, source);
      nameBytes += 2L * source.name.length();
      if (source.isQueued) {
        slowest.add(source);
      }
      makeRoom();
    }
  }
}
