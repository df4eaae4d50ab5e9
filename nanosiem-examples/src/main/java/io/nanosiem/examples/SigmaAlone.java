package io.nanosiem.examples;

import io.nanosiem.event.Event;
import io.nanosiem.sigma.RuleMatch;
import io.nanosiem.sigma.SigmaRules;
import java.io.PrintStream;
import java.util.Map;

/** One module alone: Sigma rules on your own data, with no engine and no threads. */
public final class SigmaAlone {
  private static final String RULE =
      """
      title: Encoded PowerShell
      id: 0d1f7a5e-8f3c-4c41-9f0e-6a6b3a0f2c11
      status: test
      level: high
      logsource:
        category: process_creation
        product: windows
      detection:
        selection:
          Image|endswith: '\\powershell.exe'
          CommandLine|contains:
            - ' -enc '
            - ' -EncodedCommand '
        condition: selection
      """;

  private SigmaAlone() {}

  /**
   * Runs the example.
   *
   * @param args none
   */
  public static void main(String[] args) {
    run(System.out);
  }

  static void run(PrintStream out) {
    SigmaRules rules = SigmaRules.parse(RULE);

    Event event =
        Event.fromJson(
            "{\"Image\": \"C:\\\\Windows\\\\powershell.exe\","
                + " \"CommandLine\": \"powershell -enc aQBlAHgA\"}");
    for (RuleMatch match : rules.match(event)) {
      out.println("matched: " + match.rule().title());
    }

    // Any function from names to values will do, so nothing has to be copied.
    Map<String, String> row = Map.of("Image", "C:\\Tools\\notepad.exe");
    out.println("row: " + rules.match(row::get).size() + " matches");

    out.println(rules.explain("0d1f7a5e-8f3c-4c41-9f0e-6a6b3a0f2c11", Event.of(row)));
  }
}
