package io.nanosiem.alert;

import java.io.IOException;

/**
 * Where alerts go. A lambda is a sink:
 *
 * <pre>{@code
 * .sink(alert -> tickets.open(alert.summary()))
 * }</pre>
 *
 * <p>An engine calls a sink from one thread at a time, its own, so that a slow sink does not hold
 * up detection. What a sink throws is counted and reported with its name; the alert is offered
 * again after a pause that grows, and the alerts behind it wait in a bounded queue.
 */
@FunctionalInterface
public interface Sink extends AutoCloseable {
  /**
   * Takes one revision of an alert.
   *
   * @param alert the alert
   * @throws IOException if it could not be taken; it will be offered again
   */
  void accept(Alert alert) throws IOException;

  /**
   * Makes sure that what was accepted is where it should be. Called when the engine is idle and
   * before {@link #close()}.
   *
   * @throws IOException if it is not
   */
  default void flush() throws IOException {}

  /**
   * Lets go of files and connections. Called once, after the last alert.
   *
   * @throws IOException if that fails
   */
  @Override
  default void close() throws IOException {}

  /**
   * How statistics and messages call it.
   *
   * @return a short name
   */
  default String name() {
    return getClass().isSynthetic() || getClass().isHidden() ? "sink" : getClass().getSimpleName();
  }
}
