package io.nanosiem.detect;

import java.util.Locale;

/** How much a finding matters: the levels of the Sigma specification, least first. */
public enum Severity {
  /** Worth keeping beside other findings, not worth a look alone. */
  INFORMATIONAL,
  /** Notable, rarely an incident. */
  LOW,
  /** To be looked at in time. */
  MEDIUM,
  /** To be looked at soon. */
  HIGH,
  /** To be looked at now. */
  CRITICAL;

  private final String word = name().toLowerCase(Locale.ROOT);

  /**
   * The word of the Sigma specification.
   *
   * @return such as {@code high}
   */
  public String word() {
    return word;
  }

  /**
   * Whether this is at least as severe.
   *
   * @param other what to compare with
   * @return true if this is the same or above
   */
  public boolean atLeast(Severity other) {
    return compareTo(other) >= 0;
  }
}
