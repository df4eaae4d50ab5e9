package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.FieldSource;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Random rules against random events: the matcher says what the slow evaluator says. */
@NullUnmarked // nulls are values of rules and events here
class MatcherPropertyTest {
  private static final int RULES = Integer.getInteger("property.rules", 10_000);
  private static final int EVENTS_A_RULE = 30;

  private static final List<String> FIELDS = List.of("A", "B", "c.d", "list", "obj.x");
  private static final List<String> PIECES =
      List.of(
          "a", "b", "A", "B", "ab", "-", "/", " ", "x", "\\", ".", "1", "0", "7", "é", "É", "İ",
          "i", "K", "k", "ß", "Σ", "σ", "ς", "😀", "𐐀", "𐐨", "–", "\n", "_");
  private static final List<String> WILD = List.of("*", "?", "\\*", "\\?", "\\\\");

  @Test
  void saysWhatThePlainReadingSays() {
    long seed = Long.getLong("property.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    long pairs = 0;
    long matches = 0;
    for (int i = 0; i < RULES; i++) {
      SlowEvaluator.Rule rule = rule(random);
      String yaml = yaml(rule);
      SigmaRule compiled;
      try {
        compiled = SigmaRules.parse(yaml).rules().get(0);
      } catch (SigmaRulesException e) {
        throw new AssertionError("seed " + seed + ": refused:\n" + yaml, e);
      }
      for (int k = 0; k < EVENTS_A_RULE; k++) {
        Map<String, Object> fields = event(random, rule);
        FieldSource event = FieldSource.of(fields);
        boolean expected = SlowEvaluator.matches(rule, event);
        boolean got = compiled.matches(event);
        pairs++;
        matches += expected ? 1 : 0;
        if (got != expected || compiled.explain(event).matches() != expected) {
          throw new AssertionError(
              "seed "
                  + seed
                  + ": expected "
                  + expected
                  + "\n"
                  + yaml
                  + "\n"
                  + fields
                  + "\n"
                  + compiled.explain(event));
        }
      }
    }
    assertThat(matches)
        .as("matches among %d pairs, seed %d", pairs, seed)
        .isGreaterThan(pairs / 20)
        .isLessThan(pairs);
  }

  // ---- rules ----

  private static SlowEvaluator.Rule rule(SplittableRandom random) {
    Map<String, SlowEvaluator.Search> searches = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(List.of("sel_a", "sel_b", "filter_x", "notepad", "_base"));
    int count = 2 + random.nextInt(4);
    for (String name : names.subList(0, count)) {
      searches.put(name, search(random));
    }
    return new SlowEvaluator.Rule(
        searches, condition(random, new ArrayList<>(searches.keySet()), 3));
  }

  private static String condition(SplittableRandom random, List<String> names, int depth) {
    int kind = depth == 0 ? random.nextInt(4) : random.nextInt(8);
    return switch (kind) {
      case 0, 1, 2 -> pick(random, names);
      case 3 -> {
        List<String> patterns = new ArrayList<>(List.of("sel_*", "s*_a", "them", "sel_a", "*_b"));
        if (names.contains("_base")) {
          patterns.add("_*");
        }
        if (names.contains("filter_x")) {
          patterns.add("filter_*");
        }
        yield pick(random, List.of("1", "all", "any")) + " of " + pick(random, patterns);
      }
      case 4 -> "2 of sel_*";
      case 5 -> "not " + inner(random, names, depth);
      case 6 -> condition(random, names, depth - 1) + " and " + inner(random, names, depth);
      default -> condition(random, names, depth - 1) + " or " + inner(random, names, depth);
    };
  }

  private static String inner(SplittableRandom random, List<String> names, int depth) {
    String inner = condition(random, names, depth - 1);
    return random.nextBoolean() ? "(" + inner + ")" : inner;
  }

  private static SlowEvaluator.Search search(SplittableRandom random) {
    List<List<SlowEvaluator.Entry>> branches = new ArrayList<>();
    int count = random.nextInt(3) == 0 ? 2 : 1;
    for (int i = 0; i < count; i++) {
      Map<String, SlowEvaluator.Entry> entries = new LinkedHashMap<>();
      int size = 1 + random.nextInt(2);
      for (int k = 0; k < size; k++) {
        SlowEvaluator.Entry entry = entry(random);
        entries.put(key(entry), entry);
      }
      branches.add(List.copyOf(entries.values()));
    }
    return new SlowEvaluator.Search(branches);
  }

  private static SlowEvaluator.Entry entry(SplittableRandom random) {
    String field = random.nextInt(8) == 0 ? null : pick(random, FIELDS);
    List<String> modifiers = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    int kind = random.nextInt(20);
    if (kind == 0 && field != null) {
      modifiers.add("exists");
      values.add(random.nextBoolean());
    } else if (kind == 1 && field != null) {
      modifiers.add("fieldref");
      if (random.nextBoolean()) {
        modifiers.add(pick(random, List.of("contains", "startswith", "endswith", "cased")));
      }
      values.add(pick(random, FIELDS));
    } else if (kind <= 3 && field != null) {
      modifiers.add(pick(random, List.of("gt", "gte", "lt", "lte")));
      values.add(number(random));
    } else if (kind <= 6 && field != null) {
      int size = 1 + random.nextInt(2);
      for (int i = 0; i < size; i++) {
        values.add(
            switch (random.nextInt(4)) {
              case 0 -> random.nextBoolean();
              case 1 -> null;
              default -> number(random);
            });
      }
    } else {
      if (random.nextInt(3) > 0) {
        modifiers.add(pick(random, List.of("contains", "startswith", "endswith")));
      }
      if (random.nextInt(5) == 0) {
        modifiers.add("windash");
      }
      if (random.nextInt(4) == 0) {
        modifiers.add("cased");
      }
      int size = 1 + random.nextInt(4);
      for (int i = 0; i < size; i++) {
        values.add(pattern(random));
      }
    }
    if (!modifiers.contains("exists")) {
      if (values.size() > 1 && random.nextInt(3) == 0) {
        modifiers.add("all");
      }
      if (random.nextInt(8) == 0) {
        modifiers.add("neq");
      }
    }
    if (field == null && modifiers.isEmpty()) {
      modifiers.add("contains");
    }
    return new SlowEvaluator.Entry(field, modifiers, values);
  }

  private static String pattern(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      text.append(random.nextInt(4) == 0 ? pick(random, WILD) : pick(random, PIECES));
    }
    return text.toString();
  }

  private static Number number(SplittableRandom random) {
    return switch (random.nextInt(5)) {
      case 0 -> new BigDecimal("1.5");
      case 1 -> -7L;
      case 2 -> 9007199254740993L;
      case 3 -> 9007199254740992L;
      default -> (long) random.nextInt(12);
    };
  }

  // ---- events ----

  private static Map<String, Object> event(SplittableRandom random, SlowEvaluator.Rule rule) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (random.nextInt(5) > 0) {
      fields.put("A", value(random, rule));
    }
    if (random.nextInt(4) > 0) {
      fields.put("B", value(random, rule));
    }
    if (random.nextBoolean()) {
      Map<String, Object> inner = new LinkedHashMap<>();
      inner.put("d", value(random, rule));
      fields.put("c", inner);
    }
    if (random.nextBoolean()) {
      List<Object> list = new ArrayList<>();
      int size = random.nextInt(4);
      for (int i = 0; i < size; i++) {
        list.add(value(random, rule));
      }
      fields.put("list", list);
    }
    if (random.nextBoolean()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("x", value(random, rule));
      fields.put("obj", random.nextBoolean() ? one : Arrays.asList(one, Map.of("y", 1L), one));
    }
    return fields;
  }

  private static Object value(SplittableRandom random, SlowEvaluator.Rule rule) {
    return switch (random.nextInt(12)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> number(random);
      case 3 -> number(random).toString();
      case 4 -> 7.0;
      case 5 -> "";
      case 6 -> random.nextBoolean() ? "TRUE" : "false";
      case 7, 8 -> plain(random);
      default -> near(random, rule);
    };
  }

  private static String plain(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int size = random.nextInt(6);
    for (int i = 0; i < size; i++) {
      text.append(pick(random, PIECES));
    }
    return text.toString();
  }

  /** A value of the rule, with its wildcards filled in and something around it. */
  private static String near(SplittableRandom random, SlowEvaluator.Rule rule) {
    List<Object> values = new ArrayList<>();
    rule.searches()
        .values()
        .forEach(
            search ->
                search
                    .branches()
                    .forEach(branch -> branch.forEach(entry -> values.addAll(entry.values()))));
    Object value = values.get(random.nextInt(values.size()));
    String text = String.valueOf(value);
    text =
        text.replace("\\*", "\u0001")
            .replace("\\?", "\u0002")
            .replace("\\\\", "\\")
            .replace("*", plain(random))
            .replace("?", "x")
            .replace("\u0001", "*")
            .replace("\u0002", "?");
    text = random.nextInt(3) == 0 ? text.toUpperCase(java.util.Locale.ROOT) : text;
    return (random.nextInt(3) == 0 ? plain(random) : "")
        + text
        + (random.nextInt(3) == 0 ? plain(random) : "");
  }

  private static <T> T pick(SplittableRandom random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  // ---- writing ----

  private static String key(SlowEvaluator.Entry entry) {
    String field = entry.field() == null ? "" : entry.field();
    return entry.modifiers().isEmpty() ? field : field + "|" + String.join("|", entry.modifiers());
  }

  private static String yaml(SlowEvaluator.Rule rule) {
    List<String> lines = new ArrayList<>();
    rule.searches()
        .forEach(
            (name, search) -> {
              lines.add(name + ":");
              boolean several = search.branches().size() > 1;
              for (List<SlowEvaluator.Entry> branch : search.branches()) {
                String indent = several ? "    - " : "    ";
                for (SlowEvaluator.Entry entry : branch) {
                  lines.add(indent + quoted(key(entry)) + ": " + values(entry.values()));
                  indent = several ? "      " : "    ";
                }
              }
            });
    lines.add("condition: " + rule.condition());
    return Rules.yaml(lines.toArray(new String[0]));
  }

  private static String values(List<Object> values) {
    if (values.size() == 1) {
      return scalar(values.get(0));
    }
    return "[" + String.join(", ", values.stream().map(MatcherPropertyTest::scalar).toList()) + "]";
  }

  private static String scalar(Object value) {
    return value instanceof String text ? quoted(text) : String.valueOf(value);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
