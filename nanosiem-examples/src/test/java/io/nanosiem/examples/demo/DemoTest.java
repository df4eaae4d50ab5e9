package io.nanosiem.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.examples.Golden;
import io.nanosiem.examples.demo.DemoOptions.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DemoTest {
  private static final String SAMPLES = "samples";

  @TempDir Path directory;

  private String run(String... args) throws IOException, UsageException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      Demo.run(DemoOptions.parse(args), new Terminal(out, out, false, 100));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Map<String, String> files(Path root) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        contents.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    return contents;
  }

  @Test
  void tellsTheStoryOfTheBundledSamples() throws Exception {
    String output = run("--samples", SAMPLES, "--out", directory.resolve("out").toString());
    Golden.check("demo.txt", output.replace(directory.resolve("out").toString(), "demo-output"));
    assertThat(output)
        .contains("No alert of medium or above.")
        .contains("Full Intrusion Kill Chain");
  }

  @Test
  void givesTheSameBytesWithAnyNumberOfWorkersAndInAnyOrderOfArguments() throws Exception {
    List<String> attack = new ArrayList<>();
    try (Stream<Path> logs = Files.list(Path.of(SAMPLES, "attack"))) {
      logs.sorted().forEach(log -> attack.add(log.toString()));
    }
    List<Map<String, String>> outputs = new ArrayList<>();
    for (String workers : List.of("1", "4", "4")) {
      Path out = directory.resolve("out" + outputs.size());
      List<String> args =
          new ArrayList<>(List.of("--year", "2026", "--workers", workers, "--out", out.toString()));
      args.addAll(attack);
      run(args.toArray(new String[0]));
      outputs.add(files(out));
      Collections.rotate(attack, 2);
    }
    assertThat(outputs.get(0)).hasSizeGreaterThan(10);
    assertThat(outputs.get(1)).isEqualTo(outputs.get(0));
    assertThat(outputs.get(2)).isEqualTo(outputs.get(0));
  }

  @Test
  void givesTheSameBytesInAnyLocaleAndTimeZone() throws Exception {
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    List<Map<String, String>> outputs = new ArrayList<>();
    List<String> printed = new ArrayList<>();
    try {
      for (String place : List.of("en-US America/Los_Angeles", "ar-EG Asia/Kolkata", "tr-TR UTC")) {
        Locale.setDefault(Locale.forLanguageTag(place.substring(0, 5)));
        TimeZone.setDefault(TimeZone.getTimeZone(place.substring(6)));
        Path out = directory.resolve("out" + outputs.size());
        printed.add(
            run("--samples", SAMPLES, "--out", out.toString()).replace(out.toString(), "out"));
        outputs.add(files(out));
      }
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
    assertThat(outputs).allSatisfy(output -> assertThat(output).isEqualTo(outputs.get(0)));
    assertThat(printed).allSatisfy(output -> assertThat(output).isEqualTo(printed.get(0)));
  }

  @Test
  void survivesHostileLinesAndPutsNothingRawOnTheTerminal() throws Exception {
    Path log = directory.resolve("hostile.log");
    List<byte[]> lines = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      lines.add(
          text(
              "<86>1 2026-06-02T03:00:"
                  + (10 + i)
                  + "Z web-01 sshd 1 - - Failed password for \u001b[2J\u202eroot from 203.0.113.5 port"
                  + " 22 ssh2"));
    }
    lines.add(text("x".repeat(2 << 20)));
    lines.add(text("<86>1 2026-06-02T03:01:00Z web-01 app 1 - - port" + " ".repeat(60_000)));
    lines.add(text("<999>1 2026-06-02T03:01:00Z web-01 app 1 - - x"));
    lines.add(text("<86>1 9999-12-31T23:59:59Z web-01 app 1 - - x"));
    lines.add(text("{\"a\":".repeat(100_000)));
    lines.add(new byte[] {(byte) 0xC3, 0x28, 0, 'a', (byte) 0xFF});
    lines.add(text("<86>1 2026-06-02T03:02:00Z web-01 app 1 - [a b=\"\\\"" + "]".repeat(5_000)));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] line : lines) {
      all.write(line);
      all.write('\n');
    }
    Files.write(log, all.toByteArray());

    String output = run("--out", directory.resolve("out").toString(), log.toString());

    assertThat(output).contains(lines.size() + " lines from 1 file").doesNotContain("failed:");
    assertThat(output).contains("Repeated Auth Failures");
    assertThat(output).doesNotContain("\u001b").doesNotContain("\u202e");
    assertThat(output).contains("truncated 1").contains("future_time 1").contains("invalid_utf8 1");
  }

  private static byte[] text(String line) {
    return line.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void saysWhatIsWrongWithACommandLine() {
    assertThatThrownBy(() -> DemoOptions.parse("--yeer", "2026"))
        .isInstanceOf(UsageException.class)
        .hasMessage("unknown option --yeer");
    assertThatThrownBy(() -> DemoOptions.parse("--year")).hasMessage("--year needs a value");
    assertThatThrownBy(() -> DemoOptions.parse("--year", "26"))
        .hasMessage("--year 26 is not a number between 1970 and 9999");
    assertThatThrownBy(() -> DemoOptions.parse("--zone", "Mars/Base"))
        .hasMessage("unknown zone Mars/Base; try UTC, +02:00 or Europe/Berlin");
    assertThatThrownBy(() -> DemoOptions.parse("absent.log"))
        .hasMessage("absent.log: no such file");
  }
}
