package io.nanosiem.sigma;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds which of many texts are in a value, in one pass over it.
 *
 * <p>Each text is filed under up to five of its characters. The pass looks at each pair of
 * characters only whether a gram that is filed begins with it, in a table that stays in the nearest
 * cache; so grams are chosen whose first pair is rare in logs, or begins another gram already. What
 * is left is looked up by the whole gram and compared.
 *
 * <p>Immutable; a pass allocates nothing.
 */
final class Scan {
  /** How much more a comparison costs than to look closer at a pair. */
  private static final double COMPARISON = 4;

  /** How much more frequent something in a log is for each text that has it. */
  private static final double OF_OWN = 2e-5;

  /** How often a gram is there, as a part of how often the rarer of its halves is. */
  private static final double WHOLE_OF_HALF = 0.3;

  /** How many characters of a window of the longest gram are behind its first pair. */
  private static final int BEHIND_PAIR = Grams.LONGEST - 2;

  private static final int PAIR = Letters.BITS * BEHIND_PAIR;
  private static final int WINDOW = (1 << (Letters.BITS * Grams.LONGEST)) - 1;

  /** For each pair of characters, a bit for each length of grams that begin with it. */
  private final byte[] pairs;

  private final int mask;

  /** By length; of the shorter lengths only texts that are no longer. */
  private final @Nullable Grams[] grams = new Grams[Grams.LONGEST + 1];

  Scan(List<Needle> needles) {
    int size = needles.size() <= 8 ? 1 << 8 : needles.size() <= 64 ? 1 << 10 : 1 << 12;
    mask = size - 1;
    pairs = new byte[size];
    List<List<Needle>> filed = new ArrayList<>();
    List<List<Integer>> ends = new ArrayList<>();
    for (int length = 0; length <= Grams.LONGEST; length++) {
      filed.add(new ArrayList<>());
      ends.add(new ArrayList<>());
    }
    Map<Integer, Integer> own = new HashMap<>();
    for (Needle needle : needles) {
      int length = Math.min(needle.text().length(), Grams.LONGEST);
      for (int end = 2; end <= needle.text().length(); end++) {
        own.merge(Letters.pair(needle.text(), end), 1, Integer::sum);
        if (end >= length && length > Grams.EXACT) {
          own.merge(Grams.of(needle.text(), end, length), 1, Integer::sum);
        }
      }
    }
    // Those with the least choice first: what they must have the others may share.
    List<Needle> ordered = new ArrayList<>(needles);
    ordered.sort(Comparator.comparingInt(needle -> needle.text().length()));
    Map<Integer, Integer> shared = new HashMap<>();
    for (Needle needle : ordered) {
      String text = needle.text();
      int length = Math.min(text.length(), Grams.LONGEST);
      int best = length;
      double least = Double.POSITIVE_INFINITY;
      for (int end = length; end <= text.length() && length > 1; end++) {
        double cost = cost(text, end, length, own, shared);
        if (cost < least) {
          least = cost;
          best = end;
        }
      }
      shared.merge(Grams.of(text, best, length), 1, Integer::sum);
      if (length == 1) {
        flagAllThatEndWith(Letters.number(text.charAt(0)));
      } else {
        pairs[Letters.pair(text, best - length + 2) & mask] |= (byte) (1 << length);
      }
      filed.get(length).add(needle);
      ends.get(length).add(best);
    }
    for (int length = 1; length <= Grams.LONGEST; length++) {
      if (!filed.get(length).isEmpty()) {
        grams[length] = new Grams(filed.get(length), ends.get(length), length);
      }
    }
  }

  private void flagAllThatEndWith(int letter) {
    for (int before = 0; before < 1 << Letters.BITS; before++) {
      pairs[((before << Letters.BITS) | letter) & mask] |= 1 << 1;
    }
  }

  /** What it costs to file a text under a gram: to look closer at its pair, and to compare. */
  private double cost(
      String text, int end, int length, Map<Integer, Integer> own, Map<Integer, Integer> shared) {
    int pair = Letters.pair(text, end - length + 2);
    double first = frequency(pair, own);
    double last = frequency(Letters.pair(text, end), own);
    int gram = Grams.of(text, end, length);
    double whole = Math.min(first, last) * WHOLE_OF_HALF + OF_OWN * own.getOrDefault(gram, 0);
    int comparisons = 1 + shared.getOrDefault(gram, 0);
    return (pairs[pair & mask] != 0 ? 0 : first) + COMPARISON * comparisons * whole;
  }

  private static double frequency(int pair, Map<Integer, Integer> own) {
    // What rules look for is written like what is in logs.
    return Letters.frequency(pair) + OF_OWN * own.getOrDefault(pair, 0);
  }

  void find(char[] characters, int from, int to, Candidates into) {
    byte[] table = pairs;
    int all = table.length - 1;
    int window = Letters.NONE;
    for (int at = from; at < to; at++) {
      window = (window << Letters.BITS) | Letters.number(characters[at]);
      int lengths = table[(window >>> PAIR) & all];
      if (lengths != 0) {
        look(lengths, window, at, characters, from, to, into);
      }
    }
    for (int at = to; at < to + BEHIND_PAIR; at++) {
      window = (window << Letters.BITS) | Letters.NONE;
      int lengths = table[(window >>> PAIR) & all];
      if (lengths != 0) {
        look(lengths, window, at, characters, from, to, into);
      }
    }
  }

  /**
   * Looks for what begins with the first pair of a window, or is its second character.
   *
   * @param last where the window ends
   */
  private void look(
      int lengths, int window, int last, char[] characters, int from, int to, Candidates into) {
    int afterPair = last + 1 - BEHIND_PAIR;
    for (int left = lengths; left != 0; left &= left - 1) {
      int length = Integer.numberOfTrailingZeros(left);
      Grams some = grams[length];
      int end = length == 1 ? afterPair : afterPair - 2 + length;
      if (some != null && end - length >= from && end <= to) {
        int gram =
            length <= Grams.EXACT
                ? Grams.of(characters, end, length)
                : (window & WINDOW) >>> (Letters.BITS * (Grams.LONGEST - length));
        some.look(gram, end, characters, from, to, into);
      }
    }
  }
}
