package io.nanosiem.ml;

/** The number that stands for a name, made without making the name. No state. */
final class CategoryHash {
  private CategoryHash() {}

  static long add(long hash, String text) {
    return add(hash, text, 0, text.length());
  }

  static long add(long hash, String text, int begin, int end) {
    long sum = hash;
    for (int i = begin; i < end; i++) {
      sum = SplitMix64.mix(sum + text.charAt(i) + 1);
    }
    return sum;
  }

  /** 53 bits, which a double holds exactly. */
  static double code(long hash) {
    return hash >>> 11;
  }
}
