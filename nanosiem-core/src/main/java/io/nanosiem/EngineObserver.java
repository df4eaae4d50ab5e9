package io.nanosiem;

import io.nanosiem.alert.Alert;
import io.nanosiem.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * Watches an engine. Called on a thread of the engine's own, one call at a time; what it throws is
 * counted and goes no further. If it is slower than alerts come, the oldest calls are dropped and
 * counted.
 */
public interface EngineObserver {
  /**
   * A revision of an alert was made.
   *
   * @param alert the revision
   */
  default void onAlert(Alert alert) {}

  /**
   * Foreign code failed. Called for each kind of fault at most once in ten seconds; {@link
   * EngineStats#faults()} has the whole number.
   *
   * @param component what failed, such as {@code sink:NdjsonSink}
   * @param fault what it threw
   * @param event the event it was working on; null if there was none
   */
  default void onFault(String component, Throwable fault, @Nullable Event event) {}
}
