package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogFacility;
import io.nanosiem.event.SyslogSeverity;
import io.nanosiem.internal.Json;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object. If it is the record itself, it is also the envelope, and the usual names of
 * time, host, message, program, process id and level are recognised; as the body of another record
 * it only adds fields.
 */
final class JsonRecord {
  private JsonRecord() {}

  /** Reads the object that begins at an index; false, with nothing set, if it is none. */
  static boolean read(String s, int at, ParseContext context, Event.Builder into, int depth) {
    Map<String, @Nullable Object> object;
    try {
      object = Json.readObject(at == 0 ? s : s.substring(at));
    } catch (IllegalArgumentException | UncheckedIOException e) {
      // The text of the exception may quote the record; the fact is enough.
      Warnings.add(into, "bad_json", at, "begins like a JSON object, but is none or is too deep");
      return false;
    }
    if (depth == 0) {
      into.format(LogFormat.JSON);
      into.fields(object);
      Envelope envelope = new Envelope();
      object.forEach(envelope::look);
      envelope.apply(context, into);
      return true;
    }
    if (into.fields().isEmpty()) {
      into.fields(object);
    } else {
      object.forEach(into::field);
    }
    if (object.get("message") instanceof String message) {
      Body.read(message, true, context, into, depth + 1);
    }
    return true;
  }

  /** What the members of the object say about the record; of several names the better one wins. */
  private static final class Envelope {
    private @Nullable Object time;
    private int timeRank = Integer.MAX_VALUE;
    private @Nullable String host;
    private int hostRank = Integer.MAX_VALUE;
    private @Nullable String message;
    private int messageRank = Integer.MAX_VALUE;
    private @Nullable String program;
    private int programRank = Integer.MAX_VALUE;
    private @Nullable Object pid;
    private @Nullable Object level;
    private @Nullable Object facility;

    void look(String key, @Nullable Object value) {
      if (value == null) {
        return;
      }
      switch (key) {
        case "@timestamp" -> time(value, 0);
        case "timestamp" -> time(value, 1);
        case "eventTime",
            "EventTime",
            "_SOURCE_REALTIME_TIMESTAMP",
            "requestReceivedTimestamp",
            "activityDateTime",
            "CreationTime" ->
            time(value, 2);
        case "__REALTIME_TIMESTAMP", "stageTimestamp", "createdDateTime", "TimeGenerated" ->
            time(value, 3);
        case "time" -> time(value, 4);
        case "TimeCreated_SystemTime" -> time(value, 2);
        case "utc_time", "TimeCreated", "published", "created_at" -> {
          if (value instanceof Map<?, ?> map) {
            time(map.get("SystemTime"), 2);
          } else {
            time(value, 6);
          }
        }
        case "local_time", "detectedDateTime" -> time(value, 7);
        case "audit_id" -> time(Auditd.time(value), 6);
        case "aws", "detail", "gcp", "office365", "id" -> within(value);
        case "ts", "datetime", "date", "_time", "Timestamp" -> time(value, 5);
        case "host" -> {
          if (value instanceof Map<?, ?> map) {
            host(map.get("hostname"), 1);
            host(map.get("name"), 0);
          } else {
            host(value, 2);
          }
        }
        case "host.name" -> host(value, 0);
        case "host.hostname" -> host(value, 1);
        case "hostname", "Hostname", "_HOSTNAME", "Computer" -> host(value, 3);
        case "message" -> message(value, 0);
        case "MESSAGE", "Message" -> message(value, 1);
        case "msg" -> message(value, 2);
        case "short_message", "log" -> message(value, 3);
        case "process" -> {
          if (value instanceof Map<?, ?> map) {
            program(map.get("name"), 0);
            pid = map.get("pid") != null ? map.get("pid") : pid;
          } else {
            program(value, 3);
          }
        }
        case "process.name" -> program(value, 0);
        case "program", "SYSLOG_IDENTIFIER" -> program(value, 1);
        case "app", "appname", "app_name", "application" -> program(value, 2);
        case "process.pid", "pid", "_PID", "SYSLOG_PID", "process_id" -> pid = value;
        case "log.level", "level", "severity", "PRIORITY", "loglevel", "lvl" -> level = value;
        case "SYSLOG_FACILITY" -> facility = value;
        case "Event", "System", "win", "data" -> {
          windows(key, value);
          within(value);
        }
        default -> {}
      }
      if (key.equals("log") && value instanceof Map<?, ?> map && map.get("level") != null) {
        level = map.get("level");
      }
    }

    /** The System part of a Windows event: in the tree that its XML is, or as Wazuh has it. */
    private void windows(String key, Object value) {
      Object part = value;
      if (key.equals("Event") && part instanceof Map<?, ?> map) {
        part = map.get("System");
      } else if (key.equals("data") && part instanceof Map<?, ?> map) {
        part = map.get("win") instanceof Map<?, ?> win ? win.get("system") : null;
      } else if (key.equals("win") && part instanceof Map<?, ?> map) {
        part = map.get("system");
      }
      if (!(part instanceof Map<?, ?> system)) {
        return;
      }
      Object stamp = system.get("systemTime");
      if (system.get("TimeCreated") instanceof Map<?, ?> created) {
        Object attributes = created.get("#attributes");
        stamp =
            attributes instanceof Map<?, ?> map
                ? map.get("SystemTime")
                : created.get("SystemTime") != null
                    ? created.get("SystemTime")
                    : created.get("@SystemTime");
      } else if (system.get("TimeCreated_attributes") instanceof Map<?, ?> attributes) {
        stamp = attributes.get("SystemTime");
      }
      time(stamp, 6);
    }

    /** The time of a record that a collector has put into an object, if it has no other. */
    private void within(Object value) {
      if (value instanceof Map<?, ?> map) {
        time(map.get("eventTime"), 8);
        time(map.get("timestamp"), 9);
        time(map.get("CreationTime"), 10);
        time(map.get("time"), 11);
      }
    }

    private void time(@Nullable Object value, int rank) {
      if (rank < timeRank && (value instanceof String || value instanceof Number)) {
        time = value;
        timeRank = rank;
      }
    }

    private void host(@Nullable Object value, int rank) {
      if (rank < hostRank && value instanceof String text && !text.isBlank()) {
        host = text;
        hostRank = rank;
      }
    }

    private void message(@Nullable Object value, int rank) {
      if (rank < messageRank && value instanceof String text) {
        message = text;
        messageRank = rank;
      }
    }

    private void program(@Nullable Object value, int rank) {
      if (rank < programRank && value instanceof String text && !text.isBlank()) {
        program = text;
        programRank = rank;
      }
    }

    void apply(ParseContext context, Event.Builder into) {
      if (time instanceof String text) {
        Times.apply(text, context, into);
      } else if (time instanceof Number number) {
        Instant instant =
            number instanceof BigDecimal decimal
                ? Times.epoch(decimal)
                : number instanceof Long whole ? Times.epoch((long) whole) : null;
        if (instant == null) {
          Times.unreadable(into);
        } else {
          into.time(instant);
        }
      }
      into.host(host);
      into.message(message);
      into.program(program);
      long number = whole(pid);
      if (number >= 0) {
        into.pid(number);
      }
      into.severity(severity(level));
      long code = whole(facility);
      if (code >= 0 && code <= 23) {
        into.facility(SyslogFacility.of((int) code));
      }
      if (message != null && !message.isEmpty()) {
        inner(message, context, into);
      }
    }

    /** A shipper wraps a whole line: what that line says fills what the object left open. */
    private static void inner(String message, ParseContext context, Event.Builder into) {
      char first = message.charAt(0);
      if (first == '<' || Chars.isLetter(first) || Chars.isDigit(first)) {
        if (Syslog.read(message, context, into, 1)) {
          return;
        }
      }
      Body.read(message, true, context, into, 1);
    }

    private static long whole(@Nullable Object value) {
      if (value instanceof Long number) {
        return number;
      }
      return value instanceof String text ? Chars.number(text, 0, text.length()) : -1;
    }

    /** Words and syslog's own numbers; 10 to 60 as the loggers of Node and Python count. */
    private static @Nullable SyslogSeverity severity(@Nullable Object value) {
      if (value instanceof String text) {
        return text.length() > 16 ? null : SyslogSeverity.fromWord(text);
      }
      if (!(value instanceof Long number) || number < 0 || number > 60) {
        return null;
      }
      if (number <= 7) {
        return SyslogSeverity.of((int) (long) number);
      }
      if (number < 30) {
        return SyslogSeverity.DEBUG;
      }
      if (number < 40) {
        return SyslogSeverity.INFORMATIONAL;
      }
      if (number < 50) {
        return SyslogSeverity.WARNING;
      }
      return number < 60 ? SyslogSeverity.ERROR : SyslogSeverity.CRITICAL;
    }
  }
}
