package io.nanosiem.conformance.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.FieldSource;
import io.nanosiem.event.LogSource;
import io.nanosiem.sigma.LogSourceFields;
import io.nanosiem.sigma.RuleMatch;
import io.nanosiem.sigma.SigmaOptions;
import io.nanosiem.sigma.SigmaRules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lanes of events against all rules of SigmaHQ, with and without routing by log source. */
class SigmaLanesTest {
  private static final List<String> LANES =
      List.of(
          "cisco_syslog",
          "correlation",
          "low_match",
          "match_heavy",
          "mixed_schema",
          "no_match",
          "raw_windows",
          "structured_windows",
          "sysmon_file_event");

  @Test
  void findsWhatTheReferenceFindsWithAndWithoutRouting() {
    SigmaRules routed = SigmaRules.load(SigmaData.path("rules"));
    SigmaRules unrouted =
        SigmaRules.load(SigmaData.path("rules"), SigmaOptions.defaults().unrouted());
    Map<String, List<Map<String, Object>>> lanes = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    long matches = 0;
    long events = 0;
    for (Map<String, Object> row : SigmaData.rows("lanes/golden-matches.ndjson.gz")) {
      String lane = String.valueOf(row.get("lane"));
      int index = ((Number) row.get("index")).intValue();
      Map<String, Object> fields =
          lanes
              .computeIfAbsent(lane, name -> SigmaData.rows("lanes/" + name + ".ndjson.gz"))
              .get(index);
      FieldSource event = Event.of(fields);
      LogSource source =
          new LogSource(
              (String) fields.get("category"),
              (String) fields.get("product"),
              (String) fields.get("service"));
      List<String> got = ids(unrouted.match(event));
      List<String> gotRouted = ids(routed.match(event, source));
      if (!got.equals(sorted(row.get("matches")))) {
        wrong.add(lane + ":" + index + " " + got + " not " + row.get("matches"));
      }
      if (!gotRouted.equals(sorted(row.get("matches_routed")))) {
        wrong.add(
            lane + ":" + index + " routed " + gotRouted + " not " + row.get("matches_routed"));
      }
      events++;
      matches += got.size() + gotRouted.size();
    }
    System.out.println("lanes: " + events + " events, " + matches + " matches compared");
    assertThat(wrong).isEmpty();
    assertThat(events).isEqualTo(4000);
  }

  /**
   * All nine lanes; {@code -Dlanes.events=10000} compares every event, which takes minutes, as
   * without an index all rules are asked.
   */
  @Test
  void findsTheSameWithoutTheIndexAndInTheBytes() {
    int most = Integer.getInteger("lanes.events", 100);
    SigmaOptions options = SigmaOptions.defaults();
    Path path = SigmaData.path("rules");
    SigmaRules routed = SigmaRules.load(path, options);
    SigmaRules unrouted = SigmaRules.load(path, options.unrouted());
    SigmaRules slowRouted = SigmaRules.load(path, options.unindexed());
    SigmaRules slowUnrouted = SigmaRules.load(path, options.unrouted().unindexed());
    LogSourceFields source = LogSourceFields.named("category", "product", "service");
    long events = 0;
    long matches = 0;
    for (String lane : LANES) {
      List<String> lines = SigmaData.lines("lanes/" + lane + ".ndjson.gz");
      int step = Math.max(1, lines.size() / most);
      for (int i = 0; i < lines.size(); i += step) {
        FieldSource event = Event.fromJson(lines.get(i));
        byte[] utf8 = lines.get(i).getBytes(StandardCharsets.UTF_8);
        List<RuleMatch> slow = slowRouted.match(event, source.apply(event));
        List<RuleMatch> slowOfAll = slowUnrouted.match(event);
        assertThat(text(routed.match(event, source.apply(event))))
            .as("%s:%s", lane, i)
            .isEqualTo(text(slow));
        assertThat(text(routed.matchJson(utf8, 0, utf8.length, source)))
            .as("%s:%s, bytes", lane, i)
            .isEqualTo(text(slow));
        assertThat(text(unrouted.match(event)))
            .as("%s:%s, all rules", lane, i)
            .isEqualTo(text(slowOfAll));
        assertThat(text(unrouted.matchJson(utf8)))
            .as("%s:%s, all rules, bytes", lane, i)
            .isEqualTo(text(slowOfAll));
        events++;
        matches += slow.size() + slowOfAll.size();
      }
    }
    System.out.println(
        "lanes: " + events + " events, " + matches + " matches the same without the index");
    assertThat(matches).isGreaterThan(events);
  }

  /** Rules with the values that matched. */
  private static List<String> text(List<RuleMatch> matches) {
    return matches.stream().map(match -> match.rule().id() + ' ' + match.fields()).toList();
  }

  private static List<String> ids(List<RuleMatch> matches) {
    return matches.stream().map(match -> match.rule().id()).sorted().toList();
  }

  private static List<String> sorted(Object ids) {
    return ((List<?>) ids).stream().map(String::valueOf).sorted().toList();
  }
}
