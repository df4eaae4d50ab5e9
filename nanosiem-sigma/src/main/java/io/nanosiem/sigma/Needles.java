package io.nanosiem.sigma;

import java.util.List;

/**
 * Many needles by number, their texts in one array and what there is to know of each in another, as
 * comparing is mostly waiting for memory.
 *
 * <p>Immutable.
 */
final class Needles {
  private static final int FROM = 0;
  private static final int LENGTH = 1;
  private static final int PLACE = 2;
  private static final int WIDTH = 4;
  private static final int AT_START = 1;
  private static final int AT_END = 2;

  private final char[] texts;
  private final int[] rows;
  private final int[][] rules;

  Needles(List<Needle> needles) {
    StringBuilder all = new StringBuilder();
    rows = new int[needles.size() * WIDTH];
    rules = new int[needles.size()][];
    for (int n = 0; n < rules.length; n++) {
      Needle needle = needles.get(n);
      rows[n * WIDTH + FROM] = all.length();
      rows[n * WIDTH + LENGTH] = needle.text().length();
      rows[n * WIDTH + PLACE] = (needle.atStart() ? AT_START : 0) | (needle.atEnd() ? AT_END : 0);
      rules[n] = needle.rules();
      all.append(needle.text());
    }
    texts = all.toString().toCharArray();
  }

  /**
   * Whether one stands at a place of a value, and may stand there.
   *
   * @param known after how many of its characters it is compared first, as others differ there most
   *     often that are the same before
   * @param place where these characters end in the value
   * @param from where the value begins
   * @param to where it ends
   */
  boolean isAt(int needle, int known, int place, char[] characters, int from, int to) {
    int row = needle * WIDTH;
    int start = place - known;
    int end = start + rows[row + LENGTH];
    int kind = rows[row + PLACE];
    if (start < from
        || end > to
        || ((kind & AT_START) != 0 && start > from)
        || ((kind & AT_END) != 0 && end < to)) {
      return false;
    }
    int text = rows[row + FROM] - start;
    return isSame(place, end, text, characters) && isSame(start, place, text, characters);
  }

  private boolean isSame(int from, int to, int text, char[] characters) {
    for (int at = from; at < to; at++) {
      char c = characters[at];
      char wanted = texts[text + at];
      if (c != wanted && Fold.fold(c) != wanted) {
        return false;
      }
    }
    return true;
  }

  int[] rules(int needle) {
    return rules[needle];
  }
}
