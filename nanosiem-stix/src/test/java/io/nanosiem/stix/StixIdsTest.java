package io.nanosiem.stix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StixIdsTest {
  @Test
  void versionFiveIsThatOfTheStandard() {
    // The example in the documentation of Python's uuid module.
    assertThat(
            StixIds.version5(UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "python.org"))
        .hasToString("886313e1-3b8a-5372-9b90-0c9aee199e5d");
  }

  @Test
  void ourNamespaceNeverChanges() {
    // uuid.uuid5(uuid.NAMESPACE_URL, 'urn:nanosiem:stix') in Python.
    assertThat(StixIds.NAMESPACE).hasToString("2854dfec-f015-5afb-984c-95b01c65fb23");
  }

  @Test
  void theShortWaysGiveWhatTheGeneralOneGives() {
    Sco.Value source = Sco.Value.address("203.0.113.5");
    Sco.Value destination = Sco.Value.address("2001:db8::1");
    assertSame(source, Map.of("type", "ipv4-addr", "value", "203.0.113.5"));
    assertSame(destination, Map.of("type", "ipv6-addr", "value", "2001:db8::1"));
    String odd = "q\"\\\u0001/\u20AC\uD83D\uDE00";
    assertSame(
        Sco.UserAccount.of(odd, "unix", "shown"),
        Map.of(
            "type",
            "user-account",
            "account_login",
            odd,
            "account_type",
            "unix",
            "display_name",
            "shown"));
    assertSame(
        Sco.UserAccount.of(odd, null, null), Map.of("type", "user-account", "account_login", odd));
    assertSame(Sco.Software.of(odd), Map.of("type", "software", "name", odd));
    Sco.Directory directory = Sco.Directory.of("C:\\" + odd);
    assertSame(directory, Map.of("type", "directory", "path", "C:\\" + odd));
    assertSame(
        Sco.FileName.of(odd, directory),
        Map.of("type", "file", "name", odd, "parent_directory_ref", directory.id()));
    assertSame(Sco.FileName.of(odd, null), Map.of("type", "file", "name", odd));
    assertSame(
        Sco.Traffic.of(
            source, null, OptionalInt.of(1), OptionalInt.of(22), List.of("ipv4", "tcp", "ssh")),
        Map.of(
            "type",
            "network-traffic",
            "src_ref",
            source.id(),
            "src_port",
            1,
            "dst_port",
            22,
            "protocols",
            List.of("ipv4", "tcp", "ssh")));
    assertSame(
        Sco.Traffic.of(null, destination, OptionalInt.empty(), OptionalInt.of(22), List.of("ipv6")),
        Map.of(
            "type",
            "network-traffic",
            "dst_ref",
            destination.id(),
            "dst_port",
            22,
            "protocols",
            List.of("ipv6")));
    assertSame(
        Sco.Traffic.of(source, source, OptionalInt.empty(), OptionalInt.empty(), List.of("ipv4")),
        Map.of(
            "type",
            "network-traffic",
            "dst_ref",
            source.id(),
            "src_ref",
            source.id(),
            "protocols",
            List.of("ipv4")));
  }

  private static void assertSame(Sco object, Map<String, Object> properties) {
    assertThat(object.id()).isEqualTo(StixIds.observable(properties));
  }

  @Test
  void processesHaveAVersionFourIdThatOnlyTheirFactsDecide() {
    String one = process("a", 0, 7);
    assertThat(one)
        .matches("process--[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    assertThat(process("a", 0, 7)).isEqualTo(one);
    assertThat(List.of(process("b", 0, 7), process("a", 1, 7), process("a", 0, 8)))
        .doesNotContain(one)
        .doesNotHaveDuplicates();
  }

  private static String process(String alert, int step, long pid) {
    return Sco.OsProcess.of(alert, step, OptionalLong.of(pid), null, null, null).id();
  }

  @Test
  void anObjectWithoutATypeIsRefused() {
    assertThatThrownBy(() -> StixIds.observable(Map.of("value", "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the object has no type");
  }

  @Test
  void aHashThatNobodyPrefersIsTheFirstByName() {
    assertThat(
            StixIds.observable(
                Map.of("type", "file", "hashes", Map.of("SSDEEP", "3:x", "SHA3-256", "ab"))))
        .isEqualTo(StixIds.observable(Map.of("type", "file", "hashes", Map.of("SHA3-256", "ab"))))
        .isEqualTo(StixIds.observable("file", "{\"hashes\":{\"SHA3-256\":\"ab\"}}"));
  }
}
