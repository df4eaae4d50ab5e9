package io.nanosiem.conformance.sigma;

import io.nanosiem.conformance.OutsideData;
import io.nanosiem.event.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Reads the Sigma part of the test data, or skips the test that asks for it. */
final class SigmaData {
  private SigmaData() {}

  static Path path(String name) {
    return OutsideData.folder().resolve("sigma").resolve(name);
  }

  /** The objects of an NDJSON file, gzipped or not. */
  static List<Map<String, Object>> rows(String name) {
    return lines(name).stream().map(SigmaData::row).toList();
  }

  /** Its lines. */
  static List<String> lines(String name) {
    Path path = path(name);
    try (InputStream in = Files.newInputStream(path);
        InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(in) : in;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> row(String line) {
    return Event.fromJson(line).fields();
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }
}
