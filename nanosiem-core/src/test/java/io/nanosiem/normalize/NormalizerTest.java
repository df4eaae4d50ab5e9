package io.nanosiem.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.parse.LogParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalizerTest {
  @ParameterizedTest
  @CsvSource({
    "vault, true",
    "Vault, true",
    "/opt/bin/vault, true",
    "vault(core), true",
    "vault/core, true",
    "vaults, false"
  })
  void addsTheLinesOfOneProgram(String tag, boolean mine) {
    Normalizer normalizer =
        Normalizer.standard()
            .then(
                Normalizer.forProgram(
                    "vault",
                    event -> {
                      String message = event.message();
                      if (message != null && message.startsWith("no entry for ")) {
                        event.user(message.substring("no entry for ".length()));
                        event.authenticationOutcome(AuthenticationOutcome.FAILURE);
                      }
                    }));
    Event.Builder event =
        LogParser.auto().parse("Oct  1 22:14:15 h " + tag + "[1]: no entry for bob").toBuilder();
    normalizer.normalize(event);

    assertThat(event.user()).isEqualTo(mine ? "bob" : null);
    assertThat(event.authenticationOutcome())
        .isEqualTo(mine ? AuthenticationOutcome.FAILURE : null);
  }

  @Test
  void livesWithAnEmptyEvent() {
    Event.Builder event = Event.builder();
    Normalizer.standard().normalize(event);
    event.program("").message("");
    Normalizer.standard().normalize(event);

    assertThat(event.logSource().isUnknown()).isTrue();
  }
}
