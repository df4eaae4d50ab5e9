package io.nanosiem.sigma;

import io.nanosiem.event.FieldSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All clues about one field, and which rules each of them is a clue to: one pass over a value finds
 * those that are in it.
 *
 * <p>Whole values are looked up by a hash. For literals inside a value, each is filed under four of
 * its characters, those that fewest others share; the pass slides over the value, four characters
 * at a time as one integer, and looks at literals only where a bit says that one may be filed.
 * Shorter literals are filed under as many characters as they have, with a pass for each length.
 * Case is folded character by character on both sides, so what is found is no less than what a rule
 * would find; see {@link Fold} for where that is not all there is to it.
 *
 * <p>Immutable; a pass allocates nothing.
 */
final class FieldIndex {
  private static final int LONGEST_GRAM = 4;
  private static final int BITS = 16;
  private static final char LONG_S = '\u017F';

  /** Rules that have any clue here. */
  private final int[] all;

  private final int[] present;
  private final Whole whole;
  private final Map<Long, int[]> numbers = new HashMap<>();
  private final Grams[] grams;

  /** Whether some literal can only be compared with a value that was lower-cased as a whole. */
  private final boolean needsWhole;

  /** A literal and where it has to stand. */
  private static final class Needle {
    final String text;
    final Clue.Kind kind;
    final int[] rules;

    Needle(String text, Clue.Kind kind, int[] rules) {
      this.text = text;
      this.kind = kind;
      this.rules = rules;
    }

    boolean isAt(String value, int start) {
      int end = start + text.length();
      if (start < 0
          || end > value.length()
          || (kind == Clue.Kind.START && start > 0)
          || (kind == Clue.Kind.END && end < value.length())) {
        return false;
      }
      for (int i = 0; i < text.length(); i++) {
        if (Fold.fold(value.charAt(start + i)) != text.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }

  FieldIndex(Map<Clue, List<Integer>> clues) {
    Map<Clue, int[]> known = new LinkedHashMap<>();
    clues.forEach((clue, rules) -> known.put(clue, numbers(rules)));
    all = known.values().stream().flatMapToInt(Arrays::stream).distinct().sorted().toArray();
    int[] there = {};
    Map<String, int[]> wholes = new LinkedHashMap<>();
    Map<Integer, List<Needle>> byLength = new TreeMap<>();
    boolean isWhole = false;
    for (Map.Entry<Clue, int[]> entry : known.entrySet()) {
      Clue clue = entry.getKey();
      int[] rules = entry.getValue();
      isWhole |= Fold.needsWhole(clue.text());
      switch (clue.kind()) {
        case PRESENT -> there = rules;
        case WHOLE -> {
          wholes.put(clue.text(), rules);
          Long number = number(clue.text());
          if (number != null) {
            numbers.put(number, rules);
          }
        }
        default -> {
          int length = Math.min(clue.text().length(), LONGEST_GRAM);
          byLength
              .computeIfAbsent(length, key -> new ArrayList<>())
              .add(new Needle(clue.text(), clue.kind(), rules));
        }
      }
    }
    present = there;
    whole = new Whole(wholes);
    grams =
        byLength.entrySet().stream()
            .map(entry -> new Grams(entry.getValue(), entry.getKey()))
            .toArray(Grams[]::new);
    needsWhole = isWhole;
  }

  private static int[] numbers(List<Integer> rules) {
    return rules.stream().mapToInt(Integer::intValue).distinct().toArray();
  }

  /** A text that a 64-bit integer has; null if none does. */
  private static @Nullable Long number(String text) {
    if (text.isEmpty() || text.length() > 20) {
      return null;
    }
    try {
      long number = Long.parseLong(text);
      return Long.toString(number).equals(text) ? number : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Notes the rules to which a value of the field is a clue. */
  void probe(@Nullable Object value, Candidates into) {
    if (value == null) {
      return;
    }
    into.add(present);
    if (value != FieldSource.NULL) {
      probeValue(value, into);
    }
  }

  private void probeValue(Object value, Candidates into) {
    if (value instanceof String text) {
      probeText(text, into);
    } else if (value instanceof Integer || value instanceof Long) {
      if (grams.length == 0) {
        into.add(numbers.get(((Number) value).longValue()));
      } else {
        probeText(value.toString(), into);
      }
    } else if (value instanceof Number) {
      into.add(all); // which text it equals is for the rule to say
    } else if (value instanceof Iterable<?> several) {
      for (Object one : several) {
        if (one != null && one != FieldSource.NULL) {
          probeValue(one, into);
        }
      }
    } else {
      String text = Values.text(value);
      if (text != null) {
        probeText(text, into);
      }
    }
  }

  private void probeText(String text, Candidates into) {
    find(text, into);
    if (needsWhole || Fold.isIrregular(text)) {
      find(Fold.lower(text), into);
    }
    if (text.indexOf(LONG_S) >= 0) {
      find(text.replace(LONG_S, 's'), into); // which a regular expression without case may mean
    }
  }

  private void find(String text, Candidates into) {
    whole.find(text, into);
    for (Grams some : grams) {
      some.find(text, into);
    }
  }

  /** Whole values by hash. */
  private static final class Whole {
    private final String[] texts;
    private final int[][] rules;

    /** A bit for each length that one of them has, the last for all that are longer. */
    private long lengths;

    Whole(Map<String, int[]> wanted) {
      int size = Integer.highestOneBit(Math.max(1, wanted.size())) * 4;
      texts = new String[size];
      rules = new int[size][];
      wanted.forEach(
          (text, of) -> {
            int at = hash(text) & (size - 1);
            while (texts[at] != null) {
              at = (at + 1) & (size - 1);
            }
            texts[at] = text;
            rules[at] = of;
            lengths |= bit(text.length());
          });
    }

    private static long bit(int length) {
      return 1L << Math.min(length, 63);
    }

    private static int hash(String text) {
      int hash = text.length();
      for (int i = 0; i < text.length(); i++) {
        hash = 31 * hash + Fold.fold(text.charAt(i));
      }
      return hash ^ (hash >>> 15);
    }

    void find(String value, Candidates into) {
      if ((lengths & bit(value.length())) == 0) {
        return;
      }
      int mask = texts.length - 1;
      for (int at = hash(value) & mask; texts[at] != null; at = (at + 1) & mask) {
        if (texts[at].length() == value.length() && Fold.matchesAt(value, 0, texts[at])) {
          into.add(rules[at]);
          return;
        }
      }
    }
  }

  /** Literals by a few of their characters. */
  private static final class Grams {
    private final Needle[] needles;
    private final int[] grams;
    private final int[] offsets;

    /** Whether a gram may be filed, by its hash. */
    private final long[] bits = new long[1 << (BITS - 6)];

    /** The first literal of a hash, plus one, and the next of each. */
    private final int[] heads;

    private final int[] next;
    private final int shift;
    private final int length;

    /** Of two characters all is taken, of more the lower half. */
    private final int width;

    private final int mask;

    Grams(List<Needle> wanted, int length) {
      this.length = length;
      width = length <= 2 ? Character.SIZE : Byte.SIZE;
      mask = -1 >>> (Integer.SIZE - width * length);
      needles = wanted.toArray(new Needle[0]);
      grams = new int[needles.length];
      offsets = new int[needles.length];
      next = new int[needles.length];
      int size = Integer.highestOneBit(needles.length) * 2;
      heads = new int[size];
      shift = Integer.numberOfLeadingZeros(size) + 1;
      Map<Integer, Integer> shared = new HashMap<>();
      for (Needle needle : needles) {
        for (int at = 0; at + length <= needle.text.length(); at++) {
          shared.merge(gram(needle.text, at), 1, Integer::sum);
        }
      }
      for (int n = 0; n < needles.length; n++) {
        String text = needles[n].text;
        int best = 0;
        for (int at = 1; at + length <= text.length(); at++) {
          int fewest = shared.getOrDefault(gram(text, best), 0);
          best = shared.getOrDefault(gram(text, at), 0) < fewest ? at : best;
        }
        grams[n] = gram(text, best);
        offsets[n] = best;
        int hash = hash(grams[n]);
        bits[word(hash)] |= bit(hash);
        int slot = slot(hash);
        next[n] = heads[slot];
        heads[slot] = n + 1;
      }
    }

    private int slot(int hash) {
      return hash >>> shift;
    }

    private int gram(String text, int at) {
      int gram = 0;
      for (int i = 0; i < length; i++) {
        gram = next(gram, text.charAt(at + i));
      }
      return gram;
    }

    private int next(int gram, char c) {
      return ((gram << width) | (Fold.fold(c) & ((1 << width) - 1))) & mask;
    }

    private static int hash(int gram) {
      return gram * 0x9E3779B1;
    }

    private static int word(int hash) {
      return hash >>> (Integer.SIZE - BITS + 6);
    }

    private static long bit(int hash) {
      return 1L << (hash >>> (Integer.SIZE - BITS));
    }

    void find(String text, Candidates into) {
      int end = text.length();
      if (end < length) {
        return;
      }
      int gram = 0;
      for (int at = 0; at < length - 1; at++) {
        gram = next(gram, text.charAt(at));
      }
      for (int at = length - 1; at < end; at++) {
        gram = next(gram, text.charAt(at));
        int hash = hash(gram);
        if ((bits[word(hash)] & bit(hash)) != 0) {
          look(text, at - length + 1, gram, hash, into);
        }
      }
    }

    private void look(String text, int start, int gram, int hash, Candidates into) {
      for (int n = heads[slot(hash)]; n != 0; n = next[n - 1]) {
        if (grams[n - 1] == gram && needles[n - 1].isAt(text, start - offsets[n - 1])) {
          into.add(needles[n - 1].rules);
        }
      }
    }
  }
}
