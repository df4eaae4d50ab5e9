package io.nanosiem.stix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  @Test
  void loneSurrogatesAreReplacedAndPairsKept() {
    assertThat(Values.wellFormed("a\uD800b\uDC00c\uD83D\uDE00\uDBFF"))
        .isEqualTo("a\uFFFDb\uFFFDc\uD83D\uDE00\uFFFD");
    String clean = "nothing to do";
    assertThat(Values.wellFormed(clean)).isSameAs(clean);
  }

  @Test
  void aCutFallsBetweenCharactersAndCountsBytes() {
    String text = "a\u00E9\u20AC\uD83D\uDE00z";
    int[] ends = {0, 1, 3, 6, 10, 11};
    for (int bytes = 0; bytes <= 12; bytes++) {
      int expected = 0;
      for (int end : ends) {
        expected = end <= bytes ? end : expected;
      }
      String cut = Values.cut(text, bytes);
      assertThat(cut.getBytes(StandardCharsets.UTF_8)).hasSize(expected);
      assertThat(text).startsWith(cut);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Example.COM, example.com",
    "a.b.example., a.b.example",
    "web-01.corp.example, web-01.corp.example",
    "_dmarc.example.com, _dmarc.example.com",
    "b\u00FCcher.example, xn--bcher-kva.example",
    "WINDOWS.IN, windows.in",
  })
  void aDomainHasOneForm(String written, String normal) {
    assertThat(Values.domain(written)).isEqualTo(normal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "localhost",
        "web-01",
        "1.2.3.4",
        "example.123",
        "-a.example",
        "a-.example",
        "a..example",
        ".example.com",
        "a b.example",
        "a.example/",
        "a:1.example",
        "\0.example",
        "\uD800.example"
      })
  void whatIsNoDomainIsRefused(String text) {
    assertThat(Values.domain(text)).isNull();
    assertThat(Values.domain("a".repeat(64) + ".example")).isNull();
    assertThat(Values.domain("a.".repeat(127) + "example")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example/a?b=c",
        "https://203.0.113.5:8443/",
        "HTTP://[2001:db8::1]/x"
      })
  void absoluteUrlsWithAHostAreTaken(String text) {
    assertThat(Values.url(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/etc/passwd",
        "evil.example/a",
        "http:///a",
        "http://user:secret@evil.example/",
        "http://evil.example/a b",
        "http://evil.example/%zz",
        "javascript://x/%0aalert(1)",
        "file:///etc/passwd",
        "http://evil.example/\u20AC",
        "http://evil.example/\"",
        "://",
        "http://"
      })
  void otherUrlsAreNot(String text) {
    assertThat(Values.url(text)).isNull();
  }

  @Test
  void whatStandsForNothingIsNoName() {
    for (String nothing : new String[] {"", " ", "-", "?", "(null)", "x".repeat(1025)}) {
      assertThat(Values.name(nothing)).isNull();
    }
    assertThat(Values.name("root")).isEqualTo("root");
    assertThat(Values.path("a\0b")).isNull();
    assertThat(Values.path("/" + "x".repeat(4096))).isNull();
  }
}
