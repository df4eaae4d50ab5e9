package io.nanosiem.sigma;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts of which one is in everything that a regular expression finds, without regard to case.
 *
 * <p>Reads as much of the syntax as RE2 and the JDK agree on, and gives up on anything else: to
 * know no text costs time, to name a wrong one would cost detections.
 */
final class RegexLiterals {
  private static final int DEEPEST = 50;

  /** Letters of which an escape stands for a class or a place. */
  private static final String CLASSES = "dDwWsSbBAzZntrfva";

  private final String pattern;
  private int at;

  private RegexLiterals(String pattern) {
    this.pattern = pattern;
  }

  /**
   * The texts.
   *
   * @return in lower case, ASCII, not empty; null if nothing can be said
   */
  static @Nullable List<String> of(String pattern) {
    List<Clue> rarest = Clue.rarest(sets(pattern));
    return rarest == null ? null : texts(rarest);
  }

  /**
   * Several sets of texts, of each of which one must be there.
   *
   * @return empty if nothing can be said
   */
  static List<List<String>> all(String pattern) {
    return sets(pattern).stream().map(RegexLiterals::texts).toList();
  }

  private static List<List<Clue>> sets(String pattern) {
    try {
      RegexLiterals reader = new RegexLiterals(pattern);
      List<List<Clue>> first = reader.sequence(0);
      if (reader.at == pattern.length()) {
        return first;
      }
      List<Clue> any = reader.alternatives(first, 0);
      return reader.at < pattern.length() || any == null ? List.of() : List.of(any);
    } catch (UnknownSyntaxException e) {
      return List.of();
    }
  }

  private static List<String> texts(List<Clue> clues) {
    return clues.stream().map(Clue::text).distinct().toList();
  }

  /** A construct that is left to the engine. */
  private static final class UnknownSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownSyntaxException() {
      super(null, null, false, false);
    }
  }

  private boolean isAt(char c) {
    return at < pattern.length() && pattern.charAt(at) == c;
  }

  private char next() {
    if (at == pattern.length()) {
      throw new UnknownSyntaxException();
    }
    return pattern.charAt(at++);
  }

  /** What one of must be there, of several sequences of which the first has been read. */
  private @Nullable List<Clue> alternatives(List<List<Clue>> first, int depth) {
    List<@Nullable List<Clue>> branches = new ArrayList<>();
    branches.add(Clue.rarest(first));
    while (isAt('|')) {
      at++;
      branches.add(Clue.rarest(sequence(depth)));
    }
    return Clue.any(branches);
  }

  /** Of each of several sets one that must be there. */
  private List<List<Clue>> sequence(int depth) {
    if (depth > DEEPEST) {
      throw new UnknownSyntaxException();
    }
    List<List<Clue>> known = new ArrayList<>();
    StringBuilder run = new StringBuilder();
    while (at < pattern.length() && !isAt('|') && !isAt(')')) {
      List<Clue> group = null;
      int literal = -1;
      if (isAt('(')) {
        group = group(depth);
      } else {
        literal = atom();
      }
      int least = quantifier();
      if (literal >= 0 && least > 0) {
        run.append((char) literal);
      }
      if (literal < 0 || least != 1) {
        end(run, known);
      }
      if (group != null && least != 0) {
        known.add(group);
      }
    }
    end(run, known);
    return known;
  }

  private static void end(StringBuilder run, List<List<Clue>> known) {
    if (run.length() > 0) {
      known.add(List.of(Clue.of(Clue.Kind.ANYWHERE, null, run.toString())));
    }
    run.setLength(0);
  }

  /** How often what was read must be there: 0, 1 exactly, or 2 for once or more. */
  private int quantifier() {
    int least = 1;
    if (isAt('*') || isAt('?')) {
      at++;
      least = 0;
    } else if (isAt('+')) {
      at++;
      least = 2;
    } else if (isAt('{')) {
      at++;
      least = number() == 0 ? 0 : 2;
      if (isAt(',')) {
        at++;
        if (!isAt('}')) {
          number();
        }
      }
      if (next() != '}') {
        throw new UnknownSyntaxException();
      }
    } else {
      return 1;
    }
    if (isAt('?') || isAt('+')) {
      at++;
    }
    if (isAt('*') || isAt('?') || isAt('+') || isAt('{')) {
      throw new UnknownSyntaxException();
    }
    return least;
  }

  private int number() {
    int from = at;
    int number = 0;
    while (at < pattern.length() && at - from < 5 && isDigit(pattern.charAt(at))) {
      number = 10 * number + pattern.charAt(at++) - '0';
    }
    if (at == from) {
      throw new UnknownSyntaxException();
    }
    return number;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private @Nullable List<Clue> group(int depth) {
    at++;
    boolean counts = true;
    if (isAt('?')) {
      at++;
      char kind = next();
      if (kind == '=' || kind == '!') {
        counts = false; // a place, or what must not be there
      } else if (kind == 'P' || kind == '<') {
        if (kind == 'P' && next() != '<') {
          throw new UnknownSyntaxException();
        }
        if (isAt('=') || isAt('!')) {
          at++;
          counts = false;
        } else {
          at = pattern.indexOf('>', at) + 1;
          if (at == 0) {
            throw new UnknownSyntaxException();
          }
        }
      } else if (kind != ':' && kind != '>') {
        char flag = kind;
        while (flag != ':' && flag != ')') {
          if ("imsU-".indexOf(flag) < 0) {
            throw new UnknownSyntaxException();
          }
          flag = next();
        }
        if (flag == ')') {
          return null; // flags for what follows
        }
      }
    }
    List<Clue> inside = alternatives(sequence(depth + 1), depth + 1);
    if (next() != ')') {
      throw new UnknownSyntaxException();
    }
    return counts ? inside : null;
  }

  /** Reads one thing; returns the character it stands for, negative if for no single one. */
  private int atom() {
    char c = next();
    return switch (c) {
      case '.', '^', '$' -> -1;
      case '[' -> oneOf();
      case '\\' -> escaped(next());
      case '*', '+', '?', '{' -> throw new UnknownSyntaxException();
      default -> ascii(c);
    };
  }

  private static int ascii(char c) {
    return c >= ' ' && c < 127 ? Fold.fold(c) : -1;
  }

  private int escaped(char c) {
    if (c < 128 && !Character.isLetterOrDigit(c)) {
      return ascii(c);
    }
    if (CLASSES.indexOf(c) < 0) {
      throw new UnknownSyntaxException();
    }
    return -1;
  }

  /** A class: the character if it holds one alone, in either case. */
  private int oneOf() {
    int same = -2;
    boolean isSame = true;
    if (isAt('^')) {
      at++;
      isSame = false;
    }
    for (boolean isFirst = true; isFirst || !isAt(']'); isFirst = false) {
      char c = next();
      if (c == '[' || (c == '&' && isAt('&')) || (isFirst && c == ']')) {
        throw new UnknownSyntaxException(); // nested or named, or what engines read differently
      }
      int one = c == '\\' ? escapedInClass(next()) : ascii(c);
      isSame &= one >= 0 && (same == -2 || one == same);
      same = one;
      if (isAt('-') && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']') {
        isSame = false;
      }
    }
    at++;
    return isSame ? same : -1;
  }

  private int escapedInClass(char c) {
    if (c == 'p' || c == 'P') {
      if (isAt('{')) {
        at = pattern.indexOf('}', at) + 1;
        if (at == 0) {
          throw new UnknownSyntaxException();
        }
        return -1;
      }
      throw new UnknownSyntaxException();
    }
    return escaped(c);
  }
}
