package io.nanosiem;

import io.nanosiem.event.Event;
import java.util.List;
import java.util.Map;

/** How much heap an event holds, well enough to keep a bound by. */
final class EventSize {
  private static final int EVENT = 400;
  private static final int ENTRY = 64;

  private EventSize() {}

  static long of(Event event) {
    String raw = event.raw();
    String message = event.message();
    return EVENT
        + (raw == null ? 0 : 2L * raw.length())
        + (message == null ? 0 : 2L * message.length())
        + ofValue(event.fields(), 0)
        + ofValue(event.derived(), 0);
  }

  private static long ofValue(Object value, int depth) {
    if (value instanceof CharSequence text) {
      return ENTRY + 2L * text.length();
    }
    if (depth > 200) {
      return ENTRY;
    }
    long sum = ENTRY;
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        sum += ENTRY + 2L * entry.getKey().toString().length();
        sum += entry.getValue() == null ? 0 : ofValue(entry.getValue(), depth + 1);
      }
    } else if (value instanceof List<?> list) {
      for (Object element : list) {
        sum += element == null ? 8 : ofValue(element, depth + 1);
      }
    }
    return sum;
  }
}
