package io.nanosiem.parse;

import io.nanosiem.event.Event;
import java.time.Instant;
import java.time.Month;
import java.util.ArrayList;
import java.util.List;
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
   * Finds out for each record what it is: JSON, XML of Windows events, Linux audit records,
   * container output, syslog of either kind, CEF and LEEF (alone, behind any text, or within
   * syslog), access and error logs of web servers, lines of applications' logs, key=value pairs,
   * columns of known layouts; else plain text.
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
   * One JSON object a record, or several that {@link #split} finds. Anything else is kept as plain
   * text, with the warning {@code not_json}, {@code bad_json} or {@code truncated_json}.
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

  /**
   * The single records within one record of text. An engine asks this before it reads, and counts
   * each of them as an event.
   *
   * <p>{@link #auto()} and {@link #json()} find the objects of a JSON array, those of an object
   * whose main member is an array of objects named {@code Records}, in capitals or not, as
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
