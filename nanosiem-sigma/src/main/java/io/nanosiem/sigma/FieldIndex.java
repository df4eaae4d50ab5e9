package io.nanosiem.sigma;

import io.nanosiem.event.FieldSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All clues about one field, and which rules each of them is a clue to: a value is looked up as a
 * whole, by its end, and by what is in it, in one pass.
 *
 * <p>Case is folded character by character on both sides, so what is found is no less than what a
 * rule would find; see {@link Fold} for where that is not all there is to it.
 *
 * <p>Immutable; nothing is allocated for a value.
 */
final class FieldIndex {
  /** Rules that have any clue here. */
  private final int[] all;

  private final int[] present;
  private final @Nullable Wholes wholes;
  private final @Nullable Tails tails;
  private final @Nullable Scan scan;

  /** Whether some literal can only be compared with a value that was lower-cased as a whole. */
  private final boolean needsWhole;

  FieldIndex(Map<Clue, List<Integer>> clues) {
    Map<Clue, int[]> known = new LinkedHashMap<>();
    clues.forEach((clue, rules) -> known.put(clue, numbers(rules)));
    all = known.values().stream().flatMapToInt(Arrays::stream).distinct().sorted().toArray();
    int[] there = {};
    List<Needle> whole = new ArrayList<>();
    List<Needle> ends = new ArrayList<>();
    List<Needle> inside = new ArrayList<>();
    boolean isWhole = false;
    for (Map.Entry<Clue, int[]> entry : known.entrySet()) {
      Clue clue = entry.getKey();
      Needle needle = new Needle(clue, entry.getValue());
      isWhole |= Fold.needsWhole(clue.text());
      switch (clue.kind()) {
        case PRESENT -> there = entry.getValue();
        case WHOLE -> whole.add(needle);
        case END -> ends.add(needle);
        case START, ANYWHERE -> inside.add(needle);
      }
    }
    wholes = whole.isEmpty() ? null : new Wholes(whole);
    tails = ends.isEmpty() ? null : new Tails(ends);
    scan = inside.isEmpty() ? null : new Scan(inside);
    present = there;
    needsWhole = isWhole;
  }

  private static int[] numbers(List<Integer> rules) {
    return rules.stream().mapToInt(Integer::intValue).distinct().toArray();
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
      findInteger(((Number) value).longValue(), into);
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
    int length = into.characters(text);
    find(into.text, 0, length, into);
    if ((needsWhole && into.isForeign(length)) || Fold.isIrregular(text)) {
      length = into.characters(Fold.lower(text));
      find(into.text, 0, length, into);
    }
    if (Fold.hasLongS(text)) {
      length = into.characters(Fold.withoutLongS(text));
      find(into.text, 0, length, into);
    }
  }

  /** Notes the rules to which a text of ASCII characters is a clue. */
  void probe(char[] characters, int from, int to, Candidates into) {
    into.add(present);
    find(characters, from, to, into);
  }

  private void findInteger(long number, Candidates into) {
    int length = into.digits(number);
    find(into.text, 0, length, into);
  }

  private void find(char[] characters, int from, int to, Candidates into) {
    into.beginComparing(to - from);
    if (wholes != null) {
      wholes.find(characters, from, to, into);
    }
    if (tails != null) {
      tails.find(characters, from, to, into);
    }
    if (scan != null) {
      scan.find(characters, from, to, into);
    }
    if (into.hasGivenUp()) {
      into.add(all);
    }
  }

  /** Notes the rules to which a number is a clue. */
  void probe(long number, Candidates into) {
    into.add(present);
    findInteger(number, into);
  }
}
