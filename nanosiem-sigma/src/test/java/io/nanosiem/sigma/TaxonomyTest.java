package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.FieldSource;
import io.nanosiem.event.LogSource;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaxonomyTest {
  private static boolean meets(String wanted, LogSource given) {
    SigmaRules rules =
        SigmaRules.parse(
            "title: t\nlogsource:\n    product: windows\n    "
                + wanted
                + "\ndetection:\n    s:\n        a: 1\n    condition: s\n");
    return !rules.match(FieldSource.of(Map.of("a", 1)), given).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // a rule for changes of the registry meets each kind of them
    "registry_event, registry_add, true",
    "registry_event, registry_delete, true",
    "registry_event, registry_set, true",
    "registry_event, registry_rename, true",
    "registry_event, registry_event, true",
    "registry_event, file_event, false",
    // a change that does not say what it is may be any
    "registry_add, registry_event, true",
    "registry_set, registry_event, true",
    "registry_set, registry_add, false",
    // a detected deletion is a deletion, but not every deletion is a detected one
    "file_delete, file_delete_detected, true",
    "file_delete_detected, file_delete, false",
    "file_delete, file_event, false",
    "process_creation, process_creation, true",
    "process_creation, process_access, false"
  })
  void aCategoryMayHoldOthers(String wanted, String given, boolean expected) {
    assertThat(meets("category: " + wanted, new LogSource(given, "windows", "sysmon")))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "microsoft-servicebus-client, servicebus-client, true",
    "servicebus-client, microsoft-servicebus-client, true",
    "threat_detection, threat_management, true",
    "servicebus-client, system, false",
    "system, system, true",
    // files that several programs write
    "syslog, named, true",
    "auth, sshd, true",
    "sshd, auth, false",
    "syslog, auditd, false"
  })
  void aServiceMayHaveTwoNamesOrHoldOthers(String wanted, String given, boolean expected) {
    assertThat(meets("service: " + wanted, LogSource.of("windows", given))).isEqualTo(expected);
  }
}
