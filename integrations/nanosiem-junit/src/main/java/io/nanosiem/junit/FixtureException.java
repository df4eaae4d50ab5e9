package io.nanosiem.junit;

/** A file of cases that is not as it should be; the message begins with file and line. */
final class FixtureException extends Exception {
  private static final long serialVersionUID = 1L;

  FixtureException(String message) {
    super(message);
  }
}
