package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.correlation.Bounds.Operator;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/**
 * An attack on the correlator itself, in five floods through one detector of 64 MiB, each with a
 * real attack hidden in it: failed logins as five users from one address, then a login.
 *
 * <p>What the hidden attack needs to be found is stated here, as it is the bound of what we
 * promise. A group is on probation until it is half-way to a threshold, for five failures at the
 * third. Up to there it has to survive among the newest groups on probation: as many as {@code
 * maxKeys} allows, or fewer where the memory does not reach that far. From there on it is
 * protected, and whatever number of groups on probation come and go does not touch it. A verdict
 * that waits for the end of its window is never half-way to anything: it has to come to its end
 * among the groups on probation.
 *
 * <p>{@code -Dnanosiem.attack.millions=10} makes the floods so many millions long, see {@code
 * quality/attack.sh}.
 */
class AttackTest {
  private static final long LIMIT = 64L << 20;
  private static final int MILLIONS = Integer.getInteger("nanosiem.attack.millions", 0);
  private static final int SPOOFED = MILLIONS == 0 ? 300_000 : MILLIONS * 1_000_000;
  private static final int OTHERS = MILLIONS == 0 ? 150_000 : MILLIONS * 1_000_000;
  private static final int LARGE_ONES = MILLIONS == 0 ? 500 : MILLIONS * 1_000;
  private static final String LARGE = "x".repeat(1_000_000);

  private static final RuleRef FAILED =
      RuleRef.of("failed", "Login failed", Severity.LOW, "attack.credential-access");
  private static final RuleRef LOGIN = RuleRef.of("login", "Logged in", Severity.INFORMATIONAL);
  private static final RuleRef PROBED = RuleRef.of("probed", "Asked for a port", Severity.LOW);

  private static final long BEGINNING = Log.START.toEpochMilli();

  /** After this time the deferred verdict on three failures is spoken. */
  private static final Duration BURST = Duration.ofSeconds(12);

  private final CorrelationDetector detector =
      CorrelationDetector.builder()
          .chains(BuiltInChains.standard().chains())
          .rules(
              List.of(
                  rule("count", FAILED).by("sourceIp", "tenant").atLeast(5).build(),
                  rule("distinct", FAILED).by("sourceIp").distinct(5, "user").build(),
                  rule("ordered", PROBED, FAILED, LOGIN).by("sourceIp").inOrder().build(),
                  CorrelationRule.of(RuleRef.of("deferred", "Three exactly", Severity.LOW))
                      .over(FAILED)
                      .by("sourceIp")
                      .within(BURST)
                      .when(new Condition.EventCount(Bounds.of(Operator.EQ, BigDecimal.valueOf(3))))
                      .build()))
          .maxMemory(LIMIT)
          .build();

  private final Map<String, List<Detection>> byAddress = new HashMap<>();
  private long time = BEGINNING;
  private long peak;
  private long began = System.nanoTime();

  private static CorrelationRule.Builder rule(String id, RuleRef... over) {
    return CorrelationRule.of(RuleRef.of(id, id, Severity.HIGH))
        .over(over)
        .within(Duration.ofMinutes(10));
  }

  @Test
  void fiveFloodsNeitherFillTheMemoryNorHideAnAttack() {
    long before = Log.settledHeap();
    hearOf("203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4", "203.0.113.5");

    CorrelationStats start = detector.stats();
    flood("203.0.113.1", SPOOFED, "web-01", 1, 3_000, 30_000, this::fromAnotherAddress);
    CorrelationStats spoofed = told("spoofed keys", before, start);
    assertFound("203.0.113.1");
    assertThat(spoofed.evicted() - start.evicted()).isGreaterThan(SPOOFED);
    assertThat(spoofed.evidenceDropped()).isPositive();
    assertThat(spoofed.protectedEvicted()).isZero();
    assertThat(spoofed.groups()).isBetween(10_000, 5 * 100_000);

    flood("203.0.113.2", OTHERS, "web-01", 1, 3_000, 30_000, this::fromOneAddress);
    CorrelationStats hot = told("one key", before, spoofed);
    assertFound("203.0.113.2");
    assertThat(hot.evicted()).as("nothing new to make room for").isEqualTo(spoofed.evicted());
    assertThat(hot.suppressed() - spoofed.suppressed()).isGreaterThan(OTHERS / 2);

    flood("203.0.113.3", OTHERS, "web-02", 1, 3_000, 30_000, this::goingBackwards);
    CorrelationStats backwards = told("time going backwards", before, hot);
    assertFound("203.0.113.3");
    assertThat(backwards.late() - hot.late()).isGreaterThan(OTHERS / 2);
    assertThat(backwards.lateDropped() - hot.lateDropped()).isPositive();

    flood("203.0.113.4", OTHERS, "web-03", 1, 3_000, 30_000, this::aYearAhead);
    CorrelationStats ahead = told("a year in the future", before, backwards);
    assertFound("203.0.113.4");
    assertThat(ahead.futureClocks()).isEqualTo(OTHERS);
    assertThat(ahead.protectedEvicted()).isEqualTo(backwards.protectedEvicted());

    flood("203.0.113.5", LARGE_ONES, "web-04", 200, 15, 65, this::ofAMegabyte);
    CorrelationStats large = told("fields of a megabyte", before, ahead);
    assertFound("203.0.113.5");
    assertThat(large.evidenceDropped() - ahead.evidenceDropped()).isGreaterThan(LARGE_ONES);
  }

  // ---- the floods ----

  /** Each event from another address; one of four asks for a port. */
  private Event fromAnotherAddress(int i) {
    return (i & 3) == 3
        ? probe(at(time), spoofed(i), "web-01", i)
        : failure(at(time), spoofed(i), "user" + i % 1_000, "web-01")
            .field("tenant", "guests")
            .build();
  }

  private Event fromOneAddress(int i) {
    return (i & 3) == 3
        ? probe(at(time), "198.51.100.9", "web-01", i)
        : failure(at(time), "198.51.100.9", "user" + i, "web-01").field("tenant", "guests").build();
  }

  /**
   * Addresses come again, each time up to six hours earlier. They are few, as each is protected
   * before long: some thousands would fill the memory with what is known of them, and nobody new
   * would be followed.
   */
  private Event goingBackwards(int i) {
    Random random = new Random(i);
    long back = random.nextInt(3) == 0 ? random.nextInt(6 * 3_600_000) : random.nextInt(60_000);
    Instant stamp = at(time - back);
    String address = i % 2 == 0 ? "198.51.100.9" : spoofed(random.nextInt(2_000));
    return random.nextInt(4) == 0
        ? probe(stamp, address, "web-02", i)
        : failure(stamp, address, "user" + i % 1_000, "web-02")
            .field("tenant", "guests")
            .receivedAt(at(time))
            .build();
  }

  private Event aYearAhead(int i) {
    return failure(at(time + Duration.ofDays(365).toMillis()), spoofed(i), "root", "web-03")
        .field("tenant", "guests")
        .receivedAt(at(time))
        .build();
  }

  /** Names of a megabyte, each in turn where an event can have one, and some only nearly so. */
  private Event ofAMegabyte(int i) {
    String name = (i % 11 == 10 ? LARGE.substring(0, 60_000) : LARGE) + i;
    Event.Builder event = failure(at(time), spoofed(i), "root", "web-04");
    switch (i % 7) {
      case 0 -> event.user(name);
      case 1 -> event.sourceAddress(name);
      case 2 -> event.sourceAddress(null).user(name);
      case 3 -> event.sourceAddress(null).host(name).user(null);
      case 4 -> event.field("tenant", name);
      case 5 -> event.user(name).authenticationOutcome(AuthenticationOutcome.SUCCESS);
      // One address and names that come and go: what is kept as evidence is of this.
      default -> event.sourceAddress("198.51.100." + i % 50).host(name).field("note", name);
    }
    return event.build();
  }

  private static String spoofed(int i) {
    int bits = i * 0x9E3779B1;
    return "2001:db8::"
        + Integer.toHexString(bits >>> 16)
        + ":"
        + Integer.toHexString(bits & 0xFFFF);
  }

  // ---- the attack, hidden in a flood ----

  /**
   * Sends a flood, and in its middle the attack.
   *
   * @param host of both: a verdict that waits does so for the slowest host
   * @param step from one event of the flood to the next, in milliseconds
   * @param apart how many events of the flood lie between two of the attack, up to the third
   *     failure
   * @param later how many from there on
   */
  private void flood(
      String attacker,
      int events,
      String host,
      int step,
      int apart,
      int later,
      IntFunction<Event> flood) {
    // Each flood by itself: what is left of the one before is over.
    time += Duration.ofHours(3).toMillis();
    detector.advanceTo(at(time), this::hear);
    int[] places = new int[7];
    places[0] = events / 4;
    for (int i = 1; i < places.length; i++) {
      places[i] = places[i - 1] + (i < 4 ? apart : later);
    }
    int next = 0;
    for (int i = 0; i < events; i++) {
      time += step;
      accept(flood.apply(i));
      if (next < places.length && i == places[next]) {
        accept(ofAttack(next, attacker, host));
        next++;
      }
    }
    assertThat(next).isEqualTo(places.length);
  }

  private Event ofAttack(int i, String attacker, String host) {
    if (i == 0) {
      return probe(at(time), attacker, host, 22);
    }
    Event.Builder event =
        failure(at(time), attacker, i < 6 ? "admin" + i : "admin5", host).field("tenant", "ops");
    return (i < 6 ? event : event.authenticationOutcome(AuthenticationOutcome.SUCCESS)).build();
  }

  private void assertFound(String attacker) {
    List<Detection> found = byAddress.getOrDefault(attacker, List.of());
    assertThat(found)
        .extracting(one -> one.rule().id())
        .as(attacker)
        .containsExactlyInAnyOrder(
            "deferred", "chain-006", "count", "distinct", "chain-001", "ordered");
    for (Detection one : found) {
      List<Evidence.Step> steps = ((Evidence.Chain) one.evidence()).steps();
      switch (one.rule().id()) {
        case "chain-001" -> {
          assertThat(one.explanation())
              .startsWith(attacker + " failed to log in 5 times in ")
              .endsWith(" and got in as admin5.");
          assertThat(steps).extracting(Evidence.Step::count).containsExactly(5L, 1L);
          assertThat(users(one)).contains("admin5");
        }
        case "distinct" -> assertThat(one.explanation()).contains("with at least 5 values of user");
        case "ordered" ->
            // The first may be untold: the event of a group seen once goes when memory is short.
            assertThat(steps)
                .extracting(Evidence.Step::name)
                .endsWith(FAILED.title(), LOGIN.title());
        case "deferred" -> assertThat(steps.get(0).count()).isEqualTo(3);
        default -> assertThat(steps.get(0).count()).isEqualTo(5);
      }
    }
  }

  private static List<String> users(Detection found) {
    return found.events().stream().map(event -> String.valueOf(event.user())).toList();
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  private static Event probe(Instant at, String address, String host, int port) {
    return Event.builder()
        .time(at)
        .host(host)
        .sourceAddress(address)
        .destinationPort(port & 0xFFFF)
        .category(EventCategory.NETWORK)
        .tag(EventTags.DENIED)
        .build();
  }

  private static Event.Builder failure(Instant at, String address, String user, String host) {
    return Event.builder()
        .time(at)
        .host(host)
        .program("sshd")
        .user(user)
        .sourceAddress(address)
        .category(EventCategory.AUTHENTICATION)
        .authenticationOutcome(AuthenticationOutcome.FAILURE);
  }

  // ---- what is measured ----

  private void hearOf(String... attackers) {
    for (String attacker : attackers) {
      byAddress.put(attacker, new ArrayList<>());
    }
  }

  private void accept(Event event) {
    AuthenticationOutcome outcome = event.authenticationOutcome();
    RuleRef below =
        outcome == null ? PROBED : outcome == AuthenticationOutcome.SUCCESS ? LOGIN : FAILED;
    detector.accept(event, List.of(Detection.of(below, event, below.title())), this::hear);
    long bytes = detector.memoryBytes();
    peak = Math.max(peak, bytes);
    if (bytes > LIMIT) {
      throw new AssertionError(bytes + " bytes, after " + detector.stats());
    }
  }

  /** Keeps what is said of an attacker; what is said of the flood is the flood's. */
  private void hear(Detection found) {
    Entity who = found.entity();
    String name = who == null ? "" : who.value();
    List<Detection> known =
        byAddress.get(name.endsWith(", ops") ? name.substring(0, name.length() - 5) : name);
    if (known != null) {
      known.add(found);
    }
  }

  /** Compares the estimate with the heap that is really in use, and says what was counted. */
  private CorrelationStats told(String flood, long before, CorrelationStats earlier) {
    CorrelationStats now = detector.stats();
    long used = Log.settledHeap() - before;
    if (MILLIONS > 0) {
      System.out.printf(
          "%s: %.1f s, peak %.1f MiB, then %.1f estimated and %.1f settled, %d evicted, %s%n",
          flood,
          (System.nanoTime() - began) / 1e9,
          peak / 1048576.0,
          now.memoryBytes() / 1048576.0,
          used / 1048576.0,
          now.evicted() - earlier.evicted(),
          now);
    }
    assertThat(used)
        .as("heap after %s, %s", flood, now)
        .isLessThan(LIMIT + LIMIT / 4 + 2L * LARGE.length());
    peak = 0;
    began = System.nanoTime();
    return now;
  }
}
