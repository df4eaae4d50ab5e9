package io.nanosiem.sigma;

import java.util.List;

/** Finds the text that a value is, among many, by a hash. Immutable; a look allocates nothing. */
final class Wholes {
  private final Needles needles;

  /** The first of a hash, plus one; and the next of each. */
  private final int[] heads;

  private final int[] next;

  /** A bit for each length and last character, which keep most values from being hashed. */
  private final long[] likely = new long[64];

  Wholes(List<Needle> needles) {
    this.needles = new Needles(needles);
    heads = new int[Integer.highestOneBit(Math.max(1, needles.size())) * 2];
    next = new int[needles.size()];
    for (int n = 0; n < needles.size(); n++) {
      char[] text = needles.get(n).text().toCharArray();
      int slot = hash(text, 0, text.length) & (heads.length - 1);
      next[n] = heads[slot];
      heads[slot] = n + 1;
      likely[text.length & 63] |= last(text, 0, text.length);
    }
  }

  private static long last(char[] characters, int from, int to) {
    return from == to ? 1 : 1L << Letters.number(characters[to - 1]);
  }

  private static int hash(char[] characters, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + Letters.number(characters[i]);
    }
    return hash ^ (hash >>> 15);
  }

  void find(char[] characters, int from, int to, Candidates into) {
    if ((likely[(to - from) & 63] & last(characters, from, to)) == 0) {
      return;
    }
    int n = heads[hash(characters, from, to) & (heads.length - 1)];
    while (n != 0 && into.mayCompare()) {
      if (needles.isAt(n - 1, 0, from, characters, from, to)) {
        into.add(needles.rules(n - 1));
        return;
      }
      n = next[n - 1];
    }
  }
}
