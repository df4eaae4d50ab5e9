package io.nanosiem.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the README prints is what the programs print. -Dgolden.update rewrites it. */
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");

  private static void check(String name, String expected) throws IOException {
    String readme = Files.readString(README);
    String begin = "<!-- " + name + " -->\n```\n";
    String end = "```\n<!-- /" + name + " -->";
    int from = readme.indexOf(begin) + begin.length();
    int to = readme.indexOf(end);
    assertThat(from).as("a place for %s in the README", name).isBetween(begin.length(), to);
    if (System.getProperty("golden.update") != null) {
      Files.writeString(README, readme.substring(0, from) + expected + readme.substring(to));
    }
    assertThat(Files.readString(README)).contains(begin + expected + end);
  }

  @Test
  void showsTheQuickStartAsItPrints() throws IOException {
    check("quick-start", Files.readString(GOLDEN.resolve("quick-start.txt")));
  }

  @Test
  void showsTheDemoAsItPrints() throws IOException {
    String demo = Files.readString(GOLDEN.resolve("demo.txt"));
    check("demo", demo.substring(demo.indexOf("The night after")));
  }
}
