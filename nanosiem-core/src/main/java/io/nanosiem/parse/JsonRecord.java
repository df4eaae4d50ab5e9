package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogFacility;
import io.nanosiem.event.SyslogSeverity;
import io.nanosiem.internal.Json;
import io.nanosiem.internal.JsonObject;
import io.nanosiem.internal.JsonReading;
import io.nanosiem.internal.TruncatedJsonException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object. If it is the record itself, it is also the envelope, and the usual names of
 * time, host, message, program, process id and level are recognised; as the body of another record
 * it only adds fields.
 */
final class JsonRecord {
  private static final int MAX_ADDITIONAL = 1_000;

  private JsonRecord() {}

  /** Reads the object that begins at an index; false, with nothing set, if it is none. */
  static boolean read(String s, int at, ParseContext context, Event.Builder into, int depth) {
    JsonObject object = object(s, at, into);
    if (object == null) {
      return false;
    }
    if (depth == 0) {
      into.format(LogFormat.JSON);
      into.fields(object);
      new Envelope(object).apply(context, into);
      return true;
    }
    add(object, into);
    if (object.get("message") instanceof String message) {
      Body.read(message, true, context, into, depth + 1);
    }
    return true;
  }

  /**
   * Reads an object that a container wrote to its output: what it says of itself fills what the
   * line of the container runtime leaves open, which is all but the time.
   */
  static boolean readWithin(String s, ParseContext context, Event.Builder into, int depth) {
    JsonObject object = object(s, 0, into);
    if (object == null) {
      return false;
    }
    add(object, into);
    new Envelope(object).fill(context, into, depth);
    return true;
  }

  private static void add(JsonObject object, Event.Builder into) {
    if (into.fields().isEmpty()) {
      into.fields(object);
    } else {
      object.forEach(into::field);
    }
  }

  private static @Nullable JsonObject object(String s, int at, Event.Builder into) {
    JsonReading read;
    try {
      read = Json.readRecord(at == 0 ? s : s.substring(at));
    } catch (TruncatedJsonException e) {
      Warnings.add(into, "truncated_json", s.length(), "a JSON object that ends too early");
      return null;
    } catch (IllegalArgumentException | UncheckedIOException e) {
      // The text of the exception may quote the record; the fact is enough.
      Warnings.add(into, "bad_json", at, "begins like a JSON object, but is none or is too deep");
      return null;
    }
    if (read.duplicateAt() >= 0) {
      // Which of the two others believe is their secret: a way past whoever believes the other.
      Warnings.add(
          into, "duplicate_key", at + read.duplicateAt(), "a name that its object had already");
    }
    if (read.hasTooMany()) {
      Warnings.add(into, "too_many_fields", "more members than are kept; the text has all of them");
    }
    if (read.hasLongName()) {
      Warnings.add(into, "long_key", "a name of more than a thousand characters, cut there");
    }
    return read.object();
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
    private final JsonObject object;
    private final boolean docker;
    private final boolean gelf;

    Envelope(JsonObject object) {
      this.object = object;
      this.docker =
          object.get("log") instanceof String
              && ("stdout".equals(object.get("stream")) || "stderr".equals(object.get("stream")));
      this.gelf = object.get("short_message") instanceof String && object.containsKey("version");
      object.forEach(this::look);
    }

    private void look(String key, @Nullable Object value) {
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
        case "_COMM" -> program(value, 4);
        case "_app", "_application", "_program" -> program(gelf ? value : null, 4);
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
      String text =
          value instanceof List<?> list ? joined(list) : value instanceof String s ? s : null;
      if (rank < messageRank && text != null) {
        message = text;
        messageRank = rank;
      }
    }

    /**
     * What journald makes of a message that is no text, or was sent more than once: its bytes as
     * numbers, or all of the texts.
     */
    private static @Nullable String joined(List<?> list) {
      if (list.isEmpty()) {
        return null;
      }
      if (list.get(0) instanceof String) {
        StringBuilder text = new StringBuilder();
        for (Object one : list) {
          if (!(one instanceof String line)) {
            return null;
          }
          text.append(text.length() > 0 ? "\n" : "").append(line);
        }
        return text.toString();
      }
      byte[] bytes = new byte[list.size()];
      for (int i = 0; i < bytes.length; i++) {
        if (!(list.get(i) instanceof Long octet) || octet < 0 || octet > 255) {
          return null;
        }
        bytes[i] = (byte) (long) octet;
      }
      return new String(bytes, StandardCharsets.UTF_8);
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
      if (gelf) {
        additional(into);
      }
      if (docker && message != null && message.equals(object.get("log"))) {
        String text = message.endsWith("\n") ? message.substring(0, message.length() - 1) : message;
        ContainerLine.text(text, String.valueOf(object.get("stream")), context, into, 1);
      } else if (message != null && !message.isEmpty()) {
        inner(message, context, into);
      }
    }

    /** The same, of a record within another whose word counts more. */
    void fill(ParseContext context, Event.Builder into, int depth) {
      into.host(into.host() != null ? into.host() : host);
      into.program(into.program() != null ? into.program() : program);
      into.severity(into.severity() != null ? into.severity() : severity(level));
      long number = whole(pid);
      if (number >= 0 && into.pid().isEmpty()) {
        into.pid(number);
      }
      if (message != null && !message.isEmpty()) {
        into.message(message);
        Body.read(message, true, context, into, depth + 1);
      }
    }

    /** GELF marks the fields that a sender added; rules name them without the mark. */
    private void additional(Event.Builder into) {
      int count = 0;
      for (Map.Entry<String, @Nullable Object> entry : object.entrySet()) {
        String name = entry.getKey();
        Object value = entry.getValue();
        if (name.length() > 1
            && name.charAt(0) == '_'
            && value != null
            && count++ < MAX_ADDITIONAL) {
          into.derived(name.substring(1), value);
        }
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
