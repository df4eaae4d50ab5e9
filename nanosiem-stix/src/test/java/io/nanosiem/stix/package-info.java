/** Tests of the bundles. */
@NullMarked
package io.nanosiem.stix;

import org.jspecify.annotations.NullMarked;
