package io.nanosiem.internal;

import io.nanosiem.event.Event;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much heap an event holds, well enough to keep a bound by: for a 64-bit JVM with compressed
 * references, as if nobody else held any of it. The same for the same event, always.
 *
 * <p>Text takes a byte a character, or two if the record holds any beyond Latin-1. Nesting is as
 * deep as {@link Json} lets it be.
 */
public final class EventSize {
  /** With names of host, user, program and addresses of a usual length. */
  private static final long EVENT = 480;

  private static final int USUAL_NAME = 64;
  private static final long FIELD = 72;
  private static final long TEXT = 48;

  private EventSize() {}

  /** Bytes of an event with all it holds; {@link Event#heapBytes()} remembers them. */
  public static long measure(Event event) {
    String raw = event.raw();
    String message = event.message();
    long bytes = EVENT;
    bytes += raw == null ? 0 : raw.length();
    bytes += message == null ? 0 : message.length();
    bytes += event.fields().isEmpty() ? 0 : ofValue(event.fields(), 0);
    bytes += event.derived().isEmpty() ? 0 : ofValue(event.derived(), 0);
    bytes = isWide(raw != null ? raw : message) ? 2 * bytes : bytes;
    return bytes
        + ofLongName(event.id())
        + ofLongName(event.host())
        + ofLongName(event.user())
        + ofLongName(event.program())
        + ofLongName(event.sourceAddress())
        + ofLongName(event.destinationAddress());
  }

  private static long ofLongName(@Nullable String name) {
    return name == null || name.length() <= USUAL_NAME ? 0 : ofText(name);
  }

  /** Bytes of a text in Latin-1. */
  private static long of(@Nullable String text) {
    return text == null ? 0 : TEXT + text.length();
  }

  /** Bytes of a text, whatever its characters. */
  public static long ofText(@Nullable String text) {
    return text == null ? 0 : TEXT + (isWide(text) ? 2L : 1L) * text.length();
  }

  private static long ofValue(@Nullable Object value, int depth) {
    if (value instanceof String text) {
      return of(text);
    }
    if (depth > Json.MAX_DEPTH) {
      return FIELD;
    }
    long bytes = 16;
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        int name = entry.getKey() instanceof String key ? key.length() : 0;
        bytes += FIELD + name + ofValue(entry.getValue(), depth + 1);
      }
    } else if (value instanceof List<?> list) {
      for (Object element : list) {
        bytes += 4 + ofValue(element, depth + 1);
      }
    }
    return bytes;
  }

  private static boolean isWide(@Nullable String text) {
    for (int i = 0; text != null && i < text.length(); i++) {
      if (text.charAt(i) > 0xFF) {
        return true;
      }
    }
    return false;
  }
}
