package io.nanosiem.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertTest {
  private static final Instant TIME = Instant.parse("2026-06-02T03:00:01.5Z");

  private static Alert alert(String rule, Entity entity, String explanation) {
    Event event = Event.builder().time(TIME).build();
    return Alert.open(
        new Detection(
            RuleRef.of(rule, "SSH brute force", Severity.HIGH),
            Severity.HIGH,
            TIME,
            entity,
            List.of(event),
            Evidence.Fields.NONE,
            explanation),
        TIME);
  }

  private static Entity address(String value) {
    return new Entity(Entity.Kind.ADDRESS, value);
  }

  @Test
  void sumsItselfUpInOneSafeLine() {
    assertThat(alert("r", address("203.0.113.5"), "user \u001b[2J\r\neve failed").summary())
        .isEqualTo(
            "2026-06-02T03:00:01Z HIGH SSH brute force [203.0.113.5]: user \\u001b[2J\\r\\neve failed");
    Alert updated =
        alert("r", address("203.0.113.5"), "failed")
            .revise(AlertStatus.UPDATED, Severity.HIGH, 7, TIME, TIME);
    assertThat(updated.summary())
        .isEqualTo("2026-06-02T03:00:01Z HIGH SSH brute force [203.0.113.5]: failed ×7 (updated)");
  }

  @Test
  void idsFollowRuleEntityAndTimeAlone() {
    Alert one = alert("r", address("203.0.113.5"), "a");
    assertThat(alert("r", address("203.0.113.5"), "b").id()).isEqualTo(one.id());
    assertThat(alert("r", address("203.0.113.6"), "a").id()).isNotEqualTo(one.id());
    assertThat(alert("q", address("203.0.113.5"), "a").id()).isNotEqualTo(one.id());
    assertThat(one.id()).matches("[0-9a-f]{32}").isNotEqualTo(one.fingerprint());
  }

  @Test
  void noChoiceOfNamesMakesTwoPairsLookTheSame() {
    Entity user = new Entity(Entity.Kind.USER, "a");
    assertThat(alert("rUSER:a", new Entity(Entity.Kind.OTHER, "x"), "").fingerprint())
        .isNotEqualTo(alert("r", user, "").fingerprint());
    assertThat(alert("r", new Entity(Entity.Kind.HOST, "a"), "").fingerprint())
        .as("a host and a user of one name are two")
        .isNotEqualTo(alert("r", user, "").fingerprint());
  }
}
