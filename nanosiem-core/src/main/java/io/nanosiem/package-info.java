/**
 * The engine: wires listeners, detectors and sinks together and runs them inside your application.
 */
@NullMarked
package io.nanosiem;

import org.jspecify.annotations.NullMarked;
