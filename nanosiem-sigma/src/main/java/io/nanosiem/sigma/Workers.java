package io.nanosiem.sigma;

import io.nanosiem.ProgressListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Does the same to every item of a list, on several threads that take one item after another, and
 * gives the results back in the order of the items: what comes out does not depend on the number of
 * threads, as long as the items do not depend on each other.
 *
 * <p>The calling thread takes part. Helpers live within one call of {@link #map} and are waited
 * for, whatever ends it; that lasts no longer than the item each has in hand. One thread at a time.
 */
final class Workers {
  private static final long REPORT_NANOS = 200_000_000;

  private final int threads;
  private final @Nullable ThreadFactory factory;
  private final ProgressListener progress;
  private final long total;
  private long before;

  Workers(int threads, @Nullable ThreadFactory factory, ProgressListener progress, long total) {
    this.threads = threads;
    this.factory = factory;
    this.progress = progress;
    this.total = total;
  }

  /** The calling thread alone, telling nobody, and too soon done to be interrupted. */
  static Workers none() {
    return new Workers(0, null, ProgressListener.NONE, 0);
  }

  /**
   * What the work makes of each item.
   *
   * @throws CancellationException if the calling thread is interrupted
   */
  <T, R> List<R> map(List<T> items, Function<T, R> work) {
    if (threads == 0) {
      return items.stream().map(work).toList();
    }
    Run<T, R> run = new Run<>(items, work);
    List<R> results = run.results();
    before += items.size();
    return results;
  }

  private final class Run<T, R> {
    private final List<T> items;
    private final Function<T, R> work;
    private final AtomicReferenceArray<@Nullable R> results;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private boolean interrupted;

    Run(List<T> items, Function<T, R> work) {
      this.items = items;
      this.work = work;
      this.results = new AtomicReferenceArray<>(items.size());
    }

    List<R> results() {
      List<Thread> helpers = new ArrayList<>();
      try {
        for (int i = 1; i < Math.min(threads, items.size()); i++) {
          Thread helper = thread(i);
          helper.start();
          helpers.add(helper);
        }
        takeItems(true);
        await(helpers);
      } finally {
        // Also after an exception of the progress listener: no thread may outlive this call.
        stop();
        await(helpers);
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
      if (failure.get() != null) {
        throw new IllegalStateException("a file could not be worked on", failure.get());
      }
      if (interrupted) {
        throw new CancellationException(
            "loading was interrupted after " + (before + done.get()) + " of " + total + " steps");
      }
      progress.onProgress(before + done.get(), total);
      List<R> all = new ArrayList<>(items.size());
      for (int i = 0; i < items.size(); i++) {
        R result = results.get(i);
        if (result == null) {
          throw new IllegalStateException("item " + i + " was not worked on");
        }
        all.add(result);
      }
      return all;
    }

    private Thread thread(int number) {
      Runnable task = () -> takeItems(false);
      if (factory != null) {
        return factory.newThread(task);
      }
      Thread thread = new Thread(task, "nanosiem-rules-" + number);
      thread.setDaemon(true);
      return thread;
    }

    private void takeItems(boolean isCaller) {
      long reported = System.nanoTime();
      try {
        for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
          if (isCaller && Thread.interrupted()) {
            interrupted = true;
            stop();
            return;
          }
          results.set(i, work.apply(items.get(i)));
          done.incrementAndGet();
          if (isCaller && System.nanoTime() - reported > REPORT_NANOS) {
            reported = System.nanoTime();
            progress.onProgress(before + done.get(), total);
          }
        }
      } catch (RuntimeException | Error e) {
        stop();
        if (isCaller) {
          throw e;
        }
        failure.compareAndSet(null, e);
      }
    }

    /** Nobody takes another item. */
    private void stop() {
      next.set(items.size());
    }

    private void await(List<Thread> helpers) {
      for (Thread helper : helpers) {
        while (helper.isAlive()) {
          try {
            helper.join();
          } catch (InterruptedException e) {
            interrupted = true;
            stop();
          }
        }
      }
    }
  }
}
