/** Bundles against the OASIS schemas, identifiers against vectors of other implementations. */
@NullMarked
package io.nanosiem.conformance.stix;

import org.jspecify.annotations.NullMarked;
