package io.nanosiem.detect;

/**
 * Where detectors put what they find. Valid only during the call it was handed to.
 *
 * <p>One thread at a time.
 */
@FunctionalInterface
public interface Findings {
  /**
   * Reports a detection.
   *
   * @param detection what was found
   */
  void add(Detection detection);
}
