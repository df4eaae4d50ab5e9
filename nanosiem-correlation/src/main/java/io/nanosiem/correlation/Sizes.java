package io.nanosiem.correlation;

import io.nanosiem.event.Event;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Estimates of heap, for a 64-bit JVM with compressed references. */
final class Sizes {
  private static final long EVENT = 480;
  private static final long FIELD = 72;

  private Sizes() {}

  static long of(@Nullable String text) {
    return text == null ? 0 : 48 + text.length();
  }

  /** An event with all it holds, as if nobody else held it. The same for the same event, always. */
  static long of(Event event) {
    long bytes = EVENT;
    String raw = event.raw();
    if (raw != null) {
      bytes += raw.length();
    }
    String message = event.message();
    if (message != null) {
      bytes += message.length();
    }
    if (!event.fields().isEmpty()) {
      bytes += ofValue(event.fields(), 0);
    }
    if (!event.derived().isEmpty()) {
      bytes += ofValue(event.derived(), 0);
    }
    return bytes;
  }

  private static long ofValue(@Nullable Object value, int depth) {
    if (value instanceof String text) {
      return of(text);
    }
    if (depth > 8) {
      return 256;
    }
    long bytes = 16;
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        bytes += FIELD + ofValue(entry.getValue(), depth + 1);
      }
    } else if (value instanceof List<?> list) {
      for (Object element : list) {
        bytes += 4 + ofValue(element, depth + 1);
      }
    }
    return bytes;
  }
}
