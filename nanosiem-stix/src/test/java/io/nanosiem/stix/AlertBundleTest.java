package io.nanosiem.stix;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.alert.Alert;
import io.nanosiem.alert.AlertStatus;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.RuleText;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AlertBundleTest {
  private static final StixBundles BUNDLES = StixBundles.withDefaults();

  private static ParsedBundle bundle(Alert alert) {
    return new ParsedBundle(BUNDLES.toJson(alert));
  }

  @Test
  void anIndicatorIsTheWholeRuleAsItWasWritten() {
    Map<String, Object> indicator = bundle(SampleAlerts.sigma()).only("indicator");
    assertThat(indicator)
        .containsEntry("pattern_type", "sigma")
        .containsEntry("pattern", SampleAlerts.SIGMA_TEXT)
        .containsEntry("created", "2026-01-10T00:00:00.000Z")
        .containsEntry("modified", "2026-02-01T00:00:00.000Z")
        .containsEntry("valid_from", "2026-01-10T00:00:00Z")
        .doesNotContainKey("valid_until");
  }

  @Test
  void aRuleKeepsItsIndicatorWhoeverTripsIt() {
    Alert one = SampleAlerts.sigma();
    Event other =
        SampleAlerts.failedPassword()
            .time(Instant.parse("2027-01-01T00:00:00Z"))
            .sourceAddress("203.0.113.99")
            .build();
    Alert two = Alert.open(Detection.of(SampleAlerts.sigmaRule(), other, "again"), other.time());
    assertThat(bundle(two).only("indicator")).isEqualTo(bundle(one).only("indicator"));
    assertThat(bundle(two).only("sighting").get("id"))
        .isNotEqualTo(bundle(one).only("sighting").get("id"));
  }

  @Test
  void laterRevisionsHaveTheSameNamesALaterVersionAndALargerCount() {
    Alert opened = SampleAlerts.sigma();
    Alert updated =
        opened.revise(
            AlertStatus.UPDATED,
            Severity.CRITICAL,
            12,
            opened.lastSeen().plusSeconds(60),
            opened.recordedAt().plusSeconds(60));
    Alert closed =
        updated.revise(
            AlertStatus.CLOSED, Severity.CRITICAL, 12, updated.lastSeen(), updated.recordedAt());
    ParsedBundle one = bundle(opened);
    ParsedBundle two = bundle(updated);
    ParsedBundle three = bundle(closed);
    assertThat(ids(two)).isEqualTo(ids(one));
    assertThat(ids(three)).isEqualTo(ids(one));
    assertThat(one.only("sighting"))
        .containsEntry("modified", "2026-06-02T03:00:02.000Z")
        .containsEntry("count", 1L)
        .containsEntry("confidence", 75L);
    assertThat(two.only("sighting"))
        .containsEntry("created", one.only("sighting").get("created"))
        .containsEntry("modified", "2026-06-02T03:01:02.001Z")
        .containsEntry("last_seen", "2026-06-02T03:01:01.25Z")
        .containsEntry("count", 12L)
        .containsEntry("confidence", 90L);
    // Recorded within the same millisecond, and a new version all the same.
    assertThat(three.only("sighting")).containsEntry("modified", "2026-06-02T03:01:02.002Z");
    assertThat(ParsedBundle.extension(three.only("sighting")))
        .containsEntry("status", "closed")
        .containsEntry("revision", 3L);
    sameVersionSameContent(List.of(one, two, three));
  }

  private static List<Object> ids(ParsedBundle bundle) {
    return bundle.objects.stream().map(object -> object.get("id")).toList();
  }

  private static void sameVersionSameContent(List<ParsedBundle> bundles) {
    Map<String, Map<String, Object>> seen = new HashMap<>();
    for (ParsedBundle bundle : bundles) {
      for (Map<String, Object> object : bundle.objects) {
        String version = object.get("id") + "@" + object.get("modified");
        Map<String, Object> before = seen.putIfAbsent(version, object);
        assertThat(before == null ? object : before).isEqualTo(object);
      }
    }
  }

  @Test
  void noTwoBundlesSayDifferentThingsOfOneVersion() {
    List<ParsedBundle> bundles = new ArrayList<>();
    for (Alert alert : SampleAlerts.all()) {
      bundles.add(bundle(alert));
      bundles.add(
          bundle(
              alert.revise(
                  AlertStatus.UPDATED,
                  alert.severity(),
                  7,
                  alert.lastSeen().plusSeconds(1),
                  alert.recordedAt().plusSeconds(1))));
    }
    sameVersionSameContent(bundles);
  }

  @Test
  void aChainHasAnObservationForEachStepWithItsOwnCount() {
    ParsedBundle bundle = bundle(SampleAlerts.chain());
    assertThat(bundle.values("observed-data", "number_observed")).containsExactly(12L, 5L, 1L, 1L);
    assertThat(bundle.all("observed-data").stream().map(o -> ParsedBundle.extension(o).get("step")))
        .containsExactly("port scan", "brute force", "login", "escalation");
    Map<String, Object> grouping = bundle.only("grouping");
    assertThat(grouping).containsEntry("context", "suspicious-activity");
    Set<Object> refs = new HashSet<>((List<?>) grouping.get("object_refs"));
    for (Map<String, Object> object : bundle.objects) {
      if (!Set.of("identity", "extension-definition", "grouping").contains(object.get("type"))) {
        assertThat(refs).contains(object.get("id"));
      }
    }
    assertThat(bundle.has("indicator")).isFalse();
    assertThat(bundle.has("sighting")).isFalse();
  }

  @Test
  void aChainWrittenInSigmaIsAnIndicatorToo() {
    Detection chain = SampleAlerts.chain().detection();
    RuleRef rule = SampleAlerts.sigmaRule();
    Alert alert =
        Alert.open(
            new Detection(
                rule,
                rule.severity(),
                chain.time(),
                chain.entity(),
                chain.events(),
                chain.evidence(),
                chain.explanation()),
            chain.time());
    ParsedBundle bundle = bundle(alert);
    assertThat((List<?>) bundle.only("sighting").get("observed_data_refs")).hasSize(4);
    assertThat(new ArrayList<Object>((List<?>) bundle.only("grouping").get("object_refs")))
        .contains(bundle.only("indicator").get("id"), bundle.only("sighting").get("id"));
    assertThat(ParsedBundle.extension(bundle.only("sighting"))).containsKey("steps");
    assertThat(ParsedBundle.extension(bundle.only("grouping"))).isEmpty();
  }

  @Test
  void anAnomalyCarriesScoreThresholdAndDriversAsNumbersAndInWords() {
    Map<String, Object> note = bundle(SampleAlerts.anomaly()).only("note");
    assertThat(note).containsEntry("confidence", 69L);
    assertThat((String) note.get("content"))
        .contains("Score 0.6915, threshold 0.62", "hour_of_day = 3.2 (0.31): 03:12 is unusual");
    Map<String, Object> extension = ParsedBundle.extension(note);
    assertThat(extension.get("anomaly_score")).hasToString("0.6915");
    assertThat(extension.get("anomaly_threshold")).hasToString("0.62");
    assertThat((List<?>) extension.get("drivers")).hasSize(2);
  }

  @Test
  void noAddressBecomesAnIndicator() {
    for (Alert alert : SampleAlerts.all()) {
      ParsedBundle bundle = bundle(alert);
      for (Map<String, Object> indicator : bundle.all("indicator")) {
        assertThat(indicator.get("pattern_type")).isEqualTo("sigma");
        assertThat(indicator.toString()).doesNotContain("203.0.113.5");
      }
    }
  }

  @Test
  void logTextStaysAtHomeUnlessAskedFor() {
    Alert alert = SampleAlerts.sigma();
    assertThat(BUNDLES.toJson(alert)).doesNotContain("<34>1", "Failed password for root");
    assertThat(StixBundles.builder().rawEvents(true).build().toJson(alert))
        .contains("<34>1", "Failed password for root");
  }

  @Test
  void rawEventsAreCutAtEightKibibytes() {
    Event event = SampleAlerts.failedPassword().raw("\u20AC".repeat(5000)).build();
    Alert alert = Alert.open(Detection.of(SampleAlerts.sigmaRule(), event, "x"), event.time());
    ParsedBundle bundle =
        new ParsedBundle(StixBundles.builder().rawEvents(true).build().toJson(alert));
    Map<String, Object> extension = ParsedBundle.extension(bundle.only("observed-data"));
    assertThat(extension).containsEntry("raw_truncated", true);
    // 8192 / 3 bytes a euro sign.
    assertThat(extension).containsEntry("raw_events", List.of("\u20AC".repeat(2730)));
  }

  @Test
  void halfARuleIsNoIndicator() {
    String longText = "title: x\n" + "# ".repeat(Values.MAX_STRING);
    RuleRef rule =
        new RuleRef(
            "r", "R", Severity.LOW, List.of(), null, new RuleText("sigma", longText), null, null);
    Event event = SampleAlerts.failedPassword().build();
    ParsedBundle bundle = bundle(Alert.open(Detection.of(rule, event, "x"), event.time()));
    assertThat(bundle.has("indicator")).isFalse();
    assertThat(ParsedBundle.extension(bundle.only("note"))).containsEntry("rule_id", "r");
  }

  @Test
  void aLanguageThatStixDoesNotKnowIsNoIndicator() {
    RuleRef rule =
        new RuleRef("r", "R", Severity.LOW, List.of(), null, new RuleText("java", "x"), null, null);
    Event event = SampleAlerts.failedPassword().build();
    assertThat(bundle(Alert.open(Detection.of(rule, event, "x"), event.time())).has("indicator"))
        .isFalse();
  }

  @Test
  void mitresTechniquesAreMitresObjects() {
    ParsedBundle bundle = bundle(SampleAlerts.sigma());
    Map<String, Object> technique = bundle.only("attack-pattern");
    assertThat(technique)
        .containsEntry("id", "attack-pattern--09c4c11e-4fa1-4f8c-8dad-3cf8e69ad119")
        .containsEntry("created_by_ref", Attack.MITRE)
        .containsEntry("name", "Password Guessing");
    // Older than anything MITRE published, so that MITRE's version is the newer one.
    assertThat((String) technique.get("modified")).isLessThan("2017-05-31");
    assertThat(bundle.only("relationship"))
        .containsEntry("relationship_type", "indicates")
        .containsEntry("source_ref", bundle.only("indicator").get("id"))
        .containsEntry("target_ref", technique.get("id"));
  }

  @Test
  void aTechniqueNewerThanTheTableIsOurs() {
    RuleRef rule = RuleRef.of("r", "R", Severity.LOW, "attack.t9999.001");
    Event event = SampleAlerts.failedPassword().build();
    ParsedBundle bundle = bundle(Alert.open(Detection.of(rule, event, "x"), event.time()));
    assertThat(bundle.only("attack-pattern"))
        .containsEntry("name", "T9999.001")
        .containsEntry("created_by_ref", bundle.objects.get(0).get("id"));
    assertThat(bundle.values("identity", "name")).doesNotContain("The MITRE Corporation");
  }

  @Test
  void anEventThatNamesNothingStillGivesABundle() {
    Event event = Event.builder().host("localhost").sourceAddress("-").user("-").build();
    for (Evidence evidence :
        List.of(
            Evidence.Fields.NONE,
            new Evidence.Anomaly(Double.NaN, 0.5, List.of()),
            new Evidence.Chain(
                List.of(
                    new Evidence.Step("s", 1, 1, event.time(), event.time(), List.of(event)))))) {
      RuleRef rule = RuleRef.of("r", "R", Severity.LOW);
      ParsedBundle bundle =
          bundle(Alert.open(Detection.of(rule, event, evidence, "x"), event.time()));
      assertThat(bundle.has("observed-data")).isFalse();
      String carrier = evidence instanceof Evidence.Chain ? "grouping" : "note";
      assertThat(bundle.only(carrier).get("object_refs"))
          .isEqualTo(List.of(bundle.objects.get(0).get("id")));
    }
  }

  @Test
  void aMarkingIsOnWhatIsOursAndNotOnObservables() {
    for (Tlp tlp : Tlp.values()) {
      ParsedBundle bundle =
          new ParsedBundle(StixBundles.builder().marking(tlp).build().toJson(SampleAlerts.sigma()));
      assertThat(bundle.only("marking-definition"))
          .containsEntry("id", tlp.id())
          .containsEntry("name", tlp.label())
          .doesNotContainKey("modified");
      for (String type : List.of("indicator", "sighting", "observed-data", "relationship")) {
        assertThat(bundle.only(type)).containsEntry("object_marking_refs", List.of(tlp.id()));
      }
      for (String type : List.of("ipv4-addr", "user-account", "process", "attack-pattern")) {
        assertThat(bundle.only(type)).doesNotContainKey("object_marking_refs");
      }
    }
  }

  @Test
  void anIdentityAndANamespaceOfOnesOwnNameOtherObjects() {
    Alert alert = SampleAlerts.sigma();
    StixBundles own =
        StixBundles.builder()
            .identity("SOC 7")
            .namespace(UUID.fromString("b54d1d34-1c5f-4a5c-9d3f-3d5b3f1f3a11"))
            .build();
    ParsedBundle ours = new ParsedBundle(own.toJson(alert));
    ParsedBundle standard = bundle(alert);
    for (String type : List.of("indicator", "sighting", "observed-data", "relationship")) {
      assertThat(ours.only(type).get("id")).isNotEqualTo(standard.only(type).get("id"));
    }
    for (String type : List.of("ipv4-addr", "network-traffic", "extension-definition")) {
      assertThat(ours.only(type)).isEqualTo(standard.only(type));
    }
    assertThat(ours.objects.get(0)).containsEntry("name", "SOC 7");
    assertThat(ours.only("sighting").get("where_sighted_refs"))
        .isEqualTo(List.of(ours.objects.get(0).get("id")));
  }

  @Test
  void theLargestAlertStaysBelowAThousandObjects() {
    List<Evidence.Step> steps = new ArrayList<>();
    List<String> tags = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      List<Event> events = new ArrayList<>();
      for (int j = 0; j < 20; j++) {
        int n = i * 20 + j;
        events.add(
            SampleAlerts.failedPassword()
                .host("h" + n + ".example")
                .program("p" + n)
                .user("u" + n)
                .pid(n)
                .sourceAddress("10.0." + n / 256 + "." + n % 256)
                .destinationAddress("10.1." + n / 256 + "." + n % 256)
                .derived("process.executable", "/e" + n + "/x" + n)
                .derived("process.command_line", "x" + n)
                .derived("file.path", "/f" + n + "/y" + n)
                .derived("url.full", "http://w" + n + ".example/")
                .derived("url.domain", "v" + n + ".example")
                .derived("destination.domain", "t" + n + ".example")
                .derived("dns.question.name", "q" + n + ".example")
                .build());
      }
      steps.add(
          new Evidence.Step("s" + i, 20, 1, events.get(0).time(), events.get(0).time(), events));
      tags.add("attack.t" + (1000 + i));
    }
    Event last = SampleAlerts.failedPassword().build();
    RuleRef rule =
        new RuleRef(
            "r",
            "R",
            Severity.LOW,
            tags,
            null,
            new RuleText("sigma", "title: x"),
            LocalDate.EPOCH,
            null);
    Alert alert = Alert.open(Detection.of(rule, last, new Evidence.Chain(steps), "x"), last.time());
    ParsedBundle bundle = bundle(alert);
    assertThat(bundle.objects).hasSizeBetween(500, 999);
    assertThat(bundle.all("observed-data")).hasSize(32);
    assertThat(ParsedBundle.extension(bundle.only("sighting"))).containsEntry("steps_total", 200L);
  }

  @Test
  void aPersonReadsNoControlCharacters() {
    Event event = SampleAlerts.failedPassword().sourceAddress(null).host("a\u001B[2J").build();
    RuleRef rule = RuleRef.of("r", "bad\r\n\u202Etitle", Severity.LOW);
    ParsedBundle bundle =
        bundle(Alert.open(Detection.of(rule, event, "says \u001B]0;x\u0007"), event.time()));
    assertThat(bundle.only("note"))
        .containsEntry("abstract", "bad\\r\\n\\u202etitle: a\\u001b[2J")
        .containsEntry("content", "says \\u001b]0;x\\u0007");
  }

  @Test
  void theTextIsUtf8WithLineFeedsAndAFinalOne() {
    String json = BUNDLES.toJson(SampleAlerts.chain());
    assertThat(json).startsWith("{\n  \"type\": \"bundle\",\n").endsWith("}\n");
    assertThat(json).doesNotContain("\r").doesNotContain(" \n");
    assertThat(new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(json);
  }
}
