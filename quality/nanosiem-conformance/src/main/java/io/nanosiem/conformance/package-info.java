/** Suites against outside data. */
@NullMarked
package io.nanosiem.conformance;

import org.jspecify.annotations.NullMarked;
