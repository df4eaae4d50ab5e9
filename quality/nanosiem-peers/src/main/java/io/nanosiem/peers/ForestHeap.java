package io.nanosiem.peers;

import com.amazon.randomcutforest.RandomCutForest;
import io.nanosiem.benchmarks.ForestRows;
import io.nanosiem.benchmarks.HeapReport;
import io.nanosiem.ml.IsolationForest;
import java.util.Locale;

/** The heap that a forest of 100 trees of 256 rows holds, ours and a random cut forest. */
public final class ForestHeap {
  private ForestHeap() {}

  /**
   * Measures and prints rows of a table.
   *
   * @param args none
   */
  public static void main(String[] args) {
    double[][] week = ForestRows.week();
    float[][] rows = ForestPeersBenchmark.rows();
    long before = HeapReport.settledHeap();
    IsolationForest ours = IsolationForest.builder().fit(week);
    ours.score(week[0]);
    long held = HeapReport.settledHeap() - before;
    before = HeapReport.settledHeap();
    RandomCutForest theirs = ForestPeersBenchmark.randomCutForest(rows[0].length);
    for (int i = 0; i < 4_000; i++) {
      theirs.update(rows[i]);
    }
    long theirsHeld = HeapReport.settledHeap() - before;
    System.out.println("| forest | heap, KiB | file, KiB |\n|---|---|---|");
    System.out.printf(
        Locale.ROOT, "| ours | %d | %.1f |%n", held / 1024, ours.toBytes().length / 1024.0);
    System.out.printf(Locale.ROOT, "| random cut forest | %d | |%n", theirsHeld / 1024);
    // Both are still needed here, or they would have been collected.
    if (Double.isNaN(ours.score(week[0]) + theirs.getAnomalyScore(rows[0]) + week.length)) {
      throw new IllegalStateException("a score is no number");
    }
  }
}
