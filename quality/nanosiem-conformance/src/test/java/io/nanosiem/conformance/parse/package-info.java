/** Parsers and normaliser against lines that other people's suites read, and against real logs. */
@NullMarked
package io.nanosiem.conformance.parse;

import org.jspecify.annotations.NullMarked;
