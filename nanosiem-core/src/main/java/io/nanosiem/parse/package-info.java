/**
 * From text to events.
 *
 * <p>Two lines are enough, and no engine and no thread is started:
 *
 * <pre>{@code
 * LogParser parser = LogParser.auto();
 * Event event = parser.parse("<34>1 2026-06-02T03:00:01Z web-01 sshd 1234 - - Failed password …");
 * }</pre>
 */
@NullMarked
package io.nanosiem.parse;

import org.jspecify.annotations.NullMarked;
