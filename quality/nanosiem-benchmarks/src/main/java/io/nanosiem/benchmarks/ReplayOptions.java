package io.nanosiem.benchmarks;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the command line of {@link SigmaReplay} asks for.
 *
 * @param file the file to read; {@code -} for standard input
 * @param rules a file or directory of rules; null for those below {@code NANOSIEM_DATA}
 * @param isRouted whether rules are chosen by log source
 * @param threads how many threads match
 * @param repeat how many times the file is read
 */
record ReplayOptions(String file, @Nullable Path rules, boolean isRouted, int threads, int repeat) {

  /**
   * Reads arguments.
   *
   * @throws IllegalArgumentException if they are wrong, with what they should be
   */
  static ReplayOptions of(String[] arguments) {
    String file = null;
    Path rules = null;
    boolean isRouted = true;
    int threads = 1;
    int repeat = 1;
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      switch (argument) {
        case "--unrouted" -> isRouted = false;
        case "--rules" -> rules = Path.of(value(arguments, ++i));
        case "--threads" -> threads = number(arguments, ++i);
        case "--repeat" -> repeat = number(arguments, ++i);
        default -> {
          if (file != null || argument.startsWith("--")) {
            throw new IllegalArgumentException("what is '" + argument + "'?");
          }
          file = argument;
        }
      }
    }
    if (file == null) {
      throw new IllegalArgumentException("name a file of lines of JSON, or '-'");
    }
    if (file.equals("-") && repeat > 1) {
      throw new IllegalArgumentException("standard input can be read once, not " + repeat);
    }
    return new ReplayOptions(file, rules, isRouted, threads, repeat);
  }

  private static String value(String[] arguments, int at) {
    if (at == arguments.length) {
      throw new IllegalArgumentException(arguments[at - 1] + " needs a value");
    }
    return arguments[at];
  }

  private static int number(String[] arguments, int at) {
    String text = value(arguments, at);
    try {
      int number = Integer.parseInt(text);
      if (number >= 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The message below says it.
    }
    throw new IllegalArgumentException(
        arguments[at - 1] + " needs a number of at least 1, not '" + text + "'");
  }
}
