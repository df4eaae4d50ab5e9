/**
 * Alerts: detections of one rule about one entity, told once and kept up to date, and where they
 * go.
 */
@NullMarked
package io.nanosiem.alert;

import org.jspecify.annotations.NullMarked;
