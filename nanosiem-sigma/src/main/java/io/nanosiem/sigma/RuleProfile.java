package io.nanosiem.sigma;

import io.nanosiem.event.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * What the rules of a set cost over a sample of events, and how often they fired: which cost the
 * time, which fire most, which are asked in vain.
 *
 * <pre>{@code
 * RuleProfile profile = profiler.profile();
 * System.out.println(profile); // a table of the rules that cost most
 * for (RuleCost cost : profile.byHits().subList(0, 5)) {
 *   System.out.println(cost.hits() + " of " + profile.events() + ": " + cost.rule().title());
 * }
 * }</pre>
 *
 * <p>Each list holds all rules, also those that were never asked. {@link RuleProfiler} says what
 * the times mean.
 *
 * <p>Immutable.
 */
public final class RuleProfile {
  private static final int ROWS = 20;
  private static final int LONGEST_TITLE = 48;
  private static final int LONGEST_CLUE = 32;

  private final long events;
  private final long indexNanos;
  private final long nanos;
  private final List<RuleCost> costs;

  /** What was measured of one rule, without the share that it has in the whole. */
  record Measured(
      SigmaRule rule,
      long asked,
      long hits,
      long verdictNanos,
      long evidenceNanos,
      long slowestNanos) {}

  RuleProfile(long events, long indexNanos, List<Measured> rules) {
    this.events = events;
    this.indexNanos = indexNanos;
    long sum = indexNanos;
    for (Measured rule : rules) {
      sum += rule.verdictNanos() + rule.evidenceNanos();
    }
    nanos = sum;
    costs =
        rules.stream()
            .map(
                rule ->
                    new RuleCost(
                        rule.rule(),
                        rule.asked(),
                        rule.hits(),
                        rule.verdictNanos(),
                        rule.evidenceNanos(),
                        rule.slowestNanos(),
                        share(rule.verdictNanos() + rule.evidenceNanos())))
            .toList();
  }

  private double share(long part) {
    return nanos == 0 ? 0 : (double) part / nanos;
  }

  /**
   * How many events were looked at.
   *
   * @return zero or more
   */
  public long events() {
    return events;
  }

  /**
   * How many times a rule was asked about an event, all rules together.
   *
   * @return zero or more
   */
  public long asked() {
    return sum(costs, RuleCost::asked);
  }

  /**
   * How many times a rule matched an event, all rules together.
   *
   * @return zero to {@link #asked()}
   */
  public long hits() {
    return sum(costs, RuleCost::hits);
  }

  /**
   * The time for all events: to choose the rules to ask, and to ask them.
   *
   * @return {@link #indexTime()} and the times of all rules; zero or more
   */
  public Duration time() {
    return Duration.ofNanos(nanos);
  }

  /**
   * The time it took to choose which rules to ask: to find those for the log source of an event,
   * and to look for their clues in it.
   *
   * @return the sum over all events; zero or more
   */
  public Duration indexTime() {
    return Duration.ofNanos(indexNanos);
  }

  /**
   * The rules that cost the time.
   *
   * @return all rules, the one with the longest {@link RuleCost#time()} first, those that took the
   *     same in the order of the rules; unmodifiable
   */
  public List<RuleCost> byCost() {
    return by(RuleCost::nanos);
  }

  /**
   * The rules that fire.
   *
   * @return all rules, the one with the most {@link RuleCost#hits()} first, those with as many in
   *     the order of the rules; unmodifiable
   */
  public List<RuleCost> byHits() {
    return by(RuleCost::hits);
  }

  /**
   * The rules that are asked in vain.
   *
   * @return all rules, the one with the highest {@link RuleCost#askedInVain()} first, those with as
   *     many in the order of the rules; unmodifiable
   */
  public List<RuleCost> byAskedInVain() {
    return by(RuleCost::askedInVain);
  }

  private List<RuleCost> by(ToLongFunction<RuleCost> number) {
    return costs.stream().sorted(Comparator.comparingLong(number).reversed()).toList();
  }

  /**
   * A table of the rules that cost most, with what each adds to the time of an average event. Lines
   * for the other rules, for choosing, and for all together follow, so that the columns add up.
   *
   * @param rows for how many rules there is a row, if so many were asked
   * @return lines that end in a line feed; free of control characters
   * @throws IllegalArgumentException if the number is negative
   */
  public String table(int rows) {
    if (rows < 0) {
      throw new IllegalArgumentException("a table cannot have " + rows + " rows");
    }
    List<RuleCost> asked = byCost().stream().filter(cost -> cost.asked() > 0).toList();
    List<RuleCost> shown = asked.subList(0, Math.min(rows, asked.size()));
    List<RuleCost> others = asked.subList(shown.size(), asked.size());
    List<String[]> cells = new ArrayList<>();
    cells.add(
        new String[] {
          "ns/event", "share", "ns/ask", "slowest ns", "asked", "hits", "rule", "one of its clues"
        });
    for (RuleCost cost : shown) {
      cells.add(row(List.of(cost), Printable.of(cost.rule().title(), LONGEST_TITLE), clue(cost)));
    }
    if (!others.isEmpty()) {
      cells.add(
          row(others, others.size() == 1 ? "1 other" : number(others.size()) + " others", ""));
    }
    String index = "choosing the rules to ask";
    cells.add(
        new String[] {perEvent(indexNanos), percent(share(indexNanos)), "", "", "", "", index, ""});
    String[] all = row(costs, "all", "");
    all[0] = perEvent(nanos);
    all[1] = percent(share(nanos));
    cells.add(all);
    return heading() + aligned(cells);
  }

  private String heading() {
    return String.format(
        Locale.ROOT,
        "%,d %s, %,d %s, %,d asked\n",
        events,
        events == 1 ? "event" : "events",
        costs.size(),
        costs.size() == 1 ? "rule" : "rules",
        costs.stream().filter(cost -> cost.asked() > 0).count());
  }

  private String[] row(List<RuleCost> some, String name, String clue) {
    long asked = sum(some, RuleCost::asked);
    long time = sum(some, RuleCost::nanos);
    return new String[] {
      perEvent(time),
      percent(share(time)),
      asked == 0 ? "" : number(Math.round((double) time / asked)),
      number(some.stream().mapToLong(RuleCost::slowestNanos).max().orElse(0)),
      number(asked),
      number(sum(some, RuleCost::hits)),
      name,
      clue
    };
  }

  private static String clue(RuleCost cost) {
    List<String> clues = cost.clues();
    if (clues.isEmpty()) {
      return "none: always asked";
    }
    String first = Printable.of(clues.get(0), LONGEST_CLUE);
    return clues.size() == 1 ? first : first + ", " + (clues.size() - 1) + " more";
  }

  /** Numbers to the right, words to the left. */
  private static String aligned(List<String[]> cells) {
    int columns = cells.get(0).length;
    int numbers = columns - 2;
    int[] widths = new int[columns];
    for (String[] row : cells) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    StringBuilder out = new StringBuilder();
    for (String[] row : cells) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String blank = " ".repeat(widths[i] - row[i].length());
        line.append(i == 0 ? "" : "  ");
        line.append(i < numbers ? blank + row[i] : row[i] + blank);
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }

  private String perEvent(long part) {
    return String.format(Locale.ROOT, "%,.1f", events == 0 ? 0.0 : (double) part / events);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static long sum(List<RuleCost> some, ToLongFunction<RuleCost> number) {
    return some.stream().mapToLong(number).sum();
  }

  /**
   * The {@link #table} of the twenty rules that cost most.
   *
   * @return several lines
   */
  @Override
  public String toString() {
    return table(ROWS).stripTrailing();
  }
}
