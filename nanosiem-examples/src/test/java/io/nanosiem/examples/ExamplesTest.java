package io.nanosiem.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Every example runs, and prints what its page says. */
class ExamplesTest {
  private static String output(Consumer<PrintStream> example) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      example.accept(out);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void quickStart() {
    Golden.check("quick-start.txt", output(QuickStart::run));
  }

  @Test
  void customDetector() {
    assertThat(output(CustomDetector::run))
        .isEqualTo("120: go ahead\n-7: refused, the amount is -7\n");
  }

  @Test
  void customSink() {
    assertThat(output(CustomSink::run))
        .isEqualTo("pager: 2026-06-02T09:00:00Z CRITICAL Somebody shouted: shouted HELLO THERE\n");
  }

  @Test
  void sigmaAlone() {
    Golden.check("sigma-alone.txt", output(SigmaAlone::run));
  }
}
