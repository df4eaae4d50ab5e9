package io.nanosiem.benchmarks;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Raw lines for the whole engine: every other one from the mix, the others from all lanes. */
final class PipelineLines {
  private static final int MILLIS = 125;

  private PipelineLines() {}

  /** The first so many. */
  static List<String> first(int count) {
    List<String> mixed = Corpus.mixed((count + 1) / 2);
    List<List<String>> lanes = new ArrayList<>();
    for (String name : Lane.NAMES) {
      Lane lane = Lane.named(name);
      List<String> texts = new ArrayList<>(lane.size());
      for (int i = 0; i < lane.size(); i++) {
        texts.add(lane.text(i));
      }
      lanes.add(texts);
    }
    List<String> lines = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      List<String> lane = lanes.get(i / 2 % lanes.size());
      lines.add(i % 2 == 0 ? mixed.get(i / 2) : lane.get(i / 2 / lanes.size() % lane.size()));
    }
    return lines;
  }

  /** When so many lines have come, by the times that the mix writes into its own. */
  static Instant time(long lines) {
    return Corpus.START.plusMillis(lines * MILLIS);
  }
}
