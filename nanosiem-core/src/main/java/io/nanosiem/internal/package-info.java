/** Shared by our own packages; not exported, and free to change without notice. */
@NullMarked
package io.nanosiem.internal;

import org.jspecify.annotations.NullMarked;
