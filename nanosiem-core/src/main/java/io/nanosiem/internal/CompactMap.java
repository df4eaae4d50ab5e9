package io.nanosiem.internal;

import io.nanosiem.event.FieldSource;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The few fields that a record has, in their order: names in one array, values in another, and a
 * table of bytes that says where a hash is. Half the memory of a {@link LinkedHashMap}, which makes
 * an object of 40 bytes for each entry, and faster to fill, which is most of what a parser does.
 *
 * <p><b>Hostile names.</b> Names may be made to have the same hash, and then a search is one along
 * all of them. So it holds at most {@value #MAX_SMALL} this way, which bounds the search, and hands
 * more of them, or a removal, over to a {@code LinkedHashMap}, whose buckets become trees.
 *
 * <p>Names are not null. Iterators do not remove. One thread at a time.
 */
public class CompactMap extends AbstractMap<String, @Nullable Object> {
  private static final int MAX_SMALL = 96;

  private String[] names;
  private @Nullable Object[] values;
  private byte[] table;
  private int size;
  private @Nullable Map<String, @Nullable Object> large;

  /**
   * An empty one.
   *
   * @param expected how many names it will probably hold
   */
  protected CompactMap(int expected) {
    int capacity = Math.max(4, Math.min(expected, MAX_SMALL));
    names = new String[capacity];
    values = new Object[capacity];
    table = new byte[tableSize(capacity)];
  }

  /** An empty one whose values are never null. */
  @SuppressWarnings({"unchecked", "rawtypes", "NullAway"}) // Only what is put in comes out.
  public static Map<String, Object> of(int expected) {
    return (Map) new CompactMap(expected);
  }

  private static int tableSize(int capacity) {
    return Integer.highestOneBit(capacity * 2 - 1) << 1;
  }

  /** The position of a name, or the complement of where in the table it would go. */
  private int find(String name) {
    int hash = name.hashCode();
    int mask = table.length - 1;
    int slot = (hash ^ hash >>> 16) & mask;
    while (table[slot] != 0) {
      int at = table[slot] - 1;
      String there = names[at];
      if (there.hashCode() == hash && there.equals(name)) {
        return at;
      }
      slot = slot + 1 & mask;
    }
    return ~slot;
  }

  private void grow() {
    int capacity = Math.min(MAX_SMALL, names.length * 2);
    names = Arrays.copyOf(names, capacity);
    values = Arrays.copyOf(values, capacity);
    table = new byte[tableSize(capacity)];
    for (int i = 0; i < size; i++) {
      table[~find(names[i])] = (byte) (i + 1);
    }
  }

  private Map<String, @Nullable Object> large() {
    Map<String, @Nullable Object> map = large;
    if (map == null) {
      map = new LinkedHashMap<>(2 * size + 16);
      for (int i = 0; i < size; i++) {
        map.put(names[i], values[i]);
      }
      large = map;
      names = new String[0];
      values = new Object[0];
      table = new byte[0];
      size = 0;
    }
    return map;
  }

  @Override
  public int size() {
    return large != null ? large.size() : size;
  }

  @Override
  public boolean isEmpty() {
    return size() == 0;
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return large != null ? large.containsKey(name) : name instanceof String text && find(text) >= 0;
  }

  @Override
  public @Nullable Object get(@Nullable Object name) {
    if (large != null) {
      return large.get(name);
    }
    if (!(name instanceof String text)) {
      return null;
    }
    int at = find(text);
    return at < 0 ? null : values[at];
  }

  /** The value of a name, {@link FieldSource#NULL} if it is null, null if there is none. */
  final @Nullable Object value(String name) {
    if (large != null) {
      return MapFieldSource.flat(large, name);
    }
    int at = find(name);
    return at < 0 ? null : values[at] == null ? FieldSource.NULL : values[at];
  }

  @Override
  public @Nullable Object put(String name, @Nullable Object value) {
    return store(name, value, true);
  }

  @Override
  public @Nullable Object putIfAbsent(String name, @Nullable Object value) {
    return store(name, value, false);
  }

  private @Nullable Object store(String name, @Nullable Object value, boolean replace) {
    if (large != null) {
      return replace ? large.put(name, value) : large.putIfAbsent(name, value);
    }
    int at = find(name);
    if (at >= 0) {
      Object before = values[at];
      if (replace || before == null) {
        values[at] = value;
      }
      return before;
    }
    if (size == names.length) {
      if (size == MAX_SMALL) {
        return large().put(name, value);
      }
      grow();
      at = find(name);
    }
    names[size] = name;
    values[size] = value;
    table[~at] = (byte) ++size;
    return null;
  }

  @Override
  public @Nullable Object remove(@Nullable Object name) {
    return containsKey(name) ? large().remove(name) : null;
  }

  @Override
  public void clear() {
    large().clear();
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super @Nullable Object> action) {
    if (large != null) {
      large.forEach(action);
      return;
    }
    for (int i = 0; i < size; i++) {
      action.accept(names[i], values[i]);
    }
  }

  /** Hands over every scalar at the ends of it, in order. */
  final void forEachLeaf(Consumer<Object> to) {
    if (large != null) {
      MapFieldSource.forEachLeaf(large, to);
      return;
    }
    for (int i = 0; i < size; i++) {
      MapFieldSource.forEachLeaf(values[i], to);
    }
  }

  /** Whether it has any. */
  final boolean hasLeaf() {
    if (large != null) {
      return MapFieldSource.hasLeaf(large);
    }
    for (int i = 0; i < size; i++) {
      if (MapFieldSource.hasLeaf(values[i])) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void replaceAll(
      BiFunction<? super String, ? super @Nullable Object, ? extends @Nullable Object> function) {
    if (large != null) {
      large.replaceAll(function);
      return;
    }
    for (int i = 0; i < size; i++) {
      values[i] = function.apply(names[i], values[i]);
    }
  }

  @Override
  public Set<Map.Entry<String, @Nullable Object>> entrySet() {
    return large != null ? large.entrySet() : new Entries();
  }

  private final class Entries extends AbstractSet<Map.Entry<String, @Nullable Object>> {
    @Override
    public int size() {
      return CompactMap.this.size();
    }

    @Override
    public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
      if (large != null) {
        return large.entrySet().iterator();
      }
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < size;
        }

        @Override
        public Map.Entry<String, @Nullable Object> next() {
          if (next >= size) {
            throw new NoSuchElementException();
          }
          return new Position(next++);
        }
      };
    }
  }

  private final class Position implements Map.Entry<String, @Nullable Object> {
    private final String name;
    private @Nullable Object value;

    Position(int at) {
      name = names[at];
      value = values[at];
    }

    @Override
    public String getKey() {
      return name;
    }

    @Override
    public @Nullable Object getValue() {
      return value;
    }

    @Override
    public @Nullable Object setValue(@Nullable Object to) {
      Object before = value;
      value = to;
      CompactMap.this.put(name, to);
      return before;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Map.Entry<?, ?> entry
          && name.equals(entry.getKey())
          && Objects.equals(value, entry.getValue());
    }

    @Override
    public int hashCode() {
      return name.hashCode() ^ Objects.hashCode(value);
    }

    @Override
    public String toString() {
      return name + "=" + value;
    }
  }
}
