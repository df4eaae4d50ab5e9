package io.nanosiem.sigma;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the texts that were too long to search for the expressions of one rule, and says so once.
 * Thread-safe.
 */
final class RegexOverruns {
  /** After so many searches that were given up on the way, a rule is quarantined. */
  static final int MOST_FAILURES = 16;

  private static final Logger LOG = LoggerFactory.getLogger(SigmaRules.class);

  /** What all rules of a set have in common. Thread-safe. */
  static final class Total {
    private final LongAdder skipped = new LongAdder();
    private final Set<String> quarantined = ConcurrentHashMap.newKeySet();

    long skipped() {
      return skipped.sum();
    }

    Set<String> quarantined() {
      return Collections.unmodifiableSet(new TreeSet<>(quarantined));
    }
  }

  private final String rule;
  private final Total total;
  private final AtomicBoolean isReported = new AtomicBoolean();
  private final AtomicInteger failures = new AtomicInteger();

  RegexOverruns(String rule, Total total) {
    this.rule = rule;
    this.total = total;
  }

  /** A search was not run, or given up. */
  void count(String pattern, int length) {
    total.skipped.increment();
    if (isReported.compareAndSet(false, true)) {
      LOG.warn(
          "rule {}: a text of {} characters is too long to search for {} and counts as no match;"
              + " further ones are only counted",
          rule,
          length,
          Words.quoted(pattern));
    }
  }

  /** A search was given up after it had cost what it may. */
  void failed() {
    if (failures.incrementAndGet() == MOST_FAILURES) {
      total.quarantined.add(rule);
      LOG.warn(
          "rule {} is quarantined: its regular expressions have run out of steps {} times; each"
              + " search may take {} steps from now on",
          rule,
          MOST_FAILURES,
          Evaluation.FREE_STEPS);
    }
  }

  boolean isQuarantined() {
    return failures.get() >= MOST_FAILURES;
  }
}
