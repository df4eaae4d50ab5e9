package io.nanosiem.conformance.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import io.nanosiem.parse.ParseContext;
import io.nanosiem.parse.RecordDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real logs, line by line against a second reading by regular expressions: slow and blunt, but of
 * another make than the parsers.
 */
class SampleLogsTest {
  private static final DateTimeFormatter STAMP =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("yyyy MMM d HH:mm:ss")
          .toFormatter(Locale.ENGLISH);

  private static final Pattern HEADER =
      Pattern.compile(
          "(\\w{3}) +(\\d+) (\\d\\d:\\d\\d:\\d\\d) (\\S+) +((?:-- )?[^\\s:\\[]+)(?:\\[(\\d+)\\])?"
              + "(?::| (?=\\d+\\.\\d+\\.\\d+:)| \\(\\[)(.*)");

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:rhost=|from |FROM |by |\\[)(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})(?![\\w.-])"
              + "(?=[\\] :,(]|$)");

  private static final List<Pattern> USERS =
      List.of(
          Pattern.compile("(?:Failed|Accepted) \\S+ for (?:invalid user )?(.*) from \\S+ port "),
          Pattern.compile("Invalid user (.*) from \\S+$"),
          Pattern.compile("invalid user (.*) \\[preauth\\]$"),
          Pattern.compile("session (?:opened|closed) for user (\\S+)"),
          Pattern.compile("rhost=\\S*  user=(\\S+)"));

  private static List<Event> read(String file, int year) {
    List<Event> events = new ArrayList<>();
    Normalizer normalizer = Normalizer.standard();
    Instant reference = LocalDateTime.of(year, 1, 1, 0, 0).toInstant(ZoneOffset.UTC);
    for (String line : ParseData.lines("logs/" + file)) {
      Event.Builder event = Event.builder();
      String text = RecordDecoder.decode(line.getBytes(StandardCharsets.UTF_8), event);
      event.raw(text);
      LogParser.auto().parse(text, ParseContext.inOrder(reference, ZoneOffset.UTC), event);
      normalizer.normalize(event);
      Event built = event.build();
      if (built.hasOwnTime()) {
        reference = built.time();
      }
      events.add(built);
    }
    return events;
  }

  @ParameterizedTest
  @CsvSource({"OpenSSH_2k.log, 2016", "Linux_2k.log, 2005"})
  void haveHostProgramPidTimeUserAndAddress(String file, int year) {
    int users = 0;
    int addresses = 0;
    List<Event> events = read(file, year);
    assertThat(events).hasSize(2000);
    for (Event event : events) {
      String line = String.valueOf(event.raw());
      Matcher header = HEADER.matcher(line);
      assertThat(header.matches()).as(line).isTrue();
      assertThat(event.format()).as(line).isEqualTo(LogFormat.RFC3164);
      LocalDateTime time =
          LocalDateTime.parse(
              year + " " + header.group(1) + " " + header.group(2) + " " + header.group(3), STAMP);
      assertThat(event.time()).as(line).isEqualTo(time.toInstant(ZoneOffset.UTC));
      assertThat(event.host()).as(line).isEqualTo(header.group(4));
      assertThat(event.program()).as(line).isEqualTo(header.group(5));
      assertThat(event.pid().isPresent() ? "" + event.pid().getAsLong() : null)
          .as(line)
          .isEqualTo(header.group(6));
      assertThat(event.message()).as(line).isEqualTo(withoutOneSpace(header.group(7)));

      Matcher address = ADDRESS.matcher(line);
      String source = address.find() ? address.group(1) : null;
      assertThat(event.sourceAddress()).as(line).isEqualTo(source);
      addresses += source == null ? 0 : 1;
      String user = user(line);
      if (user != null && !user.isBlank()) {
        assertThat(event.user()).as(line).isEqualTo(user);
        users++;
      }
    }
    System.out.printf(
        "%s: 2000 lines, %s with an address, %s with a user%n", file, addresses, users);
    assertThat(addresses).isGreaterThan(800);
    assertThat(users).isGreaterThan(500);
  }

  private static String withoutOneSpace(String text) {
    return text.startsWith(" ") ? text.substring(1) : text;
  }

  private static @org.jspecify.annotations.Nullable String user(String line) {
    for (Pattern pattern : USERS) {
      Matcher user = pattern.matcher(line);
      if (user.find()) {
        return user.group(1);
      }
    }
    return null;
  }

  @Test
  void tellFailuresOfSshOnce() {
    long verdicts =
        read("OpenSSH_2k.log", 2016).stream()
            .filter(event -> event.authenticationOutcome() != null)
            .count();
    long expected =
        ParseData.lines("logs/OpenSSH_2k.log").stream()
            .filter(line -> line.contains("Failed ") || line.contains("Accepted "))
            .filter(line -> line.contains(" port ") && line.contains(" for "))
            .count();

    assertThat(verdicts).isEqualTo(expected);
  }
}
