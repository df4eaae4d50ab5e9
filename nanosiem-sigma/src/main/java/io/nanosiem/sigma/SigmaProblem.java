package io.nanosiem.sigma;

import org.jspecify.annotations.Nullable;

/**
 * Something in the text of a rule that stops it from being run, or that its author should know.
 *
 * <p>{@link #toString()} is the message to show: place, what is wrong, the line with a mark under
 * the culprit, and what would be right. It is free of control characters. Immutable.
 *
 * @param kind whether the rule is refused
 * @param file the file as it was named when loading, or {@code <text>} for a rule that came as text
 * @param line counted from 1
 * @param column counted in characters from 1
 * @param message what is wrong
 * @param snippet the line, and a second line with carets under the place
 * @param hint what would be right; null if there is nothing to propose
 */
public record SigmaProblem(
    Kind kind,
    String file,
    int line,
    int column,
    String message,
    String snippet,
    @Nullable String hint) {

  /** What a problem means for the rule. */
  public enum Kind {
    /** The rule is not run: it is broken, or asks for something that this version does not do. */
    REFUSED,
    /** The rule runs as it was meant; its text could be better. */
    FINDING
  }

  /** Whether it is the same slip, though lines were added above it. */
  boolean isSameAs(SigmaProblem other) {
    return kind == other.kind && file.equals(other.file) && message.equals(other.message);
  }

  /**
   * The whole message, on several lines.
   *
   * @return such as {@code ssh.yml:12:13: unknown modifier 'containz'}, followed by the snippet
   */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    out.append(file).append(':').append(line).append(':').append(column).append(": ");
    out.append(message);
    if (!snippet.isEmpty()) {
      out.append('\n').append(snippet);
    }
    if (hint != null) {
      out.append(snippet.isEmpty() ? " — " : " ").append(hint);
    }
    return out.toString();
  }
}
