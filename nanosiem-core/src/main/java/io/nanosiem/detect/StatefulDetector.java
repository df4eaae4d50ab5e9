package io.nanosiem.detect;

import io.nanosiem.event.Event;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * Sees every event once, in order, together with what was found on it before.
 *
 * <p>The engine calls it from one thread at a time, so implementations need no locks. They know no
 * clock: time is what {@link #accept} and {@link #advanceTo} say, so that a replay gives the same
 * detections as the day itself.
 *
 * <p><b>Outliving the process.</b> An engine that keeps a checkpoint asks each detector to {@link
 * #snapshot} what it knows, and hands that to a new detector of the same name with {@link #restore}
 * when it is started again. A detector that implements neither begins anew after a restart; one
 * that implements one implements both.
 */
public interface StatefulDetector {
  /**
   * Takes an event in.
   *
   * @param event the event
   * @param found what stateless detectors, and stateful ones registered earlier, found on it;
   *     unmodifiable, valid only during the call
   * @param findings where to report; not to be kept beyond the call
   */
  void accept(Event event, List<Detection> found, Findings findings);

  /**
   * Whether it works on several events together better than on one after the other, with threads of
   * its own. Then the engine calls {@link #acceptAll} with what has come meanwhile.
   *
   * @return false unless an implementation says otherwise; always the same
   */
  default boolean isParallel() {
    return false;
  }

  /**
   * Takes several events in. What is reported for each, and what is known afterwards, is the same
   * as if {@link #accept} had been called with one after the other.
   *
   * <p>An event that makes it fail does not keep it from taking in the others; the failure is
   * thrown when all are taken in.
   *
   * @param events in order
   * @param found for each what was found on it before; unmodifiable, valid only during the call
   * @param findings for each where to report; not to be kept beyond the call, and called by the
   *     calling thread only
   */
  default void acceptAll(
      List<Event> events, List<List<Detection>> found, List<? extends Findings> findings) {
    Throwable failure = null;
    for (int i = 0; i < events.size(); i++) {
      try {
        accept(events.get(i), found.get(i), findings.get(i));
      } catch (RuntimeException | Error e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
  }

  /**
   * Says that time has passed without an event: nothing has come for a while, or nothing more will.
   * Whatever had to wait for that time is decided now. Events tell their own time, so this is not
   * called before each of them.
   *
   * @param eventTime no earlier event is expected; {@link Instant#MAX} at the end of a replay
   * @param findings where to report; not to be kept beyond the call
   */
  void advanceTo(Instant eventTime, Findings findings);

  /**
   * What it holds, as a good estimate.
   *
   * @return bytes of heap, not negative
   */
  long memoryBytes();

  /**
   * Sets what it may hold. It keeps to the bound by forgetting what matters least, and counts that.
   *
   * @param bytes of heap, positive
   */
  void limitMemory(long bytes);

  /**
   * Writes all it knows, so that a new detector of the same kind that restores it goes on as if
   * nothing had happened: given the same events from here on, both find the same.
   *
   * <p>Called between two events, never while {@link #accept} or {@link #advanceTo} runs, and must
   * not change what it knows. No event is worked on meanwhile, so it should not take long. Begin
   * with a version, so that {@link #restore} can tell what it reads; the bytes are told from
   * damaged ones without your help. If it throws, there is no new checkpoint, the one before stays,
   * and the engine goes on.
   *
   * @param out where to write; buffered, not to be kept beyond the call. Who writes nothing has
   *     nothing to restore
   * @throws IOException if writing fails
   */
  default void snapshot(DataOutput out) throws IOException {}

  /**
   * Takes over what another detector wrote with {@link #snapshot}, in this process or one before
   * it.
   *
   * <p>Called at most once, before the first event and the first {@link #advanceTo}, by the thread
   * that starts the engine; not called if nothing was written. A detector whose rules have changed
   * since keeps what still fits (that of unchanged rules) and begins anew with the rest. What it
   * keeps is within the bound of {@link #limitMemory}, set before.
   *
   * @param in ends where the other stopped writing; not to be kept beyond the call
   * @throws IOException if what it reads is damaged or of a version that it does not know; the
   *     message says which. The engine does not start then, as beginning anew in silence would be
   *     the loss of all that was known; this detector is not used any more
   */
  default void restore(DataInput in) throws IOException {}

  /**
   * How statistics and messages call it. A snapshot goes to the detector of the same name; of
   * several of one name, to the one in the same place among them.
   *
   * @return a short name
   */
  default String name() {
    return getClass().getSimpleName();
  }
}
