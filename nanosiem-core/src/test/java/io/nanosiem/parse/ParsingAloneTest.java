package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Parsing needs no engine: a JVM of its own shows which classes are loaded and which threads run.
 */
class ParsingAloneTest {
  @TempDir Path directory;

  /** What the other JVM runs. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      int before = Thread.activeCount();
      for (String line :
          List.of(
              "<34>1 2026-06-02T03:00:01Z web-01 sshd 1 - [a b=\"c\"] Failed password for x",
              "Jun  2 03:00:01 web-01 sshd[1]: Failed password for root from 192.0.2.1 port 4 ssh2",
              "CEF:0|V|P|1|1|n|5|src=192.0.2.1",
              "{\"host\":\"a\"}",
              "text")) {
        LogParser.auto().parse(line);
      }
      if (Thread.activeCount() != before) {
        throw new IllegalStateException("a thread was started");
      }
    }
  }

  @Test
  void startsNoThreadAndLoadsNoEngine() throws IOException, InterruptedException {
    Path loaded = directory.resolve("classes.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-Xlog:class+load:file=" + loaded,
                "-cp",
                classPath(),
                Program.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out.log").toFile())
            .start();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    List<String> ours =
        java.nio.file.Files.readAllLines(loaded).stream()
            .filter(line -> line.contains(" io.nanosiem."))
            .toList();
    assertThat(ours).anyMatch(line -> line.contains("io.nanosiem.parse.Rfc5424"));
    assertThat(ours)
        .allMatch(
            line ->
                line.contains("io.nanosiem.parse.")
                    || line.contains("io.nanosiem.event.")
                    || line.contains("io.nanosiem.internal."));
  }

  private static String classPath() {
    try {
      return String.join(
          File.pathSeparator,
          List.of(
              location(LogParser.class),
              location(ParsingAloneTest.class),
              location(com.fasterxml.jackson.core.JsonFactory.class)));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String location(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
