package io.nanosiem.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MemorySinkTest {
  private static Alert alert(String rule) {
    return Alert.open(
        Detection.of(
            RuleRef.of(rule, rule, Severity.LOW), Event.builder().time(Instant.EPOCH).build(), ""),
        Instant.EPOCH);
  }

  @Test
  void keepsTheNewestAndCountsTheRest() {
    MemorySink sink = new MemorySink(2);
    sink.accept(alert("a"));
    sink.accept(alert("b"));
    sink.accept(alert("c"));
    assertThat(sink.alerts()).extracting(alert -> alert.rule().id()).containsExactly("b", "c");
    assertThat(sink.forgotten()).isEqualTo(1);
    assertThatThrownBy(() -> new MemorySink(0)).hasMessage("capacity 0 is less than 1");
  }

  @Test
  void showsEachAlertOnceInItsNewestRevision() {
    MemorySink sink = new MemorySink();
    Alert first = alert("a");
    sink.accept(first);
    Alert other = alert("b");
    sink.accept(other);
    Alert second = first.revise(AlertStatus.CLOSED, Severity.LOW, 3, Instant.EPOCH, Instant.EPOCH);
    sink.accept(second);
    assertThat(sink.alerts()).containsExactly(second, other);
    assertThat(sink.revisions()).hasSize(3);
  }
}
