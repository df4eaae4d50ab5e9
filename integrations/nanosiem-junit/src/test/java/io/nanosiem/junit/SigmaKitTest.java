package io.nanosiem.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.event.Event;
import io.nanosiem.sigma.SigmaRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kit does when a test should fail. */
class SigmaKitTest {
  private static final SigmaRules RULES = SigmaRules.load(Path.of("src/test/sigma-rules"));

  @TempDir Path directory;

  @Test
  void aFailedExpectationPrintsTheConditionPartByPart() {
    assertThatThrownBy(
            () ->
                SigmaAssertions.assertThat(RULES.rule("ssh-brute-force"))
                    .matches(Map.of("message", "Failed publickey for root")))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            expected the rule to match the event:
            'SSH brute force' (0f6e4f0c-8f0c-4d6c-9a4e-0a4b1b7d9f3e) does not match
            no  all of
              no  selection
                no  message|contains — one of 2 values; it is Failed publickey for root
                  no  'Failed password' — differs
                  no  'Invalid user' — differs
              yes not
                no  filter_main_monitoring
                  no  sourceIp|cidr '192.0.2.0/24' — absent: the event has no such field""");
  }

  @Test
  void assertsOnEventsToo() {
    Event event = Event.fromJson("{\"message\":\"Invalid user x\"}");
    SigmaAssertions.assertThat(RULES.rule("0f6e4f0c-8f0c-4d6c-9a4e-0a4b1b7d9f3e")).matches(event);
    assertThatThrownBy(
            () -> SigmaAssertions.assertThat(RULES.rule("ssh-brute-force")).doesNotMatch(event))
        .hasMessageStartingWith("expected the rule not to match the event:");
  }

  @Test
  void aCaseThatFailsNamesItsFileAndLine() throws IOException {
    Path file =
        write(
            "ssh.yml",
            """
            rule: ssh-brute-force
            matches:
                - message: Failed password for root
                - message: something else
            """);
    assertThat(failures())
        .singleElement()
        .asString()
        .startsWith(file + ":4: expected the rule to match the event:\n'SSH brute force'");
  }

  @Test
  void aCaseForAnUnknownRuleFailsAndSaysWhichWasMeant() throws IOException {
    Path file =
        write(
            "ssh.yml",
            """
            rule: ssh-brute-forse
            matches:
                - message: x
            """);
    assertThat(failures())
        .containsExactly(
            file
                + ":1: no rule has the id or name 'ssh-brute-forse' among 1; did you mean"
                + " 'ssh-brute-force'?");
  }

  @Test
  void aFileThatIsNoFixtureFails() throws IOException {
    Path a = write("a.yml", "rule: ssh-brute-force\nmatch:\n    - message: x\n");
    Path b = write("b.yaml", "rule: ssh-brute-force\nmatches:\n    - just text\n");
    Path c = write("c.yml", "matches:\n    - message: x\n");
    Path d = write("d.yml", "rule: 'x\n");
    Path e = write("e.yml", "rule: ssh-brute-force\n");
    assertThat(failures())
        .containsExactly(
            a + ":2: unknown key 'match': 'rule', 'matches' and 'does-not-match' are known",
            b + ":3: an event is a map of fields, or a JSON object as text",
            c + ":1: the case names no rule: add 'rule:' with an id or name",
            d + ":2: not YAML: found unexpected end of stream",
            e + ":1: there is no event to test with");
  }

  @Test
  void anEmptyOrMissingDirectoryIsAnError() {
    assertThatThrownBy(() -> SigmaCases.in(directory.toString(), RULES))
        .hasMessageContaining("there is no .yml or .yaml file");
    assertThatThrownBy(() -> SigmaCases.in("no/such/place", RULES))
        .hasMessageContaining("there is no 'no/such/place' in the working directory");
    assertThatThrownBy(() -> SigmaCases.in(directory.toString()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no @SigmaRulesTest");
  }

  @Test
  void readsNumbersListsAndNull() throws IOException {
    write(
        "numbers.yml",
        """
        rule: numbers
        matches:
            - EventID: 4625
              Ports: [1, 22]
              User: null
              Deep:
                  er: 1.5
              Flag: true
        does-not-match:
            - EventID: '04625'
        """);
    SigmaRules rules =
        SigmaRules.parse(
            """
            title: Numbers
            name: numbers
            logsource:
                product: test
            detection:
                selection:
                    EventID: 4625
                    Ports: 22
                    User: null
                    Deep.er: 1.5
                    Flag: true
                condition: selection
            """);
    assertThat(run(SigmaCases.in(directory.toString(), rules).toList())).isEmpty();
  }

  @Test
  void loadsRulesFromTheClassPath() {
    SigmaRules rules = RuleSource.load("classpath:rules", SigmaKitTest.class);
    assertThat(rules.rule("on-the-class-path").title()).isEqualTo("On the class path");
    assertThatThrownBy(() -> RuleSource.load("classpath:no-such-rules", SigmaKitTest.class))
        .hasMessage("there is no 'no-such-rules' on the class path");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private List<String> failures() {
    return run(SigmaCases.in(directory.toString(), RULES).toList());
  }

  private static List<String> run(List<? extends DynamicNode> nodes) {
    List<String> failures = new ArrayList<>();
    for (DynamicNode node : nodes) {
      if (node instanceof DynamicContainer container) {
        failures.addAll(run(container.getChildren().toList()));
      } else {
        try {
          ((DynamicTest) node).getExecutable().execute();
        } catch (Throwable e) {
          failures.add(String.valueOf(e.getMessage()));
        }
      }
    }
    return failures;
  }
}
