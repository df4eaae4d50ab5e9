package io.nanosiem.conformance.reach;

import java.util.List;
import java.util.Map;

/**
 * An event made up so that a rule is true of it.
 *
 * @param fields by the names that the rule uses
 * @param keywords texts that must be somewhere
 */
record Witness(Map<String, Object> fields, List<String> keywords) {
  /** The keywords as one text. */
  String text() {
    return String.join(" ", keywords);
  }
}
