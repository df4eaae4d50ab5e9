package io.nanosiem.benchmarks;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogSource;
import io.nanosiem.sigma.LogSourceFields;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Ten thousand events of one kind, from {@code sigma/lanes} below the directory that {@code
 * NANOSIEM_DATA} names. Three of their fields say where they come from.
 */
final class Lane {
  static final List<String> NAMES =
      List.of(
          "structured_windows",
          "low_match",
          "match_heavy",
          "raw_windows",
          "cisco_syslog",
          "sysmon_file_event",
          "mixed_schema",
          "no_match");

  private final byte[][] lines;

  private Lane(byte[][] lines) {
    this.lines = lines;
  }

  /** Reads a lane from its file. */
  static Lane named(String name) {
    Path file = LoadBenchmark.rules().resolveSibling("lanes").resolve(name + ".ndjson.gz");
    List<byte[]> lines = new ArrayList<>();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      LineBlocks blocks = new LineBlocks(in);
      LineBlocks.Block block = new LineBlocks.Block();
      while (blocks.read(block)) {
        for (int i = 0; i < block.lines(); i++) {
          if (block.length(i) > 0) {
            lines.add(block.copy(i));
          }
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the lane " + file, e);
    }
    return new Lane(lines.toArray(new byte[0][]));
  }

  /** What says where an event comes from; each user of a lane has its own. */
  static LogSourceFields logSource() {
    return LogSourceFields.named("category", "product", "service");
  }

  int size() {
    return lines.length;
  }

  /** The lines as they came; not to be changed. */
  byte[][] lines() {
    return lines;
  }

  String text(int at) {
    return new String(lines[at], StandardCharsets.UTF_8);
  }

  /** The events, read. */
  Event[] events() {
    Event[] events = new Event[lines.length];
    for (int i = 0; i < events.length; i++) {
      events[i] = Event.fromJson(text(i));
    }
    return events;
  }

  /** Where each of the events comes from. */
  static LogSource[] sources(Event[] events) {
    LogSourceFields fields = logSource();
    LogSource[] sources = new LogSource[events.length];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = fields.apply(events[i]);
    }
    return sources;
  }
}
