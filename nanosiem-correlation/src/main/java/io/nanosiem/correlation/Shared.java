package io.nanosiem.correlation;

/** What all groupings of a shard share. One thread at a time. */
final class Shared {
  final CorrelationDetector.Builder settings;
  final Counters counters = new Counters();

  /** Of hashes, the same in all shards; a snapshot brings its own. */
  long seed;

  /** How many groups there may be in each grouping. */
  final int maxKeys;

  /** What time it is with the event at hand: by which groups expire, and up to which it is due. */
  long now = Measure.NONE;

  long watermark = Measure.NONE;

  /** Heap in use by groups, estimated. */
  long used;

  /** Of that what groups on probation take. */
  long onProbation;

  Shared(CorrelationDetector.Builder settings, long seed) {
    this(settings, seed, settings.maxKeys);
  }

  Shared(CorrelationDetector.Builder settings, long seed, int maxKeys) {
    this.settings = settings;
    this.seed = seed;
    this.maxKeys = maxKeys;
  }
}
