package io.nanosiem.conformance.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Vectors of other parsers' own suites, read with auto-detection, but for those of a form that the
 * suite itself gives as an option.
 *
 * <p>The rows that differ are named here with the reason; any other difference fails, and so does a
 * reason that no longer holds.
 */
class VectorsTest {
  private static final Map<String, String> DIFFERENT_ON_PURPOSE =
      Map.of(
          "rsyslog-0013", "no priority is no fact: rsyslog assumes 13",
          "rsyslog-0034", "prose without stamp and tag: rsyslog takes its words for host and tag",
          "rsyslog-0044", "'last' is no program",
          "rsyslog-0059", "no priority is no fact: rsyslog assumes 13; all else is read alike",
          "rsyslog-0061", "Cisco's sequence number is no program; the mnemonic is",
          "vrl-0027", "%f reads .138633 as so many nanoseconds; they are a fraction of the second");

  @Test
  void areReadAsTheirSuitesReadThem() {
    Map<String, int[]> counts = new TreeMap<>();
    List<String> unexplained = new ArrayList<>();
    List<String> obsolete = new ArrayList<>();
    for (Map<String, Object> row : rows()) {
      Vector vector = new Vector(row);
      // Whatever it is, nothing may be thrown and nothing lost.
      Event event = vector.read(vector.parser());
      assertThat(event.raw()).as(vector.id()).isNotNull();
      assertThat(vector.read().raw()).as(vector.id()).isNotNull();
      if (!vector.valid()) {
        continue;
      }
      List<String> differences = vector.differences(event);
      int[] count =
          counts.computeIfAbsent(
              vector.format() + (vector.disputed() ? " (disputed)" : ""), key -> new int[2]);
      count[1]++;
      if (differences.isEmpty()) {
        count[0]++;
      }
      boolean known = DIFFERENT_ON_PURPOSE.containsKey(vector.id());
      if (!differences.isEmpty() && !known && !vector.disputed()) {
        unexplained.add(vector.id() + ": " + differences);
      }
      if (differences.isEmpty() && known) {
        obsolete.add(vector.id());
      }
    }
    int ok = 0;
    int total = 0;
    for (Map.Entry<String, int[]> entry : counts.entrySet()) {
      System.out.printf(
          "vectors %s: %s of %s%n", entry.getKey(), entry.getValue()[0], entry.getValue()[1]);
      if (!entry.getKey().endsWith("(disputed)")) {
        ok += entry.getValue()[0];
        total += entry.getValue()[1];
      }
    }
    int argued = DIFFERENT_ON_PURPOSE.size();
    System.out.printf(
        "vectors undisputed: %s of %s, or of %s without those argued here%n",
        ok, total, total - argued);
    assertThat(unexplained).isEmpty();
    assertThat(obsolete).isEmpty();
    assertThat(total).isGreaterThan(210);
    assertThat(ok).isEqualTo(total - argued);
    assertThat(argued).isLessThanOrEqualTo(total * 3 / 100);
  }

  @SuppressWarnings("NullAway")
  private static List<Map<String, Object>> rows() {
    return List.copyOf(ParseData.rows("vectors.ndjson"));
  }
}
