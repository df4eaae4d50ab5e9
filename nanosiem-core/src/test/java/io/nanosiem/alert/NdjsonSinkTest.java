package io.nanosiem.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import io.nanosiem.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NdjsonSinkTest {
  @TempDir Path directory;

  private static Alert alert(String time, String text) {
    Event event =
        Event.builder()
            .id("a.log:1")
            .time(Instant.parse(time))
            .host("web-01")
            .sourceAddress("203.0.113.5")
            .user("eve")
            .raw(text)
            .build();
    Evidence evidence =
        new Evidence.Fields(
            List.of(new Evidence.FieldMatch("selection", "message", "*bad*", text)));
    return Alert.open(
        Detection.of(
            RuleRef.of("r1", "Bad", Severity.HIGH, "attack.t1110"),
            event,
            evidence,
            "why: " + text),
        event.time());
  }

  private Path day(String day) {
    return directory.resolve("alerts-" + day + ".ndjson");
  }

  @Test
  void writesOneObjectALineIntoTheFileOfTheDay() throws IOException {
    try (NdjsonSink sink = NdjsonSink.directory(directory)) {
      sink.accept(alert("2026-06-02T23:59:59Z", "one"));
      sink.accept(alert("2026-06-03T00:00:00Z", "two"));
      sink.accept(alert("2026-06-02T12:00:00Z", "three"));
    }
    assertThat(Files.readAllLines(day("2026-06-02"))).hasSize(2);
    assertThat(Files.readAllLines(day("2026-06-03"))).hasSize(1);
  }

  @Test
  void writesWhatTheFormSays() {
    assertThat(alert("2026-06-02T03:00:00Z", "x").toJson())
        .isEqualTo(
            "{\"id\":\""
                + alert("2026-06-02T03:00:00Z", "x").id()
                + "\",\"revision\":1,\"status\":\"opened\",\"severity\":\"high\",\"title\":\"Bad\","
                + "\"explanation\":\"why: x\",\"entity\":{\"kind\":\"address\",\"value\":\"203.0.113.5\"},"
                + "\"count\":1,\"firstSeen\":\"2026-06-02T03:00:00Z\",\"lastSeen\":\"2026-06-02T03:00:00Z\","
                + "\"recordedAt\":\"2026-06-02T03:00:00Z\",\"fingerprint\":\""
                + alert("2026-06-02T03:00:00Z", "x").fingerprint()
                + "\",\"rule\":{\"id\":\"r1\",\"hash\":\""
                + RuleRef.of("r1", "Bad", Severity.HIGH).hash()
                + "\",\"tags\":[\"attack.t1110\"]},\"evidence\":{\"kind\":\"fields\",\"matches\":"
                + "[{\"selection\":\"selection\",\"field\":\"message\",\"pattern\":\"*bad*\",\"value\":\"x\"}]},"
                + "\"events\":[{\"id\":\"a.log:1\",\"time\":\"2026-06-02T03:00:00Z\",\"host\":\"web-01\","
                + "\"sourceIp\":\"203.0.113.5\",\"user\":\"eve\",\"raw\":\"x\"}]}");
  }

  @Test
  void hostileTextStaysOnItsLine() throws IOException {
    String hostile = "a\nb\r\u2028\"\\\u0000\u001b[31m\ud800 end";
    try (NdjsonSink sink = NdjsonSink.directory(directory)) {
      sink.accept(alert("2026-06-02T03:00:00Z", hostile));
      sink.accept(alert("2026-06-02T03:00:01Z", "next"));
    }
    List<String> lines = Files.readAllLines(day("2026-06-02"));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).doesNotContain("\u001b");
    assertThat(Json.readObject(lines.get(0)).get("explanation"))
        .asString()
        .startsWith("why: a\nb\r\u2028\"\\\u0000\u001b[31m");
  }

  @Test
  void cutsOffHalfALineThatACrashLeft() throws IOException {
    Files.writeString(day("2026-06-02"), "{\"whole\":1}\n{\"half\":");
    try (NdjsonSink sink = NdjsonSink.directory(directory)) {
      sink.accept(alert("2026-06-02T03:00:00Z", "one"));
    }
    List<String> lines = Files.readAllLines(day("2026-06-02"));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).isEqualTo("{\"whole\":1}");
    assertThat(lines.get(1)).startsWith("{\"id\":");
  }

  @Test
  void cutsOffHalfALineLongerThanItsWindow() throws IOException {
    Files.writeString(day("2026-06-02"), "{\"whole\":1}\n" + "x".repeat(200_000));
    try (NdjsonSink sink = NdjsonSink.directory(directory)) {
      sink.accept(alert("2026-06-02T03:00:00Z", "one"));
    }
    assertThat(Files.readAllLines(day("2026-06-02")).get(0)).isEqualTo("{\"whole\":1}");
    Files.writeString(day("2026-06-03"), "x".repeat(200_000));
    try (NdjsonSink sink = NdjsonSink.directory(directory)) {
      sink.accept(alert("2026-06-03T03:00:00Z", "one"));
    }
    assertThat(Files.readAllLines(day("2026-06-03"))).hasSize(1);
  }

  @Test
  void addsToWhatIsThereUnlessToldToStartAnew() throws IOException {
    for (int run = 0; run < 2; run++) {
      try (NdjsonSink sink = NdjsonSink.directory(directory)) {
        sink.accept(alert("2026-06-02T03:00:00Z", "one"));
      }
    }
    assertThat(Files.readAllLines(day("2026-06-02"))).hasSize(2);
    try (NdjsonSink sink = NdjsonSink.directory(directory).startAnew()) {
      sink.accept(alert("2026-06-02T03:00:00Z", "one"));
      sink.accept(alert("2026-06-03T03:00:00Z", "two"));
      sink.accept(alert("2026-06-02T04:00:00Z", "three"));
    }
    assertThat(Files.readAllLines(day("2026-06-02"))).hasSize(2);
  }

  @Test
  void doesNotFollowALink() throws IOException {
    Path elsewhere = Files.createFile(directory.resolve("elsewhere"));
    Files.createSymbolicLink(day("2026-06-02"), elsewhere);
    try (NdjsonSink sink = NdjsonSink.directory(directory)) {
      assertThatThrownBy(() -> sink.accept(alert("2026-06-02T03:00:00Z", "one")))
          .isInstanceOf(IOException.class);
    }
    assertThat(elsewhere).isEmptyFile();
  }

  @Test
  void filesAreTheOwnersAlone() throws IOException {
    try (NdjsonSink sink = NdjsonSink.directory(directory)) {
      sink.accept(alert("2026-06-02T03:00:00Z", "one"));
    }
    assertThat(Files.getPosixFilePermissions(day("2026-06-02")))
        .extracting(Enum::name)
        .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
  }
}
