package io.nanosiem.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SyslogFramerTest {
  private static List<String> frames(String stream, int chunk, int maxFrame) throws IOException {
    InputStream in =
        new ByteArrayInputStream(stream.getBytes(StandardCharsets.ISO_8859_1)) {
          @Override
          public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(chunk, length));
          }
        };
    SyslogFramer framer = new SyslogFramer(in, maxFrame);
    List<String> frames = new ArrayList<>();
    for (RawRecord frame = framer.next(); frame != null; frame = framer.next()) {
      frames.add(
          (frame.isTruncated() ? "!" : "")
              + new String(frame.bytes(), StandardCharsets.ISO_8859_1));
    }
    return frames;
  }

  private static void expect(String stream, String... frames) throws IOException {
    for (int chunk = 1; chunk <= stream.length() + 1; chunk++) {
      assertThat(frames(stream, chunk, 1_000)).as("chunks of %d", chunk).containsExactly(frames);
    }
  }

  @Test
  void endsFramesAtLineFeedOrNul() throws IOException {
    expect("<1>a\n<2>b\r\n<3>c\0<4>d", "<1>a", "<2>b", "<3>c", "<4>d");
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
  void marksWhatTheEndOfTheStreamCutShort() throws IOException {
    expect("10 <1>abc", "!<1>abc");
    expect("10 ");
  }

  @Test
  void cutsLargeFramesAndStaysInStep() throws IOException {
    for (int chunk = 1; chunk < 30; chunk++) {
      assertThat(frames("12 123456789012<1>x\n<2>12345678\n", chunk, 5))
          .containsExactly("!12345", "<1>x".substring(0, 4), "!<2>12");
    }
  }

  @Test
  void aClaimedLengthReservesNothing() throws IOException {
    // 999,999,999 octets are announced; four come.
    assertThat(frames("999999999 abcd", 3, 1 << 20)).containsExactly("!abcd");
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
