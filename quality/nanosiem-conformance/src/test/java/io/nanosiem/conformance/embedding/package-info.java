/** Living inside somebody else's process. */
@NullMarked
package io.nanosiem.conformance.embedding;

import org.jspecify.annotations.NullMarked;
