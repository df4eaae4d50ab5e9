package io.nanosiem.conformance.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import io.nanosiem.parse.ParseContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Lines of many products with the facts that other people's decoders find in them: how many of
 * these are found (recall), and how many of those found are right (precision).
 *
 * <p>The rows that differ are listed in {@code parse/normalise-differences.tsv} with a reason each;
 * they are counted apart. Any other difference fails the test, and so does a reason that no longer
 * holds. What a decoder does not say may still be there; but whatever we say must stand in the
 * line.
 */
class NormaliseTest {
  private static final Instant RECEIVED = Instant.parse("2024-06-01T00:00:00Z");

  /** What decoders write where nobody is named. */
  private static final Set<String> NOBODY =
      Set.of("-", "", "(no user)", "(unknown)", "N/A", "unknown", "LOGIN");

  private static final class Count {
    int wanted;
    int right;
    int wrong;
    int argued;
  }

  private final Map<String, Count> counts = new TreeMap<>();
  private final Set<String> argued = differences();
  private final Set<String> used = new HashSet<>();
  private final List<String> unexplained = new ArrayList<>();
  private final List<String> invented = new ArrayList<>();

  private static Set<String> differences() {
    Set<String> rows = new TreeSet<>();
    try (InputStream in =
        NormaliseTest.class.getResourceAsStream("/parse/normalise-differences.tsv")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.split("\n", -1)) {
        String[] columns = line.split("\t", -1);
        if (!line.startsWith("#") && columns.length == 3 && !columns[2].isBlank()) {
          rows.add(columns[0] + " " + columns[1]);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private static Event read(String line) {
    Event.Builder event = Event.builder().raw(line).receivedAt(RECEIVED);
    LogParser.auto().parse(line, ParseContext.inOrder(RECEIVED, ZoneOffset.UTC), event);
    Normalizer.standard().normalize(event);
    return event.build();
  }

  @Test
  void findsWhatOthersFindAndNothingElse() {
    lines();
    ecs();
    counts.forEach(
        (fact, count) ->
            System.out.printf(
                "normalise %s: %d of %d (%.1f %%), %d wrong (precision %.1f %%); argued apart: %d%n",
                fact,
                count.right,
                count.wanted,
                100.0 * count.right / count.wanted,
                count.wrong,
                100.0 * count.right / Math.max(1, count.right + count.wrong),
                count.argued));
    assertThat(unexplained).isEmpty();
    assertThat(argued).as("reasons that no longer hold").isSubsetOf(used);
    assertThat(invented).as("addresses and users that are not in their line").isEmpty();
    counts.forEach(
        (fact, count) -> {
          assertThat(count.wanted).as(fact).isGreaterThan(20);
          assertThat((double) count.right / count.wanted).as(fact).isGreaterThanOrEqualTo(0.97);
          assertThat((double) count.right / Math.max(1, count.right + count.wrong))
              .as(fact)
              .isGreaterThanOrEqualTo(0.99);
        });
  }

  private void compare(
      String id, String fact, @Nullable Object wanted, Collection<? extends @Nullable Object> got) {
    if (wanted == null) {
      return;
    }
    Count count = counts.computeIfAbsent(fact, key -> new Count());
    boolean right =
        got.stream().anyMatch(one -> Objects.toString(one, "").equals(wanted.toString()));
    boolean known = argued.contains(id + " " + fact);
    if (known && !right) {
      used.add(id + " " + fact);
      count.argued++;
      return;
    }
    count.wanted++;
    if (right) {
      count.right++;
      return;
    }
    if (got.stream().anyMatch(Objects::nonNull)) {
      count.wrong++;
    }
    unexplained.add(id + ": " + fact + " should be " + wanted + " and is " + got);
  }

  private void compare(String id, String fact, @Nullable Object wanted, @Nullable Object got) {
    compare(id, fact, wanted, Arrays.asList(got));
  }

  /** An address that we name must stand in the line, however it is written there. */
  private void inLine(String id, String line, Event event) {
    for (String address : Arrays.asList(event.sourceAddress(), event.destinationAddress())) {
      if (address != null
          && !line.contains(address)
          && address.indexOf(':') < 0
          && !line.contains(hexadecimal(address))) {
        invented.add(id + ": " + address);
      }
    }
    String user = event.user();
    // Collectors double backslashes; the account with the number 0 is root.
    if (user != null
        && !line.replace("\\", "").contains(user.replace("\\", ""))
        && !(user.equals("root") && line.contains("uid=0"))) {
      invented.add(id + ": " + user);
    }
  }

  /** As the audit system writes it. */
  private static String hexadecimal(String address) {
    StringBuilder hex = new StringBuilder();
    for (String part : address.split("\\.", -1)) {
      hex.append(String.format("%02X", Integer.parseInt(part)));
    }
    return hex.toString();
  }

  private static @Nullable Object port(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.matches("\\d{1,5}") && Integer.parseInt(text) <= 65535
        ? Integer.valueOf(text)
        : null;
  }

  private static @Nullable Object port(OptionalInt port) {
    return port.isPresent() ? port.getAsInt() : null;
  }

  /** Decoders give addresses as they stand in the line; one form for both. */
  private static @Nullable Object address(@Nullable Object value) {
    return value == null || value.toString().isBlank()
        ? null
        : "::".equals(value) ? "::" : read("from " + value).sourceAddress();
  }

  private static @Nullable Object user(@Nullable Object value, String line) {
    return value == null || NOBODY.contains(value.toString()) || !line.contains(value.toString())
        ? null
        : value;
  }

  /** A decoder adds what its agent knows, which the line does not say. */
  private static @Nullable Object stated(@Nullable Object value, String line) {
    return value != null && line.contains(value.toString()) ? value : null;
  }

  /** What they call the user of a switch is the account that was switched to. */
  private static List<@Nullable Object> users(Event event) {
    return Arrays.asList(
        event.user(),
        event.derived().get("user.effective.name"),
        event.derived().get("user.target.name"));
  }

  private static boolean counts(Map<String, @Nullable Object> row) {
    return !"fail".equals(row.get("test")) && !Boolean.FALSE.equals(row.get("decoder_agrees"));
  }

  private void lines() {
    for (Map<String, @Nullable Object> row : ParseData.rows("normalise-lines.ndjson")) {
      if (!counts(row) || !(row.get("expected") instanceof Map<?, ?> expected)) {
        continue;
      }
      String id = String.valueOf(row.get("id"));
      String line = String.valueOf(row.get("line"));
      Event event = read(line);
      inLine(id, line, event);
      compare(id, "source", address(expected.get("src_ip")), event.sourceAddress());
      compare(id, "destination", address(expected.get("dst_ip")), event.destinationAddress());
      compare(id, "source port", port(expected.get("src_port")), port(event.sourcePort()));
      compare(
          id, "destination port", port(expected.get("dst_port")), port(event.destinationPort()));
      Object user =
          expected.get("src_user") != null ? expected.get("src_user") : expected.get("user");
      compare(id, "user", user(user, line), users(event));
      compare(
          id,
          "outcome",
          row.get("auth"),
          event.authenticationOutcome() == null ? null : event.authenticationOutcome().ecs());
    }
  }

  private void ecs() {
    for (Map<String, @Nullable Object> row : ParseData.rows("normalise-ecs.ndjson")) {
      if (!counts(row) || !(row.get("ecs") instanceof Map<?, ?> expected)) {
        continue;
      }
      String id = String.valueOf(row.get("id"));
      String line = String.valueOf(row.get("line"));
      Event event = read(line);
      inLine(id, line, event);
      compare(id, "source", address(expected.get("source.ip")), event.sourceAddress());
      compare(
          id, "destination", address(expected.get("destination.ip")), event.destinationAddress());
      compare(id, "source port", port(expected.get("source.port")), port(event.sourcePort()));
      compare(
          id,
          "destination port",
          port(expected.get("destination.port")),
          port(event.destinationPort()));
      compare(id, "user", user(expected.get("user.name"), line), users(event));
      compare(
          id,
          "event.outcome",
          outcome(expected.get("event.outcome")),
          event.field("event.outcome"));
      compare(
          id, "program", stated(expected.get("process.name"), line), event.field("process.name"));
      compare(id, "pid", stated(expected.get("process.pid"), line), event.field("process.pid"));
      compare(id, "host", stated(expected.get("host.hostname"), line), event.host());
    }
  }

  /** Their slips of the pen are read as meant; "unknown" is what we do not say. */
  private static @Nullable Object outcome(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    return switch (value.toString()) {
      case "unknown" -> null;
      case "failed" -> "failure";
      case "sucess" -> "success";
      default -> value;
    };
  }
}
