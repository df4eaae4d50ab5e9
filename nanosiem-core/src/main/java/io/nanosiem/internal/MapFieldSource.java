package io.nanosiem.internal;

import io.nanosiem.event.FieldSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fields in nested maps, found by name or by path.
 *
 * <p>Order of look-up: the whole name as one key; then the shortest first key whose value holds the
 * rest of the name; then longer first keys, for senders whose keys contain dots. A path through a
 * list is followed in each element. As the data is a tree, every node is visited at most once for a
 * name, whatever its keys.
 *
 * <p>Immutable.
 */
public final class MapFieldSource implements FieldSource {
  private final Map<String, @Nullable Object> fields;

  private MapFieldSource(Map<String, @Nullable Object> fields) {
    this.fields = fields;
  }

  /** A source over a deep copy of the map. */
  public static MapFieldSource copyOf(Map<String, ?> fields) {
    return new MapFieldSource(deepCopy(fields));
  }

  /** A deep, unmodifiable copy that keeps the order of keys, nulls included. */
  public static Map<String, @Nullable Object> deepCopy(Map<String, ?> fields) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>(fields.size() * 4 / 3 + 1);
    fields.forEach((key, value) -> copy.put(key, copyValue(value)));
    return Collections.unmodifiableMap(copy);
  }

  private static @Nullable Object copyValue(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>(map.size() * 4 / 3 + 1);
      map.forEach((key, inner) -> copy.put(String.valueOf(key), copyValue(inner)));
      return Collections.unmodifiableMap(copy);
    }
    if (value instanceof Iterable<?> list) {
      List<@Nullable Object> copy = new ArrayList<>();
      list.forEach(inner -> copy.add(copyValue(inner)));
      return Collections.unmodifiableList(copy);
    }
    return value;
  }

  @Override
  public @Nullable Object field(String name) {
    return find(fields, name);
  }

  /** The value under a name or path in a nested map, as {@link FieldSource#field} returns it. */
  public static @Nullable Object find(Map<?, ?> map, String name) {
    Object flat = map instanceof CompactMap compact ? compact.value(name) : flat(map, name);
    if (flat != null) {
      return flat;
    }
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      Object head = map.get(name.substring(0, dot));
      if (head != null) {
        Object found = findIn(head, name.substring(dot + 1));
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  /** The value of a name, {@link #NULL} if it is null, null if there is none. */
  static @Nullable Object flat(Map<?, ?> map, String name) {
    Object value = map.get(name);
    return value == null && map.containsKey(name) ? NULL : value;
  }

  private static @Nullable Object findIn(Object value, String rest) {
    if (value instanceof Map<?, ?> map) {
      return find(map, rest);
    }
    if (value instanceof List<?> list) {
      List<Object> all = null;
      for (Object element : list) {
        Object found = element == null ? null : findIn(element, rest);
        if (found != null) {
          all = all == null ? new ArrayList<>() : all;
          if (found instanceof List<?> several) {
            all.addAll(several);
          } else {
            all.add(found);
          }
        }
      }
      return all;
    }
    return null;
  }

  @Override
  public Iterable<?> leaves() {
    List<Object> leaves = new ArrayList<>();
    forEachLeaf(leaves::add);
    return leaves;
  }

  @Override
  public void forEachLeaf(Consumer<Object> to) {
    forEachLeaf(fields, to);
  }

  /** Hands over every non-null scalar below a value, in order. */
  public static void forEachLeaf(@Nullable Object value, Consumer<Object> to) {
    // Scalars first: an interface that a class has not takes long to look for.
    if (value instanceof String || value instanceof Number) {
      to.accept(value);
    } else if (value instanceof CompactMap compact) {
      compact.forEachLeaf(to);
    } else if (value instanceof Map<?, ?> map) {
      for (Object inner : map.values()) {
        forEachLeaf(inner, to);
      }
    } else if (value instanceof Iterable<?> list) {
      for (Object inner : list) {
        forEachLeaf(inner, to);
      }
    } else if (value != null) {
      to.accept(value);
    }
  }

  /** Whether {@link #forEachLeaf(Object, Consumer)} would hand over anything. */
  public static boolean hasLeaf(@Nullable Object value) {
    if (value instanceof String || value instanceof Number) {
      return true;
    }
    if (value instanceof CompactMap compact) {
      return compact.hasLeaf();
    }
    if (value instanceof Map<?, ?> map) {
      return hasLeaf(map.values());
    }
    if (value instanceof Iterable<?> list) {
      for (Object inner : list) {
        if (hasLeaf(inner)) {
          return true;
        }
      }
      return false;
    }
    return value != null;
  }

  @Override
  public boolean forEachField(BiConsumer<? super String, ? super @Nullable Object> to) {
    fields.forEach(to);
    return true;
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
