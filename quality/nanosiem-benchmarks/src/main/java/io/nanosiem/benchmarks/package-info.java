/** Measurements. */
@NullMarked
package io.nanosiem.benchmarks;

import org.jspecify.annotations.NullMarked;
