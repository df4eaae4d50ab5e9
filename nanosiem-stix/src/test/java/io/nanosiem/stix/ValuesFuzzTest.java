package io.nanosiem.stix;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.internal.IpAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class ValuesFuzzTest {
  private static final long SEED = Long.getLong("stix.seed", 42);

  private static final List<String> SEEDS =
      List.of(
          "203.0.113.5",
          "2001:db8::1",
          "::ffff:1.2.3.4",
          "fe80::1%eth0",
          "www.example.com.",
          "b\u00FCcher.example",
          "xn--bcher-kva.example",
          "http://www.example.com:80/a?b=%20#c",
          "https://[2001:db8::1]/",
          "C:\\Windows\\x.exe",
          "/usr/bin/id",
          "");

  private static final String ALPHABET =
      "0123456789abcdefxXgzZ.:/%-_@[]\\ \0\n\u00FC\u0130\u3002\u200D\uD83D\uDE00\uD800\uDC00";

  @Test
  void nothingIsThrownAndWhatIsTakenIsNormal() {
    Random random = new Random(SEED);
    for (int i = 0; i < 60_000; i++) {
      String text = mutated(random);
      try {
        IpAddress address = IpAddress.parse(text);
        if (address != null) {
          assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
        }
        String domain = Values.domain(text);
        if (domain != null) {
          assertThat(Values.domain(domain)).isEqualTo(domain);
          assertThat(IpAddress.parse(domain)).isNull();
        }
        URI url = Values.url(text);
        if (url != null) {
          assertThat(url.getHost()).isNotEmpty();
        }
        String clean = Values.wellFormed(text);
        assertThat(new String(clean.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
            .isEqualTo(clean);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + SEED + ", case " + i + ": " + Jcs.canonical(text), e);
      }
    }
  }

  private static String mutated(Random random) {
    StringBuilder text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
    for (int edits = random.nextInt(5); edits > 0; edits--) {
      char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      int at = random.nextInt(text.length() + 1);
      if (at == text.length() || random.nextBoolean()) {
        text.insert(at, c);
      } else if (random.nextBoolean()) {
        text.setCharAt(at, c);
      } else {
        text.deleteCharAt(at);
      }
    }
    return text.toString();
  }

  @Test
  void hugeTextTakesNoTime() {
    for (String unit : List.of("1.", "a.", "::", "%", "\uD800", "\u00FC.", "http://", "/", "-")) {
      String huge = unit.repeat(500_000);
      Assertions.assertTimeout(
          Duration.ofSeconds(2),
          () -> {
            IpAddress.parse(huge);
            Values.domain(huge);
            Values.url(huge);
            Values.path(huge);
            Values.name(huge);
            Values.cut(Values.wellFormed(huge), Values.MAX_STRING);
          },
          unit);
    }
  }
}
