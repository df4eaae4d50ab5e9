package io.nanosiem.conformance.ml;

import java.time.Instant;

/**
 * A line of a log and the truth about it.
 *
 * @param time when it was written
 * @param text the line
 * @param family the kind of attack, empty if it is ordinary
 * @param episode which attack of that kind, empty if it is ordinary
 */
record LogLine(Instant time, String text, String family, String episode) {
  boolean isOrdinary() {
    return family.isEmpty();
  }
}
