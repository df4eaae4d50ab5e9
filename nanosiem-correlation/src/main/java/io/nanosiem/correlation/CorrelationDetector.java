package io.nanosiem.correlation;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Findings;
import io.nanosiem.detect.StatefulDetector;
import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Finds attacks that show only in several events together: follows {@link Chain}s for each
 * attacker, by event time.
 *
 * <pre>{@code
 * CorrelationDetector sensor = CorrelationDetector.builtIn();
 * sensor.accept(event, List.of(), detection -> System.err.println(detection.explanation()));
 * }</pre>
 *
 * <p><b>Time</b> is what events say; there is no clock and no thread. The same events in the same
 * order give the same detections. An event that completes a chain is reported during the call that
 * brought it. Late events are put where they belong, up to the longest timespan back and as long as
 * no more than 64 younger events of the same group concern the same chains; later ones are counted
 * and dropped. An event stamped more than five minutes ahead of its arrival is taken at its
 * arrival.
 *
 * <p><b>Memory</b> follows the chains and the groups under suspicion: each group has a bounded
 * state, their number is capped, and so is the sum in bytes. Beyond a bound the groups that matter
 * least are forgotten, and counted in {@link #stats()}.
 *
 * <p>One thread at a time.
 */
public final class CorrelationDetector implements StatefulDetector {
  private static final String MAGIC = "NSC";
  private static final int VERSION = 1;

  private final List<Chain> chains;
  private final Shared shared;
  private final Counters counters;
  private final Group[] groups;
  private List<CorrelationRule> rules;
  private CorrelationNet net;

  /** The groupings of chains, and the correlations. */
  private KeyGroup[] followers;

  private final LinkTable links;
  private final boolean linking;
  private final SourceClocks clocks;
  private final RecentIds ids;

  private long memoryLimit;
  private long swept = Measure.NONE;

  private CorrelationDetector(Builder settings) {
    chains = List.copyOf(settings.chains);
    memoryLimit = settings.maxMemory;
    shared = new Shared(settings.copy(), new SplittableRandom().nextLong());
    counters = shared.counters;
    clocks = shared.clocks;
    ids = new RecentIds(settings.rememberedIds);
    links = new LinkTable(settings.maxLinks, settings.linkValidityMillis);
    Map<GroupBy, List<Chain>> byGrouping = new LinkedHashMap<>();
    for (Chain chain : chains) {
      byGrouping.computeIfAbsent(chain.groupBy(), key -> new ArrayList<>()).add(chain);
    }
    List<Group> made = new ArrayList<>();
    byGrouping.forEach(
        (groupBy, all) -> {
          List<Chain> some = new ArrayList<>();
          for (Chain chain : all) {
            some.add(chain);
            if (Group.factCount(some) > Group.MAX_FACTS) {
              some.remove(some.size() - 1);
              made.add(new Group(groupBy, some, shared, links));
              some = new ArrayList<>(List.of(chain));
            }
          }
          made.add(new Group(groupBy, some, shared, links));
        });
    groups = made.toArray(new Group[0]);
    rules = List.copyOf(settings.rules);
    net = new CorrelationNet(rules, shared);
    followers = followers();
    linking = byGrouping.containsKey(GroupBy.attacker());
  }

  private KeyGroup[] followers() {
    List<KeyGroup> all = new ArrayList<>(Arrays.asList(groups));
    all.addAll(Arrays.asList(net.correlators));
    return all.toArray(new KeyGroup[0]);
  }

  /**
   * A detector of the six built-in chains, with their usual thresholds.
   *
   * @return a new detector
   */
  public static CorrelationDetector builtIn() {
    return builder().chains(BuiltInChains.standard().chains()).build();
  }

  /**
   * A detector of some chains.
   *
   * @param chains what to look for; ids must differ
   * @return a new detector
   * @throws IllegalStateException if two chains have the same id
   */
  public static CorrelationDetector of(Chain... chains) {
    return builder().chains(Arrays.asList(chains)).build();
  }

  /**
   * A detector to be set up.
   *
   * @return a builder for one thread
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Why a correlation cannot be run.
   *
   * @param rule the correlation
   * @return the reason, for a person; empty if it can be run
   */
  public static Optional<String> obstacle(CorrelationRule rule) {
    return Optional.ofNullable(RulePlan.obstacle(rule));
  }

  /**
   * Follows other correlations from here on. Those that are the same as before in all that decides
   * (what they are over, grouping, timespan and condition; not title, severity or text) go on with
   * what they have seen; others begin anew.
   *
   * @param wanted what to look for from now on
   * @throws IllegalArgumentException if one cannot be run, see {@link #obstacle}; nothing has
   *     changed then
   * @throws IllegalStateException if two of them or a chain have the same id, or they build on each
   *     other in a circle; nothing has changed then
   */
  public void replaceRules(Collection<CorrelationRule> wanted) {
    Builder settings = shared.settings.copy();
    settings.rules.clear();
    settings.rules(wanted);
    settings.check();
    CorrelationNet next = new CorrelationNet(settings.rules, shared);
    next.adopt(net);
    net = next;
    rules = List.copyOf(settings.rules);
    shared.settings.rules.clear();
    shared.settings.rules.addAll(rules);
    followers = followers();
  }

  /**
   * The chains it follows.
   *
   * @return in the order they were given
   */
  public List<Chain> chains() {
    return chains;
  }

  /**
   * The correlations it follows.
   *
   * @return in the order they were given
   */
  public List<CorrelationRule> rules() {
    return rules;
  }

  @Override
  public void accept(Event event, List<Detection> found, Findings findings) {
    counters.events++;
    if (ids.isKnown(event, shared.seed)) {
      counters.duplicates++;
      return;
    }
    long time = clocks.accept(event, findings);
    if (linking && event.authenticationOutcome() == AuthenticationOutcome.SUCCESS) {
      learn(event, time);
      if (memoryBytes() > memoryLimit) {
        shrink(null);
      }
    }
    if (clocks.now() > swept) {
      sweep();
    }
    for (Group group : groups) {
      KeyState changed = group.accept(event, found, time, findings);
      if (changed != null && memoryBytes() > memoryLimit) {
        shrink(changed);
      }
    }
    if (net.hasWaiting()) {
      net.advanceTo(clocks.watermark(), findings);
    }
    KeyState changed = net.accept(event, found, time, findings);
    if (changed != null && memoryBytes() > memoryLimit) {
      shrink(changed);
    }
  }

  private void learn(Event event, long time) {
    String source = Group.sourceOf(event);
    String user = event.user();
    if (source != null && user != null) {
      links.learn(event.host(), user, source, time, clocks.now());
    }
  }

  private void sweep() {
    swept = clocks.now();
    links.expire(swept);
    for (KeyGroup group : followers) {
      group.sweepIfDue(swept);
    }
  }

  /**
   * Forgets what matters least until it fits: evidence before groups, those on probation before
   * those under protection as long as they have a quarter of the memory, and logins last; the group
   * at hand last of all.
   */
  private void shrink(@Nullable KeyState changed) {
    long goal = memoryLimit - memoryLimit / 32;
    while (memoryBytes() > goal) {
      boolean ofProtected = shared.onProbation < memoryLimit / 4;
      if (!dropEvidence(ofProtected, goal)
          && !evictLargest(ofProtected, changed)
          && !dropEvidence(!ofProtected, goal)
          && !evictLargest(!ofProtected, changed)
          && !links.dropEldest()) {
        return;
      }
    }
  }

  /** Forgets one group, of the grouping where such groups take most. */
  private boolean evictLargest(boolean ofProtected, @Nullable KeyState spared) {
    KeyGroup largest = null;
    for (KeyGroup group : followers) {
      if (group.table.hasVictim(ofProtected, spared)
          && (largest == null
              || group.table.bytes(ofProtected) > largest.table.bytes(ofProtected))) {
        largest = group;
      }
    }
    if (largest == null) {
      return false;
    }
    largest.evict(ofProtected, spared);
    return true;
  }

  private boolean dropEvidence(boolean ofProtected, long goal) {
    long dropped = 0;
    for (KeyGroup group : followers) {
      long enough = memoryBytes() - goal;
      dropped += enough > 0 ? group.table.dropEvidence(group.stride, ofProtected, enough) : 0;
    }
    if (dropped > 0) {
      counters.evidenceDropped++;
    }
    return dropped > 0;
  }

  @Override
  public void advanceTo(Instant eventTime, Findings findings) {
    if (eventTime.equals(Instant.MAX)) {
      // The end of a replay: what waits for a time is decided, and what is held can go.
      net.advanceTo(Long.MAX_VALUE, findings);
      links.expire(Long.MAX_VALUE);
      for (KeyGroup group : followers) {
        group.sweep(Long.MAX_VALUE);
      }
      return;
    }
    clocks.advanceTo(SourceClocks.millis(eventTime));
    net.advanceTo(clocks.watermark(), findings);
    if (clocks.now() > swept) {
      sweep();
    }
  }

  @Override
  public long memoryBytes() {
    return 2_048 + links.bytes() + clocks.bytes() + ids.bytes() + shared.used;
  }

  @Override
  public void limitMemory(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("a memory limit of " + bytes + " bytes is not positive");
    }
    memoryLimit = bytes;
  }

  /**
   * Writes all it knows. What a chain looks for is code, so chains are told apart by id and by what
   * their steps are called and count; rename a step to make it begin anew.
   */
  @Override
  public void snapshot(DataOutput out) throws IOException {
    StateWriter writer = new StateWriter(out);
    writer.text(MAGIC);
    writer.number(VERSION);
    writer.number(shared.seed);
    counters.write(writer);
    ids.write(writer);
    clocks.write(writer);
    links.write(writer);
    writer.number(swept);
    writer.number(followers.length);
    for (KeyGroup group : followers) {
      writer.text(group.name());
      group.write(writer);
    }
    writer.end();
  }

  /**
   * Takes over what another detector wrote. Chains and correlations that are not what they were
   * begin anew; the others go on.
   */
  @Override
  public void restore(DataInput in) throws IOException {
    if (counters.events > 0) {
      throw new IllegalStateException("restored after the first event");
    }
    StateReader reader = new StateReader(in);
    try {
      if (!MAGIC.equals(reader.textOrNull())) {
        throw new IOException("no snapshot of a correlation detector");
      }
      long version = reader.number();
      if (version != VERSION) {
        throw new IOException(
            "a snapshot of version " + version + ", where only " + VERSION + " is known");
      }
      read(reader);
      reader.end();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException("the snapshot is damaged: " + e.getMessage(), e);
    }
    if (memoryBytes() > memoryLimit) {
      shrink(null);
    }
  }

  private void read(StateReader in) throws IOException {
    shared.seed = in.number();
    counters.read(in);
    ids.read(in);
    clocks.read(in);
    links.read(in);
    swept = in.number();
    Map<String, List<KeyGroup>> free = new HashMap<>();
    for (KeyGroup group : followers) {
      free.computeIfAbsent(group.name(), name -> new ArrayList<>()).add(group);
    }
    KeyGroup none = new Group(GroupBy.nothing(), List.of(), shared, links);
    none.table.discard();
    for (int i = in.count(Integer.MAX_VALUE); i > 0; i--) {
      String name = in.text();
      Match.Names old = Match.Names.read(in);
      List<KeyGroup> ofName = free.getOrDefault(name, List.of());
      Optional<KeyGroup> heir = ofName.stream().filter(group -> group.isHeir(old)).findFirst();
      if (heir.isPresent()) {
        ofName.remove(heir.get());
        heir.get().read(old, in);
      } else {
        none.skip(old, in);
      }
    }
  }

  /**
   * What it has done and dropped so far.
   *
   * @return a snapshot
   */
  public CorrelationStats stats() {
    int followed = 0;
    for (KeyGroup group : followers) {
      followed += group.table.size();
    }
    return new CorrelationStats(
        counters.events,
        counters.duplicates,
        counters.relevant,
        counters.fired,
        counters.suppressed,
        counters.late,
        counters.lateDropped,
        counters.reworked,
        counters.fieldMissing,
        counters.futureClocks,
        counters.factFailures,
        counters.notNumeric,
        followed,
        counters.expired,
        counters.evicted,
        counters.protectedEvicted,
        counters.evidenceDropped,
        links.size(),
        links.evicted,
        clocks.size(),
        counters.sourcesForgotten,
        counters.zoneSuspects,
        memoryBytes());
  }

  /** Sets a detector up. One thread at a time. */
  public static final class Builder {
    final List<Chain> chains = new ArrayList<>();
    final List<CorrelationRule> rules = new ArrayList<>();
    int maxKeys = 100_000;
    int maxEvidence = 16;
    int maxLinks = 10_000;
    int rememberedIds;
    long maxMemory = 128L << 20;
    long lateLimitMillis = Long.MAX_VALUE;
    long futureSkewMillis = Duration.ofMinutes(5).toMillis();
    long maxLagMillis = Duration.ofMinutes(1).toMillis();
    long idleAfterMillis = Duration.ofMinutes(1).toMillis();
    long linkValidityMillis = Duration.ofHours(8).toMillis();

    private Builder() {}

    private Builder copy() {
      Builder copy = new Builder();
      copy.chains.addAll(chains);
      copy.rules.addAll(rules);
      copy.maxKeys = maxKeys;
      copy.maxEvidence = maxEvidence;
      copy.maxLinks = maxLinks;
      copy.rememberedIds = rememberedIds;
      copy.maxMemory = maxMemory;
      copy.lateLimitMillis = lateLimitMillis;
      copy.futureSkewMillis = futureSkewMillis;
      copy.maxLagMillis = maxLagMillis;
      copy.idleAfterMillis = idleAfterMillis;
      copy.linkValidityMillis = linkValidityMillis;
      return copy;
    }

    /**
     * Adds chains.
     *
     * @param more what to look for
     * @return this
     */
    public Builder chains(Collection<Chain> more) {
      chains.addAll(more);
      return this;
    }

    /**
     * Adds a chain.
     *
     * @param more what to look for
     * @return this
     */
    public Builder chain(Chain more) {
      chains.add(more);
      return this;
    }

    /**
     * Adds correlations of detections. They may build on each other.
     *
     * @param more what to look for
     * @return this
     * @throws IllegalArgumentException if one cannot be run, see {@link #obstacle}
     */
    public Builder rules(Collection<CorrelationRule> more) {
      for (CorrelationRule rule : more) {
        Optional<String> obstacle = obstacle(rule);
        if (obstacle.isPresent()) {
          throw new IllegalArgumentException(rule.rule().id() + ": " + obstacle.get());
        }
        rules.add(rule);
      }
      return this;
    }

    /**
     * How many groups to follow at once, for each grouping; 100,000 unless said. Beyond it the
     * group that has done least goes.
     *
     * @param value at least 1
     * @return this
     * @throws IllegalArgumentException if less than 1
     */
    public Builder maxKeys(int value) {
      maxKeys = positive("maxKeys", value);
      return this;
    }

    /**
     * How many events a detection carries at most; 16 unless said, and at least one for each step.
     *
     * @param value 1 to 1,000
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder maxEvidence(int value) {
      if (value > Sightings.MOST_SAMPLES) {
        throw new IllegalArgumentException(
            "maxEvidence " + value + " is more than " + Sightings.MOST_SAMPLES);
      }
      maxEvidence = positive("maxEvidence", value);
      return this;
    }

    /**
     * How many logins to remember, to link a user on a host to an address; 10,000 unless said.
     *
     * @param value at least 1
     * @return this
     * @throws IllegalArgumentException if less than 1
     */
    public Builder maxLinks(int value) {
      maxLinks = positive("maxLinks", value);
      return this;
    }

    /**
     * How many ids of events to remember, so that an event that is delivered once more is not
     * counted once more; none unless said. Events without an id are never taken for one another.
     * Those that an engine reads from lines have ids of their own each; this is for ids that come
     * with the events, from a queue that may deliver twice.
     *
     * @param value 1 to 16,000
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder rememberIds(int value) {
      if (value < 1 || value > 16_000) {
        throw new IllegalArgumentException("rememberIds " + value + " is not between 1 and 16000");
      }
      rememberedIds = value;
      return this;
    }

    /**
     * How long a login links its user on its host to its address; 8 hours unless said.
     *
     * @param value positive
     * @return this
     * @throws IllegalArgumentException if not positive
     */
    public Builder linkValidity(Duration value) {
      linkValidityMillis = positive("linkValidity", value);
      return this;
    }

    /**
     * How far back a late event is still put where it belongs: the longest timespan of the chains,
     * and the timespan of a correlation, unless said; for chains never more. Less saves memory, for
     * nothing is kept longer than a timespan and this. Nothing waits for late events: a chain is
     * reported when it is complete.
     *
     * @param value not negative; with zero, late events are dropped and counted
     * @return this
     * @throws IllegalArgumentException if negative
     */
    public Builder allowedLateness(Duration value) {
      if (value.isNegative()) {
        throw new IllegalArgumentException("allowedLateness " + value + " is negative");
      }
      lateLimitMillis = saturated(value);
      return this;
    }

    /**
     * How far ahead of its arrival an event's own time may be; 5 minutes unless said. Beyond it the
     * arrival is taken.
     *
     * @param value positive
     * @return this
     * @throws IllegalArgumentException if not positive
     */
    public Builder maxFutureSkew(Duration value) {
      futureSkewMillis = positive("maxFutureSkew", value);
      return this;
    }

    /**
     * How far the slowest source may hold the time back by which verdicts fall due that wait for
     * the end of a window; a minute unless said.
     *
     * @param value positive
     * @return this
     * @throws IllegalArgumentException if not positive
     */
    public Builder maxLag(Duration value) {
      maxLagMillis = positive("maxLag", value);
      return this;
    }

    /**
     * After how long without an event, by the times of arrival, a source is not waited for any
     * more; a minute unless said.
     *
     * @param value positive
     * @return this
     * @throws IllegalArgumentException if not positive
     */
    public Builder idleAfter(Duration value) {
      idleAfterMillis = positive("idleAfter", value);
      return this;
    }

    /**
     * How much heap to use; 128 MiB unless said.
     *
     * @param bytes positive
     * @return this
     * @throws IllegalArgumentException if not positive
     */
    public Builder maxMemory(long bytes) {
      if (bytes <= 0) {
        throw new IllegalArgumentException("maxMemory " + bytes + " is not positive");
      }
      maxMemory = bytes;
      return this;
    }

    private static int positive(String what, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(what + " " + value + " is less than 1");
      }
      return value;
    }

    private static long positive(String what, Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException(what + " " + value + " is not positive");
      }
      return saturated(value);
    }

    private static long saturated(Duration value) {
      return value.compareTo(Duration.ofDays(366_000)) > 0
          ? Duration.ofDays(366_000).toMillis()
          : value.toMillis();
    }

    /**
     * The detector.
     *
     * @return new, having seen nothing
     * @throws IllegalStateException if two chains or correlations have the same id, or correlations
     *     build on each other in a circle
     */
    public CorrelationDetector build() {
      check();
      return new CorrelationDetector(this);
    }

    private void check() {
      Set<String> ids = new LinkedHashSet<>();
      Set<String> doubles = new LinkedHashSet<>();
      for (Chain chain : chains) {
        if (!ids.add(chain.rule().id())) {
          doubles.add(chain.rule().id());
        }
      }
      for (CorrelationRule rule : rules) {
        if (!ids.add(rule.rule().id())) {
          doubles.add(rule.rule().id());
        }
      }
      if (!doubles.isEmpty()) {
        throw new IllegalStateException("more than one chain or correlation has the id " + doubles);
      }
    }
  }
}
