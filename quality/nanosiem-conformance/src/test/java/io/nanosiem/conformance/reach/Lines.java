package io.nanosiem.conformance.reach;

import io.nanosiem.conformance.OutsideData;
import io.nanosiem.event.Event;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import io.nanosiem.parse.ParseContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Files of the Sigma data, and lines read the way an engine reads them. */
final class Lines {
  private static final Instant NOW = Instant.parse("2026-06-02T03:00:05Z");
  private static final Normalizer NORMALIZER = Normalizer.standard();

  private Lines() {}

  static Path path(String name) {
    return OutsideData.folder().resolve("sigma").resolve(name);
  }

  static List<String> raw(String name) {
    try (InputStream in = Files.newInputStream(path(name));
        InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(in) : in;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Map<String, Object>> rows(String name) {
    return raw(name).stream().map(line -> map(Event.fromJson(line).fields())).toList();
  }

  /** A line through the parser for any format and the standard normaliser. */
  static Event read(String line) {
    Event.Builder event = Event.builder().raw(line).receivedAt(NOW);
    LogParser.auto().parse(line, ParseContext.live(NOW), event);
    NORMALIZER.normalize(event);
    return event.build();
  }

  /** A list that a row has. */
  static List<?> list(Map<String, Object> row, String name) {
    return (List<?>) Objects.requireNonNull(row.get(name), name);
  }

  /** A number that a row has. */
  static long number(Map<String, Object> row, String name) {
    return ((Number) Objects.requireNonNull(row.get(name), name)).longValue();
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }
}
