/** Everything that is forbidden, so that the rules can be shown to see it. */
@NullMarked
package io.nanosiem.conformance.architecture.offender.core;

import org.jspecify.annotations.NullMarked;
