package io.nanosiem.internal;

import org.jspecify.annotations.Nullable;

/**
 * The members of one JSON object, or the fields of another record, as a parser has read them and
 * nobody else has touched them: all that is nested in it is unmodifiable, but for lists of {@link
 * Repeated} values at the top. Who is given one may keep it instead of copying it, so whoever made
 * it does not touch it afterwards.
 */
public final class JsonObject extends CompactMap {
  /** Whether a name at the top occurred more than once. */
  private boolean repeats;

  /** An empty one. */
  public JsonObject() {
    super(8);
  }

  /** An empty one with room for so many names. */
  public JsonObject(int names) {
    super(names);
  }

  /** Says whether a name at the top occurs more than once. */
  public void repeats(boolean value) {
    repeats = value;
  }

  /** Adds a value, beside what is there already under this name. */
  public void add(String name, @Nullable Object value) {
    repeats |= Repeated.put(this, name, value);
  }

  /** Whether a name at the top occurred more than once, so that its list may still grow. */
  public boolean repeats() {
    return repeats;
  }
}
