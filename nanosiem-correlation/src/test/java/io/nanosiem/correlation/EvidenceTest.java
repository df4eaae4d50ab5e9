package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventTags;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an alert shows for itself: counts and thresholds, values, tags, and the time between. */
class EvidenceTest {
  private static final RuleRef FAILED =
      RuleRef.of(
          "failed", "Login failed", Severity.LOW, "attack.credential-access", "attack.t1110");
  private static final RuleRef LOGIN =
      RuleRef.of("login", "Logged in", Severity.INFORMATIONAL, "attack.initial-access");
  private static final RuleRef ROOT =
      RuleRef.of("root", "Became root", Severity.LOW, "attack.privilege-escalation");

  private final List<Detection> alerts = new ArrayList<>();

  private static CorrelationRule.Builder rule(RuleRef... over) {
    return CorrelationRule.of(RuleRef.of("above", "Above", Severity.HIGH))
        .over(over)
        .by("place")
        .within(Duration.ofMinutes(10));
  }

  private static CorrelationDetector detector(CorrelationRule.Builder rule) {
    return CorrelationDetector.builder().rules(List.of(rule.build())).build();
  }

  private static Event event(double seconds, String user) {
    return Log.event(seconds).field("place", "203.0.113.5").user(user).build();
  }

  /** An event on which a rule below was met. */
  private void met(CorrelationDetector detector, RuleRef rule, double seconds, String user) {
    Event event = event(seconds, user);
    detector.accept(event, List.of(Detection.of(rule, event, "met")), alerts::add);
  }

  private Detection only() {
    assertThat(alerts).hasSize(1);
    return alerts.get(0);
  }

  private static Evidence.Chain chain(Detection found) {
    return (Evidence.Chain) found.evidence();
  }

  // ---- correlations ----

  @Test
  void anEventCountTellsHowManyAgainstHowManyAreAskedFor() {
    CorrelationDetector detector = detector(rule(FAILED).atLeast(4));
    for (int i = 0; i < 4; i++) {
      met(detector, FAILED, 10 * i, "deploy");
    }
    assertThat(only().explanation()).isEqualTo("203.0.113.5 met 'Login failed' 4 times in 30 s.");
    Evidence.Step step = chain(only()).steps().get(0);
    assertThat(chain(only()).steps()).hasSize(1);
    assertThat(step.name()).isEqualTo("Login failed");
    assertThat(step.count()).isEqualTo(4);
    assertThat(step.threshold()).isEqualTo(4);
    assertThat(step.first()).isEqualTo(Log.at(0));
    assertThat(step.last()).isEqualTo(Log.at(30));
    assertThat(step.tags()).containsExactly("attack.credential-access", "attack.t1110");
    assertThat(step.values()).as("it does not count values").isEmpty();
  }

  @Test
  void aCountOfARecordThatStandsForManyIsMoreThanIsAskedFor() {
    CorrelationDetector detector = detector(rule(FAILED).atLeast(4));
    Event many = event(0, "deploy").toBuilder().derived("event.repeat", 7L).build();
    detector.accept(many, List.of(Detection.of(FAILED, many, "met")), alerts::add);
    Evidence.Step step = chain(only()).steps().get(0);
    assertThat(step.count()).isEqualTo(7);
    assertThat(step.threshold()).isEqualTo(4);
    assertThat(only().explanation()).contains(" 7 times ");
  }

  @Test
  void aValueCountNamesTheValuesInTheOrderTheyWereSeen() {
    CorrelationDetector detector = detector(rule(FAILED).distinct(3, "user"));
    met(detector, FAILED, 0, "root");
    met(detector, FAILED, 5, "admin");
    met(detector, FAILED, 10, "root");
    assertThat(alerts).isEmpty();
    met(detector, FAILED, 20, "deploy");
    Evidence.Step step = chain(only()).steps().get(0);
    assertThat(step.values()).containsExactly("root", "admin", "deploy");
    assertThat(step.count()).as("events, of which one brought nothing new").isEqualTo(4);
    assertThat(step.threshold()).isEqualTo(3);
    assertThat(step.tags()).containsExactlyElementsOf(FAILED.tags());
    assertThat(only().explanation())
        .isEqualTo("203.0.113.5 met 'Login failed' with at least 3 values of user in 20 s.");
  }

  @Test
  void valuesThatAreRareAmongTheEventsAreNamedAllTheSame() {
    CorrelationDetector detector = detector(rule(FAILED).distinct(3, "user"));
    for (int i = 0; i < 90; i++) {
      met(detector, FAILED, i, i == 20 ? "admin" : "root");
    }
    met(detector, FAILED, 90, "deploy");
    Evidence.Step step = chain(only()).steps().get(0);
    assertThat(step.count()).isEqualTo(91);
    assertThat(step.values()).containsExactly("root", "admin", "deploy");
    assertThat(step.events()).hasSize(16);
  }

  @Test
  void aValueTooLongForANameStandsShortenedInTheGroup() {
    CorrelationDetector detector =
        CorrelationDetector.builder().rules(List.of(rule(FAILED).atLeast(2).build())).build();
    for (String end : List.of("a", "b", "a")) {
      Event event = Log.event(0).field("place", "x".repeat(100_000) + end).build();
      detector.accept(event, List.of(Detection.of(FAILED, event, "met")), alerts::add);
    }
    assertThat(Objects.requireNonNull(only().entity()).value()).hasSize(512).startsWith("xxx");
    assertThat(detector.memoryBytes()).isLessThan(20_000);
  }

  @Test
  void ofManyValuesThoseOfTheEventsShownAreNamed() {
    CorrelationDetector detector = detector(rule(FAILED).distinct(20, "user"));
    for (int i = 0; i < 20; i++) {
      met(detector, FAILED, i, "user" + i);
    }
    Evidence.Step step = chain(only()).steps().get(0);
    assertThat(step.count()).isEqualTo(20);
    assertThat(step.values())
        .hasSize(16)
        .containsExactlyElementsOf(step.events().stream().map(Event::user).toList())
        .startsWith("user0")
        .endsWith("user19");
  }

  @Test
  void aValueCountDecidedAtTheEndNamesItsValuesToo() {
    CorrelationDetector detector =
        detector(
            rule(FAILED)
                .when(
                    new Condition.ValueCount(
                        List.of("user"), Bounds.of(Bounds.Operator.EQ, BigDecimal.valueOf(2)))));
    met(detector, FAILED, 0, "root");
    met(detector, FAILED, 5, "admin");
    met(detector, FAILED, 9, "root");
    detector.advanceTo(Instant.MAX, alerts::add);
    assertThat(chain(only()).steps().get(0).values()).containsExactly("root", "admin");
    assertThat(only().explanation())
        .isEqualTo("203.0.113.5 met 'Login failed' with 2 values of user within 10 min.");
  }

  @Test
  void oneAfterTheOtherTellsWhatEachIsAndHowLongItTookFromOneToTheNext() {
    CorrelationDetector detector = detector(rule(FAILED, LOGIN, ROOT).inOrder());
    met(detector, FAILED, 0, "deploy");
    met(detector, FAILED, 12.5, "deploy");
    met(detector, LOGIN, 40, "deploy");
    met(detector, ROOT, 220, "deploy");
    Evidence.Chain told = chain(only());
    assertThat(told.steps())
        .extracting(Evidence.Step::name, Evidence.Step::count, Evidence.Step::tags)
        .containsExactly(
            tuple("Login failed", 2L, FAILED.tags()),
            tuple("Logged in", 1L, LOGIN.tags()),
            tuple("Became root", 1L, ROOT.tags()));
    assertThat(told.gap(1)).isEqualTo(Duration.ofMillis(27_500));
    assertThat(told.gap(2)).isEqualTo(Duration.ofMinutes(3));
    assertThatThrownBy(() -> told.gap(0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> told.gap(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(only().explanation())
        .isEqualTo(
            "203.0.113.5 met 'Login failed', then 'Logged in', then 'Became root' in 4 min.");
  }

  @Test
  void whatBeginsWhileSomethingElseGoesOnHasAGapOfLessThanZero() {
    CorrelationDetector detector = detector(rule(LOGIN, FAILED, ROOT).together());
    met(detector, FAILED, 0, "deploy");
    met(detector, LOGIN, 10, "deploy");
    met(detector, FAILED, 30, "deploy");
    met(detector, ROOT, 45, "deploy");
    Evidence.Chain told = chain(only());
    assertThat(told.steps())
        .extracting(Evidence.Step::name)
        .as("by when each began")
        .containsExactly("Login failed", "Logged in", "Became root");
    assertThat(told.gap(1)).isEqualTo(Duration.ofSeconds(-20));
    assertThat(told.gap(2)).isEqualTo(Duration.ofSeconds(35));
  }

  @Test
  void rulesThatAreNamedByIdAloneHaveNoTagsAndTheirIdForATitle() {
    CorrelationRule.Builder rule =
        CorrelationRule.of(RuleRef.of("above", "Above", Severity.HIGH, "attack.impact"))
            .over("failed")
            .by("place")
            .within(Duration.ofMinutes(1));
    CorrelationDetector detector = detector(rule.atLeast(2));
    met(detector, FAILED, 0, "a");
    met(detector, FAILED, 1, "b");
    assertThat(chain(only()).steps())
        .extracting(Evidence.Step::name, Evidence.Step::tags)
        .containsExactly(tuple("failed", List.of()));
  }

  // ---- chains ----

  @Test
  void aChainTellsTacticsInOrderWithTheTimeBetweenThem() {
    Log log = new Log(CorrelationDetector.builtIn());
    String attacker = "203.0.113.5";
    log.scan(0, 20, attacker).failures(60, 9, 5, attacker).login(130, attacker);
    log.sudo(310, "web-01", "deploy");
    Detection found = log.only("chain-005");
    Evidence.Chain told = chain(found);
    assertThat(told.steps())
        .extracting(Evidence.Step::count, Evidence.Step::threshold, Evidence.Step::tags)
        .containsExactly(
            tuple(20L, 15L, List.of("attack.discovery")),
            tuple(9L, 5L, List.of("attack.credential-access")),
            tuple(1L, 1L, List.of("attack.initial-access")),
            tuple(1L, 1L, List.of("attack.privilege-escalation")));
    assertThat(IntStream.range(1, 4).mapToObj(told::gap))
        .containsExactly(Duration.ofMillis(58_100), Duration.ofSeconds(30), Duration.ofMinutes(3));
    assertThat(told.steps().get(0).values())
        .as("of the share that the first of four steps has of the sixteen events")
        .containsExactly("20", "21", "38", "39");
    assertThat(found.explanation())
        .isEqualTo(
            "203.0.113.5 scanned 20 ports, failed to log in 9 times in 40 s, got in as deploy,"
                + " and became root 3 min later.");
  }

  @Test
  void aScanThatAProductReportsAsAWholeCountsNoValues() {
    Log log = new Log(CorrelationDetector.builtIn());
    log.add(Log.event(0).sourceAddress("203.0.113.5").tag(EventTags.PORT_SCAN).build());
    log.failures(10, 5, 1, "203.0.113.5");
    Evidence.Chain told = chain(log.only("chain-002"));
    assertThat(told.steps().get(0).count()).isEqualTo(1);
    assertThat(told.steps().get(0).values()).isEmpty();
    assertThat(told.gap(1)).isEqualTo(Duration.ofSeconds(10));
  }
}
