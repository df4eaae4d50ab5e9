package io.nanosiem.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules that are made up can all be run, and are the same each time. */
class RuleSetsTest {
  @Test
  void makesUpTheSameRulesForTheSameSeed() {
    List<String> rules = SyntheticRules.of(500, 42);
    assertThat(SyntheticRules.of(500, 42)).isEqualTo(rules);
    assertThat(RuleSets.compileEach(rules).rules()).hasSize(500);
  }

  @ParameterizedTest
  @EnumSource
  void makesUpHostileRules(HostileRules set) {
    List<String> texts = set.texts();
    assertThat(texts).hasSize(set.count()).doesNotHaveDuplicates();
    assertThat(RuleSets.compileEach(texts.subList(0, 1_000)).rules()).hasSize(1_000);
  }
}
