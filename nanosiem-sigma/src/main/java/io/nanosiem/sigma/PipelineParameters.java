package io.nanosiem.sigma;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one map of a pipeline, asked for one by one; whatever was never asked for is unknown.
 * What is wrong is reported, and answered with something harmless. One thread, one use.
 */
final class PipelineParameters {
  private final Yaml.Mapping map;
  private final String what;
  private final Problems problems;
  private final Set<String> asked = new LinkedHashSet<>();

  /**
   * Wraps a map.
   *
   * @param what whose parameters they are, for messages
   */
  PipelineParameters(Yaml.Mapping map, String what, Problems problems) {
    this.map = map;
    this.what = what;
    this.problems = problems;
  }

  Yaml.Mapping map() {
    return map;
  }

  Problems problems() {
    return problems;
  }

  Yaml.@Nullable Entry entry(String name) {
    asked.add(name);
    return map.entry(name);
  }

  /** What a key holds, or null if it is not there; with a report if it has to be. */
  @Nullable Yaml value(String name, boolean isNeeded) {
    Yaml.Entry entry = entry(name);
    if (entry == null && isNeeded) {
      String near =
          Words.nearest(
              name, map.names().stream().filter(given -> !asked.contains(given)).toList());
      problems.refuse(
          map.span(),
          what + " needs '" + name + "'",
          near == null ? null : Words.quoted(near) + " looks like a slip of it");
    }
    return entry == null ? null : entry.value();
  }

  /** A single value that is not null. */
  Yaml.@Nullable Scalar scalar(String name, boolean isNeeded) {
    Yaml value = value(name, isNeeded);
    if (value == null) {
      return null;
    }
    if (value instanceof Yaml.Scalar scalar && scalar.type() != Yaml.Scalar.Type.NULL) {
      return scalar;
    }
    if (isNeeded || !(value instanceof Yaml.Scalar)) {
      problems.refuse(value.span(), "'" + name + "' is a text, not " + value.kind(), null);
    }
    return null;
  }

  @Nullable String text(String name, boolean isNeeded) {
    Yaml.Scalar scalar = scalar(name, isNeeded);
    return scalar == null ? null : scalar.text();
  }

  /** One of several words. */
  @Nullable String word(String name, @Nullable String otherwise, Collection<String> allowed) {
    Yaml.Scalar scalar = scalar(name, otherwise == null);
    if (scalar == null) {
      return otherwise;
    }
    if (!allowed.contains(scalar.text())) {
      String near = Words.didYouMean(scalar.text(), allowed);
      problems.refuse(
          scalar.span(),
          "unknown '" + name + "' " + Words.quoted(scalar.text()),
          near != null ? near : "one of " + String.join(", ", allowed));
      return null;
    }
    return scalar.text();
  }

  boolean flag(String name) {
    Yaml value = value(name, false);
    if (value instanceof Yaml.Scalar scalar && scalar.type() == Yaml.Scalar.Type.BOOLEAN) {
      return Boolean.TRUE.equals(scalar.plain());
    }
    if (value != null) {
      problems.refuse(
          value.span(),
          "'" + name + "' is true or false, not " + value.kind(),
          value instanceof Yaml.Scalar scalar && scalar.isString() ? "without quotes" : null);
    }
    return false;
  }

  /** A text or a list of texts, with their places; empty if there is none. */
  List<Yaml.Scalar> texts(String name, boolean isNeeded) {
    Yaml value = value(name, isNeeded);
    return value == null ? List.of() : texts(value, "'" + name + "'");
  }

  List<Yaml.Scalar> texts(Yaml value, String whose) {
    List<Yaml> items = value instanceof Yaml.Sequence list ? list.items() : List.of(value);
    List<Yaml.Scalar> texts = new ArrayList<>();
    for (Yaml item : items) {
      if (item instanceof Yaml.Scalar scalar && scalar.type() != Yaml.Scalar.Type.NULL) {
        texts.add(scalar);
      } else {
        problems.refuse(item.span(), whose + " holds texts, not " + item.kind(), null);
      }
    }
    if (items.isEmpty()) {
      problems.refuse(value.span(), whose + " is an empty list", null);
    }
    return texts;
  }

  static List<String> plain(List<Yaml.Scalar> texts) {
    return texts.stream().map(Yaml.Scalar::text).toList();
  }

  /** From a text to one or more. */
  Map<String, List<String>> mapping(String name, boolean isNeeded) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    Yaml value = value(name, isNeeded);
    if (value == null) {
      return all;
    }
    if (!(value instanceof Yaml.Mapping entries)) {
      problems.refuse(
          value.span(),
          "'" + name + "' is a map from one name to another, not " + value.kind(),
          null);
      return all;
    }
    for (Yaml.Entry entry : entries.entries()) {
      if (entry.key().type() != Yaml.Scalar.Type.NULL) {
        all.put(entry.name(), plain(texts(entry.value(), Words.quoted(entry.name()))));
      }
    }
    return Collections.unmodifiableMap(all);
  }

  /** Reports the keys that nothing asked for. */
  void refuseOthers() {
    for (Yaml.Entry entry : map.entries()) {
      if (!asked.contains(entry.name())) {
        problems.refuse(
            entry.key().span(),
            what + " has no parameter " + Words.quoted(entry.name()),
            Words.didYouMean(entry.name(), asked));
      }
    }
  }
}
