package io.nanosiem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.alert.Alert;
import io.nanosiem.alert.AlertStatus;
import io.nanosiem.alert.MemorySink;
import io.nanosiem.alert.NdjsonSink;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Detector;
import io.nanosiem.detect.Findings;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.detect.StatefulDetector;
import io.nanosiem.event.Event;
import io.nanosiem.listen.FileListener;
import io.nanosiem.listen.StandardInputListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReplayTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Detector BAD_WORD =
      (event, findings) -> {
        if (event.message() != null && event.message().contains("bad")) {
          findings.add(
              Detection.of(RuleRef.of("bad", "Bad word", Severity.HIGH), event, "said bad"));
        }
      };

  @TempDir Path directory;

  private Path file(String name, String... lines) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private static String line(String time, String host, String text) {
    return "<34>1 " + time + " " + host + " app 1 - - " + text;
  }

  private List<Event> replay(FileListener... files) {
    Recorder recorder = new Recorder();
    NanoSiem.Builder builder = NanoSiem.builder().replay().detector(recorder);
    Arrays.stream(files).forEach(builder::listener);
    try (NanoSiem siem = builder.start()) {
      assertThat(siem.awaitIdle(SOON)).isTrue();
    }
    assertThat(recorder.advanced).last().isEqualTo(Instant.MAX);
    return recorder.events;
  }

  private static List<String> ids(List<Event> events) {
    return events.stream().map(Event::id).toList();
  }

  @Test
  void mergesFilesByEventTimeWhateverTheOrderOfArguments() throws IOException {
    Path a =
        file(
            "a.log",
            line("2026-06-02T03:00:00Z", "a", "1"),
            line("2026-06-02T03:00:04Z", "a", "2"));
    Path b =
        file(
            "b.log",
            line("2026-06-02T03:00:01Z", "b", "1"),
            line("2026-06-02T03:00:04Z", "b", "2"));
    List<String> expected = List.of("a.log:1", "b.log:1", "a.log:2", "b.log:2");
    assertThat(ids(replay(FileListener.of(a), FileListener.of(b)))).isEqualTo(expected);
    assertThat(ids(replay(FileListener.of(b), FileListener.of(a)))).isEqualTo(expected);
  }

  @Test
  void keepsTheOrderInsideAFile() throws IOException {
    Path a =
        file(
            "a.log",
            line("2026-06-02T03:00:05Z", "a", "late clock"),
            line("2026-06-02T03:00:01Z", "a", "earlier stamp"));
    Path b = file("b.log", line("2026-06-02T03:00:03Z", "b", "between"));
    assertThat(ids(replay(FileListener.of(a), FileListener.of(b))))
        .containsExactly("b.log:1", "a.log:1", "a.log:2");
  }

  @Test
  void receivesWhenItHappened() throws IOException {
    Path a = file("a.log", line("2026-06-02T03:00:05Z", "a", "x"));
    assertThat(replay(FileListener.of(a)))
        .singleElement()
        .satisfies(event -> assertThat(event.receivedAt()).isEqualTo(event.time()));
  }

  @Test
  void linesWithoutTimeHaveThatOfTheLineBeforeOrOfTheFirstThatHasOne() throws IOException {
    Path a =
        file(
            "a.log",
            "boot",
            line("2026-06-02T03:00:05Z", "a", "x"),
            "",
            "\tat some.stack.Trace",
            line("2026-06-02T03:00:09Z", "a", "y"));
    List<Event> events = replay(FileListener.of(a));
    assertThat(ids(events)).containsExactly("a.log:1", "a.log:2", "a.log:4", "a.log:5");
    assertThat(events)
        .extracting(event -> event.time().getEpochSecond() % 60)
        .containsExactly(5L, 5L, 5L, 9L);
  }

  @Test
  void aFileWithoutAnyTimeIsOfTheYearItWasSaidToBe() throws IOException {
    Path a = file("a.log", "one", "two");
    assertThat(replay(FileListener.of(a).year(2021)))
        .extracting(Event::time)
        .containsOnly(Instant.parse("2021-01-01T00:00:00Z"));
  }

  @Test
  void anAbsurdStampDoesNotPutTheRestOutOfOrder() throws IOException {
    Path a =
        file(
            "a.log",
            line("2026-06-02T03:00:05Z", "a", "x"),
            line("9999-01-01T00:00:00Z", "a", "y"),
            line("2026-06-02T03:00:06Z", "a", "z"));
    List<Event> events = replay(FileListener.of(a));
    assertThat(events)
        .extracting(event -> event.time().toString())
        .containsExactly("2026-06-02T03:00:05Z", "2026-06-02T03:00:05Z", "2026-06-02T03:00:06Z");
    assertThat(events.get(1).warnings()).extracting("code").contains("future_time");
  }

  @Test
  void aStampAheadOfTheClockIsTheTimeOfAReplayedLine() throws IOException {
    Instant ahead = Instant.now().plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.SECONDS);
    Path a = file("a.log", line(ahead.toString(), "a", "x"));
    assertThat(replay(FileListener.of(a)))
        .singleElement()
        .satisfies(event -> assertThat(event.time()).isEqualTo(ahead))
        .satisfies(event -> assertThat(event.hasOwnTime()).isTrue())
        .satisfies(event -> assertThat(event.warnings()).isEmpty())
        .satisfies(event -> assertThat(event.derived()).doesNotContainKey("event.stamped"));
  }

  @Test
  void namesFilesByPathWhereTheirNamesClash() throws IOException {
    Path a = file("x/auth.log", line("2026-06-02T03:00:05Z", "a", "x"));
    Path b = file("y/auth.log", line("2026-06-02T03:00:06Z", "a", "x"));
    assertThat(ids(replay(FileListener.of(a), FileListener.of(b))))
        .allSatisfy(id -> assertThat(id).matches(".*/[xy]/auth\\.log:1"));
    assertThatThrownBy(
            () ->
                NanoSiem.builder()
                    .replay()
                    .listener(FileListener.of(a))
                    .listener(FileListener.of(a))
                    .build())
        .hasMessageContaining("each input can be read once");
  }

  @Test
  void givesTheSameBytesWithOneOrFourWorkers() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      String time = Instant.parse("2026-06-02T23:50:00Z").plusSeconds(i).toString();
      lines.add(line(time, "host" + i % 3, i % 7 == 0 ? "bad " + i : "good " + i));
    }
    Path a = file("a.log", lines.toArray(new String[0]));
    List<String> outputs = new ArrayList<>();
    for (int workers : new int[] {1, 4, 4}) {
      Path out = directory.resolve("out" + outputs.size());
      try (NanoSiem siem =
          NanoSiem.builder()
              .replay()
              .workers(workers)
              .listener(FileListener.of(a))
              .detector(BAD_WORD)
              .sink(NdjsonSink.directory(out).startAnew())
              .start()) {
        assertThat(siem.awaitIdle(SOON)).isTrue();
      }
      StringBuilder all = new StringBuilder();
      try (Stream<Path> files = Files.list(out)) {
        for (Path file : files.sorted().toList()) {
          all.append(file.getFileName()).append('\n').append(Files.readString(file));
        }
      }
      outputs.add(all.toString());
    }
    assertThat(outputs.get(0))
        .contains("alerts-2026-06-02.ndjson")
        .contains("alerts-2026-06-03.ndjson");
    assertThat(outputs.get(1)).isEqualTo(outputs.get(0));
    assertThat(outputs.get(2)).isEqualTo(outputs.get(0));
  }

  @Test
  void theEndOfAReplayClosesEveryAlert() throws IOException {
    Path a =
        file(
            "a.log",
            line("2026-06-02T03:00:00Z", "a", "bad"),
            line("2026-06-02T03:00:01Z", "a", "bad"));
    MemorySink sink = new MemorySink();
    try (NanoSiem siem =
        NanoSiem.builder()
            .replay()
            .listener(FileListener.of(a))
            .detector(BAD_WORD)
            .sink(sink)
            .start()) {
      siem.awaitIdle(SOON);
    }
    assertThat(sink.revisions())
        .extracting(Alert::status)
        .containsExactly(AlertStatus.OPENED, AlertStatus.CLOSED);
    assertThat(sink.revisions().get(1).count()).isEqualTo(2);
    assertThat(sink.revisions().get(1).recordedAt())
        .as("one window after the last sighting")
        .isEqualTo(Instant.parse("2026-06-02T03:05:01Z"));
  }

  @Test
  void readsAStream() {
    String text = line("2026-06-02T03:00:00Z", "a", "bad") + "\r\n" + "no end of line";
    MemorySink sink = new MemorySink();
    try (NanoSiem siem =
        NanoSiem.builder()
            .replay()
            .listener(
                StandardInputListener.of(
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                    ZoneOffset.UTC,
                    Instant.parse("2026-06-01T00:00:00Z")))
            .detector(BAD_WORD)
            .sink(sink)
            .start()) {
      assertThat(siem.awaitIdle(SOON)).isTrue();
      assertThat(siem.stats().processed()).isEqualTo(2);
    }
    assertThat(sink.alerts().get(0).detection().event().raw()).doesNotContain("\r");
  }

  @Test
  void saysWhichFileIsMissing() {
    NanoSiem siem =
        NanoSiem.builder()
            .replay()
            .listener(FileListener.of(directory.resolve("absent.log")).year(2026))
            .build();
    assertThatThrownBy(siem::start).hasMessageContaining("absent.log: no such file");
    assertThat(siem.shutdown().isComplete()).isTrue();
  }

  private static final class Recorder implements StatefulDetector {
    final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    final List<Instant> advanced = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void accept(Event event, List<Detection> found, Findings findings) {
      events.add(event);
    }

    @Override
    public void advanceTo(Instant eventTime, Findings findings) {
      advanced.add(eventTime);
    }

    @Override
    public long memoryBytes() {
      return 0;
    }

    @Override
    public void limitMemory(long bytes) {}
  }
}
