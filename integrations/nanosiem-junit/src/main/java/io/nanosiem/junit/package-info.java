/** Sigma rules as unit tests. */
@NullMarked
package io.nanosiem.junit;

import org.jspecify.annotations.NullMarked;
