package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every chain of one, two and three modifiers either runs or is refused at the one that is wrong.
 */
class ModifierCombinationsTest {
  private static final SigmaOptions LENIENT = SigmaOptions.defaults().lenient();
  private static final int LINE = 8;
  private static final int COLUMN = 9;

  /** Names of other engines and versions, and of things that sound like a modifier. */
  private static final List<String> STRANGERS =
      List.of(
          "not",
          "eq",
          "ne",
          "ge",
          "le",
          "in",
          "equals",
          "matches",
          "regex",
          "re2",
          "pcre",
          "like",
          "ilike",
          "exact",
          "wildcard",
          "glob",
          "contain",
          "includes",
          "startwith",
          "endwith",
          "begins",
          "prefix",
          "suffix",
          "any",
          "one",
          "none",
          "empty",
          "null",
          "isnull",
          "present",
          "missing",
          "keyword",
          "lower",
          "upper",
          "trim",
          "len",
          "length",
          "count",
          "sum",
          "near",
          "ip",
          "ipv4",
          "ipv6",
          "subnet",
          "network",
          "geoip",
          "utf8",
          "utf-16",
          "utf32",
          "ascii",
          "hex",
          "url",
          "urlencode",
          "base32",
          "base64url",
          "base64sub",
          "rot13",
          "xor",
          "md5",
          "sha256",
          "dash",
          "linuxdash",
          "fieldreference",
          "field",
          "ref",
          "second",
          "weekday",
          "hours",
          "date",
          "time",
          "timestamp",
          "case",
          "casesensitive",
          "insensitive",
          "x",
          "u",
          "g",
          "fuzzy",
          "levenshtein",
          "cidrv4",
          "int",
          "float",
          "bool",
          "string",
          "number");

  private static SigmaRules load(String field, List<String> chain, String value) {
    String key = field + '|' + String.join("|", chain);
    return SigmaRules.parse(
        Rules.yaml("selection:", "    '" + key + "': " + value, "condition: selection"), LENIENT);
  }

  @Test
  @Spec({"S-066", "S-067", "S-101"})
  void everyChainOfUpToThreeRunsOrIsRefused() {
    List<String> wrong = new ArrayList<>();
    int legal = 0;
    int chains = 0;
    for (String a : ModifierTable.NAMES) {
      legal += check(List.of(a), wrong);
      chains++;
      for (String b : ModifierTable.NAMES) {
        legal += check(List.of(a, b), wrong);
        chains++;
        for (String c : ModifierTable.NAMES) {
          legal += check(List.of(a, b, c), wrong);
          chains++;
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(chains).isEqualTo(34 + 34 * 34 + 34 * 34 * 34);
    assertThat(legal).isBetween(500, chains / 10);
  }

  private static int check(List<String> chain, List<String> wrong) {
    boolean isLegal = ModifierTable.isLegal(chain);
    SigmaRules rules = load("A", chain, ModifierTable.value(chain));
    if (isLegal != (rules.rules().size() == 1) || isLegal != rules.problems().isEmpty()) {
      wrong.add(chain + (isLegal ? " has a meaning: " : " has none ") + rules.problems());
    }
    for (SigmaProblem problem : rules.problems()) {
      if (!pointsAtAModifier(problem, chain)) {
        wrong.add(chain + ": " + problem);
      }
    }
    return isLegal ? 1 : 0;
  }

  /** The place is where one of the words begins, and the message names that word. */
  private static boolean pointsAtAModifier(SigmaProblem problem, List<String> chain) {
    int column = COLUMN + "'A|".length();
    for (String word : chain) {
      if (problem.line() == LINE
          && problem.column() == column
          && problem.message().contains("'" + canonical(word) + "'")) {
        return true;
      }
      column += word.length() + 1;
    }
    return false;
  }

  private static String canonical(String word) {
    Modifier modifier = Modifier.named(word);
    return modifier == null ? word : modifier.word();
  }

  @Test
  @Spec({"S-066", "S-100"})
  void noOtherNameIsAModifier() {
    Set<String> known = Set.copyOf(ModifierTable.NAMES);
    assertThat(Modifier.allNames()).containsExactlyInAnyOrderElementsOf(known);
    Stream.concat(STRANGERS.stream(), ModifierTable.NAMES.stream().flatMap(one -> near(one)))
        .distinct()
        .filter(word -> !known.contains(word))
        .forEach(
            word -> {
              for (List<String> chain : List.of(List.of(word), List.of("contains", word))) {
                SigmaRules rules = load("A", chain, "x");
                assertThat(rules.rules()).as(word).isEmpty();
                SigmaProblem problem = rules.problems().get(rules.problems().size() - 1);
                assertThat(problem.line()).as(word).isEqualTo(LINE);
                int at = COLUMN + 3 + (chain.size() - 1) * 9;
                if (word.isEmpty()) {
                  assertThat(problem.message()).isEqualTo("a modifier is missing after '|'");
                } else {
                  assertThat(problem.column()).as(word).isEqualTo(at);
                  assertThat(problem.message())
                      .startsWith("unknown modifier '" + word + "' in 'A|");
                }
              }
            });
  }

  /** What a slip of the finger makes of a word. */
  private static Stream<String> near(String word) {
    List<String> near = new ArrayList<>(List.of("", word.toUpperCase(Locale.ROOT), word + " "));
    near.add(" " + word);
    near.add(Character.toUpperCase(word.charAt(0)) + word.substring(1));
    for (int i = 0; i < word.length(); i++) {
      near.add(word.substring(0, i) + word.substring(i + 1));
      near.add(word.substring(0, i) + "z" + word.substring(i));
      near.add(word.substring(0, i) + "z" + word.substring(i + 1));
      if (i > 0) {
        near.add(
            word.substring(0, i - 1) + word.charAt(i) + word.charAt(i - 1) + word.substring(i + 1));
      }
    }
    return near.stream();
  }

  @Test
  @Spec({"S-069", "S-077"})
  void whatNeedsAFieldIsRefusedWithoutOne() {
    for (String name : ModifierTable.NAMES) {
      List<String> chain = List.of(name);
      boolean needsField =
          !Set.of("contains", "startswith", "endswith", "all", "cased", "neq", "re", "cidr")
                  .contains(name)
              && !Set.of("windash", "base64", "base64offset", "expand").contains(name)
              && !name.startsWith("utf16")
              && !name.equals("wide");
      SigmaRules rules = load("", chain, ModifierTable.value(chain));
      assertThat(rules.problems().isEmpty()).as(name).isNotEqualTo(needsField);
    }
  }

  @Test
  @Spec({"S-043", "S-044", "S-065", "S-077", "S-093", "S-095"})
  void everyValueOfAWrongTypeIsRefusedAtItsPlace() {
    for (String name : ModifierTable.NAMES) {
      List<String> chain =
          Set.of("i", "ignorecase", "m", "multiline", "s", "dotall").contains(name)
              ? List.of("re", name)
              : List.of(name);
      for (String value : List.of("null", "true", "[]", "{B: x}", "[[x]]", "[{B: x}]", ".nan")) {
        boolean isOfAnyType =
            Set.of("all", "neq").contains(name) && Set.of("null", "true").contains(value);
        if (isOfAnyType || (name.equals("exists") && value.equals("true"))) {
          assertThat(load("A", chain, value).rules()).as("%s: %s", name, value).hasSize(1);
          continue;
        }
        SigmaRules rules = load("A", chain, value);
        // A number that is none has a text, if it is to be read as one.
        if (value.equals(".nan") && chain.contains("re")) {
          continue;
        }
        assertThat(rules.rules()).as("%s: %s", name, value).isEmpty();
        SigmaProblem problem = rules.problems().get(0);
        assertThat(problem.line()).isEqualTo(LINE);
        String line = "        'A|" + String.join("|", chain) + "': " + value;
        assertThat(problem.column()).as(problem.toString()).isBetween(COLUMN, line.length());
      }
    }
  }
}
