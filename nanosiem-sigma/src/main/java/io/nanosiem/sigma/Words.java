package io.nanosiem.sigma;

import io.nanosiem.event.Printable;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Words for messages. */
final class Words {
  private Words() {}

  /** A text from a rule in quotes, fit to print, cut if it is long. */
  static String quoted(String text) {
    return '\'' + Printable.of(text, 60) + '\'';
  }

  /** {@code did you mean 'x'?}, or null if no candidate is near. */
  static @Nullable String didYouMean(String word, Collection<String> candidates) {
    String best = nearest(word, candidates);
    return best == null ? null : "did you mean '" + Printable.of(best, 60) + "'?";
  }

  /** The candidate that a slip of the finger would turn into the word, or null. */
  static @Nullable String nearest(String word, Collection<String> candidates) {
    if (word.isEmpty() || word.length() > 100) {
      return null;
    }
    String lower = word.toLowerCase(Locale.ROOT);
    String best = null;
    // Of a word of one letter nothing would be left.
    int bestDistance = Math.min(word.length(), Math.max(1, word.length() / 3) + 1);
    for (String candidate : candidates) {
      if (Math.abs(candidate.length() - word.length()) >= bestDistance) {
        continue;
      }
      int distance = distance(lower, candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    return best;
  }

  /** Optimal string alignment: insert, delete, replace, swap neighbours. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
