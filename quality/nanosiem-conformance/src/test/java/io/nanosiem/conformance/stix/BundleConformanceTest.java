package io.nanosiem.conformance.stix;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.alert.Alert;
import io.nanosiem.stix.StixBundles;
import io.nanosiem.stix.Tlp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BundleConformanceTest {
  private static final List<Tlp> TLPS = List.of(Tlp.values());
  private static final int ALERTS = Integer.getInteger("stix.alerts", 200);
  private static final long SEED = Long.getLong("stix.seed", 20260602);

  private static StixData.@Nullable Schemas schemas;

  @BeforeAll
  static void load() {
    schemas = new StixData.Schemas(StixData.folder().resolve("schemas"));
  }

  @Test
  void theSchemasTellGoodFromBad() throws IOException {
    // Otherwise the tests below would prove nothing.
    Path bundles = StixData.folder().resolve("bundles");
    for (Path good : files(bundles.resolve("valid"))) {
      assertThat(problems(Files.readString(good))).as(good.toString()).isEmpty();
    }
    for (String bad : List.of("indicator-no-pattern", "created-no-millis", "observed-neither")) {
      assertThat(problems(Files.readString(bundles.resolve("invalid/" + bad + ".json"))))
          .as(bad)
          .isNotEmpty();
    }
  }

  @Test
  void everyAlertGivesABundleThatTheOasisSchemasAccept() {
    RandomAlerts alerts = new RandomAlerts(SEED);
    for (int i = 0; i < ALERTS; i++) {
      Alert alert = alerts.next();
      Tlp tlp = TLPS.get(i % TLPS.size());
      StixBundles.Builder settings = StixBundles.builder().rawEvents(i % 2 == 0);
      StixBundles bundles = (i % 3 == 0 ? settings : settings.marking(tlp)).build();
      String json = bundles.toJson(alert);
      assertThat(problems(json)).as("seed %s, alert %s:%n%s", SEED, i, start(json)).isEmpty();
    }
  }

  private static List<String> problems(String json) {
    if (schemas == null) {
      throw new IllegalStateException("schemas were not loaded");
    }
    return schemas.problems(json);
  }

  private static String start(String json) {
    return json.length() > 4000 ? json.substring(0, 4000) : json;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
