package io.nanosiem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.nanosiem.alert.Alert;
import io.nanosiem.alert.MemorySink;
import io.nanosiem.alert.Sink;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.Findings;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.detect.StatefulDetector;
import io.nanosiem.event.Event;
import io.nanosiem.internal.Binary;
import io.nanosiem.internal.EventCodec;
import io.nanosiem.listen.FileListener;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CheckpointTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration NEVER = Duration.ofDays(1);
  private static final Instant START = Instant.parse("2026-06-02T03:00:00Z");
  private static final RuleRef THREE =
      RuleRef.of("three", "Three of one", Severity.MEDIUM, "attack.t1110");

  @TempDir Path directory;

  private final ManualClock clock = new ManualClock(START.plus(Duration.ofDays(30)));

  /**
   * Finds every third event of an address, on the three of them; waits for time to close groups.
   */
  private static class Thirds implements StatefulDetector {
    final Map<String, List<Event>> waiting = new LinkedHashMap<>();
    final List<Instant> advanced = Collections.synchronizedList(new ArrayList<>());
    volatile long seen;
    volatile Instant latest = Instant.MIN;
    volatile @Nullable RuntimeException failure;

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread at a time.
    @Override
    public void accept(Event event, List<Detection> found, Findings findings) {
      seen++;
      latest = event.time().isAfter(latest) ? event.time() : latest;
      String address = event.sourceAddress();
      if (address == null) {
        return;
      }
      List<Event> events = waiting.computeIfAbsent(address, key -> new ArrayList<>());
      events.add(event);
      if (events.size() == 3) {
        Evidence evidence =
            new Evidence.Chain(
                List.of(
                    new Evidence.Step(
                        "three", seen, 3, events.get(0).time(), event.time(), events)));
        findings.add(
            new Detection(
                THREE,
                seen % 50 == 0
                    ? Severity.CRITICAL
                    : seen % 7 == 0 ? Severity.INFORMATIONAL : Severity.HIGH,
                event.time(),
                new Entity(Entity.Kind.ADDRESS, address),
                events,
                evidence,
                "three of " + address));
        waiting.remove(address);
      }
    }

    @Override
    public void advanceTo(Instant eventTime, Findings findings) {
      advanced.add(eventTime);
      waiting
          .values()
          .removeIf(
              events -> events.get(0).time().plus(Duration.ofMinutes(20)).isBefore(eventTime));
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
      out.writeByte(1);
      Binary.writeVarLong(out, seen);
      if (failure != null) {
        throw failure;
      }
      Binary.writeVarLong(out, waiting.size());
      for (Map.Entry<String, List<Event>> entry : waiting.entrySet()) {
        Binary.writeText(out, entry.getKey());
        Binary.writeVarLong(out, entry.getValue().size());
        for (Event event : entry.getValue()) {
          EventCodec.write(out, event);
        }
      }
    }

    @Override
    public void restore(DataInput in) throws IOException {
      if (failure != null) {
        throw failure;
      }
      assertThat(in.readUnsignedByte()).isEqualTo(1);
      seen = Binary.readVarLong(in);
      for (int left = Binary.readCount(in, 1_000); left > 0; left--) {
        List<Event> events = new ArrayList<>();
        waiting.put(Binary.readRequiredText(in), events);
        for (int more = Binary.readCount(in, 3); more > 0; more--) {
          events.add(EventCodec.read(in));
        }
      }
    }

    @Override
    public long memoryBytes() {
      return 0;
    }

    @Override
    public void limitMemory(long bytes) {}
  }

  private NanoSiem.Builder engine(StatefulDetector detector, Sink sink) {
    return NanoSiem.builder()
        .clock(clock)
        .dedupWindow(Duration.ofMinutes(5))
        .detector(
            (event, findings) -> {
              if (event.message() != null && event.message().contains("root")) {
                findings.add(Detection.of(RuleRef.of("root", "Root", Severity.LOW), event, "root"));
              }
            })
        .detector(detector)
        .sink(sink);
  }

  private Path file() {
    return directory.resolve("engine.checkpoint");
  }

  private static List<String> lines(Random random, int count) {
    List<String> lines = new ArrayList<>();
    Instant time = START;
    for (int i = 0; i < count; i++) {
      time = time.plusMillis(random.nextInt(random.nextInt(40) == 0 ? 600_000 : 20_000));
      lines.add(
          "<34>1 %s web-%d sshd %d - - Failed password for %s from 203.0.113.%d port 22"
              .formatted(
                  // Some come late, so that the time of an alert is not that of its last event.
                  random.nextInt(5) == 0 ? time.minusSeconds(random.nextInt(900)) : time,
                  random.nextInt(3),
                  i,
                  random.nextInt(6) == 0 ? "root" : "eve",
                  random.nextInt(12)));
    }
    return lines;
  }

  private static void submit(NanoSiem siem, List<String> lines) {
    lines.forEach(line -> assertThat(siem.submit(line)).isTrue());
    assertThat(siem.awaitIdle(SOON)).isTrue();
  }

  private static List<String> json(List<Alert> alerts) {
    return alerts.stream().map(Alert::toJson).toList();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("waited too long").isNegative();
      Thread.sleep(2);
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void anEngineCutAtAnyPointsFindsWhatAnUninterruptedOneFinds() throws Exception {
    for (long seed = 1; seed <= 12; seed++) {
      Random random = new Random(seed);
      List<String> lines = lines(random, 50 + random.nextInt(400));
      MemorySink whole = new MemorySink();
      EngineStats expected;
      try (NanoSiem siem = engine(new Thirds(), whole).start()) {
        submit(siem, lines);
        expected = siem.stats();
      }
      assertThat(json(whole.revisions())).hasSizeGreaterThan(5);

      List<String> told = new ArrayList<>();
      Path restored = directory.resolve("run-" + seed + "-0");
      int done = 0;
      for (int run = 1; done < lines.size(); run++) {
        MemorySink sink = new MemorySink();
        Path next = directory.resolve("run-" + seed + "-" + run);
        int until = Math.min(lines.size(), done + 1 + random.nextInt(lines.size() / 2));
        try (NanoSiem siem =
            engine(new Thirds(), sink)
                .workers(1 + random.nextInt(4))
                .checkpoint(restored, NEVER)
                .start()) {
          submit(siem, lines.subList(done, until));
          if (until == lines.size()) {
            assertThat(siem.stats())
                .as("seed %d", seed)
                .returns(expected.alertsOpened(), EngineStats::alertsOpened)
                .returns(expected.alertRevisions(), EngineStats::alertRevisions)
                .returns(expected.detectionsSuppressed(), EngineStats::detectionsSuppressed);
          } else {
            siem.checkpoint();
            Files.copy(restored, next);
            told.addAll(json(sink.revisions()));
            // It dies only later; what it does in between is lost with it.
            submit(siem, lines.subList(until, Math.min(lines.size(), until + random.nextInt(30))));
          }
        }
        if (until == lines.size()) {
          // With what closing tells of alerts that have grown.
          told.addAll(json(sink.revisions()));
        }
        restored = next;
        done = until;
      }
      assertThat(told).as("seed %d", seed).isEqualTo(json(whole.revisions()));
    }
  }

  @Test
  void aCheckpointWhileRecordsComeInIsOfOneMoment() throws Exception {
    List<String> lines = lines(new Random(5), 6_000);
    MemorySink whole = new MemorySink();
    try (NanoSiem siem = engine(new Thirds(), whole).start()) {
      submit(siem, lines);
    }
    MemorySink first = new MemorySink();
    List<Path> cuts = Collections.synchronizedList(new ArrayList<>());
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (NanoSiem siem = engine(new Thirds(), first).workers(3).checkpoint(file(), NEVER).start()) {
      AtomicBoolean done = new AtomicBoolean();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int number = i;
        Thread thread =
            new Thread(
                () -> {
                  try {
                    for (int cut = 0; !done.get(); cut++) {
                      siem.checkpoint();
                      if (cut < 3) {
                        Path copy = directory.resolve("cut-" + number + "-" + cut);
                        Files.copy(file(), copy);
                        cuts.add(copy);
                      }
                    }
                  } catch (Throwable e) {
                    failure.set(e);
                  }
                });
        thread.start();
        threads.add(thread);
      }
      submit(siem, lines);
      await(() -> cuts.size() >= 6 || failure.get() != null);
      done.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(siem.stats().checkpointsFailed()).isZero();
      assertThat(siem.stats().checkpointsWritten()).isGreaterThanOrEqualTo(6);
    }
    assertThat(failure).hasNullValue();
    for (Path cut : cuts) {
      MemorySink second = new MemorySink();
      Thirds detector = new Thirds();
      List<Alert> told = new ArrayList<>();
      try (NanoSiem siem = engine(detector, second).checkpoint(cut, NEVER).start()) {
        // What the detector had seen and what the book had told say where the cut was.
        told.addAll(first.revisions().subList(0, (int) siem.stats().alertRevisions()));
        submit(siem, lines.subList((int) detector.seen, lines.size()));
      }
      told.addAll(second.revisions());
      assertThat(told.stream().map(CheckpointTest::withoutIdsOfEvents))
          .containsExactlyElementsOf(
              whole.revisions().stream().map(CheckpointTest::withoutIdsOfEvents).toList());
    }
  }

  /** Numbers of records that were still under way are not given again. */
  private static String withoutIdsOfEvents(Alert alert) {
    return String.join(
        " ",
        alert.id(),
        String.valueOf(alert.revision()),
        alert.status().word(),
        alert.severity().word(),
        String.valueOf(alert.count()),
        alert.firstSeen().toString(),
        alert.lastSeen().toString(),
        alert.detection().event().raw());
  }

  @Test
  void closingKeepsWhatTheNextStartGoesOnWith() throws Exception {
    String line =
        "<34>1 2026-06-02T03:00:00Z web sshd 1 - - Failed password for eve from 203.0.113.5";
    MemorySink sink = new MemorySink();
    for (int run = 0; run < 2; run++) {
      try (NanoSiem siem = engine(new Thirds(), sink).checkpoint(file(), NEVER).start()) {
        // Seven: two times three, and one that waits; then two more, which make three with it.
        submit(siem, Collections.nCopies(run == 0 ? 7 : 2, line));
        assertThat(siem.stats().faults()).isEmpty();
      }
    }
    assertThat(sink.revisions())
        .extracting(alert -> alert.status() + " #" + alert.revision() + " ×" + alert.count())
        .containsExactly("OPENED #1 ×1", "UPDATED #2 ×2", "UPDATED #3 ×3");
    assertThat(sink.revisions()).extracting(Alert::id).containsOnly(sink.revisions().get(0).id());
    assertThat(files()).containsExactly("engine.checkpoint");
  }

  @Test
  void numbersOfRecordsGoOn() throws Exception {
    List<String> ids = Collections.synchronizedList(new ArrayList<>());
    for (int run = 0; run < 2; run++) {
      try (NanoSiem siem =
          NanoSiem.builder()
              .detector((event, findings) -> ids.add(String.valueOf(event.id())))
              .checkpoint(file(), NEVER)
              .start()) {
        submit(siem, List.of("one", "two"));
        siem.process("three");
      }
    }
    assertThat(ids)
        .containsExactly("submit:1", "submit:2", "process:3", "submit:4", "submit:5", "process:6");
  }

  @Test
  void whileNobodyListenedWasNoSilence() throws Exception {
    List<String> lines = lines(new Random(3), 30);
    Instant lastEvent;
    Thirds before = new Thirds();
    try (NanoSiem siem = engine(before, new MemorySink()).checkpoint(file(), NEVER).start()) {
      submit(siem, lines);
      lastEvent = before.latest;
    }
    clock.advance(Duration.ofHours(2));
    Thirds after = new Thirds();
    try (NanoSiem siem = engine(after, new MemorySink()).checkpoint(file(), NEVER).start()) {
      assertThat(siem.stats().processed()).isZero();
      clock.advance(Pipeline.IDLE_LAG.plusSeconds(1));
      await(() -> !after.advanced.isEmpty());
      assertThat(after.advanced.get(0)).isEqualTo(lastEvent.plusSeconds(1));
    }
  }

  @Test
  void isWrittenWheneverItIsTime() throws Exception {
    try (NanoSiem siem =
        engine(new Thirds(), new MemorySink()).checkpoint(file(), Duration.ofMinutes(1)).start()) {
      submit(siem, List.of("a"));
      assertThat(siem.stats().checkpointsWritten()).isZero();
      assertThat(siem.stats().lastCheckpoint()).isNull();
      assertThat(file()).doesNotExist();
      for (int minute = 1; minute <= 3; minute++) {
        clock.advance(Duration.ofMinutes(1));
        int expected = minute;
        await(() -> siem.stats().checkpointsWritten() == expected);
        assertThat(siem.stats().lastCheckpoint()).isEqualTo(clock.instant());
      }
      clock.advance(Duration.ofMinutes(-90));
      await(() -> siem.stats().checkpointsWritten() == 4);
    }
    assertThat(file()).exists();
  }

  @Test
  void aFlippedBitInAnyByteIsNoticed() throws Exception {
    try (NanoSiem siem = engine(new Thirds(), new MemorySink()).checkpoint(file(), NEVER).start()) {
      submit(siem, lines(new Random(1), 4));
    }
    byte[] whole = Files.readAllBytes(file());
    assertThat(whole.length).isLessThan(5_000);
    Path damaged = directory.resolve("damaged");
    for (int i = 0; i < whole.length; i++) {
      byte[] bytes = whole.clone();
      bytes[i] ^= (byte) (1 << i % 8);
      Files.write(damaged, bytes);
      assertThatThrownBy(() -> CheckpointFile.open(damaged))
          .as("byte %d", i)
          .isInstanceOf(IOException.class)
          .hasMessageMatching("(it is|section ')[^\n]+");
    }
    Objects.requireNonNull(CheckpointFile.open(file())).close();
  }

  @Test
  void aDamagedFileKeepsTheEngineFromStartingAndIsLeftAsItIs() throws Exception {
    try (NanoSiem siem = engine(new Thirds(), new MemorySink()).checkpoint(file(), NEVER).start()) {
      submit(siem, lines(new Random(1), 40));
    }
    byte[] whole = Files.readAllBytes(file());
    byte[] bytes = whole.clone();
    bytes[whole.length / 2] ^= 1;
    Files.write(file(), bytes);
    AtomicBoolean closed = new AtomicBoolean();
    Sink sink =
        new Sink() {
          @Override
          public void accept(Alert alert) {
            throw new AssertionError("nothing is to be told");
          }

          @Override
          public void close() {
            closed.set(true);
          }
        };
    NanoSiem siem = engine(new Thirds(), sink).checkpoint(file(), NEVER).build();
    assertThatThrownBy(siem::start)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(
            "cannot restore the checkpoint "
                + file()
                + ": section 'alerts' is damaged: wrong checksum. It is left as it is: put back a"
                + " copy that can be read, or move it away to begin anew without what it knows");
    assertThat(Files.readAllBytes(file())).isEqualTo(bytes);
    assertThat(closed).isTrue();
    assertThat(siem.submit("x")).isFalse();
    assertThatThrownBy(siem::checkpoint).isInstanceOf(IllegalStateException.class);
    siem.close();
    assertThat(Files.readAllBytes(file())).isEqualTo(bytes);
    assertThat(siem.stats().faults()).isEmpty();
  }

  @Test
  void everyTruncationIsNoticed() throws Exception {
    try (NanoSiem siem = engine(new Thirds(), new MemorySink()).checkpoint(file(), NEVER).start()) {
      submit(siem, lines(new Random(1), 4));
    }
    byte[] whole = Files.readAllBytes(file());
    Path cut = directory.resolve("cut");
    for (int length = 0; length < whole.length; length++) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> CheckpointFile.open(cut))
          .as("%d bytes", length)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void anotherVersionIsRefused() throws Exception {
    try (NanoSiem siem = engine(new Thirds(), new MemorySink()).checkpoint(file(), NEVER).start()) {
      submit(siem, List.of("x"));
    }
    byte[] bytes = Files.readAllBytes(file());
    assertThat(bytes[11]).isEqualTo((byte) 1);
    bytes[11] = 2;
    Files.write(file(), bytes);
    assertThatThrownBy(
            () -> engine(new Thirds(), new MemorySink()).checkpoint(file(), NEVER).start())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(
            "cannot restore the checkpoint "
                + file()
                + ": it is of format version 2, and this NanoSIEM reads version 1. ");
    assertThat(Files.readAllBytes(file())).isEqualTo(bytes);
  }

  @Test
  void unknownSectionsAreSkippedAndMissingOnesReported() throws Exception {
    CheckpointFile.Writer out = CheckpointFile.create(file());
    out.section("offsets", to -> to.writeInt(7));
    out.finish();
    out.commit();
    List<String> faults = Collections.synchronizedList(new ArrayList<>());
    EngineObserver observer =
        new EngineObserver() {
          @Override
          public void onFault(String component, Throwable fault, @Nullable Event event) {
            faults.add(component + ": " + fault.getMessage());
          }
        };
    Thirds detector = new Thirds();
    try (NanoSiem siem =
        engine(detector, new MemorySink()).observer(observer).checkpoint(file(), NEVER).start()) {
      submit(siem, List.of("x"));
      assertThat(siem.stats().faults()).containsOnly(Map.entry("checkpoint", 1L));
    }
    assertThat(faults)
        .containsExactly(
            "checkpoint: nothing was kept in "
                + file()
                + " for [numbers, time, detector Thirds #1, alerts], which begin anew");
    assertThat(detector.seen).isEqualTo(1);
  }

  @Test
  void detectorsAreToldApartByNameAndByTheirPlaceAmongThoseOfOneName() throws Exception {
    class Named extends Thirds {
      private final String name;

      Named(String name, long seen) {
        this.name = name;
        this.seen = seen;
      }

      @Override
      public String name() {
        return name;
      }
    }
    // The second of two names looks like the name of another.
    try (NanoSiem siem =
        NanoSiem.builder()
            .detector(new Named("a", 10))
            .detector(new Named("b", 20))
            .detector(new Named("a", 30))
            .detector(new Named("a #2", 40))
            .checkpoint(file(), NEVER)
            .start()) {
      siem.checkpoint();
    }
    Named fresh = new Named("new", 0);
    Named first = new Named("a", 0);
    Named second = new Named("a", 0);
    Named other = new Named("a #2", 0);
    try (NanoSiem siem =
        NanoSiem.builder()
            .detector(other)
            .detector(fresh)
            .detector(first)
            .detector(second)
            .checkpoint(file(), NEVER)
            .start()) {
      assertThat(siem.stats().faults()).containsOnlyKeys("checkpoint");
      assertThat(first.seen).isEqualTo(10);
      assertThat(second.seen).isEqualTo(30);
      assertThat(other.seen).isEqualTo(40);
      assertThat(fresh.seen).isZero();
    }
  }

  @Test
  void aDetectorThatKeepsNothingBeginsAnew() throws Exception {
    class Forgetful extends Thirds {
      @Override
      public void snapshot(DataOutput out) {}

      @Override
      public void restore(DataInput in) {
        throw new AssertionError("there is nothing to restore");
      }
    }
    for (int run = 0; run < 2; run++) {
      try (NanoSiem siem =
          engine(new Forgetful(), new MemorySink()).checkpoint(file(), NEVER).start()) {
        submit(siem, List.of("x"));
        assertThat(siem.stats().faults()).isEmpty();
      }
    }
  }

  @Test
  void aDetectorThatFailsLeavesTheOldCheckpointAndTheEngineRunning() throws Exception {
    Thirds detector = new Thirds();
    try (NanoSiem siem = engine(detector, new MemorySink()).checkpoint(file(), NEVER).start()) {
      submit(siem, lines(new Random(2), 20));
      siem.checkpoint();
      byte[] before = Files.readAllBytes(file());
      detector.failure = new IllegalStateException("no idea");
      assertThatThrownBy(siem::checkpoint)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage(
              "the checkpoint "
                  + file()
                  + " could not be written: detector Thirds #1: IllegalStateException: no idea");
      assertThat(Files.readAllBytes(file())).isEqualTo(before);
      assertThat(files()).containsExactly("engine.checkpoint");
      assertThat(siem.stats())
          .returns(1L, EngineStats::checkpointsWritten)
          .returns(1L, EngineStats::checkpointsFailed)
          .returns(Map.of("checkpoint", 1L), EngineStats::faults);
      submit(siem, lines(new Random(2), 20));
      detector.failure = null;
      siem.checkpoint();
      assertThat(Files.readAllBytes(file())).isNotEqualTo(before);
      assertThat(detector.seen).isEqualTo(40);
    }
  }

  @Test
  void aDetectorThatCannotRestoreKeepsTheEngineFromStarting() throws Exception {
    try (NanoSiem siem = engine(new Thirds(), new MemorySink()).checkpoint(file(), NEVER).start()) {
      submit(siem, List.of("x"));
    }
    byte[] before = Files.readAllBytes(file());
    Thirds detector = new Thirds();
    detector.failure = new IllegalStateException("not mine");
    assertThatThrownBy(() -> engine(detector, new MemorySink()).checkpoint(file(), NEVER).start())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(
            "section 'detector Thirds #1' cannot be read: IllegalStateException: not mine");
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @Test
  void aDirectoryThatIsNotThereIsSaidAtTheStart() {
    Path file = directory.resolve("nowhere").resolve("engine.checkpoint");
    assertThatThrownBy(() -> engine(new Thirds(), new MemorySink()).checkpoint(file, NEVER).start())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(
            "cannot write checkpoints to "
                + file
                + ": the directory "
                + file.getParent()
                + " does not exist. Its directory must exist, and let this process make and rename"
                + " files");
  }

  @Test
  void aFileThatCannotBeReplacedIsReported() throws Exception {
    try (NanoSiem siem = engine(new Thirds(), new MemorySink()).checkpoint(file(), NEVER).start()) {
      Files.createDirectories(file().resolve("in the way"));
      assertThatThrownBy(siem::checkpoint)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageStartingWith("the checkpoint " + file() + " could not be written: ");
      assertThat(siem.stats().checkpointsFailed()).isEqualTo(1);
      assertThat(files()).containsExactly("engine.checkpoint");
    }
    assertThatThrownBy(
            () -> engine(new Thirds(), new MemorySink()).checkpoint(file(), NEVER).start())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("it is no file");
  }

  @Test
  void aDirectoryThatMayNotBeWrittenToIsSaidAtTheStart() throws Exception {
    Path locked = Files.createDirectory(directory.resolve("locked"));
    assumeThat(locked.getFileSystem().supportedFileAttributeViews()).contains("posix");
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-x------"));
    assumeThat(Files.isWritable(locked)).as("root may write anywhere").isFalse();
    try {
      assertThatThrownBy(
              () ->
                  engine(new Thirds(), new MemorySink())
                      .checkpoint(locked.resolve("c"), NEVER)
                      .start())
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("AccessDeniedException");
    } finally {
      Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void onlyTheOwnerReadsItAndLinksAreNotFollowed() throws Exception {
    assumeThat(directory.getFileSystem().supportedFileAttributeViews()).contains("posix");
    Path victim = Files.writeString(directory.resolve("victim"), "untouched");
    try (NanoSiem siem = engine(new Thirds(), new MemorySink()).checkpoint(file(), NEVER).start()) {
      Files.createSymbolicLink(file(), victim);
      siem.checkpoint();
      assertThat(Files.isSymbolicLink(file())).isFalse();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
          .isEqualTo("rw-------");
      assertThat(victim).hasContent("untouched");
    }
    Path moved = Files.move(file(), directory.resolve("moved"));
    Files.createSymbolicLink(file(), moved);
    assertThatThrownBy(
            () -> engine(new Thirds(), new MemorySink()).checkpoint(file(), NEVER).start())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("it is a link, and links are not followed");
  }

  @Test
  void deletesWhatAKilledWriterLeftAndNothingElse() throws Exception {
    Files.writeString(directory.resolve("engine.checkpoint.123456.tmp"), "half");
    Files.writeString(directory.resolve("engine.checkpoint.mine.tmp"), "mine");
    Files.writeString(directory.resolve("other.checkpoint.123456.tmp"), "other");
    try (NanoSiem siem = engine(new Thirds(), new MemorySink()).checkpoint(file(), NEVER).start()) {
      assertThat(siem.stats().checkpointsWritten()).isZero();
      assertThat(files())
          .containsExactly("engine.checkpoint.mine.tmp", "other.checkpoint.123456.tmp");
    }
  }

  @Test
  void aDetectorCannotAskForOne() {
    AtomicReference<NanoSiem> engine = new AtomicReference<>();
    AtomicReference<RuntimeException> refused = new AtomicReference<>();
    Thirds asking =
        new Thirds() {
          @Override
          public void accept(Event event, List<Detection> found, Findings findings) {
            try {
              Objects.requireNonNull(engine.get()).checkpoint();
            } catch (RuntimeException e) {
              refused.set(e);
            }
          }
        };
    try (NanoSiem siem = engine(asking, new MemorySink()).checkpoint(file(), NEVER).start()) {
      engine.set(siem);
      siem.process("x");
    }
    assertThat(refused.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in the middle of an event");
  }

  @Test
  void anInterruptedCloserStillWritesOne() throws Exception {
    NanoSiem siem = engine(new Thirds(), new MemorySink()).checkpoint(file(), NEVER).start();
    submit(siem, List.of("x"));
    Thread.currentThread().interrupt();
    siem.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(siem.stats().checkpointsWritten()).isEqualTo(1);
    Objects.requireNonNull(CheckpointFile.open(file())).close();
  }

  @Test
  void isOnlyForARunningEngineWithAFile() {
    try (NanoSiem siem = NanoSiem.builder().start()) {
      assertThatThrownBy(siem::checkpoint)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "no file was set for checkpoints; NanoSiem.builder().checkpoint(file, every) sets"
                  + " one");
    }
    NanoSiem siem = NanoSiem.builder().checkpoint(file(), NEVER).build();
    assertThatThrownBy(siem::checkpoint)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no checkpoint, as the engine is not running");
    siem.start().close();
    assertThatThrownBy(siem::checkpoint).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void settingsAreChecked() {
    NanoSiem.Builder builder = NanoSiem.builder();
    assertThatThrownBy(() -> builder.checkpoint(file(), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("checkpoint every PT0S is not positive");
    builder.checkpoint(file(), Duration.ofSeconds(Long.MAX_VALUE));
    assertThatThrownBy(() -> builder.checkpoint(file(), NEVER))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("checkpoint was already set to");
    builder.start().close();
    assertThatThrownBy(
            () ->
                NanoSiem.builder()
                    .replay()
                    .listener(FileListener.of(directory.resolve("a.log")))
                    .checkpoint(file(), NEVER)
                    .build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a replay goes from beginning to end, so checkpoint cannot be set");
  }
}
