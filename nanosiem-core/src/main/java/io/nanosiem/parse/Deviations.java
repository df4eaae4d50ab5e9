package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.ParseWarning;

/**
 * Where a record deviates from the specification of its format, noted as warnings: at most so many
 * a record, and none twice that reading it has noted at the same place already.
 */
final class Deviations {
  private static final int MAX = 20;

  private final Event.Builder into;
  private int noted;

  Deviations(Event.Builder into) {
    this.into = into;
  }

  void add(String code, int index, String message) {
    if (noted >= MAX) {
      return;
    }
    for (ParseWarning before : into.warnings()) {
      if (before.code().equals(code) && before.column() == index + 1) {
        return;
      }
    }
    noted++;
    Warnings.add(into, code, index, message);
  }

  /** Whether reading the record, or its bytes, has noted this already. */
  boolean has(String code) {
    for (ParseWarning before : into.warnings()) {
      if (before.code().equals(code)) {
        return true;
      }
    }
    return false;
  }
}
