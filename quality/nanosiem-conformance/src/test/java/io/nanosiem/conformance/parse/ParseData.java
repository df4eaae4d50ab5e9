package io.nanosiem.conformance.parse;

import io.nanosiem.conformance.OutsideData;
import io.nanosiem.event.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parsing part of the test data. */
final class ParseData {
  private ParseData() {}

  /** The folder, or a visible skip if this machine has none. */
  static Path folder() {
    return OutsideData.folder();
  }

  /** The rows of a file of JSON objects, one a line. */
  static List<Map<String, @Nullable Object>> rows(String file) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (String line : lines("parse/" + file)) {
      if (!line.isBlank()) {
        rows.add(Event.fromJson(line).fields());
      }
    }
    return rows;
  }

  /** The lines of a text file, as {@code \n} separates them. */
  static List<String> lines(String file) {
    try {
      String text = Files.readString(folder().resolve(file), StandardCharsets.UTF_8);
      return List.of(text.split("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
