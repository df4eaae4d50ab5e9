package io.nanosiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.detect.Detector;
import io.nanosiem.event.Event;
import io.nanosiem.listen.FileListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One record of text that holds several events, on its way through the engine. */
@Timeout(60)
class RecordArraysTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String TWO =
      "{\"Records\":[{\"eventTime\":\"2026-06-02T03:00:01Z\",\"n\":1},"
          + "{\"eventTime\":\"2026-06-02T03:00:05Z\",\"n\":2}]}";

  private final List<Event> seen = Collections.synchronizedList(new ArrayList<>());
  private final Detector watch = (event, findings) -> seen.add(event);

  @TempDir Path directory;

  private List<String> ids() {
    return seen.stream().map(event -> String.valueOf(event.id())).sorted().toList();
  }

  @Test
  void aLiveEngineCountsEachAsAnEvent() {
    try (NanoSiem siem = NanoSiem.builder().detector(watch).start()) {
      siem.submit(TWO);
      siem.submit("plain");
      siem.submit("[{\"a\":1},{\"a\":2},{\"a\":3}]");
      assertThat(siem.awaitIdle(SOON)).isTrue();

      assertThat(ids())
          .containsExactly(
              "submit:1#1", "submit:1#2", "submit:2", "submit:3#1", "submit:3#2", "submit:3#3");
      EngineStats stats = siem.stats();
      assertThat(stats.received()).isEqualTo(6);
      assertThat(stats.processed()).isEqualTo(6);
      assertThat(stats.byFormat()).containsEntry("json", 5L).containsEntry("plain", 1L);
      assertThat(stats.queued()).isZero();
      assertThat(siem.shutdown().unprocessed()).isZero();
    }
  }

  @Test
  void whatIsFoundWithinARecordCountsForTheBoundInBytesUntilItHasLeft() {
    try (NanoSiem siem = NanoSiem.builder().detector(watch).start()) {
      long before = siem.stats().memoryBytes();
      siem.submit("[" + "{},".repeat(9_999) + "{}]");
      assertThat(siem.awaitIdle(SOON)).isTrue();

      assertThat(seen).hasSize(10_000);
      assertThat(siem.stats().memoryBytes()).isEqualTo(before);
    }
  }

  @Test
  void theCallersThreadTakesEachThrough() {
    try (NanoSiem siem = NanoSiem.builder().detector(watch).start()) {
      siem.process(TWO);

      assertThat(ids()).containsExactly("process:1#1", "process:1#2");
      assertThat(siem.stats().received()).isEqualTo(2);
    }
  }

  @Test
  void aReplayMergesThemByTheirOwnTime() throws IOException {
    Path cloud = directory.resolve("cloud.json");
    Files.writeString(cloud, "\n" + TWO + "\n");
    Path other = directory.resolve("other.log");
    Files.writeString(other, "<34>1 2026-06-02T03:00:03Z h app 1 - - x\n");
    try (NanoSiem siem =
        NanoSiem.builder()
            .replay()
            .workers(1)
            .listener(FileListener.of(cloud))
            .listener(FileListener.of(other))
            .detector(watch)
            .start()) {
      assertThat(siem.awaitIdle(SOON)).isTrue();

      assertThat(seen)
          .extracting(Event::id)
          .containsExactly("cloud.json:2#1", "other.log:1", "cloud.json:2#2");
      assertThat(siem.stats().received()).isEqualTo(3);
      assertThat(siem.stats().processed()).isEqualTo(3);
    }
  }

  private static final String AUDIT =
      """
      # head
      type=SYSCALL msg=audit(1780369201.000:7): arch=c000003e syscall=59 success=yes

      type=USER_LOGIN msg=audit(1780369201.500:8): pid=1 msg='op=login res=failed'
      type=EXECVE msg=audit(1780369201.000:7): argc=1 a0="id"
      last
      """;

  @Test
  void aReplayJoinsTheRecordsOfAnAuditEvent() throws IOException {
    Path audit = Files.writeString(directory.resolve("audit.log"), AUDIT);
    try (NanoSiem siem =
        NanoSiem.builder()
            .replay()
            .workers(1)
            .listener(FileListener.of(audit))
            .detector(watch)
            .start()) {
      assertThat(siem.awaitIdle(SOON)).isTrue();
      assertThat(siem.stats().received()).isEqualTo(4);
    }
    assertThat(seen)
        .extracting(Event::id)
        .containsExactly("audit.log:1", "audit.log:2", "audit.log:4", "audit.log:6");
    assertThat(seen.get(1).field("type")).isEqualTo(List.of("SYSCALL", "EXECVE"));
    assertThat(seen.get(1).field("CommandLine")).isEqualTo("id");
  }

  @Test
  void aLiveListenerDoesSoToo() throws IOException {
    Path audit = Files.writeString(directory.resolve("audit.log"), AUDIT);
    try (NanoSiem siem =
        NanoSiem.builder().listener(FileListener.of(audit)).detector(watch).start()) {
      assertThat(siem.awaitIdle(SOON)).isTrue();
    }
    assertThat(ids()).containsExactly("audit.log:1", "audit.log:2", "audit.log:4", "audit.log:6");
  }
}
