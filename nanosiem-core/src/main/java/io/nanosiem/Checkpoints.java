package io.nanosiem;

import io.nanosiem.event.Printable;
import java.io.DataInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * When a checkpoint is written and what comes of it.
 *
 * <p>There is no thread for it: a worker that has nothing to do, or has done a batch, looks at the
 * clock and writes one if it is time. What is known is written down under the lock of the ordered
 * stage, so everything in the file is of one moment, between two events; that holds up the stage
 * for as long as it takes to copy the state into the file. Forcing the file to the disk and
 * renaming it hold up the one worker.
 *
 * <p>One that fails is counted and reported, and leaves the file before it as it was. The next one
 * is tried when it is time again.
 *
 * <p>Thread-safe.
 */
final class Checkpoints {
  /** Those whose state is kept, in the order in which they are written. */
  interface Parts {
    /**
     * Writes all sections, cut at one moment.
     *
     * @param nanos how long to wait for that moment at most
     * @throws IOException if writing failed, a part could not be written, or it took too long
     */
    void snapshot(CheckpointFile.Writer out, long nanos) throws IOException, InterruptedException;

    /**
     * Reads all sections, before anything else is done.
     *
     * @param missing where to add the names of sections that are not there
     * @throws IOException if one cannot be read; nothing that was read is told to anybody then
     */
    void restore(CheckpointFile in, List<String> missing) throws IOException;

    /** Whether the calling thread is in the middle of an event. */
    boolean isInEvent();
  }

  /** Takes a section over. */
  @FunctionalInterface
  interface Restoring {
    void from(DataInput in) throws IOException;
  }

  private final Path file;
  private final Duration every;
  private final Clock clock;
  private final Faults faults;
  private final Parts parts;

  private final ReentrantLock writing = new ReentrantLock();
  private volatile boolean open;
  private volatile Instant due = Instant.MAX;
  private volatile long written;
  private volatile long failed;
  private volatile @Nullable Instant last;

  Checkpoints(Path file, Duration every, Clock clock, Faults faults, Parts parts) {
    this.file = file;
    this.every = every;
    this.clock = clock;
    this.faults = faults;
    this.parts = parts;
  }

  /**
   * Restores what the file holds, if there is one, and lets checkpoints be written from now on. If
   * this throws, none will be, so that nothing is written over what could not be read.
   *
   * @throws UncheckedIOException if the file cannot be read, or none could be written in its place
   */
  void start() {
    try {
      // Better to know now than at the first one that fails, and before anything is taken over.
      CheckpointFile.create(file).abandon();
      CheckpointFile.deleteLeftovers(file);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write checkpoints to "
              + file
              + ": "
              + reason(e)
              + ". Its directory must exist, and let this process make and rename files",
          e);
    }
    List<String> missing = new ArrayList<>();
    try (CheckpointFile in = CheckpointFile.open(file)) {
      if (in != null) {
        parts.restore(in, missing);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot restore the checkpoint "
              + file
              + ": "
              + reason(e)
              + ". It is left as it is: put back a copy that can be read, or move it away to begin"
              + " anew without what it knows",
          e);
    }
    if (!missing.isEmpty()) {
      faults.report(
          "checkpoint",
          new IOException("nothing was kept in " + file + " for " + missing + ", which begin anew"),
          null);
    }
    due = next();
    open = true;
  }

  /** Writes one if it is time, and nobody is at it. Never throws. */
  void tick() {
    if (!open || !isDue() || !writing.tryLock()) {
      return;
    }
    try {
      if (open && isDue()) {
        write(Long.MAX_VALUE);
      }
    } catch (IOException e) {
      // Counted and reported.
    } finally {
      writing.unlock();
    }
  }

  private boolean isDue() {
    Instant now = clock.instant();
    // A clock that was set back must not stop checkpoints until it is there again.
    return !now.isBefore(due) || Duration.between(now, due).compareTo(every) > 0;
  }

  private Instant next() {
    Instant now = clock.instant();
    return Duration.between(now, Instant.MAX).compareTo(every) > 0 ? now.plus(every) : Instant.MAX;
  }

  /**
   * Writes one now.
   *
   * @throws IllegalStateException if the engine is not running, or the caller is a detector
   * @throws UncheckedIOException if it could not be written
   */
  void now() {
    if (parts.isInEvent()) {
      throw new IllegalStateException(
          "a detector cannot ask for a checkpoint: it would be cut in the middle of an event");
    }
    writing.lock();
    try {
      if (!open) {
        throw new IllegalStateException("no checkpoint, as the engine is not running");
      }
      write(Long.MAX_VALUE);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the checkpoint " + file + " could not be written: " + reason(e), e);
    } finally {
      writing.unlock();
    }
  }

  /** Writes the last one, within a time, and none after it. Never throws. */
  void finish(long nanos) {
    if (!open) {
      return;
    }
    if (parts.isInEvent()) {
      open = false;
      fail(new IOException("the engine was closed by a detector, in the middle of an event"));
      return;
    }
    long deadline = System.nanoTime() + nanos;
    // Whoever closes may have been interrupted while it waited: that must not cost the state.
    boolean interrupted = Thread.interrupted();
    try {
      if (!writing.tryLock(nanos, TimeUnit.NANOSECONDS)) {
        open = false;
        fail(new IOException("the one before was still being written"));
        return;
      }
      try {
        write(deadline - System.nanoTime());
      } finally {
        open = false;
        writing.unlock();
      }
    } catch (IOException e) {
      // Counted and reported.
    } catch (InterruptedException e) {
      interrupted = true;
      fail(new InterruptedIOException("interrupted while the one before was being written"));
    } finally {
      open = false;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  // Only with the lock held, so there is one thread that counts.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void write(long nanos) throws IOException {
    try {
      CheckpointFile.Writer out = CheckpointFile.create(file);
      Instant cut;
      try {
        parts.snapshot(out, nanos);
        cut = clock.instant();
        out.commit();
      } catch (Throwable e) {
        abandon(out, e);
        throw e;
      }
      written++;
      last = cut;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException fault = new InterruptedIOException("interrupted");
      fail(fault);
      throw fault;
    } catch (IOException e) {
      fail(e);
      throw e;
    } catch (Throwable e) {
      // Foreign code is guarded where it is called; this is memory running out, or our own bug.
      IOException fault = new IOException(e.toString(), e);
      fail(fault);
      throw fault;
    } finally {
      due = next();
    }
  }

  /**
   * Has a section taken over; one that holds nothing is nobody's loss.
   *
   * @param missing where to add the name if there is no such section
   * @throws IOException if whoever takes it over throws anything; names the section
   */
  static void restore(CheckpointFile in, String name, List<String> missing, Restoring part)
      throws IOException {
    if (!in.has(name)) {
      missing.add(name);
    } else if (!in.isEmpty(name)) {
      try {
        part.from(in.section(name));
      } catch (Throwable fault) {
        throw new IOException("section '" + name + "' cannot be read: " + reason(fault), fault);
      }
    }
  }

  private static void abandon(CheckpointFile.Writer out, Throwable because) {
    try {
      out.abandon();
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // As above; at the end there is nobody else.
  private void fail(IOException fault) {
    failed++;
    faults.report("checkpoint", fault, null);
  }

  /** What went wrong, for a person: exceptions of the file system are often no more than a path. */
  static String reason(Throwable fault) {
    String message = fault.getMessage();
    String kind = fault.getClass().getSimpleName();
    if (fault instanceof EOFException && message == null) {
      return "it ends too early";
    }
    if (message == null || message.isBlank()) {
      return kind;
    }
    return Printable.of(fault.getClass() == IOException.class ? message : kind + ": " + message);
  }

  long written() {
    return written;
  }

  long failed() {
    return failed;
  }

  @Nullable Instant last() {
    return last;
  }
}
