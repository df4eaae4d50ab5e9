package io.nanosiem.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.parse.LogParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyNamesTest {
  private static Event read(String request) {
    Event.Builder builder =
        LogParser.auto()
            .parse(
                "203.0.113.9 - - [02/Jun/2026:03:00:01 +0000] \""
                    + request
                    + "\" 200 512 \"http://r.test/\" \"agent/1\"")
            .toBuilder();
    Normalizer.standard().normalize(builder);
    return builder.build();
  }

  @Test
  void givesALineOfAnAccessLogTheNamesOfRulesForProxies() {
    Event event = read("GET http://bad.test:8080/a/b.exe?x=1 HTTP/1.1");

    assertThat(event.field("c-uri")).isEqualTo("http://bad.test:8080/a/b.exe?x=1");
    assertThat(event.field("cs-uri")).isEqualTo("http://bad.test:8080/a/b.exe?x=1");
    assertThat(event.field("c-uri-query")).isEqualTo("x=1");
    assertThat(event.field("c-uri-extension")).isEqualTo("exe");
    assertThat(event.field("c-useragent")).isEqualTo("agent/1");
    assertThat(event.field("cs-host")).isEqualTo("bad.test");
    assertThat(event.field("r-dns")).isEqualTo("bad.test");
  }

  @ParameterizedTest
  @CsvSource({
    "GET http://10.0.0.1/ HTTP/1.1, 10.0.0.1",
    "CONNECT bad.test:443 HTTP/1.1, bad.test",
    "CONNECT [2001:db8::1]:443 HTTP/1.1, [2001:db8::1]",
    "GET http://u:p@bad.test HTTP/1.1, bad.test",
    "GET /a?u=http://bad.test/ HTTP/1.1, ''",
    "GET http:///x HTTP/1.1, ''"
  })
  void takesTheHostFromTheTargetOfTheRequest(String request, String host) {
    Object found = read(request).field("cs-host");

    assertThat(found == null ? "" : found).isEqualTo(host);
  }

  @Test
  void leavesOpenWhetherARequestForAnotherHostWasSentToAProxy() {
    assertThat(read("GET http://bad.test/ HTTP/1.1").logSource().isUnknown()).isTrue();
    assertThat(read("GET / HTTP/1.1").logSource().category()).isEqualTo("webserver");
  }

  @Test
  void takesNoExtensionFromTheHost() {
    assertThat(read("GET http://bad.test HTTP/1.1").field("c-uri-extension")).isNull();
    assertThat(read("GET http://bad.test/a.b/c HTTP/1.1").field("c-uri-extension")).isNull();
  }
}
