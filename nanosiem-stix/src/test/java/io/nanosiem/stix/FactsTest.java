package io.nanosiem.stix;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FactsTest {
  private static List<Sco> facts(Event.Builder event) {
    Map<String, Sco> all = new LinkedHashMap<>();
    List<String> refs = Facts.of("alert", 0, List.of(event.build()), all);
    assertThat(refs).containsExactlyElementsOf(all.keySet());
    return new ArrayList<>(all.values());
  }

  private static List<String> types(Event.Builder event) {
    return facts(event).stream().map(Sco::type).toList();
  }

  @Test
  void valuesThatAreNotWhatTheyClaimGiveNothing() {
    assertThat(
            facts(
                Event.builder()
                    .sourceAddress("-")
                    .destinationAddress("300.1.1.1")
                    .sourcePort(22)
                    .host("localhost")
                    .user("-")
                    .program(" ")
                    .derived("url.full", "/etc/passwd")
                    .derived("url.domain", "not a domain")
                    .derived("file.path", "/")
                    .derived("process.executable", "\0")))
        .isEmpty();
  }

  @Test
  void trafficNeedsTwoEndsOrAPort() {
    assertThat(types(Event.builder().sourceAddress("203.0.113.5"))).containsExactly("ipv4-addr");
    assertThat(types(Event.builder().sourceAddress("203.0.113.5").sourcePort(1)))
        .containsExactly("ipv4-addr", "network-traffic");
    assertThat(
            types(Event.builder().sourceAddress("203.0.113.5").destinationAddress("203.0.113.6")))
        .containsExactly("ipv4-addr", "ipv4-addr", "network-traffic");
    assertThat(types(Event.builder().sourceAddress("203.0.113.5").destinationAddress("::1")))
        .containsExactly("ipv4-addr", "ipv6-addr");
  }

  @Test
  void aProtocolIsWhatTheRecordSaysItIs() {
    assertThat(protocols(Event.builder())).containsExactly("ipv4");
    assertThat(
            protocols(
                Event.builder()
                    .derived("network.transport", "UDP")
                    .derived("network.protocol", "dns")))
        .containsExactly("ipv4", "udp", "dns");
    assertThat(protocols(Event.builder().derived("network.transport", "<script>")))
        .containsExactly("ipv4");
    assertThat(protocols(SampleAlerts.failedPassword())).containsExactly("ipv4", "tcp", "ssh");
  }

  private static List<String> protocols(Event.Builder event) {
    return facts(event.sourceAddress("203.0.113.5").sourcePort(5)).stream()
        .filter(Sco.Traffic.class::isInstance)
        .map(fact -> ((Sco.Traffic) fact).protocols())
        .findFirst()
        .orElse(List.of());
  }

  @Test
  void aMappedAddressIsTheOneItWraps() {
    assertThat(facts(Event.builder().sourceAddress("::ffff:203.0.113.5")))
        .isEqualTo(facts(Event.builder().sourceAddress("203.0.113.5")));
  }

  @Test
  void anAccountIsItsLoginAndADomainIsShown() {
    Sco.UserAccount account = (Sco.UserAccount) facts(Event.builder().user("CORP\\alice")).get(0);
    assertThat(account.login()).isEqualTo("alice");
    assertThat(account.displayName()).isEqualTo("CORP\\alice");
    assertThat(account.accountType()).isNull();
    Sco.UserAccount unix =
        (Sco.UserAccount)
            facts(Event.builder().user("alice").logSource(LogSource.of("linux", null))).get(0);
    assertThat(unix.accountType()).isEqualTo("unix");
  }

  @Test
  void aPathIsAFileInADirectory() {
    assertThat(path("/var/www/a.php")).containsExactly("/var/www", "a.php");
    assertThat(path("/a")).containsExactly("/", "a");
    assertThat(path("C:\\x.exe")).containsExactly("C:\\", "x.exe");
    assertThat(path("C:\\Windows\\x.exe")).containsExactly("C:\\Windows", "x.exe");
    assertThat(path("a.php")).containsExactly("a.php");
    assertThat(path("/var/www/")).isEmpty();
  }

  private static List<String> path(String path) {
    return facts(Event.builder().derived("file.path", path)).stream()
        .map(
            fact ->
                fact instanceof Sco.Directory directory
                    ? directory.path()
                    : ((Sco.FileName) fact).name())
        .toList();
  }

  @Test
  void theWriterOfARecordIsNotTheProgramItTellsOf() {
    List<Sco> facts =
        facts(
            Event.builder()
                .program("sudo")
                .pid(7)
                .derived("process.executable", "/usr/bin/id")
                .derived("process.command_line", "/usr/bin/id -u"));
    List<Sco.OsProcess> processes =
        facts.stream()
            .filter(Sco.OsProcess.class::isInstance)
            .map(Sco.OsProcess.class::cast)
            .toList();
    assertThat(processes).hasSize(2);
    assertThat(processes.get(0).pid()).isEmpty();
    assertThat(processes.get(0).commandLine()).isEqualTo("/usr/bin/id -u");
    assertThat(processes.get(1).pid()).hasValue(7);
    assertThat(processes.get(1).commandLine()).isNull();
  }

  @Test
  void aProgramThatTellsOfItselfIsOneProcess() {
    List<Sco> facts =
        facts(Event.builder().program("id").pid(7).derived("process.executable", "/usr/bin/id"));
    assertThat(facts.stream().filter(Sco.OsProcess.class::isInstance).toList())
        .singleElement()
        .satisfies(fact -> assertThat(((Sco.OsProcess) fact).pid()).hasValue(7));
  }

  @Test
  void aFactThatIsSaidTwiceIsOneObject() {
    Map<String, Sco> all = new LinkedHashMap<>();
    Event event = SampleAlerts.failedPassword().build();
    List<String> refs = Facts.of("alert", 0, List.of(event, event), all);
    assertThat(refs).doesNotHaveDuplicates().hasSize(all.size());
  }
}
