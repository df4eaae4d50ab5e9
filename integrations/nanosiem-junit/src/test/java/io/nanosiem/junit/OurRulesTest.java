package io.nanosiem.junit;

import static io.nanosiem.junit.SigmaAssertions.assertThat;

import io.nanosiem.sigma.SigmaRules;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The kit as a rule repository uses it: the example of the documentation. */
@SigmaRulesTest("src/test/sigma-rules")
class OurRulesTest {
  @TestFactory
  Stream<DynamicNode> cases() {
    return SigmaCases.in("src/test/sigma");
  }

  @Test
  void bruteForce(SigmaRules rules) {
    assertThat(rules.rule("ssh-brute-force"))
        .matches(Map.of("message", "Failed password for root"))
        .doesNotMatch(Map.of("message", "Accepted password for root"));
  }
}
