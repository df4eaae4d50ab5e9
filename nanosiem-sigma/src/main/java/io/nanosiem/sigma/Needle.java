package io.nanosiem.sigma;

/**
 * A text to be found in values, folded character by character, see {@link Clue#folded}.
 *
 * @param text not empty unless it is a whole value
 * @param atStart whether a value must begin with it
 * @param atEnd whether a value must end with it
 * @param rules to which it is a clue
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or changes them
record Needle(String text, boolean atStart, boolean atEnd, int[] rules) {
  /** So much of a text inside a value is compared; the rule looks at the rest. */
  private static final int LONGEST = 64;

  Needle(Clue clue, int[] rules) {
    this(
        part(clue),
        clue.kind() == Clue.Kind.START || clue.kind() == Clue.Kind.WHOLE,
        clue.kind() == Clue.Kind.END || clue.kind() == Clue.Kind.WHOLE,
        rules);
  }

  private static String part(Clue clue) {
    String text = clue.text();
    if (clue.kind() == Clue.Kind.WHOLE || text.length() <= LONGEST) {
      return text;
    }
    return clue.kind() == Clue.Kind.END
        ? text.substring(text.length() - LONGEST)
        : text.substring(0, LONGEST);
  }
}
