package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Places in a text, against counting from its beginning. */
class SourceTextTest {
  @Test
  void countsLikeCountingFromTheBeginning() {
    SplittableRandom random = new SplittableRandom(7);
    for (int size : new int[] {1, 2, 511, 512, 513, 1023, 1024, 1025, 3_000}) {
      for (String alphabet : new String[] {"ab\n", "a😀\n", "😀", "a😀é\r\n"}) {
        int[] letters = alphabet.codePoints().toArray();
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < size; i++) {
          out.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        check(out.toString(), size);
      }
    }
  }

  private static void check(String text, int points) {
    SourceText source = new SourceText("x", null, text);
    int line = 1;
    int column = 1;
    for (int point = 0; point < points; point++) {
      int offset = text.offsetByCodePoints(0, point);
      assertThat(source.offset(point)).isEqualTo(offset);
      Span span = source.span(offset, offset + 1);
      assertThat(span.line()).isEqualTo(line);
      assertThat(span.column()).isEqualTo(column);
      assertThat(source.snippet(span)).contains("^");
      char c = text.charAt(offset);
      boolean isPair = c == '\r' && offset + 1 < text.length() && text.charAt(offset + 1) == '\n';
      if (c == '\n' || (c == '\r' && !isPair)) {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    assertThat(source.offset(points)).isEqualTo(text.length());
  }
}
