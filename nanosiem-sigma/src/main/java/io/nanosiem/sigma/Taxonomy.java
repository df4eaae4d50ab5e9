package io.nanosiem.sigma;

import java.util.Map;
import java.util.Set;

/**
 * Where the taxonomy of Sigma has a category that holds others, or two names for one service.
 *
 * <p>Sysmon's events 12, 13 and 14 are {@code registry_event}, and each also has a category of its
 * own. An event carries the narrowest that is known, and a rule for the wider one meets it. The
 * other way round, an event of which only {@code registry_event} is known may be any of them. In
 * the same way {@code auth} and {@code syslog} are files in which many programs write.
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

  /** Log files of Linux in which several programs write that have a service of their own. */
  private static final Map<String, Set<String>> FILES =
      Map.of(
          "auth",
          Set.of("sshd", "sudo", "dropbear"),
          "syslog",
          Set.of(
              "clamav",
              "cron",
              "dovecot",
              "ftpd",
              "guacamole",
              "kernel",
              "named",
              "postfix",
              "systemd",
              "vsftpd"));

  /** What rules of SigmaHQ write, to what the taxonomy has. */
  private static final Map<String, String> SERVICES =
      Map.of(
          "microsoft-servicebus-client", "servicebus-client",
          // Microsoft 365 has one source for both.
          "threat_detection", "threat_management");

  private Taxonomy() {}

  /** Whether an event of a category can be one of those that a rule wants. */
  static boolean isCategory(String wanted, String given) {
    return wanted.equals(given)
        || HOLDS.getOrDefault(wanted, Set.of()).contains(given)
        || (COLLECTIVE.contains(given) && HOLDS.getOrDefault(given, Set.of()).contains(wanted));
  }

  /** Whether an event of a service can be one of those that a rule wants. */
  static boolean isService(String wanted, String given) {
    return wanted.equals(given)
        || FILES.getOrDefault(wanted, Set.of()).contains(given)
        || SERVICES.getOrDefault(wanted, wanted).equals(SERVICES.getOrDefault(given, given));
  }
}
