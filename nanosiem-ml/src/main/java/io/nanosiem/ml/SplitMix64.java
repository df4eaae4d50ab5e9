package io.nanosiem.ml;

/**
 * The generator of Steele, Lea and Flood ("Fast splittable pseudorandom number generators", 2014).
 * Written out here because a seed must give the same forest on every JDK, for good. One thread at a
 * time.
 */
final class SplitMix64 {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  SplitMix64(long seed) {
    state = seed;
  }

  /** An independent stream for each index, so that work can be divided in any way. */
  static SplitMix64 stream(long seed, long index) {
    return new SplitMix64(mix(seed + GOLDEN) ^ mix(~index * GOLDEN));
  }

  static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** All there is to it: a generator of the same state goes on the same way. */
  long state() {
    return state;
  }

  void state(long value) {
    state = value;
  }

  long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  /** Uniform in [0, bound), without bias (Lemire, "Fast random integer generation", 2019). */
  int nextInt(int bound) {
    long product = (nextLong() >>> 32) * bound;
    long low = product & 0xFFFFFFFFL;
    if (low < bound) {
      long biased = (0x100000000L - bound) % bound;
      while (low < biased) {
        product = (nextLong() >>> 32) * bound;
        low = product & 0xFFFFFFFFL;
      }
    }
    return (int) (product >>> 32);
  }

  /** Uniform in [0, 1), in steps of 2^-53. */
  double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  boolean chance(double probability) {
    return nextDouble() < probability;
  }
}
