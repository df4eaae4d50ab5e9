package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogSource;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Log sources, fields, and how searches are built. */
class DetectionTest {
  private static Event windows(String channel, int id, String data) {
    Event.Builder event =
        LogParser.windowsXml()
            .parse(
                "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
                    + "<Provider Name='Microsoft-Windows-Sysmon'/><EventID>"
                    + id
                    + "</EventID><Execution ProcessID='77' ThreadID='8'/><Channel>"
                    + channel
                    + "</Channel></System><EventData>"
                    + data
                    + "</EventData></Event>")
            .toBuilder();
    Normalizer.standard().normalize(event);
    return event.build();
  }

  private static SigmaRules rule(String logsource, String entry) {
    return SigmaRules.parse(
        "title: T\nlogsource: {"
            + logsource
            + "}\ndetection: {s: {"
            + entry
            + "}, condition: s}\n");
  }

  @Test
  @Spec({"S-025", "S-026", "S-027"})
  void aLogSourceHasThreePartsAndADefinition() {
    SigmaRules rules = rule("product: Windows, category: a.b-c, definition: Switch it on", "A: x");
    assertThat(rules.rules().get(0).logSource()).isEqualTo(new LogSource("a.b-c", "windows", null));
    assertThat(rules.findings())
        .extracting(SigmaProblem::message)
        .containsExactly("the product of a log source should be lower case");
    assertThat(rule("product: linux, servce: sshd", "A: x").findings().get(0).toString())
        .contains("'servce' says nothing about the log source", "did you mean 'service'?");
    assertThat(rule("category: process creation", "A: x").findings().get(0).hint())
        .isEqualTo("write 'process_creation'");
    assertThat(rule("product: 7", "A: x").findings()).hasSize(1);
    assertThat(rule("product: x, definition: [a]", "A: x").findings()).hasSize(1);
    for (String none : new String[] {"", "definition: x", "product: null"}) {
      Check.refusesText(
          "title: T\nlogsource: {" + none + "}\ndetection: {s: {A: x}, condition: s}\n",
          "names neither product, category nor service");
    }
    for (String wrong : new String[] {"product: [a]", "service: {a: b}", "category: ''"}) {
      Check.refusesText(
          "title: T\nlogsource: {" + wrong + "}\ndetection: {s: {A: x}, condition: s}\n",
          "has to be text");
    }
  }

  @Test
  @Spec("S-028")
  void aRuleMeetsWhatDoesNotContradictIt() {
    SigmaRules rules = rule("product: windows, category: dns_query", "A: x");
    Map<String, Object> event = Map.of("A", "x");
    assertThat(rules.match(event::get, new LogSource("dns_query", "windows", "sysmon"))).hasSize(1);
    assertThat(rules.match(event::get, new LogSource(null, "windows", null))).hasSize(1);
    assertThat(rules.match(event::get, new LogSource("dns_query", "linux", null))).isEmpty();
    assertThat(rules.match(event::get, new LogSource("image_load", "windows", null))).isEmpty();
  }

  @ParameterizedTest
  @Spec({"S-029", "S-033"})
  @CsvSource({
    "1, process_creation",
    "2, file_change",
    "3, network_connection",
    "4, sysmon_status",
    "16, sysmon_status",
    "5, process_termination",
    "6, driver_load",
    "7, image_load",
    "8, create_remote_thread",
    "9, raw_access_thread",
    "10, process_access",
    "11, file_event",
    "12, registry_event",
    "13, registry_set",
    "13, registry_event",
    "14, registry_rename",
    "14, registry_event",
    "15, create_stream_hash",
    "17, pipe_created",
    "18, pipe_created",
    "19, wmi_event",
    "20, wmi_event",
    "21, wmi_event",
    "22, dns_query",
    "23, file_delete",
    "24, clipboard_capture",
    "25, process_tampering",
    "26, file_delete_detected",
    "27, file_block_executable",
    "28, file_block_shredding",
    "29, file_executable_detected",
    "255, sysmon_error"
  })
  void eventsOfSysmonHaveCategories(int id, String category) {
    Event event =
        windows(
            "Microsoft-Windows-Sysmon/Operational",
            id,
            "<Data Name='Image'>C:\\a.exe</Data><Data Name='CommandLine'>a -b</Data>");
    String entry = "Image|endswith: a.exe, CommandLine: a -b";
    assertThat(rule("product: windows, category: " + category, entry).match(event)).hasSize(1);
    assertThat(rule("product: windows, category: antivirus", entry).match(event)).isEmpty();
    assertThat(rule("product: linux, category: " + category, entry).match(event)).isEmpty();
  }

  @ParameterizedTest
  @Spec({"S-030", "S-031"})
  @CsvSource({
    "Microsoft-Windows-PowerShell/Operational, 4103, category: ps_module",
    "Microsoft-Windows-PowerShell/Operational, 4104, category: ps_script",
    "PowerShellCore/Operational, 4104, category: ps_script",
    "Windows PowerShell, 400, category: ps_classic_start",
    "Windows PowerShell, 600, category: ps_classic_provider_start",
    "Windows PowerShell, 800, category: ps_classic_script",
    "Security, 4625, service: security",
    "System, 7045, service: system",
    "Application, 1, service: application",
    "Microsoft-Windows-TaskScheduler/Operational, 129, service: taskscheduler",
    "Microsoft-Windows-Windows Defender/Operational, 1116, service: windefend",
    "Microsoft-Windows-AppLocker/MSI and Script, 8007, service: applocker",
    "Microsoft-Windows-Bits-Client/Operational, 3, service: bits-client",
    "Microsoft-Windows-PrintService/Admin, 808, service: printservice-admin"
  })
  void channelsOfWindowsAreServices(String channel, int id, String source) {
    Event event = windows(channel, id, "");
    assertThat(rule("product: windows, " + source, "EventID: " + id).match(event)).hasSize(1);
    assertThat(rule("product: windows, service: dns-server", "EventID: " + id).match(event))
        .isEmpty();
  }

  @ParameterizedTest
  @Spec({"S-032", "S-034"})
  @CsvSource(
      delimiter = '|',
      value = {
        "<86>Jan  2 03:04:05 h sshd[7]: Failed password for root from 192.0.2.7 port 5 ssh2"
            + "|product: linux, service: sshd|message|failed",
        "<86>Jan  2 03:04:05 h sshd[7]: Failed password for root from 192.0.2.7 port 5 ssh2"
            + "|product: linux, service: auth|message|failed",
        "192.0.2.7 - - [02/Jan/2026:03:04:05 +0000] \"GET /a?b=c HTTP/1.1\" 404 5 \"-\" \"x\""
            + "|category: webserver|cs-method|GET",
        "192.0.2.7 - - [02/Jan/2026:03:04:05 +0000] \"GET /a?b=c HTTP/1.1\" 404 5 \"-\" \"x\""
            + "|category: webserver|sc-status|404",
        "192.0.2.7 - - [02/Jan/2026:03:04:05 +0000] \"GET /a?b=c HTTP/1.1\" 404 5 \"-\" \"x\""
            + "|category: webserver|cs-uri-query|b=c"
      })
  void recordsHaveTheSourceAndFieldsOfTheTaxonomy(
      String line, String source, String field, String value) {
    Event.Builder builder = LogParser.auto().parse(line).toBuilder();
    Normalizer.standard().normalize(builder);
    Event event = builder.build();
    String entry = field + "|contains: '" + value + "'";
    assertThat(rule(source, entry).match(event)).as("%s", event).hasSize(1);
    assertThat(rule("service: security, category: proxy", entry).match(event)).isEmpty();
    assertThat(rule(source, field + ": nothing").match(event)).isEmpty();
  }

  @Test
  @Spec({"S-035", "S-036"})
  void fieldsOfWindowsKeepTheirNamesWithoutBlanks() {
    Event event =
        windows(
            "Microsoft-Windows-Windows Defender/Operational",
            1116,
            "<Data Name='Threat Name'>Bad</Data>");
    String source = "product: windows, service: windefend";
    assertThat(rule(source, "ThreatName: bad").match(event)).hasSize(1);
    assertThat(rule(source, "Threat.Name: bad").match(event)).isEmpty();
    assertThat(rule(source, "Provider_Name|endswith: sysmon").match(event)).hasSize(1);
    assertThat(rule(source, "Execution_ProcessID: 77").match(event)).hasSize(1);
    assertThat(rule(source, "ProcessID: 77").match(event)).isEmpty();
  }

  @Test
  @Spec("S-037")
  void aDetectionHasASearchAndACondition() {
    Check.refusesDetection("has no condition", "s:", "    A: x");
    Check.refusesDetection("no search beside its condition", "condition: s");
    Check.refusesText(
        Rules.yaml().replace("detection:\n", "detection: [a]\n"), "is a map of searches");
    Check.detection("s:", "    A: x", "condition: s").matches("{'A':'x'}").misses("{}");
  }

  @Test
  @Spec({"S-038", "S-039", "S-040", "S-041", "S-042"})
  void mapsAreAndListsAreOr() {
    Check.entries("A: x", "B: y").matches("{'A':'x','B':'y'}").misses("{'A':'x'}", "{'B':'y'}");
    Check.detection("s:", "    - A: x", "      B: y", "    - C: z", "condition: s")
        .matches("{'C':'z'}", "{'A':'x','B':'y'}")
        .misses("{'A':'x'}", "{'B':'y'}");
    Check.detection("s: [one, two]", "condition: s").matches("{'A':'two'}").misses("{'A':'three'}");
    Check.detection("s: one", "condition: s").matches("{'A':'one'}").misses("{'A':'two'}");
    Check.detection("s:", "    - one", "    - A: x", "condition: s")
        .matches("{'A':'x'}", "{'B':'one'}")
        .misses("{'B':'x'}");
    Check.entries("A: [x, 7]").matches("{'A':'X'}", "{'A':7}").misses("{'A':8}");
    Check.refusesDetection("a list within a list", "s: [[one]]", "condition: s");
  }

  @Test
  @Spec("S-043")
  void nothingIsNoSearch() {
    Check.refusesDetection("is an empty map", "s: {}", "condition: s");
    Check.refusesDetection("is an empty list", "s: []", "condition: s");
    Check.refusesDetection("is an empty map", "s: [{}]", "condition: s");
    Check.refuses("A: []", "has an empty list of values");
    Check.refuses("A: {B: x}", "is a map; it has to be a value or a list");
    Check.refuses("A: [[x]]", "has to be a single value, not a list");
    Check.refuses("A: [{B: x}]", "has to be a single value, not a map");
    Check.refuses("'': x", "an empty field name");
  }

  @Test
  @Spec("S-046")
  void fieldNamesAreExact() {
    Check.entries("Image: x").matches("{'Image':'x'}").misses("{'image':'x'}", "{'IMAGE':'x'}");
    Check.entries("a.b: x")
        .matches("{'a.b':'x'}", "{'a':{'b':'x'}}", "{'a':[{'b':'y'},{'b':'x'}]}")
        .misses("{'a.b':'y','a':{'b':'x'}}", "{'A':{'b':'x'}}");
    Check.refuses("'ips[any]': x", "array matching is not part of Sigma");
    Check.refuses("'ips[0]': x", "array matching is not part of Sigma");
  }

  @Test
  @Spec("S-047")
  void timeframeIsIgnoredAndNoSearch() {
    Check.detection("s:", "    A: x", "timeframe: 5m", "condition: all of them")
        .finds("'timeframe' has no meaning any more")
        .matches("{'A':'x'}")
        .misses("{'B':'5m'}");
  }
}
