package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.nanosiem.event.FieldSource;
import io.nanosiem.event.LogSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What the index looks for, and that it changes nothing but time. */
class RuleIndexTest {
  private static List<String> clues(String entry) {
    List<Clue> clues = Rules.of(entry).clues();
    return clues == null ? List.of() : clues.stream().map(Clue::toString).toList();
  }

  @Test
  void oneOfSeveralValuesIsAClueEachAndOneOfAllIsEnough() {
    assertThat(clues("Image|endswith: ['\\whoami.exe', '\\Net1.exe']"))
        .containsExactly("Image end '\\whoami.exe'", "Image end '\\net1.exe'");
    assertThat(clues("CommandLine|contains|all: ['/c', 'mimikatz']"))
        .containsExactly("CommandLine anywhere 'mimikatz'");
    assertThat(clues("EventID: 4625")).containsExactly("EventID whole '4625'");
    assertThat(clues("A|contains: 'ab*cdef?g'")).containsExactly("A anywhere 'cdef'");
  }

  @Test
  void whatHoldsOfAnEventWithoutTheFieldIsNoClue() {
    assertThat(Rules.of("A: null").clues()).isNull();
    assertThat(Rules.of("A|exists: false").clues()).isNull();
    assertThat(Rules.of("A|neq: 'x'").clues()).isNull();
    assertThat(clues("A|exists: true")).containsExactly("A present");
    assertThat(clues("A|gt: 5")).containsExactly("A present");
    assertThat(clues("A|cidr: '10.0.0.0/8'")).containsExactly("A present");
    assertThat(clues("A|contains: 'x'")).as("in nearly every text").containsExactly("A present");
  }

  @Test
  void regularExpressionsNameWhatMustBeInThem() {
    assertThat(RegexLiterals.of("(?i)echo.*clip.*&&.*(Clipboard|invoke)"))
        .containsExactly("clipboard", "invoke");
    assertThat(RegexLiterals.of("[Rr][Uu][Nn]dll32(?:\\.exe)? \\S+?\\w:"))
        .containsExactly("rundll32");
    assertThat(RegexLiterals.of("nbtstat\\s+-n")).containsExactly("nbtstat");
    assertThat(RegexLiterals.of("ab(?:cd)*ef+g")).containsExactly("ab");
    assertThat(RegexLiterals.of("a|bcd")).containsExactly("a", "bcd");
    assertThat(RegexLiterals.all("\"(?:\\{\\d\\})+\"\\s*-f"))
        .containsExactly(List.of("\""), List.of("}"), List.of("\""), List.of("-f"));
    assertThat(RegexLiterals.of("\\\\mojo\\.5688")).containsExactly("\\mojo.5688");
    for (String nothing :
        List.of(
            "(.){200,}",
            "a|.",
            "(?x)a b c",
            "[0-9]+",
            "(abc)?",
            "\\x41bc",
            "\\Qabc\\E",
            "(?!abc).",
            "c{0}",
            "")) {
      assertThat(RegexLiterals.of(nothing)).as(nothing).isNull();
    }
  }

  @Test
  void whatARegularExpressionFindsHoldsOneOfItsLiterals() {
    long seed = Long.getLong("property.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      String expression = expression(random, 3);
      List<String> literals = RegexLiterals.of(expression);
      if (literals == null) {
        continue;
      }
      Pattern pattern;
      try {
        pattern = Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
      } catch (PatternSyntaxException e) {
        continue;
      }
      for (int k = 0; k < 20; k++) {
        String text = text(random);
        if (pattern.matcher(text).find()) {
          found++;
          String folded = Clue.folded(text.replace('\u017F', 's'));
          assertThat(literals)
              .as("seed %s: %s in %s", seed, expression, text)
              .anyMatch(folded::contains);
          assertThat(RegexLiterals.all(expression))
              .as("seed %s: all of %s in %s", seed, expression, text)
              .allSatisfy(set -> assertThat(set).anyMatch(folded::contains));
          RegexGate gate = RegexGate.of(expression);
          assertThat(gate == null || gate.isOpen(text)).isTrue();
        }
      }
    }
    assertThat(found).isGreaterThan(5_000);
  }

  private static String expression(SplittableRandom random, int depth) {
    StringBuilder out = new StringBuilder();
    for (int n = random.nextInt(1, 5); n > 0; n--) {
      switch (random.nextInt(depth > 0 ? 12 : 9)) {
        case 0, 1, 2, 3, 4 -> out.append("ask".charAt(random.nextInt(3)));
        case 5 -> out.append(random.nextBoolean() ? "." : "\\w");
        case 6 -> out.append(random.nextBoolean() ? "[aA]" : "[^ak]");
        case 7 -> out.append("\\.");
        case 8 -> out.append("^$".charAt(random.nextInt(2)));
        case 9 -> out.append('(').append(expression(random, depth - 1)).append(')');
        case 10 -> out.append("(?:").append(expression(random, depth - 1)).append(')');
        default ->
            out.append("(?i:")
                .append(expression(random, depth - 1))
                .append('|')
                .append(expression(random, depth - 1))
                .append(')');
      }
      switch (random.nextInt(10)) {
        case 0 -> out.append('*');
        case 1 -> out.append('?');
        case 2 -> out.append("+?");
        case 3 -> out.append("{1,2}");
        case 4 -> out.append("{0,2}");
        default -> {}
      }
    }
    return out.toString();
  }

  private static String text(SplittableRandom random) {
    StringBuilder out = new StringBuilder();
    for (int n = random.nextInt(12); n > 0; n--) {
      out.append("aAsSkK.\u017F\u212Ax".charAt(random.nextInt(10)));
    }
    return out.toString();
  }

  @Test
  void foldingACharacterTwiceIsFoldingItOnce() {
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      char once = Fold.fold((char) c);
      assertThat(Fold.fold(once)).isEqualTo(once);
    }
  }

  /** Rules enough for an index to be used. */
  private static String many() {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      yaml.append("title: Rule ").append(i).append("\nid: ");
      yaml.append(String.format("00000000-0000-4000-8000-%012d", i)).append('\n');
      yaml.append("logsource:\n    category: test\nlevel: low\ndetection:\n    selection:\n");
      yaml.append(
          switch (i % 5) {
            case 0 -> "        Image|endswith: '\\tool" + i + ".exe'\n";
            case 1 -> "        EventID: " + i + '\n';
            case 2 -> "        CommandLine|contains: ['word" + i + "', 'Σίγμα" + i + "']\n";
            case 3 -> "        User: 'İstanbul" + i + "'\n";
            default -> "        '|contains': 'needle" + i + "'\n";
          });
      yaml.append("    condition: selection\n---\n");
    }
    return yaml.substring(0, yaml.length() - 4);
  }

  private static final List<Map<String, Object>> EVENTS =
      List.of(
          Map.of("Image", "C:\\TOOL5.EXE", "EventID", 11L),
          Map.of("EventID", "16", "CommandLine", "a WORD2 and word7word12"),
          Map.of("EventID", 16.0, "CommandLine", "ΣΊΓΜΑ7 and σίγμα12"),
          Map.of("EventID", List.of(1, "6", 11.0), "User", "i̇stanbul3"),
          Map.of("User", List.of("İSTANBUL8", "x"), "Note", "the needle4 in NEEDLE99"),
          Map.of("Note", Map.of("deep", List.of("needle9", 5))),
          Map.of());

  private static List<String> titles(SigmaRules rules, FieldSource event) {
    return rules.match(event).stream().map(match -> match.rule().title()).toList();
  }

  @Test
  void findsTheSameWithoutTheIndex() {
    SigmaOptions options = SigmaOptions.defaults().unrouted();
    SigmaRules indexed = SigmaRules.parse(many(), options);
    SigmaRules plain = SigmaRules.parse(many(), options.unindexed());
    List<String> all = new ArrayList<>();
    for (Map<String, Object> fields : EVENTS) {
      List<String> found = titles(indexed, FieldSource.of(fields));
      assertThat(found).as("%s", fields).isEqualTo(titles(plain, FieldSource.of(fields)));
      all.addAll(found);
    }
    assertThat(all)
        .contains("Rule 5", "Rule 11", "Rule 16", "Rule 2", "Rule 7", "Rule 12", "Rule 8", "Rule 4")
        .contains("Rule 99", "Rule 9", "Rule 3", "Rule 6");
  }

  private static SigmaRules rules(String modifier, List<String> values, SigmaOptions options) {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      yaml.append(i == 0 ? "" : "---\n").append("title: Rule ").append(i);
      yaml.append("\nlogsource:\n    category: test\ndetection:\n    selection:\n        A|");
      yaml.append(modifier).append(": '").append(values.get(i)).append("'\n");
      yaml.append("    condition: selection\n");
    }
    return SigmaRules.parse(yaml.toString(), options);
  }

  @Test
  void rulesMadeToBeAlikeAreNoCliff() {
    List<String> alike = new ArrayList<>();
    for (int length = 5; length < 600; length++) {
      alike.add("a".repeat(length));
      alike.add("a".repeat(length) + 'b');
    }
    SigmaOptions options = SigmaOptions.defaults().unrouted();
    for (String modifier : List.of("contains", "startswith", "endswith")) {
      SigmaRules indexed = rules(modifier, alike, options);
      SigmaRules plain = rules(modifier, alike, options.unindexed());
      for (String text : List.of("a".repeat(300), "a".repeat(300) + "bA", "B" + "A".repeat(70))) {
        FieldSource event = FieldSource.of(Map.of("A", text));
        assertThat(titles(indexed, event)).isEqualTo(titles(plain, event));
      }
      assertThat(titles(indexed, FieldSource.of(Map.of("A", "a".repeat(100_000) + 'c'))))
          .hasSizeGreaterThanOrEqualTo(modifier.equals("endswith") ? 0 : 595);
    }
  }

  @Test
  void theSameFoundWithoutEndIsNoCliff() {
    SigmaOptions options = SigmaOptions.defaults().unrouted();
    List<String> same = Collections.nCopies(2_000, "xy");
    List<Object> decimals = Collections.nCopies(50_000, 1.5);
    SigmaRules texts = rules("contains", same, options);
    assertThat(titles(texts, FieldSource.of(Map.of("A", "xy".repeat(500_000))))).hasSize(2_000);
    assertThat(titles(texts, FieldSource.of(Map.of("A", "xz")))).isEmpty();
    SigmaRules numbers = rules("gt", Collections.nCopies(2_000, "1"), options);
    assertThat(titles(numbers, FieldSource.of(Map.of("A", decimals)))).hasSize(2_000);
  }

  @Test
  void aSourceMayBeOdd() {
    SigmaRules rules = SigmaRules.parse(many(), SigmaOptions.defaults().unrouted());
    Map<String, Object> fields = new HashMap<>();
    fields.put(null, "x");
    fields.put("Image", "\\TOOL0.exe");
    assertThat(titles(rules, FieldSource.of(fields))).containsExactly("Rule 0");
    FieldSource broken =
        name -> {
          throw new IllegalStateException("broken");
        };
    for (int i = 0; i < 50; i++) {
      assertThatThrownBy(() -> rules.match(broken)).hasMessage("broken");
    }
    assertThat(titles(rules, name -> name.equals("EventID") ? 1 : null)).containsExactly("Rule 1");
  }

  @Test
  void moreLogSourcesThanAreRememberedChangeNothing() {
    SigmaRules rules = SigmaRules.parse(many());
    for (int i = 0; i < 3_000; i++) {
      String service = "s" + i;
      assertThat(rules.match(name -> name.equals("EventID") ? 1 : null, LogSource.of("p", service)))
          .hasSize(1);
      assertThat(
              rules.match(
                  name -> name.equals("EventID") ? 1 : null,
                  new LogSource("other" + i, null, null)))
          .isEmpty();
    }
  }

  @Test
  void textsOfAnyScriptAreLookedFor() {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      words.add(new String(Character.toChars(0x4E00 + 7 * i)) + (char) (0x430 + i % 32));
      words.add("Ж" + (char) (0x430 + i % 32) + "йо" + (char) (0x3B1 + i % 17));
    }
    SigmaOptions options = SigmaOptions.defaults().unrouted();
    SigmaRules indexed = rules("contains", words, options);
    SigmaRules plain = rules("contains", words, options.unindexed());
    int found = 0;
    for (String word : words) {
      for (String text : List.of(word, "x" + word.toUpperCase(Locale.ROOT) + "y", word + word)) {
        FieldSource event = FieldSource.of(Map.of("A", text));
        assertThat(titles(indexed, event)).as(text).isEqualTo(titles(plain, event));
        found += titles(indexed, event).size();
      }
    }
    assertThat(found).isGreaterThanOrEqualTo(3 * words.size());
  }

  @Test
  void anEventIsNotHeldWhenItHasBeenLookedAt() {
    SigmaRules rules = SigmaRules.parse(many(), SigmaOptions.defaults().unrouted());
    FieldSource event = FieldSource.of(EVENTS.get(0));
    RuleIndex.Bucket bucket = rules.bucket(LogSource.UNKNOWN);
    Candidates asked = bucket.candidates(event);
    assertThat(asked.event.field("Image")).isEqualTo("C:\\TOOL5.EXE");
    asked.event.spend(Evaluation.EVENT_STEPS);
    bucket.release(asked);
    assertThat(asked.event.field("Image")).isNull();
    assertThat(asked.event.spend(Evaluation.EVENT_STEPS)).as("each event has its own").isTrue();
  }

  @Test
  void manyThreadsShareOneSet() throws Exception {
    SigmaRules rules = SigmaRules.parse(many(), SigmaOptions.defaults().unrouted());
    List<List<String>> expected =
        EVENTS.stream().map(fields -> titles(rules, FieldSource.of(fields))).toList();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        running.add(
            pool.submit(
                () -> {
                  for (int k = 0; k < 500; k++) {
                    int at = k % EVENTS.size();
                    assertThat(titles(rules, FieldSource.of(EVENTS.get(at))))
                        .isEqualTo(expected.get(at));
                  }
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
