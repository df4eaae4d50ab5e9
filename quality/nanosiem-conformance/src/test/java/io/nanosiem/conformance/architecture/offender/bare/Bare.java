package io.nanosiem.conformance.architecture.offender.bare;

/** Of a package that does not say what null means. */
public final class Bare {
  private Bare() {}
}
