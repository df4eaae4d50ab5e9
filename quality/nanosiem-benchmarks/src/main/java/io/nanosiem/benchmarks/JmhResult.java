package io.nanosiem.benchmarks;

import io.nanosiem.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of a file that JMH wrote with {@code -rf json}. Immutable.
 *
 * @param benchmark class and method
 * @param threads how many
 * @param settings forks and iterations, in words
 * @param parameters by name
 * @param score in the unit of the benchmark
 * @param error half of JMH's interval of 99.9 %; not a number if there was one iteration
 * @param others what was measured besides, by name
 */
record JmhResult(
    String benchmark,
    int threads,
    String settings,
    Map<String, Object> parameters,
    double score,
    double error,
    Map<String, Object> others) {

  /** All rows of a file; none if it is not there or JMH did not get so far as to write it. */
  static List<JmhResult> read(Path file) throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return List.of();
    }
    List<JmhResult> rows = new ArrayList<>();
    Object all = Json.readObject("{\"rows\":" + Files.readString(file) + "}").get("rows");
    if (all instanceof List<?> list) {
      for (Object row : list) {
        rows.add(of(map(row)));
      }
    }
    return rows;
  }

  private static JmhResult of(Map<String, Object> row) {
    String name = String.valueOf(row.get("benchmark"));
    Map<String, Object> primary = map(row.get("primaryMetric"));
    return new JmhResult(
        name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1),
        (int) number(row.get("threads")),
        String.format(
            Locale.ROOT,
            "forks %s, warm-up %s × %s, measured %s × %s",
            row.get("forks"),
            row.get("warmupIterations"),
            row.get("warmupTime"),
            row.get("measurementIterations"),
            row.get("measurementTime")),
        map(row.get("params")),
        number(primary.get("score")),
        number(primary.get("scoreError")),
        map(row.get("secondaryMetrics")));
  }

  /** The text of a parameter. */
  String parameter(String name) {
    return String.valueOf(parameters.get(name));
  }

  /** Whether it is of this benchmark, and so many threads. */
  boolean is(String name, int count) {
    return benchmark.equals(name) && threads == count;
  }

  /** What was measured besides; not a number if it was not. */
  double other(String name) {
    return number(map(others.get(name)).get("score"));
  }

  /** Bytes allocated for each operation. */
  double bytes() {
    return other("gc.alloc.rate.norm");
  }

  private static double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  @SuppressWarnings("unchecked") // keys of JSON are texts
  private static Map<String, Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
