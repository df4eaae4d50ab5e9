package io.nanosiem.correlation;

import io.nanosiem.detect.Entity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One group that is followed, as the table of groups knows it. One thread. */
abstract sealed class KeyState permits ChainState, RuleState {
  private static final long FAR = 1L << 60;

  final Entity entity;
  final long hash;

  /** Links of the table that holds it. */
  @Nullable KeyState chained;

  @Nullable KeyState older;
  @Nullable KeyState newer;
  boolean isProtected;
  long expiresAt;
  long bytes;

  KeyState(Entity entity, long hash) {
    this.entity = entity;
    this.hash = hash;
  }

  /** A time in milliseconds, far ones brought to a point where sums cannot overflow. */
  static long millis(Instant time) {
    long seconds = time.getEpochSecond();
    if (seconds > FAR / 1000 || seconds < -FAR / 1000) {
      return seconds > 0 ? FAR : -FAR;
    }
    return seconds * 1000 + time.getNano() / 1_000_000;
  }

  /** Forgets the events kept as evidence. What decides stays. Returns whether there were any. */
  abstract boolean dropEvidence();

  /** It is no longer followed. */
  void removed() {}
}
