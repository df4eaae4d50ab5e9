package io.nanosiem.sigma;

/**
 * Characters as six bits, so that five of them in a row are one integer. Letters and digits have a
 * number each, without regard to case; rarer signs share one. What is compared by numbers alone is
 * so no less than what is equal.
 */
final class Letters {
  static final int BITS = 6;

  /** Before the first character of a text; the number of none. */
  static final int NONE = 0;

  private static final int FIRST_FOREIGN = 56;
  private static final int FOREIGN = 7;
  private static final int CONTROL = 63;
  private static final int ASCII = 128;

  /** Signs with a number each; most of them share it with another that is rarer. */
  private static final String SIGNS = " \\/.-_:;,=+\"'()[]{}";

  private static final String SHARED = "~^|?!*#@`$<>%&";
  private static final int FIRST_SHARED = 5;

  /** Roughly from the most to the least frequent in logs. */
  private static final String BY_FREQUENCY =
      " etaoisnrcld01pmu-.:\\/23fgwby4856h97vkx_=,jqz\"()[]{}";

  /** The same of pairs. */
  private static final String PAIRS =
      "  in: roeroratndre 1ontees cstce00sepr20do i scotis ws11ecwiow10sst ntenocn ed 2to0 01lee "
          + "nneex pit 0melo aemc:matad xecridomicamfo.ean leasyacde -ys:\\unog tr ios\\il02ch f05-"
          + "112os\\wna\\s-0fi.132:0171 ale::10:tycul raou- o 078 el1516y 28d:18daulli:5 d22ri";

  private static final byte[] NUMBERS = new byte[ASCII];
  private static final double[] FREQUENCIES = new double[1 << BITS];
  private static final double[] PAIR_FREQUENCIES = new double[1 << (2 * BITS)];

  static {
    for (int c = 0; c < ASCII; c++) {
      int sign = SIGNS.indexOf(c);
      int shared = SHARED.indexOf(c);
      char folded = Fold.fold((char) c);
      int number = CONTROL;
      if (folded >= 'a' && folded <= 'z') {
        number = 1 + folded - 'a';
      } else if (c >= '0' && c <= '9') {
        number = 27 + c - '0';
      } else if (sign >= 0 || shared >= 0) {
        number = 37 + (sign >= 0 ? sign : FIRST_SHARED + shared);
      }
      NUMBERS[c] = (byte) number;
    }
    for (int c = 0; c < ASCII; c++) {
      int rank = BY_FREQUENCY.indexOf(Fold.fold((char) c));
      int number = NUMBERS[c];
      FREQUENCIES[number] = Math.max(FREQUENCIES[number], rank < 0 ? 0.002 : 0.3 / (rank + 3));
    }
    for (int pair = 0; pair < PAIR_FREQUENCIES.length; pair++) {
      PAIR_FREQUENCIES[pair] = FREQUENCIES[pair >> BITS] * FREQUENCIES[pair & ((1 << BITS) - 1)];
    }
    for (int at = 0; at + 1 < PAIRS.length(); at += 2) {
      int pair = (number(PAIRS.charAt(at)) << BITS) | number(PAIRS.charAt(at + 1));
      PAIR_FREQUENCIES[pair] = Math.max(PAIR_FREQUENCIES[pair], 0.4 / (at + 30));
    }
  }

  private Letters() {}

  /** The number of a character: 1 to 63. */
  static int number(char c) {
    return c < ASCII ? NUMBERS[c] : foreign(c);
  }

  /** A few characters beyond ASCII are ASCII in lower case; the others share a few numbers. */
  private static int foreign(char c) {
    char folded = Fold.fold(c);
    return folded < ASCII ? NUMBERS[folded] : FIRST_FOREIGN + (folded ^ (folded >>> 4)) % FOREIGN;
  }

  /** The numbers of two characters that end before one of a text. */
  static int pair(String text, int end) {
    return (number(text.charAt(end - 2)) << BITS) | number(text.charAt(end - 1));
  }

  /** How frequent a character is in logs, as a rough guess: 0 to 1. */
  static double frequency(char c) {
    return c < ASCII ? FREQUENCIES[number(c)] : 0.0005;
  }

  /** How frequent two characters in a row are in logs, as a rough guess: 0 to 1. */
  static double frequency(int pair) {
    return PAIR_FREQUENCIES[pair];
  }
}
