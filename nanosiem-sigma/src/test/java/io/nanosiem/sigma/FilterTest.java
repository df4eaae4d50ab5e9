package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Filters: to which rules they are added, and that they keep to themselves. */
class FilterTest {
  private static final String ID = "5e1a3c0e-6f0e-4f57-9d3a-0d6b1f0c9a11";
  private static final String RULE =
      Rules.yaml("sel_a:", "    A: x", "condition: 1 of sel_*") + "name: one\n---\n";

  private static String filter(String rules, String... body) {
    return "title: F\nlogsource:\n    category: test\nfilter:\n"
        + (rules.isEmpty() ? "" : "    rules: " + rules + "\n")
        + "    "
        + String.join("\n    ", body)
        + "\n---\n";
  }

  private static String notB(String rules) {
    return filter(rules, "sel_f:", "    B: y", "condition: not sel_f");
  }

  private static Check both(String... filters) {
    return Check.text(SigmaOptions.defaults(), RULE + String.join("", filters));
  }

  private static final String A = "{'A':'x'}";
  private static final String AB = "{'A':'x','B':'y'}";

  @Test
  @Spec({"S-152", "S-154"})
  void aFilterHasATitleALogsourceSearchesAndOneCondition() {
    both(notB("any")).matches(A).misses(AB, "{'B':'z'}").findsNothing();
    both(notB("any").replace("logsource:\n    category: test\n", ""))
        .finds("the filter has no logsource and applies to every one")
        .misses(AB);
    refuses(notB("any").replace("title: F\n", ""), "the filter has no title");
    refuses(notB("any").replace("category: test", "definition: x"), "names neither product");
    refuses("title: F\nlogsource: {category: test}\nfilter: [a]\n", "'filter' is a map");
    refuses(filter("any", "sel_f:", "    B: y"), "the filter has no condition");
    refuses(filter("any", "condition: sel_f"), "no search beside its condition");
    refuses(
        filter("any", "f:", "    B: y", "condition: [f]"), "the condition of a filter is one text");
    refuses(filter("any", "f:", "    B|x: y", "condition: f"), "unknown modifier 'x'");
    refuses(filter("any", "f:", "    B: y", "condition: g"), "a search that does not exist: 'g'");
    both(notB("any").replace("title: F\n", "title: F\nid: x\ndate: soon\nauthor: [a]\n"))
        .finds("the id is not a UUID", "'date' is no date", "'author' should be text");
  }

  private static void refuses(String filter, String message) {
    SigmaRules rules = SigmaRules.parse(RULE + filter, SigmaOptions.defaults().lenient());
    assertThat(rules.problems()).anyMatch(one -> one.toString().contains(message));
    assertThat(rules.rules()).hasSize(1);
  }

  @Test
  @Spec("S-153")
  void itNamesItsRulesByIdOrName() {
    both(notB("[" + ID + "]")).matches(A).misses(AB);
    both(notB("[one, other]")).finds("names a rule that is not loaded: 'other'").misses(AB);
    both(notB("one")).misses(AB);
    both(notB("[]")).finds("an empty list of rules stands for every rule").misses(AB);
    both(notB("[other]")).matches(A, AB);
    both(notB("[Test rule]")).finds("not loaded: 'Test rule'").matches(AB);
    refuses(notB(""), "does not say for which rules it is");
    refuses(notB("null"), "the filter names no rule");
    refuses(notB("[null]"), "a rule is named by id or name");
    refuses(notB("{a: b}"), "'rules' is a list of ids or names");
  }

  @Test
  @Spec("S-155")
  void itAppliesWhereItsLogSourceContainsTheRules() {
    String narrow = notB("any").replace("category: test", "category: test\n    product: windows");
    both(narrow).matches(A, AB);
    String rule = RULE.replace("category: test", "category: test\n    product: windows");
    Check.text(SigmaOptions.defaults(), rule + narrow).matches(A).misses(AB);
    Check.text(SigmaOptions.defaults(), rule + notB("any")).matches(A).misses(AB);
    both(notB("any").replace("category: test", "category: other")).matches(AB);
  }

  @Test
  @Spec("S-156")
  void itsConditionIsAddedAsWritten() {
    both(filter("any", "f:", "    B: y", "condition: f")).matches(AB).misses(A);
    both(filter("any", "f:", "    B: y", "condition: not f")).matches(A).misses(AB);
  }

  @Test
  @Spec("S-157")
  void searchesOfRuleAndFilterDoNotSeeEachOther() {
    // The rule says '1 of sel_*' and 'them', the filter has a sel_f: neither catches the other.
    both(notB("any")).misses("{'B':'y'}", AB).matches(A);
    String all =
        RULE.replace("1 of sel_*", "all of them")
            + filter("any", "f:", "    B: y", "g:", "    C: z", "condition: not all of them");
    Check.text(SigmaOptions.defaults(), all)
        .matches(A, AB)
        .misses("{'A':'x','B':'y','C':'z'}", "{'B':'y'}");
    refuses(filter("any", "f:", "    B: y", "condition: not sel_a"), "does not exist: 'sel_a'");
    // The same name twice is two searches.
    both(filter("any", "sel_a:", "    B: y", "condition: not sel_a")).matches(A).misses(AB);
  }

  @Test
  @Spec("S-158")
  void severalFiltersAllHaveToHold() {
    String other = filter("any", "sel_f:", "    C: z", "condition: not sel_f");
    both(notB("one"), other).matches(A).misses(AB, "{'A':'x','C':'z'}");
  }

  @Test
  @Spec("S-159")
  void theNameOfItsFileSaysNothing() {
    // Only the text counts: the same filter came without any file name above.
    assertThat(both(notB("any")).rules().rules().get(0).path()).isNull();
    both(notB("any")).matches(A).misses(AB);
  }
}
