package io.nanosiem.stix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nanosiem.alert.Alert;
import io.nanosiem.alert.AlertStatus;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StixSinkTest {
  @TempDir Path root;

  private static Alert updated(Alert alert) {
    // Recorded on the next day: the file stays where it was.
    return alert.revise(
        AlertStatus.UPDATED,
        alert.severity(),
        9,
        alert.lastSeen().plusSeconds(90_000),
        alert.recordedAt().plusSeconds(90_000));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  @Test
  void aLaterRevisionReplacesTheFile() throws IOException {
    Alert alert = SampleAlerts.sigma();
    try (StixSink sink = StixSink.directory(root)) {
      sink.accept(alert);
      String name = "2026-06-02/alert-" + alert.id() + ".json";
      assertThat(files()).containsExactly(name);
      assertThat(Files.readString(root.resolve(name)))
          .isEqualTo(StixBundles.withDefaults().toJson(alert));
      sink.accept(updated(alert));
      assertThat(files()).containsExactly(name);
      assertThat(sink.fileOf(updated(alert))).isEqualTo(root.resolve(name)).exists();
      assertThat(Files.readString(root.resolve(name)))
          .isEqualTo(StixBundles.withDefaults().toJson(updated(alert)));
    }
  }

  @Test
  void theDayIsWhenItCameNotWhenItClaimsToBe() throws IOException {
    Alert forged =
        Alert.open(
            io.nanosiem.detect.Detection.of(
                SampleAlerts.sigmaRule(),
                SampleAlerts.failedPassword().time(Instant.parse("9999-01-01T00:00:00Z")).build(),
                "x"),
            Instant.parse("2026-06-02T03:00:02Z"));
    StixSink.directory(root).accept(forged);
    assertThat(files()).containsExactly("2026-06-02/alert-" + forged.id() + ".json");
  }

  @Test
  void onlyTheOwnerReads() throws IOException {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
        "skipped: no POSIX permissions here");
    StixSink sink = StixSink.directory(root.resolve("new/alerts"));
    Alert alert = SampleAlerts.sigma();
    sink.accept(alert);
    Path file = sink.fileOf(alert);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void aLinkInPlaceOfADayIsRefused(@TempDir Path elsewhere) throws IOException {
    link(root.resolve("2026-06-02"), elsewhere);
    StixSink sink = StixSink.directory(root);
    assertThatThrownBy(() -> sink.accept(SampleAlerts.sigma()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("links are not followed");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void aLinkInPlaceOfAFileIsReplacedNotFollowed(@TempDir Path elsewhere) throws IOException {
    StixSink sink = StixSink.directory(root);
    Alert alert = SampleAlerts.sigma();
    sink.accept(alert);
    Path victim = Files.writeString(elsewhere.resolve("victim"), "untouched");
    Path file = sink.fileOf(alert);
    Path half = file.resolveSibling("." + file.getFileName() + ".tmp");
    Files.delete(file);
    link(file, victim);
    link(half, victim);
    sink.accept(updated(alert));
    assertThat(victim).hasContent("untouched");
    assertThat(Files.isSymbolicLink(file)).isFalse();
    assertThat(half).doesNotExist();
  }

  private static void link(Path link, Path target) {
    try {
      Files.createSymbolicLink(link, target);
    } catch (IOException | UnsupportedOperationException e) {
      assumeTrue(false, "skipped: no symbolic links here");
    }
  }

  @Test
  void whatACrashLeftBehindIsNoObstacle() throws IOException {
    StixSink sink = StixSink.directory(root);
    Alert alert = SampleAlerts.sigma();
    Path file = sink.fileOf(alert);
    Files.createDirectories(file.getParent());
    Files.writeString(file.resolveSibling("." + file.getFileName() + ".tmp"), "{ half");
    sink.accept(alert);
    assertThat(files()).containsExactly("2026-06-02/alert-" + alert.id() + ".json");
  }

  @Test
  void anIdThatIsNoNameIsHashed() throws IOException {
    Alert sample = SampleAlerts.sigma();
    for (String id : List.of("../../x", "a/b", "", "A", "x".repeat(65), "\0")) {
      Alert odd =
          new Alert(
              id,
              sample.fingerprint(),
              1,
              sample.status(),
              sample.severity(),
              sample.detection(),
              1,
              sample.firstSeen(),
              sample.lastSeen(),
              sample.recordedAt());
      StixSink sink = StixSink.directory(root);
      sink.accept(odd);
      assertThat(sink.fileOf(odd).getFileName().toString()).matches("alert-[0-9a-f]{32}\\.json");
      assertThat(sink.fileOf(odd).getParent()).isEqualTo(root.resolve("2026-06-02"));
    }
  }

  @Test
  void aFullOrForbiddenDirectoryIsAnErrorAndLeavesNothing() throws IOException {
    Path file = Files.writeString(root.resolve("not-a-directory"), "x");
    assertThatThrownBy(() -> StixSink.directory(file).accept(SampleAlerts.sigma()))
        .isInstanceOf(IOException.class);
    assertThat(file).hasContent("x");
  }
}
