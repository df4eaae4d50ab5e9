package io.nanosiem.sigma;

import java.util.Locale;

/**
 * Comparison without regard to case.
 *
 * <p>The meaning is {@code value.toLowerCase(Locale.ROOT)} against {@code pattern.toLowerCase
 * (Locale.ROOT)}; the work is done character by character, without allocation, wherever that is
 * provably the same. Lower-casing a whole string differs from lower-casing its characters in three
 * cases only (Unicode, SpecialCasing): U+0130 (İ) becomes two characters; a capital sigma at the
 * end of a word becomes ς, not σ; and letters beyond the BMP that have case are surrogate pairs.
 * The first can concern any pattern, so a value is searched for it (one intrinsic scan, none at all
 * for Latin-1 strings); the other two only patterns that hold a sigma or such a letter, which is
 * known when the rule is compiled.
 */
final class Fold {
  private static final char DOTTED_CAPITAL_I = '\u0130';
  private static final char LONG_S = '\u017F';

  private Fold() {}

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The lower-case form of one character. */
  static char fold(char c) {
    if (c < 128) {
      return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
    }
    return Character.toLowerCase(c);
  }

  /** Whether a lower-case pattern can only be compared with wholly lower-cased values. */
  static boolean needsWhole(CharSequence lowerPattern) {
    for (int i = 0; i < lowerPattern.length(); i++) {
      char c = lowerPattern.charAt(i);
      if (c == 'σ' || c == 'ς') {
        return true;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < lowerPattern.length()
          && Character.isLetter(Character.toCodePoint(c, lowerPattern.charAt(i + 1)))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a value has to be lower-cased as a whole whatever the pattern. */
  static boolean isIrregular(String value) {
    return value.indexOf(DOTTED_CAPITAL_I) >= 0;
  }

  /**
   * Whether a text holds a long s, which is lower case itself and yet is what a regular expression
   * without regard to case may mean by the letter.
   */
  static boolean hasLongS(String text) {
    return text.indexOf(LONG_S) >= 0;
  }

  /** The same text with the letter for each long s. */
  static String withoutLongS(String text) {
    return text.replace(LONG_S, 's');
  }

  /** Whether the pattern stands at an offset of the value. The caller has checked the length. */
  static boolean matchesAt(String value, int at, String lowerPattern) {
    for (int i = 0; i < lowerPattern.length(); i++) {
      char c = value.charAt(at + i);
      char p = lowerPattern.charAt(i);
      if (c != p && fold(c) != p) {
        return false;
      }
    }
    return true;
  }
}
