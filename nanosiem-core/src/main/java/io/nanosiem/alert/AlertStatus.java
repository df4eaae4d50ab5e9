package io.nanosiem.alert;

import java.util.Locale;

/** Where an alert is in its life. */
public enum AlertStatus {
  /** The first revision: it has just been found. */
  OPENED,
  /** It goes on: the count has grown since the revision before. */
  UPDATED,
  /** It was quiet for a whole deduplication window. The last revision. */
  CLOSED;

  private final String word = name().toLowerCase(Locale.ROOT);

  /**
   * How outputs write it.
   *
   * @return such as {@code opened}
   */
  public String word() {
    return word;
  }
}
