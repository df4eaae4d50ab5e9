package io.nanosiem.event;

/**
 * Text from logs, made fit for a terminal or a log file: whoever writes a log line would like to
 * write on your screen too.
 *
 * <p>Stateless; any thread.
 */
public final class Printable {
  private Printable() {}

  /**
   * The text with everything escaped that could move a cursor, break a line or turn the direction
   * of reading: C0 and C1 controls, line and paragraph separators, bidi controls, lone surrogates.
   * Cut to a length, with an ellipsis if something was cut.
   *
   * @param text any text
   * @param maxLength the longest result, in characters, not counting escapes
   * @return text on one line that moves no cursor
   */
  public static String of(String text, int maxLength) {
    int end = Math.min(text.length(), maxLength);
    StringBuilder out = null;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (isSafe(c)
          || (Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1)))
          || (Character.isLowSurrogate(c)
              && i > 0
              && Character.isHighSurrogate(text.charAt(i - 1)))) {
        if (out != null) {
          out.append(c);
        }
      } else {
        if (out == null) {
          out = new StringBuilder(end + 16).append(text, 0, i);
        }
        switch (c) {
          case '\n' -> out.append("\\n");
          case '\r' -> out.append("\\r");
          case '\t' -> out.append("\\t");
          default -> {
            out.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
              out.append(Character.forDigit(c >> shift & 0xF, 16));
            }
          }
        }
      }
    }
    if (end == text.length()) {
      return out == null ? text : out.toString();
    }
    return (out == null ? text.substring(0, end) : out.toString()) + '…';
  }

  /**
   * {@link #of(String, int)} without a limit.
   *
   * @param text any text
   * @return text on one line that moves no cursor
   */
  public static String of(String text) {
    return of(text, Integer.MAX_VALUE);
  }

  private static boolean isSafe(char c) {
    if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) {
      return false;
    }
    if (c < 0x200B) {
      return c != 0x061C;
    }
    return !((c >= 0x200B && c <= 0x200F)
        || (c >= 0x2028 && c <= 0x202E)
        || (c >= 0x2060 && c <= 0x2069)
        || c == 0xFEFF
        || Character.isSurrogate(c));
  }
}
