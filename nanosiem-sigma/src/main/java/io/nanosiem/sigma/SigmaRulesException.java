package io.nanosiem.sigma;

import java.util.List;

/**
 * Rules, or a processing pipeline for them, that cannot be run. The message lists every problem of
 * every file; {@link #problems()} has the same as values.
 */
public final class SigmaRulesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<SigmaProblem> problems;

  /**
   * Makes an exception of problems.
   *
   * @param problems at least one
   */
  SigmaRulesException(List<SigmaProblem> problems) {
    this(problems, "Sigma rules");
  }

  /**
   * Makes an exception of problems.
   *
   * @param problems at least one
   * @param where what they were found in
   */
  SigmaRulesException(List<SigmaProblem> problems, String where) {
    super(describe(problems, where));
    this.problems = List.copyOf(problems);
  }

  private static String describe(List<SigmaProblem> problems, String where) {
    StringBuilder out = new StringBuilder();
    out.append(problems.size() == 1 ? "1 problem" : problems.size() + " problems");
    out.append(" in ").append(where);
    for (SigmaProblem problem : problems) {
      out.append('\n').append(problem);
    }
    return out.toString();
  }

  /**
   * What is wrong, in the order of files and lines.
   *
   * @return unmodifiable; empty only in an exception that was serialised
   */
  public List<SigmaProblem> problems() {
    return problems == null ? List.of() : problems;
  }
}
