package io.nanosiem.sigma;

import io.nanosiem.event.Printable;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The text of one file of rules, and where its lines begin. Immutable.
 *
 * <p>The parser counts in code points and a string in characters. They are the same in a text
 * without supplementary characters; for others every {@link #STEP}th code point is remembered, so
 * that a place costs the same wherever it is, also in a file of one line.
 */
final class SourceText {
  private static final int SNIPPET_WIDTH = 100;
  private static final int STEP = 512;

  private final String label;
  private final @Nullable Path path;
  private final String text;
  private final int[] lineStarts;

  /** The offset of every {@link #STEP}th code point; null if offsets are code points. */
  private final int @Nullable [] steps;

  SourceText(String label, @Nullable Path path, String text) {
    this.label = label;
    this.path = path;
    this.text = text;
    this.lineStarts = lineStarts(text);
    this.steps = steps(text);
  }

  private static int @Nullable [] steps(String text) {
    int points = text.codePointCount(0, text.length());
    if (points == text.length()) {
      return null;
    }
    int[] steps = new int[(points + STEP - 1) / STEP];
    int offset = 0;
    for (int point = 0; point < points; point++) {
      if (point % STEP == 0) {
        steps[point / STEP] = offset;
      }
      offset += Character.charCount(text.codePointAt(offset));
    }
    return steps;
  }

  private static int[] lineStarts(String text) {
    int[] starts = new int[64];
    int lines = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || (c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n'))) {
        if (lines == starts.length) {
          starts = Arrays.copyOf(starts, lines * 2);
        }
        starts[lines++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, lines);
  }

  String label() {
    return label;
  }

  @Nullable Path path() {
    return path;
  }

  String text() {
    return text;
  }

  /** The offset of a code point, counted from 0 at the beginning of the file. */
  int offset(int codePoint) {
    if (steps == null) {
      return Math.min(codePoint, text.length());
    }
    int step = Math.min(codePoint / STEP, steps.length - 1);
    int offset = steps[step];
    for (int point = step * STEP; point < codePoint && offset < text.length(); point++) {
      offset += Character.charCount(text.codePointAt(offset));
    }
    return offset;
  }

  /** How many code points stand before an offset. */
  private int codePoints(int offset) {
    if (steps == null) {
      return offset;
    }
    int step = Arrays.binarySearch(steps, offset);
    if (step < 0) {
      step = Math.max(0, -step - 2);
    }
    return step * STEP + text.codePointCount(Math.min(steps[step], offset), offset);
  }

  /** The place from one offset to another, cut at the end of its line. */
  Span span(int from, int to) {
    int line = Arrays.binarySearch(lineStarts, from);
    if (line < 0) {
      line = -line - 2;
    }
    int start = lineStarts[line];
    int end = Math.max(from, Math.min(to, lineEnd(line)));
    return new Span(
        line + 1,
        codePoints(from) - codePoints(start) + 1,
        Math.max(1, codePoints(end) - codePoints(from)));
  }

  private int lineEnd(int line) {
    int end = line + 1 < lineStarts.length ? lineStarts[line + 1] : text.length();
    while (end > lineStarts[line]
        && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return end;
  }

  /** The line of a place with a row of carets below it, cut to a readable width. */
  String snippet(Span at) {
    int line = Math.min(at.line(), lineStarts.length) - 1;
    // Only what will be shown is looked at: the line may be the whole file.
    int start = codePoints(lineStarts[line]);
    int count = codePoints(lineEnd(line)) - start;
    int column = Math.min(at.column() - 1, count);
    int from = column > SNIPPET_WIDTH - 30 ? column - 30 : 0;
    int to = Math.min(count, from + SNIPPET_WIDTH);
    int[] points = text.substring(offset(start + from), offset(start + to)).codePoints().toArray();
    StringBuilder shown = new StringBuilder();
    StringBuilder carets = new StringBuilder();
    if (from > 0) {
      shown.append('…');
      carets.append(' ');
    }
    int caretEnd = Math.min(column + at.length(), Math.max(to, column + 1));
    for (int i = from; i < Math.max(to, caretEnd); i++) {
      String one = i < to ? one(points[i - from]) : "";
      shown.append(one);
      int width = Math.max(1, one.length() > 2 ? one.length() : 1);
      if (i < caretEnd) {
        carets.append((i >= column ? "^" : " ").repeat(width));
      }
    }
    if (to < count) {
      shown.append('…');
    }
    String number = String.valueOf(line + 1);
    String pad = " ".repeat(Math.max(0, 5 - number.length()));
    return pad + number + " | " + shown + "\n      | " + carets;
  }

  private static String one(int codePoint) {
    if (codePoint == '\t') {
      return " ";
    }
    return Printable.of(Character.toString(codePoint));
  }
}
