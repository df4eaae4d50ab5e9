package io.nanosiem.internal;

/** The text ends before the JSON object does; what there is of it is right so far. */
public final class TruncatedJsonException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  TruncatedJsonException(String message, Throwable cause) {
    super(message, cause);
  }
}
