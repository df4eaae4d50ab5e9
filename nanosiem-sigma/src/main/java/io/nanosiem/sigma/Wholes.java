package io.nanosiem.sigma;

import java.util.List;

/** Finds the text that a value is, among many, by a hash. Immutable; a look allocates nothing. */
final class Wholes {
  private final Needles needles;

  /** Their numbers, plus one, by hash. */
  private final int[] table;

  /** A bit for each length and last character, which keep most values from being hashed. */
  private final long[] likely = new long[64];

  Wholes(List<Needle> needles) {
    this.needles = new Needles(needles);
    table = new int[Integer.highestOneBit(Math.max(1, needles.size())) * 4];
    for (int n = 0; n < needles.size(); n++) {
      char[] text = needles.get(n).text().toCharArray();
      int at = hash(text, text.length) & (table.length - 1);
      while (table[at] != 0) {
        at = (at + 1) & (table.length - 1);
      }
      table[at] = n + 1;
      likely[text.length & 63] |= last(text, text.length);
    }
  }

  private static long last(char[] text, int length) {
    return length == 0 ? 1 : 1L << Letters.number(text[length - 1]);
  }

  private static int hash(char[] text, int length) {
    int hash = length;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + Letters.number(text[i]);
    }
    return hash ^ (hash >>> 15);
  }

  void find(char[] value, int length, Candidates into) {
    if ((likely[length & 63] & last(value, length)) == 0) {
      return;
    }
    int mask = table.length - 1;
    for (int at = hash(value, length) & mask; table[at] != 0; at = (at + 1) & mask) {
      if (needles.isAt(table[at] - 1, 0, value, length)) {
        into.add(needles.rules(table[at] - 1));
        return;
      }
    }
  }
}
