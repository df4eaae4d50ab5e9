package io.nanosiem.listen;

import java.util.concurrent.ThreadFactory;

/** The engine as a listener sees it. Thread-safe. */
public interface Intake {
  /**
   * Hands a record in. If there is no room, the listener's {@link Overflow} says whether this waits
   * or drops; waiting ends when the engine closes.
   *
   * @param record the record
   * @return true if it was taken; false if it was dropped (and counted) or the engine is closing
   */
  boolean submit(RawRecord record);

  /**
   * Says that something went wrong that the listener survives, or that ends one of its threads. It
   * is counted and reported with the listener's name.
   *
   * @param fault what happened
   */
  void report(Throwable fault);

  /**
   * Where a listener gets its threads.
   *
   * @return a factory of named daemon threads
   */
  ThreadFactory threads();
}
