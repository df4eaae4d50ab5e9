package io.nanosiem.conformance.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.parse.LogParser;
import io.nanosiem.parse.ParseContext;
import io.nanosiem.parse.RecordDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every line of sixteen sample logs: its time, host, program and process id against a second
 * reading by regular expressions, and every twentieth against a golden row with the format and a
 * hash of the message as well.
 */
class SampleLogHeadersTest {
  private static final int EACH = 20;

  /**
   * One log: the year it begins in, its format, and where the parts are, by the names of groups
   * ({@code t}, {@code host}, {@code program}, {@code pid}, {@code m}).
   */
  private record Log(String name, int year, String format, String times, String line) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String SYSLOG = "(?<t>\\w{3} +\\d+ \\d\\d:\\d\\d:\\d\\d) (?<host>\\S+) +";

  static List<Log> logs() {
    return List.of(
        new Log(
            "Android",
            2017,
            "application",
            "uuuu-MM-dd HH:mm:ss.SSS",
            "(?<t>\\S+ \\S+) +(?<pid>\\d+) +\\d+ \\w (?<program>.*?) *: ?(?<m>.*)"),
        new Log(
            "Apache",
            2005,
            "weberror",
            "uuuu MMM d HH:mm:ss uuuu",
            "\\[\\w{3} (?<t>.*? \\d{4})\\] \\[\\w+\\] (?:\\[client \\S+\\] )?(?<m>.*)"),
        new Log(
            "BGL",
            2005,
            "application",
            "epoch",
            "\\S+ (?<t>\\d{10}) \\S+ (?<host>\\S+) \\S+(?<f>\\.\\d{6}) \\S+ \\S+ (?<program>\\S+) \\S+ ?(?<m>.*)"),
        new Log(
            "HDFS",
            2008,
            "application",
            "uuMMdd HHmmss",
            "(?<t>\\d{6} \\d{6}) (?<pid>\\d+) \\w+ (?<program>\\S+): (?<m>.*)"),
        new Log(
            "HPC",
            2004,
            "application",
            "epoch",
            "\\d+ (?<host>\\S+) (?<program>\\S+) \\S+ (?<t>\\d+) -?\\d+ ?(?<m>.*)"),
        new Log(
            "Hadoop",
            2015,
            "application",
            "uuuu-MM-dd HH:mm:ss,SSS",
            "(?<t>\\S+ \\S+) +\\w+ +\\[.*?\\] (?<program>\\S+): ?(?<m>.*)"),
        new Log(
            "HealthApp",
            2017,
            "application",
            "uuuuMMdd-H:m:s:S",
            "(?<t>[^|]+)\\|(?<program>[^|]+)\\|(?<pid>\\d+)\\|(?<m>.*)"),
        new Log(
            "Linux",
            2005,
            "rfc3164",
            "uuuu MMM d HH:mm:ss",
            SYSLOG
                + "(?<program>(?:-- )?[^\\s:\\[]+)(?:\\[(?<pid>\\d+)\\])?(?::| (?=[\\d.]+:)) ?(?<m>.*)"),
        new Log(
            "Mac",
            2017,
            "rfc3164",
            "uuuu MMM d HH:mm:ss",
            SYSLOG + "(?<program>[^:\\[]+?)\\[(?<pid>\\d+)\\](?::|(?= \\()) ?(?<m>.*)"),
        new Log(
            "OpenSSH",
            2016,
            "rfc3164",
            "uuuu MMM d HH:mm:ss",
            SYSLOG + "(?<program>\\w+)\\[(?<pid>\\d+)\\]: (?<m>.*)"),
        new Log(
            "OpenStack",
            2017,
            "application",
            "uuuu-MM-dd HH:mm:ss.SSS",
            "\\S+ (?<t>\\S+ \\S+) (?<pid>\\d+) \\w+ (?<program>\\S+) (?<m>.*)"),
        new Log(
            "Proxifier",
            2016,
            "application",
            "uuuu MM.dd HH:mm:ss",
            "\\[(?<t>[^]]+)\\] (?<program>.*?)(?: \\*64)? - (?<m>.*)"),
        new Log(
            "Spark",
            2017,
            "application",
            "uu/MM/dd HH:mm:ss",
            "(?<t>\\S+ \\S+) \\w+ (?<program>\\S+): (?<m>.*)"),
        new Log(
            "Thunderbird",
            2005,
            "rfc3164",
            "epoch",
            "\\S+ (?<t>\\d{10}) \\S+ (?<host>\\S+) \\w{3} \\d+ \\S+ \\S+ (?:(?<program>audit(?=\\()|[^\\s\\[:(]+(?:\\([^)]*\\))?)(?:\\[(?<pid>\\d+)\\])?(?:: ?|(?=\\()))?(?<m>.*)"),
        new Log(
            "Windows",
            2016,
            "application",
            "uuuu-MM-dd HH:mm:ss",
            "(?<t>\\S+ [^,]+), \\w+ +(?<program>\\S+) +(?<m>.*)"),
        new Log(
            "Zookeeper",
            2015,
            "application",
            "uuuu-MM-dd HH:mm:ss,SSS",
            "(?<t>\\S+ \\S+) - \\w+ +\\[.*:(?<program>[^@:]+)@\\d+\\] - ?(?<m>.*)"));
  }

  @ParameterizedTest
  @MethodSource("logs")
  void haveTheirTimeHostProgramAndProcess(Log log) {
    Pattern pattern = Pattern.compile(log.line());
    Instant reference = LocalDateTime.of(log.year(), 1, 1, 0, 0).toInstant(ZoneOffset.UTC);
    List<String> rows = new ArrayList<>();
    MessageDigest all = sha256();
    List<String> lines = ParseData.lines("logs/" + log.name() + "_2k.log");
    assertThat(lines).hasSize(2000);
    for (int i = 0; i < lines.size(); i++) {
      Event.Builder builder = Event.builder();
      String text = RecordDecoder.decode(lines.get(i).getBytes(StandardCharsets.UTF_8), builder);
      builder.raw(text);
      LogParser.auto().parse(text, ParseContext.inOrder(reference, ZoneOffset.UTC), builder);
      Event event = builder.build();
      reference = event.time();
      Matcher line = pattern.matcher(text);
      assertThat(line.matches()).as(text).isTrue();
      assertThat(event.format().name()).as(text).isEqualTo(log.format());
      assertThat(event.hasOwnTime()).as(text).isTrue();
      assertThat(event.time()).as(text).isEqualTo(time(log, line));
      assertThat(event.host()).as(text).isEqualTo(group(line, "host"));
      assertThat(event.program()).as(text).isEqualTo(group(line, "program"));
      assertThat(event.pid().isPresent() ? "" + event.pid().getAsLong() : null)
          .as(text)
          .isEqualTo(group(line, "pid"));
      assertThat(event.warnings()).as(text).isEmpty();
      String row =
          String.join(
              "\t",
              String.valueOf(i + 1),
              event.time().toString(),
              Objects.requireNonNullElse(event.host(), "-"),
              Objects.requireNonNullElse(event.program(), "-"),
              event.pid().isPresent() ? "" + event.pid().getAsLong() : "-",
              event.format().name(),
              hash(sha256(), Objects.requireNonNull(event.message())));
      all.update(row.getBytes(StandardCharsets.UTF_8));
      if (i % EACH == 0) {
        rows.add(row);
      }
    }
    rows.add("all\t" + HexFormat.of().formatHex(all.digest()));
    golden(log.name(), rows);
  }

  private static Instant time(Log log, Matcher line) {
    String stamp = line.group("t");
    if (log.times().equals("epoch")) {
      Instant seconds = Instant.ofEpochSecond(Long.parseLong(stamp));
      String fraction = group(line, "f");
      return fraction == null
          ? seconds
          : seconds.plus(Long.parseLong(fraction.substring(1)), ChronoUnit.MICROS);
    }
    if (log.name().equals("HealthApp")) {
      // The last part counts milliseconds, without leading zeros.
      int colon = stamp.lastIndexOf(':');
      return LocalDateTime.parse(stamp.substring(0, colon), formatter("uuuuMMdd-H:m:s"))
          .toInstant(ZoneOffset.UTC)
          .plusMillis(Long.parseLong(stamp.substring(colon + 1)));
    }
    return switch (log.name()) {
      case "Apache" -> parse("MMM d HH:mm:ss uuuu", stamp);
      case "Android" -> parse(log.times(), log.year() + "-" + stamp);
      case "Linux", "Mac", "OpenSSH", "Proxifier" ->
          parse(log.times(), log.year() + " " + stamp.replace("  ", " "));
      default -> parse(log.times(), stamp);
    };
  }

  private static Instant parse(String pattern, String text) {
    return LocalDateTime.parse(text, formatter(pattern)).toInstant(ZoneOffset.UTC);
  }

  private static DateTimeFormatter formatter(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(pattern)
        .toFormatter(Locale.ENGLISH);
  }

  private static @Nullable String group(Matcher line, String name) {
    try {
      return line.group(name);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static void golden(String name, List<String> rows) {
    Path file = Path.of("src/test/resources/golden/logs", name + ".tsv");
    try {
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, rows);
      }
      assertThat(rows).isEqualTo(Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hash(MessageDigest digest, String text) {
    return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)), 0, 8);
  }
}
