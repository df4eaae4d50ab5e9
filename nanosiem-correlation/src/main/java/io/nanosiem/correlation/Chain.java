package io.nanosiem.correlation;

import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attack told as steps in order, each seen often enough, all within a time. Write it as you
 * would describe the attack:
 *
 * <pre>{@code
 * Chain guessed = Chain.named("guessed", "Password guessed")
 *     .severity(Severity.CRITICAL)
 *     .tags("attack.credential-access", "attack.t1110.001")
 *     .within(Duration.ofMinutes(10))
 *     .by(GroupBy.attacker())
 *     .step("brute force", Facts.failedLogin()).atLeast(5)
 *     .step("login", Facts.successfulLogin())
 *     .build();
 * }</pre>
 *
 * <p><b>What fires.</b> Distinct events in order of event time, first those of the first step, then
 * those of the second and so on, the last no later than the timespan after the first (both ends
 * count). Equal times satisfy an order. Other events may lie between. A chain of several steps
 * starts anew after it fired; a chain of one step is a sliding count. After an alert the same group
 * is quiet for {@link Builder#quietFor}.
 *
 * <p>Immutable.
 */
public final class Chain {
  static final int MAX_STEPS = 32;
  static final int MAX_THRESHOLD = 10_000;

  private final RuleRef rule;
  private final GroupBy groupBy;
  private final Duration timespan;
  private final Duration quiet;
  private final List<Step> steps;
  private final @Nullable Fact until;

  private Chain(Builder from, Duration timespan) {
    rule =
        new RuleRef(
            from.id, from.title, from.severity, from.tags, from.description, null, null, null);
    groupBy = from.groupBy == null ? GroupBy.attacker() : from.groupBy;
    this.timespan = timespan;
    quiet = from.quiet == null ? timespan : from.quiet;
    List<Step> made = new ArrayList<>();
    for (Draft draft : from.drafts) {
      made.add(
          new Step(
              draft.name,
              draft.fact,
              draft.threshold,
              draft.distinct,
              draft.atOnce,
              draft.saying,
              draft.maxGap,
              draft.tags));
    }
    steps = List.copyOf(made);
    until = from.until;
  }

  /**
   * A chain to be described.
   *
   * @param id unique among the rules of an engine
   * @param title one line for a person
   * @return a builder for one thread
   */
  public static Builder named(String id, String title) {
    return new Builder(id, title);
  }

  /**
   * What detections of this chain refer to.
   *
   * @return id, title, severity, tags and description
   */
  public RuleRef rule() {
    return rule;
  }

  /**
   * Whose events belong together.
   *
   * @return the grouping
   */
  public GroupBy groupBy() {
    return groupBy;
  }

  /**
   * How long the whole chain may take.
   *
   * @return from its first event to its last, both counted
   */
  public Duration timespan() {
    return timespan;
  }

  /**
   * The names of the steps.
   *
   * @return in order
   */
  public List<String> stepNames() {
    return steps.stream().map(Step::name).toList();
  }

  List<Step> steps() {
    return steps;
  }

  Duration quiet() {
    return quiet;
  }

  @Nullable Fact until() {
    return until;
  }

  @Override
  public String toString() {
    return rule.id() + " " + rule.title() + " " + steps + " within " + timespan + " by " + groupBy;
  }

  static Duration checkTimespan(Duration value) {
    if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofDays(366)) > 0) {
      throw new IllegalArgumentException(
          "within " + value + " is not between a millisecond and 366 days");
    }
    return value;
  }

  /** What one step asks for. A distinct field of null means that events are counted. */
  record Step(
      String name,
      Fact fact,
      int threshold,
      @Nullable String distinct,
      @Nullable Fact atOnce,
      @Nullable String saying,
      @Nullable Duration maxGap,
      List<String> tags) {
    @Override
    public String toString() {
      return name + (threshold == 1 ? "" : " x" + threshold);
    }
  }

  private static final class Draft {
    final String name;
    final Fact fact;
    int threshold = 1;
    boolean counted;
    @Nullable String distinct;
    @Nullable Fact atOnce;
    @Nullable String saying;
    @Nullable Duration maxGap;
    List<String> tags = List.of();

    Draft(String name, Fact fact) {
      this.name = name;
      this.fact = fact;
    }
  }

  /** Describes a chain. One thread at a time. */
  public static final class Builder {
    private final String id;
    private final String title;
    private Severity severity = Severity.MEDIUM;
    private List<String> tags = List.of();
    private @Nullable String description;
    private @Nullable GroupBy groupBy;
    private @Nullable Duration timespan;
    private @Nullable Duration quiet;
    private final List<Draft> drafts = new ArrayList<>();
    private @Nullable Fact until;

    private Builder(String id, String title) {
      if (id.isBlank() || title.isBlank()) {
        throw new IllegalArgumentException("a chain needs an id and a title");
      }
      this.id = id;
      this.title = title;
    }

    /**
     * How much it matters; medium unless said.
     *
     * @param value the severity
     * @return this
     */
    public Builder severity(Severity value) {
      severity = value;
      return this;
    }

    /**
     * What kind of attack it is, in Sigma's spelling.
     *
     * @param values such as {@code attack.t1110.001}
     * @return this
     */
    public Builder tags(String... values) {
      tags = List.copyOf(Arrays.asList(values));
      return this;
    }

    /**
     * What it finds and why that matters.
     *
     * @param words for a person
     * @return this
     */
    public Builder describedAs(String words) {
      description = words;
      return this;
    }

    /**
     * How long the whole may take, both ends counted, to the millisecond. Must be set.
     *
     * @param value a millisecond to 366 days
     * @return this
     * @throws IllegalArgumentException if out of range
     * @throws IllegalStateException if set before
     */
    public Builder within(Duration value) {
      if (timespan != null) {
        throw new IllegalStateException("within was already set to " + timespan);
      }
      timespan = checkTimespan(value);
      return this;
    }

    /**
     * Whose events belong together; {@link GroupBy#attacker()} unless said.
     *
     * @param value the grouping
     * @return this
     * @throws IllegalStateException if set before
     */
    public Builder by(GroupBy value) {
      if (groupBy != null) {
        throw new IllegalStateException("by was already set to " + groupBy);
      }
      groupBy = value;
      return this;
    }

    /**
     * How long the same group is quiet after an alert: as long as the timespan unless said. With
     * zero, every completion is reported.
     *
     * @param value zero to 366 days
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder quietFor(Duration value) {
      if (value.isNegative() || value.compareTo(Duration.ofDays(366)) > 0) {
        throw new IllegalArgumentException("quietFor " + value + " is not between 0 and 366 days");
      }
      quiet = value;
      return this;
    }

    /**
     * The next step of the attack. What follows, up to the next step, refines this one.
     *
     * @param name a word or two, such as {@code brute force}
     * @param fact what to look for
     * @return this
     * @throws IllegalStateException if there are too many steps (32)
     */
    public Builder step(String name, Fact fact) {
      if (name.isBlank()) {
        throw new IllegalArgumentException("a step of " + id + " has no name");
      }
      if (drafts.size() == MAX_STEPS) {
        throw new IllegalStateException("chain " + id + " has more than " + MAX_STEPS + " steps");
      }
      drafts.add(new Draft(name, fact));
      return this;
    }

    /**
     * How many events make this step; one unless said. A record that stands for several ("message
     * repeated 5 times") counts as that many.
     *
     * @param count 1 to 10,000
     * @return this
     * @throws IllegalArgumentException if out of range
     * @throws IllegalStateException if there is no step yet or its threshold is set
     */
    public Builder atLeast(int count) {
      threshold("atLeast", count);
      return this;
    }

    /**
     * How many different values of a field make this step. An event without the field is not
     * counted.
     *
     * @param field as {@code Event.field} takes it, such as {@code destinationPort}
     * @param count 1 to 10,000
     * @return this
     * @throws IllegalArgumentException if out of range
     * @throws IllegalStateException if there is no step yet or its threshold is set
     */
    public Builder distinct(String field, int count) {
      threshold("distinct", count).distinct = field;
      return this;
    }

    /**
     * A single event that makes this step by itself, whatever the threshold: a product that reports
     * as a whole what the step would count.
     *
     * @param fact what to look for
     * @return this
     * @throws IllegalStateException if there is no step yet
     */
    public Builder orAtOnce(Fact fact) {
      current("orAtOnce").atOnce = fact;
      return this;
    }

    /**
     * How the story tells this step, such as {@code failed to log in {times}}. Placeholders: {@code
     * {count}}, {@code {times}} (12 times in 40 s), {@code {user}} (of the last event), {@code
     * {host}} and {@code {later}} (3 min later, after the step before).
     *
     * @param words without a subject, in the past tense
     * @return this
     * @throws IllegalArgumentException if there is an unknown placeholder
     * @throws IllegalStateException if there is no step yet
     */
    public Builder saying(String words) {
      Story.check(words);
      current("saying").saying = words;
      return this;
    }

    /**
     * How soon this step has to follow the one before: from the last event of that to the first of
     * this. No bound but the timespan of the chain unless said.
     *
     * @param value a millisecond to 366 days
     * @return this
     * @throws IllegalArgumentException if out of range
     * @throws IllegalStateException if this is the first step, or its gap is set
     */
    public Builder maxGap(Duration value) {
      Draft draft = current("maxGap");
      if (drafts.size() == 1) {
        throw new IllegalStateException(
            "maxGap of step '" + draft.name + "': there is no step before the first");
      }
      if (draft.maxGap != null) {
        throw new IllegalStateException(
            "maxGap of step '" + draft.name + "' was already set to " + draft.maxGap);
      }
      draft.maxGap = checkTimespan(value);
      return this;
    }

    /**
     * What kind of deed this step is; the story then tells the tactics in order.
     *
     * @param values in Sigma's spelling, such as {@code attack.reconnaissance}
     * @return this
     * @throws IllegalStateException if there is no step yet
     */
    public Builder tagged(String... values) {
      current("tagged").tags = List.copyOf(Arrays.asList(values));
      return this;
    }

    /**
     * What ends the chain for its group: what was seen of it before counts no more. An event of the
     * same time as a step comes after it; one that is a step too is that first.
     *
     * @param fact what to look for, such as a password that was changed
     * @return this
     * @throws IllegalStateException if set before
     */
    public Builder until(Fact fact) {
      if (until != null) {
        throw new IllegalStateException("until was already set");
      }
      until = fact;
      return this;
    }

    private Draft threshold(String what, int count) {
      Draft draft = current(what);
      if (count < 1 || count > MAX_THRESHOLD) {
        throw new IllegalArgumentException(
            what
                + " "
                + count
                + " of step '"
                + draft.name
                + "' is not between 1 and "
                + MAX_THRESHOLD);
      }
      if (draft.counted) {
        throw new IllegalStateException(
            "the threshold of step '" + draft.name + "' was already set to " + draft.threshold);
      }
      draft.counted = true;
      draft.threshold = count;
      return draft;
    }

    private Draft current(String what) {
      if (drafts.isEmpty()) {
        throw new IllegalStateException(what + " refines a step: call step first");
      }
      return drafts.get(drafts.size() - 1);
    }

    /**
     * The chain.
     *
     * @return immutable
     * @throws IllegalStateException listing what is missing or cannot be followed
     */
    public Chain build() {
      List<String> missing = new ArrayList<>();
      Duration span = timespan;
      if (span == null) {
        missing.add("within is not set");
      }
      if (drafts.isEmpty()) {
        missing.add("there is no step");
      }
      for (int i = 0; i + 2 < drafts.size(); i++) {
        // Then the latest start and the latest end could be those of different partial matches.
        Draft draft = drafts.get(i);
        if (draft.distinct != null
            && draft.atOnce != null
            && drafts.get(i + 1).maxGap != null
            && drafts.get(i + 2).maxGap != null) {
          missing.add(
              "behind step '"
                  + draft.name
                  + "', which counts values or is made at once, only one of two steps in a row can"
                  + " have a maxGap");
        }
      }
      if (span == null || !missing.isEmpty()) {
        throw new IllegalStateException("chain " + id + ": " + String.join("; ", missing));
      }
      return new Chain(this, span);
    }
  }
}
