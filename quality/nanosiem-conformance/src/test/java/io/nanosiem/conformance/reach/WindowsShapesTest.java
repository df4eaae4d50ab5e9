package io.nanosiem.conformance.reach;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.conformance.OutsideData;
import io.nanosiem.event.Event;
import io.nanosiem.event.LogSource;
import io.nanosiem.normalize.LogSourceTable;
import io.nanosiem.sigma.RuleMatch;
import io.nanosiem.sigma.SigmaRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** SigmaHQ's own samples, written as each shipper writes them, and real events. */
class WindowsShapesTest {
  @Test
  void everySampleFiresItsRuleFromEachShape() {
    List<String> wrong = new ArrayList<>();
    int rules = 0;
    int lines = 0;
    for (Map<String, Object> row : Lines.rows("regression.ndjson")) {
      SigmaRules rule = SigmaRules.parse(String.valueOf(row.get("rule_yaml")));
      List<?> samples = Lines.list(row, "events");
      rules++;
      for (int shape = 0; shape < WindowsShapes.names().size(); shape++) {
        List<Long> indices = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
          String line = WindowsShapes.all(Lines.map(samples.get(i))).get(shape);
          Event event = Lines.read(line);
          lines++;
          if (!rule.match(event).isEmpty()) {
            indices.add((long) i);
          }
          if (!event.hasOwnTime() || event.host() == null || !event.warnings().isEmpty()) {
            wrong.add("no time or host, or a warning: " + line);
          }
        }
        if (!indices.equals(row.get("match_indices"))) {
          wrong.add(
              WindowsShapes.names().get(shape)
                  + " "
                  + row.get("rule_path")
                  + ": "
                  + indices
                  + ", not "
                  + row.get("match_indices"));
        }
      }
    }
    System.out.println("samples: " + rules + " rules, " + lines + " lines");
    assertThat(wrong).isEmpty();
    assertThat(rules).isEqualTo(87);
  }

  /** Not only its own rule: of all rules, the same fire as for the flat event. */
  @Test
  void everyShapeFiresTheSameRulesAsTheFlatEvent() {
    SigmaRules rules = SigmaRules.load(Lines.path("rules"));
    List<String> wrong = new ArrayList<>();
    int matches = 0;
    for (Map<String, Object> row : Lines.rows("regression.ndjson")) {
      for (Object sample : Lines.list(row, "events")) {
        Map<String, Object> flat = Lines.map(sample);
        Event direct = Event.of(flat);
        LogSource source =
            LogSourceTable.standard()
                .ofWindows((String) flat.get("Channel"), null, Lines.number(flat, "EventID"));
        List<String> expected = ids(rules.match(direct, source));
        matches += expected.size();
        List<String> lines = WindowsShapes.all(flat);
        for (int shape = 0; shape < lines.size(); shape++) {
          List<String> got = ids(rules.match(Lines.read(lines.get(shape))));
          if (!got.equals(expected)) {
            wrong.add(WindowsShapes.names().get(shape) + " " + got + ", not " + expected);
          }
        }
      }
    }
    System.out.println("samples: " + matches + " matches compared in each shape");
    assertThat(wrong).isEmpty();
  }

  private static List<String> ids(List<RuleMatch> matches) {
    return matches.stream().map(match -> match.rule().id()).sorted().toList();
  }

  @Test
  void realEventsHaveALogSourceEach() {
    OutsideData.folder();
    share("events/win-discovery.ndjson.gz", "windows", 1.0);
    share("events/linux-sysmon.ndjson.gz", "linux", 1.0);
  }

  private static void share(String file, String product, double least) {
    Map<String, Integer> sources = new TreeMap<>();
    int known = 0;
    int withTime = 0;
    int events = 0;
    for (String line : Lines.raw(file)) {
      Event event = Lines.read(line);
      LogSource source = event.logSource();
      events++;
      withTime += event.hasOwnTime() && event.host() != null ? 1 : 0;
      if (product.equals(source.product()) && source.service() != null) {
        known++;
        // A channel that is not in the table is a service of its own name.
        assertThat(source.service()).doesNotContain("/");
      }
      sources.merge(source.service() + " " + source.category(), 1, Integer::sum);
    }
    System.out.println(file + ": " + known + " of " + events + " " + sources);
    assertThat((double) known / events).isGreaterThanOrEqualTo(least);
    assertThat((double) withTime / events).isGreaterThanOrEqualTo(least);
  }
}
