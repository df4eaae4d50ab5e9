package io.nanosiem.sigma;

import java.util.List;

/**
 * Rules that cannot be run. The message lists every problem of every file; {@link #problems()} has
 * the same as values.
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
    super(describe(problems));
    this.problems = List.copyOf(problems);
  }

  private static String describe(List<SigmaProblem> problems) {
    StringBuilder out = new StringBuilder();
    out.append(problems.size() == 1 ? "1 problem" : problems.size() + " problems");
    out.append(" in Sigma rules");
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
