/** The targets that need what the package does not show. Never published. */
@org.jspecify.annotations.NullMarked
package io.nanosiem.listen;
