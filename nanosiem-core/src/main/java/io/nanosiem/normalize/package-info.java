/**
 * From what a record says to what it means: addresses with their direction, users, outcomes,
 * categories and log sources.
 */
@NullMarked
package io.nanosiem.normalize;

import org.jspecify.annotations.NullMarked;
