package io.nanosiem.sigma;

import java.util.Locale;

/**
 * Writes a tree as YAML again: for documents that were put together out of several ones, and so
 * have no text of their own. Reading the text gives the same tree.
 */
final class YamlText {
  private final StringBuilder out = new StringBuilder();

  private YamlText() {}

  static String of(Yaml.Mapping map) {
    YamlText text = new YamlText();
    text.entries(map, 0);
    return text.out.toString();
  }

  private void entries(Yaml.Mapping map, int depth) {
    for (Yaml.Entry entry : map.entries()) {
      out.append("    ".repeat(depth));
      scalar(entry.key());
      out.append(':');
      value(entry.value(), depth + 1);
    }
  }

  private void value(Yaml value, int depth) {
    if (value instanceof Yaml.Mapping map && !map.entries().isEmpty()) {
      out.append('\n');
      entries(map, depth);
    } else if (value instanceof Yaml.Sequence list && !list.items().isEmpty()) {
      out.append('\n');
      for (Yaml item : list.items()) {
        out.append("    ".repeat(depth)).append('-');
        value(item, depth + 1);
      }
    } else {
      out.append(' ');
      if (value instanceof Yaml.Scalar scalar) {
        scalar(scalar);
      } else {
        out.append(value instanceof Yaml.Mapping ? "{}" : "[]");
      }
      out.append('\n');
    }
  }

  private void scalar(Yaml.Scalar scalar) {
    String text = scalar.text();
    if (!scalar.isString()) {
      out.append(text.isEmpty() ? "null" : text);
    } else if (isWord(text) && Yaml.resolve(text) == Yaml.Scalar.Type.STRING) {
      out.append(text);
    } else if (text.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
      out.append('\'').append(text.replace("'", "''")).append('\'');
    } else {
      escaped(text);
    }
  }

  /** Letters, digits and the like, which need no quotes wherever they stand. */
  private static boolean isWord(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (!isLetter && (i == 0 || ((c < '0' || c > '9') && "-.|/".indexOf(c) < 0))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private void escaped(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c < ' ' || c == 0x7F || c == 0x85 || c == 0xA0 || c == 0xFEFF || c >> 8 == 0x20) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
