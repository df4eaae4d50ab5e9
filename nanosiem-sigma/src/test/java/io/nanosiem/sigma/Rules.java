package io.nanosiem.sigma;

import java.util.stream.Collectors;

/** Short ways to write rules in tests. */
final class Rules {
  private Rules() {}

  /** A whole rule around the lines of a detection. */
  static String yaml(String... detection) {
    return "title: Test rule\n"
        + "id: 5e1a3c0e-6f0e-4f57-9d3a-0d6b1f0c9a11\n"
        + "logsource:\n"
        + "    category: test\n"
        + "level: low\n"
        + "detection:\n"
        + java.util.Arrays.stream(detection)
            .map(line -> "    " + line + "\n")
            .collect(Collectors.joining());
  }

  /** A rule with one search of one entry. */
  static SigmaRule of(String entry) {
    return SigmaRules.parse(yaml("selection:", "    " + entry, "condition: selection"))
        .rules()
        .get(0);
  }
}
