/** Inputs: where raw records come from. */
@NullMarked
package io.nanosiem.listen;

import org.jspecify.annotations.NullMarked;
