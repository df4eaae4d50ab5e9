package io.nanosiem.conformance.stix;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.nanosiem.alert.Alert;
import io.nanosiem.stix.StixBundles;
import io.nanosiem.stix.Tlp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What must hold for any alert, and needs no outside data to be checked. */
class BundlePropertyTest {
  private static final List<Tlp> TLPS = List.of(Tlp.values());
  private static final int ALERTS = Integer.getInteger("stix.alerts", 200);
  private static final long SEED = Long.getLong("stix.seed", 20260603);

  @Test
  void everyAlertGivesABundleThatKeepsTheRulesNoSchemaCanExpress() {
    RandomAlerts alerts = new RandomAlerts(SEED);
    for (int i = 0; i < ALERTS; i++) {
      Alert alert = alerts.next();
      StixBundles.Builder settings = StixBundles.builder().rawEvents(i % 2 == 0);
      StixBundles bundles =
          (i % 3 == 0 ? settings : settings.marking(TLPS.get(i % TLPS.size()))).build();
      String json = bundles.toJson(alert);
      keepsWhatNoSchemaSays(json, "seed " + SEED + ", alert " + i);
      assertThat(bundles.toJson(alert)).isEqualTo(json);
    }
  }

  @Test
  void ourExtensionKeepsToItsOwnSchema() throws IOException {
    Schema schema;
    try (InputStream in = StixBundles.class.getResourceAsStream("alert-extension.schema.json")) {
      assertThat(in).isNotNull();
      schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(StixData.JSON.readTree(in));
    }
    StixBundles bundles = StixBundles.builder().rawEvents(true).build();
    RandomAlerts alerts = new RandomAlerts(SEED + 1);
    int extensions = 0;
    for (int i = 0; i < 100; i++) {
      int carriers = 0;
      for (JsonNode object : StixData.JSON.readTree(bundles.toJson(alerts.next())).get("objects")) {
        for (JsonNode extension : object.path("extensions")) {
          assertThat(schema.validate(extension)).as("alert %s: %s", i, extension).isEmpty();
          extensions++;
          carriers += extension.has("alert_id") ? 1 : 0;
        }
      }
      assertThat(carriers).as("objects that carry alert " + i).isEqualTo(1);
    }
    assertThat(extensions).isGreaterThan(100);
  }

  @Test
  void neitherLocaleNorTimeZoneShows() {
    List<String> here = first(50);
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-SA-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("America/St_Johns"));
      assertThat(first(50)).isEqualTo(here);
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  private static List<String> first(int count) {
    RandomAlerts alerts = new RandomAlerts(7);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(StixBundles.withDefaults().toJson(alerts.next()));
    }
    return all;
  }

  /** The MUSTs that a JSON schema cannot express, and our own bounds. */
  private static void keepsWhatNoSchemaSays(String json, String which) {
    assertThat(json.length()).as(which).isLessThan(8_000_000);
    JsonNode bundle = StixData.JSON.readTree(json);
    Set<String> properties = new HashSet<>(bundle.propertyNames());
    assertThat(properties).as(which).isEqualTo(Set.of("type", "id", "objects"));
    JsonNode objects = bundle.get("objects");
    assertThat(objects.size()).as(which).isLessThan(1000);
    Set<String> before = new HashSet<>();
    for (JsonNode object : objects) {
      String id = object.get("id").asString();
      String label = which + ", " + id;
      assertThat(object.get("spec_version").asString()).as(label).isEqualTo("2.1");
      assertThat(id).as(label).startsWith(object.get("type").asString() + "--");
      assertThat(before.add(id)).as("twice: " + label).isTrue();
      refs(object, before, label);
      notNull(object, label);
      inOrder(object, "created", "modified", label);
      inOrder(object, "first_seen", "last_seen", label);
      inOrder(object, "first_observed", "last_observed", label);
      if (object.path("type").asString().equals("observed-data")
          && object.get("number_observed").asInt() == 1) {
        assertThat(object.get("first_observed")).as(label).isEqualTo(object.get("last_observed"));
      }
      boolean process = object.path("type").asString().equals("process");
      String version = id.substring(id.indexOf("--") + 16, id.indexOf("--") + 17);
      if (process) {
        assertThat(version).as(label).isEqualTo("4");
      }
    }
  }

  private static void refs(JsonNode object, Set<String> before, String label) {
    for (String name : object.propertyNames()) {
      JsonNode value = object.get(name);
      if (name.endsWith("_ref")) {
        assertThat(before).as(label + " " + name).contains(value.asString());
      } else if (name.endsWith("_refs")) {
        Set<String> seen = new HashSet<>();
        for (JsonNode ref : value) {
          assertThat(before).as(label + " " + name).contains(ref.asString());
          assertThat(seen.add(ref.asString())).as("twice in " + label + " " + name).isTrue();
        }
      }
    }
  }

  private static void notNull(JsonNode node, String label) {
    assertThat(node.isNull()).as(label).isFalse();
    if (node.isArray()) {
      assertThat(node.size()).as("empty list in " + label).isPositive();
    }
    if (node.isString()) {
      assertThat(node.asString().getBytes(StandardCharsets.UTF_8).length)
          .as(label)
          .isLessThanOrEqualTo(64 * 1024);
    }
    if (node.isIntegralNumber()) {
      assertThat(Math.abs(node.asLong())).as(label).isLessThan(1L << 53);
    }
    for (JsonNode inner : node) {
      notNull(inner, label);
    }
  }

  private static void inOrder(JsonNode object, String earlier, String later, String label) {
    if (object.has(earlier) && object.has(later)) {
      // Of equal length up to the seconds; fractions are compared as they are written.
      String one = object.get(earlier).asString().replace("Z", "");
      String other = object.get(later).asString().replace("Z", "");
      assertThat(one.compareTo(other)).as(label + " " + earlier).isLessThanOrEqualTo(0);
    }
  }
}
