package io.nanosiem.correlation;

import io.nanosiem.detect.RuleRef;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What detections of other rules mean together: so many of them, so many different values, several
 * rules at once or one after the other, within a timespan and for each group by itself. This is the
 * model of Sigma's correlation rules, without Sigma:
 *
 * <pre>{@code
 * CorrelationRule spraying = CorrelationRule.of(
 *         RuleRef.of("spraying", "One address tries many accounts", Severity.HIGH, "attack.t1110.003"))
 *     .over("ssh-login-failed")
 *     .by("SourceIp")
 *     .within(Duration.ofMinutes(10))
 *     .when(new Condition.ValueCount(List.of("User"), Bounds.atLeast(10)))
 *     .build();
 * }</pre>
 *
 * <p>The rules it is over are detections, by id, or other correlations. To tell an attack in steps
 * that count or look at events themselves, see {@link Chain}.
 *
 * <p>Immutable.
 */
public final class CorrelationRule {
  /** How many rules one correlation can be over. */
  public static final int MAX_RULES = 64;

  private final RuleRef rule;
  private final Map<String, RuleRef> described;
  private final List<String> over;
  private final List<String> groupBy;
  private final Map<String, Map<String, String>> aliases;
  private final Duration timespan;
  private final Condition condition;
  private final boolean isSignal;

  private CorrelationRule(Builder from, Duration timespan, Condition condition) {
    this.rule = from.rule;
    this.described = Map.copyOf(from.described);
    this.over = List.copyOf(from.over);
    this.groupBy = List.copyOf(from.groupBy);
    this.aliases = Collections.unmodifiableMap(new LinkedHashMap<>(from.aliases));
    this.timespan = timespan;
    this.condition = condition;
    this.isSignal = from.isSignal;
  }

  /**
   * A correlation to be described.
   *
   * @param rule what its detections will refer to; the id unique among the rules of an engine
   * @return a builder for one thread
   */
  public static Builder of(RuleRef rule) {
    return new Builder(rule);
  }

  /**
   * What its detections refer to.
   *
   * @return id, title, severity, tags and description
   */
  public RuleRef rule() {
    return rule;
  }

  /**
   * The rules whose detections it is over.
   *
   * @return ids, at least one, in the order given
   */
  public List<String> over() {
    return over;
  }

  /** What a person calls a rule that it is over. */
  String title(String ruleId) {
    RuleRef known = described.get(ruleId);
    return known == null ? ruleId : known.title();
  }

  /** What kind of deed a rule that it is over finds; empty if nobody said. */
  List<String> tags(int place) {
    RuleRef known = described.get(over.get(place));
    return known == null ? List.of() : known.tags();
  }

  /**
   * Whose events belong together: those with the same values in all of these fields. An event that
   * lacks one takes no part.
   *
   * @return names of fields or aliases; empty if all events are one group
   */
  public List<String> groupBy() {
    return groupBy;
  }

  /**
   * The field that holds what a name of {@link #groupBy()} means, in events of one of the rules.
   *
   * @param name of a field or an alias
   * @param ruleId of a rule it is over
   * @return the field; the name itself if no alias says otherwise
   */
  public String field(String name, String ruleId) {
    return aliases.getOrDefault(name, Map.of()).getOrDefault(ruleId, name);
  }

  /**
   * How long all of it may take.
   *
   * @return from the first event to the last, both counted; a millisecond to 366 days
   */
  public Duration timespan() {
    return timespan;
  }

  /**
   * What has to be true of the events of a group.
   *
   * @return the condition
   */
  public Condition condition() {
    return condition;
  }

  /**
   * Whether its detections are only for other correlations to build on.
   *
   * @return true if they make no alerts
   */
  public boolean isSignal() {
    return isSignal;
  }

  @Override
  public String toString() {
    return rule.id()
        + " "
        + rule.title()
        + " ["
        + condition
        + " over "
        + over
        + " within "
        + timespan
        + (groupBy.isEmpty() ? "" : " by " + groupBy)
        + "]";
  }

  /** Describes a correlation. One thread at a time. */
  public static final class Builder {
    private static final long FAR = 1L << 60;

    private final RuleRef rule;
    private final Map<String, RuleRef> described = new LinkedHashMap<>();
    private final Set<String> over = new LinkedHashSet<>();
    private final Set<String> groupBy = new LinkedHashSet<>();
    private final Map<String, Map<String, String>> aliases = new LinkedHashMap<>();
    private @Nullable Duration timespan;
    private @Nullable Condition condition;
    private boolean isTogether;
    private boolean isSignal;

    private Builder(RuleRef rule) {
      this.rule = rule;
    }

    /**
     * Adds rules whose detections it is over.
     *
     * @param ids of rules or other correlations; order matters to {@link Condition.TemporalOrdered}
     * @return this
     * @throws IllegalArgumentException if a rule is there already, or is this one
     */
    public Builder over(String... ids) {
      for (String id : ids) {
        if (id.equals(rule.id())) {
          throw new IllegalArgumentException("correlation " + id + " is over itself");
        }
        if (!over.add(id)) {
          throw new IllegalArgumentException(
              "correlation " + rule.id() + " is over rule " + id + " already");
        }
      }
      return this;
    }

    /**
     * Adds rules whose detections it is over, with titles and tags for the story to tell.
     *
     * @param rules as detections refer to them
     * @return this
     * @throws IllegalArgumentException if a rule is there already, or is this one
     */
    public Builder over(RuleRef... rules) {
      for (RuleRef one : rules) {
        over(one.id());
        described.put(one.id(), one);
      }
      return this;
    }

    /**
     * Adds fields that tell groups apart; without any all events are one group.
     *
     * @param fields names as {@code Event.field} takes them, or aliases
     * @return this
     */
    public Builder by(String... fields) {
      groupBy.addAll(Arrays.asList(fields));
      return this;
    }

    /**
     * Says where rules have what one name of the grouping means.
     *
     * @param name a name of {@link #by}
     * @param fieldByRule for each rule the field; rules that are missing have a field of the name
     * @return this
     * @throws IllegalArgumentException if the name has a meaning already
     */
    public Builder alias(String name, Map<String, String> fieldByRule) {
      if (aliases.putIfAbsent(name, Map.copyOf(fieldByRule)) != null) {
        throw new IllegalArgumentException("the alias " + name + " was already set");
      }
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
      timespan = Chain.checkTimespan(value);
      return this;
    }

    /**
     * What has to be true of the events of a group. Must be set.
     *
     * @param value the condition
     * @return this
     * @throws IllegalStateException if set before
     */
    public Builder when(Condition value) {
      if (condition != null) {
        throw new IllegalStateException("when was already set to " + condition);
      }
      condition = value;
      return this;
    }

    /**
     * So many events, in any order. Short for {@link #when} with a {@link Condition.EventCount}.
     *
     * @param count at least 1
     * @return this
     * @throws IllegalStateException if a condition was set before
     */
    public Builder atLeast(long count) {
      return when(new Condition.EventCount(Bounds.atLeast(count)));
    }

    /**
     * So many different values of a field, or tuples of several. Short for {@link #when} with a
     * {@link Condition.ValueCount}.
     *
     * @param count at least 1
     * @param fields as {@code Event.field} takes them
     * @return this
     * @throws IllegalStateException if a condition was set before
     */
    public Builder distinct(long count, String... fields) {
      return when(new Condition.ValueCount(Arrays.asList(fields), Bounds.atLeast(count)));
    }

    /**
     * All of the rules, in any order, however many there will be. Short for {@link #when} with a
     * {@link Condition.Temporal}.
     *
     * @return this
     * @throws IllegalStateException if a condition was set before
     */
    public Builder together() {
      when(new Condition.Temporal(Bounds.atLeast(1)));
      isTogether = true;
      return this;
    }

    /**
     * All of the rules, one after the other. Short for {@link #when} with {@link
     * Condition.TemporalOrdered}.
     *
     * @return this
     * @throws IllegalStateException if a condition was set before
     */
    public Builder inOrder() {
      return when(new Condition.TemporalOrdered());
    }

    /**
     * Makes its detections signals, for other correlations to build on and for nobody else.
     *
     * @return this
     */
    public Builder asSignal() {
      isSignal = true;
      return this;
    }

    /**
     * The correlation.
     *
     * @return immutable
     * @throws IllegalStateException listing all that is missing or contradicts itself
     */
    public CorrelationRule build() {
      Set<String> wrong = new LinkedHashSet<>();
      Duration span = timespan;
      Condition when =
          isTogether ? new Condition.Temporal(Bounds.atLeast(Math.max(1, over.size()))) : condition;
      if (over.isEmpty()) {
        wrong.add("it is over no rule");
      } else if (over.size() > MAX_RULES) {
        wrong.add("it is over more than " + MAX_RULES + " rules");
      }
      if (span == null) {
        wrong.add("within is not set");
      }
      if (when == null) {
        wrong.add("when is not set");
      } else {
        check(when, wrong);
      }
      aliases.forEach(
          (name, fields) -> {
            if (!over.containsAll(fields.keySet())) {
              Set<String> strangers = new TreeSet<>(fields.keySet());
              strangers.removeAll(over);
              wrong.add("the alias " + name + " names rules that it is not over: " + strangers);
            }
          });
      if (span == null || when == null || !wrong.isEmpty()) {
        throw new IllegalStateException(
            "correlation " + rule.id() + ": " + String.join("; ", wrong));
      }
      return new CorrelationRule(this, span, when);
    }

    private void check(Condition when, Set<String> wrong) {
      if (when instanceof Condition.EventCount count && count.bounds().leastWhole(1, FAR) < 0) {
        wrong.add("no number of events is " + count.bounds());
      } else if (when instanceof Condition.ValueCount count
          && count.bounds().leastWhole(1, FAR) < 0) {
        wrong.add("no number of values is " + count.bounds());
      } else if (when instanceof Condition.Temporal count
          && !over.isEmpty()
          && count.bounds().leastWhole(1, over.size()) < 0) {
        wrong.add("no number of rules from 1 to " + over.size() + " is " + count.bounds());
      } else if (when instanceof Condition.TemporalExpression expression
          && !expression.expression().rules().equals(over)) {
        wrong.add(
            "the expression is about "
                + expression.expression().rules()
                + ", not about "
                + new TreeSet<>(over));
      }
    }
  }
}
