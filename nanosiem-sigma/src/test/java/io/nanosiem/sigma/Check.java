package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.event.Event;
import io.nanosiem.event.FieldSource;
import java.util.List;
import java.util.stream.Stream;

/**
 * Says of a rule what it matches and what it does not, each time by all three ways to ask. Events
 * are JSON, with {@code '} for {@code "}.
 */
final class Check {
  private final SigmaRules rules;

  private Check(SigmaRules rules) {
    this.rules = rules;
  }

  /** A rule with one search of these entries. */
  static Check entries(String... entries) {
    return entries(SigmaOptions.defaults(), entries);
  }

  static Check entries(SigmaOptions options, String... entries) {
    return text(
        options,
        Rules.yaml(
            Stream.of(
                    Stream.of("selection:"),
                    Stream.of(entries).map(entry -> "    " + entry),
                    Stream.of("condition: selection"))
                .flatMap(part -> part)
                .toArray(String[]::new)));
  }

  /** A rule with these lines as its detection. */
  static Check detection(String... lines) {
    return text(SigmaOptions.defaults(), Rules.yaml(lines));
  }

  /** Whole documents. */
  static Check text(SigmaOptions options, String yaml) {
    return new Check(SigmaRules.parse(yaml, options.unrouted()));
  }

  Check matches(String... events) {
    return all(true, events);
  }

  Check misses(String... events) {
    return all(false, events);
  }

  private Check all(boolean expected, String... events) {
    for (String json : events) {
      FieldSource event = FieldSource.of(Event.fromJson(json.replace('\'', '"')).fields());
      boolean any = false;
      for (SigmaRule rule : rules.rules()) {
        assertThat(rule.explain(event).matches())
            .as("explain and match of %s for %s", rule, json)
            .isEqualTo(rule.matches(event));
        any |= rule.matches(event);
      }
      assertThat(any).as("%s\n%s", json, rules.rules().get(0).explain(event)).isEqualTo(expected);
      assertThat(rules.match(event).isEmpty()).as(json).isNotEqualTo(expected);
    }
    return this;
  }

  /** That loading says this, and runs the rules all the same. */
  Check finds(String... messages) {
    for (String message : messages) {
      assertThat(rules.findings()).anyMatch(one -> one.toString().contains(message));
    }
    return this;
  }

  Check findsNothing() {
    assertThat(rules.findings()).isEmpty();
    return this;
  }

  SigmaRules rules() {
    return rules;
  }

  /** That a search of this entry is refused, with this message. */
  static void refuses(String entry, String message) {
    refusesText(Rules.yaml("selection:", "    " + entry, "condition: selection"), message);
  }

  static void refusesDetection(String message, String... lines) {
    refusesText(Rules.yaml(lines), message);
  }

  static void refusesText(String yaml, String message) {
    assertThatThrownBy(() -> SigmaRules.parse(yaml))
        .as(yaml)
        .isInstanceOf(SigmaRulesException.class)
        .hasMessageContaining(message);
    assertThat(SigmaRules.parse(yaml, SigmaOptions.defaults().lenient()).rules())
        .as("lenient: %s", yaml)
        .isEmpty();
  }

  /** The findings on a rule that begins with these lines and is good otherwise. */
  static List<String> findings(String... lines) {
    return whole(lines).findings().stream().map(SigmaProblem::message).toList();
  }

  /** A rule that begins with these lines, and has what else it needs. */
  static SigmaRules whole(String... lines) {
    String text = String.join("\n", lines) + "\n";
    return SigmaRules.parse(
        text
            + (text.contains("title:") ? "" : "title: Whole\n")
            + (text.contains("logsource:") ? "" : "logsource:\n    category: test\n")
            + (text.contains("detection:")
                ? ""
                : "detection:\n    selection:\n        A: x\n    condition: selection\n"));
  }
}
