package io.nanosiem.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/** Sets of rules made to hurt: nothing in them is long enough to choose them by. */
enum HostileRules {
  /** Ten thousand different letters and signs, of which a command line holds a few. */
  ONE_CHARACTER(10_000) {
    @Override
    List<String> texts() {
      List<String> letters = letters(count());
      return rules(count(), i -> "CommandLine|contains: '" + letters.get(i) + "'");
    }
  },

  /** All pairs of a hundred characters. */
  TWO_CHARACTERS(10_000) {
    @Override
    List<String> texts() {
      List<String> letters = letters(100);
      return rules(
          count(),
          i -> "CommandLine|contains: '" + letters.get(i / 100) + letters.get(i % 100) + "'");
    }
  },

  /** Expressions that begin anywhere, repeat what repeats, and name no text that must be there. */
  REGEXES(1_000) {
    @Override
    List<String> texts() {
      SplittableRandom random = new SplittableRandom(11);
      return rules(count(), i -> "CommandLine|re: '" + regex(random, i) + "'");
    }
  };

  private final int count;

  HostileRules(int count) {
    this.count = count;
  }

  /** How many rules. */
  int count() {
    return count;
  }

  /** The rules, each a file. */
  abstract List<String> texts();

  private static List<String> rules(int count, IntFunction<String> search) {
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(
          "title: Hostile "
              + i
              + "\nlogsource:\n  category: process_creation\n  product: windows\n"
              + "detection:\n  selection:\n    "
              + search.apply(i)
              + "\n  condition: selection\n");
    }
    return texts;
  }

  /**
   * Different letters in lower case and signs, from the most usual on. Those are left out that mean
   * something to YAML or Sigma.
   */
  private static List<String> letters(int count) {
    List<String> letters = new ArrayList<>(count);
    for (int c = '!'; letters.size() < count; c++) {
      if ("'*?\\".indexOf(c) < 0
          && c == Character.toLowerCase(c)
          && (c < 0x7f ? c > ' ' : Character.isLetter(c))) {
        letters.add(Character.toString(c));
      }
    }
    return letters;
  }

  private static String regex(SplittableRandom random, int number) {
    char a = (char) ('a' + random.nextInt(26));
    char b = (char) ('a' + random.nextInt(26));
    int times = random.nextInt(2, 9);
    return switch (number % 5) {
      case 0 -> "(" + a + "+)+" + b + "{" + times + "}";
      case 1 -> "([a-" + a + "]+\\s*)*[" + b + "x][0-9]{" + times + "}$";
      case 2 -> ".*[" + a + b + "].*[" + b + "-z].*\\d{" + times + "}";
      case 3 -> "(\\w+\\W+){" + times + "}[" + a + b + "]\\d[" + a + b + "]";
      default ->
          "[^" + a + "]{" + times + "}[" + a + "][^" + b + "]{" + times + "}\\d\\d[" + b + "]";
    };
  }
}
