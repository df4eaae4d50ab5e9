package io.nanosiem.sigma;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The modifiers of the Sigma specification (appendix "Modifiers"), and pySigma's aliases. */
enum Modifier {
  CONTAINS("contains"),
  STARTSWITH("startswith"),
  ENDSWITH("endswith"),
  ALL("all"),
  CASED("cased"),
  EXISTS("exists"),
  NEQ("neq"),
  RE("re"),
  IGNORECASE("i", "ignorecase"),
  MULTILINE("m", "multiline"),
  DOTALL("s", "dotall"),
  CIDR("cidr"),
  LT("lt"),
  LTE("lte"),
  GT("gt"),
  GTE("gte"),
  MINUTE("minute"),
  HOUR("hour"),
  DAY("day"),
  WEEK("week"),
  MONTH("month"),
  YEAR("year"),
  FIELDREF("fieldref"),
  WINDASH("windash"),
  BASE64("base64"),
  BASE64OFFSET("base64offset"),
  WIDE("wide"),
  UTF16("utf16"),
  UTF16LE("utf16le"),
  UTF16BE("utf16be"),
  EXPAND("expand");

  private static final Map<String, Modifier> BY_NAME = byName();

  private final String word;
  private final @Nullable String alias;

  Modifier(String word) {
    this(word, null);
  }

  Modifier(String word, @Nullable String alias) {
    this.word = word;
    this.alias = alias;
  }

  private static Map<String, Modifier> byName() {
    Map<String, Modifier> all = new HashMap<>();
    for (Modifier modifier : values()) {
      all.put(modifier.word, modifier);
      if (modifier.alias != null) {
        all.put(modifier.alias, modifier);
      }
    }
    return Map.copyOf(all);
  }

  static @Nullable Modifier named(String name) {
    return BY_NAME.get(name);
  }

  static List<String> allNames() {
    return BY_NAME.keySet().stream().sorted().toList();
  }

  String word() {
    return word;
  }

  boolean isPlacement() {
    return this == CONTAINS || this == STARTSWITH || this == ENDSWITH;
  }

  boolean isEncoding() {
    return switch (this) {
      case BASE64, BASE64OFFSET, WIDE, UTF16, UTF16LE, UTF16BE -> true;
      default -> false;
    };
  }

  boolean isComparison() {
    return this == LT || this == LTE || this == GT || this == GTE;
  }

  boolean isTimePart() {
    return switch (this) {
      case MINUTE, HOUR, DAY, WEEK, MONTH, YEAR -> true;
      default -> false;
    };
  }

  boolean isRegexFlag() {
    return this == IGNORECASE || this == MULTILINE || this == DOTALL;
  }
}
