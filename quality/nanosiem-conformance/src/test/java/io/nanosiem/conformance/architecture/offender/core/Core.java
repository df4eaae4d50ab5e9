package io.nanosiem.conformance.architecture.offender.core;

import io.nanosiem.conformance.architecture.offender.sibling.Sibling;

/** Knows a sibling. */
public final class Core {
  private Core() {}

  static void offend() {
    Sibling.call();
  }
}
