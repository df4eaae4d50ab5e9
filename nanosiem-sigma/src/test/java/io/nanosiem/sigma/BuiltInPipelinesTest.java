package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.FieldSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The two pipelines that come with the library, on events as other senders write them. */
class BuiltInPipelinesTest {
  private static SigmaRule rule(ProcessingPipeline pipeline, String logSource, String... entries) {
    StringBuilder yaml =
        new StringBuilder("title: Test rule\nlogsource: {" + logSource + "}\ndetection:\n");
    yaml.append("  selection:\n");
    for (String entry : entries) {
      yaml.append("    ").append(entry).append('\n');
    }
    yaml.append("  condition: selection\n");
    return SigmaRules.parse(yaml.toString(), SigmaOptions.defaults().pipeline(pipeline))
        .rules()
        .get(0);
  }

  private static boolean ecs(String logSource, String entry, Map<String, Object> event) {
    return rule(ProcessingPipeline.sysmonToEcs(), logSource, entry).matches(FieldSource.of(event));
  }

  private static boolean sysmon(String logSource, String entry, Map<String, Object> event) {
    return rule(ProcessingPipeline.ecsToSysmon(), logSource, entry).matches(FieldSource.of(event));
  }

  @Test
  void bothSaySomethingOfThemselves() {
    assertThat(ProcessingPipeline.sysmonToEcs().name()).isEqualTo("Sysmon to ECS");
    assertThat(ProcessingPipeline.ecsToSysmon().priority()).isEqualTo(20);
    assertThat(ProcessingPipeline.sysmonToEcs().findings()).isEmpty();
    assertThat(ProcessingPipeline.ecsToSysmon().findings()).isEmpty();
  }

  @Test
  void aProcessAsWinlogbeatWritesIt() {
    SigmaRule rule =
        rule(
            ProcessingPipeline.sysmonToEcs(),
            "product: windows, category: process_creation",
            "Image|endswith: '\\powershell.exe'",
            "CommandLine|contains: ' -enc'",
            "ParentImage|endswith: '\\winword.exe'",
            "OriginalFileName: PowerShell.EXE",
            "IntegrityLevel: High",
            "User|contains: bob",
            "EventID: 1");
    Map<String, Object> event =
        new HashMap<>(
            Map.of(
                "process.executable", "C:\\Windows\\powershell.exe",
                "process.command_line", "powershell -enc SQBFAFgA",
                "process.parent", Map.of("executable", "C:\\Office\\WINWORD.EXE"),
                "process.pe.original_file_name", "PowerShell.EXE",
                "winlog", Map.of("event_data", Map.of("IntegrityLevel", "High")),
                "user.name", "bob",
                "event.code", "1"));
    assertThat(rule.matches(FieldSource.of(event))).isTrue();
    event.put("process.command_line", "powershell -file x.ps1");
    assertThat(rule.matches(FieldSource.of(event))).isFalse();
    assertThat(
            ecs(
                "product: linux, category: process_creation",
                "Image|endswith: /nc",
                Map.of("process.executable", "/usr/bin/nc")))
        .isTrue();
  }

  @Test
  void hashesAreLookedForOneByOneAndInTheList() {
    String hash = "0123456789abcdef0123456789abcdef01234567";
    String windows = "product: windows, category: process_creation";
    String entry = "Hashes|contains: ['SHA1=" + hash + "', 'IMPHASH=" + "0".repeat(32) + "']";
    assertThat(ecs(windows, entry, Map.of("process.hash.sha1", hash))).isTrue();
    assertThat(ecs(windows, entry, Map.of("process.pe.imphash", "0".repeat(32)))).isTrue();
    assertThat(ecs(windows, entry, Map.of("winlog.event_data.Hashes", "MD5=1,SHA1=" + hash)))
        .isTrue();
    assertThat(ecs(windows, entry, Map.of("file.hash.sha1", hash))).isFalse();
    assertThat(ecs("product: windows, category: image_load", entry, Map.of("file.hash.sha1", hash)))
        .isTrue();
    assertThat(ecs(windows, "Hashes|re: 'SHA1=0+1'", Map.of("winlog.event_data.Hashes", "SHA1=01")))
        .isTrue();
  }

  @Test
  void connectionsHaveADirection() {
    String network = "product: windows, category: network_connection";
    assertThat(ecs(network, "Initiated: 'true'", Map.of("network.direction", "egress"))).isTrue();
    assertThat(ecs(network, "Initiated: true", Map.of("network.direction", "outbound"))).isTrue();
    assertThat(ecs(network, "Initiated: 'true'", Map.of("network.direction", "ingress"))).isFalse();
    assertThat(ecs(network, "DestinationPort: 443", Map.of("destination.port", 443))).isTrue();
  }

  @Test
  void whatHasNoNameOfItsOwnIsLookedForInTheEventData() {
    assertThat(
            ecs(
                "product: windows, service: security",
                "TicketOptions: '0x40810000'",
                Map.of("winlog.event_data.TicketOptions", "0x40810000")))
        .isTrue();
    assertThat(
            ecs(
                "product: windows, service: security",
                "NewProcessName: x",
                Map.of("winlog.event_data.NewProcessName", "x")))
        .isTrue();
    assertThat(
            ecs(
                "product: windows, category: process_access",
                "TargetImage: x",
                Map.of("winlog.event_data.TargetImage", "x")))
        .isTrue();
    assertThat(ecs("product: zeek, service: http", "uri: x", Map.of("uri", "x"))).isTrue();
  }

  @Test
  void rulesInTheWordsOfTheSchemaMeetSysmon() {
    String windows = "product: windows, category: process_creation";
    Map<String, Object> event =
        Map.of(
            "Image", "C:\\Windows\\System32\\cmd.exe",
            "CommandLine", "cmd /c whoami",
            "User", "DOMAIN\\bob",
            "Hashes", "MD5=00,SHA256=ABCD,IMPHASH=11",
            "EventID", 1,
            "LogonId", "0x3e7");
    assertThat(sysmon(windows, "process.name: CMD.exe", event)).isTrue();
    assertThat(sysmon(windows, "process.name: md.exe", event)).isFalse();
    assertThat(sysmon(windows, "process.name|startswith: cm", event)).isTrue();
    assertThat(sysmon(windows, "process.name|endswith: d.exe", event)).isTrue();
    assertThat(sysmon(windows, "process.command_line|contains: whoami", event)).isTrue();
    assertThat(sysmon(windows, "user.name: bob", event)).isTrue();
    assertThat(sysmon(windows, "user.name: ob", event)).isFalse();
    assertThat(sysmon(windows, "process.hash.sha256: abcd", event)).isTrue();
    assertThat(sysmon(windows, "process.hash.sha256: '11'", event)).isFalse();
    assertThat(sysmon(windows, "event.code: '1'", event)).isTrue();
    assertThat(sysmon(windows, "winlog.event_data.LogonId: '0x3e7'", event)).isTrue();
    assertThat(
            sysmon(
                "product: linux, category: process_creation",
                "process.name: nc",
                Map.of("Image", "/usr/bin/nc")))
        .isTrue();
    assertThat(
            sysmon(
                "product: windows, category: pipe_created",
                "file.name: '\\evil'",
                Map.of("PipeName", "\\evil")))
        .isTrue();
    assertThat(
            sysmon(
                "product: windows, category: process_access",
                "process.executable|endswith: '\\a.exe'",
                Map.of("SourceImage", "C:\\a.exe")))
        .isTrue();
    assertThat(
            sysmon(
                "product: windows, category: network_connection",
                "network.direction: egress",
                Map.of("Initiated", "true")))
        .isTrue();
  }
}
