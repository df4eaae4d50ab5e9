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

class LineReaderTest {
  /** Hands out at most so many bytes at once. */
  private static InputStream slowly(String text, int chunk) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)) {
      @Override
      public synchronized int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(chunk, length));
      }
    };
  }

  private static List<String> lines(InputStream in, int maxLength) throws IOException {
    List<String> lines = new ArrayList<>();
    try (LineReader reader = new LineReader(in, maxLength)) {
      for (byte[] line = reader.next(); line != null; line = reader.next()) {
        lines.add(
            reader.line()
                + (reader.wasCut() ? "!" : ":")
                + new String(line, StandardCharsets.ISO_8859_1));
      }
    }
    return lines;
  }

  @Test
  void endsLinesAtLineFeedsAndTheEnd() throws IOException {
    for (int chunk = 1; chunk < 9; chunk++) {
      assertThat(lines(slowly("one\r\n\ntwo\rx\nlast", chunk), 100))
          .containsExactly("1:one", "2:", "3:two\rx", "4:last");
      assertThat(lines(slowly("", chunk), 100)).isEmpty();
    }
  }

  @Test
  void cutsLongLinesAndStaysInStep() throws IOException {
    for (int chunk = 1; chunk < 9; chunk++) {
      assertThat(lines(slowly("12345678\n1234\nabcdefgh", chunk), 4))
          .containsExactly("1!1234", "2:1234", "3!abcd");
    }
  }

  @Test
  void readsWhatSplittingWouldGive() throws IOException {
    long seed = 20260602;
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder();
      List<String> expected = new ArrayList<>();
      int count = random.nextInt(20);
      for (int i = 1; i <= count; i++) {
        String line =
            "x".repeat(random.nextInt(4) == 0 ? random.nextInt(2_000) : random.nextInt(9));
        text.append(line).append('\n');
        expected.add(
            i
                + (line.length() > 700 ? "!" : ":")
                + line.substring(0, Math.min(700, line.length())));
      }
      assertThat(lines(slowly(text.toString(), 1 + random.nextInt(300)), 700))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(expected);
    }
  }
}
