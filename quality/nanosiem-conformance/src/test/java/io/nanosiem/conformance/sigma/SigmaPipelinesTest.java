package io.nanosiem.conformance.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogSource;
import io.nanosiem.sigma.ProcessingPipeline;
import io.nanosiem.sigma.RuleMatch;
import io.nanosiem.sigma.SigmaOptions;
import io.nanosiem.sigma.SigmaRule;
import io.nanosiem.sigma.SigmaRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** All rules of SigmaHQ through processing pipelines, on the lanes of events. */
class SigmaPipelinesTest {
  /** Takes every road through a rule and leaves it as it is. */
  private static final ProcessingPipeline IDENTITY =
      ProcessingPipeline.parse(
          """
          transformations:
            - {type: field_name_prefix, prefix: ''}
            - {type: field_name_prefix_mapping, mapping: {'': ''}}
            - {type: replace_string, regex: '(.+)', replacement: '\\1', skip_special: true}
            - {type: replace_string, regex: '^', replacement: 'zz'}
            - {type: replace_string, regex: '^zz', replacement: ''}
            - {type: map_string, mapping: {'no such text': other}}
          """);

  @Test
  void aPipelineThatChangesNothingFindsWhatTheReferenceFinds() {
    SigmaRules rules =
        SigmaRules.load(SigmaData.path("rules"), SigmaOptions.defaults().pipeline(IDENTITY));
    assertThat(rules.rules()).hasSize(3132);
    assertThat(SigmaRules.load(SigmaData.path("rules")).findings()).containsAll(rules.findings());
    Map<String, List<Map<String, Object>>> lanes = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    int events = 0;
    for (Map<String, Object> row : SigmaData.rows("lanes/golden-matches.ndjson.gz")) {
      Map<String, Object> fields = fields(row, lanes);
      List<String> got = ids(rules.match(Event.of(fields), source(fields)));
      List<String> wanted = sorted(row.get("matches_routed"));
      if (!got.equals(wanted)) {
        wrong.add(row.get("lane") + ":" + row.get("index") + " " + got + " not " + wanted);
      }
      events++;
    }
    assertThat(wrong).isEmpty();
    assertThat(events).isEqualTo(4000);
  }

  /** Sysmon's names and what the sender makes of them; written apart from the pipeline. */
  private static final Map<String, String> ECS =
      Map.ofEntries(
          Map.entry("Image", "process.executable"),
          Map.entry("CommandLine", "process.command_line"),
          Map.entry("CurrentDirectory", "process.working_directory"),
          Map.entry("ParentImage", "process.parent.executable"),
          Map.entry("ParentCommandLine", "process.parent.command_line"),
          Map.entry("TargetFilename", "file.path"),
          Map.entry("ImageLoaded", "file.path"),
          Map.entry("TargetObject", "registry.path"),
          Map.entry("PipeName", "file.name"),
          Map.entry("QueryName", "dns.question.name"),
          Map.entry("DestinationIp", "destination.ip"),
          Map.entry("DestinationPort", "destination.port"),
          Map.entry("DestinationHostname", "destination.domain"),
          Map.entry("SourceIp", "source.ip"),
          Map.entry("SourcePort", "source.port"),
          Map.entry("SourceImage", "process.executable"),
          Map.entry("User", "user.name"),
          Map.entry("ScriptBlockText", "powershell.file.script_block_text"),
          Map.entry("EventID", "event.code"),
          Map.entry("Channel", "winlog.channel"),
          Map.entry("Provider_Name", "winlog.provider_name"),
          Map.entry("Computer", "winlog.computer_name"));

  private static final Set<String> VERSION =
      Set.of("OriginalFileName", "Description", "Product", "Company", "FileVersion");

  private static Map<String, Object> ecs(Map<String, Object> fields, LogSource source) {
    Map<String, Object> shaped = new HashMap<>();
    fields.forEach(
        (name, value) -> {
          String to = ECS.get(name);
          if (VERSION.contains(name)) {
            String words = name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
            if ("process_creation".equals(source.category())) {
              to = "process.pe." + words;
            } else if ("image_load".equals(source.category())) {
              to = "file.pe." + words;
            }
          }
          if (name.equals("Hashes") && value instanceof String hashes) {
            hashes(hashes, source, shaped);
          } else if (name.equals("Initiated")) {
            boolean isOut = String.valueOf(value).equalsIgnoreCase("true");
            shaped.put("network.direction", isOut ? "egress" : "ingress");
          } else if (Set.of("product", "category", "service").contains(name)) {
            shaped.put(name, value);
          } else {
            shaped.put(to == null ? "winlog.event_data." + name : to, value);
          }
        });
    return shaped;
  }

  private static void hashes(String hashes, LogSource source, Map<String, Object> into) {
    String of = "process_creation".equals(source.category()) ? "process." : "file.";
    for (String one : hashes.split(",", -1)) {
      int equals = one.indexOf('=');
      if (equals > 0) {
        String kind = one.substring(0, equals).toLowerCase(Locale.ROOT);
        into.put(
            of + (kind.equals("imphash") ? "pe.imphash" : "hash." + kind),
            one.substring(equals + 1));
      }
    }
  }

  @Test
  void eventsInTheShapeOfEcsMatchWhatTheyMatchInTheirOwn() {
    SigmaRules plain = SigmaRules.load(SigmaData.path("rules"));
    SigmaRules piped =
        SigmaRules.load(
            SigmaData.path("rules"),
            SigmaOptions.defaults().pipeline(ProcessingPipeline.sysmonToEcs()));
    assertThat(piped.rules()).hasSize(3132);
    Map<String, List<Map<String, Object>>> lanes = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    Set<String> fired = new TreeSet<>();
    int matches = 0;
    int events = 0;
    for (Map<String, Object> row : SigmaData.rows("lanes/golden-matches.ndjson.gz")) {
      Map<String, Object> fields = fields(row, lanes);
      LogSource source = source(fields);
      if (!"windows".equals(source.product())) {
        continue;
      }
      events++;
      List<String> wanted = ids(plain.match(Event.of(fields), source));
      Event shaped = Event.of(ecs(fields, source));
      List<String> got = ids(piped.match(shaped, source));
      wanted.stream()
          .filter(id -> !got.contains(id))
          .forEach(id -> wrong.add(row.get("lane") + ":" + row.get("index") + " lost " + id));
      got.stream()
          .filter(id -> !wanted.contains(id))
          .forEach(id -> wrong.add(row.get("lane") + ":" + row.get("index") + " more " + id));
      fired.addAll(wanted);
      matches += wanted.size();
    }
    System.out.println(
        "ECS: " + events + " events, " + matches + " matches of " + fired.size() + " rules");
    assertThat(wrong).isEmpty();
    assertThat(matches).isGreaterThan(500);
  }

  @Test
  void samplesOfSigmaHqInTheShapeOfEcsMatchTheirRule() {
    SigmaOptions options =
        SigmaOptions.defaults().pipeline(ProcessingPipeline.sysmonToEcs()).unrouted();
    List<String> wrong = new ArrayList<>();
    int rules = 0;
    int matches = 0;
    for (Map<String, Object> row : SigmaData.rows("regression.ndjson")) {
      String yaml = String.valueOf(row.get("rule_yaml"));
      SigmaRule plain = SigmaRules.parse(yaml).rules().get(0);
      SigmaRule piped = SigmaRules.parse(yaml, options).rules().get(0);
      if (!"windows".equals(plain.logSource().product())) {
        continue;
      }
      rules++;
      for (Object one : (List<?>) row.get("events")) {
        Map<String, Object> fields = SigmaData.map(one);
        boolean wanted = plain.matches(Event.of(fields));
        Event shaped = Event.of(ecs(fields, plain.logSource()));
        if (piped.matches(shaped) != wanted) {
          wrong.add(plain.title() + "\n" + piped.explain(shaped));
        }
        matches += wanted ? 1 : 0;
      }
    }
    System.out.println("ECS: samples of " + rules + " rules, " + matches + " matches");
    assertThat(wrong).isEmpty();
    assertThat(rules).isGreaterThan(50);
    assertThat(matches).isGreaterThan(50);
  }

  @Test
  void allRulesPassThroughBothBuiltInPipelines() {
    SigmaRules there =
        SigmaRules.load(
            SigmaData.path("rules"),
            SigmaOptions.defaults().lenient().pipeline(ProcessingPipeline.ecsToSysmon()));
    assertThat(there.problems()).isEmpty();
    assertThat(there.rules()).hasSize(3132);
  }

  private static Map<String, Object> fields(
      Map<String, Object> row, Map<String, List<Map<String, Object>>> lanes) {
    return lanes
        .computeIfAbsent(
            String.valueOf(row.get("lane")), name -> SigmaData.rows("lanes/" + name + ".ndjson.gz"))
        .get(((Number) row.get("index")).intValue());
  }

  private static LogSource source(Map<String, Object> fields) {
    return new LogSource(
        (String) fields.get("category"),
        (String) fields.get("product"),
        (String) fields.get("service"));
  }

  private static List<String> ids(List<RuleMatch> matches) {
    return matches.stream().map(match -> match.rule().id()).sorted().toList();
  }

  private static List<String> sorted(Object ids) {
    return ((List<?>) ids).stream().map(String::valueOf).sorted().toList();
  }
}
