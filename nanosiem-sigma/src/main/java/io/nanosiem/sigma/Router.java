package io.nanosiem.sigma;

import io.nanosiem.event.LogSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Knows which rules an event of a log source can meet.
 *
 * <p>An event meets the rules that do not contradict it: where both name a product, a category or a
 * service, they name the same, or the rule names a category that holds the event's (see {@link
 * Taxonomy}). An event of which nothing is known meets all rules but those that are true of an
 * event without fields, which would fire on everything.
 *
 * <p>The answer for each log source is remembered, up to {@link #MOST_SOURCES} of them; then all
 * are forgotten, so that an outsider who can invent log sources gains no memory, and no lasting
 * place.
 *
 * <p>Thread-safe.
 */
final class Router {
  private static final int MOST_SOURCES = 1024;

  private final List<SigmaRule> rules;
  private final RuleIndex index;
  private final RuleIndex.Bucket all;
  private final RuleIndex.Bucket unlabelled;
  private final boolean isRouted;
  private final Map<LogSource, RuleIndex.Bucket> buckets = new ConcurrentHashMap<>();

  Router(List<SigmaRule> rules, SigmaOptions options) {
    this.rules = rules;
    this.index = new RuleIndex(rules, options.isIndexed());
    this.isRouted = options.isRouted();
    this.all = select(rule -> true);
    this.unlabelled = select(rule -> !rule.isTrueOfNothing());
  }

  /** See {@link RuleIndex#take}. */
  Candidates take() {
    return index.take();
  }

  void release(Candidates used) {
    index.release(used);
  }

  /** The rules for a log source, with what there is to know to choose among them. */
  RuleIndex.Bucket bucket(@Nullable LogSource source) {
    if (!isRouted) {
      return all;
    }
    if (source == null || source.isUnknown()) {
      return unlabelled;
    }
    RuleIndex.Bucket known = buckets.get(source);
    if (known != null) {
      return known;
    }
    RuleIndex.Bucket bucket = select(source);
    if (buckets.size() >= MOST_SOURCES) {
      buckets.clear();
    }
    buckets.put(source, bucket);
    return bucket;
  }

  private RuleIndex.Bucket select(LogSource source) {
    String category = lower(source.category());
    String product = lower(source.product());
    String service = lower(source.service());
    return select(
        rule -> {
          LogSource wanted = rule.logSource();
          return agrees(wanted.category(), category, Taxonomy::isCategory)
              && agrees(wanted.product(), product, String::equals)
              && agrees(wanted.service(), service, Taxonomy::isService);
        });
  }

  private RuleIndex.Bucket select(Predicate<SigmaRule> wanted) {
    int[] some = IntStream.range(0, rules.size()).filter(i -> wanted.test(rules.get(i))).toArray();
    return index.new Bucket(some);
  }

  private static @Nullable String lower(@Nullable String part) {
    return part == null ? null : part.toLowerCase(Locale.ROOT);
  }

  private static boolean agrees(
      @Nullable String wanted, @Nullable String given, BiPredicate<String, String> same) {
    return wanted == null || given == null || same.test(wanted, given);
  }
}
