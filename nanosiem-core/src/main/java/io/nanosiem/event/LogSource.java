package io.nanosiem.event;

import org.jspecify.annotations.Nullable;

/**
 * Where a record comes from, in the terms of the Sigma specification (rules, "Log source"). Rules
 * are routed by it.
 *
 * <p>Immutable.
 *
 * @param category a kind of log across products, such as {@code process_creation}; null if unknown
 * @param product the product that wrote it, such as {@code linux}; null if unknown
 * @param service a part of the product, such as {@code sshd}; null if unknown
 */
public record LogSource(
    @Nullable String category, @Nullable String product, @Nullable String service) {

  /** A source of which nothing is known. */
  public static final LogSource UNKNOWN = new LogSource(null, null, null);

  /**
   * A product and one of its services.
   *
   * @param product such as {@code linux}
   * @param service such as {@code sshd}; null if unknown
   * @return the source
   */
  public static LogSource of(String product, @Nullable String service) {
    return new LogSource(null, product, service);
  }

  /**
   * Whether nothing is known.
   *
   * @return true if all three parts are null
   */
  public boolean isUnknown() {
    return category == null && product == null && service == null;
  }
}
