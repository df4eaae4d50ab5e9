/** What the architecture and the engineering guide forbid, held in bytecode. */
@NullMarked
package io.nanosiem.conformance.architecture;

import org.jspecify.annotations.NullMarked;
