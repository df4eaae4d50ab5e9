package io.nanosiem.parse;

/**
 * The columns of a record that are separated by spaces: bare words, {@code "quoted"} with a
 * backslash as escape, and {@code [in brackets]}.
 *
 * <p>One thread at a time; reused for one record.
 */
final class Tokens {
  private final String s;
  private int next;

  /** Where the content of the token begins, without its quotes or brackets. */
  int from;

  /** Where the content ends. */
  int to;

  /** Where the token begins, its quote or bracket included. */
  int at;

  /** {@code "} or {@code [}, or NUL for a bare word. */
  char kind;

  Tokens(String s, int at) {
    this.s = s;
    this.next = at;
  }

  /** Moves on to the next token; false at the end of the record or at a quote never closed. */
  boolean next() {
    int i = Chars.skipSpaces(s, next);
    if (i >= s.length()) {
      return false;
    }
    at = i;
    char c = s.charAt(i);
    int close = -1;
    if (c == '"') {
      close = endOfQuoted(s, i + 1);
    } else if (c == '[') {
      close = s.indexOf(']', i);
    }
    if (close >= 0 && (close + 1 == s.length() || Chars.isSpace(s.charAt(close + 1)))) {
      kind = c;
      from = i + 1;
      to = close;
      next = close + 1;
      return true;
    }
    if (c == '"') {
      return false;
    }
    kind = 0;
    from = i;
    to = Chars.endOfWord(s, i);
    next = to;
    return true;
  }

  /** Moves on by several tokens, to the last of them; false if there are not so many. */
  boolean skip(int count) {
    for (int i = 0; i < count; i++) {
      if (!next()) {
        return false;
      }
    }
    return true;
  }

  boolean isNil() {
    return to == from || (to == from + 1 && s.charAt(from) == '-');
  }

  String text() {
    return s.substring(from, to);
  }

  /** The index after this token. */
  int end() {
    return next;
  }

  /** The index of the quote that ends a quoted text, or -1. */
  static int endOfQuoted(String s, int from) {
    int i = from;
    while (i < s.length()) {
      char c = s.charAt(i);
      if (c == '"') {
        return i;
      }
      i += c == '\\' ? 2 : 1;
    }
    return -1;
  }
}
