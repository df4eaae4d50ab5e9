package io.nanosiem.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds which of many texts a value ends with, from its last nine characters. Names differ before
 * what they end with, as in .exe, so the gram of a text is where it begins, or four characters from
 * the end if it is longer. Immutable; a look allocates nothing.
 */
final class Tails {
  private static final int FURTHEST = 4;

  private final Grams[] grams;

  /** Of each, how long they are and how far from the end of a value they end. */
  private final int[] lengths;

  private final int[] distances;

  Tails(List<Needle> needles) {
    Map<Integer, List<Needle>> byPlace = new TreeMap<>();
    for (Needle needle : needles) {
      int place = Math.min(needle.text().length(), Grams.LONGEST + FURTHEST);
      byPlace.computeIfAbsent(place, key -> new ArrayList<>()).add(needle);
    }
    grams = new Grams[byPlace.size()];
    lengths = new int[grams.length];
    distances = new int[grams.length];
    int at = 0;
    for (Map.Entry<Integer, List<Needle>> entry : byPlace.entrySet()) {
      int length = Math.min(entry.getKey(), Grams.LONGEST);
      int distance = entry.getKey() - length;
      List<Integer> ends =
          entry.getValue().stream().map(needle -> needle.text().length() - distance).toList();
      grams[at] = new Grams(entry.getValue(), ends, length);
      lengths[at] = length;
      distances[at++] = distance;
    }
  }

  void find(char[] characters, int from, int to, Candidates into) {
    for (int i = 0; i < grams.length; i++) {
      int end = to - distances[i];
      int start = end - lengths[i];
      if (start < from) {
        return; // the others are further from the end
      }
      grams[i].look(Grams.of(characters, end, lengths[i]), end, characters, from, to, into);
    }
  }
}
