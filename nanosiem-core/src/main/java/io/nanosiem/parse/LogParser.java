package io.nanosiem.parse;

import io.nanosiem.event.Event;
import java.time.Instant;

/**
 * Reads one record.
 *
 * <p>A parser never throws on what a record holds: whatever it cannot read stays as text, with a
 * warning. What it fills in is the envelope; what the message means is the normaliser's business.
 *
 * <p>Implementations are thread-safe.
 */
@FunctionalInterface
public interface LogParser {
  /**
   * Reads a record.
   *
   * @param record the text, without its line end
   * @param context when it came, and how to read its time
   * @param into where to put what it says; the raw text is set already
   */
  void parse(String record, ParseContext context, Event.Builder into);

  /**
   * Reads a record that came just now, without normalising it.
   *
   * @param record the text, without its line end
   * @return the event
   */
  default Event parse(String record) {
    Event.Builder event = Event.builder().raw(record);
    Instant now = Instant.now();
    event.receivedAt(now);
    parse(record, ParseContext.live(now), event);
    return event.build();
  }
}
