/**
 * What finds things in events, and what it says when it does.
 *
 * <p>A {@link io.nanosiem.detect.Detector} looks at one event; a {@link
 * io.nanosiem.detect.StatefulDetector} sees all of them in order. Both report {@link
 * io.nanosiem.detect.Detection}s, which explain themselves.
 */
@NullMarked
package io.nanosiem.detect;

import org.jspecify.annotations.NullMarked;
