package io.nanosiem.sigma;

import java.util.List;

/**
 * Texts filed under one gram each: up to five characters of it at one place, as an integer. A gram
 * of a value leads to those that may stand there.
 *
 * <p>Immutable.
 */
final class Grams {
  static final int LONGEST = 5;

  /** So short ones are the characters themselves, longer ones their {@link Letters#number}s. */
  static final int EXACT = 2;

  private static final int GRAM = 0;
  private static final int END = 1;
  private static final int NEXT = 2;
  private static final int WIDTH = 4;

  private final Needles needles;

  /** The gram of each, where in its text that ends, and the next of its hash, plus one. */
  private final int[] rows;

  /** The first of a hash, plus one. */
  private final int[] heads;

  private final long[] bits;
  private final int shift;

  /**
   * Files them.
   *
   * @param ends for each, after which of its characters its gram ends
   * @param length of the grams, 1 to {@link #LONGEST}
   */
  Grams(List<Needle> filed, List<Integer> ends, int length) {
    needles = new Needles(filed);
    rows = new int[filed.size() * WIDTH];
    int size = Math.max(4, Integer.highestOneBit(filed.size()) * 2);
    heads = new int[size];
    // Thirty-two bits for each place in the table, so that few grams seem to be filed that are not.
    bits = new long[size / 2];
    shift = Integer.numberOfLeadingZeros(size) + 1;
    for (int n = filed.size() - 1; n >= 0; n--) {
      int gram = of(filed.get(n).text(), ends.get(n), length);
      int hash = hash(gram);
      bits[hash >>> (shift + 1)] |= bit(hash);
      rows[n * WIDTH + GRAM] = gram;
      rows[n * WIDTH + END] = ends.get(n);
      rows[n * WIDTH + NEXT] = heads[hash >>> shift];
      heads[hash >>> shift] = n + 1;
    }
  }

  /** The gram of a text that ends before a character of it. */
  static int of(String text, int end, int length) {
    int gram = 0;
    for (int at = end - length; at < end; at++) {
      gram = next(gram, text.charAt(at), length);
    }
    return gram;
  }

  /** The gram of characters that end before one of them. */
  static int of(char[] characters, int end, int length) {
    int gram = 0;
    for (int at = end - length; at < end; at++) {
      gram = next(gram, characters[at], length);
    }
    return gram;
  }

  /** Of two characters there is room for all; of which there may be many, as of emoji. */
  private static int next(int gram, char c, int length) {
    return length <= EXACT
        ? (gram << Character.SIZE) | Fold.fold(c)
        : (gram << Letters.BITS) | Letters.number(c);
  }

  private static int hash(int gram) {
    return gram * 0x9E3779B1;
  }

  private long bit(int hash) {
    // The lowest bit of the slot chooses half a word, the next five bits of the hash within it.
    return 1L << ((hash >>> (shift - 5)) & 63);
  }

  /** Notes the rules of those that stand in a value where a gram ends. */
  void look(int gram, int end, char[] characters, int from, int to, Candidates into) {
    int hash = hash(gram);
    if ((bits[hash >>> (shift + 1)] & bit(hash)) == 0) {
      return;
    }
    int next = heads[hash >>> shift];
    while (next != 0 && into.mayCompare()) {
      int n = next - 1;
      int row = n * WIDTH;
      if (rows[row + GRAM] == gram && needles.isAt(n, rows[row + END], end, characters, from, to)) {
        into.add(needles.rules(n));
      }
      next = rows[row + NEXT];
    }
  }
}
