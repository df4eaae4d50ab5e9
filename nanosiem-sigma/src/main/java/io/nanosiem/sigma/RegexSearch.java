package io.nanosiem.sigma;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A compiled regular expression that is searched for within a budget. Immutable and thread-safe.
 *
 * <p>{@link Linear} is what rules run on. {@link Backtracking} is for expressions that ask for
 * look-around or back-references, and only where the user has opted in: how long it takes depends
 * on the text in ways that an attacker can choose, so it counts its steps as it goes.
 */
abstract sealed class RegexSearch {
  /** What came of a search. */
  enum Outcome {
    FOUND,
    NOT_FOUND,
    /** It would have cost, or did cost, more than may be spent. */
    TOO_LONG
  }

  /** Searches a text anywhere, spending from the budget of the event. */
  abstract Outcome find(String text, Evaluation of, RegexOverruns overruns);

  /** The same without regard to case. */
  abstract RegexSearch ignoringCase();

  /** The expression that {@link RegexLiterals} can read; null if there is none. */
  @Nullable String readable() {
    return null;
  }

  /**
   * RE2/J: linear in the length of the text. What a search costs at most, program size times text
   * length, is known beforehand.
   */
  static final class Linear extends RegexSearch {
    private final Pattern pattern;
    private final long size;

    Linear(Pattern pattern) {
      this.pattern = pattern;
      this.size = Math.max(1, pattern.programSize());
    }

    @Override
    Outcome find(String text, Evaluation of, RegexOverruns overruns) {
      if (!of.spend(size * text.length())) {
        return Outcome.TOO_LONG;
      }
      return pattern.matcher(text).find() ? Outcome.FOUND : Outcome.NOT_FOUND;
    }

    @Override
    String readable() {
      return pattern.pattern();
    }

    @Override
    RegexSearch ignoringCase() {
      return new Linear(
          Pattern.compile(pattern.pattern(), pattern.flags() | Pattern.CASE_INSENSITIVE));
    }
  }

  /**
   * The expressions of the JDK, which backtrack. Each character that the engine looks at is a step;
   * beyond the budget the search is given up. A rule that this happens to again and again is left
   * with the free steps of each search, so that it goes on finding what is cheap to find.
   */
  static final class Backtracking extends RegexSearch {
    static final long SEARCH_STEPS = 1_000_000;

    private static final int FOLDING =
        java.util.regex.Pattern.CASE_INSENSITIVE | java.util.regex.Pattern.UNICODE_CASE;

    private final java.util.regex.Pattern pattern;

    private Backtracking(java.util.regex.Pattern pattern) {
      this.pattern = pattern;
    }

    /**
     * What the JDK makes of a pattern.
     *
     * @param written by the rule; must be one by itself
     * @param whole the same with anchors around it
     * @return null if it is none to the JDK either
     */
    static @Nullable Backtracking compile(
        String written, String whole, boolean ignoresCase, boolean multiline, boolean dotall) {
      int flags = ignoresCase ? FOLDING : 0;
      flags |= multiline ? java.util.regex.Pattern.MULTILINE : 0;
      flags |= dotall ? java.util.regex.Pattern.DOTALL : 0;
      try {
        java.util.regex.Pattern alone = java.util.regex.Pattern.compile(written, flags);
        return new Backtracking(
            whole.equals(written) ? alone : java.util.regex.Pattern.compile(whole, flags));
      } catch (java.util.regex.PatternSyntaxException e) {
        return null;
      }
    }

    @Override
    Outcome find(String text, Evaluation of, RegexOverruns overruns) {
      long most = of.affordable(overruns.isQuarantined() ? Evaluation.FREE_STEPS : SEARCH_STEPS);
      Counted counted = new Counted(text, most);
      try {
        return pattern.matcher(counted).find() ? Outcome.FOUND : Outcome.NOT_FOUND;
      } catch (OutOfSteps | StackOverflowError e) {
        // It recurses once for each repetition of some groups, so a long text can exhaust the
        // stack before the steps.
        overruns.failed();
        return Outcome.TOO_LONG;
      } finally {
        of.took(counted.steps);
      }
    }

    @Override
    RegexSearch ignoringCase() {
      return new Backtracking(
          java.util.regex.Pattern.compile(pattern.pattern(), pattern.flags() | FOLDING));
    }
  }

  /** A text that gives up when it was looked at too often. One thread. */
  private static final class Counted implements CharSequence {
    private final String text;
    private final long most;
    private long steps;

    Counted(String text, long most) {
      this.text = text;
      this.most = most;
    }

    @Override
    public char charAt(int index) {
      if (++steps > most) {
        throw new OutOfSteps();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final class OutOfSteps extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfSteps() {
      super(null, null, false, false);
    }
  }
}
