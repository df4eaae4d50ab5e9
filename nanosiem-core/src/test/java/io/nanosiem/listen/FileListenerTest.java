package io.nanosiem.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileListenerTest {
  @TempDir Path directory;

  private int firstYear(String written, String... lines) throws IOException {
    Path file = directory.resolve("auth.log");
    Files.writeString(file, String.join("\n", lines));
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse(written)));
    return FileListener.of(file).firstReference().atZone(ZoneOffset.UTC).getYear();
  }

  @Test
  void takesTheYearTheFileWasWrittenIn() throws IOException {
    assertThat(firstYear("2026-06-15T00:00:00Z", "Jun 14 15:16:01 combo x: y")).isEqualTo(2026);
  }

  @Test
  void takesTheYearBeforeIfTheLastLineWouldBeLaterThanTheFile() throws IOException {
    assertThat(firstYear("2026-03-01T00:00:00Z", "Nov 30 15:16:01 combo x: y")).isEqualTo(2025);
  }

  @Test
  void goesBackAYearForEachNewYearInTheFile() throws IOException {
    assertThat(
            firstYear(
                "2026-02-01T00:00:00Z",
                "<34>Nov 30 15:16:01 combo x: y",
                "<34>Dec 31 23:59:59 combo x: y",
                "<34>Jan  1 00:00:00 combo x: y",
                "<34>Dec  2 00:00:00 combo x: y",
                "<34>Jan 12 00:00:00 combo x: y"))
        .isEqualTo(2024);
  }

  @Test
  void believesTheUserBeforeTheFile() throws IOException {
    Path file = Files.writeString(directory.resolve("a.log"), "Jun 14 15:16:01 combo x: y");
    assertThat(FileListener.of(file).year(2005).firstReference())
        .isBetween(Instant.parse("2005-01-01T00:00:00Z"), Instant.parse("2005-12-31T00:00:00Z"));
    assertThatThrownBy(() -> FileListener.of(file).year(12))
        .hasMessage("year 12 is not between 1970 and 9999");
  }

  @Test
  void refusesADirectory() {
    assertThatThrownBy(() -> FileListener.of(directory).open())
        .hasMessageContaining("is a directory");
  }
}
