package io.nanosiem.ml;

import io.nanosiem.event.Event;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What events are compared with: all others, or those of their own log source, host or user.
 *
 * <p>What is ordinary for a web server is not for a database. With a grouping, each group that
 * training saw often enough gets a baseline of its own; events of other groups, and of none, are
 * compared with all that training saw. Groups that appear later never get one, so that names made
 * up by an attacker cost no memory.
 *
 * <p>Immutable; the function must be thread-safe, and give the same key for the same event always.
 *
 * @param name what a group is a group of, as people read it: {@code host} in {@code host db-01};
 *     kept in the model's file
 * @param key the group of an event, null for none; of keys longer than 128 characters the beginning
 *     counts
 */
public record Grouping(String name, Function<? super Event, @Nullable String> key) {
  static final int LONGEST_KEY = 128;

  private static final Grouping NONE = new Grouping("", event -> null);
  private static final Grouping PROGRAM =
      new Grouping(
          "program",
          event -> event.program() == null ? null : event.program().toLowerCase(Locale.ROOT));
  private static final Grouping LOG_SOURCE = new Grouping("log source", Grouping::logSourceOf);
  private static final Grouping HOST = new Grouping("host", Event::host);
  private static final Grouping USER = new Grouping("user", Event::user);

  /**
   * Checks the name.
   *
   * @param name see above
   * @param key see above
   * @throws IllegalArgumentException if the name is longer than 64 characters
   */
  public Grouping {
    Objects.requireNonNull(key, "key");
    if (name.length() > 64) {
      throw new IllegalArgumentException("the name of a grouping has at most 64 characters");
    }
  }

  /**
   * All events together.
   *
   * @return the grouping of a detector unless you set one
   */
  public static Grouping none() {
    return NONE;
  }

  /**
   * One baseline for each program, such as sshd or nginx.
   *
   * @return a grouping by {@link Event#program()}, in lower case
   */
  public static Grouping program() {
    return PROGRAM;
  }

  /**
   * One baseline for each kind of log, in Sigma's terms, such as {@code windows/security}.
   *
   * @return a grouping by {@link Event#logSource()}
   */
  public static Grouping logSource() {
    return LOG_SOURCE;
  }

  /**
   * One baseline for each host.
   *
   * @return a grouping by {@link Event#host()}
   */
  public static Grouping host() {
    return HOST;
  }

  /**
   * One baseline for each user.
   *
   * @return a grouping by {@link Event#user()}
   */
  public static Grouping user() {
    return USER;
  }

  private static @Nullable String logSourceOf(Event event) {
    if (event.logSource().isUnknown()) {
      return null;
    }
    StringBuilder out = new StringBuilder();
    append(out, event.logSource().product());
    append(out, event.logSource().category());
    append(out, event.logSource().service());
    return out.toString();
  }

  private static void append(StringBuilder out, @Nullable String part) {
    if (part != null) {
      out.append(out.isEmpty() ? "" : "/").append(part);
    }
  }

  /** The key, cut to its longest. */
  @Nullable String of(Event event) {
    String found = key.apply(event);
    return found == null || found.length() <= LONGEST_KEY ? found : found.substring(0, LONGEST_KEY);
  }

  /** One of those here, by its name; null if there is none. */
  static @Nullable Grouping named(String name) {
    for (Grouping known : new Grouping[] {NONE, PROGRAM, LOG_SOURCE, HOST, USER}) {
      if (known.name.equals(name)) {
        return known;
      }
    }
    return null;
  }
}
