package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuiltInChainsTest {
  private static final String ATTACKER = "203.0.113.5";

  private final Log log = new Log(CorrelationDetector.builtIn());

  @Test
  void haveTheNamesWindowsAndSeveritiesOfTheOriginal() {
    assertThat(CorrelationDetector.builtIn().chains())
        .extracting(
            chain -> chain.rule().id(),
            chain -> chain.timespan().toSeconds(),
            chain -> chain.rule().severity())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("chain-001", 600L, Severity.CRITICAL),
            org.assertj.core.groups.Tuple.tuple("chain-002", 300L, Severity.HIGH),
            org.assertj.core.groups.Tuple.tuple("chain-003", 900L, Severity.CRITICAL),
            org.assertj.core.groups.Tuple.tuple("chain-004", 180L, Severity.HIGH),
            org.assertj.core.groups.Tuple.tuple("chain-005", 1800L, Severity.CRITICAL),
            org.assertj.core.groups.Tuple.tuple("chain-006", 120L, Severity.MEDIUM));
  }

  @Test
  void theWholeKillChainFiresAlthoughTheSudoLineHasNoAddress() {
    log.scan(0, 24, ATTACKER);
    log.failures(60, 12, 40.0 / 11, ATTACKER);
    log.login(130, ATTACKER);
    log.sudo(310, "web-01", "deploy");

    Detection chain = log.only("chain-005");
    assertThat(chain.explanation())
        .isEqualTo(
            "203.0.113.5 scanned 24 ports, failed to log in 12 times in 40 s, got in as deploy,"
                + " and became root 3 min later.");
    assertThat(chain.entity()).isEqualTo(new Entity(Entity.Kind.ADDRESS, ATTACKER));
    assertThat(chain.time()).isEqualTo(Log.at(310));
    assertThat(chain.event().program()).isEqualTo("sudo");
    List<Evidence.Step> steps = ((Evidence.Chain) chain.evidence()).steps();
    assertThat(steps).extracting(Evidence.Step::count).containsExactly(24L, 12L, 1L, 1L);
    assertThat(steps).extracting(Evidence.Step::threshold).containsExactly(15L, 5L, 1L, 1L);
    assertThat(steps)
        .extracting(Evidence.Step::first)
        .containsExactly(Log.at(0), Log.at(60), Log.at(130), Log.at(310));
    assertThat(steps)
        .extracting(Evidence.Step::last)
        .containsExactly(Log.at(2.3), Log.at(100), Log.at(130), Log.at(310));
    assertThat(chain.events())
        .hasSizeLessThanOrEqualTo(16)
        .isSortedAccordingTo((a, b) -> a.time().compareTo(b.time()));
    assertThat(log.ids())
        .containsExactly("chain-002", "chain-006", "chain-001", "chain-003", "chain-005");
  }

  @Test
  void oneMistypedPasswordIsNoBruteForce() {
    log.failures(0, 4, 5, ATTACKER).login(30, ATTACKER);
    assertThat(log.detections).isEmpty();
  }

  @Test
  void anAdministratorAtWorkIsNoEscalation() {
    log.login(0, "10.0.4.21").sudo(60, "web-01", "deploy");
    assertThat(log.detections).isEmpty();
    Log inside =
        new Log(
            CorrelationDetector.builder()
                .chains(BuiltInChains.standard().withInsideLogins().chains())
                .build());
    inside.login(0, "10.0.4.21").sudo(60, "web-01", "deploy");
    assertThat(inside.ids()).containsExactly("chain-003");
  }

  @Test
  void theThresholdCanBeSet() {
    Log strict =
        new Log(
            CorrelationDetector.builder()
                .chains(BuiltInChains.standard().withFailures(1).withRepeatedFailures(3).chains())
                .build());
    strict.failure(0, ATTACKER).login(30, ATTACKER);
    assertThat(strict.ids()).containsExactly("chain-001");
    strict.failures(40, 2, 1, ATTACKER);
    assertThat(strict.ids()).containsExactly("chain-001", "chain-006");
  }

  @Test
  void bruteForceThenLoginTellsHowOften() {
    log.failures(0, 9, 2, ATTACKER).login(30, ATTACKER);
    assertThat(log.only("chain-001").explanation())
        .isEqualTo("203.0.113.5 failed to log in 9 times in 16 s and got in as deploy.");
    assertThat(log.only("chain-001").rule().tags())
        .containsExactly(
            "attack.credential-access",
            "attack.t1110.001",
            "attack.initial-access",
            "attack.t1078");
  }

  @Test
  void theWindowHasBothItsEnds() {
    log.failures(0, 5, 1, ATTACKER).login(600, ATTACKER);
    assertThat(log.ids()).contains("chain-001");
    Log later = new Log(CorrelationDetector.builtIn());
    later.failures(0, 5, 1, ATTACKER).login(600.001, ATTACKER);
    assertThat(later.ids()).containsExactly("chain-006");
  }

  @Test
  void timeIsWhatTheEventsSayWhateverTheOrderOfArrival() {
    // The login of 03:00 arrives after the failures of 08:00: no attack.
    log.failures(5 * 3600, 5, 1, ATTACKER).login(0, ATTACKER);
    assertThat(log.ids()).containsExactly("chain-006");
    // A failure that a relay held back arrives after the login: an attack all the same.
    Log late = new Log(CorrelationDetector.builtIn());
    late.failures(0, 4, 1, ATTACKER).login(30, ATTACKER);
    assertThat(late.detections).isEmpty();
    late.failure(10, ATTACKER);
    assertThat(late.ids()).containsExactlyInAnyOrder("chain-001", "chain-006");
    assertThat(late.only("chain-001").time()).isEqualTo(Log.at(30));
    assertThat(late.only("chain-001").event().program()).isEqualTo("sshd");
    assertThat(late.only("chain-001").event().time()).isEqualTo(Log.at(30));
    assertThat(late.detector.stats().late()).isEqualTo(1);
  }

  @Test
  void sameSecondSatisfiesTheOrderEitherWay() {
    log.login(10, ATTACKER).failures(10, 5, 0, ATTACKER);
    assertThat(log.ids()).contains("chain-001");
  }

  @Test
  void aScanMayBeReportedByAProductOrSeenInConnections() {
    log.add(
        Log.event(0).sourceAddress(ATTACKER).tag("port-scan").message("portscan detected").build());
    log.probe(30, ATTACKER);
    assertThat(log.only("chain-004").explanation())
        .isEqualTo("203.0.113.5 scanned ports and asked for web administration pages 30 s later.");
    Log seen = new Log(CorrelationDetector.builtIn());
    seen.scan(0, 14, ATTACKER).probe(30, ATTACKER);
    assertThat(seen.detections).isEmpty();
    seen.connection(31, ATTACKER, 8080).probe(32, ATTACKER);
    assertThat(seen.ids()).containsExactly("chain-004");
    Log web = new Log(CorrelationDetector.builtIn());
    for (int i = 0; i < 100; i++) {
      web.connection(i, ATTACKER, 443);
    }
    web.probe(100, ATTACKER);
    assertThat(web.detections).as("one port many times is no scan").isEmpty();
  }

  @Test
  void anOngoingAttackIsReportedOnceATimespan() {
    log.failures(0, 600, 1, ATTACKER);
    // 600 s of failures and a quiet time of 120 s: at 4, 124, 244, 364 and 484 s.
    assertThat(log.detections)
        .extracting(Detection::time)
        .containsExactly(Log.at(4), Log.at(124), Log.at(244), Log.at(364), Log.at(484));
    assertThat(log.detector.stats().suppressed()).isEqualTo(600 - 4 - 5);
    Evidence.Step step = ((Evidence.Chain) log.detections.get(1).evidence()).steps().get(0);
    // One failure a second, so the count must be what the times say, and nearly fill the window.
    assertThat(step.count())
        .isBetween(110L, 121L)
        .isEqualTo(1 + Duration.between(step.first(), step.last()).toSeconds());
    assertThat(step.first()).isAfterOrEqualTo(Log.at(4));
    assertThat(step.last()).isEqualTo(Log.at(124));
    assertThat(step.events()).hasSizeBetween(8, 16);
  }

  @Test
  void aRepeatedMessageCountsAsManyTimesAsItSays() {
    log.failure(0, ATTACKER);
    log.add(repeat(5, 4));
    assertThat(log.ids()).containsExactly("chain-006");
    assertThat(log.only("chain-006").explanation())
        .isEqualTo("203.0.113.5 failed to log in 5 times in 5 s.");
  }

  private static Event repeat(double seconds, long times) {
    return Log.event(seconds)
        .sourceAddress(ATTACKER)
        .authenticationOutcome(io.nanosiem.event.AuthenticationOutcome.FAILURE)
        .derived("event.repeat", times)
        .build();
  }

  @Test
  void benignLinesFromTheSameSourceDoNotPushTheAttackOut() {
    log.scan(0, 20, ATTACKER);
    for (int i = 0; i < 5_000; i++) {
      log.add(Log.event(10 + i * 0.01).sourceAddress(ATTACKER).message("GET /").build());
      log.connection(10 + i * 0.01, ATTACKER, 443);
    }
    log.failures(100, 5, 1, ATTACKER);
    assertThat(log.ids()).contains("chain-002");
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> BuiltInChains.standard().withFailures(0))
        .hasMessage("failures 0 is not between 1 and 10000");
  }

  @Test
  void tagsAreTechniquesAndTacticsThatExist() {
    // Techniques as of ATT&CK 18: T1046, T1078, T1110, T1110.001, T1190, T1548, T1548.003.
    assertThat(BuiltInChains.standard().chains())
        .flatExtracting(chain -> chain.rule().tags())
        .containsOnly(
            "attack.discovery",
            "attack.credential-access",
            "attack.initial-access",
            "attack.privilege-escalation",
            "attack.t1046",
            "attack.t1078",
            "attack.t1110",
            "attack.t1110.001",
            "attack.t1190",
            "attack.t1548",
            "attack.t1548.003");
  }

  @Test
  void quietTimeFollowsTheTimespan() {
    log.failures(0, 5, 1, ATTACKER).login(10, ATTACKER);
    log.failures(20, 5, 1, ATTACKER).login(30, ATTACKER);
    assertThat(log.ids()).filteredOn("chain-001"::equals).hasSize(1);
    log.failures(1000, 5, 1, ATTACKER).login(1010, ATTACKER);
    assertThat(log.ids()).filteredOn("chain-001"::equals).hasSize(2);
    assertThat(Duration.between(Log.at(10), log.detections.get(log.detections.size() - 1).time()))
        .isEqualTo(Duration.ofSeconds(1000));
  }
}
