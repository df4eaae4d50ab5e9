package io.nanosiem.sigma;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node of a YAML document, with its place. Immutable. */
sealed interface Yaml {
  /** Where it begins, and its extent on that line. */
  Span span();

  /** How many nodes it stands for, aliases followed. */
  int weight();

  /** What it is, for a message. */
  String kind();

  /** The same as plain maps, lists and scalars. */
  @Nullable Object plain();

  /** One value. */
  final class Scalar implements Yaml {
    /** What a plain scalar means (YAML 1.2 core schema). */
    enum Type {
      NULL,
      BOOLEAN,
      INTEGER,
      DECIMAL,
      NOT_A_NUMBER,
      STRING
    }

    private final SourceText source;
    private final String text;
    private final boolean isPlain;
    private final int start;
    private final int end;
    private final Type type;

    /** Where it counts as being, if its text stands nowhere in the source as it is. */
    private final @Nullable Span place;

    Scalar(SourceText source, String text, boolean isPlain, Type type, int start, int end) {
      this(source, text, isPlain, type, start, end, null);
    }

    private Scalar(
        SourceText source,
        String text,
        boolean isPlain,
        Type type,
        int start,
        int end,
        @Nullable Span place) {
      this.source = source;
      this.text = text;
      this.isPlain = isPlain;
      this.type = type;
      this.start = start;
      this.end = end;
      this.place = place;
    }

    /** Another value in the place of this one. */
    Scalar with(String changed, Type changedType) {
      return new Scalar(source, changed, false, changedType, start, end, span());
    }

    /** The same value, in a place of another file. */
    Scalar at(Span elsewhere) {
      return new Scalar(source, text, isPlain, type, start, end, elsewhere);
    }

    String text() {
      return text;
    }

    Type type() {
      return type;
    }

    boolean isPlain() {
      return isPlain;
    }

    boolean isString() {
      return type == Type.STRING;
    }

    boolean isNumber() {
      return type == Type.INTEGER || type == Type.DECIMAL;
    }

    /** The number it means, or null if it is none or beyond reason. */
    @Nullable Number number() {
      return isNumber() ? Numbers.fromYaml(text) : null;
    }

    @Override
    public Span span() {
      return place != null ? place : source.span(start, end);
    }

    /**
     * The place of a part of the text. The text is followed through the source, quotes, line breaks
     * and indentation being skipped; where escapes make that impossible it is the whole scalar.
     */
    Span span(int from, int to) {
      if (place != null) {
        return place;
      }
      int first = -1;
      int at = start;
      String raw = source.text();
      for (int i = 0; i < to; i++) {
        char wanted = text.charAt(i);
        if (wanted == '\n' || wanted == ' ') {
          if (at < end && raw.charAt(at) == wanted) {
            first = i == from ? at : first;
            at++;
          }
          continue;
        }
        while (at < end && raw.charAt(at) != wanted) {
          char skipped = raw.charAt(at);
          if (skipped != '\'' && skipped != '"' && skipped > ' ' && !isBlockHeader(skipped)) {
            return span();
          }
          at++;
        }
        if (at >= end) {
          return span();
        }
        if (i == from) {
          first = at;
        }
        at++;
        if (wanted == '\'' && !isPlain && at < end && raw.charAt(at) == '\'') {
          at++;
        }
      }
      return first < 0 ? span() : source.span(first, at);
    }

    private static boolean isBlockHeader(char c) {
      return c == '|' || c == '>' || c == '-' || c == '+' || Character.isDigit(c);
    }

    @Override
    public int weight() {
      return 1;
    }

    @Override
    public String kind() {
      return switch (type) {
        case NULL -> "null";
        case BOOLEAN -> "a boolean";
        case INTEGER, DECIMAL, NOT_A_NUMBER -> "a number";
        case STRING -> "text";
      };
    }

    @Override
    public @Nullable Object plain() {
      return switch (type) {
        case NULL -> null;
        case BOOLEAN -> text.charAt(0) == 't' || text.charAt(0) == 'T';
        case INTEGER, DECIMAL -> {
          Number number = number();
          yield number == null ? text : number;
        }
        case NOT_A_NUMBER, STRING -> text;
      };
    }
  }

  /**
   * A list.
   *
   * @param items in order
   * @param span see {@link Yaml}
   * @param weight see {@link Yaml}
   */
  record Sequence(List<Yaml> items, Span span, int weight) implements Yaml {
    @Override
    public String kind() {
      return "a list";
    }

    @Override
    public Object plain() {
      java.util.ArrayList<@Nullable Object> all = new java.util.ArrayList<>();
      items.forEach(item -> all.add(item.plain()));
      return Collections.unmodifiableList(all);
    }
  }

  /**
   * One key of a map, and its value.
   *
   * @param key a scalar
   * @param value anything
   */
  record Entry(Scalar key, Yaml value) {
    String name() {
      return key.text();
    }
  }

  /**
   * A map.
   *
   * @param entries in order, keys distinct
   * @param span see {@link Yaml}
   * @param weight see {@link Yaml}
   */
  record Mapping(List<Entry> entries, Span span, int weight) implements Yaml {
    @Nullable Entry entry(String name) {
      for (Entry entry : entries) {
        if (entry.name().equals(name)) {
          return entry;
        }
      }
      return null;
    }

    @Nullable Yaml get(String name) {
      Entry entry = entry(name);
      return entry == null ? null : entry.value();
    }

    List<String> names() {
      return entries.stream().map(Entry::name).toList();
    }

    @Override
    public String kind() {
      return "a map";
    }

    @Override
    public Object plain() {
      Map<String, @Nullable Object> all = new LinkedHashMap<>();
      entries.forEach(entry -> all.put(entry.name(), entry.value().plain()));
      return Collections.unmodifiableMap(all);
    }
  }

  /** Which numbers a plain scalar can be; kept here so that the schema is in one place. */
  static Scalar.Type resolve(String text) {
    switch (text) {
      case "", "~", "null", "Null", "NULL" -> {
        return Scalar.Type.NULL;
      }
      case "true", "True", "TRUE", "false", "False", "FALSE" -> {
        return Scalar.Type.BOOLEAN;
      }
      case ".inf",
          ".Inf",
          ".INF",
          "+.inf",
          "+.Inf",
          "+.INF",
          "-.inf",
          "-.Inf",
          "-.INF",
          ".nan",
          ".NaN",
          ".NAN" -> {
        return Scalar.Type.NOT_A_NUMBER;
      }
      default -> {
        return Numbers.yamlType(text);
      }
    }
  }
}
