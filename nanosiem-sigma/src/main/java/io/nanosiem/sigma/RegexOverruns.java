package io.nanosiem.sigma;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the texts that were too long to search, and says so once for each rule. Thread-safe. */
final class RegexOverruns {
  private static final Logger LOG = LoggerFactory.getLogger(SigmaRules.class);

  private final String rule;
  private final LongAdder total;
  private final AtomicBoolean isReported = new AtomicBoolean();

  RegexOverruns(String rule, LongAdder total) {
    this.rule = rule;
    this.total = total;
  }

  void count(String pattern, int length) {
    total.increment();
    if (isReported.compareAndSet(false, true)) {
      LOG.warn(
          "rule {}: a text of {} characters is too long to search for {} and counts as no match;"
              + " further ones are only counted",
          rule,
          length,
          Words.quoted(pattern));
    }
  }
}
