package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The messages for broken and doubtful rules, whole. {@code -Dgolden.update} writes what is printed
 * now; whoever does so reads the difference.
 */
class SigmaProblemsGoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  @ParameterizedTest
  @CsvSource({"problems, 40", "correlation-problems, 25"})
  void saysWhatIsWrongWhereAndWhatWouldBeRight(String name, int least) throws IOException {
    Path golden = FOLDER.resolve(name + ".txt");
    StringBuilder out = new StringBuilder();
    int refusedRules = 0;
    for (String part : inputs(FOLDER.resolve(name + "-input.txt"))) {
      int end = part.indexOf('\n');
      String title = part.substring(0, end).strip();
      String yaml = part.substring(end + 1);
      SigmaRules rules = SigmaRules.parse(yaml, SigmaOptions.defaults().lenient());
      int running = rules.rules().size() + rules.correlations().size();
      out.append("=== ").append(title).append(" === ").append(running);
      out.append(running == 1 ? " rule runs\n" : " rules run\n");
      rules.problems().forEach(problem -> out.append("refused ").append(problem).append('\n'));
      rules.findings().forEach(finding -> out.append("finding ").append(finding).append('\n'));
      refusedRules += rules.problems().isEmpty() ? 0 : 1;
    }
    if (System.getProperty("golden.update") != null) {
      Files.writeString(golden, out, StandardCharsets.UTF_8);
    }
    assertThat(out.toString()).isEqualTo(Files.readString(golden, StandardCharsets.UTF_8));
    assertThat(refusedRules).isGreaterThan(least);
  }

  private static List<String> inputs(Path input) throws IOException {
    List<String> parts = new ArrayList<>();
    for (String part : Files.readString(input, StandardCharsets.UTF_8).split("(?m)^=== ", -1)) {
      if (!part.isBlank()) {
        parts.add(part);
      }
    }
    return parts;
  }
}
