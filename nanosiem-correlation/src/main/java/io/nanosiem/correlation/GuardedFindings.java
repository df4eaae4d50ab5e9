package io.nanosiem.correlation;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Findings;
import org.jspecify.annotations.Nullable;

/**
 * Tells a caller, who may fail at being told: what he throws is kept until the event has been taken
 * in, so that groups are not left half-way. One thread.
 */
final class GuardedFindings implements Findings {
  private static final Findings NOBODY = detection -> {};

  private Findings caller = NOBODY;
  private @Nullable Throwable failure;

  /** Tells another caller from here on; returns this. */
  GuardedFindings to(Findings next) {
    caller = next;
    return this;
  }

  @Override
  public void add(Detection detection) {
    try {
      caller.add(detection);
    } catch (Throwable t) {
      failure = failure == null ? t : failure;
    }
  }

  /** Forgets the caller; returns what he has thrown first, null if nothing. */
  @Nullable Throwable end() {
    Throwable thrown = failure;
    caller = NOBODY;
    failure = null;
    return thrown;
  }
}
