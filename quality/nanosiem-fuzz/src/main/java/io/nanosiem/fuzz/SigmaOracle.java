package io.nanosiem.fuzz;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.StatefulDetector;
import io.nanosiem.event.Event;
import io.nanosiem.event.FieldSource;
import io.nanosiem.sigma.Explanation;
import io.nanosiem.sigma.ProcessingPipeline;
import io.nanosiem.sigma.RuleMatch;
import io.nanosiem.sigma.SigmaDetector;
import io.nanosiem.sigma.SigmaOptions;
import io.nanosiem.sigma.SigmaProblem;
import io.nanosiem.sigma.SigmaRule;
import io.nanosiem.sigma.SigmaRules;
import io.nanosiem.sigma.SigmaRulesException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What must hold whatever a rule says: it loads or is refused with a place in its text, and {@code
 * match} and {@code explain} say the same of every event.
 */
final class SigmaOracle {
  private static final SigmaOptions LENIENT =
      SigmaOptions.defaults().lenient().unrouted().placeholder("p", "a*", "\\");
  private static final FieldSource EVENT =
      FieldSource.of(
          Map.of(
              "A", "xy", "B", "abd", "C", "fe80::1", "E", 7L, "Image", "C:\\cmd.exe", "n", false));

  /** A rule may hold a whole automaton, and an event may have to walk all of it. */
  private static final int FACTOR = 20;

  /** Separates the parts of an input. */
  private static final String PART = "\u0001";

  private static final String BASE =
      """
      title: One
      name: one
      logsource:
          category: test
      detection:
          s:
              A|contains: a
          condition: s
      ---
      title: Two
      name: two
      logsource:
          category: test
      detection:
          s:
              A|re: b
              User|expand: ['%p%', u0, u1]
          condition: s
      ---
      """;
  private static final String OVER =
      """
      title: It
      correlation:
          type: value_count
          rules: [one, two]
          group-by: [User]
          timespan: 1m
          condition: {field: A, gte: 2}
      """;
  private static final int MAX_MESSAGE = 1_000;

  private SigmaOracle() {}

  /** Any text as a file of rules. */
  static void rules(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    Oracle.bounded(data.length, FACTOR, () -> load(text, EVENT));
    try {
      SigmaRules.parse(text);
    } catch (SigmaRulesException e) {
      Oracle.require(!e.problems().isEmpty(), "refused without a problem");
    }
  }

  /** Any text as a condition. */
  static void condition(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    String rule =
        rule(
            "sel_a:\n        A: xy\n    sel_b:\n        B|re: a\n    filter:\n        E: 8\n"
                + "    _base:\n        n: false\n    notepad:\n        - xy",
            text);
    Oracle.bounded(data.length, FACTOR, () -> load(rule, EVENT));
  }

  /** Modifiers, values and an event: {@code contains|cased ␁ value ␁ value ␁␁ event}. */
  static void match(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    int split = text.indexOf(PART + PART);
    String[] parts = (split < 0 ? text : text.substring(0, split)).split(PART, -1);
    FieldSource event = event(split < 0 ? text : text.substring(split + 2));
    List<String> values = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      // A plain value is a number, a boolean or null where it can be.
      values.add(
          parts[i].matches("-?[0-9.eE]{1,30}|true|false|null") ? parts[i] : quoted(parts[i]));
    }
    for (String field : new String[] {"A", "", "a.b"}) {
      String key = parts[0].isEmpty() ? field : field + "|" + parts[0];
      String entry = quoted(key) + ": [" + String.join(", ", values) + "]";
      String rule = rule("s:\n        " + entry + "\n    t:\n        A: '*'", "s or not t");
      Oracle.bounded(data.length, FACTOR, () -> load(rule, event));
    }
  }

  /** Flags, a pattern and a text: {@code i|s ␁ pattern ␁ text}. */
  static void regex(byte[] data) {
    String[] parts = new String(data, StandardCharsets.UTF_8).split(PART, 3);
    String flags = parts.length < 2 ? "" : parts[0];
    String pattern = parts.length < 2 ? parts[0] : parts[1];
    String text = parts.length < 3 ? pattern : parts[2];
    String key = flags.isEmpty() ? "A|re" : "A|re|" + flags;
    String rule = rule("s:\n        " + quoted(key) + ": " + quoted(pattern), "s");
    FieldSource event = FieldSource.of(Map.of("A", text));
    Oracle.bounded(data.length, FACTOR, () -> load(rule, event));
  }

  /** The inside of a correlation, over two rules that are there, with events for it. */
  static void correlation(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    StringBuilder yaml = new StringBuilder(BASE).append("title: It\ncorrelation:\n");
    text.lines().forEach(line -> yaml.append("    ").append(line).append('\n'));
    Oracle.bounded(data.length, FACTOR, () -> run(SigmaRules.parse(yaml.toString(), LENIENT)));
  }

  private static int run(SigmaRules rules) {
    int[] found = new int[1];
    SigmaDetector detectors = SigmaDetector.of(rules);
    StatefulDetector stateful = detectors.stateful().get(0);
    for (int i = 0; i < 12; i++) {
      Event event =
          Event.builder()
              .time(Instant.EPOCH.plusSeconds(i * (i % 4 == 3 ? -7L : 20L)))
              .field("A", i % 3 == 0 ? "b" : "a")
              .field("User", "u" + i % 2)
              .field("Bytes", i % 5 == 0 ? "x" : i * 1e3)
              .build();
      List<Detection> before = new ArrayList<>();
      detectors.stateless().forEach(detector -> detector.detect(event, before::add));
      stateful.accept(event, before, one -> found[0] += one.explanation().length());
    }
    stateful.advanceTo(Instant.MAX, one -> found[0] += one.explanation().length());
    Oracle.require(stateful.memoryBytes() >= 0, "negative memory");
    return found[0];
  }

  /** Any text as a pipeline, and what it makes of two rules and a correlation. */
  static void pipeline(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    Oracle.bounded(
        data.length,
        FACTOR,
        () -> {
          try {
            ProcessingPipeline pipeline = ProcessingPipeline.parse(text);
            return run(SigmaRules.parse(BASE + OVER, LENIENT.pipeline(pipeline)));
          } catch (SigmaRulesException e) {
            Oracle.require(!e.problems().isEmpty(), "refused without a problem");
            return 0;
          }
        });
  }

  private static FieldSource event(String text) {
    if (text.startsWith("{")) {
      try {
        return Event.fromJson(text);
      } catch (IllegalArgumentException e) {
        // Not JSON: then it is the text of a field.
      }
    }
    return FieldSource.of(Map.of("A", text, "a", Map.of("b", List.of(text, 1L))));
  }

  private static String rule(String searches, String condition) {
    return "title: Fuzz\nlogsource:\n    category: test\ndetection:\n    "
        + searches
        + "\n    condition: "
        + quoted(condition)
        + "\n";
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7F) {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.append('"').toString();
  }

  private static SigmaRules load(String text, FieldSource event) {
    SigmaRules rules = SigmaRules.parse(text, LENIENT);
    String[] lines = text.split("\r\n|\r|\n", -1);
    for (List<SigmaProblem> problems : List.of(rules.problems(), rules.findings())) {
      for (SigmaProblem problem : problems) {
        Oracle.require(
            problem.line() >= 1 && problem.line() <= lines.length, "no such line: " + problem);
        int columns = lines[problem.line() - 1].length() + 1;
        Oracle.require(
            problem.column() >= 1 && problem.column() <= columns, "no such column: " + problem);
        String message = problem.toString();
        Oracle.require(message.length() <= MAX_MESSAGE, "a message without end: " + message);
        Oracle.require(
            message.chars().allMatch(c -> c == '\n' || !Character.isISOControl(c)),
            "a control character in a message");
      }
    }
    List<RuleMatch> matches = rules.match(event);
    int matching = 0;
    for (SigmaRule rule : rules.rules()) {
      Explanation explanation = rule.explain(event);
      Oracle.require(rule.matches(event) == explanation.matches(), "explain: " + explanation);
      matching += explanation.matches() ? 1 : 0;
    }
    Oracle.require(matches.size() == matching, "match: " + matches);
    return rules;
  }
}
