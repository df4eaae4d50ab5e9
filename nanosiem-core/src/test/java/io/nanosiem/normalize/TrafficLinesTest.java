package io.nanosiem.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import io.nanosiem.event.LogSource;
import io.nanosiem.parse.LogParser;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets, web requests, structured fields, and lines of programs that nobody knows. */
class TrafficLinesTest {
  private static Event read(String line) {
    Event.Builder builder = LogParser.auto().parse(line).toBuilder();
    Normalizer.standard().normalize(builder);
    return builder.build();
  }

  @ParameterizedTest
  @CsvSource({
    "'[UFW BLOCK] IN=eth0', true",
    "'[ 3529.289825] [UFW BLOCK] IN=eth0', true",
    "'DROP IN=eth0', true",
    "'SFW2-INext-DROP-DEFLT IN=eth0', true",
    "'[UFW AUDIT] IN=eth0', false",
    "'IN=eth0', false"
  })
  void readsPackets(String prefix, boolean denied) {
    Event event =
        read(
            "Oct  1 22:14:15 gate kernel: "
                + prefix
                + " OUT= MAC=00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd SRC=192.0.2.1 DST=192.0.2.9"
                + " LEN=52 TTL=128 DF PROTO=TCP SPT=17833 DPT=22 WINDOW=8192 [SRC=9.9.9.9 ]");

    assertThat(event.sourceAddress()).isEqualTo("192.0.2.1");
    assertThat(event.sourcePort()).hasValue(17_833);
    assertThat(event.destinationAddress()).isEqualTo("192.0.2.9");
    assertThat(event.destinationPort()).hasValue(22);
    assertThat(event.derived()).containsEntry("network.transport", "tcp");
    assertThat(event.category()).isEqualTo(EventCategory.NETWORK);
    assertThat(event.tags().contains(EventTags.DENIED)).isEqualTo(denied);
    assertThat(event.logSource()).isEqualTo(new LogSource("firewall", "linux", null));
  }

  @Test
  void readsAnAccessLogOfAnyServer() {
    Event event =
        read(
            "203.0.113.9 - bob [02/Jun/2026:03:00:03 +0000] \"GET /a/b?x=1&y=%20 HTTP/1.1\" 404 5"
                + " \"-\" \"curl/8.1 \\\"x\\\"\"");

    assertThat(event.sourceAddress()).isEqualTo("203.0.113.9");
    assertThat(event.user()).isEqualTo("bob");
    assertThat(event.category()).isEqualTo(EventCategory.WEB);
    assertThat(event.logSource()).isEqualTo(new LogSource("webserver", null, null));
    assertThat(event.derived())
        .isEqualTo(
            Map.of(
                "event.dataset", "access",
                "event.outcome", "failure",
                "http.request.method", "GET",
                "http.response.status_code", 404L,
                "url.path", "/a/b",
                "url.query", "x=1&y=%20",
                "user_agent.original", "curl/8.1 \\\"x\\\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::1 - - [26/Jun/2020:16:16:29 +0200] \"GET /favicon.ico HTTP/1.1\" 404 209",
        "www.example.org:443 ::1 - - [26/Jun/2020:16:16:29 +0200] \"GET /favicon.ico HTTP/1.1\" 404 -",
        "<13>Oct  1 22:14:15 web nginx: ::1 - - [26/Jun/2020:16:16:29 +0200] \"GET /favicon.ico HTTP/1.1\" 404 209",
        "Oct  1 22:14:15 web apache2[7]: ::1 - - [26/Jun/2020:16:16:29 +0200] \"GET /favicon.ico HTTP/1.1\" 404 209"
      })
  void readsAccessLogsInTheirForms(String line) {
    Event event = read(line);

    assertThat(event.sourceAddress()).isEqualTo("::1");
    assertThat(event.user()).isNull();
    assertThat(event.derived())
        .containsEntry("url.path", "/favicon.ico")
        .containsEntry("http.response.status_code", 404L);
    assertThat(event.logSource().category()).isEqualTo("webserver");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.1 - - [26/Jun/2020:16:16:29 +0200] \"\\x16\\x03\\x01\" 400 150",
        "192.0.2.1 - - [26/Jun/2020:16:16:29 +0200] \"-\" 408 -",
        "192.0.2.1 - - [26/Jun/2020:16:16:29 +0200] \"\" 400 0 \"\" \"\""
      })
  void doesNotInventARequest(String line) {
    Event event = read(line);

    assertThat(event.sourceAddress()).isEqualTo("192.0.2.1");
    assertThat(event.category()).isEqualTo(EventCategory.WEB);
    assertThat(event.derived()).doesNotContainKeys("http.request.method", "url.path");
  }

  @Test
  void takesNoNameOfCppForAnAddress() {
    assertThat(read("fault in a::b called by dad::add").sourceAddress()).isNull();
    assertThat(read("fault in a::b called from fe80::1").sourceAddress()).isEqualTo("fe80::1");
    assertThat(read("{\"src_ip\":\"a::b\"}").sourceAddress()).isEqualTo("a::b");
  }

  @Test
  void readsWhatASenderOfGelfAdds() {
    Event event =
        read(
            "{\"version\":\"1.1\",\"host\":\"web\",\"short_message\":\"x\",\"_src_ip\":\"192.0.2.1\","
                + "\"_user\":\"bob\"}");

    assertThat(event.sourceAddress()).isEqualTo("192.0.2.1");
    assertThat(event.user()).isEqualTo("bob");
  }

  @Test
  void readsErrorLogs() {
    Event apache =
        read(
            "[Wed Oct 11 14:32:52 2000] [core:error] [pid 35:tid 4] [client 192.0.2.1:4711] denied");
    assertThat(apache.pid()).hasValue(35);
    assertThat(apache.sourceAddress()).isEqualTo("192.0.2.1");
    assertThat(apache.sourcePort()).hasValue(4711);
    assertThat(apache.category()).isEqualTo(EventCategory.WEB);

    Event nginx =
        read(
            "2021/06/03 09:30:50 [error] 32#32: *6 open() \"/usr/share/x\" failed, client: 192.0.2.1,"
                + " server: localhost, request: \"GET /x.ico HTTP/1.1\", host: \"192.0.2.9\"");
    assertThat(nginx.sourceAddress()).isEqualTo("192.0.2.1");
    assertThat(nginx.derived()).containsEntry("url.path", "/x.ico");
  }

  @ParameterizedTest
  @CsvSource({
    "/admin, true",
    "/admin/, true",
    "/ADMIN/x, true",
    "/a/wp-admin/b.php, true",
    "/wp-login.php, true",
    "/phpMyAdmin/index.php, true",
    "/manager/html, true",
    "/.env, true",
    "/app/.git/config, true",
    "/config.php, true",
    "/administration-fees, false",
    "/badminton, false",
    "/my-admin-guide.html, false",
    "/manager, false",
    "/x.env, false",
    "/search?q=/admin, false",
    "/, false",
    "http://h.example/admin?x, true",
    "http://admin.example/x, false"
  })
  void marksProbesByWholeSegments(String url, boolean probe) {
    Event event =
        read("192.0.2.1 - - [26/Jun/2020:16:16:29 +0200] \"GET " + url + " HTTP/1.1\" 404 1");

    assertThat(event.tags().contains(EventTags.WEB_PROBE)).isEqualTo(probe);
  }

  @ParameterizedTest
  @CsvSource({
    "'Port scan detected from 192.0.2.1', true",
    "'PORTSCAN: 192.0.2.1', true",
    "'port-scanning by 192.0.2.1', true",
    "'portsweep from 192.0.2.1', true",
    "'SYN scan against 192.0.2.1', true",
    "'scan detected: 192.0.2.1', true",
    "'viewport scanned the page', false",
    "'passport scans are stored', false",
    "'you can support cannons', false",
    "'virus scan finished', false"
  })
  void marksReportsOfPortScans(String message, boolean scan) {
    assertThat(read("Oct  1 22:14:15 h ids: " + message).tags().contains(EventTags.PORT_SCAN))
        .isEqualTo(scan);
  }

  @Test
  void takesNoUserNameForAPortScan() {
    Event event = read("Oct  1 22:14:15 h sshd[1]: Invalid user portscan from 192.0.2.1");

    assertThat(event.tags()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      value = {
        "request from 192.0.2.1 to 192.0.2.9 done|192.0.2.1|192.0.2.9",
        "sent to 192.0.2.9 by 192.0.2.1|192.0.2.1|192.0.2.9",
        "192.0.2.1:4444 -> 192.0.2.9:80|192.0.2.1|192.0.2.9",
        "src=192.0.2.1 dst=192.0.2.9|192.0.2.1|192.0.2.9",
        "src: 192.0.2.1, dst: 192.0.2.9|192.0.2.1|192.0.2.9",
        "client [192.0.2.1] gone|192.0.2.1|null",
        "hello 192.0.2.1.|192.0.2.1|null",
        "from=<192.0.2.1>|192.0.2.1|null",
        "connecting to 192.0.2.9|null|192.0.2.9",
        "wrote 10.1.2 and 1.2.3.4.5|null|null",
        "version 1.2.3.4 of x|null|null",
        "at 22:14:15 std::string x :: y|null|null",
        "from 2001:db8::1%eth0 now|2001:db8::1|null",
        "mac 00:11:22:33:44:55 up|null|null"
      })
  void findsDirections(String message, String source, String destination) {
    Event event = read("Oct  1 22:14:15 h app: " + message);

    assertThat(event.sourceAddress()).isEqualTo(source);
    assertThat(event.destinationAddress()).isEqualTo(destination);
  }

  @Test
  void findsPaths() {
    assertThat(read("Oct  1 22:14:15 h app: cannot open '/etc/x.conf': no").derived())
        .containsEntry("file.path", "/etc/x.conf");
    assertThat(read("Oct  1 22:14:15 h app: 3 / 4 and/or http://a/b").derived()).isEmpty();
  }

  @Test
  void readsCefFields() {
    Event event =
        read(
            "CEF:0|Acme Inc|Wall One|1|login|User login failed|7|src=192.0.2.1 spt=5 dst=192.0.2.9"
                + " dpt=443 suser=bob duser=root outcome=failure act=Blocked proto=TCP");

    assertThat(event.sourceAddress()).isEqualTo("192.0.2.1");
    assertThat(event.sourcePort()).hasValue(5);
    assertThat(event.destinationAddress()).isEqualTo("192.0.2.9");
    assertThat(event.destinationPort()).hasValue(443);
    assertThat(event.user()).isEqualTo("bob");
    assertThat(event.derived()).containsEntry("user.target.name", "root");
    assertThat(event.authenticationOutcome()).isEqualTo(AuthenticationOutcome.FAILURE);
    assertThat(event.category()).isEqualTo(EventCategory.AUTHENTICATION);
    assertThat(event.tags()).contains(EventTags.DENIED);
    assertThat(event.logSource()).isEqualTo(LogSource.of("wall_one", null));
  }

  @Test
  void marksThePortScanThatAProductReports() {
    Event event = read("CEF:0|A|IDS|1|1|Port scan detected|7|src=192.0.2.1 dst=192.0.2.9");

    assertThat(event.tags()).containsExactly(EventTags.PORT_SCAN);
    assertThat(event.category()).isEqualTo(EventCategory.INTRUSION_DETECTION);
    assertThat(event.authenticationOutcome()).isNull();
  }

  @Test
  void takesNoBlockedAttackForAnAttemptToLogIn() {
    Event event = read("CEF:0|A|IDS|1|1|SQL injection|7|src=192.0.2.1 outcome=failure");

    assertThat(event.authenticationOutcome()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"source\":{\"ip\":\"192.0.2.1\",\"port\":5},\"user\":{\"name\":\"bob\"},"
            + "\"event\":{\"category\":[\"authentication\"],\"outcome\":\"success\"}}",
        "{\"source.ip\":\"192.0.2.1\",\"source.port\":5,\"user.name\":\"bob\","
            + "\"event.category\":\"authentication\",\"event.outcome\":\"success\"}",
        "{\"src_ip\":\"192.0.2.1\",\"src_port\":\"5\",\"username\":\"bob\","
            + "\"action\":\"login\",\"outcome\":\"Success\"}"
      })
  void readsTheFieldsOfJson(String line) {
    Event event = read(line);

    assertThat(event.sourceAddress()).isEqualTo("192.0.2.1");
    assertThat(event.sourcePort()).hasValue(5);
    assertThat(event.user()).isEqualTo("bob");
    assertThat(event.authenticationOutcome()).isEqualTo(AuthenticationOutcome.SUCCESS);
  }

  @Test
  void readsTheWebRequestOfJson() {
    Event event =
        read(
            "{\"remote_addr\":\"192.0.2.1\",\"method\":\"GET\",\"uri\":\"/wp-admin/?x=1\","
                + "\"status\":403}");

    assertThat(event.derived())
        .containsEntry("http.request.method", "GET")
        .containsEntry("http.response.status_code", 403L)
        .containsEntry("url.path", "/wp-admin/");
    assertThat(event.tags()).containsExactly(EventTags.WEB_PROBE);
  }
}
