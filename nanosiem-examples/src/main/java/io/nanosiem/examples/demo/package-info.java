/** The demo: five stages on real lines, told on a terminal. */
@NullMarked
package io.nanosiem.examples.demo;

import org.jspecify.annotations.NullMarked;
