package io.nanosiem.normalize;

import io.nanosiem.event.Event;
import java.util.Locale;

/**
 * One step from what a record says to what it means. Steps run in order, each on what the ones
 * before left, and should not throw; one that does is counted and passed over.
 *
 * <p>Implementations are thread-safe.
 */
@FunctionalInterface
public interface Normalizer {
  /**
   * Refines an event.
   *
   * @param event what the parser, and the steps before, made of the record
   */
  void normalize(Event.Builder event);

  /**
   * The normaliser for what we know: addresses and ports with their direction, users, outcomes of
   * attempts to authenticate, categories, tags, web requests and log sources.
   *
   * @return a normaliser with the standard table of log sources
   */
  static Normalizer standard() {
    return standard(LogSourceTable.standard());
  }

  /**
   * The same, with a table of log sources of your own.
   *
   * @param sources the table
   * @return a normaliser
   */
  static Normalizer standard(LogSourceTable sources) {
    return new StandardNormalizer(sources);
  }

  /**
   * A step for the lines of one program only.
   *
   * <pre>{@code
   * Normalizer normalizer = Normalizer.standard().then(Normalizer.forProgram("vault", event -> {
   *   String message = event.message();
   *   if (message != null && message.startsWith("login denied for ")) {
   *     event.user(message.substring("login denied for ".length()));
   *     event.authenticationOutcome(AuthenticationOutcome.FAILURE);
   *   }
   * }));
   * }</pre>
   *
   * @param program as it is in a syslog header; upper and lower case are the same, and so are
   *     {@code name}, {@code /usr/bin/name}, {@code name(module)} and {@code name/part}
   * @param step what to do with its lines
   * @return a step that leaves all other records alone
   */
  static Normalizer forProgram(String program, Normalizer step) {
    String key = program.toLowerCase(Locale.ROOT);
    return event -> {
      String from = event.program();
      if (from != null && !from.isEmpty() && Programs.key(from).equals(key)) {
        step.normalize(event);
      }
    };
  }

  /**
   * This step, then another.
   *
   * @param next the other
   * @return both as one
   */
  default Normalizer then(Normalizer next) {
    return event -> {
      normalize(event);
      next.normalize(event);
    };
  }
}
