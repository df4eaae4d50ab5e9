package io.nanosiem;

import java.time.Duration;

/**
 * How an engine ended.
 *
 * <p>Immutable.
 *
 * @param processed records that went through the whole pipe in its life
 * @param unprocessed records that were taken but not worked on within the time allowed
 * @param undelivered alert revisions that a sink had not taken within the time allowed, or had been
 *     dropped before
 * @param took how long closing took
 */
public record ShutdownReport(long processed, long unprocessed, long undelivered, Duration took) {
  /**
   * Whether everything that was taken was worked on and delivered.
   *
   * @return true if nothing is missing
   */
  public boolean isComplete() {
    return unprocessed == 0 && undelivered == 0;
  }
}
