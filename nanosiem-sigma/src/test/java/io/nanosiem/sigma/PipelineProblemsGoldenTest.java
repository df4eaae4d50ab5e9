package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The messages for broken and doubtful pipelines, whole. {@code -Dgolden.update} writes what is
 * printed now; whoever does so reads the difference.
 */
class PipelineProblemsGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/pipelines.txt");
  private static final Path INPUT = Path.of("src/test/resources/golden/pipelines-input.txt");

  @Test
  void saysWhatIsWrongWhereAndWhatWouldBeRight() throws IOException {
    StringBuilder out = new StringBuilder();
    int refused = 0;
    for (String part : Files.readString(INPUT, StandardCharsets.UTF_8).split("(?m)^=== ", -1)) {
      if (part.isBlank()) {
        continue;
      }
      int end = part.indexOf('\n');
      out.append("=== ").append(part.substring(0, end).strip()).append('\n');
      List<SigmaProblem> problems;
      try {
        problems = ProcessingPipeline.parse(part.substring(end + 1)).findings();
      } catch (SigmaRulesException e) {
        problems = e.problems();
        refused++;
      }
      problems.forEach(
          problem ->
              out.append(problem.kind() == SigmaProblem.Kind.REFUSED ? "refused " : "finding ")
                  .append(problem)
                  .append('\n'));
    }
    if (System.getProperty("golden.update") != null) {
      Files.writeString(GOLDEN, out, StandardCharsets.UTF_8);
    }
    assertThat(out.toString()).isEqualTo(Files.readString(GOLDEN, StandardCharsets.UTF_8));
    assertThat(refused).isGreaterThan(40);
  }
}
