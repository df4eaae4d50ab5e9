package io.nanosiem.correlation;

/** What all groupings of a detector share. One thread. */
final class Shared {
  final CorrelationDetector.Builder settings;
  final Counters counters;
  final SourceClocks clocks;

  /** Of hashes; a snapshot brings its own. */
  long seed;

  /** Heap in use by groups, estimated. */
  long used;

  /** Of that what groups on probation take. */
  long onProbation;

  Shared(CorrelationDetector.Builder settings, long seed) {
    this.settings = settings;
    this.seed = seed;
    counters = new Counters();
    clocks = new SourceClocks(settings, counters);
  }
}
