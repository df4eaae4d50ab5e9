package io.nanosiem.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void leavesOrdinaryTextAlone() {
    String text = "Grüße, 世界 𝄞 – “quoted” \\ \"";
    assertThat(Printable.of(text)).isSameAs(text);
  }

  @Test
  void escapesWhatMovesTheCursorOrTheEye() {
    assertThat(Printable.of("a\u001b[31mb")).isEqualTo("a\\u001b[31mb");
    assertThat(Printable.of("a\r\n\tb\u0000")).isEqualTo("a\\r\\n\\tb\\u0000");
    assertThat(Printable.of("\u202eabc\u2066\u200f\ufeff"))
        .isEqualTo("\\u202eabc\\u2066\\u200f\\ufeff");
    assertThat(Printable.of("\u009b1m\u2028")).isEqualTo("\\u009b1m\\u2028");
    assertThat(Printable.of("x\ud800y\udc00")).isEqualTo("x\\ud800y\\udc00");
  }

  @Test
  void cutsLongText() {
    assertThat(Printable.of("abcdef", 3)).isEqualTo("abc…");
    assertThat(Printable.of("abc", 3)).isEqualTo("abc");
    assertThat(Printable.of("a\nbcdef", 3)).isEqualTo("a\\nb…");
  }
}
