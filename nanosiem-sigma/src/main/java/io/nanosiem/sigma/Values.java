package io.nanosiem.sigma;

import io.nanosiem.event.FieldSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What values of events are as text. */
final class Values {
  private Values() {}

  static boolean isNull(@Nullable Object value) {
    return value == null || value == FieldSource.NULL;
  }

  /** The text of a scalar; null for null, absent values, lists and maps. */
  static @Nullable String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Number number) {
      if (number instanceof Integer || number instanceof Long) {
        return Long.toString(number.longValue());
      }
      return Numbers.text(number);
    }
    if (isNull(value) || value instanceof Map || value instanceof Iterable) {
      return null;
    }
    return String.valueOf(value);
  }
}
