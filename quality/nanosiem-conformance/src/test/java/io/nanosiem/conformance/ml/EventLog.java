package io.nanosiem.conformance.ml;

import io.nanosiem.event.Event;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import io.nanosiem.parse.ParseContext;
import io.nanosiem.parse.RecordDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Events by time, and the truth about each. Lists of one length.
 *
 * @param events as the engine would see them
 * @param families the kind of attack, empty for an ordinary event
 * @param episodes which attack of that kind, empty for an ordinary event
 */
record EventLog(List<Event> events, List<String> families, List<String> episodes) {
  int size() {
    return events.size();
  }

  boolean[] attacks() {
    boolean[] attacks = new boolean[size()];
    for (int i = 0; i < attacks.length; i++) {
      attacks[i] = !families.get(i).isEmpty();
    }
    return attacks;
  }

  List<Event> ordinary() {
    List<Event> ordinary = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      if (families.get(i).isEmpty()) {
        ordinary.add(events.get(i));
      }
    }
    return ordinary;
  }

  static EventLog of(List<LogLine> lines) {
    return new EventLog(
        parse(lines.stream().map(LogLine::text).toList(), LogWeeks.START),
        lines.stream().map(LogLine::family).toList(),
        lines.stream().map(LogLine::episode).toList());
  }

  /** A week of nano-auth-v1, {@code train} or {@code test}. */
  static EventLog nanoAuth(Path data, String week) {
    Path logs = data.resolve("anomaly").resolve("logs");
    List<String> families = new ArrayList<>();
    List<String> episodes = new ArrayList<>();
    for (String row : lines(logs.resolve("nano-auth-v1." + week + ".truth.csv"))) {
      String[] cells = row.split(",", -1);
      if (!cells[0].equals("label")) {
        families.add(cells[0].equals("0") ? "" : cells[1]);
        episodes.add(cells[0].equals("0") ? "" : cells[1] + cells[2]);
      }
    }
    List<Event> events =
        parse(
            lines(logs.resolve("nano-auth-v1." + week + ".log.gz")),
            Instant.parse("2024-01-01T00:00:00Z"));
    if (events.size() != families.size()) {
      throw new IllegalStateException(events.size() + " lines and " + families.size() + " answers");
    }
    return new EventLog(events, families, episodes);
  }

  /** Events of a real log; all count as ordinary, since nobody said which are not. */
  static EventLog unlabelled(Path file) {
    List<Event> events;
    if (file.toString().endsWith(".ndjson.gz")) {
      events = parse(lines(file), Instant.parse("2020-01-01T00:00:00Z"));
    } else {
      events = parse(lines(file), Instant.parse("2015-01-01T00:00:00Z"));
    }
    List<String> none = java.util.Collections.nCopies(events.size(), "");
    return new EventLog(events, none, none);
  }

  /** The real logs of the test data, by name. */
  static List<Path> realLogs(Path data) {
    List<Path> files = new ArrayList<>();
    for (String folder : new String[] {"logs", "sigma/events"}) {
      try (Stream<Path> all = Files.list(data.resolve(folder))) {
        all.filter(f -> f.toString().matches(".*(_2k\\.log|\\.ndjson\\.gz)"))
            .sorted()
            .forEach(files::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }

  static String nameOf(Path file) {
    return String.valueOf(file.getFileName())
        .replaceAll("_2k\\.log|\\.ndjson\\.gz|\\.csv\\.gz", "")
        .toLowerCase(Locale.ROOT);
  }

  EventLog part(List<Integer> places) {
    return new EventLog(
        places.stream().map(events::get).toList(),
        places.stream().map(families::get).toList(),
        places.stream().map(episodes::get).toList());
  }

  private static List<Event> parse(List<String> lines, Instant from) {
    LogParser parser = LogParser.auto();
    Normalizer normalizer = Normalizer.standard();
    List<Event> events = new ArrayList<>(lines.size());
    Instant reference = from;
    for (String line : lines) {
      Event.Builder event = Event.builder().receivedAt(reference);
      String text = RecordDecoder.decode(line.getBytes(StandardCharsets.UTF_8), event);
      event.raw(text);
      parser.parse(text, ParseContext.inOrder(reference, ZoneOffset.UTC), event);
      normalizer.normalize(event);
      Event built = event.build();
      if (built.hasOwnTime()) {
        reference = built.time();
      }
      events.add(built);
    }
    return events;
  }

  static List<String> lines(Path file) {
    try (InputStream in = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
      String text = new String(plain.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.isEmpty()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
