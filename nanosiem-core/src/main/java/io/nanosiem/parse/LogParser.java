package io.nanosiem.parse;

import io.nanosiem.event.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
   * Finds out for each record what it is: JSON, Linux audit records, container output, syslog of
   * either kind, CEF (alone, behind any text, or within syslog), else plain text.
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
   * One JSON object a record, or several that {@link #split} finds. Anything else is kept as plain
   * text, with the warning {@code not_json}, {@code bad_json} or {@code truncated_json}.
   *
   * @return a parser for this format only
   */
  static LogParser json() {
    return Format.JSON;
  }

  /**
   * Records of the Linux audit system, one or (a line each) several of one event, alone or behind a
   * syslog header. Anything else is kept as plain text, with the warning {@code not_auditd}.
   *
   * @return a parser for this format only
   */
  static LogParser auditd() {
    return Format.AUDITD;
  }

  /**
   * Lines of a container's output, as runtimes of Kubernetes write them: time, stream, tag and what
   * the program wrote, which is read as a record in turn. Anything else is kept as plain text, with
   * the warning {@code not_container}.
   *
   * @return a parser for this format only
   */
  static LogParser container() {
    return Format.CONTAINER;
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

  /**
   * The single records within one record of text. An engine asks this before it reads, and counts
   * each of them as an event.
   *
   * <p>{@link #auto()} and {@link #json()} find the objects of a JSON array, those of an object
   * whose main member is an array of objects named {@code Records} or {@code records}, as
   * CloudTrail, S3 and Azure write them, and objects one after the other. An object that merely
   * holds an array is one record. At most 100,000 records come from one text; what is left, or was
   * cut off, is the last one and is read as plain text with the warning {@code unsplit_records}.
   * All other parsers answer with the record itself.
   *
   * @param record the text, without its line end
   * @return slices of the text in their order, never empty
   */
  default List<String> split(String record) {
    return List.of(record);
  }

  /**
   * Reads all the single records within a record that came just now, without normalising them.
   *
   * <pre>{@code
   * List<Event> events = LogParser.auto().parseAll(Files.readString(cloudTrailFile));
   * }</pre>
   *
   * @param record the text, without its line end
   * @return an event for each that {@link #split} finds, in their order
   */
  default List<Event> parseAll(String record) {
    List<Event> events = new ArrayList<>();
    for (String single : split(record)) {
      events.add(parse(single));
    }
    return events;
  }
}
