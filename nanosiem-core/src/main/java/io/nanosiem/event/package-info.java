/**
 * What the engine knows of one log record: {@link io.nanosiem.event.Event} and the small value
 * types it is made of.
 *
 * <p>{@link io.nanosiem.event.FieldSource} is the one thing a detector needs to read: a map, a row
 * of a database or an {@code Event} can all be one.
 */
@NullMarked
package io.nanosiem.event;

import org.jspecify.annotations.NullMarked;
