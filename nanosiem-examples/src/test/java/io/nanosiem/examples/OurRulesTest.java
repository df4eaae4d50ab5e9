package io.nanosiem.examples;

import static io.nanosiem.junit.SigmaAssertions.assertThat;

import io.nanosiem.junit.SigmaCases;
import io.nanosiem.junit.SigmaRulesTest;
import io.nanosiem.sigma.SigmaRules;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Sigma rules in a unit test: this is all the Java that a repository of rules needs. */
@SigmaRulesTest("src/main/sigma")
class OurRulesTest {
  @TestFactory
  Stream<DynamicNode> cases() {
    return SigmaCases.in("src/test/sigma");
  }

  @Test
  void bruteForce(SigmaRules rules) {
    assertThat(rules.rule("ssh-brute-force"))
        .matches(Map.of("message", "Failed password for root"));
  }
}
