package io.nanosiem.sigma;

/**
 * Looks for a long text in another, in time linear in both (Knuth, Morris and Pratt, "Fast pattern
 * matching in strings", 1977). Takes four bytes for each character that is looked for.
 */
final class Substring {
  private Substring() {}

  /** Whether a text holds another; unless cased, the other is lower case and case is folded. */
  static boolean isIn(String text, String wanted, boolean isCased) {
    if (wanted.isEmpty()) {
      return true;
    }
    if (wanted.length() > text.length()) {
      return false;
    }
    // For each prefix the length of the longest shorter prefix that it ends with.
    int[] borders = new int[wanted.length()];
    for (int i = 1, border = 0; i < wanted.length(); i++) {
      while (border > 0 && wanted.charAt(i) != wanted.charAt(border)) {
        border = borders[border - 1];
      }
      if (wanted.charAt(i) == wanted.charAt(border)) {
        border++;
      }
      borders[i] = border;
    }
    int matched = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = isCased ? text.charAt(i) : Fold.fold(text.charAt(i));
      while (matched > 0 && c != wanted.charAt(matched)) {
        matched = borders[matched - 1];
      }
      if (c == wanted.charAt(matched) && ++matched == wanted.length()) {
        return true;
      }
    }
    return false;
  }
}
