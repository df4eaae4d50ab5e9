package io.nanosiem.benchmarks;

import io.nanosiem.NanoSiem;
import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.sigma.SigmaDetector;
import io.nanosiem.sigma.SigmaRules;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Heap that an engine holds after a thousand sources have sent five hundred events each; and heap
 * that the rules of SigmaHQ hold once loaded, if {@code NANOSIEM_DATA} says where they are.
 */
public final class HeapReport {
  private static final int SOURCES = 1_000;
  private static final int EVENTS = 500;

  private HeapReport() {}

  /**
   * Measures and prints.
   *
   * @param args none
   */
  public static void main(String[] args) {
    if (System.getenv("NANOSIEM_DATA") != null) {
      measureRules();
    }
    long before = settledHeap();
    try (NanoSiem siem =
        NanoSiem.builder()
            .workers(1)
            .detector(SigmaDetector.builtIn())
            .detector(CorrelationDetector.builtIn())
            .start()) {
      long empty = settledHeap() - before;
      Instant start = Instant.now().minusSeconds(600);
      for (int event = 0; event < EVENTS; event++) {
        for (int source = 0; source < SOURCES; source++) {
          siem.submit(
              "<86>1 "
                  + start.plusMillis(event * 1_000L + source)
                  + " web-01 sshd 1 - - Failed password for root from 203.0."
                  + source / 250
                  + "."
                  + (source % 250 + 1)
                  + " port 40022 ssh2");
        }
      }
      siem.awaitIdle(Duration.ofMinutes(5));
      long full = settledHeap() - before;
      System.out.printf(
          Locale.ROOT,
          "engine alone %.1f MiB; after %d sources × %d events %.1f MiB (its own estimate %.1f MiB),"
              + " %d alerts open%n",
          empty / 1048576.0,
          SOURCES,
          EVENTS,
          full / 1048576.0,
          siem.stats().memoryBytes() / 1048576.0,
          siem.stats().alertsOpened());
    }
  }

  private static void measureRules() {
    // Classes and caches of loading are not the rules': they are there after the first load.
    long first = millisOfLoading();
    long last = first;
    for (int i = 0; i < 30; i++) {
      last = millisOfLoading();
    }
    System.out.printf(
        Locale.ROOT, "loading rules on one thread: first %d ms of CPU, later %d ms%n", first, last);
    long before = settledHeap();
    SigmaRules rules = SigmaRules.load(LoadBenchmark.rules());
    long held = settledHeap() - before;
    System.out.printf(
        Locale.ROOT, "%d rules loaded hold %.1f MiB%n", rules.rules().size(), held / 1048576.0);
  }

  /** CPU time says more than the clock on a machine that is shared. */
  private static long millisOfLoading() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    SigmaRules.loader().path(LoadBenchmark.rules()).threads(1).load();
    return (threads.getCurrentThreadCpuTime() - before) / 1_000_000;
  }

  /**
   * Heap in use once garbage is collected.
   *
   * @return bytes
   */
  public static long settledHeap() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      memory.gc();
      used = Math.min(used, memory.getHeapMemoryUsage().getUsed());
    }
    return used;
  }
}
