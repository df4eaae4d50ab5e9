package io.nanosiem.sigma;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A text of a rule with its wildcards: literals, {@code ?} for one character, {@code *} for any
 * number, and, after {@code windash}, a class of dashes. Immutable.
 *
 * <p>Escapes (rules specification, "Escaping"): {@code \*} and {@code \?} are the plain characters,
 * {@code \\} is one backslash, and a backslash before anything else is a backslash. One pass from
 * the left, so {@code \\*} is a backslash and a wildcard.
 */
final class TextPattern {
  static final int ONE = -1;
  static final int MANY = -2;
  static final int DASH = -3;

  /** Characters, and the negative codes above. */
  private final int[] elements;

  private TextPattern(int[] elements) {
    this.elements = elements;
  }

  static TextPattern parse(String raw) {
    int[] elements = new int[raw.length()];
    int n = 0;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '\\' && i + 1 < raw.length()) {
        char next = raw.charAt(i + 1);
        if (next == '*' || next == '?' || next == '\\') {
          c = next;
          i++;
        }
        elements[n++] = c;
      } else if (c == '*') {
        elements[n++] = MANY;
      } else if (c == '?') {
        elements[n++] = ONE;
      } else {
        elements[n++] = c;
      }
    }
    return new TextPattern(Arrays.copyOf(elements, n));
  }

  static TextPattern literal(String text) {
    return new TextPattern(text.chars().toArray());
  }

  boolean hasWildcards() {
    return has(ONE) || has(MANY);
  }

  boolean has(int code) {
    for (int element : elements) {
      if (element == code) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is made of {@code *} alone, at least one. */
  boolean isAnything() {
    for (int element : elements) {
      if (element != MANY) {
        return false;
      }
    }
    return elements.length > 0;
  }

  boolean isEmpty() {
    return elements.length == 0;
  }

  /** With {@code *} before it, unless one is there. */
  TextPattern openStart() {
    if (elements.length > 0 && elements[0] == MANY) {
      return this;
    }
    int[] more = new int[elements.length + 1];
    more[0] = MANY;
    System.arraycopy(elements, 0, more, 1, elements.length);
    return new TextPattern(more);
  }

  /** With {@code *} after it, unless one is there. */
  TextPattern openEnd() {
    if (elements.length > 0 && elements[elements.length - 1] == MANY) {
      return this;
    }
    int[] more = Arrays.copyOf(elements, elements.length + 1);
    more[elements.length] = MANY;
    return new TextPattern(more);
  }

  /**
   * With every dash or slash that begins a word standing for any dash: one that follows no letter,
   * digit or underscore, and is followed by one (pySigma: {@code \B[-/]\b}).
   */
  TextPattern windash() {
    int[] changed = elements.clone();
    for (int i = 0; i < elements.length; i++) {
      boolean isFlag =
          (elements[i] == '-' || elements[i] == '/')
              && !isWord(pointBefore(i))
              && isWord(pointAt(i + 1));
      if (isFlag) {
        changed[i] = DASH;
      }
    }
    return new TextPattern(changed);
  }

  /** The code point that begins at an index, or a code that is none. */
  private int pointAt(int i) {
    if (i >= elements.length) {
      return MANY;
    }
    boolean isPair =
        i + 1 < elements.length
            && elements[i] >= 0
            && elements[i + 1] >= 0
            && Character.isSurrogatePair((char) elements[i], (char) elements[i + 1]);
    return isPair ? Character.toCodePoint((char) elements[i], (char) elements[i + 1]) : elements[i];
  }

  private int pointBefore(int i) {
    return i == 0 ? MANY : i == 1 ? elements[0] : isLow(i - 1) ? pointAt(i - 2) : elements[i - 1];
  }

  private boolean isLow(int i) {
    return elements[i] >= 0 && Character.isLowSurrogate((char) elements[i]);
  }

  private static boolean isWord(int element) {
    return element == '_' || (element >= 0 && Character.isLetterOrDigit(element));
  }

  static boolean isDash(char c) {
    return c == '-' || c == '/' || c == '–' || c == '—' || c == '―';
  }

  /** Every dash written out, for encodings; null if that would be more than a limit. */
  List<TextPattern> withoutDashClass(int limit) {
    List<TextPattern> all = new ArrayList<>();
    all.add(this);
    for (int i = 0; i < elements.length; i++) {
      if (elements[i] == DASH) {
        if (all.size() * 5 > limit) {
          return List.of();
        }
        List<TextPattern> next = new ArrayList<>();
        for (TextPattern one : all) {
          for (char dash : new char[] {'-', '/', '–', '—', '―'}) {
            int[] changed = one.elements.clone();
            changed[i] = dash;
            next.add(new TextPattern(changed));
          }
        }
        all = next;
      }
    }
    return all;
  }

  /** The literal text, if there is nothing else in it. */
  String literalText() {
    StringBuilder text = new StringBuilder(elements.length);
    for (int element : elements) {
      text.append((char) element);
    }
    return text.toString();
  }

  /** One after the other. */
  TextPattern then(TextPattern next) {
    return new TextPattern(concat(elements, next.elements));
  }

  /** With a text before its first literal character, after any {@code *}. */
  TextPattern begin(String text) {
    int at = 0;
    while (at < elements.length && elements[at] < 0) {
      at++;
    }
    return new TextPattern(
        concat(
            concat(Arrays.copyOf(elements, at), text.chars().toArray()),
            Arrays.copyOfRange(elements, at, elements.length)));
  }

  /** With every run of literal characters changed; {@code *} stays. */
  TextPattern mapLiterals(UnaryOperator<String> change) {
    int[] changed = new int[0];
    StringBuilder run = new StringBuilder();
    for (int i = 0; i <= elements.length; i++) {
      if (i < elements.length && elements[i] >= 0) {
        run.append((char) elements[i]);
        continue;
      }
      if (run.length() > 0) {
        changed = concat(changed, change.apply(run.toString()).chars().toArray());
        run.setLength(0);
      }
      if (i < elements.length) {
        changed = concat(changed, new int[] {elements[i]});
      }
    }
    return new TextPattern(changed);
  }

  private static int[] concat(int[] a, int[] b) {
    int[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  /** The parts between {@code *}, as a test wants them: literals lower-cased unless cased. */
  List<int[]> segments(boolean isCased) {
    List<int[]> segments = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= elements.length; i++) {
      if (i == elements.length || elements[i] == MANY) {
        segments.add(segment(from, i, isCased));
        from = i + 1;
      }
    }
    return segments;
  }

  private int[] segment(int from, int to, boolean isCased) {
    int[] raw = Arrays.copyOfRange(elements, from, to);
    if (isCased) {
      return raw;
    }
    int[] lower = new int[raw.length * 2];
    int n = 0;
    StringBuilder run = new StringBuilder();
    for (int i = 0; i <= raw.length; i++) {
      if (i < raw.length && raw[i] >= 0) {
        run.append((char) raw[i]);
        continue;
      }
      String folded = Fold.lower(run.toString());
      for (int k = 0; k < folded.length(); k++) {
        if (n == lower.length) {
          lower = Arrays.copyOf(lower, n * 2 + 2);
        }
        lower[n++] = folded.charAt(k);
      }
      run.setLength(0);
      if (i < raw.length) {
        if (n == lower.length) {
          lower = Arrays.copyOf(lower, n * 2 + 2);
        }
        lower[n++] = raw[i];
      }
    }
    return Arrays.copyOf(lower, n);
  }
}
