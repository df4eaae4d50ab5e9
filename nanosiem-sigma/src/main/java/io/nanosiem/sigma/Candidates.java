package io.nanosiem.sigma;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rules to ask about one event, by number, and the event as they see it; to be used again for
 * others. One thread at a time.
 */
final class Candidates {
  final Evaluation event = Evaluation.ofNothing();

  private final long[] words;

  Candidates(int rules) {
    words = new long[(rules + Long.SIZE - 1) / Long.SIZE];
  }

  void clear() {
    Arrays.fill(words, 0);
  }

  void add(int @Nullable [] rules) {
    if (rules != null) {
      for (int rule : rules) {
        words[rule >>> 6] |= 1L << rule;
      }
    }
  }

  /** Adds those that are always asked, and leaves only those that are wanted. */
  void among(long[] wanted, long[] always) {
    for (int i = 0; i < words.length; i++) {
      words[i] = (words[i] | always[i]) & wanted[i];
    }
  }

  /** The first rule at or after a number; negative if there is none. */
  int next(int from) {
    int at = from >>> 6;
    if (at >= words.length) {
      return -1;
    }
    long word = words[at] & (-1L << from);
    while (word == 0) {
      if (++at == words.length) {
        return -1;
      }
      word = words[at];
    }
    return (at << 6) + Long.numberOfTrailingZeros(word);
  }
}
