package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.correlation.Bounds.Operator;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random correlations over random streams, against a search that keeps everything and looks at
 * every window anew.
 */
class CorrelationPropertyTest {
  private static final long START = 1_780_000_000_000L;
  private static final String[] RULES = {"a", "b", "c"};

  /** One event as the slow search sees it. */
  private record Row(
      long time,
      int arrival,
      long mask,
      @Nullable String value,
      @Nullable Double number,
      int low) {}

  /** Everything of one group, and what was reported of it. */
  private static final class Naive {
    final CorrelationRule rule;
    final long timespan;
    final List<Row> rows = new ArrayList<>();
    final List<String> fired = new ArrayList<>();
    long lastAlert = Long.MIN_VALUE;
    int consumed = -1;

    Naive(CorrelationRule rule) {
      this.rule = rule;
      this.timespan = rule.timespan().toMillis();
    }

    void accept(Row row) {
      rows.add(row);
      rows.sort(
          Comparator.comparingLong(Row::time)
              .thenComparingInt(Row::low)
              .thenComparingInt(Row::arrival));
      int at = rows.indexOf(row);
      if (rule.condition() instanceof Condition.TemporalOrdered) {
        consumed += at <= consumed ? 1 : 0;
        for (int end = consumed + 1; end < rows.size(); end++) {
          if (endsAt(end, rule.over().size() - 1, rows.get(end).time() - timespan)) {
            consumed = end;
            report(rows.get(end).time());
          }
        }
        return;
      }
      for (int end = at; end < rows.size(); end++) {
        if (holdsAt(end)) {
          report(rows.get(end).time());
          return;
        }
      }
    }

    /** Whether a row ends the first rules in order, none of them before a time. */
    private boolean endsAt(int at, int last, long from) {
      if (rows.get(at).time() < from || (rows.get(at).mask() & 1L << last) == 0) {
        return false;
      }
      boolean ends = last == 0;
      for (int before = consumed + 1; before < at && !ends; before++) {
        ends = endsAt(before, last - 1, from);
      }
      return ends;
    }

    private boolean holdsAt(int end) {
      long time = rows.get(end).time();
      List<Row> window =
          rows.subList(0, end + 1).stream().filter(row -> row.time() >= time - timespan).toList();
      return holds(rule, window, rows.get(end));
    }

    void report(long time) {
      if (lastAlert == Long.MIN_VALUE || Math.abs(time - lastAlert) >= timespan) {
        lastAlert = Math.max(lastAlert, time);
        fired.add(String.valueOf(time - START));
      }
    }

    /** Windows that are decided at their end; rows in order of time. */
    void decide() {
      List<Row> window = new ArrayList<>();
      for (int i = 0; i <= rows.size(); i++) {
        boolean isOver =
            !window.isEmpty()
                && (i == rows.size() || rows.get(i).time() > window.get(0).time() + timespan);
        if (isOver) {
          if (holds(rule, window, null)) {
            report(window.get(0).time() + timespan);
          }
          window.clear();
        }
        if (i < rows.size()) {
          window.add(rows.get(i));
        }
      }
    }

    /** The same for "a and not b". */
    void decideAbsence() {
      long blockedUntil = Long.MIN_VALUE;
      for (Row row : rows) {
        if ((row.mask() & 1) == 0 || (row.mask() & 2) != 0 || row.time() <= blockedUntil) {
          continue;
        }
        long first = row.time();
        Row excuse = null;
        boolean isExcused = false;
        for (Row other : rows) {
          boolean isBefore =
              other.time() < first || (other.time() == first && other.arrival() < row.arrival());
          if ((other.mask() & 2) != 0 && isBefore && other.time() >= first - timespan) {
            isExcused = true;
          } else if ((other.mask() & 2) != 0
              && !isBefore
              && other.time() <= first + timespan
              && excuse == null) {
            excuse = other;
          }
        }
        if (isExcused) {
          continue;
        }
        if (excuse == null) {
          report(first + timespan);
          blockedUntil = first + timespan;
        }
        // Excused later: whatever else was seen until then is excused by the same.
      }
    }
  }

  private static boolean holds(CorrelationRule rule, List<Row> window, @Nullable Row newest) {
    Condition condition = rule.condition();
    if (condition instanceof Condition.EventCount count) {
      return count.bounds().hold(BigDecimal.valueOf(window.size()));
    }
    if (condition instanceof Condition.ValueCount count) {
      if (newest != null && newest.value() == null) {
        return false;
      }
      Set<String> values = new HashSet<>();
      window.stream().filter(row -> row.value() != null).forEach(row -> values.add(row.value()));
      return !values.isEmpty() && count.bounds().hold(BigDecimal.valueOf(values.size()));
    }
    if (condition instanceof Condition.Temporal temporal) {
      long mask = 0;
      for (Row row : window) {
        mask |= row.mask();
      }
      return temporal.bounds().hold(BigDecimal.valueOf(Long.bitCount(mask)));
    }
    if (condition instanceof Condition.TemporalExpression expression) {
      Set<String> met = new TreeSet<>();
      for (Row row : window) {
        for (int i = 0; i < RULES.length; i++) {
          if ((row.mask() & 1L << i) != 0) {
            met.add(RULES[i]);
          }
        }
      }
      return expression.expression().holds(met::contains);
    }
    if (newest != null && newest.number() == null) {
      return false;
    }
    List<Double> numbers = new ArrayList<>();
    for (Row row : window) {
      if (row.number() != null) {
        numbers.add(row.number());
      }
    }
    numbers.sort(Comparator.naturalOrder());
    if (numbers.isEmpty()) {
      return false;
    }
    BigDecimal sum = BigDecimal.ZERO;
    for (double number : numbers) {
      sum = sum.add(BigDecimal.valueOf(number));
    }
    if (condition instanceof Condition.ValueSum of) {
      return of.bounds().hold(sum);
    }
    if (condition instanceof Condition.ValueAverage of) {
      return of.bounds()
          .hold(sum.divide(BigDecimal.valueOf(numbers.size()), java.math.MathContext.DECIMAL64));
    }
    Condition.ValuePercentile of = (Condition.ValuePercentile) condition;
    double rank = of.percentile() / 100 * (numbers.size() - 1);
    int below = (int) rank;
    double value = numbers.get(below);
    if (below + 1 < numbers.size()) {
      value += (rank - below) * (numbers.get(below + 1) - value);
    }
    return of.bounds().hold(BigDecimal.valueOf(value));
  }

  private static CorrelationRule rule(SplittableRandom random, Condition condition) {
    boolean isAbsence =
        condition instanceof Condition.TemporalExpression expression
            && expression.expression().rules().size() == 2;
    return CorrelationRule.of(RuleRef.of("r", "R", Severity.LOW))
        .over(isAbsence ? new String[] {"a", "b"} : RULES)
        .by("key")
        .within(Duration.ofMillis(1 + random.nextInt(60)))
        .when(condition)
        .build();
  }

  private static Condition atOnce(SplittableRandom random) {
    // Halves are exact in binary and no measure of small whole numbers by so few comes near.
    BigDecimal limit = new BigDecimal(random.nextInt(1, 30)).add(new BigDecimal("0.37"));
    return switch (random.nextInt(8)) {
      case 0 -> new Condition.EventCount(Bounds.atLeast(random.nextInt(1, 9)));
      case 1 -> new Condition.ValueCount(List.of("v"), Bounds.atLeast(random.nextInt(1, 6)));
      case 2 -> new Condition.ValueSum("n", Bounds.of(Operator.GT, limit));
      case 3 ->
          new Condition.ValueAverage(
              "n", Bounds.of(random.nextBoolean() ? Operator.GT : Operator.LT, limit));
      case 4 ->
          new Condition.ValuePercentile(
              "n",
              random.nextInt(5) * 25,
              Bounds.of(random.nextBoolean() ? Operator.GTE : Operator.LTE, limit));
      case 5 -> new Condition.Temporal(Bounds.atLeast(random.nextInt(1, 4)));
      case 6 ->
          new Condition.TemporalExpression(
              new RuleExpression.And(
                  List.of(
                      new RuleExpression.Met("a"),
                      new RuleExpression.Or(
                          List.of(new RuleExpression.Met("b"), new RuleExpression.Met("c"))))));
      default -> new Condition.TemporalOrdered();
    };
  }

  private static Condition atTheEnd(SplittableRandom random) {
    BigDecimal limit = BigDecimal.valueOf(random.nextInt(2, 8));
    Operator operator =
        List.of(Operator.LT, Operator.LTE, Operator.EQ, Operator.NEQ).get(random.nextInt(4));
    Bounds bounds = Bounds.of(operator, limit);
    if (operator == Operator.LTE && random.nextBoolean()) {
      bounds = bounds.and(Operator.GT, limit.subtract(BigDecimal.valueOf(2)));
    }
    return switch (random.nextInt(4)) {
      case 0 -> new Condition.EventCount(bounds);
      case 1 -> new Condition.ValueCount(List.of("v"), bounds);
      case 2 -> new Condition.ValueSum("n", bounds);
      default ->
          new Condition.Temporal(Bounds.of(Operator.EQ, BigDecimal.valueOf(random.nextInt(1, 4))));
    };
  }

  private static CorrelationDetector detector(CorrelationRule rule) {
    return CorrelationDetector.builder()
        .rules(List.of(rule))
        .allowedLateness(Duration.ofHours(1))
        .build();
  }

  private static Event event(Row row, String key) {
    Event.Builder event = Event.builder().time(Instant.ofEpochMilli(row.time())).field("key", key);
    if (row.value() != null) {
      event.field("v", row.value());
    }
    if (row.number() != null) {
      event.field("n", row.number());
    }
    return event.build();
  }

  private static List<Detection> found(Row row, Event event) {
    List<Detection> found = new ArrayList<>();
    for (int i = 0; i < RULES.length; i++) {
      if ((row.mask() & 1L << i) != 0) {
        found.add(Detection.of(RuleRef.of(RULES[i], RULES[i], Severity.LOW), event, "met"));
      }
    }
    return found;
  }

  private static Row row(SplittableRandom random, long time, int arrival, boolean isOrdered) {
    long mask = random.nextInt(1, 8);
    return new Row(
        time,
        arrival,
        mask,
        random.nextInt(8) == 0 ? null : String.valueOf(random.nextInt(6)),
        random.nextInt(8) == 0 ? null : (double) random.nextInt(-2, 20),
        isOrdered ? Long.numberOfTrailingZeros(mask) : 0);
  }

  @Test
  void verdictsAtOnceAreThoseOfASearchOverEverything() {
    long seed = Long.getLong("property.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    int alerts = 0;
    for (int round = 0; round < 6_000; round++) {
      CorrelationRule rule = rule(random, atOnce(random));
      boolean isOrdered = rule.condition() instanceof Condition.TemporalOrdered;
      boolean isLate = random.nextBoolean();
      CorrelationDetector detector = detector(rule);
      Naive[] naive = {new Naive(rule), new Naive(rule)};
      List<List<String>> heard = List.of(new ArrayList<>(), new ArrayList<>());
      long time = START;
      int length = random.nextInt(5, 60);
      for (int i = 0; i < length; i++) {
        time += random.nextInt(3) == 0 ? 0 : random.nextInt(25);
        long own = isLate && random.nextInt(4) == 0 ? time - random.nextInt(80) : time;
        int key = random.nextInt(2);
        Row row = row(random, own, i, isOrdered);
        naive[key].accept(row);
        Event event = event(row, "k" + key);
        detector.accept(
            event,
            found(row, event),
            one -> heard.get(key).add(String.valueOf(one.time().toEpochMilli() - START)));
      }
      for (int key = 0; key < 2; key++) {
        assertThat(heard.get(key))
            .as("seed %s, round %s, %s%n%s", seed, round, rule, naive[key].rows)
            .isEqualTo(naive[key].fired);
        alerts += heard.get(key).size();
      }
      assertThat(detector.memoryBytes()).isPositive();
    }
    assertThat(alerts).isGreaterThan(10_000);
  }

  @Test
  void verdictsAtTheEndAreThoseOfASearchOverEverything() {
    long seed = Long.getLong("property.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    int alerts = 0;
    for (int round = 0; round < 6_000; round++) {
      boolean isAbsence = random.nextInt(4) == 0;
      Condition condition =
          isAbsence
              ? new Condition.TemporalExpression(
                  new RuleExpression.And(
                      List.of(
                          new RuleExpression.Met("a"),
                          new RuleExpression.Not(new RuleExpression.Met("b")))))
              : atTheEnd(random);
      CorrelationRule rule = rule(random, condition);
      CorrelationDetector detector = detector(rule);
      Naive[] naive = {new Naive(rule), new Naive(rule)};
      List<List<String>> heard = List.of(new ArrayList<>(), new ArrayList<>());
      long time = START;
      int length = random.nextInt(5, 60);
      for (int i = 0; i < length; i++) {
        time += random.nextInt(3) == 0 ? 0 : random.nextInt(45);
        int key = random.nextInt(2);
        Row row = row(random, time, i, false);
        if (isAbsence && row.mask() == 4) {
          continue;
        }
        naive[key].rows.add(row);
        Event event = event(row, "k" + key);
        detector.accept(event, found(row, event), one -> hear(heard, one));
        if (random.nextInt(5) == 0) {
          detector.advanceTo(Instant.ofEpochMilli(time), one -> hear(heard, one));
        }
      }
      detector.advanceTo(Instant.MAX, one -> hear(heard, one));
      for (int key = 0; key < 2; key++) {
        if (isAbsence) {
          naive[key].decideAbsence();
        } else {
          naive[key].decide();
        }
        assertThat(heard.get(key))
            .as("seed %s, round %s, %s%n%s", seed, round, rule, naive[key].rows)
            .isEqualTo(naive[key].fired);
        alerts += heard.get(key).size();
      }
    }
    assertThat(alerts).isGreaterThan(10_000);
  }

  private static void hear(List<List<String>> heard, Detection one) {
    heard
        .get(String.valueOf(one.entity()).contains("k0") ? 0 : 1)
        .add(String.valueOf(one.time().toEpochMilli() - START));
  }
}
