package io.nanosiem.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares with a file under {@code src/test/resources/golden}; -Dgolden.update rewrites it. */
public final class Golden {
  private Golden() {}

  /** Fails unless the text is that of the file. */
  public static void check(String name, String actual) {
    Path file = Path.of("src", "test", "resources", "golden", name);
    try {
      if (System.getProperty("golden.update") != null) {
        Files.writeString(file, actual);
      }
      assertThat(actual).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
