package io.nanosiem.conformance.architecture.offender.sibling;

/** What core must not know. */
public final class Sibling {
  private Sibling() {}

  /** Does nothing. */
  public static void call() {}
}
