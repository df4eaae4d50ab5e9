package io.nanosiem.correlation;

/**
 * What all groupings of a detector share. One thread.
 *
 * @param settings as the user made them
 * @param counters of what is done and dropped
 * @param clocks whose time it is
 * @param budget the heap in use
 * @param seed of hashes
 */
record Shared(
    CorrelationDetector.Builder settings,
    Counters counters,
    SourceClocks clocks,
    Shared.Budget budget,
    long seed) {
  /** Heap in use, estimated. */
  static final class Budget {
    long used;
  }
}
