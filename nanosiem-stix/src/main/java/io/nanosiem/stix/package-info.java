/** Alerts as STIX 2.1 bundles. */
@NullMarked
package io.nanosiem.stix;

import org.jspecify.annotations.NullMarked;
