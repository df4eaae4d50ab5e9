package io.nanosiem.sigma;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which modifiers go together: written down from the specification (appendix "Modifiers") and the
 * decisions in the project's documentation, knowing nothing of the code.
 */
final class ModifierTable {
  /** Every name, aliases included. */
  static final List<String> NAMES =
      List.of(
          "contains",
          "startswith",
          "endswith",
          "all",
          "cased",
          "exists",
          "neq",
          "re",
          "i",
          "ignorecase",
          "m",
          "multiline",
          "s",
          "dotall",
          "cidr",
          "lt",
          "lte",
          "gt",
          "gte",
          "minute",
          "hour",
          "day",
          "week",
          "month",
          "year",
          "fieldref",
          "windash",
          "base64",
          "base64offset",
          "wide",
          "utf16",
          "utf16le",
          "utf16be",
          "expand");

  private static final Set<String> PLACES = Set.of("contains", "startswith", "endswith");
  private static final Set<String> FLAGS =
      Set.of("i", "ignorecase", "m", "multiline", "s", "dotall");
  private static final Set<String> BOUNDS = Set.of("lt", "lte", "gt", "gte");
  private static final Set<String> PARTS = Set.of("minute", "hour", "day", "week", "month", "year");
  private static final Set<String> WIDE = Set.of("wide", "utf16", "utf16le", "utf16be");
  private static final Set<String> BASE64 = Set.of("base64", "base64offset");

  private ModifierTable() {}

  /** Whether a chain has a meaning. */
  static boolean isLegal(List<String> chain) {
    Set<String> distinct = new LinkedHashSet<>();
    for (String name : chain) {
      // Base64 of Base64 is something; anything else twice is a slip.
      if (!distinct.add(plain(name)) && !name.equals("base64")) {
        return false;
      }
    }
    List<String> own = new ArrayList<>(chain);
    own.removeAll(Set.of("all", "neq"));
    if (own.isEmpty()) {
      return true;
    }
    if (own.contains("exists")) {
      return chain.size() == 1;
    }
    if (count(own, PLACES) > 1) {
      return false;
    }
    if (own.contains("re")) {
      return own.get(0).equals("re")
          && only(own, List.of(FLAGS, PLACES, Set.of("re", "cased")))
          && !(own.contains("cased") && count(own, Set.of("i", "ignorecase")) > 0);
    }
    if (own.contains("cidr")) {
      return own.equals(List.of("cidr"))
          || own.equals(List.of("expand", "cidr"))
          || own.equals(List.of("cidr", "expand"));
    }
    if (own.contains("fieldref")) {
      return only(own, List.of(PLACES, Set.of("fieldref", "cased")));
    }
    if (count(own, PARTS) > 0) {
      return own.size() == 1
          || (own.size() == 2 && PARTS.contains(own.get(0)) && BOUNDS.contains(own.get(1)));
    }
    if (count(own, BOUNDS) > 0) {
      return own.size() == 1;
    }
    return only(own, List.of(PLACES, WIDE, BASE64, Set.of("cased", "windash", "expand")))
        && isLegalText(own);
  }

  /** Dashes are found in text, Base64 is made of the whole value, and ends with its offsets. */
  private static boolean isLegalText(List<String> own) {
    int base64 = first(own, BASE64);
    int encoded = Math.min(base64, first(own, WIDE));
    int offset = first(own, Set.of("base64offset"));
    int lastEncoding = last(own, List.of(BASE64, WIDE));
    return !(own.contains("windash") && own.indexOf("windash") > encoded)
        && !(first(own, PLACES) < last(own, List.of(BASE64)))
        && !(offset < lastEncoding)
        && !(offset < own.size() && count(own, Set.of("startswith", "endswith")) > 0);
  }

  private static String plain(String name) {
    return switch (name) {
      case "ignorecase" -> "i";
      case "multiline" -> "m";
      case "dotall" -> "s";
      default -> name;
    };
  }

  private static int count(List<String> chain, Set<String> names) {
    return (int) chain.stream().filter(names::contains).count();
  }

  private static boolean only(List<String> chain, List<Set<String>> names) {
    return chain.stream().allMatch(one -> names.stream().anyMatch(n -> n.contains(one)));
  }

  private static int first(List<String> chain, Set<String> names) {
    for (int i = 0; i < chain.size(); i++) {
      if (names.contains(chain.get(i))) {
        return i;
      }
    }
    return Integer.MAX_VALUE;
  }

  private static int last(List<String> chain, List<Set<String>> names) {
    for (int i = chain.size() - 1; i >= 0; i--) {
      String one = chain.get(i);
      if (names.stream().anyMatch(n -> n.contains(one))) {
        return i;
      }
    }
    return -1;
  }

  /** A value that such a chain can take. */
  static String value(List<String> chain) {
    if (chain.contains("exists")) {
      return "true";
    }
    if (chain.contains("cidr")) {
      return "10.0.0.0/8";
    }
    if (chain.contains("year")) {
      return "2026";
    }
    return count(chain, PARTS) + count(chain, BOUNDS) > 0 ? "7" : "foobar";
  }
}
