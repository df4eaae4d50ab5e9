package io.nanosiem.parse;

import io.nanosiem.event.Event;
import java.time.Instant;
import java.time.Month;
import java.util.Locale;
import java.util.Map;

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
   * Finds out for each record what it is: JSON, syslog of either kind, CEF (alone, behind any text,
   * or within syslog), else plain text.
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
   * Plain text: the record is the message, and only a time stamp at its beginning is read.
   *
   * @return a parser that looks for nothing else
   */
  static LogParser plain() {
    return Format.PLAIN;
  }

  /**
   * The same parser, strictly: records are read as before, and each deviation from the
   * specification of the format is noted as a warning, so that a record without a warning conforms
   * to it. Of the formats here RFC 5424, RFC 3164, CEF and JSON have one. Slower, as each record is
   * looked at twice.
   *
   * @return a parser that hands on a context that is strict
   */
  default LogParser strict() {
    return (record, context, into) -> parse(record, context.asStrict(), into);
  }

  /**
   * The same parser, for records whose months are in another language besides English, such as
   * {@code Mär 7 19:06:53} or {@code juil. 09}.
   *
   * @param language of the sender; its short and long names are taken as this JVM knows them
   * @return a parser that hands on a context with these names
   * @see ParseContext#withMonthNames
   */
  default LogParser months(Locale language) {
    Map<String, Month> names = MonthNames.of(language);
    return (record, context, into) -> parse(record, context.withMonthNames(names), into);
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
