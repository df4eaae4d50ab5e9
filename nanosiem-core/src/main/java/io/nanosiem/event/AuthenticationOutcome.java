package io.nanosiem.event;

import java.util.Locale;

/** How an attempt to authenticate ended. */
public enum AuthenticationOutcome {
  /** The user was let in. */
  SUCCESS,
  /** The user was turned away. */
  FAILURE;

  private final String ecs = name().toLowerCase(Locale.ROOT);

  /**
   * The value of ECS {@code event.outcome}.
   *
   * @return {@code success} or {@code failure}
   */
  public String ecs() {
    return ecs;
  }
}
