package io.nanosiem.internal;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The members of one JSON object, as {@link Json} has read them and nobody else has touched them:
 * all that is nested in it is unmodifiable, but for lists of {@link Repeated} values at the top.
 * Who is given one may keep it instead of copying it.
 */
public final class JsonObject extends LinkedHashMap<String, @Nullable Object> {
  private static final long serialVersionUID = 1;

  /** Whether a name at the top occurred more than once. */
  private boolean repeats;

  JsonObject() {}

  void repeats(boolean value) {
    repeats = value;
  }

  /** Whether a name at the top occurred more than once, so that its list may still grow. */
  public boolean repeats() {
    return repeats;
  }
}
