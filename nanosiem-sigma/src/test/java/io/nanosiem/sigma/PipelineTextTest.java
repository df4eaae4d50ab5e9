package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A text read, shown, changed and written again, against the matcher's own reading of it. */
class PipelineTextTest {
  private static final long SEED = Long.getLong("sigma.seed", 42);
  private static final String ALPHABET = "ab\\\\\\**??%%n-K\u0130\u03a3\ud83d\ude00";

  private static String random(SplittableRandom random, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  /** What the matcher takes a text for: comparable, and free of how it was written. */
  private static String meaning(String raw) {
    StringBuilder out = new StringBuilder();
    for (int[] segment : TextPattern.parse(raw).segments(true)) {
      out.append('<');
      for (int element : segment) {
        out.append(element).append(' ');
      }
      out.append('>');
    }
    return out.toString();
  }

  @Test
  void writtenAgainItMeansTheSame() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 200_000; i++) {
      String raw = random(random, 9);
      PipelineText text = PipelineText.parse(raw, false);
      String written = text.written(false);
      assertThat(meaning(written)).as("seed %s, case %s: %s", SEED, i, raw).isEqualTo(meaning(raw));
      assertThat(PipelineText.parse(written, false).isSame(text)).isTrue();
    }
  }

  @Test
  void aModifierIsTheSameAsTheWildcardsItStandsFor() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 100_000; i++) {
      String raw = random(random, 7);
      String where = "seed " + SEED + ", case " + i + ": " + raw;
      assertThat(meaning(PipelineText.parse(raw, false).placed(Modifier.STARTSWITH).written(false)))
          .as(where)
          .isEqualTo(segments(TextPattern.parse(raw).openEnd()));
      assertThat(meaning(PipelineText.parse(raw, false).placed(Modifier.ENDSWITH).written(false)))
          .as(where)
          .isEqualTo(segments(TextPattern.parse(raw).openStart()));
    }
  }

  private static String segments(TextPattern pattern) {
    StringBuilder out = new StringBuilder();
    for (int[] segment : pattern.segments(true)) {
      out.append('<');
      for (int element : segment) {
        out.append(element).append(' ');
      }
      out.append('>');
    }
    return out.toString();
  }

  @Test
  void aRegularExpressionFindsWhatTheTextMatches() {
    SplittableRandom random = new SplittableRandom(SEED);
    int found = 0;
    for (int i = 0; i < 100_000; i++) {
      String raw = random(random, 5);
      String value = random(random, 5);
      // A question mark is one char for the matcher, and one code point for an expression.
      if (raw.indexOf('?') >= 0 || !isWellFormed(raw) || !isWellFormed(value)) {
        continue;
      }
      ValueTest test = ItemCompiler.test(TextPattern.parse(raw), true, raw);
      String regex = Objects.requireNonNull(PipelineText.parse(raw, false).regex(false));
      boolean matches = Pattern.compile(regex).matcher(value).find();
      assertThat(matches)
          .as("seed %s, case %s: %s in %s", SEED, i, regex, value)
          .isEqualTo(test.test(value, new Evaluation(name -> null)));
      found += matches ? 1 : 0;
    }
    assertThat(found).isGreaterThan(1_000);
  }

  private static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  @Test
  void isShownAsPySigmaPrintsIt() {
    assertThat(PipelineText.parse("C:\\\\x\\*y*?\\q", false).plain()).isEqualTo("C:\\x\\*y*?\\q");
    PipelineText expanded = PipelineText.parse("\\%a%b%c%%", true);
    assertThat(expanded.plain()).isEqualTo("%a%b%c%%");
    assertThat(expanded.placeholders()).containsExactly("b");
    assertThat(expanded.written(true)).isEqualTo("\\%a%b%c\\%\\%");
    assertThat(PipelineText.parse("%a%", false).hasPlaceholders()).isFalse();
  }

  @Test
  void whatIsCutByAReplacementIsTakenApart() {
    PipelineText text = PipelineText.parse("a\\*%name%*", true);
    assertThat(text.plain()).isEqualTo("a\\*%name%*");
    // The backslash of an escape alone: the star stays a star.
    assertThat(changed(text, 1, 2, "-")).isEqualTo("a-\\*%name%*");
    // The name of a placeholder: what is left of it are characters.
    assertThat(changed(text, 4, 8, "x")).isEqualTo("a\\*\\%x\\%*");
    assertThat(changed(text, 0, 10, "")).isEmpty();
    assertThat(changed(text, 10, 10, "?")).isEqualTo("a\\*%name%*?");
    assertThat(changed(text, 0, 0, "%other%")).isEqualTo("%other%a\\*%name%*");
  }

  private static String changed(PipelineText text, int from, int to, String with) {
    return text.withChanges(List.of(new PipelineText.Change(from, to, with)), true).written(true);
  }
}
