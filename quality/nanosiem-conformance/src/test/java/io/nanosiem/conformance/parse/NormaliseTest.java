package io.nanosiem.conformance.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import io.nanosiem.parse.ParseContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Lines of many products with the facts that other people's decoders find in them: how many of
 * these are found (recall), and how many of those found say the same (agreement).
 *
 * <p>The floors are what this version reaches, so that nothing gets worse unseen. The products it
 * reads are counted apart from those it does not know yet.
 */
class NormaliseTest {
  private static final Instant RECEIVED = Instant.parse("2024-06-01T00:00:00Z");

  private static final Set<String> KNOWN =
      Set.of(
          "sshd",
          "ssh",
          "pam",
          "sudo",
          "su",
          "doas",
          "dropbear",
          "iptables",
          "kernel",
          "apache",
          "nginx",
          "web-accesslog",
          "web_appsec",
          "web_rules",
          "dovecot",
          "postfix",
          "vsftpd",
          "ftpd",
          "proftpd",
          "pure-ftpd",
          "imapd",
          "system",
          "syslog",
          "apache-http");

  private final Map<String, int[]> counts = new TreeMap<>();

  private static Event read(String line) {
    Event.Builder event = Event.builder().raw(line).receivedAt(RECEIVED);
    LogParser.auto().parse(line, ParseContext.inOrder(RECEIVED, ZoneOffset.UTC), event);
    Normalizer.standard().normalize(event);
    return event.build();
  }

  private void compare(boolean known, String fact, @Nullable Object wanted, @Nullable Object got) {
    compare(known, fact, wanted, Arrays.asList(got));
  }

  private void compare(boolean known, String fact, @Nullable Object wanted, Collection<?> got) {
    if (wanted == null) {
      return;
    }
    int[] count = counts.computeIfAbsent((known ? "known " : "other ") + fact, key -> new int[3]);
    count[0]++;
    if (got.stream().anyMatch(one -> one != null && one.toString().equals(wanted.toString()))) {
      count[1]++;
    } else if (got.stream().anyMatch(one -> one != null)) {
      count[2]++;
    }
  }

  private static @Nullable Object port(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.matches("\\d{1,5}") ? Integer.valueOf(text) : null;
  }

  private static @Nullable Object port(OptionalInt port) {
    return port.isPresent() ? port.getAsInt() : null;
  }

  /** Decoders give addresses as they stand in the line; one form for both. */
  private static @Nullable Object address(@Nullable Object value) {
    return value == null ? null : read("from " + value).sourceAddress();
  }

  private static boolean counts(Map<String, @Nullable Object> row) {
    return !"fail".equals(row.get("test")) && !Boolean.FALSE.equals(row.get("decoder_agrees"));
  }

  @Test
  void findsWhatOthersFind() {
    lines();
    ecs();
    counts.forEach(
        (name, count) ->
            System.out.printf("%s: %s of %s, %s otherwise%n", name, count[1], count[0], count[2]));
    floor("known source", 0.97);
    floor("known source port", 0.97);
    floor("known destination", 0.90);
    floor("known destination port", 1.0);
    floor("known user", 0.90);
    floor("known host", 1.0);
    floor("known pid", 0.80);
    floor("other source", 0.85);
  }

  private void floor(String name, double least) {
    int[] count = counts.getOrDefault(name, new int[] {0, 0, 0});
    assertThat(count[0]).as(name).isGreaterThan(5);
    assertThat((double) count[1] / count[0]).as(name).isGreaterThanOrEqualTo(least);
  }

  private void lines() {
    for (Map<String, @Nullable Object> row : ParseData.rows("normalise-lines.ndjson")) {
      if (!counts(row) || !(row.get("expected") instanceof Map<?, ?> expected)) {
        continue;
      }
      boolean known = KNOWN.contains(String.valueOf(row.get("product")));
      Event event = read(String.valueOf(row.get("line")));
      compare(known, "source", address(expected.get("src_ip")), event.sourceAddress());
      compare(known, "destination", address(expected.get("dst_ip")), event.destinationAddress());
      compare(known, "source port", port(expected.get("src_port")), port(event.sourcePort()));
      compare(
          known, "destination port", port(expected.get("dst_port")), port(event.destinationPort()));
      Object user =
          expected.get("src_user") != null ? expected.get("src_user") : expected.get("user");
      // What they call the user of a switch is the account that was switched to.
      List<?> names =
          Arrays.asList(
              event.user(),
              event.derived().get("user.effective.name"),
              event.derived().get("user.target.name"));
      compare(known, "user", user, names);
      compare(
          known,
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
      boolean known = KNOWN.contains(String.valueOf(row.get("integration")));
      Event event = read(String.valueOf(row.get("line")));
      compare(known, "source", address(expected.get("source.ip")), event.sourceAddress());
      compare(
          known,
          "destination",
          address(expected.get("destination.ip")),
          event.destinationAddress());
      compare(known, "source port", port(expected.get("source.port")), port(event.sourcePort()));
      Object user = expected.get("user.name");
      compare(
          known,
          "user",
          "-".equals(user) ? null : user,
          Stream.of("user.target.name", "user.effective.name")
              .map(name -> event.derived().get(name))
              .collect(
                  () -> new java.util.ArrayList<@Nullable Object>(Arrays.asList(event.user())),
                  java.util.ArrayList::add,
                  java.util.ArrayList::addAll));
      compare(known, "program", expected.get("process.name"), event.program());
      compare(
          known,
          "pid",
          expected.get("process.pid"),
          event.pid().isPresent() ? event.pid().getAsLong() : null);
      compare(known, "host", expected.get("host.hostname"), event.host());
    }
  }
}
