package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Conditions: what they mean, and what is none. */
class ConditionTest {
  /** Searches a, b, c, sel_1, sel_2, _h, notepad; each asks for its field to be x. */
  private static Check condition(String... condition) {
    String[] lines = new String[14 + condition.length];
    String[] names = {"a", "b", "c", "sel_1", "sel-2", "_h", "notepad"};
    for (int i = 0; i < names.length; i++) {
      lines[2 * i] = names[i] + ":";
      lines[2 * i + 1] = "    " + names[i] + ": x";
    }
    System.arraycopy(condition, 0, lines, 14, condition.length);
    return Check.detection(lines);
  }

  private static Check of(String condition) {
    return condition("condition: " + condition);
  }

  private static String event(String... fields) {
    StringBuilder out = new StringBuilder("{'z':1");
    for (String field : fields) {
      out.append(",'").append(field).append("':'x'");
    }
    return out.append('}').toString();
  }

  private static void refuses(String condition, String message) {
    Check.refusesDetection(
        message,
        "a:",
        "    A: x",
        "sel_b:",
        "    B: x",
        "_h:",
        "    C: x",
        "condition: " + condition);
  }

  @Test
  @Spec({"S-111", "S-122"})
  void namesSearches() {
    of("sel-2").matches(event("sel-2")).misses(event("a"));
    of("notepad").matches(event("notepad")).misses(event());
    of("not notepad").matches(event()).misses(event("notepad"));
    refuses("selb", "names a search that does not exist: 'selb'");
    refuses("a and nota", "names a search that does not exist: 'nota'");
    refuses("a & sel_b", "unexpected character '&'");
    Check.detection("and_1: [x]", "or2: [y]", "condition: and_1 or or2")
        .matches("{'A':'x'}", "{'A':'y'}")
        .misses("{'A':'z'}");
  }

  @Test
  @Spec("S-112")
  void orBindsLeastThenAndThenNotThenOf() {
    of("a or b and c").matches(event("a"), event("b", "c")).misses(event("b"), event("c"));
    of("(a or b) and c").matches(event("a", "c")).misses(event("a"), event("b"));
    of("not a and b").matches(event("b")).misses(event(), event("a", "b"));
    of("not (a and b)").matches(event("b")).misses(event("a", "b"));
    of("not 1 of sel* or a").matches(event(), event("a", "sel_1")).misses(event("sel_1"));
    refuses("a sel_b", "expected 'and' or 'or' before 'sel_b'");
    refuses("a and", "the condition ends too early");
    refuses("(a", "'(' is never closed");
    refuses("a)", "')' closes nothing");
    refuses("()", "')' where a search should stand");
    refuses("'" + "(".repeat(65) + "a" + ")".repeat(65) + "'", "nested more than 64 deep");
    of("(".repeat(64) + "a" + ")".repeat(64)).matches(event("a")).misses(event("b"));
  }

  @Test
  @Spec("S-113")
  void themAreAllButTheHidden() {
    of("1 of them").matches(event("notepad"), event("a")).misses(event("_h"), event());
    of("all of them")
        .matches(event("a", "b", "c", "sel_1", "sel-2", "notepad"))
        .misses(event("a", "b", "c", "sel_1", "sel-2", "_h"));
    Check.refusesDetection("selects no search", "_h:", "    A: x", "condition: 1 of them");
  }

  @Test
  @Spec({"S-114", "S-118"})
  void patternsSelectByName() {
    of("all of sel*").matches(event("sel_1", "sel-2")).misses(event("sel_1"), event("sel-2"));
    of("1 of sel-*").matches(event("sel-2")).misses(event("sel_1"));
    of("1 of *_1").matches(event("sel_1")).misses(event("sel-2"), event("_h"));
    of("1 of n*e*d").matches(event("notepad")).misses(event("a"));
    of("1 of _*").matches(event("_h")).misses(event("a", "sel_1"));
    of("1 of a").matches(event("a")).misses(event("b"));
    of("1 of _h").matches(event("_h")).misses(event("a"));
    refuses("sel_*", "a pattern needs a quantifier");
  }

  @Test
  @Spec({"S-115", "S-116"})
  void quantifiers() {
    of("any of sel*").matches(event("sel_1"), event("sel-2")).misses(event("a"));
    of("2 of them").matches(event("a", "sel_1"), event("a", "b", "c")).misses(event("a", "_h"));
    refuses("0 of them", "'0' is no quantifier");
    refuses("-1 of them", "'-1' is no quantifier");
    refuses("some of them", "'some' is no quantifier");
    refuses("3 of them", "can never hold: it selects 2");
  }

  @Test
  @Spec("S-117")
  void notGoesBeforeAnything() {
    of("not 1 of sel*").matches(event("a")).misses(event("sel_1"));
    of("not all of sel*").matches(event("sel_1")).misses(event("sel_1", "sel-2"));
    of("not not a").matches(event("a")).misses(event());
    of("not (not a or b)").matches(event("a")).misses(event(), event("a", "b"));
    refuses("not", "the condition ends too early");
  }

  @Test
  @Spec("S-119")
  void oneConditionOfAListIsEnoughAndGivesOneResult() {
    Check check = condition("condition:", "    - a and b", "    - c");
    check.matches(event("a", "b"), event("c")).misses(event("a"));
    assertThat(check.rules().match(Map.of("a", "x", "b", "x", "c", "x")::get)).hasSize(1);
    Check.refusesDetection("the list of conditions is empty", "a:", "    A: x", "condition: []");
    Check.refusesDetection("does not exist", "a:", "    A: x", "condition: [a, b]");
  }

  @Test
  @Spec("S-120")
  void aPatternThatSelectsNothingIsRefused() {
    refuses("a and not 1 of filter_*", "'1 of filter_*' selects no search");
    refuses("all of x", "'all of x' selects no search");
    refuses("1 of *h", "'1 of *h' selects no search");
    of("1 of sel*").matches(event("sel_1")).misses(event());
  }

  @Test
  @Spec("S-121")
  void blanksAreFreeAndUpperCaseIsAFinding() {
    condition("condition: |", "    (a", "      and  b)", "    or\tc")
        .matches(event("c"), event("a", "b"))
        .misses(event("a"));
    of("a AND NOT b")
        .finds("'AND' should be lower case")
        .matches(event("a"))
        .misses(event("a", "b"));
    of("1 OF sel*").finds("'OF' should be lower case").matches(event("sel_1")).misses(event());
    assertThat(Check.detection("a: [x]", "condition: a").rules().findings()).isEmpty();
  }

  @Test
  @Spec("S-123")
  void aggregationsAreRefusedWithWhatReplacesThem() {
    refuses("a | count() by User > 5", "aggregations after '|' are not part of Sigma any more");
    refuses("a | near sel_b", "write a correlation rule");
    of("a").matches(event("a")).misses(event());
  }

  @Test
  @Spec("S-124")
  void aConditionIsAText() {
    refuses("''", "the condition is empty");
    refuses("null", "a condition has to be text, not null");
    refuses("{a: b}", "a condition has to be text, not a map");
    refuses("[[a]]", "a condition has to be text, not a list");
    refuses("7", "names a search that does not exist: '7'");
    Check.refusesDetection("has no condition", "a:", "    A: x");
    Check.detection("7: [x]", "condition: 7").matches("{'A':'x'}").misses("{'A':'7'}");
  }

  @Test
  @Spec("S-125")
  void aSearchThatIsNotUsedIsAFinding() {
    Check.detection("a: [x]", "b: [y]", "condition: a")
        .finds("no condition uses the search 'b'")
        .matches("{'A':'x'}")
        .misses("{'A':'y'}");
    Check.detection("a: [x]", "my search: [y]", "condition: a")
        .finds("a condition can only name letters, digits");
    Check.detection("a: [x]", "b: [y]", "condition: 1 of *").findsNothing();
  }
}
