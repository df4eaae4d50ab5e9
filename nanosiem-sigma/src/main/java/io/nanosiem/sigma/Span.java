package io.nanosiem.sigma;

/**
 * A place in the text of a rule.
 *
 * @param line counted from 1
 * @param column counted in characters from 1
 * @param length in characters, at least 1
 */
record Span(int line, int column, int length) {
  static final Span START = new Span(1, 1, 1);
}
