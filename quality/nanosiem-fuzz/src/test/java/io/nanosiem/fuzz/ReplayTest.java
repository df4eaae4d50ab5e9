package io.nanosiem.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every target over every seed, every finding, and some thousand mutations of them. */
class ReplayTest {
  private static final int MUTATIONS = 3_000;
  private static final int REPEATS = 400;

  static Stream<String> targets() {
    return Targets.all().keySet().stream();
  }

  private static List<byte[]> inputs() throws IOException, URISyntaxException {
    List<byte[]> inputs = new ArrayList<>();
    for (String folder : List.of("/seeds", "/findings")) {
      URL at = ReplayTest.class.getResource(folder);
      if (at != null) {
        try (Stream<Path> files = Files.walk(Path.of(at.toURI()))) {
          for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
            inputs.add(Files.readAllBytes(file));
          }
        }
      }
    }
    return inputs;
  }

  @ParameterizedTest
  @MethodSource("targets")
  void holdsForSeedsFindingsAndTheirMutations(String name) throws Exception {
    Consumer<byte[]> target = Objects.requireNonNull(Targets.all().get(name));
    List<byte[]> inputs = inputs();
    assertThat(inputs).hasSizeGreaterThan(20);
    target.accept(new byte[0]);
    for (byte[] input : inputs) {
      run(target, input);
    }
    SplittableRandom random = new SplittableRandom(name.hashCode());
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] one = inputs.get(random.nextInt(inputs.size()));
      byte[] other = inputs.get(random.nextInt(inputs.size()));
      run(target, mutate(one, other, random));
    }
  }

  private static void run(Consumer<byte[]> target, byte[] input) {
    try {
      target.accept(input);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "input (ISO-8859-1): " + new String(input, StandardCharsets.ISO_8859_1), e);
    }
  }

  /** The beginning of one and the end of another, with some bytes changed. */
  private static byte[] mutate(byte[] one, byte[] other, SplittableRandom random) {
    int head = random.nextInt(one.length + 1);
    int tail = random.nextInt(other.length + 1);
    byte[] made = new byte[head + other.length - tail];
    System.arraycopy(one, 0, made, 0, head);
    System.arraycopy(other, tail, made, head, other.length - tail);
    for (int change = random.nextInt(4); change > 0 && made.length > 0; change--) {
      made[random.nextInt(made.length)] = (byte) random.nextInt(256);
    }
    return made;
  }

  @Test
  void noPieceRepeatedTakesMoreThanLinearTime() throws Exception {
    Repeats repeats = new Repeats(inputs(), 7);
    for (int i = 0; i < REPEATS; i++) {
      repeats.next();
    }
  }

  @Test
  void theOracleNoticesWhatItIsFor() {
    byte[] record = {'a'};
    assertThatThrownBy(
            () ->
                Oracle.parse(
                    (text, context, into) -> {
                      throw new IllegalArgumentException("no");
                    },
                    record))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Oracle.parse((text, context, into) -> into.raw("other"), record))
        .hasMessageContaining("raw text");
    assertThatThrownBy(
            () ->
                Oracle.parse((text, context, into) -> into.message("x".repeat(50_000_000)), record))
        .hasMessageContaining("bytes for a record");
  }
}
