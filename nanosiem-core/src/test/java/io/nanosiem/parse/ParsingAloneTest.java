package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

    public static void main(String[] arguments) throws ClassNotFoundException {
      int before = Thread.activeCount();
      switch (arguments.length == 0 ? "" : arguments[0]) {
        case "engine" ->
            Class.forName("io.nanosiem.NanoSiem", false, Program.class.getClassLoader());
        case "thread" -> {
          Thread thread = new Thread(LockSupport::park);
          thread.setDaemon(true);
          thread.start();
        }
        default -> {}
      }
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
    assertThat(run()).isZero();
    assertThat(loaded()).anyMatch(line -> line.contains("io.nanosiem.parse.Rfc5424"));
    assertThat(loaded()).allMatch(ParsingAloneTest::isParsing);
  }

  @Test
  void wouldNoticeAnEngine() throws IOException, InterruptedException {
    assertThat(run("engine")).isZero();
    assertThat(loaded()).anyMatch(line -> !isParsing(line));
  }

  @Test
  void wouldNoticeAThread() throws IOException, InterruptedException {
    assertThat(run("thread")).isNotZero();
    assertThat(Files.readString(directory.resolve("out.log"))).contains("a thread was started");
  }

  private int run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xshare:auto");
    command.add("-Xlog:class+load:file=" + directory.resolve("classes.log"));
    command.add("-cp");
    command.add(classPath());
    command.add(Program.class.getName());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out.log").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private List<String> loaded() throws IOException {
    return Files.readAllLines(directory.resolve("classes.log")).stream()
        .filter(line -> line.contains(" io.nanosiem."))
        .toList();
  }

  private static boolean isParsing(String line) {
    return line.contains("io.nanosiem.parse.")
        || line.contains("io.nanosiem.event.")
        || line.contains("io.nanosiem.internal.");
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
