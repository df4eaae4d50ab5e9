package io.nanosiem.sigma;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong with one file, each thing once: a filter that is compiled for many rules
 * would say the same of itself each time. One thread.
 */
final class Problems {
  private final SourceText source;
  private final Set<SigmaProblem> all = new LinkedHashSet<>();
  private int refusals;

  Problems(SourceText source) {
    this.source = source;
  }

  SourceText source() {
    return source;
  }

  /** The rule cannot be run. */
  void refuse(Span at, String message, @Nullable String hint) {
    add(SigmaProblem.Kind.REFUSED, at, message, hint);
    refusals++;
  }

  /** The rule runs; its author should know. */
  void note(Span at, String message, @Nullable String hint) {
    add(SigmaProblem.Kind.FINDING, at, message, hint);
  }

  private void add(SigmaProblem.Kind kind, Span at, String message, @Nullable String hint) {
    all.add(
        new SigmaProblem(
            kind, source.label(), at.line(), at.column(), message, source.snippet(at), hint));
  }

  int refusals() {
    return refusals;
  }

  /** All of them by line and column; those of one place as they were found. */
  List<SigmaProblem> inOrder() {
    return all.stream()
        .sorted(Comparator.comparingInt(SigmaProblem::line).thenComparingInt(SigmaProblem::column))
        .toList();
  }
}
