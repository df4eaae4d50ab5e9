package io.nanosiem.benchmarks;

import io.nanosiem.event.Event;
import io.nanosiem.ml.StandardFeatures;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import io.nanosiem.parse.ParseContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The 31 standard features of a week of log lines: of the week that {@code $NANOSIEM_DATA} holds,
 * or, without it, of as many made-up lines. Rows of real features are mostly of few values, repeat
 * themselves, and end in leaves of all depths, as uniform noise does not.
 */
public final class ForestRows {
  private static final int MADE_UP = 31_621;
  private static final Instant JUNE_2024 = Instant.parse("2024-06-01T00:00:00Z");

  private ForestRows() {}

  /**
   * Rows to fit and to score.
   *
   * @return one for each line, in order
   */
  public static double[][] week() {
    String data = System.getenv("NANOSIEM_DATA");
    @Nullable Path log =
        data == null ? null : Path.of(data, "anomaly", "logs", "nano-auth-v1.train.log.gz");
    return log != null && Files.exists(log) ? logged(log) : madeUp();
  }

  /**
   * Where the rows come from.
   *
   * @return words for the head of a table
   */
  public static String origin() {
    return System.getenv("NANOSIEM_DATA") == null
        ? "made-up lines, as NANOSIEM_DATA is not set"
        : "the training week of nano-auth-v1";
  }

  private static double[][] logged(Path log) {
    List<double[]> rows = new ArrayList<>();
    Instant reference = JUNE_2024;
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(log)), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        Event event = read(line, ParseContext.inOrder(reference, ZoneOffset.UTC)).build();
        reference = event.hasOwnTime() ? event.time() : reference;
        rows.add(features(event));
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + log, e);
    }
    return rows.toArray(new double[0][]);
  }

  private static double[][] madeUp() {
    List<String> lines = Corpus.mixed(MADE_UP);
    Duration step = Duration.ofDays(7).dividedBy(MADE_UP);
    double[][] rows = new double[MADE_UP][];
    for (int i = 0; i < MADE_UP; i++) {
      Instant time = Corpus.START.plus(step.multipliedBy(i));
      rows[i] = features(read(lines.get(i), ParseContext.live(time)).time(time).build());
    }
    return rows;
  }

  private static Event.Builder read(String line, ParseContext context) {
    Event.Builder event = Event.builder().raw(line);
    LogParser.auto().parse(line, context, event);
    Normalizer.standard().normalize(event);
    return event;
  }

  private static double[] features(Event event) {
    double[] row = new double[StandardFeatures.NAMES.size()];
    StandardFeatures.utc().extract(event, row);
    return row;
  }
}
