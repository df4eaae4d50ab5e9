package io.nanosiem.sigma;

import java.util.Map;
import java.util.Set;

/**
 * Where the taxonomy of Sigma has a category that holds others, or two names for one service.
 *
 * <p>Sysmon's events 12, 13 and 14 are {@code registry_event}, and each also has a category of its
 * own. An event carries the narrowest that is known, and a rule for the wider one meets it. The
 * other way round, an event of which only {@code registry_event} is known may be any of them.
 */
final class Taxonomy {
  private static final Map<String, Set<String>> HOLDS =
      Map.of(
          "registry_event",
          Set.of("registry_add", "registry_delete", "registry_set", "registry_rename"),
          // Event 26 is event 23 without a copy of the file.
          "file_delete",
          Set.of("file_delete_detected"));

  /** Categories that no event has by itself, unless it does not say which of those below it is. */
  private static final Set<String> COLLECTIVE = Set.of("registry_event");

  /** What rules of SigmaHQ write, to what the taxonomy has. */
  private static final Map<String, String> SERVICES =
      Map.of("microsoft-servicebus-client", "servicebus-client");

  private Taxonomy() {}

  /** Whether an event of a category can be one of those that a rule wants. */
  static boolean isCategory(String wanted, String given) {
    return wanted.equals(given)
        || HOLDS.getOrDefault(wanted, Set.of()).contains(given)
        || (COLLECTIVE.contains(given) && HOLDS.getOrDefault(given, Set.of()).contains(wanted));
  }

  /** Whether two services are the same. */
  static boolean isService(String wanted, String given) {
    return wanted.equals(given)
        || SERVICES.getOrDefault(wanted, wanted).equals(SERVICES.getOrDefault(given, given));
  }
}
