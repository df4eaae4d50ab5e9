package io.nanosiem.sigma;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of fields that are looked at, found by name or by hash. Immutable. */
final class FieldNames {
  private final String[] names;
  private final FieldIndex[] indexes;

  /** The first of a hash, plus one; and the next of each. */
  private final int[] heads;

  private final int[] next;
  private final String[] paths;

  FieldNames(Map<String, FieldIndex> looked) {
    names = looked.keySet().toArray(new String[0]);
    indexes = looked.values().toArray(new FieldIndex[0]);
    heads = new int[Integer.highestOneBit(names.length + 1) * 4];
    next = new int[names.length];
    for (int i = 0; i < names.length; i++) {
      int slot = slot(names[i].hashCode());
      next[i] = heads[slot];
      heads[slot] = i + 1;
    }
    paths = looked.keySet().stream().filter(name -> name.indexOf('.') >= 0).toArray(String[]::new);
  }

  private int slot(int hash) {
    return (hash ^ (hash >>> 16)) & (heads.length - 1);
  }

  boolean isEmpty() {
    return names.length == 0;
  }

  String[] all() {
    return names;
  }

  /** Those with a dot, which may be paths into what a field holds. */
  String[] paths() {
    return paths;
  }

  @Nullable FieldIndex of(String name) {
    int at = heads[slot(name.hashCode())];
    while (at != 0 && !names[at - 1].equals(name)) {
      at = next[at - 1];
    }
    return at == 0 ? null : indexes[at - 1];
  }

  /** That of a member of a line. */
  @Nullable FieldIndex of(JsonLine line, int member) {
    int hash = line.hash(member);
    int at = heads[slot(hash)];
    while (at != 0 && !(names[at - 1].hashCode() == hash && line.isNamed(member, names[at - 1]))) {
      at = next[at - 1];
    }
    return at == 0 ? null : indexes[at - 1];
  }
}
