package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.detect.Entity;
import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Following the attacker from address to host and user. */
class LinkingTest {
  private final Log log =
      new Log(
          CorrelationDetector.builder()
              .chains(BuiltInChains.standard().withInsideLogins().chains())
              .build());

  private void escalatedBy(Entity.Kind kind, String value) {
    assertThat(log.only("chain-003").entity()).isEqualTo(new Entity(kind, value));
  }

  @Test
  void sudoBelongsToTheAddressTheUserLoggedInFrom() {
    log.login(0, "203.0.113.5", "web-01", "deploy").sudo(60, "web-01", "deploy");
    escalatedBy(Entity.Kind.ADDRESS, "203.0.113.5");
  }

  @Test
  void twoUsersFromTwoAddressesOnOneHostAreNotMixed() {
    log.login(0, "203.0.113.5", "web-01", "deploy");
    log.login(1, "198.51.100.7", "web-01", "alice");
    log.sudo(60, "web-01", "alice");
    escalatedBy(Entity.Kind.ADDRESS, "198.51.100.7");
  }

  @Test
  void anotherUserOrAnotherHostIsNotLinked() {
    log.login(0, "203.0.113.5", "web-01", "deploy");
    log.sudo(60, "web-01", "bob").sudo(61, "db-01", "deploy");
    assertThat(log.detections).isEmpty();
  }

  @Test
  void theNewestLoginOfTheUserOnTheHostWins() {
    log.login(0, "203.0.113.5", "web-01", "deploy");
    log.login(10, "198.51.100.7", "web-01", "deploy");
    log.sudo(60, "web-01", "deploy");
    escalatedBy(Entity.Kind.ADDRESS, "198.51.100.7");
  }

  @Test
  void newestIsByEventTimeNotByArrival() {
    log.login(10, "198.51.100.7", "web-01", "deploy");
    log.login(0, "203.0.113.5", "web-01", "deploy");
    log.sudo(60, "web-01", "deploy");
    escalatedBy(Entity.Kind.ADDRESS, "198.51.100.7");
  }

  @Test
  void aRecordIsNotLinkedToALoginThatCameAfterIt() {
    log.login(0, "203.0.113.5", "web-01", "deploy");
    log.login(100, "198.51.100.7", "web-01", "deploy");
    log.sudo(60, "web-01", "deploy"); // arrives late
    escalatedBy(Entity.Kind.ADDRESS, "203.0.113.5");
  }

  @Test
  void aLinkEndsWithItsValidity() {
    Log brief =
        new Log(
            CorrelationDetector.builder()
                .chains(BuiltInChains.standard().chains())
                .linkValidity(Duration.ofSeconds(60))
                .build());
    brief.login(0, "203.0.113.5").sudo(60, "web-01", "deploy");
    assertThat(brief.ids()).containsExactly("chain-003");
    brief.login(10_000, "203.0.113.5").sudo(10_060.001, "web-01", "deploy");
    assertThat(brief.ids()).containsExactly("chain-003");
  }

  @Test
  void loopbackIsNobodysAddress() {
    log.login(0, "127.0.0.1", "web-01", "deploy").sudo(60, "web-01", "deploy");
    escalatedBy(Entity.Kind.USER, "deploy@web-01");
  }

  @Test
  void aHostNameStandsInForAnAddressThatIsNotGiven() {
    for (int i = 0; i < 5; i++) {
      log.add(
          Log.event(i)
              .host("web-01")
              .user("user" + i)
              .derived("source.domain", "dsl.example.net")
              .authenticationOutcome(AuthenticationOutcome.FAILURE)
              .build());
    }
    assertThat(log.only("chain-006").entity())
        .as("one place, though five users on this host")
        .isEqualTo(new Entity(Entity.Kind.HOST, "dsl.example.net"));
    log.add(
        Log.event(10)
            .host("web-01")
            .user("deploy")
            .derived("source.domain", "dsl.example.net")
            .authenticationOutcome(AuthenticationOutcome.SUCCESS)
            .build());
    assertThat(log.only("chain-001").explanation())
        .startsWith("dsl.example.net failed to log in 5 times");
  }

  @Test
  void withoutAnyAddressTheUserAtTheHostIsFollowed() {
    log.login(0, null, "web-01", "deploy").sudo(60, "web-01", "deploy");
    escalatedBy(Entity.Kind.USER, "deploy@web-01");
  }

  @Test
  void withoutAHostTheUserAloneIsFollowed() {
    log.login(0, null, null, "deploy").sudo(60, null, "deploy");
    escalatedBy(Entity.Kind.USER, "deploy");
  }

  @Test
  void withoutUserAndAddressTheHostIsFollowed() {
    for (int i = 0; i < 5; i++) {
      log.failure(i, null, "web-01", null);
    }
    assertThat(log.only("chain-006").entity()).isEqualTo(new Entity(Entity.Kind.HOST, "web-01"));
  }

  @Test
  void withNothingToGoByTheEventTakesNoPart() {
    for (int i = 0; i < 5; i++) {
      log.failure(i, null, null, null);
    }
    assertThat(log.detections).isEmpty();
    assertThat(log.detector.stats().fieldMissing()).isEqualTo(5);
  }

  @Test
  void loginsAreBoundedAndTheEldestGoes() {
    LinkTable links = new LinkTable(3, 1_000);
    for (int i = 0; i < 5; i++) {
      links.learn("host", "user" + i, "10.0.0." + i, i, i);
    }
    assertThat(links.size()).isEqualTo(3);
    assertThat(links.evicted).isEqualTo(2);
    assertThat(links.find(LinkTable.key("host", "user1"), 10)).isNull();
    assertThat(links.find(LinkTable.key("host", "user2"), 10)).isEqualTo("10.0.0.2");
    links.expire(1_005);
    assertThat(links.size()).isZero();
    assertThat(links.bytes()).isZero();
  }

  @Test
  void namesThatLookLikeOthersAreOthers() {
    assertThat(LinkTable.key("a", "b\0c")).isNotEqualTo(LinkTable.key("ab", "c"));
    assertThat(LinkTable.key(null, "deploy")).isNotEqualTo(LinkTable.key("deploy", ""));
  }

  @Test
  void sessionsAreToldApartByTheIdsThatProductsGiveThem() {
    Event system = Event.builder().host("dc-01").field("SubjectLogonId", "0x3e7").build();
    assertThat(GroupBy.session().key(system)).isEqualTo("dc-01/0x3e7");
    Event none = system.toBuilder().field("TargetLogonId", "0x0").build();
    assertThat(GroupBy.session().key(none)).isEqualTo("dc-01/0x3e7");
    Event logon = system.toBuilder().field("TargetLogonId", "0x5f21a").build();
    assertThat(GroupBy.session().key(logon)).isEqualTo("dc-01/0x5f21a");
    Event application = logon.toBuilder().field("session.id", "c0ffee").build();
    assertThat(GroupBy.session().key(application)).isEqualTo("c0ffee");
    assertThat(GroupBy.session().key(Event.builder().field("ses", 7).build())).isEqualTo("7");
    assertThat(GroupBy.session().key(Event.builder().field("ses", 4294967295L).build())).isNull();
    assertThat(GroupBy.session()).hasToString("session").isNotEqualTo(GroupBy.nothing());
  }
}
