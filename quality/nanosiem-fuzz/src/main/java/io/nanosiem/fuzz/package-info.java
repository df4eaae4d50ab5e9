/** What is fuzzed, and how one tells that something is wrong. Never published. */
@org.jspecify.annotations.NullMarked
package io.nanosiem.fuzz;
