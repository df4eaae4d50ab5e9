/** Attack chains: events that mean something together, because of their number or order. */
@NullMarked
package io.nanosiem.correlation;

import org.jspecify.annotations.NullMarked;
