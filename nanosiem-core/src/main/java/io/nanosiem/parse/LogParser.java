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
   * Finds out for each record what it is: JSON, Windows event XML, syslog of either kind, CEF
   * (alone, behind any text, or within syslog), else plain text.
   *
   * @return a parser for logs of any kind
   */
  static LogParser auto() {
    return Format.AUTO;
  }

  /**
   * Syslog as RFC 5424 has it, read leniently. Anything else is kept as plain text, with the
   * warning {@code not_rfc5424}.
   *
   * @return a parser for this format only
   */
  static LogParser rfc5424() {
    return Format.RFC5424;
  }

  /**
   * BSD syslog as it is in the wild. Anything else is kept as plain text, with the warning {@code
   * not_rfc3164}.
   *
   * @return a parser for this format only
   */
  static LogParser rfc3164() {
    return Format.RFC3164;
  }

  /**
   * ArcSight Common Event Format, alone or behind a syslog header or other text. Anything else is
   * kept as plain text, with the warning {@code not_cef}.
   *
   * @return a parser for this format only
   */
  static LogParser cef() {
    return Format.CEF;
  }

  /**
   * One JSON object a record. Anything else is kept as plain text, with the warning {@code
   * not_json} or {@code bad_json}.
   *
   * @return a parser for this format only
   */
  static LogParser json() {
    return Format.JSON;
  }

  /**
   * One event of the Windows event log as XML. Anything else is kept as plain text, with the
   * warning {@code not_winxml} or {@code bad_winxml}.
   *
   * @return a parser for this format only
   */
  static LogParser windowsXml() {
    return Format.WINDOWS_XML;
  }

  /**
   * Plain text: the record is the message, and only a time stamp at its beginning is read.
   *
   * @return a parser that looks for nothing else
   */
  static LogParser plain() {
    return Format.PLAIN;
  }

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
