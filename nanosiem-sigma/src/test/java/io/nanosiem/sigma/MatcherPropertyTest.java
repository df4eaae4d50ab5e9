package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.detect.Evidence.FieldMatch;
import io.nanosiem.event.FieldSource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * Random rules against random events: the matcher says what the slow evaluator says.
 *
 * <p>Rules use every modifier, in any order that has a meaning, and filters. Events are made for
 * the rule: a field often holds what one of its entries asks for, or nearly so. How often each
 * modifier was true and false is counted, so that none is tried in name only. {@code
 * -Dproperty.rules=34000} makes it a million pairs.
 */
@NullUnmarked // nulls are values of rules and events here
class MatcherPropertyTest {
  private static final int RULES = Integer.getInteger("property.rules", 10_000);
  private static final int EVENTS_A_RULE = 30;

  private static final List<String> FIELDS =
      List.of("A", "B", "c.d", "list", "obj.x", "e.f.g", "Ünï");
  private static final List<String> PIECES =
      List.of(
          "a", "b", "A", "B", "ab", "-", "/", " ", "x", "\\", ".", "1", "0", "7", "é", "É", "İ",
          "i", "K", "k", "ß", "Σ", "σ", "ς", "😀", "𐐀", "𐐨", "–", "\n", "_", "%", "日");
  private static final List<String> WILD = List.of("*", "?", "\\*", "\\?", "\\\\");
  private static final List<String> PLACES = List.of("contains", "startswith", "endswith");
  private static final List<String> BOUNDS = List.of("gt", "gte", "lt", "lte");
  private static final List<String> PARTS =
      List.of("minute", "hour", "day", "week", "month", "year");
  private static final List<String> NETWORKS =
      List.of(
          "192.0.2.0/24",
          "192.0.2.128/25",
          "10.0.0.0/8",
          "0.0.0.0/0",
          "192.0.2.7",
          "10.1.2.3/32",
          "2001:db8:0:0:0:0:0:0/32",
          "2001:db8:0:1:0:0:0:0/65",
          "fe80:0:0:0:0:0:0:1");
  private static final List<String> ADDRESSES =
      List.of(
          "192.0.2.7",
          "192.0.2.200",
          "10.1.2.3",
          "11.0.0.0",
          "2001:db8:0:1:0:0:0:9",
          "2001:DB8:0:1:8000:0:0:9",
          "fe80:0:0:0:0:0:0:1",
          "2001:db9:0:0:0:0:0:1",
          "10.1.2",
          "a");

  /** Expressions, each with a text that it finds. Without an i, whose fold differs in Java. */
  private static final Map<String, String> REGEXES =
      Map.ofEntries(
          Map.entry("a", "A"),
          Map.entry("ab?c*", "xacc"),
          Map.entry("^a.b$", "a\nb"),
          Map.entry("^b$", "a\nb\na"),
          Map.entry("[^ab]{2,3}", "1x0"),
          Map.entry("(a|b)+[0-9x]", "AB7"),
          Map.entry("k|ß|Σ", "\u212A"),
          Map.entry("^$", ""),
          Map.entry("\\\\[a-c]", "\\B"),
          Map.entry("😀.é?", "😀日"),
          Map.entry("\\d+\\.\\d", "-7.5"),
          Map.entry("(?:-| )\\w", " -x"));

  private static final SigmaOptions OPTIONS = options();

  private static SigmaOptions options() {
    SigmaOptions options = SigmaOptions.defaults().unrouted();
    for (Map.Entry<String, List<String>> one : SlowEvaluator.PLACEHOLDERS.entrySet()) {
      options = options.placeholder(one.getKey(), one.getValue().toArray(new String[0]));
    }
    return options;
  }

  /** How often an entry with a modifier held, and did not. */
  private final Map<String, long[]> byModifier = new TreeMap<>();

  @Test
  void saysWhatThePlainReadingSays() {
    long seed = Long.getLong("property.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    long pairs = 0;
    long matches = 0;
    for (int i = 0; i < RULES; i++) {
      SlowEvaluator.Rule rule = rule(random);
      SlowEvaluator.Rule filter = random.nextInt(4) == 0 ? rule(random) : null;
      String yaml = yaml(rule) + (filter == null ? "" : "---\n" + filterYaml(filter));
      SigmaRules rules;
      try {
        rules = SigmaRules.parse(yaml, OPTIONS);
      } catch (SigmaRulesException e) {
        throw new AssertionError("seed " + seed + ": refused:\n" + yaml, e);
      }
      SigmaRule compiled = rules.rules().get(0);
      for (int k = 0; k < EVENTS_A_RULE; k++) {
        Map<String, Object> fields =
            event(random, filter != null && random.nextInt(3) == 0 ? filter : rule);
        FieldSource event = FieldSource.of(fields);
        boolean expected =
            SlowEvaluator.matches(rule, event)
                && (filter == null || SlowEvaluator.matches(filter, event));
        pairs++;
        matches += expected ? 1 : 0;
        if (k % 4 == 0) {
          count(rule, event);
        }
        String wrong = difference(rules, compiled, rule, event, expected);
        if (wrong != null) {
          throw new AssertionError(
              "seed "
                  + seed
                  + ": "
                  + wrong
                  + "\n"
                  + yaml
                  + "\n"
                  + fields
                  + "\n"
                  + compiled.explain(event));
        }
      }
    }
    report(pairs, matches);
    assertThat(matches)
        .as("matches among %d pairs, seed %d", pairs, seed)
        .isBetween(pairs / 5, pairs * 4 / 5);
    assertThat(byModifier.keySet()).containsAll(ModifierTable.NAMES);
    byModifier.forEach(
        (modifier, held) ->
            assertThat(Math.min(held[0], held[1]) * 50)
                .as("%s held %d times and did not %d times", modifier, held[0], held[1])
                .isGreaterThan(held[0] + held[1]));
  }

  @Test
  void whatMatchesIsAmongWhatTheIndexAsks() {
    long seed = Long.getLong("property.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    long matches = 0;
    long asked = 0;
    long pairs = 0;
    for (int set = 0; set < RULES / 100; set++) {
      List<SlowEvaluator.Rule> written = new ArrayList<>();
      List<SigmaRule> rules = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        SlowEvaluator.Rule rule = rule(random);
        written.add(rule);
        rules.addAll(SigmaRules.parse(yaml(rule), OPTIONS).rules());
      }
      RuleIndex.Bucket bucket =
          new RuleIndex(rules, true).new Bucket(IntStream.range(0, rules.size()).toArray());
      for (int i = 0; i < 120; i++) {
        Map<String, Object> fields = event(random, written.get(i % written.size()));
        FieldSource event = FieldSource.of(fields);
        Candidates found = bucket.candidates(event);
        Evaluation evaluation = new Evaluation(event);
        for (int n = 0; n < rules.size(); n++) {
          boolean isAsked = found.next(n) == n;
          pairs++;
          asked += isAsked ? 1 : 0;
          if (rules.get(n).matches(evaluation)) {
            matches++;
            assertThat(isAsked)
                .as(
                    "seed %s%n%s%n%s%nclues %s",
                    seed, yaml(written.get(n)), fields, rules.get(n).clues())
                .isTrue();
          }
        }
        bucket.release(found);
      }
    }
    assertThat(matches).isGreaterThan(pairs / 20);
    assertThat(asked).as("it leaves something out").isLessThan(pairs * 9 / 10);
  }

  private void count(SlowEvaluator.Rule rule, FieldSource event) {
    for (SlowEvaluator.Search search : rule.searches().values()) {
      for (List<SlowEvaluator.Entry> branch : search.branches()) {
        for (SlowEvaluator.Entry entry : branch) {
          int held = SlowEvaluator.matches(entry, event) ? 0 : 1;
          for (String modifier : entry.modifiers()) {
            byModifier.computeIfAbsent(modifier, key -> new long[2])[held]++;
          }
        }
      }
    }
  }

  private void report(long pairs, long matches) {
    StringBuilder out = new StringBuilder();
    byModifier.forEach(
        (modifier, held) ->
            out.append(' ')
                .append(modifier)
                .append(' ')
                .append(held[0] * 100 / (held[0] + held[1]))
                .append('%'));
    System.out.println(
        pairs + " pairs, " + matches * 100 / pairs + "% match; entries that hold:" + out);
  }

  /** In what the matcher, its explanation or its evidence differ from the plain reading. */
  private static String difference(
      SigmaRules rules,
      SigmaRule compiled,
      SlowEvaluator.Rule rule,
      FieldSource event,
      boolean expected) {
    if (compiled.matches(event) != expected) {
      return "expected " + expected;
    }
    if (compiled.explain(event).matches() != expected) {
      return "explain differs from match";
    }
    List<RuleMatch> found = rules.match(event);
    if (found.size() != (expected ? 1 : 0)) {
      return "match finds " + found;
    }
    for (RuleMatch match : found) {
      for (FieldMatch evidence : match.fields()) {
        SlowEvaluator.Search search = rule.searches().get(evidence.selection());
        boolean isOfFilter = evidence.selection().startsWith("filter '");
        if (!isOfFilter && (search == null || !SlowEvaluator.matches(search, event))) {
          return "evidence of a search that does not hold: " + evidence;
        }
        if (evidence.field() != null
            && event.field(evidence.field()) == null
            && !evidence.value().equals("null")) {
          return "evidence of a field that is not there: " + evidence;
        }
      }
    }
    return null;
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
        searches, condition(random, new ArrayList<>(searches.keySet()), 5));
  }

  private static String condition(SplittableRandom random, List<String> names, int depth) {
    int kind = depth == 0 ? random.nextInt(4) : random.nextInt(9);
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
      case 4 -> "2 of " + pick(random, List.of("sel_*", "them"));
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
      int size = random.nextInt(3) == 0 ? 2 : 1;
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
    int size = 1 + random.nextInt(3);
    int kind = random.nextInt(24);
    if (kind == 0 && field != null) {
      modifiers.add("exists");
      values.add(random.nextBoolean());
      return new SlowEvaluator.Entry(field, modifiers, values);
    } else if (kind == 1 && field != null) {
      modifiers.add("fieldref");
      some(random, modifiers, PLACES);
      some(random, modifiers, List.of("cased"));
      shuffle(random, modifiers);
      values.add(pick(random, FIELDS));
    } else if (kind <= 3 && field != null) {
      modifiers.add(pick(random, BOUNDS));
      repeat(size, () -> values.add(number(random)));
    } else if (kind <= 6 && field != null) {
      String part = pick(random, PARTS);
      modifiers.add(part);
      some(random, modifiers, BOUNDS);
      LocalDateTime time = time(random);
      repeat(size, () -> values.add(part(part, random.nextInt(3) == 0 ? time(random) : time)));
    } else if (kind <= 8) {
      modifiers.add("cidr");
      repeat(size, () -> values.add(pick(random, NETWORKS)));
    } else if (kind <= 11) {
      modifiers.add("re");
      some(random, modifiers, List.of("i", "ignorecase"));
      some(random, modifiers, List.of("m", "multiline"));
      some(random, modifiers, List.of("s", "dotall"));
      if (random.nextInt(4) == 0) {
        modifiers.add(pick(random, PLACES));
      }
      repeat(size, () -> values.add(pick(random, List.copyOf(REGEXES.keySet()))));
    } else if (kind <= 13 && field != null) {
      repeat(
          size,
          () ->
              values.add(
                  switch (random.nextInt(4)) {
                    case 0 -> random.nextBoolean();
                    case 1 -> null;
                    default -> number(random);
                  }));
    } else {
      text(random, modifiers, values, size);
    }
    if (values.size() > 1 && random.nextInt(4) == 0) {
      modifiers.add(random.nextInt(modifiers.size() + 1), "all");
    }
    if (random.nextInt(8) == 0) {
      modifiers.add(random.nextInt(modifiers.size() + 1), "neq");
    }
    if (field == null && modifiers.isEmpty()) {
      modifiers.add("contains");
    }
    return new SlowEvaluator.Entry(field, modifiers, values);
  }

  /** Modifiers of texts in an order that has a meaning, by the table of such orders. */
  private static void text(
      SplittableRandom random, List<String> modifiers, List<Object> values, int size) {
    do {
      modifiers.clear();
      if (random.nextInt(4) > 0) {
        modifiers.add(pick(random, PLACES));
      }
      some(random, modifiers, List.of("windash"));
      some(random, modifiers, List.of("cased"));
      some(random, modifiers, List.of("expand"));
      if (random.nextInt(3) == 0) {
        some(random, modifiers, List.of("wide", "utf16", "utf16le", "utf16be"));
        some(random, modifiers, List.of("base64", "base64offset"));
        some(random, modifiers, List.of("base64", "base64offset"));
      }
      shuffle(random, modifiers);
    } while (!ModifierTable.isLegal(modifiers));
    boolean isEncoded =
        modifiers.stream()
            .anyMatch(m -> m.startsWith("base64") || m.startsWith("utf16") || m.equals("wide"));
    boolean isBase64 = modifiers.stream().anyMatch(m -> m.startsWith("base64"));
    for (int i = 0; i < size; i++) {
      if (isEncoded) {
        // Longer, as two letters of Base64 are found anywhere; no wildcards that mean nothing.
        String text =
            "f" + plain(random).replace("%", "") + (isBase64 || random.nextBoolean() ? "" : "*b");
        values.add(modifiers.contains("expand") && random.nextBoolean() ? text + "%q%" : text);
      } else if (random.nextInt(8) == 0) {
        values.add(number(random));
      } else {
        // A second percent sign could make a name that nobody gave a value.
        boolean isExpanded = modifiers.contains("expand");
        String text = isExpanded ? pattern(random).replace("%", "") : pattern(random);
        values.add(
            isExpanded
                ? text
                    + pick(random, List.of("%p%", "%q% %p%", "\\%p%", "%", "\\\\%q%*", "%none %"))
                : text);
      }
    }
  }

  private static void repeat(int times, Runnable action) {
    for (int i = 0; i < times; i++) {
      action.run();
    }
  }

  private static void some(SplittableRandom random, List<String> into, List<String> one) {
    if (random.nextInt(4) == 0) {
      into.add(pick(random, one));
    }
  }

  private static void shuffle(SplittableRandom random, List<String> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      java.util.Collections.swap(list, i, random.nextInt(i + 1));
    }
  }

  private static String pattern(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      text.append(random.nextInt(4) == 0 ? pick(random, WILD) : pick(random, PIECES));
    }
    return text.toString();
  }

  /** Many small ones, and those at which 64 bits and doubles end. */
  private static Number number(SplittableRandom random) {
    return switch (random.nextInt(16)) {
      case 0 -> new BigDecimal("1.5");
      case 1 -> -7L;
      case 2 -> 9007199254740993L;
      case 3 -> 9007199254740992L;
      case 4 -> Long.MAX_VALUE;
      case 5 -> Long.MIN_VALUE;
      case 6 -> new BigInteger("9223372036854775808");
      case 7 -> new BigDecimal("-0.1");
      case 8 -> new BigDecimal("9223372036854775807.5");
      case 9 -> Long.MAX_VALUE - 1;
      default -> (long) random.nextInt(12);
    };
  }

  private static LocalDateTime time(SplittableRandom random) {
    return LocalDateTime.ofEpochSecond(
        random.nextLong(-1_000_000_000L, 4_000_000_000L), 0, ZoneOffset.UTC);
  }

  private static Long part(String part, LocalDateTime time) {
    return switch (part) {
      case "minute" -> (long) time.getMinute();
      case "hour" -> (long) time.getHour();
      case "day" -> (long) time.getDayOfMonth();
      case "week" -> (long) time.get(java.time.temporal.IsoFields.WEEK_OF_WEEK_BASED_YEAR);
      case "month" -> (long) time.getMonthValue();
      default -> (long) time.getYear();
    };
  }

  // ---- events ----

  private static Map<String, Object> event(SplittableRandom random, SlowEvaluator.Rule rule) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String field : List.of("A", "B", "Ünï")) {
      if (random.nextInt(5) > 0) {
        fields.put(field, value(random, rule, field));
      }
    }
    if (random.nextInt(4) > 0) {
      // Nested, or one flat key with a dot, or both: then the flat one counts.
      if (random.nextInt(3) > 0) {
        fields.put("c", mapOf("d", value(random, rule, "c.d")));
      }
      if (random.nextInt(3) == 0) {
        fields.put("c.d", value(random, rule, "c.d"));
      }
    }
    if (random.nextInt(4) > 0) {
      Object value = value(random, rule, "e.f.g");
      fields.putAll(
          switch (random.nextInt(3)) {
            case 0 -> mapOf("e.f", mapOf("g", value));
            case 1 -> mapOf("e", mapOf("f.g", value));
            default -> mapOf("e", mapOf("f", Arrays.asList(mapOf("g", value), null, 7L)));
          });
    }
    if (random.nextInt(4) > 0) {
      List<Object> list = new ArrayList<>();
      int size = random.nextInt(4);
      for (int i = 0; i < size; i++) {
        list.add(value(random, rule, "list"));
      }
      fields.put("list", list);
    }
    if (random.nextInt(4) > 0) {
      Map<String, Object> one = mapOf("x", value(random, rule, "obj.x"));
      Map<String, Object> two = mapOf("x", value(random, rule, "obj.x"));
      fields.put("obj", random.nextBoolean() ? one : Arrays.asList(one, Map.of("y", 1L), two));
    }
    return fields;
  }

  private static Map<String, Object> mapOf(String key, Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(key, value);
    return map;
  }

  private static Object value(SplittableRandom random, SlowEvaluator.Rule rule, String field) {
    return switch (random.nextInt(24)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> number(random);
      case 3 -> number(random).toString();
      case 4 -> pick(random, List.<Object>of(7.0, -0.0, 0.1, 1.5f, 9.007199254740992e15, 1e300));
      case 5 -> "";
      case 6 -> random.nextBoolean() ? "TRUE" : "false";
      case 7 -> plain(random);
      case 8 -> pick(random, ADDRESSES);
      case 9 -> time(random) + "Z";
      case 10 -> mapOf("x", "a");
      default -> asked(random, rule, field);
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

  /** What one of the entries for the field asks for, or one for another field. */
  private static Object asked(SplittableRandom random, SlowEvaluator.Rule rule, String field) {
    List<SlowEvaluator.Entry> all = new ArrayList<>();
    List<SlowEvaluator.Entry> own = new ArrayList<>();
    for (SlowEvaluator.Search search : rule.searches().values()) {
      for (List<SlowEvaluator.Entry> branch : search.branches()) {
        for (SlowEvaluator.Entry entry : branch) {
          all.add(entry);
          if (entry.field() == null || entry.field().equals(field)) {
            own.add(entry);
          }
        }
      }
    }
    SlowEvaluator.Entry entry = pick(random, own.isEmpty() || random.nextInt(6) == 0 ? all : own);
    Object value = pick(random, entry.values());
    for (String modifier : entry.modifiers()) {
      if (PARTS.contains(modifier)) {
        return stamp(random, modifier, ((Number) value).intValue());
      }
      switch (modifier) {
        case "re", "cidr" -> {
          return modifier.equals("re") ? REGEXES.get(value) : pick(random, ADDRESSES);
        }
        case "fieldref" -> {
          return pick(random, List.of("a", "A", "ab", "xAb"));
        }
        default -> {}
      }
    }
    boolean isBound = BOUNDS.stream().anyMatch(entry.modifiers()::contains);
    if (value == null || value instanceof Boolean || (isBound && value instanceof Number)) {
      return value;
    }
    if (value instanceof Number && random.nextBoolean()) {
      return value;
    }
    return near(random, pick(random, SlowEvaluator.patterns(entry, value)));
  }

  /** A time of which a part is this, in one of its forms. */
  private static Object stamp(SplittableRandom random, String part, int wanted) {
    LocalDateTime time = time(random);
    for (int i = 0; i < 20 && part(part, time) != wanted; i++) {
      time = time(random);
    }
    String text = time.withSecond(7).toString();
    return switch (random.nextInt(5)) {
      case 0 -> text + "+09:00";
      case 1 -> text.replace('-', '/').replace('T', ' ');
      case 2 -> text.substring(0, 10);
      case 3 -> time.toEpochSecond(ZoneOffset.UTC);
      default -> time.toEpochSecond(ZoneOffset.UTC) * 1000 + 5;
    };
  }

  /** A pattern with its wildcards filled in, and sometimes something around it. */
  private static String near(SplittableRandom random, String pattern) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case SlowEvaluator.MANY -> out.append(random.nextBoolean() ? plain(random) : "");
        case SlowEvaluator.ONE -> out.append(pick(random, List.of("x", "😀", "\n")));
        case SlowEvaluator.DASH -> out.append(pick(random, List.of("-", "/", "–", "—", "―", "+")));
        default -> out.append(c);
      }
    }
    String text = out.toString();
    text = random.nextInt(4) == 0 ? text.toUpperCase(Locale.ROOT) : text;
    return (random.nextInt(8) == 0 ? plain(random) : "")
        + text
        + (random.nextInt(8) == 0 ? plain(random) : "");
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
    return Rules.yaml(lines(rule).toArray(new String[0]));
  }

  private static String filterYaml(SlowEvaluator.Rule filter) {
    return "title: F\nlogsource: {category: test}\nfilter:\n    rules: any\n    "
        + String.join("\n    ", lines(filter))
        + "\n";
  }

  private static List<String> lines(SlowEvaluator.Rule rule) {
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
    return lines;
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
