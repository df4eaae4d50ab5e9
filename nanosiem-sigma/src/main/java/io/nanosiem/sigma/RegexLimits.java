package io.nanosiem.sigma;

import org.jspecify.annotations.Nullable;

/**
 * Estimates what a regular expression would cost before anything compiles it.
 *
 * <p>RE2/J runs in time linear in the text, but building its program is another matter: counted
 * repetition is expanded, so {@code (((a{1000}){1000}){1000})} asks for a thousand million
 * instructions, and its parser recurses, so 20,000 parentheses overflow the stack. This scan walks
 * the pattern once, keeps a stack of its own, and computes the size of the expanded program from
 * below: an atom is one instruction (a character of the supplementary planes or a class too), a
 * repetition {@code {n,m}} is m times its operand, alternatives add up. It errs on the high side of
 * small constants, and never on the low side of a product.
 */
final class RegexLimits {
  static final int MAX_INSTRUCTIONS = 5_000;
  static final int MAX_NESTING = 200;
  private static final int MAX_LENGTH = 20_000;

  private RegexLimits() {}

  /** Why the pattern is too much, or null if it may be compiled. */
  static @Nullable String check(String pattern) {
    if (pattern.length() > MAX_LENGTH) {
      return "it is longer than " + MAX_LENGTH + " characters";
    }
    long[] sums = new long[MAX_NESTING + 2];
    int depth = 0;
    long last = 0;
    int i = 0;
    int n = pattern.length();
    while (i < n) {
      char c = pattern.charAt(i);
      switch (c) {
        case '(' -> {
          if (++depth > MAX_NESTING) {
            return "parentheses are nested more than " + MAX_NESTING + " deep";
          }
          sums[depth - 1] = add(sums[depth - 1], last);
          sums[depth] = 0;
          last = 0;
          i++;
          if (i < n && pattern.charAt(i) == '?') {
            // (?i) or (?:…) or (?P<name>…): the letters are no atoms.
            int end = i + 1;
            while (end < n && ":)>".indexOf(pattern.charAt(end)) < 0) {
              end++;
            }
            i = end < n && pattern.charAt(end) == ')' ? end : Math.min(n, end + 1);
          }
        }
        case ')' -> {
          long group = add(add(sums[depth], last), 2);
          if (depth > 0) {
            depth--;
            last = group;
          }
          i++;
        }
        case '|' -> {
          sums[depth] = add(add(sums[depth], last), 1);
          last = 0;
          i++;
        }
        case '*', '+', '?' -> {
          last = add(last, 1);
          i++;
        }
        case '{' -> {
          int end = repetition(pattern, i);
          if (end < 0) {
            sums[depth] = add(sums[depth], last);
            last = 1;
            i++;
          } else {
            last = multiply(add(last, 1), most(pattern, i + 1, end));
            i = end + 1;
          }
        }
        case '[' -> {
          sums[depth] = add(sums[depth], last);
          last = 1;
          i = classEnd(pattern, i);
        }
        case '\\' -> {
          sums[depth] = add(sums[depth], last);
          last = 1;
          if (i + 1 < n && pattern.charAt(i + 1) == 'Q') {
            int end = pattern.indexOf("\\E", i + 2);
            int quoted = (end < 0 ? n : end) - (i + 2);
            sums[depth] = add(sums[depth], quoted);
            i = end < 0 ? n : end + 2;
          } else if (i + 2 < n
              && (pattern.charAt(i + 1) == 'p'
                  || pattern.charAt(i + 1) == 'P'
                  || pattern.charAt(i + 1) == 'x')
              && pattern.charAt(i + 2) == '{') {
            int end = pattern.indexOf('}', i);
            i = end < 0 ? n : end + 1;
          } else {
            i += 2;
          }
        }
        default -> {
          sums[depth] = add(sums[depth], last);
          last = 1;
          i++;
        }
      }
      if (add(sums[depth], last) > MAX_INSTRUCTIONS) {
        return tooLarge();
      }
    }
    long total = last;
    for (int d = 0; d <= depth; d++) {
      total = add(total, sums[d]);
    }
    return total > MAX_INSTRUCTIONS ? tooLarge() : null;
  }

  private static String tooLarge() {
    return "expanded, it is larger than " + MAX_INSTRUCTIONS + " instructions";
  }

  private static long add(long a, long b) {
    return Math.min(a + b, Integer.MAX_VALUE);
  }

  private static long multiply(long a, long b) {
    return Math.min(a * b, Integer.MAX_VALUE);
  }

  /** Where the repetition that begins here ends, or -1 if the brace is a plain character. */
  private static int repetition(String pattern, int open) {
    int i = open + 1;
    int digits = 0;
    while (i < pattern.length() && Character.isDigit(pattern.charAt(i))) {
      i++;
      digits++;
    }
    if (digits == 0) {
      return -1;
    }
    if (i < pattern.length() && pattern.charAt(i) == ',') {
      i++;
      while (i < pattern.length() && Character.isDigit(pattern.charAt(i))) {
        i++;
      }
    }
    return i < pattern.length() && pattern.charAt(i) == '}' ? i : -1;
  }

  private static long most(String pattern, int from, int to) {
    long value = 0;
    long most = 0;
    for (int i = from; i < to; i++) {
      char c = pattern.charAt(i);
      if (c == ',') {
        most = value;
        value = 0;
      } else {
        value = Math.min(value * 10 + Character.digit(c, 10), 1_000_000);
      }
    }
    return Math.max(1, Math.max(most, value));
  }

  private static int classEnd(String pattern, int open) {
    int i = open + 1;
    if (i < pattern.length() && pattern.charAt(i) == '^') {
      i++;
    }
    if (i < pattern.length() && pattern.charAt(i) == ']') {
      i++;
    }
    while (i < pattern.length() && pattern.charAt(i) != ']') {
      if (pattern.charAt(i) == '\\') {
        i++;
      } else if (pattern.startsWith("[:", i)) {
        int end = pattern.indexOf(":]", i);
        if (end > 0) {
          i = end + 1;
        }
      }
      i++;
    }
    return Math.min(pattern.length(), i + 1);
  }
}
