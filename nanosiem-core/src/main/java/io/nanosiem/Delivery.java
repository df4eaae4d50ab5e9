package io.nanosiem;

import io.nanosiem.alert.Alert;
import io.nanosiem.alert.Sink;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Brings alerts to one sink, on a thread of its own.
 *
 * <p>A sink that throws is offered the same alert again after a pause that doubles from 100 ms to
 * 30 s; what comes in the meantime waits here, bounded by bytes. At the bound a live engine drops
 * the oldest revision, since the newest says more; a replay waits instead, and for that gives up on
 * an alert after five tries, or a broken sink would hold it up for ever. Both are counted.
 */
final class Delivery implements Runnable {
  private static final int REPLAY_TRIES = 5;
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;
  private static final long FLUSH_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String component;
  private final Sink sink;
  private final Predicate<Alert> wanted;
  private final boolean replay;
  private final long maxBytes;
  private final Faults faults;

  /** A revision that waits, and what it holds, in bytes. */
  private record Waiting(Alert alert, long bytes) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean inHand;
  private boolean finishing;
  private boolean abandoned;
  private boolean ended;
  private long undelivered;

  Delivery(
      String component,
      Sink sink,
      Predicate<Alert> wanted,
      boolean replay,
      long maxBytes,
      Faults faults) {
    this.component = component;
    this.sink = sink;
    this.wanted = wanted;
    this.replay = replay;
    this.maxBytes = maxBytes;
    this.faults = faults;
  }

  String component() {
    return component;
  }

  /** Takes a revision for the sink, if the sink wants it. Never throws. */
  void offer(Alert alert) {
    if (!isWanted(alert)) {
      return;
    }
    long size = AlertBook.sizeOf(alert);
    lock.lock();
    try {
      while (bytes + size > maxBytes && !waiting.isEmpty() && !abandoned) {
        if (replay) {
          changed.awaitUninterruptibly();
        } else {
          bytes -= waiting.removeFirst().bytes();
          undelivered++;
        }
      }
      if (abandoned) {
        undelivered++;
        return;
      }
      waiting.addLast(new Waiting(alert, size));
      bytes += size;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isWanted(Alert alert) {
    try {
      return wanted.test(alert);
    } catch (Throwable fault) {
      // Better one alert too many than one lost.
      faults.report("filter of " + component, fault, null);
      return true;
    }
  }

  @Override
  public void run() {
    long lastFlush = System.nanoTime();
    boolean dirty = false;
    try {
      while (true) {
        Alert alert = next(dirty ? lastFlush + FLUSH_INTERVAL_NANOS - System.nanoTime() : -1);
        if (alert == null) {
          if (dirty) {
            flush();
            dirty = false;
            lastFlush = System.nanoTime();
            continue;
          }
          break;
        }
        deliver(alert);
        dirty = true;
      }
    } finally {
      flush();
      try {
        sink.close();
      } catch (Throwable fault) {
        faults.report(component, fault, null);
      }
      lock.lock();
      try {
        ended = true;
        undelivered += waiting.size();
        waiting.clear();
        bytes = 0;
        inHand = false;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** The next alert; null if it is time to flush, or if there is nothing more to do. */
  private @Nullable Alert next(long flushInNanos) {
    lock.lock();
    try {
      inHand = false;
      changed.signalAll();
      long left = flushInNanos;
      while (waiting.isEmpty()) {
        if (finishing || abandoned) {
          return null;
        }
        if (flushInNanos < 0) {
          changed.await();
        } else {
          if (left <= 0) {
            return null;
          }
          left = changed.awaitNanos(left);
        }
      }
      if (abandoned) {
        return null;
      }
      Waiting next = waiting.removeFirst();
      bytes -= next.bytes();
      inHand = true;
      changed.signalAll();
      return next.alert();
    } catch (InterruptedException e) {
      abandon();
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void deliver(Alert alert) {
    long pause = FIRST_PAUSE_MILLIS;
    for (int tries = 1; ; tries++) {
      try {
        sink.accept(alert);
        return;
      } catch (Throwable fault) {
        faults.report(component, fault, alert.detection().event());
      }
      if ((replay && tries >= REPLAY_TRIES) || !pause(pause)) {
        lock.lock();
        try {
          undelivered++;
        } finally {
          lock.unlock();
        }
        return;
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  /** Waits before the next try; false if there is to be none. While finishing, pauses are short. */
  private boolean pause(long millis) {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (left > 0 && !abandoned) {
        if (finishing) {
          left = Math.min(left, TimeUnit.MILLISECONDS.toNanos(FIRST_PAUSE_MILLIS));
        }
        left = changed.awaitNanos(left);
      }
      return !abandoned;
    } catch (InterruptedException e) {
      abandon();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void flush() {
    try {
      sink.flush();
    } catch (Throwable fault) {
      faults.report(component, fault, null);
    }
  }

  private void abandon() {
    lock.lock();
    try {
      abandoned = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the sink has taken everything; false if that took too long. */
  boolean awaitIdle(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (!waiting.isEmpty() || inHand) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more will come: what waits is delivered, then the sink is closed. */
  void finish() {
    lock.lock();
    try {
      finishing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the end; past the time allowed, gives up on what is left. Returns the losses. */
  long awaitEnd(long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (!ended && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return giveUp();
  }

  private long giveUp() {
    lock.lock();
    try {
      if (!ended) {
        abandoned = true;
        changed.signalAll();
        return undelivered + waiting.size() + (inHand ? 1 : 0);
      }
      return undelivered;
    } finally {
      lock.unlock();
    }
  }

  long undelivered() {
    lock.lock();
    try {
      return undelivered;
    } finally {
      lock.unlock();
    }
  }

  int waiting() {
    lock.lock();
    try {
      return waiting.size() + (inHand ? 1 : 0);
    } finally {
      lock.unlock();
    }
  }

  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }
}
