/** The Sigma language: rules compiled to matchers. */
@NullMarked
package io.nanosiem.sigma;

import org.jspecify.annotations.NullMarked;
