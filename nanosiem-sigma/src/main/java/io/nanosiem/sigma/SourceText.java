package io.nanosiem.sigma;

import io.nanosiem.event.Printable;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The text of one file of rules, and where its lines begin. Immutable. */
final class SourceText {
  private static final int SNIPPET_WIDTH = 100;

  private final String label;
  private final @Nullable Path path;
  private final String text;
  private final int[] lineStarts;

  SourceText(String label, @Nullable Path path, String text) {
    this.label = label;
    this.path = path;
    this.text = text;
    this.lineStarts = lineStarts(text);
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

  /** The offset of a line and a column, both from 0, the column in code points. */
  int offset(int line, int column) {
    if (line >= lineStarts.length) {
      return text.length();
    }
    int end = line + 1 < lineStarts.length ? lineStarts[line + 1] : text.length();
    int offset = lineStarts[line];
    for (int i = 0; i < column && offset < end; i++) {
      offset += Character.charCount(text.codePointAt(offset));
    }
    return Math.min(offset, end);
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
        text.codePointCount(start, from) + 1,
        Math.max(1, text.codePointCount(from, end)));
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
    int[] points = text.substring(lineStarts[line], lineEnd(line)).codePoints().toArray();
    int column = Math.min(at.column() - 1, points.length);
    int from = column > SNIPPET_WIDTH - 30 ? column - 30 : 0;
    int to = Math.min(points.length, from + SNIPPET_WIDTH);
    StringBuilder shown = new StringBuilder();
    StringBuilder carets = new StringBuilder();
    if (from > 0) {
      shown.append('…');
      carets.append(' ');
    }
    int caretEnd = Math.min(column + at.length(), Math.max(to, column + 1));
    for (int i = from; i < Math.max(to, caretEnd); i++) {
      String one = i < to ? one(points[i]) : "";
      shown.append(one);
      int width = Math.max(1, one.length() > 2 ? one.length() : 1);
      if (i < caretEnd) {
        carets.append((i >= column ? "^" : " ").repeat(width));
      }
    }
    if (to < points.length) {
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
