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
   * @param start where it would begin
   * @param from where the value begins in the characters
   * @param to where it ends
   */
  boolean isAt(int needle, int start, char[] characters, int from, int to) {
    int row = needle * WIDTH;
    int end = start + rows[row + LENGTH];
    int place = rows[row + PLACE];
    if (start < from
        || end > to
        || ((place & AT_START) != 0 && start > from)
        || ((place & AT_END) != 0 && end < to)) {
      return false;
    }
    int text = rows[row + FROM];
    for (int at = start; at < end; at++, text++) {
      char c = characters[at];
      if (c != texts[text] && Fold.fold(c) != texts[text]) {
        return false;
      }
    }
    return true;
  }

  int[] rules(int needle) {
    return rules[needle];
  }
}
