package io.nanosiem.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.sigma.SigmaRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigmaReplayTest {
  private static final SigmaRules RULES =
      SigmaRules.parse(
          """
          title: A "quoted" title
          id: 11111111-1111-4111-8111-111111111111
          level: high
          logsource:
            product: windows
          detection:
            selection:
              CommandLine|contains: whoami
            condition: selection
          """);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @TempDir Path directory;

  @Test
  void writesALineForEachMatch() throws Exception {
    assertThat(replay("{\"CommandLine\":\"whoami /all\",\"product\":\"windows\"}\n", 1))
        .isEqualTo(
            "{\"event\":0,\"rule\":\"11111111-1111-4111-8111-111111111111\","
                + "\"title\":\"A \\\"quoted\\\" title\",\"level\":\"high\"}\n");
  }

  @Test
  void goesOnBehindALineThatIsBroken() throws Exception {
    SigmaReplay replay = replaying("{\"a\":\n\n{\"CommandLine\":\"whoami\"}\nnone", 1);
    assertThat(run(replay)).startsWith("{\"event\":2,").hasLineCount(1);
    assertThat(replay.events()).isEqualTo(1);
    assertThat(replay.refused()).isEqualTo(2);
  }

  @Test
  void findsTheSameOnFourThreadsAsOnOneAndTearsNoLine() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60_000; i++) {
      text.append("{\"CommandLine\":\"").append(i % 3 == 0 ? "whoami" : "id").append("\"}\n");
    }
    List<String> one = sortedLines(replay(text.toString(), 1));
    List<String> four = sortedLines(replay(text.toString(), 4));
    assertThat(one).hasSize(20_000);
    assertThat(four).isEqualTo(one);
  }

  @Test
  void saysWhatIsWrongWithTheCommandLine() {
    assertThatThrownBy(() -> ReplayOptions.of(new String[] {"a", "--threads", "none"}))
        .hasMessage("--threads needs a number of at least 1, not 'none'");
    assertThatThrownBy(() -> ReplayOptions.of(new String[] {"-", "--repeat", "2"}))
        .hasMessage("standard input can be read once, not 2");
    assertThatThrownBy(() -> ReplayOptions.of(new String[] {"a", "--rules"}))
        .hasMessage("--rules needs a value");
  }

  private static List<String> sortedLines(String text) {
    return text.lines().sorted().toList();
  }

  private String replay(String text, int threads) throws Exception {
    return run(replaying(text, threads));
  }

  private SigmaReplay replaying(String text, int threads) throws IOException {
    Path file = Files.writeString(directory.resolve("events.ndjson"), text);
    out.reset();
    return new SigmaReplay(new ReplayOptions(file.toString(), null, true, threads, 1), RULES, out);
  }

  private String run(SigmaReplay replay) throws Exception {
    replay.run();
    return out.toString(StandardCharsets.UTF_8);
  }
}
