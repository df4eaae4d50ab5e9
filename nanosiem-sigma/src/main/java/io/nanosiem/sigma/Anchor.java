package io.nanosiem.sigma;

import org.jspecify.annotations.Nullable;

/**
 * The character of a literal that is rarest in logs. The JDK looks for one character many times
 * faster than a loop does, so a text is compared only where this one is, in either case.
 *
 * @param offset where in the literal it is
 * @param lower the character
 * @param upper the same in upper case; equal if it has no case
 */
record Anchor(int offset, char lower, char upper) {
  private static final int ASCII = 128;

  /** Of a lower-case literal; null if no character will do. */
  static @Nullable Anchor of(String literal) {
    int best = -1;
    for (int at = 0; at < literal.length(); at++) {
      char c = literal.charAt(at);
      // The Kelvin sign is a k too, in lower case.
      if (c < ASCII
          && c != 'k'
          && (best < 0 || Letters.frequency(c) < Letters.frequency(literal.charAt(best)))) {
        best = at;
      }
    }
    if (best < 0) {
      return null;
    }
    char c = literal.charAt(best);
    return new Anchor(best, c, c >= 'a' && c <= 'z' ? (char) (c - ' ') : c);
  }

  /** Whether a text holds the literal; it must not be {@linkplain Fold#isIrregular irregular}. */
  boolean isIn(String text, String literal) {
    int last = text.length() - literal.length() + offset;
    int nextLower = text.indexOf(lower, offset);
    int nextUpper = lower == upper ? -1 : text.indexOf(upper, offset);
    while (true) {
      int at = nextUpper < 0 || (nextLower >= 0 && nextLower < nextUpper) ? nextLower : nextUpper;
      if (at < 0 || at > last) {
        return false;
      }
      if (Fold.matchesAt(text, at - offset, literal)) {
        return true;
      }
      if (at == nextLower) {
        nextLower = text.indexOf(lower, at + 1);
      } else {
        nextUpper = text.indexOf(upper, at + 1);
      }
    }
  }
}
