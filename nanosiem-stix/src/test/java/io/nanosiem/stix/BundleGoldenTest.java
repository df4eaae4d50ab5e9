package io.nanosiem.stix;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.alert.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BundleGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @Test
  void aSigmaRuleBecomesAnIndicatorAndItsAlertASighting() throws IOException {
    compare("sigma.json", StixBundles.withDefaults(), SampleAlerts.sigma());
  }

  @Test
  void aRuleThatIsCodeIsToldInANote() throws IOException {
    compare("code.json", StixBundles.withDefaults(), SampleAlerts.code());
  }

  @Test
  void aChainIsAnObservationForEachStepAndAGrouping() throws IOException {
    compare("chain.json", StixBundles.withDefaults(), SampleAlerts.chain());
  }

  @Test
  void anAnomalyIsANoteOnAnObservation() throws IOException {
    compare("anomaly.json", StixBundles.withDefaults(), SampleAlerts.anomaly());
  }

  @Test
  void settingsShowInTheBundle() throws IOException {
    StixBundles bundles =
        StixBundles.builder().identity("SOC 7").marking(Tlp.AMBER_STRICT).rawEvents(true).build();
    compare("settings.json", bundles, SampleAlerts.sigma());
  }

  private static void compare(String name, StixBundles bundles, Alert alert) throws IOException {
    Path file = GOLDEN.resolve(name);
    String json = bundles.toJson(alert);
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(file, json);
    }
    assertThat(json).isEqualTo(Files.readString(file));
  }
}
