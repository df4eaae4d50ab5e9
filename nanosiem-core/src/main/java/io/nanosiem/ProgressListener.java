package io.nanosiem;

/** Told how far long work has come. Called from the thread that works, a few times a second. */
@FunctionalInterface
public interface ProgressListener {
  /** Does nothing. */
  ProgressListener NONE = (done, total) -> {};

  /**
   * Says how far the work has come.
   *
   * @param done units finished: bytes, files or trees, as the method says that takes the listener
   * @param total units in all; -1 if not known
   */
  void onProgress(long done, long total);
}
