package io.nanosiem.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SyslogFramerTest {
  private static final List<String> REPORTED = new ArrayList<>();

  private static List<String> frames(String stream, int chunk, int maxFrame) throws IOException {
    return frames(Framing.AUTO, stream, chunk, maxFrame);
  }

  private static List<String> frames(Framing framing, String stream, int chunk, int maxFrame)
      throws IOException {
    InputStream in =
        new ByteArrayInputStream(stream.getBytes(StandardCharsets.ISO_8859_1)) {
          @Override
          public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(chunk, length));
          }
        };
    REPORTED.clear();
    SyslogFramer framer =
        new SyslogFramer(in, maxFrame, framing, fault -> REPORTED.add(fault.getMessage()));
    List<String> frames = new ArrayList<>();
    for (RawRecord frame = framer.next(); frame != null; frame = framer.next()) {
      frames.add(
          (frame.isTruncated() ? "!" : "")
              + new String(frame.bytes(), StandardCharsets.ISO_8859_1)
              + (frame.isUnterminated() ? "?" : ""));
    }
    return frames;
  }

  private static void expect(String stream, String... frames) throws IOException {
    expect(Framing.AUTO, stream, frames);
  }

  private static void expect(Framing framing, String stream, String... frames) throws IOException {
    for (int chunk = 1; chunk <= stream.length() + 1; chunk++) {
      assertThat(frames(framing, stream, chunk, 1_000))
          .as("chunks of %d", chunk)
          .containsExactly(frames);
    }
  }

  @Test
  void endsFramesAtLineFeedOrNul() throws IOException {
    expect("<1>a\n<2>b\r\n<3>c\0<4>d", "<1>a", "<2>b", "<3>c", "<4>d?");
  }

  @Test
  void countsOctets() throws IOException {
    expect("4 <1>a6 <2>b\nc5 <3>xy", "<1>a", "<2>b\nc", "<3>xy");
  }

  @Test
  void tellsTheTwoApartFrameByFrame() throws IOException {
    expect("<1>a\n4 <2>b<3>c\n4 <4>d\n", "<1>a", "<2>b", "<3>c", "<4>d");
  }

  @Test
  void digitsWithoutASpaceBeginALine() throws IOException {
    expect("2026-06-02 text\n1234567890 x\n0 y\n", "2026-06-02 text", "1234567890 x", "0 y");
  }

  @Test
  void skipsWhatSomeSendersPutBetweenFrames() throws IOException {
    expect("4 <1>a\n\n 4 <2>b\0\r\n", "<1>a", "<2>b");
  }

  @Test
  void aNumberBeforeOtherTextThanARecordIsNoCount() throws IOException {
    expect(
        "2026 Oct 11 22:14:15 text\n3 times\n4 <1>a10 {\"a\": \"b\"}",
        "2026 Oct 11 22:14:15 text",
        "3 times",
        "<1>a",
        "{\"a\": \"b\"}");
  }

  @Test
  void marksARecordWhoseEndIsMissing() throws IOException {
    expect("<1>a\n<1>ab", "<1>a", "<1>ab?");
    expect(Framing.LINE_FEED, "<1>a\n<1>ab", "<1>a", "<1>ab?");
    expect(Framing.NUL, "<1>a\0<1>ab", "<1>a", "<1>ab?");
  }

  @Test
  void reportsACountedRecordThatDidNotComeWhole() throws IOException {
    for (Framing framing : List.of(Framing.AUTO, Framing.OCTET_COUNTED)) {
      expect(framing, "4 <1>a10 <1>abc", "<1>a");
      assertThat(REPORTED)
          .containsExactly(
              "the stream ended inside a counted syslog frame: 4 of 10 octets are missing, so it"
                  + " is no record");
      expect(framing, "10 ");
      assertThat(REPORTED).hasSize(1);
    }
    expect(Framing.OCTET_COUNTED, "4 <1>a10", "<1>a");
    assertThat(REPORTED).containsExactly("the stream ended inside the length of a syslog frame");
  }

  @Test
  void whereOnlyCountingIsAllowedAnythingElseEndsTheConnection() {
    for (String stream :
        List.of("<1>a\n", "-16 <1>a", "016 <1>a", "16\t<1>a", "2147483647 <1>a", "16<1>a")) {
      assertThatThrownBy(() -> frames(Framing.OCTET_COUNTED, stream, 3, 100))
          .as(stream)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("RFC 6587");
    }
  }

  @Test
  void countedRecordsHoldAnything() throws IOException {
    expect(Framing.OCTET_COUNTED, "5 a\nb\0c\n3 1 2", "a\nb\0c", "1 2");
  }

  @Test
  void whereOnlyLineFeedsCountDigitsAndNulAreData() throws IOException {
    expect(Framing.LINE_FEED, "4 <1>a\n\n a\0b\r\n", "4 <1>a", " a\0b");
  }

  @Test
  void whereOnlyNulCountsLineFeedsAreData() throws IOException {
    expect(Framing.NUL, "\0<1>a\nb\0\0004 <1>a\0", "<1>a\nb", "4 <1>a");
  }

  @Test
  void refusesWhatIsNoText() {
    assertThatThrownBy(() -> frames("\026\003\001\002\000\001", 100, 100))
        .hasMessageContaining("TLS");
    assertThatThrownBy(() -> frames("10 <1>3456789zx\u009cabc\n", 100, 100))
        .hasMessageContaining("compress");
    assertThatThrownBy(() -> frames("x\u009cabc\n", 100, 100)).hasMessageContaining("compress");
  }

  @Test
  void cutsLargeFramesAndStaysInStep() throws IOException {
    for (int chunk = 1; chunk < 30; chunk++) {
      assertThat(frames("12 <23456789012<1>x\n<2>12345678\n", chunk, 5))
          .containsExactly("!<2345", "<1>x", "!<2>12");
    }
  }

  @Test
  void aClaimedLengthReservesNothing() throws IOException {
    // 999,999,999 octets are announced; four come.
    assertThat(frames("999999999 <bcd", 3, 1 << 20)).isEmpty();
    assertThat(REPORTED).hasSize(1);
  }

  @Test
  void neverThrowsOnAnyBytes() throws IOException {
    long seed = 7;
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder stream = new StringBuilder();
      int length = random.nextInt(60);
      for (int i = 0; i < length; i++) {
        stream.append("0123456789 \n\r\0<>a".charAt(random.nextInt(17)));
      }
      List<String> whole = frames(stream.toString(), 1_000, 20);
      assertThat(frames(stream.toString(), 1 + random.nextInt(5), 20))
          .as("seed %d, round %d: chunks must not matter", seed, round)
          .isEqualTo(whole);
    }
  }
}
