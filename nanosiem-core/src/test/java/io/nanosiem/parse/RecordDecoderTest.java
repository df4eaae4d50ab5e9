package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.ParseWarning;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordDecoderTest {
  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a\\n|a",
        "a\\r\\n|a",
        "a\\r|a",
        "a\\0|a",
        "a\\n\\0|a",
        "a\\n\\n|a\\n",
        "a\\0\\0|a\\0",
        "\\n|''"
      })
  void takesOneLineEndOff(String record, String text) {
    Event.Builder event = Event.builder();

    assertThat(RecordDecoder.decode(unescape(record).getBytes(StandardCharsets.UTF_8), event))
        .isEqualTo(unescape(text.equals("''") ? "" : text));
    assertThat(event.warnings()).isEmpty();
  }

  private static String unescape(String s) {
    return s.replace("\\n", "\n").replace("\\r", "\r").replace("\\0", "\0");
  }

  @Test
  void takesTheByteOrderMarkOff() {
    Event.Builder event = Event.builder();

    assertThat(RecordDecoder.decode(bytes(0xEF, 0xBB, 0xBF, 'a'), event)).isEqualTo("a");
    assertThat(RecordDecoder.decode(bytes(), event)).isEmpty();
    assertThat(event.warnings()).isEmpty();
  }

  @Test
  void replacesAndNotesWhatIsNotUtf8() {
    Event.Builder event = Event.builder();

    assertThat(RecordDecoder.decode(bytes('a', 0xFF, 'b'), event)).isEqualTo("a\uFFFDb");
    assertThat(event.warnings()).extracting(w -> w.code()).containsExactly("invalid_utf8");
  }

  @Test
  void doesNotSuspectAReplacementCharacterThatWasSent() {
    Event.Builder event = Event.builder();

    assertThat(RecordDecoder.decode("ä\uFFFD€😀".getBytes(StandardCharsets.UTF_8), event))
        .isEqualTo("ä\uFFFD€😀");
    assertThat(event.warnings()).isEmpty();
  }

  @Test
  void takesNoOverlongFormsAndSurrogates() {
    for (byte[] bad :
        new byte[][] {bytes(0xC0, 0xAF), bytes(0xED, 0xA0, 0x80), bytes(0xF8, 0x88)}) {
      Event.Builder event = Event.builder();

      assertThat(RecordDecoder.decode(bad, event)).doesNotContain("/").contains("\uFFFD");
      assertThat(event.warnings()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"windows-1252,café €", "ISO-8859-1,café", "GBK,中文", "Shift_JIS,あい"})
  void readsWhatIsNotUtf8InTheCharsetThatIsNamed(String charset, String text) {
    Event.Builder event = Event.builder();
    byte[] record = (text + "\n").getBytes(Charset.forName(charset));

    assertThat(RecordDecoder.decode(record, Charset.forName(charset), event)).isEqualTo(text);
    assertThat(event.warnings()).extracting(ParseWarning::code).containsExactly("charset_guess");
  }

  @Test
  void utf8IsReadAsUtf8WhateverCharsetIsNamed() {
    Event.Builder event = Event.builder();
    byte[] record = "café 中文 �".getBytes(StandardCharsets.UTF_8);

    assertThat(RecordDecoder.decode(record, StandardCharsets.ISO_8859_1, event))
        .isEqualTo("café 中文 �");
    assertThat(event.warnings()).isEmpty();
  }
}
