package io.nanosiem.sigma;

import io.nanosiem.event.LogSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Knows which rules an event of a log source can meet.
 *
 * <p>An event meets the rules that do not contradict it: where both name a product, a category or a
 * service, they name the same, or the rule names a category that holds the event's (see {@link
 * Taxonomy}). An event of which nothing is known meets all rules but those that are true of an
 * event without fields, which would fire on everything.
 *
 * <p>The answer for each log source is remembered, up to {@link #MOST_SOURCES} of them; beyond that
 * it is worked out anew each time, so that an outsider who could invent log sources gains no
 * memory. This is the place where an index over the predicates of a bucket belongs: rules are
 * looked at here one after the other.
 *
 * <p>Thread-safe.
 */
final class Router {
  private static final int MOST_SOURCES = 1024;

  private final SigmaRule[] all;
  private final SigmaRule[] unlabelled;
  private final boolean isRouted;
  private final Map<LogSource, SigmaRule[]> buckets = new ConcurrentHashMap<>();

  Router(List<SigmaRule> rules, boolean isRouted) {
    this.all = rules.toArray(new SigmaRule[0]);
    this.unlabelled =
        rules.stream().filter(rule -> !rule.isTrueOfNothing()).toArray(SigmaRule[]::new);
    this.isRouted = isRouted;
  }

  SigmaRule[] rulesFor(@Nullable LogSource source) {
    if (!isRouted) {
      return all;
    }
    if (source == null || source.isUnknown()) {
      return unlabelled;
    }
    SigmaRule[] known = buckets.get(source);
    if (known != null) {
      return known;
    }
    SigmaRule[] bucket = select(source);
    if (buckets.size() < MOST_SOURCES) {
      buckets.put(source, bucket);
    }
    return bucket;
  }

  private SigmaRule[] select(LogSource source) {
    String category = lower(source.category());
    String product = lower(source.product());
    String service = lower(source.service());
    List<SigmaRule> selected = new ArrayList<>();
    for (SigmaRule rule : all) {
      LogSource wanted = rule.logSource();
      if (agrees(wanted.category(), category, Taxonomy::isCategory)
          && agrees(wanted.product(), product, String::equals)
          && agrees(wanted.service(), service, Taxonomy::isService)) {
        selected.add(rule);
      }
    }
    return selected.toArray(new SigmaRule[0]);
  }

  private static @Nullable String lower(@Nullable String part) {
    return part == null ? null : part.toLowerCase(Locale.ROOT);
  }

  private static boolean agrees(
      @Nullable String wanted, @Nullable String given, BiPredicate<String, String> same) {
    return wanted == null || given == null || same.test(wanted, given);
  }
}
