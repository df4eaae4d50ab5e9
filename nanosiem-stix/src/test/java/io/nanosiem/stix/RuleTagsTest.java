package io.nanosiem.stix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleTagsTest {
  @Test
  void eachTagGoesWhereStixHasAPlaceForIt() {
    RuleTags tags =
        RuleTags.of(
            List.of(
                "attack.t1110.001",
                "Attack.T1078",
                "attack.credential_access",
                "attack.credential-access",
                "attack.ta0001",
                "attack.g0007",
                "attack.s0002",
                "cve.2021-44228",
                "cve.2017.0144",
                "Detection.Threat-Hunting",
                "attack.t11",
                "cve.none"));
    assertThat(tags.techniques).containsExactly("T1110.001", "T1078");
    assertThat(tags.phases).containsExactly("credential-access", "initial-access");
    assertThat(tags.references)
        .extracting(reference -> reference.source() + " " + reference.externalId())
        .containsExactly(
            "mitre-attack G0007", "mitre-attack S0002", "cve CVE-2021-44228", "cve CVE-2017-0144");
    assertThat(tags.labels).containsExactly("detection.threat-hunting", "attack.t11", "cve.none");
  }

  @Test
  void aCveNumberThatIsNoneIsALabel() {
    assertThat(RuleTags.of(List.of("cve.2021-044228", "cve.2021-123", "cve.21-44228")).references)
        .isEmpty();
  }

  @Test
  void thereAreNoMoreThanSixtyFourOfAKind() {
    List<String> many = new ArrayList<>();
    for (int i = 1000; i < 1200; i++) {
      many.add("attack.t" + i);
      many.add("label" + i);
    }
    RuleTags tags = RuleTags.of(many);
    assertThat(tags.techniques).hasSize(64);
    assertThat(tags.labels).hasSize(64);
  }

  @Test
  void theTableKnowsMitresOwnIdentifiers() {
    assertThat(Attack.table().technique("T1110"))
        .isEqualTo(
            new Attack.Technique(
                "T1110",
                "Brute Force",
                List.of("credential-access"),
                "attack-pattern--a93494bb-4b80-4ea1-8695-3236a49916fd",
                false));
    assertThat(Attack.table().technique("T1086")).matches(old -> old != null && old.revoked());
    assertThat(Attack.url("T1110.001")).isEqualTo("https://attack.mitre.org/techniques/T1110/001");
  }
}
