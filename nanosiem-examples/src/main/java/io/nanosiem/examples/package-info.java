/** Small programs, one idea each. */
@NullMarked
package io.nanosiem.examples;

import org.jspecify.annotations.NullMarked;
