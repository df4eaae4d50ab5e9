package io.nanosiem.fuzz;

import io.nanosiem.event.Event;
import io.nanosiem.event.FieldSource;
import io.nanosiem.sigma.RuleMatch;
import io.nanosiem.sigma.SigmaOptions;
import io.nanosiem.sigma.SigmaRules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must hold whatever bytes are taken for a line of JSON: they are refused if the reader of
 * whole objects refuses them; otherwise the same rules match as without an index match the object.
 */
final class SigmaJsonOracle {
  private static final int FACTOR = 20;
  private static final String[] FIELDS = {"a", "A", "message", "host", "a.b", "host.name", ""};
  private static final String[] VALUES = {
    "0",
    "1",
    "true",
    "x",
    "e",
    "in",
    "abc",
    "web-01",
    "é",
    "日",
    "\uD83D\uDD12",
    "ss",
    "\\\\",
    "2026"
  };
  private static final SigmaRules INDEXED =
      SigmaRules.parse(yaml(), SigmaOptions.defaults().unrouted());
  private static final SigmaRules PLAIN =
      SigmaRules.parse(yaml(), SigmaOptions.defaults().unrouted().unindexed());

  private SigmaJsonOracle() {}

  private static String yaml() {
    StringBuilder yaml = new StringBuilder();
    int title = 0;
    for (String field : FIELDS) {
      for (String modifier : List.of("", "|contains", "|startswith", "|endswith", "|re")) {
        for (int i = title % 3; i < VALUES.length; i += 3) {
          yaml.append(title == 0 ? "" : "---\n").append("title: Rule ").append(title++);
          yaml.append("\nlogsource:\n    category: test\ndetection:\n    s:\n        '");
          yaml.append(field).append(field.isEmpty() && modifier.isEmpty() ? "|contains" : modifier);
          yaml.append("': '").append(VALUES[i]).append("'\n    condition: s\n");
        }
      }
    }
    return yaml.toString();
  }

  static void match(byte[] data) {
    Oracle.bounded(data.length, FACTOR, () -> compare(data));
  }

  private static int compare(byte[] data) {
    List<String> expected = expected(data);
    List<String> found = found(data);
    Oracle.require((expected == null) == (found == null), "taken by one of two readers");
    Oracle.require(expected == null || expected.equals(found), "other rules match");
    return found == null ? 0 : found.size();
  }

  private static @Nullable List<String> expected(byte[] data) {
    try {
      Event whole = Event.fromJson(new String(data, StandardCharsets.UTF_8));
      return titles(PLAIN.match(FieldSource.of(whole.fields())));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable List<String> found(byte[] data) {
    try {
      return titles(INDEXED.matchJson(data));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static List<String> titles(List<RuleMatch> matches) {
    return matches.stream().map(match -> match.rule().title() + match.fields()).toList();
  }
}
