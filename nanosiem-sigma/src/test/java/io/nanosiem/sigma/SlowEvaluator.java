package io.nanosiem.sigma;

import io.nanosiem.event.FieldSource;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * The plain reading of the language, for tests: works on the structures a test made, knows no YAML,
 * no positions and none of the matcher's classes, and is as slow as it likes.
 */
@NullUnmarked // nulls are values of rules and events here, and its code should stay plain
final class SlowEvaluator {
  private SlowEvaluator() {}

  /** A search: alternatives of entries that must all hold. */
  record Search(List<List<Entry>> branches) {}

  /** An entry; the field is null for keywords. */
  record Entry(@Nullable String field, List<String> modifiers, List<@Nullable Object> values) {}

  /** A rule: searches by name, and a condition in words. */
  record Rule(Map<String, Search> searches, String condition) {}

  static boolean matches(Rule rule, FieldSource event) {
    return new Condition(rule, event).evaluate();
  }

  private static boolean matches(Search search, FieldSource event) {
    for (List<Entry> branch : search.branches()) {
      boolean all = true;
      for (Entry entry : branch) {
        all = all && matches(entry, event);
      }
      if (all) {
        return true;
      }
    }
    return false;
  }

  static boolean matches(Entry entry, FieldSource event) {
    boolean isAll = entry.modifiers().contains("all");
    int held = 0;
    for (Object value : entry.values()) {
      held += holds(entry, value, event) ? 1 : 0;
    }
    boolean result = isAll ? held == entry.values().size() : held > 0;
    return entry.modifiers().contains("neq") != result;
  }

  private static boolean holds(Entry entry, @Nullable Object value, FieldSource event) {
    if (entry.field() == null) {
      for (Object leaf : event.leaves()) {
        if (leaf != FieldSource.NULL && holds(entry, value, leaf)) {
          return true;
        }
      }
      return false;
    }
    Object got = event.field(entry.field());
    if (entry.modifiers().contains("exists")) {
      return (got != null) == (Boolean) value;
    }
    if (entry.modifiers().contains("fieldref")) {
      Object other = event.field(String.valueOf(value));
      for (Object a : elements(got)) {
        for (Object b : elements(other)) {
          String x = text(a);
          String y = text(b);
          if (x != null && y != null && glob(literal(y), x, entry)) {
            return true;
          }
        }
      }
      return false;
    }
    if (got == null) {
      return value == null;
    }
    for (Object one : elements(got)) {
      if (value == null ? one == FieldSource.NULL : holds(entry, value, one)) {
        return true;
      }
    }
    return false;
  }

  private static List<Object> elements(@Nullable Object value) {
    if (!(value instanceof List<?> list)) {
      return value == null ? List.of() : List.of(value);
    }
    List<Object> all = new ArrayList<>();
    for (Object one : list) {
      all.addAll(one == null ? List.of(FieldSource.NULL) : elements(one));
    }
    return all;
  }

  private static @Nullable String text(@Nullable Object value) {
    if (value == null || value == FieldSource.NULL || value instanceof Map) {
      return null;
    }
    if (value instanceof Number number) {
      BigDecimal decimal = new BigDecimal(number.toString());
      return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }
    return value.toString();
  }

  private static boolean holds(Entry entry, @Nullable Object value, Object got) {
    for (String op : List.of("gt", "gte", "lt", "lte")) {
      if (entry.modifiers().contains(op)) {
        if (got instanceof Boolean || got == FieldSource.NULL || got instanceof Map) {
          return false;
        }
        String text = text(got);
        if (!(got instanceof Number) && !text.matches("[-+]?[0-9]+([.][0-9]+)?")) {
          return false;
        }
        int order = new BigDecimal(text).compareTo(new BigDecimal(value.toString()));
        return switch (op) {
          case "gt" -> order > 0;
          case "gte" -> order >= 0;
          case "lt" -> order < 0;
          default -> order <= 0;
        };
      }
    }
    String gotText = text(got);
    if (gotText == null) {
      return got instanceof Map && value instanceof String s && s.matches("[*]+") && !isCut(entry);
    }
    if (value instanceof Boolean flag && entry.field() != null) {
      return got instanceof Boolean
          ? got.equals(flag)
          : got instanceof String && gotText.toLowerCase(Locale.ROOT).equals(flag.toString());
    }
    if (value instanceof Number && entry.field() != null) {
      return got instanceof Number
          ? new BigDecimal(got.toString()).compareTo(new BigDecimal(value.toString())) == 0
          : got instanceof String && gotText.equals(text(value));
    }
    if (value instanceof String s) {
      return glob(pattern(s), gotText, entry);
    }
    return glob(literal(text(value)), gotText, entry);
  }

  private static boolean isCut(Entry entry) {
    return entry.field() == null;
  }

  /** Literal characters as they are; wildcards as two private characters. */
  private static final char MANY = '\uE000';

  private static final char ONE = '\uE001';
  private static final char DASH = '\uE002';

  private static String literal(String text) {
    return text;
  }

  private static String pattern(String raw) {
    String unescaped =
        raw.replace("\\\\", "\uE010").replace("\\*", "\uE011").replace("\\?", "\uE012");
    return unescaped
        .replace('*', MANY)
        .replace('?', ONE)
        .replace('\uE010', '\\')
        .replace('\uE011', '*')
        .replace('\uE012', '?');
  }

  private static boolean glob(String pattern, String value, Entry entry) {
    String p = pattern;
    String v = value;
    List<String> modifiers = entry.modifiers();
    if (modifiers.contains("windash")) {
      StringBuilder out = new StringBuilder();
      for (int i = 0; i < p.length(); i++) {
        boolean before = i > 0 && isWord(p.charAt(i - 1));
        boolean after = i + 1 < p.length() && isWord(p.charAt(i + 1));
        boolean flag = (p.charAt(i) == '-' || p.charAt(i) == '/') && !before && after;
        out.append(flag ? DASH : p.charAt(i));
      }
      p = out.toString();
    }
    boolean anywhere =
        modifiers.contains("contains")
            || (entry.field() == null
                && !modifiers.contains("startswith")
                && !modifiers.contains("endswith"));
    if (anywhere || modifiers.contains("endswith")) {
      p = MANY + p;
    }
    if (anywhere || modifiers.contains("startswith")) {
      p = p + MANY;
    }
    if (!modifiers.contains("cased")) {
      p = lowerBetweenWildcards(p);
      v = v.toLowerCase(Locale.ROOT);
    }
    int[] pp = p.codePoints().toArray();
    int[] vv = v.codePoints().toArray();
    boolean[] reach = new boolean[vv.length + 1];
    reach[0] = true;
    for (int c : pp) {
      boolean[] next = new boolean[vv.length + 1];
      for (int i = 0; i <= vv.length; i++) {
        if (!reach[i]) {
          continue;
        }
        if (c == MANY) {
          for (int k = i; k <= vv.length; k++) {
            next[k] = true;
          }
        } else if (i < vv.length
            && (c == ONE || (c == DASH ? "-/–—―".indexOf(vv[i]) >= 0 : vv[i] == c))) {
          next[i + 1] = true;
        }
      }
      reach = next;
    }
    return reach[vv.length];
  }

  /**
   * Whether a sigma is a final one depends on its neighbours, so wildcards must not be among them.
   */
  private static String lowerBetweenWildcards(String pattern) {
    StringBuilder out = new StringBuilder();
    StringBuilder run = new StringBuilder();
    for (char c : (pattern + MANY).toCharArray()) {
      if (c == MANY || c == ONE || c == DASH) {
        out.append(run.toString().toLowerCase(Locale.ROOT)).append(c);
        run.setLength(0);
      } else {
        run.append(c);
      }
    }
    return out.substring(0, out.length() - 1);
  }

  private static boolean isWord(char c) {
    return c == '_' || (Character.isLetterOrDigit(c) && c != MANY && c != ONE);
  }

  /** Reads a condition by cutting it at its operators, lowest first. */
  private static final class Condition {
    private final Rule rule;
    private final FieldSource event;
    private final List<String> words = new ArrayList<>();
    private int at;

    Condition(Rule rule, FieldSource event) {
      this.rule = rule;
      this.event = event;
      for (String word :
          rule.condition().replace("(", " ( ").replace(")", " ) ").strip().split(" +", -1)) {
        words.add(word);
      }
    }

    boolean evaluate() {
      return or();
    }

    private boolean or() {
      boolean value = and();
      while (take("or")) {
        boolean right = and();
        value = value || right;
      }
      return value;
    }

    private boolean and() {
      boolean value = not();
      while (take("and")) {
        boolean right = not();
        value = value && right;
      }
      return value;
    }

    private boolean not() {
      if (take("not")) {
        return !not();
      }
      if (take("(")) {
        boolean value = or();
        take(")");
        return value;
      }
      String word = words.get(at++);
      if (!take("of")) {
        return matches(rule.searches().get(word), event);
      }
      String pattern = words.get(at++);
      Set<String> names = new TreeSet<>();
      for (String name : rule.searches().keySet()) {
        boolean hidden = name.startsWith("_") && !pattern.startsWith("_");
        if (!hidden && (pattern.equals("them") || name.matches(pattern.replace("*", ".*")))) {
          names.add(name);
        }
      }
      int held = 0;
      for (String name : names) {
        held += matches(rule.searches().get(name), event) ? 1 : 0;
      }
      return switch (word) {
        case "all" -> held == names.size();
        case "any" -> held > 0;
        default -> held >= Integer.parseInt(word);
      };
    }

    private boolean take(String word) {
      if (at < words.size() && words.get(at).equals(word)) {
        at++;
        return true;
      }
      return false;
    }
  }
}
