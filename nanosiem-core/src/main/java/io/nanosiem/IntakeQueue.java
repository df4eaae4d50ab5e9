package io.nanosiem;

import io.nanosiem.event.Event;
import io.nanosiem.listen.Overflow;
import io.nanosiem.listen.RawRecord;
import io.nanosiem.parse.LogParser;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Records between the inputs and the workers, bounded by number and by bytes.
 *
 * <p>A record counts until it has left the pipe, not only until a worker takes it, so the bound is
 * one on everything in flight. Workers take numbered batches; the numbers are the order in which
 * the stage behind them works. A single record is always let in when nothing else is there, however
 * large, or it could never pass.
 *
 * <p>Thread-safe.
 */
final class IntakeQueue {
  private static final int MAX_BATCH = 256;
  private static final long MAX_BATCH_BYTES = 1 << 20;

  /** What an event takes beside its text. */
  private static final long EVENT = 512;

  /** Where records come from, and how they are to be read; null: as all others. */
  record Source(String name, ZoneId zone, @Nullable Charset charset, @Nullable LogParser parser) {}

  /** One record on its way: raw, or read already; and what it counts for, in bytes. */
  record Entry(
      @Nullable RawRecord raw,
      Event.@Nullable Builder read,
      Source source,
      long ordinal,
      Instant at,
      long charge) {

    /** A record that a worker has still to read. */
    static Entry raw(RawRecord raw, Source source, long ordinal, Instant at) {
      return new Entry(raw, null, source, ordinal, at, charge(raw.memoryBytes()));
    }

    /** A record that was read by whoever hands it in, and belongs to the queue from now on. */
    static Entry read(Event.Builder event, Source source, Instant at) {
      String raw = event.raw();
      return new Entry(null, event, source, 0, at, charge(raw == null ? 0 : 2L * raw.length()));
    }

    /** A parsed record holds its text, its fields and its parts: about four times its bytes. */
    private static long charge(long bytes) {
      return EVENT + 4 * bytes;
    }
  }

  /**
   * Records that one worker works on, in their order.
   *
   * @param sequence the number of the batch
   * @param entries the records
   * @param more how many single records were found in them beyond one each
   * @param charge what all of it counts for, in bytes
   */
  record Batch(long sequence, List<Entry> entries, long more, long charge) {}

  private final int capacity;
  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition notFull = lock.newCondition();
  private final Condition idle = lock.newCondition();
  private final ArrayDeque<Entry> queue = new ArrayDeque<>();
  private int inFlight;
  private long bytes;
  private long more;
  private long nextSequence;
  private boolean closed;

  IntakeQueue(int capacity, long maxBytes) {
    this.capacity = capacity;
    this.maxBytes = maxBytes;
  }

  /** Takes a record; false if it was dropped, or the queue is closed, or the wait interrupted. */
  boolean offer(Entry entry, Overflow overflow) {
    lock.lock();
    try {
      while (!closed
          && inFlight > 0
          && (inFlight >= capacity || bytes + entry.charge() > maxBytes)) {
        if (overflow == Overflow.DROP_NEWEST) {
          return false;
        }
        notFull.await();
      }
      if (closed) {
        return false;
      }
      queue.addLast(entry);
      inFlight++;
      bytes += entry.charge();
      notEmpty.signal();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next records, waiting for some.
   *
   * @return an empty batch (number -1) if none came in time; null if the queue is closed and empty
   */
  @Nullable Batch take(long timeoutMillis) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
      while (queue.isEmpty()) {
        if (closed) {
          return null;
        }
        if (nanos <= 0) {
          return new Batch(-1, List.of(), 0, 0);
        }
        nanos = notEmpty.awaitNanos(nanos);
      }
      List<Entry> entries = new ArrayList<>(Math.min(queue.size(), MAX_BATCH));
      long charge = 0;
      while (!queue.isEmpty() && entries.size() < MAX_BATCH && charge < MAX_BATCH_BYTES) {
        Entry entry = queue.removeFirst();
        entries.add(entry);
        charge += entry.charge();
      }
      if (!queue.isEmpty()) {
        notEmpty.signal();
      }
      return new Batch(nextSequence++, entries, 0, charge);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Counts what was found within a record that was taken out: it was let in as one, and holds as
   * many events more. This waits for nobody, as whoever waits for room waits for this batch; but
   * the next record is let in only when there is room for all of it.
   */
  Batch grow(Batch batch, int found) {
    lock.lock();
    try {
      more += found;
      bytes += EVENT * found;
    } finally {
      lock.unlock();
    }
    return new Batch(
        batch.sequence(), batch.entries(), batch.more() + found, batch.charge() + EVENT * found);
  }

  /** How many single records were found within others, beyond one each. */
  long more() {
    lock.lock();
    try {
      return more;
    } finally {
      lock.unlock();
    }
  }

  /** Says that a batch has left the pipe. */
  void done(Batch batch) {
    lock.lock();
    try {
      inFlight -= batch.entries().size();
      bytes -= batch.charge();
      notFull.signalAll();
      if (inFlight == 0) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing is in flight; false if that took too long. */
  boolean awaitIdle(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (inFlight > 0) {
        if (left <= 0) {
          return false;
        }
        left = idle.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more; what is in it can still be taken out. */
  void close() {
    lock.lock();
    try {
      closed = true;
      notEmpty.signalAll();
      notFull.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int inFlight() {
    lock.lock();
    try {
      return inFlight;
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
