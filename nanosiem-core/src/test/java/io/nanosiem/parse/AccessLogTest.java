package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogSeverity;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogTest {
  private static Event read(String line) {
    return LogParser.auto().parse(line);
  }

  @Test
  void readsTheCombinedForm() {
    Event event =
        read(
            "203.0.113.9 - bob smith [02/Jun/2026:03:00:03 +0200] \"GET /a/b?x=1&y=%20 HTTP/1.1\" 404"
                + " 5 \"https://example.org/\" \"curl/8.1 \\\"x\\\"\"");

    assertThat(event.format()).isEqualTo(LogFormat.ACCESS);
    assertThat(event.time()).isEqualTo(Instant.parse("2026-06-02T01:00:03Z"));
    assertThat(event.fields())
        .isEqualTo(
            Map.ofEntries(
                Map.entry("c-ip", "203.0.113.9"),
                Map.entry("cs-username", "bob smith"),
                Map.entry("request", "GET /a/b?x=1&y=%20 HTTP/1.1"),
                Map.entry("cs-method", "GET"),
                Map.entry("cs-uri-stem", "/a/b"),
                Map.entry("cs-uri-query", "x=1&y=%20"),
                Map.entry("cs-version", "HTTP/1.1"),
                Map.entry("sc-status", 404L),
                Map.entry("sc-bytes", 5L),
                Map.entry("cs-referer", "https://example.org/"),
                Map.entry("cs-user-agent", "curl/8.1 \\\"x\\\"")));
  }

  @Test
  void readsTheVirtualHostInFront() {
    assertThat(
            read("www.example.org:443 2001:db8::7 - - [02/Jun/2026:03:00:03 +0000] \"GET /\" 200 -")
                .fields())
        .containsEntry("cs-host", "www.example.org:443")
        .containsEntry("c-ip", "2001:db8::7")
        .containsEntry("cs-uri-stem", "/")
        .doesNotContainKey("sc-bytes");
  }

  @Test
  void readsWhatAnIngressAdds() {
    assertThat(
            read("192.0.2.1 - - [02/Jun/2026:03:00:03 +0000] \"GET / HTTP/2.0\" 200 12 \"-\" \"x\""
                    + " 462 0.050 [shop-80] [] 192.0.2.50:9000 19437 0.049 200 75217")
                .fields())
        .containsEntry("proxy_upstream_name", "shop-80")
        .containsEntry("upstream_addr", "192.0.2.50:9000")
        .containsEntry("upstream_status", "200")
        .containsEntry("req_id", "75217");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.1 - - [02/Jun/2026:03:00:03 +0000] \"\\x16\\x03\\x01\" 400 150",
        "192.0.2.1 - - [02/Jun/2026:03:00:03 +0000] \"hello world\" 400 150",
        "192.0.2.1 - - [02/Jun/2026:03:00:03 +0000] \"-\" 408 -"
      })
  void keepsWhatIsNoRequest(String line) {
    Event event = read(line);

    assertThat(event.format()).isEqualTo(LogFormat.ACCESS);
    assertThat(event.fields()).containsKey("sc-status").doesNotContainKey("cs-method");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- - - [1234] - - -",
        "a b [02/Jun/2026:03:00:03 +0000] \"GET /\" 200 1",
        "192.0.2.1 - - [02/Jun/2026:03:00:03 +0000] \"GET / 200 1",
        "192.0.2.1 - - [02/Jun/2026:03:00:03 +0000] \"GET /\" two 1",
        "192.0.2.1 - - [02/Jun/2026:03:00:03 +0000]"
      })
  void isNoneWithoutItsColumns(String line) {
    assertThat(read(line).format()).isNotEqualTo(LogFormat.ACCESS);
    assertThat(LogParser.accessLog().parse(line).warnings())
        .extracting(warning -> warning.code())
        .contains("not_access_log");
  }

  @Test
  void readsTheErrorsOfApache() {
    Event event =
        read(
            "[Wed Oct 11 14:32:52.123456 2000] [core:error] [pid 35:tid 4] (13)Permission denied:"
                + " [client 192.0.2.1:4711] AH00035: access to /x denied");

    assertThat(event.format()).isEqualTo(LogFormat.WEB_ERROR);
    assertThat(event.time()).isEqualTo(Instant.parse("2000-10-11T14:32:52.123456Z"));
    assertThat(event.severity()).isEqualTo(SyslogSeverity.ERROR);
    assertThat(event.pid()).hasValue(35);
    assertThat(event.message()).isEqualTo("AH00035: access to /x denied");
    assertThat(event.fields())
        .isEqualTo(
            Map.of("level", "error", "module", "core", "tid", "4", "client", "192.0.2.1:4711"));
  }

  @Test
  void readsTheErrorsOfNginx() {
    Event event =
        read(
            "2026/06/03 09:30:50 [error] 32#33: *6 open() \"/srv/x\" failed (2: No such file),"
                + " client: 192.0.2.1, server: localhost, request: \"GET /x.ico?a=b HTTP/1.1\","
                + " upstream: \"http://127.0.0.1/\", host: \"192.0.2.9\", referrer: \"\"");

    assertThat(event.format()).isEqualTo(LogFormat.WEB_ERROR);
    assertThat(event.pid()).hasValue(32);
    assertThat(event.message()).isEqualTo("open() \"/srv/x\" failed (2: No such file)");
    assertThat(event.warnings()).isEmpty();
    assertThat(event.fields())
        .containsEntry("connection", 6L)
        .containsEntry("client", "192.0.2.1")
        .containsEntry("server", "localhost")
        .containsEntry("cs-uri-stem", "/x.ico")
        .containsEntry("cs-uri-query", "a=b")
        .containsEntry("upstream", "http://127.0.0.1/")
        .containsEntry("cs-host", "192.0.2.9");
  }

  @Test
  void doesNotBelieveTheClientThatAReferrerNames() {
    Event event =
        read(
            "2026/06/03 09:30:50 [error] 32#33: *6 x \"/srv/a, client: 203.0.113.1, server: b\" failed,"
                + " client: 192.0.2.1, server: c, request: \"GET / HTTP/1.1\","
                + " referrer: \"d, client: 203.0.113.2, server: e\"");

    assertThat(event.fields()).containsEntry("client", "192.0.2.1");
    assertThat(event.warnings())
        .extracting(warning -> warning.code())
        .containsExactly("ambiguous_client");
  }
}
