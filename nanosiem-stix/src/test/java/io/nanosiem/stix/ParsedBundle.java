package io.nanosiem.stix;

import io.nanosiem.internal.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A bundle read back, for assertions. */
final class ParsedBundle {
  final String json;
  final List<Map<String, Object>> objects = new ArrayList<>();

  ParsedBundle(String json) {
    this.json = json;
    Object list = Json.readObject(json).get("objects");
    if (list instanceof List<?> elements) {
      elements.forEach(element -> objects.add(copy(element)));
    }
  }

  private static Map<String, Object> copy(Object element) {
    Map<String, Object> copy = new LinkedHashMap<>();
    ((Map<?, ?>) element).forEach((key, value) -> copy.put(String.valueOf(key), value));
    return copy;
  }

  List<Map<String, Object>> all(String type) {
    return objects.stream().filter(object -> type.equals(object.get("type"))).toList();
  }

  Map<String, Object> only(String type) {
    List<Map<String, Object>> all = all(type);
    if (all.size() != 1) {
      throw new AssertionError(all.size() + " objects of type " + type + " in " + json);
    }
    return all.get(0);
  }

  boolean has(String type) {
    return !all(type).isEmpty();
  }

  /** Our extension on an object; empty if there is none. */
  static Map<String, Object> extension(Map<String, Object> object) {
    Object extensions = object.get("extensions");
    Object ours = extensions instanceof Map<?, ?> map ? map.get(Extension.ID) : null;
    return ours == null ? Map.of() : copy(ours);
  }

  /** The values of one property over the objects of a type. */
  List<Object> values(String type, String property) {
    List<Object> values = new ArrayList<>();
    all(type).forEach(object -> values.add(object.get(property)));
    return values;
  }
}
