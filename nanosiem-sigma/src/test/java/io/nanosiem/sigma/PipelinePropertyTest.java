package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.FieldSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What holds of all pipelines and rules: random ones, the built-in ones. */
class PipelinePropertyTest {
  private static final long SEED = Long.getLong("sigma.seed", 42);

  /** Steps that take every road through a rule and leave it as it is. */
  static final ProcessingPipeline IDENTITY =
      ProcessingPipeline.parse(
          """
          transformations:
            - {type: field_name_prefix, prefix: ''}
            - {type: field_name_prefix_mapping, mapping: {'': ''}}
            - {type: field_name_mapping, mapping: {no_such_field: other}}
            - {type: replace_string, regex: '(.+)', replacement: '\\1', skip_special: true}
            - {type: replace_string, regex: 'no such text', replacement: ''}
            - {type: map_string, mapping: {'no such text': other}}
            - {type: nest, items: [{type: set_state, key: a, val: 1}]}
            - type: drop_detection_item
              rule_conditions: [{type: processing_state, key: a, val: 2}]
          """);

  @Test
  void aPipelineThatChangesNothingLeavesBuiltInRulesAsTheyAre() throws IOException {
    List<String> names = SigmaRules.builtIn().rules().stream().map(SigmaRule::title).toList();
    int compared = 0;
    for (String name : BuiltIn.FILES) {
      String yaml = BuiltIn.text(name);
      SigmaRule plain = SigmaRules.parse(yaml).rules().get(0);
      SigmaRule piped =
          SigmaRules.parse(yaml, SigmaOptions.defaults().pipeline(IDENTITY)).rules().get(0);
      FieldSource event = FieldSource.of(Map.of("message", "Failed password", "user", "root"));
      assertThat(piped.explain(event)).hasToString(plain.explain(event).toString());
      assertThat(piped.attributes()).isEqualTo(plain.attributes());
      assertThat(piped.logSource()).isEqualTo(plain.logSource());
      assertThat(names).contains(piped.title());
      compared++;
    }
    assertThat(compared).isEqualTo(names.size());
  }

  private static final class BuiltIn {
    static final List<String> FILES =
        List.of(
            "cef-high-severity.yml",
            "network-port-scan.yml",
            "process-root-shell.yml",
            "ssh-login-failed.yml",
            "ssh-login-succeeded.yml",
            "sudo-command.yml",
            "web-admin-probe.yml");

    static String text(String name) throws IOException {
      try (InputStream in = SigmaRules.class.getResourceAsStream("builtin/" + name)) {
        assertThat(in).isNotNull();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  /** Random rules: what a pipeline moves to other names, events under these names match alike. */
  @Test
  void rulesWithOtherNamesMatchEventsWithOtherNames() {
    ProcessingPipeline renamed =
        ProcessingPipeline.parse(
            "transformations: [{type: field_name_transform, transform_func: upper}]");
    ProcessingPipeline baked =
        ProcessingPipeline.parse(
            """
            transformations:
              - {type: replace_string, regex: '^', replacement: 'zz'}
              - {type: replace_string, regex: '^zz', replacement: ''}
            """);
    SplittableRandom random = new SplittableRandom(SEED);
    int matches = 0;
    for (int i = 0; i < 4_000; i++) {
      String yaml = randomRule(random);
      Map<String, Object> event = randomEvent(random);
      Map<String, Object> upper = new HashMap<>();
      event.forEach((name, value) -> upper.put(name.toUpperCase(Locale.ROOT), value));
      boolean plain = rule(yaml, SigmaOptions.defaults()).matches(FieldSource.of(event));
      String where = "seed " + SEED + ", case " + i + ":\n" + yaml + event;
      assertThat(
              rule(yaml, SigmaOptions.defaults().pipeline(renamed)).matches(FieldSource.of(upper)))
          .as(where)
          .isEqualTo(plain);
      assertThat(rule(yaml, SigmaOptions.defaults().pipeline(baked)).matches(FieldSource.of(event)))
          .as(where)
          .isEqualTo(plain);
      matches += plain ? 1 : 0;
    }
    assertThat(matches).isBetween(400, 3_600);
  }

  private static SigmaRule rule(String yaml, SigmaOptions options) {
    return SigmaRules.parse(yaml, options).rules().get(0);
  }

  private static String randomRule(SplittableRandom random) {
    List<String> lines = new ArrayList<>();
    for (String search : List.of("one", "two")) {
      lines.add(search + ":");
      for (String field : List.of("a", "b", "c")) {
        if (random.nextInt(3) > 0 || field.equals("a")) {
          lines.add("    " + field + pick(random, MODIFIERS) + ": " + values(random));
        }
      }
    }
    lines.add("condition: " + pick(random, "one and two", "one or two", "one and not two"));
    return Rules.yaml(lines.toArray(new String[0]));
  }

  private static final String[] MODIFIERS = {
    "",
    "",
    "|contains",
    "|startswith",
    "|endswith",
    "|cased|contains",
    "|neq",
    "|contains|all",
    "|windash|contains",
    "|contains|neq"
  };

  private static String values(SplittableRandom random) {
    String one = value(random);
    return random.nextBoolean() ? one : "[" + one + ", " + value(random) + "]";
  }

  private static String value(SplittableRandom random) {
    return "'" + pick(random, "x", "X*", "*y", "x?y", "-x", "x\\", "\\*", "x\\\\y", "*") + "'";
  }

  private static Map<String, Object> randomEvent(SplittableRandom random) {
    Map<String, Object> event = new HashMap<>();
    for (String field : List.of("a", "b", "c")) {
      if (random.nextInt(4) > 0) {
        event.put(field, pick(random, "x", "xy", "x-y", "-x", "/x", "x\\", "x\\y", "*", "", "yX"));
      }
    }
    return event;
  }

  private static String pick(SplittableRandom random, String... from) {
    return from[random.nextInt(from.length)];
  }

  /** Whatever stands in a file: a pipeline, or a list of problems. */
  @Test
  void onlyTheDeclaredExceptionLeaves() throws IOException {
    List<String> seeds = new ArrayList<>();
    for (String name : List.of("sysmon-to-ecs.yml", "ecs-to-sysmon.yml")) {
      try (InputStream in = SigmaRules.class.getResourceAsStream("pipelines/" + name)) {
        assertThat(in).isNotNull();
        seeds.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    for (String part :
        java.nio.file.Files.readString(
                java.nio.file.Path.of("src/test/resources/golden/pipelines-input.txt"))
            .split("(?m)^=== .*\n", -1)) {
      seeds.add(part);
    }
    String rule =
        Rules.yaml(
            "selection:",
            "    CommandLine|contains|all: [a, 'b*']",
            "    Hashes|contains: 'MD5=0123456789abcdef0123456789abcdef'",
            "    A|fieldref: B",
            "    N: [1, null, true]",
            "keywords: [x, 5]",
            "condition: selection or keywords");
    SplittableRandom random = new SplittableRandom(SEED);
    int good = 0;
    for (int i = 0; i < 6_000; i++) {
      String yaml =
          mutated(random, seeds.get(random.nextInt(random.nextBoolean() ? 2 : seeds.size())));
      try {
        ProcessingPipeline pipeline = ProcessingPipeline.parse(yaml);
        good++;
        SigmaRules.parse(rule, SigmaOptions.defaults().lenient().pipeline(pipeline));
      } catch (SigmaRulesException e) {
        assertThat(e.problems()).isNotEmpty();
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + SEED + ", case " + i + ":\n" + yaml, e);
      }
    }
    assertThat(good).isGreaterThan(500);
  }

  private static String mutated(SplittableRandom random, String seed) {
    StringBuilder text = new StringBuilder(seed);
    for (int i = random.nextInt(4); i > 0 && text.length() > 0; i--) {
      int at = random.nextInt(text.length());
      int to = Math.min(text.length(), at + 1 + random.nextInt(random.nextInt(10) == 0 ? 400 : 12));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(at, to);
        case 1 -> text.insert(random.nextInt(text.length()), text.substring(at, to));
        case 2 ->
            text.insert(
                at,
                pick(
                    random,
                    "[",
                    "{",
                    "}",
                    ": ",
                    "- ",
                    "\n",
                    "'",
                    "null",
                    "5",
                    "*",
                    "\\",
                    "&a ",
                    "*a ",
                    "\u0000",
                    "\ud800",
                    "  ",
                    "type: nest",
                    "items: ",
                    "(",
                    "true"));
        case 3 -> text.setCharAt(at, (char) random.nextInt(32, 127));
        default -> {
          int end = text.indexOf("\n", at);
          int line = text.lastIndexOf("\n", at - 1) + 1;
          String copy = text.substring(line, end < 0 ? text.length() : end);
          text.insert(line, copy + "\n");
        }
      }
    }
    return text.toString();
  }
}
