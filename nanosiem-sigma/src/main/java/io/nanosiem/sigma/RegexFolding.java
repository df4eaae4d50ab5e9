package io.nanosiem.sigma;

/**
 * Keeps from RE2/J what it cannot fold.
 *
 * <p>To ignore case it walks from a character to its other forms until it comes back to where it
 * began. Its table of forms is older than the nine letters U+1C80 to U+1C88 (Unicode 9): from these
 * the walk leads to the modern Cyrillic letters and never back, and compiling {@code (?i)ᲀ} does
 * not end. A pattern that holds one of them, or a range across them, is therefore not compiled
 * without regard to case. As a letter of an event they do no harm.
 */
final class RegexFolding {
  private static final int FIRST = 0x1C80;
  private static final int LAST = 0x1C88;

  /** A range from here to {@link #ALL_TO} holds every letter with case, and is not walked. */
  private static final int ALL_FROM = 'A';

  private static final int ALL_TO = 0x1E943;

  private final String pattern;
  private int at;

  private RegexFolding(String pattern) {
    this.pattern = pattern;
  }

  /** Whether a pattern may be compiled so that it ignores case. */
  static boolean isFoldable(String pattern) {
    return new RegexFolding(pattern).scan();
  }

  /** Whether a pattern says itself that case is to be ignored, in some part of it. */
  static boolean ignoresCase(String pattern) {
    for (int open = pattern.indexOf("(?"); open >= 0; open = pattern.indexOf("(?", open + 1)) {
      for (int i = open + 2; i < pattern.length() && ":)<".indexOf(pattern.charAt(i)) < 0; i++) {
        if (pattern.charAt(i) == 'i') {
          return true;
        }
      }
    }
    return false;
  }

  /** What looks like a range is taken for one also outside of a class: rather refused than hung. */
  private boolean scan() {
    int before = -1;
    boolean isDash = false;
    while (at < pattern.length()) {
      int point = next();
      if (point >= FIRST && point <= LAST) {
        return false;
      }
      if (isDash
          && before >= 0
          && before < FIRST
          && point > LAST
          && !(before <= ALL_FROM && point >= ALL_TO)) {
        return false;
      }
      boolean wasDash = isDash;
      isDash = point == '-' && !wasDash && before >= 0;
      if (!isDash) {
        before = point;
      }
    }
    return true;
  }

  /** The next character, whichever way it is written; -1 for what is none. */
  private int next() {
    int point = pattern.codePointAt(at);
    at += Character.charCount(point);
    if (point != '\\' || at == pattern.length()) {
      return point;
    }
    int escaped = pattern.codePointAt(at);
    at += Character.charCount(escaped);
    if (escaped != 'x') {
      return Character.isLetterOrDigit(escaped) ? -1 : escaped;
    }
    boolean isBraced = at < pattern.length() && pattern.charAt(at) == '{';
    int from = isBraced ? at + 1 : at;
    int to = from;
    int value = 0;
    while (to < pattern.length()
        && (isBraced || to < from + 2)
        && Character.digit(pattern.charAt(to), 16) >= 0) {
      value = Math.min(value * 16 + Character.digit(pattern.charAt(to), 16), 0xFF_FFFF);
      to++;
    }
    at = isBraced && to < pattern.length() && pattern.charAt(to) == '}' ? to + 1 : to;
    return value;
  }
}
