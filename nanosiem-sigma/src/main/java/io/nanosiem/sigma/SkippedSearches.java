package io.nanosiem.sigma;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Adds up the searches that the rule sets of a detector have skipped, as each set counts for
 * itself. Sets that ran before are still asked for a while, since an event may be in the middle of
 * one when it is replaced; of those before them only the number is kept. The sets themselves are
 * not held. Guarded by the detector.
 */
final class SkippedSearches {
  private static final int MOST_REMEMBERED = 8;

  private final Deque<Term> terms = new ArrayDeque<>();
  private long forgotten;

  /** A set, and what it had counted when it began to run here. */
  private record Term(RegexOverruns.Total counter, long before) {
    long count() {
      return counter.skipped() - before;
    }
  }

  SkippedSearches(SigmaRules first) {
    begin(first.skippedCounter());
  }

  void change(SigmaRules next) {
    RegexOverruns.Total counter = next.skippedCounter();
    // A set that comes back must not be counted by two terms.
    terms.stream().filter(term -> term.counter() == counter).forEach(this::end);
    terms.removeIf(term -> term.counter() == counter);
    begin(counter);
    if (terms.size() > MOST_REMEMBERED) {
      end(terms.remove());
    }
  }

  private void begin(RegexOverruns.Total counter) {
    terms.add(new Term(counter, counter.skipped()));
  }

  private void end(Term term) {
    forgotten += term.count();
  }

  long total() {
    return forgotten + terms.stream().mapToLong(Term::count).sum();
  }
}
