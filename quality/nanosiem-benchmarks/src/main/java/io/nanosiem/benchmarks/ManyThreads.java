package io.nanosiem.benchmarks;

import io.nanosiem.sigma.LogSourceFields;
import io.nanosiem.sigma.SigmaRules;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Heap that ten thousand calls from many threads leave behind: while the threads live, beside the
 * same threads without a call, and after they have ended. What is kept for each thread shows in the
 * first, what is kept for each that ever called in the second.
 *
 * <p>Where the JDK has virtual threads each call has one of its own; else 500 threads share them.
 */
final class ManyThreads {
  private static final int CALLS = 10_000;
  private static final int PLATFORM = 500;
  private static final int VIRTUAL = 21;

  private final SigmaRules rules;
  private final Lane lane;
  private final LogSourceFields logSource = Lane.logSource();
  private final AtomicLong found = new AtomicLong();

  ManyThreads(SigmaRules rules, Lane lane) {
    this.rules = rules;
    this.lane = lane;
  }

  /** Measures and prints rows of a table. */
  void measure() throws InterruptedException {
    // The first round makes classes and caches of threads themselves.
    heldBy(false);
    long before = HeapReport.settledHeap();
    long idle = heldBy(false) - before;
    long alive = heldBy(true) - before;
    long after = HeapReport.settledHeap() - before;
    if (found.get() == 0) {
      throw new IllegalStateException("nothing was found");
    }
    String kind =
        Runtime.version().feature() < VIRTUAL
            ? PLATFORM + " threads with 20 calls each (this JDK has no virtual ones)"
            : String.format(Locale.ROOT, "%,d virtual threads with a call each", CALLS);
    // Not their difference: the stack of a waiting virtual thread is on the heap, and takes more or
    // less by hundreds of bytes as its code is compiled or not.
    System.out.printf(
        Locale.ROOT,
        "| more while %s live, KiB (the same threads without a call) | %,d (%,d) |%n",
        kind,
        alive >> 10,
        idle >> 10);
    System.out.printf(Locale.ROOT, "| more after they have ended, KiB | %,d |%n", after >> 10);
  }

  private long heldBy(boolean isMatching) throws InterruptedException {
    ExecutorService virtual = virtualThreads();
    ExecutorService pool = virtual == null ? Executors.newFixedThreadPool(PLATFORM) : virtual;
    long held = heldBy(pool, virtual == null ? PLATFORM : CALLS, isMatching);
    if (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("threads do not end");
    }
    return held;
  }

  /** Returns the heap in use while all threads have done their part and wait. */
  private long heldBy(ExecutorService pool, int threads, boolean isMatching)
      throws InterruptedException {
    CountDownLatch done = new CountDownLatch(threads);
    CountDownLatch measured = new CountDownLatch(1);
    try {
      for (int i = 0; i < threads; i++) {
        int first = i;
        pool.execute(
            () -> {
              try {
                for (int at = first; isMatching && at < CALLS; at += threads) {
                  call(at);
                }
              } finally {
                done.countDown();
              }
              awaitQuietly(measured);
            });
      }
      done.await();
      return HeapReport.settledHeap();
    } finally {
      measured.countDown();
      pool.shutdown();
    }
  }

  private void call(int at) {
    byte[] line = lane.lines()[at % lane.size()];
    found.addAndGet(rules.matchJson(line, 0, line.length, logSource).size());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One thread for each task, by a method younger than our baseline; null on a JDK without. */
  private static @Nullable ExecutorService virtualThreads() {
    if (Runtime.version().feature() < VIRTUAL) {
      return null;
    }
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
