package io.nanosiem.sigma;

import java.util.Arrays;
import java.util.List;

/**
 * Looks for any of several literals in a text, without regard to case, in one pass.
 *
 * <p>The algorithm is that of Wu and Manber ("A fast algorithm for multi-pattern searching", 1994)
 * with blocks of two characters: a table says for every pair of characters how far the window may
 * move on because no literal has that pair so near to its end. On log lines most windows move by
 * almost the length of the shortest literal, so most characters are never looked at. Pairs share
 * the table by a hash; a collision only makes a step shorter. The worst case is text length ×
 * number of literals with the same last pair; the length of a literal comes from the rule, never
 * from the log.
 *
 * <p>Literals are lower case, at least two characters long, and free of what {@link
 * Fold#needsWhole} names; texts must not be {@linkplain Fold#isIrregular irregular}. Immutable.
 */
final class Finder {
  static final int MIN_LENGTH = 2;

  private final String[] literals;
  private final int shortest;
  private final int mask;
  private final byte[] shift;

  /** First literal of each hash of its pair at the window's end, plus one; 0 for none. */
  private final short[] first;

  private final short[] next;

  Finder(List<String> literals) {
    if (literals.size() > Short.MAX_VALUE) {
      throw new IllegalArgumentException("too many literals for one table");
    }
    this.literals = literals.toArray(new String[0]);
    int least = Integer.MAX_VALUE;
    for (String literal : literals) {
      least = Math.min(least, literal.length());
    }
    this.shortest = least;
    int size = literals.size() <= 32 ? 256 : literals.size() <= 256 ? 1024 : 8192;
    this.mask = size - 1;
    this.shift = new byte[size];
    this.first = new short[size];
    this.next = new short[this.literals.length];
    Arrays.fill(shift, (byte) Math.min(127, shortest - 1));
    for (int n = this.literals.length - 1; n >= 0; n--) {
      String literal = this.literals[n];
      for (int at = 1; at < shortest; at++) {
        int hash = hash(literal.charAt(at - 1), literal.charAt(at));
        shift[hash] = (byte) Math.min(shift[hash], shortest - 1 - at);
        if (at == shortest - 1) {
          next[n] = first[hash];
          first[hash] = (short) (n + 1);
        }
      }
    }
  }

  private int hash(char a, char b) {
    return (fold(a) * 31 + fold(b)) & mask;
  }

  /** Equal for characters that are equal without regard to case. */
  private static int fold(char c) {
    return (c < 128 ? c : Fold.fold(c)) | 0x20;
  }

  /** Whether any of the literals is in the text. */
  boolean isIn(String text) {
    int end = text.length();
    int at = shortest - 1;
    while (at < end) {
      int hash = hash(text.charAt(at - 1), text.charAt(at));
      int step = shift[hash];
      if (step > 0) {
        at += step;
        continue;
      }
      int start = at - shortest + 1;
      for (int n = first[hash]; n != 0; n = next[n - 1]) {
        String literal = literals[n - 1];
        if (start + literal.length() <= end && Fold.matchesAt(text, start, literal)) {
          return true;
        }
      }
      at++;
    }
    return false;
  }
}
