package io.nanosiem.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How the conditions of a step are joined. Immutable.
 *
 * @param <C> what is joined
 */
sealed interface PipelineLogic<C> {
  /** Whether the whole holds, given what each condition says. */
  boolean holds(Predicate<C> each);

  /**
   * One condition.
   *
   * @param condition which
   */
  record One<C>(C condition) implements PipelineLogic<C> {
    @Override
    public boolean holds(Predicate<C> each) {
      return each.test(condition);
    }
  }

  /**
   * All of them; true of none.
   *
   * @param parts in order
   */
  record All<C>(List<PipelineLogic<C>> parts) implements PipelineLogic<C> {
    @Override
    public boolean holds(Predicate<C> each) {
      return parts.stream().allMatch(part -> part.holds(each));
    }
  }

  /**
   * Any of them; false of none.
   *
   * @param parts in order
   */
  record Any<C>(List<PipelineLogic<C>> parts) implements PipelineLogic<C> {
    @Override
    public boolean holds(Predicate<C> each) {
      return parts.stream().anyMatch(part -> part.holds(each));
    }
  }

  /**
   * Not that.
   *
   * @param part what
   */
  record Not<C>(PipelineLogic<C> part) implements PipelineLogic<C> {
    @Override
    public boolean holds(Predicate<C> each) {
      return !part.holds(each);
    }
  }

  /**
   * Reads an expression over named conditions: {@code a and (b or not c)}. What is wrong with it is
   * reported.
   *
   * @param used gathers the names that occur
   */
  static <C> @Nullable PipelineLogic<C> parse(
      Yaml.Scalar text, Map<String, C> named, Set<String> used, Problems problems) {
    return new Parser<>(text, named, used, problems).parse();
  }

  /** Recursive descent; "not" binds tighter than "and", that tighter than "or". One use. */
  final class Parser<C> {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_LENGTH = 1 << 16;

    private final Yaml.Scalar source;
    private final String text;
    private final Map<String, C> named;
    private final Set<String> used;
    private final Problems problems;
    private int from;
    private int to;
    private int depth;
    private boolean isWrong;

    private Parser(Yaml.Scalar source, Map<String, C> named, Set<String> used, Problems problems) {
      this.source = source;
      this.text = source.text();
      this.named = named;
      this.used = used;
      this.problems = problems;
    }

    private @Nullable PipelineLogic<C> parse() {
      if (text.length() > MAX_LENGTH) {
        problems.refuse(
            source.span(), "an expression of more than " + MAX_LENGTH + " characters", null);
        return null;
      }
      next();
      PipelineLogic<C> whole = or();
      if (!isWrong && !isAt("")) {
        wrong(
            isAt(")")
                ? "')' closes nothing"
                : "expected 'and' or 'or' before " + Words.quoted(token()),
            Words.didYouMean(token(), List.of("and", "or")));
      }
      return isWrong ? null : whole;
    }

    private String token() {
      return text.substring(from, to);
    }

    private boolean isAt(String word) {
      return to - from == word.length() && text.startsWith(word, from);
    }

    private void next() {
      from = to;
      while (from < text.length() && Character.isWhitespace(text.charAt(from))) {
        from++;
      }
      to = from;
      while (to < text.length() && isWordPart(text.charAt(to))) {
        to++;
      }
      if (to == from && from < text.length()) {
        to = from + Character.charCount(text.codePointAt(from));
      }
    }

    private static boolean isWordPart(char c) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || c == '_'
          || c == '-';
    }

    private PipelineLogic<C> or() {
      List<PipelineLogic<C>> parts = new ArrayList<>(List.of(and()));
      while (!isWrong && isAt("or")) {
        next();
        parts.add(and());
      }
      return parts.size() == 1 ? parts.get(0) : new Any<>(List.copyOf(parts));
    }

    private PipelineLogic<C> and() {
      List<PipelineLogic<C>> parts = new ArrayList<>(List.of(not()));
      while (!isWrong && isAt("and")) {
        next();
        parts.add(not());
      }
      return parts.size() == 1 ? parts.get(0) : new All<>(List.copyOf(parts));
    }

    private PipelineLogic<C> not() {
      boolean isNegated = false;
      while (isAt("not")) {
        isNegated = !isNegated;
        next();
      }
      PipelineLogic<C> part = primary();
      return isNegated ? new Not<>(part) : part;
    }

    private PipelineLogic<C> primary() {
      if (isAt("(")) {
        if (++depth > MAX_DEPTH) {
          return wrong("parentheses nested more than " + MAX_DEPTH + " deep", null);
        }
        next();
        PipelineLogic<C> inner = or();
        depth--;
        if (!isWrong && !isAt(")")) {
          return wrong("a ')' is missing", null);
        }
        next();
        return inner;
      }
      String name = token();
      C condition = named.get(name);
      if (condition == null || name.equals("and") || name.equals("or")) {
        return wrong(
            name.isEmpty()
                ? "the expression ends too early"
                : "no condition is named " + Words.quoted(name),
            Words.didYouMean(name, named.keySet()));
      }
      used.add(name);
      next();
      return new One<>(condition);
    }

    private PipelineLogic<C> wrong(String message, @Nullable String hint) {
      if (!isWrong) {
        isWrong = true;
        problems.refuse(to > from ? source.span(from, to) : source.span(), message, hint);
      }
      return new All<>(List.of());
    }
  }
}
