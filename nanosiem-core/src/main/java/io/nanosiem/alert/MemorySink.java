package io.nanosiem.alert;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the last alerts in memory: for tests, and for showing them in an application.
 *
 * <p>Bounded: when it is full the oldest revision is forgotten, and {@link #forgotten()} tells how
 * many were. Thread-safe.
 */
public final class MemorySink implements Sink {
  private final int capacity;
  private final Deque<Alert> revisions = new ArrayDeque<>();
  private long forgotten;

  /** A sink that keeps 10,000 revisions. */
  public MemorySink() {
    this(10_000);
  }

  /**
   * A sink of some size.
   *
   * @param capacity how many revisions to keep, at least 1
   * @throws IllegalArgumentException if less than 1
   */
  public MemorySink(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity " + capacity + " is less than 1");
    }
    this.capacity = capacity;
  }

  @Override
  public synchronized void accept(Alert alert) {
    if (revisions.size() == capacity) {
      revisions.removeFirst();
      forgotten++;
    }
    revisions.addLast(alert);
  }

  /**
   * Every revision that is kept.
   *
   * @return a copy, oldest first
   */
  public synchronized List<Alert> revisions() {
    return List.copyOf(revisions);
  }

  /**
   * The newest revision of every alert that is kept.
   *
   * @return a copy, in the order in which the alerts were first seen here
   */
  public synchronized List<Alert> alerts() {
    Map<String, Alert> newest = new LinkedHashMap<>();
    for (Alert alert : revisions) {
      newest.put(alert.id(), alert);
    }
    return new ArrayList<>(newest.values());
  }

  /**
   * How many revisions had to make room.
   *
   * @return a count, not negative
   */
  public synchronized long forgotten() {
    return forgotten;
  }
}
