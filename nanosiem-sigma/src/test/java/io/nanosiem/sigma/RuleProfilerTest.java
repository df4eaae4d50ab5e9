package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.event.Event;
import io.nanosiem.event.FieldSource;
import io.nanosiem.event.LogSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is counted and to whom time is put down, by a clock that goes on when a field is read. */
class RuleProfilerTest {
  private static final SigmaOptions UNROUTED = SigmaOptions.defaults().unrouted();

  /** Goes on by itself with each reading, and by whatever is added. */
  private static final class Ticks implements LongSupplier {
    private long perReading;
    private long now;

    Ticks(long perReading) {
      this.perReading = perReading;
    }

    @Override
    public long getAsLong() {
      now += perReading;
      return now;
    }

    /** The fields, each of which takes a time to read; absent ones take none. */
    FieldSource slow(Map<String, Long> nanos, Map<String, ?> fields) {
      FieldSource source = FieldSource.of(fields);
      return name -> {
        now += nanos.getOrDefault(name, 0L);
        return source.field(name);
      };
    }
  }

  private static String rule(int number, String category, String... selection) {
    return "title: Rule "
        + number
        + "\nid: "
        + String.format("00000000-0000-4000-8000-%012d", number)
        + "\nlogsource:\n    category: "
        + category
        + "\nlevel: low\ndetection:\n    selection:\n"
        + String.join(
            "", List.of(selection).stream().map(line -> "        " + line + "\n").toList())
        + "    condition: selection\n";
  }

  private static SigmaRules rules(SigmaOptions options, String... rules) {
    return SigmaRules.parse(String.join("---\n", rules), options);
  }

  /** By the number in the title. */
  private static RuleCost of(RuleProfile profile, int number) {
    return profile.byCost().stream()
        .filter(cost -> cost.rule().title().equals("Rule " + number))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> titles(List<RuleCost> costs) {
    return costs.stream().map(cost -> cost.rule().title()).toList();
  }

  /** Rule i wants the account i, which the index looks for, and one of three hosts. */
  private static String accounts(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> rule(i, "test", "User: 'account" + i + "'", "Host: 'h" + i % 3 + "'"))
        .collect(Collectors.joining("---\n"));
  }

  private static FieldSource event(int account, int host) {
    return FieldSource.of(Map.of("User", "account" + account, "Host", "h" + host));
  }

  @Test
  void asksOfEachEventTheRulesThatTheIndexLetsBeAsked() {
    SigmaRules rules = SigmaRules.parse(accounts(40), UNROUTED);
    RuleProfiler profiler = rules.profiler();
    SplittableRandom random = new SplittableRandom(7);
    long[] asked = new long[40];
    long[] hits = new long[40];
    for (int k = 0; k < 2_000; k++) {
      int account = random.nextInt(50);
      int host = random.nextInt(3);
      profiler.accept(event(account, host));
      if (account < 40) {
        asked[account]++;
        hits[account] += host == account % 3 ? 1 : 0;
      }
    }
    RuleProfile profile = profiler.profile();
    assertThat(profile.events()).isEqualTo(2_000);
    for (int i = 0; i < 40; i++) {
      assertThat(of(profile, i).asked()).isEqualTo(asked[i]).isPositive();
      assertThat(of(profile, i).hits()).isEqualTo(hits[i]).isPositive();
      assertThat(of(profile, i).askedInVain()).isEqualTo(asked[i] - hits[i]);
    }
    assertThat(profile.asked()).isEqualTo(IntStream.range(0, 40).mapToLong(i -> asked[i]).sum());
    assertThat(profile.hits()).isEqualTo(IntStream.range(0, 40).mapToLong(i -> hits[i]).sum());
  }

  @Test
  void countsTheMatchesOfTheRulesWithAndWithoutTheIndex() {
    long seed = Long.getLong("property.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    String yaml =
        IntStream.range(0, 70)
            .mapToObj(i -> anything(i, random))
            .collect(Collectors.joining("---\n"));
    SigmaRules indexed = SigmaRules.parse(yaml);
    SigmaRules plain = SigmaRules.parse(yaml, UNROUTED.unindexed());
    RuleProfiler quick = indexed.profiler();
    RuleProfiler slow = plain.profiler();
    Map<String, Long> routed = new HashMap<>();
    Map<String, Long> all = new HashMap<>();
    for (int k = 0; k < 1_000; k++) {
      FieldSource event =
          FieldSource.of(
              Map.of(
                  "ABC".substring(random.nextInt(3)).substring(0, 1),
                  word(random),
                  "D",
                  List.of(word(random), word(random))));
      LogSource source = new LogSource(random.nextBoolean() ? "one" : "two", null, null);
      quick.accept(event, source);
      slow.accept(event);
      indexed.match(event, source).forEach(m -> routed.merge(m.rule().id(), 1L, Long::sum));
      plain.match(event).forEach(m -> all.merge(m.rule().id(), 1L, Long::sum));
    }
    for (RuleCost cost : quick.profile().byHits()) {
      assertThat(cost.hits())
          .as("seed %s: %s", seed, cost)
          .isEqualTo(routed.getOrDefault(cost.rule().id(), 0L))
          .isLessThanOrEqualTo(cost.asked());
    }
    for (RuleCost cost : slow.profile().byHits()) {
      assertThat(cost.hits())
          .as("seed %s: %s", seed, cost)
          .isEqualTo(all.getOrDefault(cost.rule().id(), 0L));
      assertThat(cost.asked()).as("without an index about every event").isEqualTo(1_000);
    }
    assertThat(quick.profile().hits()).isPositive();
    assertThat(quick.profile().asked()).isLessThan(slow.profile().asked());
  }

  private static String anything(int number, SplittableRandom random) {
    String field = "ABC".substring(random.nextInt(3)).substring(0, 1);
    String place = List.of("", "|contains", "|startswith", "|neq", "|re").get(random.nextInt(5));
    return rule(
        number,
        random.nextBoolean() ? "one" : "two",
        field + place + ": '" + word(random) + "'",
        random.nextBoolean() ? "A|exists: true" : "D|contains: '" + word(random) + "'");
  }

  private static String word(SplittableRandom random) {
    return random
        .ints(random.nextInt(1, 4), 0, 3)
        .mapToObj(i -> List.of("ab", "ba", "cab").get(i))
        .collect(Collectors.joining());
  }

  @Test
  void onlyRulesForTheLogSourceAreAsked() {
    SigmaRules rules =
        rules(
            SigmaOptions.defaults(), rule(0, "dns_query", "A: 'x'"), rule(1, "firewall", "A: 'x'"));
    RuleProfiler profiler = rules.profiler();
    FieldSource event = FieldSource.of(Map.of("A", "x"));
    profiler.accept(event, new LogSource("firewall", null, null));
    assertThat(of(profiler.profile(), 0).asked()).isZero();
    assertThat(of(profiler.profile(), 1).hits()).isEqualTo(1);
    profiler.accept(event);
    assertThat(of(profiler.profile(), 0).hits()).as("of an unknown source").isEqualTo(1);
    Event known = Event.of(Map.of("A", "x"));
    profiler.accept(known);
    assertThat(profiler.profile().hits()).isEqualTo(3 + rules.match(known).size());
  }

  @Test
  void putsTimeDownToTheRuleThatTookIt() {
    Ticks ticks = new Ticks(0);
    SigmaRules rules =
        rules(
            UNROUTED,
            rule(0, "test", "A: 'x'"),
            rule(1, "test", "B: 'x'"),
            rule(2, "test", "C: 'x'"));
    RuleProfiler profiler = new RuleProfiler(rules, ticks);
    for (long nanos : new long[] {100, 900, 200}) {
      profiler.accept(ticks.slow(Map.of("A", 50L, "B", nanos), Map.of("A", "-", "B", "-")));
    }
    RuleProfile profile = profiler.profile();
    assertThat(titles(profile.byCost())).containsExactly("Rule 1", "Rule 0", "Rule 2");
    RuleCost cost = of(profile, 1);
    assertThat(cost.time()).isEqualTo(Duration.ofNanos(1_200));
    assertThat(cost.timePerAsk()).isEqualTo(Duration.ofNanos(400));
    assertThat(cost.slowest()).isEqualTo(Duration.ofNanos(900));
    assertThat(cost.evidenceTime()).isZero();
    assertThat(cost.share()).isEqualTo(1_200 / 1_350.0);
    assertThat(of(profile, 0).time()).isEqualTo(Duration.ofNanos(150));
    assertThat(of(profile, 2).time()).isZero();
    assertThat(profile.indexTime()).isZero();
    assertThat(profile.time()).isEqualTo(Duration.ofNanos(1_350));
  }

  @Test
  void theEvidenceOfAHitIsPartOfWhatTheRuleTakes() {
    Ticks ticks = new Ticks(0);
    SigmaRules rules = rules(UNROUTED, rule(0, "test", "A: 'x'"));
    RuleProfiler profiler = new RuleProfiler(rules, ticks);
    profiler.accept(ticks.slow(Map.of("A", 100L), Map.of("A", "x")));
    RuleCost cost = of(profiler.profile(), 0);
    assertThat(cost.evidenceTime()).isPositive();
    assertThat(cost.time()).isEqualTo(cost.evidenceTime().plusNanos(100)).isEqualTo(cost.slowest());
  }

  @Test
  void choosingTheRulesIsCountedApart() {
    Ticks ticks = new Ticks(0);
    RuleProfiler profiler = new RuleProfiler(SigmaRules.parse(accounts(30), UNROUTED), ticks);
    FieldSource event = ticks.slow(Map.of("User", 70L, "Host", 1_000L), Map.of("User", "none"));
    profiler.accept(event);
    profiler.accept(event);
    assertThat(profiler.profile().asked()).isZero();
    assertThat(profiler.profile().indexTime()).isEqualTo(Duration.ofNanos(140));
    assertThat(profiler.profile().time()).isEqualTo(Duration.ofNanos(140));
  }

  /** What is interrupted the first time takes as long as it takes the second time. */
  @Test
  void whatTakesLongIsDoneOnceMoreAndTheShorterTimeCounts() {
    Ticks ticks = new Ticks(0);
    SigmaRules few = rules(UNROUTED, rule(0, "test", "A: 'x'"), rule(1, "test", "B: 'x'"));
    RuleProfiler profiler = new RuleProfiler(few, ticks);
    profiler.accept(interrupted(ticks, Map.of("A", "-")));
    RuleProfile profile = profiler.profile();
    assertThat(of(profile, 0).asked()).isEqualTo(1);
    assertThat(of(profile, 0).time()).isEqualTo(Duration.ofNanos(60));
    assertThat(of(profile, 0).slowest()).isEqualTo(Duration.ofNanos(60));

    Map<String, Long> slow = Map.of("A", 5_000_000L);
    profiler.accept(ticks.slow(slow, Map.of("A", "-", "B", "x")));
    profile = profiler.profile();
    assertThat(of(profile, 0).asked()).isEqualTo(2);
    assertThat(of(profile, 0).time()).isEqualTo(Duration.ofNanos(5_000_060));
    assertThat(of(profile, 0).slowest()).isEqualTo(Duration.ofMillis(5));
    assertThat(of(profile, 1).hits()).isEqualTo(1);

    SigmaRules many = SigmaRules.parse(accounts(30), UNROUTED);
    RuleProfiler indexed = new RuleProfiler(many, ticks);
    indexed.accept(interrupted(ticks, Map.of("User", "account7", "Host", "h1")));
    assertThat(indexed.profile().indexTime()).isEqualTo(Duration.ofNanos(60));
    assertThat(of(indexed.profile(), 7).asked()).isEqualTo(1);
    assertThat(of(indexed.profile(), 7).hits()).isEqualTo(1);
    assertThat(indexed.profile().asked()).isEqualTo(1);
  }

  private static FieldSource interrupted(Ticks ticks, Map<String, ?> fields) {
    long[] next = {50_000_000};
    return name -> {
      if (fields.containsKey(name)) {
        ticks.now += next[0];
        next[0] = 60;
      }
      return fields.get(name);
    };
  }

  @Test
  void readingTheClockIsTakenOff() {
    Ticks ticks = new Ticks(25);
    SigmaRules rules = rules(UNROUTED, rule(0, "test", "A: 'x'"), rule(1, "test", "B: 'x'"));
    RuleProfiler profiler = new RuleProfiler(rules, ticks);
    for (int i = 0; i < 10; i++) {
      profiler.accept(ticks.slow(Map.of("A", 40L), Map.of("A", "-", "B", "x")));
    }
    RuleProfile profile = profiler.profile();
    assertThat(of(profile, 0).time()).isEqualTo(Duration.ofNanos(400));
    assertThat(of(profile, 0).slowest()).isEqualTo(Duration.ofNanos(40));
    assertThat(of(profile, 1).hits()).isEqualTo(10);
    assertThat(of(profile, 1).time()).isZero();
    assertThat(profile.indexTime()).isZero();
  }

  @Test
  void noTimeIsBelowZero() {
    Ticks ticks = new Ticks(1_000);
    SigmaRules rules = rules(UNROUTED, rule(0, "test", "A: 'x'"), rule(1, "test", "B: 'x'"));
    RuleProfiler profiler = new RuleProfiler(rules, ticks);
    ticks.perReading = 3; // faster than when it was measured
    profiler.accept(FieldSource.of(Map.of("A", "x")));
    RuleProfile profile = profiler.profile();
    assertThat(profile.hits()).isEqualTo(1);
    assertThat(profile.time()).isZero();
    assertThat(profile.indexTime()).isZero();
    for (RuleCost cost : profile.byCost()) {
      assertThat(cost.time()).isZero();
      assertThat(cost.evidenceTime()).isZero();
      assertThat(cost.slowest()).isZero();
      assertThat(cost.timePerAsk()).isZero();
      assertThat(cost.share()).isZero();
    }
  }

  @Test
  void withTheRealClockThePartsAddUp() {
    SigmaRules rules = SigmaRules.parse(accounts(40), UNROUTED);
    RuleProfiler profiler = rules.profiler();
    SplittableRandom random = new SplittableRandom(11);
    for (int k = 0; k < 500; k++) {
      profiler.accept(event(random.nextInt(50), random.nextInt(3)));
    }
    RuleProfile profile = profiler.profile();
    Duration sum = profile.indexTime();
    for (RuleCost cost : profile.byCost()) {
      assertThat(cost.time()).isBetween(cost.evidenceTime(), profile.time());
      assertThat(cost.slowest()).isBetween(Duration.ZERO, profile.time());
      sum = sum.plus(cost.time());
    }
    assertThat(sum).isEqualTo(profile.time());
  }

  @Test
  void aProfileIsACopyAndResetForgets() {
    SigmaRules rules = rules(UNROUTED, rule(0, "test", "A: 'x'"));
    Ticks ticks = new Ticks(0);
    RuleProfiler profiler = new RuleProfiler(rules, ticks);
    FieldSource event = ticks.slow(Map.of("A", 10L), Map.of("A", "x"));
    profiler.accept(event);
    RuleProfile first = profiler.profile();
    profiler.accept(event);
    assertThat(profiler.profile().events()).isEqualTo(2);
    profiler.reset();
    RuleProfile none = profiler.profile();
    assertThat(none.events()).isZero();
    assertThat(none.asked()).isZero();
    assertThat(none.hits()).isZero();
    assertThat(none.time()).isZero();
    assertThat(of(none, 0).slowest()).isZero();
    assertThat(first.events()).isEqualTo(1);
    assertThat(of(first, 0).hits()).isEqualTo(1);
    profiler.accept(event);
    assertThat(profiler.profile().table(5)).isEqualTo(first.table(5));
  }

  @Test
  void withoutEventsOrRulesThereIsNothingToTell() {
    RuleProfile unused = SigmaRules.parse(accounts(30)).profiler().profile();
    assertThat(unused.byCost()).hasSize(30);
    assertThat(unused.byCost()).allMatch(cost -> cost.asked() == 0 && cost.share() == 0);
    SigmaRules empty = SigmaRules.loader().load();
    assertThat(empty.rules()).isEmpty();
    RuleProfiler profiler = empty.profiler();
    profiler.accept(FieldSource.of(Map.of("A", "x")));
    assertThat(profiler.profile().byHits()).isEmpty();
    assertThat(profiler.profile().events()).isEqualTo(1);
  }

  @Test
  void anEventThatFailsDoesNoHarm() {
    SigmaRules rules = rules(UNROUTED, rule(0, "test", "A: 'x'"));
    RuleProfiler profiler = rules.profiler();
    FieldSource broken =
        name -> {
          throw new IllegalStateException("the row is closed");
        };
    assertThatThrownBy(() -> profiler.accept(broken)).hasMessage("the row is closed");
    profiler.accept(FieldSource.of(Map.of("A", "x")));
    assertThat(of(profiler.profile(), 0).asked()).isEqualTo(2);
    assertThat(of(profiler.profile(), 0).hits()).isEqualTo(1);
  }

  @Test
  @SuppressWarnings("NullAway") // what happens when the contract is broken
  void nullIsRefusedAndNotCounted() {
    RuleProfiler profiler = SigmaRules.builtIn().profiler();
    assertThatNullPointerException().isThrownBy(() -> profiler.accept(null)).withMessage("event");
    assertThatNullPointerException()
        .isThrownBy(() -> profiler.accept(FieldSource.of(Map.of()), null))
        .withMessage("logSource");
    assertThat(profiler.profile().events()).isZero();
  }

  @Test
  void takesAnyCollectionOfEvents() {
    List<Event> sample = List.of(Event.of(Map.of("A", "x")), Event.of(Map.of("A", "y")));
    RuleProfiler profiler = rules(UNROUTED, rule(0, "test", "A: 'x'")).profiler();
    sample.forEach(profiler::accept);
    assertThat(profiler.profile().hits()).isEqualTo(1);
  }
}
