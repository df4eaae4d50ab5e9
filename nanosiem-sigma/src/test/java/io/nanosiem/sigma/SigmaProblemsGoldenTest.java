package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The messages for broken and doubtful rules, whole. {@code -Dgolden.update} writes what is printed
 * now; whoever does so reads the difference.
 */
class SigmaProblemsGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/problems.txt");
  private static final Path INPUT = Path.of("src/test/resources/golden/problems-input.txt");

  @Test
  void saysWhatIsWrongWhereAndWhatWouldBeRight() throws IOException {
    StringBuilder out = new StringBuilder();
    int refusedRules = 0;
    for (String part : inputs()) {
      int end = part.indexOf('\n');
      String name = part.substring(0, end).strip();
      String yaml = part.substring(end + 1);
      SigmaRules rules = SigmaRules.parse(yaml, SigmaOptions.defaults().lenient());
      out.append("=== ").append(name).append(" === ").append(rules.rules().size());
      out.append(rules.rules().size() == 1 ? " rule runs\n" : " rules run\n");
      rules.problems().forEach(problem -> out.append("refused ").append(problem).append('\n'));
      rules.findings().forEach(finding -> out.append("finding ").append(finding).append('\n'));
      refusedRules += rules.problems().isEmpty() ? 0 : 1;
    }
    if (System.getProperty("golden.update") != null) {
      Files.writeString(GOLDEN, out, StandardCharsets.UTF_8);
    }
    assertThat(out.toString()).isEqualTo(Files.readString(GOLDEN, StandardCharsets.UTF_8));
    assertThat(refusedRules).isGreaterThan(40);
  }

  private static List<String> inputs() throws IOException {
    List<String> parts = new ArrayList<>();
    for (String part : Files.readString(INPUT, StandardCharsets.UTF_8).split("(?m)^=== ", -1)) {
      if (!part.isBlank()) {
        parts.add(part);
      }
    }
    return parts;
  }
}
