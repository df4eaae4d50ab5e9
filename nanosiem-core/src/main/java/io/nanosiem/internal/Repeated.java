package io.nanosiem.internal;

import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of a name that occurred several times. A type of its own tells it from a list that was
 * sent as one value, so that the next value is added in place: copying would make a record of n
 * equal names cost n².
 */
public final class Repeated extends ArrayList<@Nullable Object> {
  private static final long serialVersionUID = 1;

  private Repeated() {}

  /** Puts a value under a name, beside whatever is there already; answers whether there was any. */
  public static boolean put(
      Map<String, @Nullable Object> fields, String name, @Nullable Object value) {
    int size = fields.size();
    Object before = fields.putIfAbsent(name, value);
    if (fields.size() > size) {
      return false;
    }
    if (before instanceof Repeated several) {
      several.add(value);
      return true;
    }
    Repeated several = new Repeated();
    if (before instanceof Iterable<?> list) {
      list.forEach(several::add);
    } else {
      several.add(before);
    }
    several.add(value);
    fields.put(name, several);
    return true;
  }
}
