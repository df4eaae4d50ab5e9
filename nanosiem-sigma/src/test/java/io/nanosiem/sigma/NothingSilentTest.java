package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a rule says that is not supported, or not of its form, is pointed at: the text marked
 * with {@code «} and {@code »} is where the problem has to be.
 */
class NothingSilentTest {
  private static final String RULE =
      "title: T\nlogsource:\n    product: x\ndetection:\n    s:\n        A: y\n    condition: s\n";

  private static List<SigmaProblem> all(String yaml) {
    SigmaRules rules = SigmaRules.parse(yaml, SigmaOptions.defaults().lenient());
    List<SigmaProblem> all = new ArrayList<>(rules.problems());
    all.addAll(rules.findings());
    return all;
  }

  private static void assertPointsAt(String marked) {
    int at = marked.indexOf('«');
    String before = marked.substring(0, at);
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    int column = at - before.lastIndexOf('\n');
    String yaml = marked.replace("«", "").replace("»", "");
    assertThat(all(yaml))
        .as(yaml)
        .anySatisfy(
            problem -> {
              assertThat(problem.line()).isEqualTo(line);
              assertThat(problem.column()).isEqualTo(column);
            });
  }

  @Test
  void theGoodRuleHasNoProblem() {
    assertThat(all(RULE)).isEmpty();
  }

  @ParameterizedTest
  @Spec({"S-005", "S-011", "S-013", "S-017", "S-018", "S-021", "S-022"})
  @ValueSource(
      strings = {
        "«titles»: x",
        "«statu»: test",
        "«Level»: low",
        "«tag»: [x]",
        "«reference»: x",
        "«autor»: x",
        "«falsepositive»: [xx]",
        "«modifed»: 2026-01-01",
        "«Related»: []",
        "«licence»: MIT",
        "title2: x\nid: «[a]»",
        "id: «{a: b}»",
        "id: «x»",
        "name: «[a]»",
        "name: «7»",
        "related: «x»",
        "related: [«x»]",
        "related: [«{id: x}»]",
        "taxonomy: «[a]»",
        "status: «[test]»",
        "status: «{a: b}»",
        "status: «tested»",
        "status: «7»",
        "level: «[low]»",
        "level: «{a: b}»",
        "level: «lo»",
        "level: «true»",
        "description: «[a]»",
        "description: «{a: b}»",
        "description: «7»",
        "license: «[MIT]»",
        "author: «[a]»",
        "author: «{a: b}»",
        "author: «true»",
        "references: «x»",
        "references: «{a: b}»",
        "references: [«{a: b}»]",
        "references: [«[a]»]",
        "references: [«null»]",
        "fields: «A»",
        "fields: [A, «[B]»]",
        "falsepositives: «{a: b}»",
        "falsepositives: [Yes, «x»]",
        "scope: «x»",
        "scope: [«{a: b}»]",
        "date: «[2026-01-01]»",
        "date: «2026-02-30»",
        "date: «soon»",
        "date: «20260101»",
        "modified: «{a: b}»",
        "modified: «2026-1-1»",
        "tags: «x»",
        "tags: [«{a: b}»]",
        "tags: [«x»]",
        "tags: [«.x»]",
        "tags: [«attack.»]",
        "tags: [«ttack.t1059»]",
        "tags: [attack.t1059, «attack.t1059»]",
        "action: «glob»",
        "<<: «{a: b}»"
      })
  void attributesOfAWrongNameOrType(String attribute) {
    // The finding may be at the key or at the value: the mark says which.
    assertPointsAt(attribute.startsWith("<<") ? RULE + "«<<»: {a: b}\n" : RULE + attribute + "\n");
  }

  @ParameterizedTest
  @Spec({"S-025", "S-026", "S-027"})
  @ValueSource(
      strings = {
        "«catagory»: x",
        "«Product»: x",
        "«services»: x",
        "«index»: x",
        "service: «[x]»",
        "service: «{a: b}»",
        "category: «7»",
        "category: «X»",
        "category: «a b»",
        "category: «''»",
        "definition: «[x]»"
      })
  void logSourcesOfAWrongForm(String part) {
    assertPointsAt(RULE.replace("    product: x\n", "    product: x\n    " + part + "\n"));
  }

  @ParameterizedTest
  @Spec({"S-038", "S-043", "S-044", "S-046", "S-047", "S-125"})
  @ValueSource(
      strings = {
        "«t»: [x]",
        "«a.b c»: [x]",
        "«timeframe»: 5m",
        "«Condition»: s",
        "t: «{}»",
        "t: «[]»",
        "t: [«[x]»]",
        "t: [«{}»]",
        "t: [«null»]",
        "t: «null»",
        "t: {A: «{B: x}»}",
        "t: {«A»: []}",
        "t: {A: [«[x]»]}",
        "t: {A: [«{B: x}»]}",
        "t: {A: [x, «null»]}",
        "t: {A: «.inf»}",
        "t: {A: «1e999»}",
        "t: {'A«[any]»': x}",
        "t: {'A«[all]»': x}",
        "t: {'A«[none]»': x}",
        "t: {'A«[0]»': x}",
        "t: {'A«[-1]».b': x}",
        "t: {'A.b«[12]»': x}",
        "t: {'A«[all_or_empty]»': x}",
        "t: {«''»: x}",
        "t: {A: x, «A»: y}",
        "«s»: {B: x}",
        "«<<»: {B: x}",
        "t: {«<<»: {B: x}}",
        "t: {'A|«containz»': x}",
        "t: {'A|contains|«x»': x}",
        "t: {A: «!!binary x»}"
      })
  void searchesOfAWrongForm(String search) {
    assertPointsAt(RULE.replace("    condition: s\n", "    " + search + "\n    condition: s\n"));
  }

  @ParameterizedTest
  @Spec({"S-111", "S-112", "S-116", "S-120", "S-121", "S-123", "S-124"})
  @ValueSource(
      strings = {
        "«t»",
        "s «s»",
        "s and «t»",
        "s «&&» s",
        "s «|| s»",
        "s «| count() > 5»",
        "«!»s",
        "s «xor» s",
        "s «near» s",
        "«s*»",
        "«0» of them",
        "«2» of them",
        "«none» of them",
        "1 of «x*»",
        "1 of «(»s)",
        "«(»s",
        "s«)»",
        "s and «)»",
        "s «and»",
        "«not»",
        "«of» s",
        "s «,» s",
        "s «=» s",
        "s «AND» s",
        "«ALL» s",
        "«[]»",
        "«{}»",
        "«null»",
        "[«null»]",
        "[s, «t»]",
        "[«[s]»]"
      })
  void conditionsOfAWrongForm(String condition) {
    if (condition.equals("«[]»")) {
      // An empty list has no text of its own to point at but the key.
      assertPointsAt(RULE.replace("    condition: s", "    «condition»: []"));
      return;
    }
    boolean isText =
        "[{\u00AB".indexOf(condition.charAt(0)) < 0 || condition.matches("«[^\\[{n].*");
    String quoted = isText ? "'" + condition + "'" : condition;
    assertPointsAt(RULE.replace("condition: s", "condition: " + quoted));
  }

  @ParameterizedTest
  @Spec({"S-152", "S-153", "S-154"})
  @ValueSource(
      strings = {
        "rules: «{a: b}»",
        "rules: [«null»]",
        "rules: [«[a]»]",
        "rules: [«x»]",
        "rules: «[]»",
        "«t»: [x]",
        "t: {'A|«x»': y}",
        "«timeframe»: 5m",
        "«selektion»: {A: x}"
      })
  void filtersOfAWrongForm(String part) {
    String rules = part.startsWith("rules") ? "" : "    rules: any\n";
    assertPointsAt(
        RULE
            + "---\ntitle: F\nlogsource:\n    product: x\nfilter:\n    f:\n        B: z\n"
            + rules
            + "    "
            + part
            + "\n    condition: not f\n");
  }

  @Test
  @Spec({"S-004", "S-152"})
  void keysOfOtherDocumentsInAFilter() {
    String filter =
        "title: F\nlogsource:\n    product: x\nfilter: {rules: any, f: {B: z}, condition: not f}\n";
    for (String key : List.of("level: low", "status: test", "detection: {}", "filters: x")) {
      assertPointsAt(RULE + "---\n" + filter + "«" + key.replace(":", "»:") + "\n");
    }
  }

  @ParameterizedTest
  @Spec({"S-001", "S-004", "S-007"})
  @ValueSource(
      strings = {
        "«x»",
        "«[a]»",
        "«7»",
        "a: b\n---\n«x»",
        "title: «[a\n",
        "a:\n«\t»b: c",
        "a: «*b»",
        "«action: repeat»"
      })
  void documentsOfAWrongForm(String text) {
    String marked = text.equals("«action: repeat»") ? "action: «repeat»" : text;
    if (marked.startsWith("title: «[a")) {
      assertThat(all("title: [a\n").get(0).message()).startsWith("not YAML");
      return;
    }
    assertPointsAt(marked + "\n");
  }
}
