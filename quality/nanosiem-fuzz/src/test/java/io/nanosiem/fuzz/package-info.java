/** Seeds and findings, replayed. */
@org.jspecify.annotations.NullMarked
package io.nanosiem.fuzz;
