package io.nanosiem.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LineBlocksTest {
  @Test
  void cutsAtEachLineEndWhateverTheSizeOfABlock() throws IOException {
    for (int size = 1; size < 20; size++) {
      assertThat(read("one\ntwo\n\nthree", size, 100))
          .as("blocks of %d", size)
          .containsExactly("0 one", "1 two", "2 ", "3 three");
    }
  }

  @Test
  void findsNothingInNothing() throws IOException {
    assertThat(read("", 4, 100)).isEmpty();
  }

  @Test
  void passesOverALineThatIsTooLongAndUsesUpItsNumber() throws IOException {
    for (int size = 1; size < 40; size++) {
      LineBlocks blocks = blocks("a\n" + "x".repeat(30) + "\nb\n" + "y".repeat(11), size, 10);
      assertThat(lines(blocks).stream().filter(line -> line.length() > 2))
          .as("blocks of %d", size)
          .containsExactly("0 a", "2 b");
      assertThat(blocks.tooLong()).as("blocks of %d", size).isEqualTo(2);
    }
  }

  @Test
  void keepsALineAsLongAsTheLimit() throws IOException {
    assertThat(read("x".repeat(10) + "\n" + "y".repeat(10), 3, 10))
        .containsExactly("0 xxxxxxxxxx", "1 yyyyyyyyyy");
  }

  @Test
  void readsWhatASplitOfTheTextGives() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 200; round++) {
      StringBuilder text = new StringBuilder();
      List<String> wanted = new ArrayList<>();
      int lines = random.nextInt(1, 30);
      for (int i = 0; i < lines; i++) {
        String line = "z".repeat(random.nextInt(1, 25));
        text.append(line).append('\n');
        if (line.length() <= 15) {
          wanted.add(i + " " + line);
        }
      }
      LineBlocks blocks = blocks(text.toString(), random.nextInt(1, 60), 15);
      assertThat(lines(blocks).stream().filter(line -> line.endsWith("z")))
          .as("round %d", round)
          .containsExactlyElementsOf(wanted);
      assertThat(blocks.tooLong()).isEqualTo(lines - wanted.size());
    }
  }

  private static List<String> read(String text, int size, int longest) throws IOException {
    return lines(blocks(text, size, longest));
  }

  private static LineBlocks blocks(String text, int size, int longest) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new LineBlocks(new ByteArrayInputStream(bytes), size, longest);
  }

  private static List<String> lines(LineBlocks blocks) throws IOException {
    List<String> lines = new ArrayList<>();
    LineBlocks.Block block = new LineBlocks.Block();
    while (blocks.read(block)) {
      for (int i = 0; i < block.lines(); i++) {
        lines.add(block.number(i) + " " + new String(block.copy(i), StandardCharsets.UTF_8));
      }
    }
    return lines;
  }
}
