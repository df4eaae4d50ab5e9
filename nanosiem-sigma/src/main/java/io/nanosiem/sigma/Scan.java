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
 * <p>Each text is filed under up to four of its characters. The pass looks at each pair of
 * characters only whether a gram that is filed ends with it, in a table that stays in the nearest
 * cache; so grams are chosen whose last pair is rare in logs, or ends another gram already. What is
 * left is looked up by the whole gram and compared.
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

  /** For each pair of characters, a bit for each length of grams that end with it. */
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
    // By length and gram: a gram of four characters is larger than any pair but where it begins
    // with none, as no text does.
    Map<Integer, Integer> own = new HashMap<>();
    for (Needle needle : needles) {
      for (int end = 2; end <= needle.text().length(); end++) {
        own.merge(Grams.of(needle.text(), end, 2), 1, Integer::sum);
        if (end >= Grams.LONGEST) {
          own.merge(Grams.of(needle.text(), end, Grams.LONGEST), 1, Integer::sum);
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
      if (length == 1) {
        flagAllThatEndWith(Letters.number(text.charAt(0)));
      } else {
        pairs[Grams.of(text, best, 2) & mask] |= (byte) (1 << length);
        shared.merge(Grams.of(text, best, length), 1, Integer::sum);
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
    int pair = Grams.of(text, end, 2);
    double last = frequency(pair, own);
    double first = frequency(Grams.of(text, end - length + 2, 2), own);
    int gram = Grams.of(text, end, length);
    double whole = Math.min(first, last) * WHOLE_OF_HALF + OF_OWN * own.getOrDefault(gram, 0);
    int comparisons = 1 + shared.getOrDefault(gram, 0);
    return (pairs[pair & mask] != 0 ? 0 : last) + COMPARISON * comparisons * whole;
  }

  private static double frequency(int pair, Map<Integer, Integer> own) {
    // What rules look for is written like what is in logs.
    return Letters.frequency(pair) + OF_OWN * own.getOrDefault(pair, 0);
  }

  void find(char[] characters, int from, int to, Candidates into) {
    byte[] table = pairs;
    int all = table.length - 1;
    int gram = Letters.NONE;
    for (int at = from; at < to; ) {
      gram = (Grams.last(gram, 3) << Letters.BITS) | Letters.number(characters[at++]);
      int lengths = table[gram & all];
      if (lengths != 0) {
        look(lengths, gram, at, characters, from, to, into);
      }
    }
  }

  private void look(
      int lengths, int gram, int end, char[] characters, int from, int to, Candidates into) {
    for (int left = lengths; left != 0; left &= left - 1) {
      int length = Integer.numberOfTrailingZeros(left);
      Grams some = grams[length];
      if (some != null) {
        some.look(Grams.last(gram, length), end, characters, from, to, into);
      }
    }
  }
}
