package io.nanosiem.conformance.parse;

import io.nanosiem.event.Event;
import io.nanosiem.parse.LogParser;
import io.nanosiem.parse.ParseContext;
import io.nanosiem.parse.RecordDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One row of {@code parse/vectors.ndjson}: a line, and what other people's suites read in it. */
final class Vector {
  private static final Instant RECEIVED = Instant.parse("2026-06-15T12:00:00Z");

  private final Map<String, @Nullable Object> row;
  private final Map<?, ?> expected;

  Vector(Map<String, @Nullable Object> row) {
    this.row = row;
    this.expected = row.get("expected") instanceof Map<?, ?> map ? map : Map.of();
  }

  String id() {
    return String.valueOf(row.get("id"));
  }

  String format() {
    return String.valueOf(row.get("format"));
  }

  boolean disputed() {
    return Boolean.TRUE.equals(row.get("disputed"));
  }

  boolean valid() {
    return row.get("expected") != null;
  }

  /** Whether the row is for lenient reading only. */
  boolean lenient() {
    return "lenient".equals(row.get("mode"))
        || (row.get("options") instanceof Map<?, ?> options
            && Boolean.FALSE.equals(options.get("strict")));
  }

  /** Whether a strict parser must report something. */
  boolean mustReport() {
    return row.get("expected_error") != null || row.get("expected_error_strict") != null;
  }

  /** What a parser that gives up midway has read until then; empty if not said. */
  Map<?, ?> partial() {
    return row.get("expected_partial") instanceof Map<?, ?> map ? map : Map.of();
  }

  Event read() {
    return read(LogParser.auto());
  }

  /** The parser that its suite pins: by its options, else the one that finds out by itself. */
  LogParser parser() {
    Map<?, ?> options = row.get("options") instanceof Map<?, ?> map ? map : Map.of();
    return switch (format()) {
      case "kv" ->
          options.containsKey("key_value_delimiter")
              ? LogParser.keyValue(
                  String.valueOf(options.get("key_value_delimiter")),
                  options.get("field_delimiter") instanceof String text ? text : " ")
              : LogParser.auto();
      case "apache" ->
          "error".equals(options.get("format")) ? LogParser.webErrorLog() : LogParser.accessLog();
      case "aws-vpcflow" -> LogParser.columns(String.valueOf(options.get("format")).split(" "));
      case "glog", "klog" -> LogParser.applicationLog();
      default -> LogParser.auto();
    };
  }

  Event read(LogParser parser) {
    Event.Builder event = Event.builder().receivedAt(RECEIVED);
    String line;
    if (row.get("line_b64") instanceof String bytes) {
      line = RecordDecoder.decode(Base64.getDecoder().decode(bytes), event);
    } else {
      line = String.valueOf(row.get("line"));
    }
    event.raw(line);
    parser.parse(line, ParseContext.live(RECEIVED), event);
    return event.build();
  }

  /** What is not as expected, one sentence each. */
  List<String> differences(Event event) {
    List<String> differences = new ArrayList<>();
    expected.forEach(
        (name, want) -> {
          if (ProductFields.knows(String.valueOf(name))) {
            String difference = ProductFields.difference(String.valueOf(name), want, event);
            if (difference != null) {
              differences.add(difference);
            }
            return;
          }
          Object got = actual(String.valueOf(name), event, want);
          Object wanted = wanted(String.valueOf(name), want);
          if (got != IGNORED && !Objects.equals(text(wanted), text(got))) {
            differences.add(name + ": expected " + text(wanted) + ", got " + text(got));
          }
        });
    return differences;
  }

  private static final Object IGNORED = new Object();

  private @Nullable Object wanted(String name, @Nullable Object want) {
    if (name.equals("timestamp") && want instanceof String text) {
      return instant(text);
    }
    if (name.equals("timestamp_local") && want instanceof String text) {
      return text.startsWith("--") ? text.substring(2, 16) : instant(text + "Z");
    }
    if (name.equals("timestamp_noyear") && want instanceof String text) {
      return text.substring(2);
    }
    if (name.equals("message") && want instanceof String text && id().startsWith("rsyslog-")) {
      return unescaped(text);
    }
    if (name.equals("cef.version") && want != null) {
      return want.toString();
    }
    return want;
  }

  @SuppressWarnings("EnumOrdinal") // The codes of RFC 5424 are the positions.
  @Nullable Object actual(String name, Event event, @Nullable Object want) {
    Instant time = event.hasOwnTime() ? event.time() : null;
    return switch (name) {
      case "priority" ->
          event.facility() == null || event.severity() == null
              ? null
              : event.facility().ordinal() * 8 + event.severity().ordinal();
      case "facility" -> event.facility() == null ? null : event.facility().ordinal();
      case "severity" -> event.severity() == null ? null : event.severity().ordinal();
      case "version" -> Objects.requireNonNullElse(event.derived().get("log.syslog.version"), 1);
      case "timestamp" -> time;
      case "timestamp_local" ->
          want instanceof String text && text.startsWith("--")
              ? (time == null
                  ? null
                  : local(event, time).toString().substring(5, 19).substring(0, 14))
              : time == null ? null : local(event, time).toInstant(ZoneOffset.UTC);
      case "timestamp_noyear" -> time == null ? null : pad(local(event, time).toString());
      case "host" -> event.host();
      case "app" -> event.program();
      case "procid" ->
          event.pid().isPresent()
              ? String.valueOf(event.pid().getAsLong())
              : event.derived().get("log.syslog.procid");
      case "msgid" -> event.derived().get("log.syslog.msgid");
      case "message" -> event.message();
      case "sd" -> event.fields().get("sd");
      case "format" -> event.format().name();
      case "json" -> event.fields();
      case "cef.vendor" -> event.fields().get("deviceVendor");
      case "cef.product" -> event.fields().get("deviceProduct");
      case "cef.version" -> event.fields().get("cefVersion");
      case "cef.deviceVersion" -> event.fields().get("deviceVersion");
      case "cef.signatureId" -> event.fields().get("deviceEventClassId");
      case "cef.name" -> first(event.fields().get("name"));
      case "cef.severity" -> event.fields().get("cefSeverity");
      case "cisco.facility", "cisco.severity", "cisco.mnemonic" -> event.derived().get(name);
      case "cef.ext" -> {
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) Objects.requireNonNull(want)).entrySet()) {
          Object got = event.fields().get(entry.getKey());
          if (!Objects.equals(text(entry.getValue()), text(got))) {
            yield entry.getKey() + "=" + text(got) + " instead of " + text(entry.getValue());
          }
        }
        yield IGNORED;
      }
      case "cef.mapped" -> {
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) Objects.requireNonNull(want)).entrySet()) {
          Object got = event.fields().get(entry.getKey());
          if (got == null) {
            got =
                event.fields().get("labels") instanceof Map<?, ?> map
                    ? map.get(entry.getKey())
                    : null;
          }
          // Graylog's own names for the priority.
          // Dates as text: Graylog turns them into instants, here they stay as sent.
          if (!entry.getKey().equals("level")
              && !entry.getKey().equals("facility")
              && !isInstant(entry.getValue())
              && !Objects.equals(text(entry.getValue()), text(got))) {
            yield entry.getKey() + "=" + text(got) + " instead of " + text(entry.getValue());
          }
        }
        yield IGNORED;
      }
      default -> IGNORED;
    };
  }

  /**
   * rsyslog prints each byte beyond ASCII as {@code #ooo}, in octal: its output, not the record.
   */
  private static String unescaped(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int i = 0;
    while (i < text.length()) {
      if (text.startsWith("#", i) && text.substring(i).matches("(?s)#[0-3][0-7]{2}.*")) {
        bytes.write(Integer.parseInt(text.substring(i + 1, i + 4), 8));
        i += 4;
      } else {
        bytes.writeBytes(text.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
        i++;
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static @Nullable Object first(@Nullable Object value) {
    return value instanceof List<?> list ? list.get(0) : value;
  }

  private static LocalDateTime local(Event event, Instant time) {
    ZoneOffset offset = event.offset() == null ? ZoneOffset.UTC : event.offset();
    return LocalDateTime.ofInstant(time, offset);
  }

  private static String pad(String local) {
    String text = local.substring(5);
    return text.length() == 11 ? text + ":00" : text;
  }

  /** By hand, as {@code java.time} knows no offset beyond 18 hours. */
  private static Instant instant(String text) {
    int sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
    if (text.endsWith("Z")) {
      return Instant.parse(text);
    }
    if (sign < 11) {
      return Instant.parse(text + "Z");
    }
    int hours = Integer.parseInt(text.substring(sign + 1, sign + 3));
    int minutes = Integer.parseInt(text.substring(sign + 4, sign + 6));
    Duration offset = Duration.ofMinutes(hours * 60L + minutes);
    Instant local = Instant.parse(text.substring(0, sign) + "Z");
    return text.charAt(sign) == '-' ? local.plus(offset) : local.minus(offset);
  }

  private static boolean isInstant(@Nullable Object value) {
    return value instanceof String text && text.matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
  }

  private static String text(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      TreeMap<String, String> sorted = new TreeMap<>();
      map.forEach((key, inner) -> sorted.put(String.valueOf(key), text(inner)));
      return sorted.toString();
    }
    return String.valueOf(value);
  }
}
