package io.nanosiem.conformance.reach;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.FieldSource;
import io.nanosiem.event.LogSource;
import io.nanosiem.sigma.SigmaRule;
import io.nanosiem.sigma.SigmaRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * How many rules of SigmaHQ can fire from a line that the library itself reads, routed by log
 * source. The table in {@code docs/reachability.md} is made here; {@code -Dgolden.update} rewrites
 * it, the reviewer reads the diff.
 */
class ReachabilityTest {
  private static final Path TABLE = Path.of("..", "..", "docs", "reachability.md");

  /** What became of the rules of one log source. */
  private static final class Tally {
    int rules;
    int witnesses;
    int fires;
    String form = "none";
    String otherForm = "";
    int byOtherForm;
    final Map<String, Integer> reasons = new TreeMap<>();
  }

  private static String name(LogSource source) {
    List<String> parts = new ArrayList<>();
    for (String part : new String[] {source.product(), source.category(), source.service()}) {
      if (part != null) {
        parts.add(part);
      }
    }
    return String.join(" / ", parts);
  }

  @Test
  void theTableSaysWhatCanFire() throws IOException {
    SigmaRules rules = SigmaRules.load(Lines.path("rules"));
    Map<String, Tally> tallies = new TreeMap<>();
    Map<String, String> failures = new LinkedHashMap<>();
    for (SigmaRule rule : rules.rules()) {
      Tally tally = tallies.computeIfAbsent(name(rule.logSource()), key -> new Tally());
      tally.rules++;
      String reason = look(rule, tally);
      if (reason != null) {
        tally.reasons.merge(reason, 1, Integer::sum);
        failures.put(String.valueOf(rule.path()), reason);
      }
    }
    if (System.getProperty("reach.list") != null) {
      failures.forEach((path, reason) -> System.out.println(reason + " | " + path));
    }
    String table = write(tallies);
    if (System.getProperty("golden.update") != null) {
      Files.writeString(TABLE, table, StandardCharsets.UTF_8);
    }
    assertThat(table).isEqualTo(Files.readString(TABLE, StandardCharsets.UTF_8));
  }

  /** Why the rule cannot fire; null if it does. */
  private static @Nullable String look(SigmaRule rule, Tally tally) {
    SigmaRules alone = SigmaRules.parse(rule.text());
    boolean[] isTrue = new boolean[1];
    List<RawForms.Form> forms = RawForms.of(rule.logSource());
    String missing = null;
    for (RawForms.Form form : forms) {
      if (tally.form.equals("none")) {
        tally.form = form.name();
      }
      for (Map<String, Object> fixed : form.fixed()) {
        WitnessSolver.Result result =
            WitnessSolver.solve(
                rule.text(),
                fixed,
                form.allowed(),
                witness -> {
                  if (!rule.matches(direct(witness))) {
                    return false;
                  }
                  isTrue[0] = true;
                  String line = form.write().apply(witness);
                  return line != null && !alone.match(Lines.read(line)).isEmpty();
                });
        if (result.found()) {
          tally.witnesses++;
          tally.fires++;
          if (!form.name().equals(tally.form)) {
            tally.otherForm = form.name();
            tally.byOtherForm++;
            if (System.getProperty("reach.list") != null) {
              System.out.println("only as " + form.name() + " | " + rule.path());
            }
          }
          return null;
        }
        missing = result.missing() == null ? missing : result.missing();
      }
    }
    if (!isTrue[0]
        && WitnessSolver.solve(
                rule.text(), Map.of(), name -> true, witness -> rule.matches(direct(witness)))
            .found()) {
      isTrue[0] = true;
      if (!forms.isEmpty()) {
        tally.witnesses++;
        return "a field that such an event does not have";
      }
    }
    if (!isTrue[0]) {
      return "no witness found";
    }
    tally.witnesses++;
    if (forms.isEmpty()) {
      return "no raw form that the library reads";
    }
    return rule.matches(name -> null)
        ? "true of any event, and the line has no log source"
        : "does not fire from the line" + (missing == null ? "" : ", or lacks a field");
  }

  private static FieldSource direct(Witness witness) {
    return Event.builder().fields(witness.fields()).message(witness.text()).build();
  }

  private static String write(Map<String, Tally> tallies) {
    int rules = 0;
    int witnesses = 0;
    int fires = 0;
    StringBuilder rows = new StringBuilder();
    List<Map.Entry<String, Tally>> order = new ArrayList<>(tallies.entrySet());
    order.sort(
        Comparator.comparingInt((Map.Entry<String, Tally> entry) -> -entry.getValue().rules)
            .thenComparing(Map.Entry::getKey));
    for (Map.Entry<String, Tally> entry : order) {
      Tally tally = entry.getValue();
      rules += tally.rules;
      witnesses += tally.witnesses;
      fires += tally.fires;
      List<String> reasons = new ArrayList<>();
      tally.reasons.forEach((reason, count) -> reasons.add(count + " " + reason));
      rows.append("| ")
          .append(entry.getKey())
          .append(" | ")
          .append(tally.rules)
          .append(" | ")
          .append(tally.witnesses)
          .append(" | ")
          .append(tally.fires)
          .append(" | ")
          .append(tally.form)
          .append(
              tally.byOtherForm == 0
                  ? ""
                  : " (" + tally.byOtherForm + " only as " + tally.otherForm + ")")
          .append(" | ")
          .append(String.join("; ", reasons))
          .append(" |\n");
    }
    return Text.HEAD
            .replace("{fires}", String.valueOf(fires))
            .replace("{rules}", String.valueOf(rules))
            .replace("{witnesses}", String.valueOf(witnesses))
        + rows;
  }

  /** What stands above the table. */
  private static final class Text {
    static final String HEAD =
        """
        # Which rules can fire

        **{fires} of {rules}** rules of SigmaHQ (commit 994da166) fire from a raw line that `LogParser.auto()` reads and
        `Normalizer.standard()` refines, with routing by log source. For {witnesses} a witness was found: an event made up
        from the rule itself, with a value of each selection and nothing of its filters. A test writes each witness as a
        line of the form its log source comes in, reads the line, and sees whether the rule fires. Made by
        `ReachabilityTest` in `quality/nanosiem-conformance`; `-Dgolden.update` rewrites this page.

        What the figures do and do not say:

        - A rule that fires here is not cut off by field names, log sources or types. Whether a sender is set up to write
          the event is another matter.
        - **Windows** events carry their log source themselves: channel, provider and event id are in the record, and the
          table of log sources believes them (but not within a syslog line of a program that it knows). All rules of
          Windows and of Sysmon for Linux are reachable on that condition only.
        - The fields of Sysmon and PowerShell events are those of their manifests: a rule that asks for one that such an
          event does not have is not counted. Of the other channels the manifests were not at hand, and the names are
          taken as the rules have them. A line is winlogbeat JSON here; that NXLog, evtx_dump and XML say the same is
          tested with SigmaHQ's samples.
        - **Records of cloud services and applications** are written whole, as far as we know them (the
          services' own pages were not at hand), and are known by that shape; a rule that asks for a member no such record has is not counted, and
          what rules call by another name is where the service has it. Zeek's are known by shape too, but their names are
          taken as the rules have them. These rules, too, are reachable because the record itself is believed.
        - **Proxies** are lines of an access log with a whole URL as the target of the request. As anybody may send such
          a request to a web server too, the line has no log source and meets the rules of all.
        - **auditd** is the records of one event, joined.
        - Rules of keywords are given their keywords in the message of a line.

        | log source | rules | witness | fires | form of the line | the others |
        |---|---:|---:|---:|---|---|
        """;
  }
}
