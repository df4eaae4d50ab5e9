package io.nanosiem.event;

import java.util.Locale;

/** What an event is about: those of ECS {@code event.category} that our normaliser tells apart. */
public enum EventCategory {
  /** Somebody proved, or failed to prove, who they are. */
  AUTHENTICATION,
  /** A session began or ended. */
  SESSION,
  /** A program was run, a command given. */
  PROCESS,
  /** Traffic was seen, let through or dropped. */
  NETWORK,
  /** A web server or proxy answered a request. */
  WEB,
  /** A user, a group or a right was changed. */
  IAM,
  /** A file was read or changed. */
  FILE,
  /** A security product raised a finding of its own. */
  INTRUSION_DETECTION;

  private final String ecs = name().toLowerCase(Locale.ROOT);

  /**
   * The value of ECS {@code event.category}.
   *
   * @return such as {@code authentication}
   */
  public String ecs() {
    return ecs;
  }
}
