package io.nanosiem.conformance.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.FieldSource;
import io.nanosiem.event.LogSource;
import io.nanosiem.sigma.RuleMatch;
import io.nanosiem.sigma.SigmaOptions;
import io.nanosiem.sigma.SigmaRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Eight lanes of events against all rules of SigmaHQ, with and without routing by log source. */
class SigmaLanesTest {
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

  private static List<String> ids(List<RuleMatch> matches) {
    return matches.stream().map(match -> match.rule().id()).sorted().toList();
  }

  private static List<String> sorted(Object ids) {
    return ((List<?>) ids).stream().map(String::valueOf).sorted().toList();
  }
}
