package io.nanosiem.sigma;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of fields that are looked at, found by name or by hash. Immutable. */
final class FieldNames {
  private final String[] names;
  private final @Nullable FieldIndex[] indexes;
  private final String[] all;
  private final String[] paths;

  FieldNames(Map<String, FieldIndex> looked) {
    names = new String[Integer.highestOneBit(looked.size() + 1) * 4];
    indexes = new FieldIndex[names.length];
    looked.forEach(
        (name, index) -> {
          int at = slot(name.hashCode());
          while (names[at] != null) {
            at = next(at);
          }
          names[at] = name;
          indexes[at] = index;
        });
    all = looked.keySet().toArray(new String[0]);
    paths = looked.keySet().stream().filter(name -> name.indexOf('.') >= 0).toArray(String[]::new);
  }

  private int slot(int hash) {
    return (hash ^ (hash >>> 16)) & (names.length - 1);
  }

  private int next(int at) {
    return (at + 1) & (names.length - 1);
  }

  boolean isEmpty() {
    return all.length == 0;
  }

  String[] all() {
    return all;
  }

  /** Those with a dot, which may be paths into what a field holds. */
  String[] paths() {
    return paths;
  }

  @Nullable FieldIndex of(String name) {
    int at = slot(name.hashCode());
    while (names[at] != null && !names[at].equals(name)) {
      at = next(at);
    }
    return indexes[at];
  }

  /** That of a member of a line. */
  @Nullable FieldIndex of(JsonLine line, int member) {
    int hash = line.hash(member);
    int at = slot(hash);
    while (names[at] != null
        && !(names[at].hashCode() == hash && line.isNamed(member, names[at]))) {
      at = next(at);
    }
    return indexes[at];
  }
}
