/** Anomaly scores: a forest that isolates what is unlike the rest, and says why. */
@NullMarked
package io.nanosiem.ml;

import org.jspecify.annotations.NullMarked;
