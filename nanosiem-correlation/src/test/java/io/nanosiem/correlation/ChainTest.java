package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.detect.Evidence;
import io.nanosiem.event.Event;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The model of chains: what can be said, what is refused, and what their steps tell. */
class ChainTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Fact BAD = Facts.field("word", "bad");
  private static final Fact WORSE = Facts.field("word", "worse");

  private static Chain.Builder chain() {
    return Chain.named("c", "Chain").within(Duration.ofMinutes(10)).by(GroupBy.host());
  }

  @Test
  void twoGapsInARowBehindAStepThatIsMadeInTwoWaysAreRefused() {
    Chain.Builder refused =
        chain()
            .step("scan", BAD)
            .distinct("destinationPort", 3)
            .orAtOnce(WORSE)
            .step("login", BAD)
            .maxGap(MINUTE)
            .step("root", BAD)
            .maxGap(MINUTE);
    assertThatThrownBy(refused::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "chain c: behind step 'scan', which counts values or is made at once, only one of two"
                + " steps in a row can have a maxGap");
  }

  @Test
  void theNeighboursOfWhatIsRefusedAreNot() {
    Chain.Builder ofValues =
        chain().step("scan", BAD).distinct("destinationPort", 3).step("login", BAD).maxGap(MINUTE);
    assertThat(ofValues.step("root", BAD).maxGap(MINUTE).build().stepNames()).hasSize(3);
    Chain.Builder counted =
        chain().step("scan", BAD).atLeast(3).orAtOnce(WORSE).step("login", BAD).maxGap(MINUTE);
    assertThat(counted.step("root", BAD).maxGap(MINUTE).build().stepNames()).hasSize(3);
    Chain.Builder oneGap =
        chain().step("scan", BAD).distinct("destinationPort", 3).orAtOnce(WORSE).step("x", BAD);
    assertThat(oneGap.step("root", BAD).maxGap(MINUTE).build().stepNames()).hasSize(3);
  }

  @Test
  void gapsAndEndsAreSaidOnceAndWhereTheyMakeSense() {
    assertThatThrownBy(() -> chain().maxGap(MINUTE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("maxGap refines a step: call step first");
    assertThatThrownBy(() -> chain().step("scan", BAD).maxGap(MINUTE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("maxGap of step 'scan': there is no step before the first");
    assertThatThrownBy(
            () -> chain().step("a", BAD).step("b", BAD).maxGap(MINUTE).maxGap(Duration.ZERO))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("maxGap of step 'b' was already set to PT1M");
    assertThatThrownBy(() -> chain().step("a", BAD).step("b", BAD).maxGap(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> chain().step("a", BAD).until(WORSE).until(WORSE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("until was already set");
  }

  @Test
  void aCountOfOneStepIsEndedByAnEventThatCompletesItToo() {
    Log log =
        new Log(
            CorrelationDetector.of(
                chain()
                    .quietFor(Duration.ZERO)
                    .step("bad", BAD)
                    .atLeast(3)
                    .until(Facts.field("end", "1"))
                    .build()));
    log.add(word(0, "bad")).add(word(1, "bad"));
    log.add(Log.event(2).host("h").field("word", "bad").field("end", "1").build());
    log.add(word(3, "bad")).add(word(4, "bad"));
    assertThat(log.ids()).containsExactly("c");
    log.add(word(5, "bad"));
    assertThat(log.ids()).containsExactly("c", "c");
  }

  @Test
  void whatEndsACountComesBehindItsEventsOfTheSameTime() {
    Log log =
        new Log(
            CorrelationDetector.of(
                chain().step("bad", BAD).atLeast(3).until(Facts.field("end", "1")).build()));
    log.add(word(0, "bad")).add(word(1, "bad"));
    log.add(Log.event(2).host("h").field("end", "1").build());
    assertThat(log.add(word(2, "bad")).ids()).containsExactly("c");
  }

  @Test
  void stepsTellTheirTagsAndTheValuesThatTheyCounted() {
    Log log =
        new Log(
            CorrelationDetector.of(
                chain()
                    .step("scan", BAD)
                    .distinct("port", 3)
                    .tagged("attack.reconnaissance", "attack.t1046")
                    .step("entry", WORSE)
                    .build()));
    for (int port : new int[] {22, 80, 443}) {
      log.add(Log.event(port / 100.0).host("h").field("word", "bad").field("port", port).build());
    }
    log.add(word(9, "worse"));
    Evidence.Chain told = (Evidence.Chain) log.only("c").evidence();
    assertThat(told.steps())
        .extracting(Evidence.Step::name, Evidence.Step::tags)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "scan", List.of("attack.reconnaissance", "attack.t1046")),
            org.assertj.core.groups.Tuple.tuple("entry", List.of()));
    assertThat(told.steps().get(0).values()).containsExactly("22", "80", "443");
    assertThat(told.steps().get(1).values()).isEmpty();
  }

  private static Event word(double seconds, String word) {
    return Log.event(seconds).host("h").field("word", word).build();
  }
}
