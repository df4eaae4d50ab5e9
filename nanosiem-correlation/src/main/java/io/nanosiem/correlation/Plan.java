package io.nanosiem.correlation;

import org.jspecify.annotations.Nullable;

/** A chain or a correlation as numbers: bits, milliseconds, and what decides. Immutable. */
abstract sealed class Plan permits ChainPlan, RulePlan {
  /** No step is met. */
  static final int NO_STEP = Integer.MAX_VALUE;

  /** Its place among those that are followed together. */
  final int index;

  final long timespan;

  /** How long a group is quiet after an alert. */
  final long quiet;

  /** All bits that it looks at. */
  final long mask;

  /** Whether firing consumes what led to it. Otherwise counts slide on. */
  final boolean isSequence;

  Plan(int index, long timespan, long quiet, long mask, boolean isSequence) {
    this.index = index;
    this.timespan = timespan;
    this.quiet = quiet;
    this.mask = mask;
    this.isSequence = isSequence;
  }

  /** What decides at each event; null if the verdict waits for the end of a window. */
  abstract @Nullable Measure measure();

  /** What decides at the end of a window; null if the verdict is known at each event. */
  abstract @Nullable Window window();

  /** The first step that a row meets, which orders events of one time; {@link #NO_STEP} if none. */
  abstract int low(long[] rows, int at);

  /** Whether there are events that end it for a group, which come behind all others of a time. */
  boolean hasEnd() {
    return false;
  }

  /** A text that is the same for plans whose states mean the same. */
  abstract String fingerprint();
}
