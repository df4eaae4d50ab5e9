package io.nanosiem.correlation;

/**
 * Seeded 64-bit hashes of text. The seed differs from detector to detector, so that nobody can
 * craft keys that collide; no result depends on it.
 */
final class Hash64 {
  private Hash64() {}

  static long of(long seed, String text) {
    long hash = seed ^ text.length() * 0x9E3779B97F4A7C15L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0xD6E8FEB86659FD93L;
      hash ^= hash >>> 32;
    }
    return mix(hash);
  }

  /** The finalizer of SplitMix64. */
  static long mix(long value) {
    long hash = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    hash = (hash ^ hash >>> 27) * 0x94D049BB133111EBL;
    return hash ^ hash >>> 31;
  }
}
