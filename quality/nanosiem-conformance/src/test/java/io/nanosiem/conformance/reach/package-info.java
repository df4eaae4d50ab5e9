/** Which rules can fire from a line that the library itself reads. */
@NullMarked
package io.nanosiem.conformance.reach;

import org.jspecify.annotations.NullMarked;
