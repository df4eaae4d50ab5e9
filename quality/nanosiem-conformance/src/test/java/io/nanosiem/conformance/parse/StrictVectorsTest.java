package io.nanosiem.conformance.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.ParseWarning;
import io.nanosiem.parse.LogParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Vectors of other parsers' own suites, read strictly: what they reject is reported, what they
 * accept is not, unless the specification says otherwise.
 */
class StrictVectorsTest {
  private static final Map<String, LogParser> PARSERS =
      Map.of(
          "rfc5424", LogParser.rfc5424().strict(),
          "rfc3164", LogParser.rfc3164().strict(),
          "cef", LogParser.cef().strict(),
          "glog", LogParser.applicationLog().strict(),
          "klog", LogParser.applicationLog().strict(),
          "apache", LogParser.accessLog().strict());

  /** Rows that their suites accept and the specification does not, with what is noted on them. */
  private static final Map<String, String> ARGUED = new TreeMap<>();

  private static void argued(String codes, String because, String... ids) {
    assertThat(because).isNotBlank();
    for (String id : ids) {
      ARGUED.put(id, codes);
    }
  }

  static {
    argued(
        "bad_offset",
        "The offset is within the RFC's 23:59, but beyond what the JVM's offsets can say: it is lost.",
        "go-syslog-0081");
    argued(
        "invalid_utf8",
        "MSG may be any octets; the warning says that text was lost, not that the message is wrong.",
        "go-syslog-0139",
        "go-syslog-0143",
        "go-syslog-0145");
    argued(
        "rfc5424_structured_data",
        "rsyslog's own tolerance: a space before the quote; no STRUCTURED-DATA.",
        "rsyslog-0020");
    argued(
        "no_structured_data rfc5424_structured_data",
        "rsyslog's own tolerance: a space before the quote; no STRUCTURED-DATA.",
        "rsyslog-0048");
    argued(
        "rfc3164_timestamp",
        "RFC 3164 §4.1.2: Mmm dd hh:mm:ss and nothing else; not ISO, Cisco, a year, no padding, capitals.",
        "go-syslog-0259",
        "graylog-0014",
        "graylog-0020",
        "graylog-0021",
        "rsyslog-0007",
        "rsyslog-0008",
        "rsyslog-0010",
        "rsyslog-0028",
        "rsyslog-0029",
        "rsyslog-0035",
        "rsyslog-0061",
        "rsyslog-0064",
        "rsyslog-0068",
        "vrl-0008");
    argued(
        "no_time rfc3164_timestamp",
        "Likewise, and no stamp that could be read at all.",
        "graylog-0010",
        "rsyslog-0044",
        "rsyslog-0057");
    argued(
        "no_time repeat_capped rfc3164_timestamp",
        "Likewise, and no stamp that could be read at all.",
        "rsyslog-0042");
    argued("rfc3164_pri", "Lines of a file: no priority (RFC 3164 §4.1.1).", "rsyslog-0013");
    argued(
        "rfc3164_pri rfc3164_timestamp",
        "Lines of a file: no priority (RFC 3164 §4.1.1).",
        "wazuh-0001",
        "wazuh-0002",
        "wazuh-0005",
        "wazuh-0006");
    argued(
        "not_rfc3164 rfc3164_pri rfc3164_timestamp",
        "Neither priority nor header; rsyslog takes any text.",
        "rsyslog-0034");
    argued(
        "no_time rfc3164_pri rfc3164_timestamp",
        "Neither priority nor time: a host, a tab and a Windows event.",
        "rsyslog-0059");
    argued(
        "rfc3164_hostname",
        "RFC 3164 §4.1.2: a host name has no domain, '_', '@' or '/'; §4.1: 1,024 octets; §4.1.3: a tag of 32.",
        "rsyslog-0056",
        "rsyslog-0070");
    argued(
        "rfc3164_hostname rfc3164_tag",
        "RFC 3164 §4.1.2: a host name has no domain, '_', '@' or '/'; §4.1: 1,024 octets; §4.1.3: a tag of 32.",
        "rsyslog-0014");
    argued(
        "rfc3164_hostname rfc3164_length",
        "RFC 3164 §4.1.2: a host name has no domain, '_', '@' or '/'; §4.1: 1,024 octets; §4.1.3: a tag of 32.",
        "rsyslog-0058");
    argued(
        "cef_type",
        "The dictionary's types: a number beyond 64 bits, a name for an address, no time.",
        "graylog-0029",
        "graylog-0038");
    argued(
        "bad_time cef_type",
        "The dictionary's types: a number beyond 64 bits, a name for an address, no time.",
        "graylog-0052",
        "parcefone-0006");
    argued(
        "cef_extension cef_severity",
        "'...' stands where severity and extension should.",
        "graylog-0053");
    argued(
        "cef_value",
        "Backslashes and equal signs that the sender did not escape.",
        "logstash-codec-cef-0010",
        "logstash-codec-cef-0012",
        "logstash-codec-cef-0016",
        "parcefone-0010",
        "vrl-0018");
    argued(
        "cef_severity",
        "A pipe in the severity; an empty one.",
        "logstash-codec-cef-0020",
        "vrl-0015");
  }

  @Test
  void reportEverythingThatMustBeReported() {
    Map<String, int[]> counts = new TreeMap<>();
    List<String> silent = new ArrayList<>();
    for (Map<String, Object> row : rows()) {
      Vector vector = new Vector(row);
      if (!vector.mustReport()) {
        continue;
      }
      Event event = vector.read(Objects.requireNonNull(PARSERS.get(vector.format())));
      assertThat(event.raw()).as(vector.id()).isNotNull();
      int[] count = counts.computeIfAbsent(vector.format(), key -> new int[2]);
      count[1]++;
      if (event.warnings().isEmpty()) {
        silent.add(vector.id());
      } else {
        count[0]++;
      }
    }
    print("must be reported", counts);
    assertThat(silent).isEmpty();
    assertThat(counts.values().stream().mapToInt(count -> count[1]).sum()).isGreaterThan(90);
  }

  @Test
  void areSilentAboutWhatConforms() {
    Map<String, int[]> counts = new TreeMap<>();
    List<String> unexplained = new ArrayList<>();
    Set<String> left = new TreeSet<>(ARGUED.keySet());
    for (Map<String, Object> row : rows()) {
      Vector vector = new Vector(row);
      LogParser parser = PARSERS.get(vector.format());
      if (!vector.valid()
          || vector.mustReport()
          || vector.lenient()
          || parser == null
          || vector.format().equals("apache")) {
        continue;
      }
      Event event = vector.read(parser);
      int[] count = counts.computeIfAbsent(vector.format(), key -> new int[2]);
      count[1]++;
      if (event.warnings().isEmpty()) {
        count[0]++;
        continue;
      }
      String codes =
          event.warnings().stream()
              .map(ParseWarning::code)
              .distinct()
              .sorted()
              .collect(Collectors.joining(" "));
      if (codes.equals(ARGUED.get(vector.id()))) {
        left.remove(vector.id());
      } else {
        unexplained.add("\"" + vector.id() + "\", \"" + codes + "\" " + event.warnings());
      }
    }
    print("conform", counts);
    assertThat(unexplained).isEmpty();
    assertThat(left).isEmpty();
  }

  /**
   * What the lenient parser keeps of a message that other parsers give up on: at least the priority
   * that they had read by then.
   */
  @Test
  void keepThePartsThatWereReadBeforeTheFault() {
    List<String> lost = new ArrayList<>();
    for (Map<String, Object> row : rows()) {
      Vector vector = new Vector(row);
      Map<?, ?> partial = vector.partial();
      if (partial.get("priority") == null) {
        continue;
      }
      Event event = vector.read();
      for (String name : List.of("priority", "facility", "severity")) {
        Object got = vector.actual(name, event, null);
        if (!String.valueOf(partial.get(name)).equals(String.valueOf(got))) {
          lost.add(vector.id() + " " + name + ": " + got);
        }
      }
    }
    assertThat(lost).isEmpty();
  }

  private static void print(String what, Map<String, int[]> counts) {
    counts.forEach(
        (format, count) ->
            System.out.printf("strict %s, %s: %s of %s%n", format, what, count[0], count[1]));
  }

  @SuppressWarnings("NullAway")
  private static List<Map<String, Object>> rows() {
    return List.copyOf(ParseData.rows("vectors.ndjson"));
  }
}
