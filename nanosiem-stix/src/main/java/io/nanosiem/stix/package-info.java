/**
 * Alerts as STIX 2.1 bundles that importers accept.
 *
 * <p>{@link io.nanosiem.stix.StixSink} writes a file for each alert; {@link
 * io.nanosiem.stix.StixBundles} makes the text alone.
 */
@NullMarked
package io.nanosiem.stix;

import org.jspecify.annotations.NullMarked;
