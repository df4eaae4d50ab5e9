package io.nanosiem.parse;

import io.nanosiem.event.Event;
import java.time.Instant;
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
   * Finds out for each record what it is: JSON, XML of Windows events, syslog of either kind, CEF
   * and LEEF (alone, behind any text, or within syslog), access and error logs of web servers,
   * lines of applications' logs, key=value pairs, columns of known layouts; else plain text.
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
   * IBM's Log Event Extended Format, alone or behind a syslog header or other text. Anything else
   * is kept as plain text, with the warning {@code not_leef}.
   *
   * @return a parser for this format only
   */
  static LogParser leef() {
    return Format.LEEF;
  }

  /**
   * Pairs of key and value as logfmt has them. Anything without a pair is kept as plain text, with
   * the warning {@code not_kv}.
   *
   * @return a parser for this format only
   */
  static LogParser keyValue() {
    return Format.KEY_VALUE;
  }

  /**
   * Pairs of key and value with signs of their own, such as {@code ":"} and {@code ", "}. A space
   * as separator stands for any white space.
   *
   * @param assign what stands between key and value
   * @param separator what stands between pairs
   * @return a parser for this format only
   * @throws IllegalArgumentException if one is empty or both are the same
   */
  static LogParser keyValue(String assign, String separator) {
    if (assign.isEmpty() || separator.isEmpty() || assign.equals(separator)) {
      throw new IllegalArgumentException(
          "key and value need a sign between them, and pairs another one");
    }
    KeyValue pairs = new KeyValue(assign, separator);
    return (record, context, into) -> {
      if (record.isEmpty() || !pairs.readAll(record, context, into)) {
        Format.otherwise("not_kv", "no pair of key and value; kept as plain text", into);
        Plain.read(record, context, into);
      }
    };
  }

  /**
   * Access logs of web servers in the common and combined forms, those of nginx included. Anything
   * else is kept as plain text, with the warning {@code not_access_log}.
   *
   * @return a parser for this format only
   */
  static LogParser accessLog() {
    return Format.ACCESS;
  }

  /**
   * Error logs of Apache and nginx. Anything else is kept as plain text, with the warning {@code
   * not_error_log}.
   *
   * @return a parser for this format only
   */
  static LogParser webErrorLog() {
    return Format.WEB_ERROR;
  }

  /**
   * Logs of applications: a stamp, then level, process id, thread and logger in the usual orders,
   * then the text. Anything else is kept as plain text, with the warning {@code not_application}.
   *
   * @return a parser for this format only
   */
  static LogParser applicationLog() {
    return Format.APPLICATION;
  }

  /**
   * Columns separated by spaces, with names known beforehand, such as those of the {@code #Fields}
   * line of a W3C extended log. A column may be quoted or in brackets; a dash is no value.
   *
   * @param names of the columns, in their order
   * @return a parser for this layout only
   * @throws IllegalArgumentException if there is none
   */
  static LogParser columns(String... names) {
    if (names.length == 0) {
      throw new IllegalArgumentException("columns need names");
    }
    Columns columns = new Columns(List.of(names));
    return (record, context, into) -> {
      if (record.isEmpty() || !columns.read(record, context, into)) {
        Plain.read(record, context, into);
      }
    };
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
