package io.nanosiem.parse;

/**
 * Reading characters and small numbers in place, without copies and without regular expressions.
 */
final class Chars {
  /** What {@link #digits} answers where there is no such number. */
  static final int NONE = -1;

  private Chars() {}

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  /** The character, or NUL beyond the end: saves a comparison at each look-ahead. */
  static char at(String s, int index) {
    return index >= 0 && index < s.length() ? s.charAt(index) : '\0';
  }

  /** Exactly so many digits as a number, or {@link #NONE}. */
  static int digits(String s, int from, int count) {
    if (from + count > s.length()) {
      return NONE;
    }
    int value = 0;
    for (int i = from; i < from + count; i++) {
      int digit = s.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return NONE;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** A number that takes all of a range, at most 18 digits, or {@link #NONE}. */
  static long number(String s, int from, int to) {
    if (from >= to || to - from > 18) {
      return NONE;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = s.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return NONE;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  static int skipSpaces(String s, int from) {
    int i = from;
    while (i < s.length() && isSpace(s.charAt(i))) {
      i++;
    }
    return i;
  }

  /** The index of the next space or tab, or the end. */
  static int endOfWord(String s, int from) {
    int i = from;
    while (i < s.length() && !isSpace(s.charAt(i))) {
      i++;
    }
    return i;
  }

  static int endOfDigits(String s, int from) {
    int i = from;
    while (i < s.length() && isDigit(s.charAt(i))) {
      i++;
    }
    return i;
  }

  /** The index of a character in a part of a text, or -1. */
  static int indexOf(String s, char c, int from, int to) {
    for (int i = from; i < to; i++) {
      if (s.charAt(i) == c) {
        return i;
      }
    }
    return -1;
  }
}
