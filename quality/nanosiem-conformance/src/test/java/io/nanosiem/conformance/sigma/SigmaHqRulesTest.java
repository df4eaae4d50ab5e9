package io.nanosiem.conformance.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.FieldSource;
import io.nanosiem.sigma.SigmaOptions;
import io.nanosiem.sigma.SigmaRule;
import io.nanosiem.sigma.SigmaRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules of SigmaHQ, their own samples, and the matches that a reference finds. */
class SigmaHqRulesTest {
  @Test
  void loadsEveryRuleWithoutAProblem() {
    long start = System.nanoTime();
    SigmaRules rules = SigmaRules.load(SigmaData.path("rules"), SigmaOptions.defaults().lenient());
    System.out.println(
        "loaded "
            + rules.rules().size()
            + " rules in "
            + (System.nanoTime() - start) / 1_000_000
            + " ms, "
            + rules.findings().size()
            + " findings");
    assertThat(rules.problems()).isEmpty();
    assertThat(rules.rules()).hasSize(3132);
  }

  @Test
  void findsWhatTheirOwnSamplesHold() {
    List<String> wrong = new ArrayList<>();
    int events = 0;
    for (Map<String, Object> row : SigmaData.rows("regression.ndjson")) {
      SigmaRule rule = SigmaRules.parse(String.valueOf(row.get("rule_yaml"))).rules().get(0);
      List<?> samples = (List<?>) row.get("events");
      List<Long> indices = new ArrayList<>();
      for (int i = 0; i < samples.size(); i++) {
        events++;
        if (rule.matches(FieldSource.of(SigmaData.map(samples.get(i))))) {
          indices.add((long) i);
        }
      }
      long least = ((Number) row.get("expected_matches")).longValue();
      if (!indices.equals(row.get("match_indices")) || indices.size() < least) {
        wrong.add(row.get("rule_path") + ": " + indices + ", not " + row.get("match_indices"));
      }
    }
    System.out.println("regression samples: " + events + " events");
    assertThat(wrong).isEmpty();
  }
}
