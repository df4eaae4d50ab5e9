package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.ParseWarning;

/** Notes of what was odd. Columns come in as indexes and go out counted from 1. */
final class Warnings {
  private Warnings() {}

  static void add(Event.Builder into, String code, int index, String message) {
    into.warning(new ParseWarning(code, index + 1, message));
  }

  static void add(Event.Builder into, String code, String message) {
    into.warning(new ParseWarning(code, 0, message));
  }
}
