package io.nanosiem.correlation;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The calling thread and those of an executor that happen to be free, working on a few tasks. The
 * calling thread takes whatever nobody else has taken, so an executor that is busy, bounded or shut
 * down makes it slower, and no more.
 */
final class Crew {
  private final @Nullable Executor executor;

  Crew(@Nullable Executor executor) {
    this.executor = executor;
  }

  /**
   * Runs all tasks, each once, and returns when all have ended; what they wrote is seen then. One
   * that fails does not keep the others from running.
   *
   * @param tasks how many; they are numbered from 0
   * @param isLarge whether it is worth while to call others
   * @return the first failure; null if there was none
   */
  @Nullable Throwable run(int tasks, boolean isLarge, IntConsumer task) {
    AtomicInteger next = new AtomicInteger();
    CountDownLatch left = new CountDownLatch(tasks);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Runnable work =
        () -> {
          for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
            try {
              task.accept(i);
            } catch (Throwable t) {
              failure.compareAndSet(null, t);
            } finally {
              left.countDown();
            }
          }
        };
    Executor others = executor;
    for (int i = 1; others != null && isLarge && i < tasks; i++) {
      try {
        others.execute(work);
      } catch (Throwable busy) {
        break; // full, closed, or without memory for one more thread: it is done here
      }
    }
    work.run();
    awaitAll(left);
    return failure.get();
  }

  /** Throws what was thrown, if anything was. */
  static void rethrow(@Nullable Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  private static void awaitAll(CountDownLatch left) {
    boolean isInterrupted = false;
    while (left.getCount() > 0) {
      try {
        left.await();
      } catch (InterruptedException e) {
        isInterrupted = true; // what has been begun has to end
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
