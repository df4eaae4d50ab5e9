package io.nanosiem.correlation;

import io.nanosiem.correlation.Outcomes.Met;
import io.nanosiem.correlation.Outcomes.Outcome;
import io.nanosiem.correlation.Outcomes.Phase;
import io.nanosiem.correlation.Outcomes.Place;
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
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Finds attacks that show only in several events together: follows {@link Chain}s for each
 * attacker, and {@link CorrelationRule}s, by event time.
 *
 * <pre>{@code
 * CorrelationDetector sensor = CorrelationDetector.builtIn();
 * sensor.accept(event, List.of(), detection -> System.err.println(detection.explanation()));
 * }</pre>
 *
 * <p><b>Time</b> is what events say; there is no clock. The same events in the same order give the
 * same detections, whatever the number of {@linkplain Builder#shards shards}. An event that
 * completes a chain is reported during the call that brought it. Late events are put where they
 * belong, up to the longest timespan back and as long as no more than 31 younger events of the same
 * group concern the same chains; what is later is counted and dropped. An event stamped more than
 * five minutes ahead of its arrival is taken at its arrival.
 *
 * <p><b>Memory</b> follows the chains and the groups under suspicion: each group has a bounded
 * state, their number is capped, and so is the sum in bytes. Beyond a bound the groups that matter
 * least are forgotten, and counted in {@link #stats()}.
 *
 * <p>Whoever is told of a detection may throw: that is thrown on when the event has been taken in.
 *
 * <p>One thread at a time.
 */
public final class CorrelationDetector implements StatefulDetector {
  private static final String MAGIC = "NSC";
  private static final int VERSION = 1;

  /** A batch smaller than this is not worth the way to other threads. */
  private static final int SMALLEST_SHARED = 32;

  private static final int MOST_SHARDS = 64;

  private final List<Chain> chains;
  private final Builder settings;

  /** What the detector as a whole counts; each shard has its own beside. */
  private final Counters counters = new Counters();

  private final Shard[] shards;

  /** Where there are several shards: the correlations that build on others. */
  private final Shard above;

  private final Crew crew;
  private final LinkTable links;
  private final boolean linking;
  private final SourceClocks clocks;
  private final RecentIds ids;
  private final GuardedFindings guarded = new GuardedFindings();
  private List<CorrelationRule> rules;
  private boolean hasWaiting;
  private long expired = Measure.NONE;
  private long seed;
  private long memoryLimit;

  private CorrelationDetector(Builder given) {
    settings = given.copy();
    chains = List.copyOf(settings.chains);
    memoryLimit = settings.maxMemory;
    seed = new SplittableRandom().nextLong();
    clocks = new SourceClocks(settings, counters);
    ids = new RecentIds(settings.rememberedIds);
    links = new LinkTable(settings.maxLinks, settings.linkValidityMillis);
    crew = new Crew(settings.executor);
    List<List<Chain>> groupings = groupings(chains);
    linking = chains.stream().anyMatch(chain -> chain.groupBy().isAttacker());
    rules = List.copyOf(settings.rules);
    CorrelationRules sorted = new CorrelationRules(rules);
    shards = new Shard[settings.shards];
    int maxKeys = (settings.maxKeys + shards.length - 1) / shards.length;
    for (int i = 0; i < shards.length; i++) {
      Shared shared = new Shared(settings, seed, maxKeys);
      shards[i] = new Shard(shared, groupings, sorted, ofShards(sorted), shards.length);
    }
    above = new Shard(new Shared(settings, seed), List.of(), sorted, aboveShards(sorted), 1);
    hasWaiting = hasWaiting();
  }

  /** Chains that are followed together: those of one grouping, as long as their facts fit. */
  private static List<List<Chain>> groupings(List<Chain> chains) {
    Map<GroupBy, List<Chain>> byGrouping = new LinkedHashMap<>();
    for (Chain chain : chains) {
      byGrouping.computeIfAbsent(chain.groupBy(), key -> new ArrayList<>()).add(chain);
    }
    List<List<Chain>> groupings = new ArrayList<>();
    for (List<Chain> all : byGrouping.values()) {
      List<Chain> some = new ArrayList<>();
      for (Chain chain : all) {
        some.add(chain);
        if (Group.factCount(some) > Group.MAX_FACTS) {
          some.remove(some.size() - 1);
          groupings.add(some);
          some = new ArrayList<>(List.of(chain));
        }
      }
      groupings.add(some);
    }
    return groupings;
  }

  /** What a single shard follows, or each of several: then those above are in no shard. */
  private BitSet ofShards(CorrelationRules sorted) {
    return shards.length == 1 ? sorted.all() : sorted.basic();
  }

  private BitSet aboveShards(CorrelationRules sorted) {
    BitSet rest = sorted.all();
    rest.andNot(ofShards(sorted));
    return rest;
  }

  private boolean hasWaiting() {
    return shards[0].net.hasWaiting() || above.net.hasWaiting();
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
    Builder next = settings.copy();
    next.rules.clear();
    next.rules(wanted);
    next.check();
    CorrelationRules sorted = new CorrelationRules(next.rules);
    for (Shard shard : shards) {
      shard.replace(sorted, ofShards(sorted));
    }
    above.replace(sorted, aboveShards(sorted));
    hasWaiting = hasWaiting();
    rules = List.copyOf(next.rules);
    settings.rules.clear();
    settings.rules.addAll(rules);
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
    if (shards.length > 1) {
      acceptAll(List.of(event), List.of(found), List.of(findings));
      return;
    }
    if (!isNew(event)) {
      return;
    }
    guarded.to(findings);
    long time = clocks.accept(event, guarded);
    String linked = link(event, time);
    Shard shard = shards[0];
    shard.shared.now = clocks.now();
    if (hasWaiting) {
      shard.shared.watermark = clocks.watermark();
    }
    shard.accept(event, found, time, linked, memoryLimit - fixedBytes(), guarded);
    shrinkLinks();
    Crew.rethrow(guarded.end());
  }

  private boolean isNew(Event event) {
    counters.events++;
    if (ids.isKnown(event, seed)) {
      counters.duplicates++;
      return false;
    }
    return true;
  }

  /** Learns from an event where its user is, and says where one was that does not tell itself. */
  private @Nullable String link(Event event, long time) {
    if (!linking) {
      return null;
    }
    String source = Group.sourceOf(event);
    String user = event.user();
    if (user != null
        && source != null
        && event.authenticationOutcome() == AuthenticationOutcome.SUCCESS) {
      links.learn(event.host(), user, source, time, clocks.now());
    }
    if (clocks.now() > expired) {
      expired = clocks.now();
      links.expire(expired);
    }
    return user == null || source != null
        ? null
        : links.find(LinkTable.key(event.host(), user), time);
  }

  private void shrinkLinks() {
    while (memoryBytes() > memoryLimit && links.dropEldest()) {
      // Nothing else is left to forget.
    }
  }

  /** Whether there are several shards, so that batches are worked on faster than events. */
  @Override
  public boolean isParallel() {
    return shards.length > 1;
  }

  @Override
  public void acceptAll(
      List<Event> events, List<List<Detection>> found, List<? extends Findings> findings) {
    if (shards.length == 1) {
      StatefulDetector.super.acceptAll(events, found, findings);
      return;
    }
    Batch batch = new Batch(events, found);
    boolean isAnyNew = false;
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      if (isNew(event)) {
        isAnyNew = true;
        long time = clocks.accept(event, guarded.to(findings.get(i)));
        String linked = link(event, time);
        batch.set(i, time, clocks.now(), hasWaiting ? clocks.watermark() : 0, linked);
      } else {
        batch.leaveOut(i);
      }
    }
    if (isAnyNew) {
      work(batch, findings);
    }
  }

  private void work(Batch batch, List<? extends Findings> findings) {
    int many = shards.length;
    int size = batch.size();
    boolean isLarge = size >= SMALLEST_SHARED;
    Throwable inPreparing =
        crew.run(
            many,
            isLarge,
            i ->
                shards[i].prepare(
                    batch, (int) ((long) size * i / many), (int) ((long) size * (i + 1) / many)));
    long limit = limitOfShard();
    Outcomes[] told = new Outcomes[many];
    Throwable inTaking =
        crew.run(
            many,
            isLarge,
            i -> {
              List<Work> mine = Arrays.stream(shards).map(shard -> shard.preparedFor(i)).toList();
              try {
                told[i] = shards[i].take(batch, mine, limit);
              } finally {
                mine.forEach(Work::clear);
              }
            });
    tell(batch, told, findings);
    above.shrinkIfDue(limit, null);
    shrinkLinks();
    rethrow(inPreparing == null ? inTaking : inPreparing, told);
  }

  /**
   * All has been taken in: throws what made an event fail, or what a caller threw at being told.
   */
  private void rethrow(@Nullable Throwable known, Outcomes[] told) {
    Throwable failure = known;
    for (int i = 0; failure == null && i < told.length; i++) {
      failure = told[i] == null ? null : told[i].failure;
    }
    Throwable ofCaller = guarded.end();
    Crew.rethrow(failure == null ? ofCaller : failure);
  }

  /** Tells what the shards have found, and hands it to the correlations that build on it. */
  private void tell(Batch batch, Outcomes[] told, List<? extends Findings> findings) {
    List<Outcome> all = sorted(told);
    int next = 0;
    for (int i = 0; i < batch.size(); i++) {
      if (batch.isLeftOut(i)) {
        continue;
      }
      above.shared.now = batch.now(i);
      above.shared.watermark = batch.watermark(i);
      above.sweepIfDue();
      int end = next;
      while (end < all.size() && all.get(end).place().event() == i) {
        end++;
      }
      tell(
          batch.event(i),
          batch.found(i),
          batch.time(i),
          all.subList(next, end),
          guarded.to(findings.get(i)));
      next = end;
    }
  }

  private static List<Outcome> sorted(Outcomes[] told) {
    List<Outcome> all = new ArrayList<>();
    for (Outcomes outcomes : told) {
      if (outcomes != null) { // it had failed
        all.addAll(outcomes.all);
      }
    }
    all.sort(Comparator.comparing(Outcome::place));
    return all;
  }

  /** Tells what was found with one event, in the order in which a single shard would have. */
  private void tell(
      @Nullable Event event,
      List<Detection> found,
      long time,
      List<Outcome> outcomes,
      Findings findings) {
    CorrelationNet net = above.net;
    boolean isAbove = net.correlators.length > 0;
    long watermark = above.shared.watermark;
    int next = 0;
    while (next < outcomes.size() && outcomes.get(next).place().phase() == Phase.CHAINS) {
      tell(outcomes.get(next++), findings);
    }
    while (next < outcomes.size() && outcomes.get(next).place().phase() == Phase.VERDICTS) {
      Place place = outcomes.get(next).place();
      net.advanceTo(place.due(), place.rank(), findings);
      Met met = null;
      for (; next < outcomes.size() && outcomes.get(next).place().equals(place); next++) {
        met = outcomes.get(next).met() == null ? met : outcomes.get(next).met();
        tell(outcomes.get(next), findings);
      }
      if (met != null) {
        above.shared.watermark = place.due();
        net.run(met.event(), met.time(), Integer.MAX_VALUE, findings);
      }
    }
    above.shared.watermark = watermark;
    if (isAbove) {
      net.advanceTo(watermark, findings);
    }
    if (event == null) {
      return;
    }
    if (isAbove) {
      net.hear(found);
    }
    while (next < outcomes.size()) {
      net.run(event, time, outcomes.get(next).place().rank(), findings);
      tell(outcomes.get(next++), findings);
    }
    net.run(event, time, Integer.MAX_VALUE, findings);
  }

  private void tell(Outcome outcome, Findings findings) {
    if (outcome.detection() != null) {
      findings.add(outcome.detection());
    }
    if (outcome.met() != null) {
      above.net.hear(outcome.met());
    }
  }

  @Override
  public void advanceTo(Instant eventTime, Findings findings) {
    boolean isEnd = eventTime.equals(Instant.MAX);
    guarded.to(findings);
    Outcomes[] told = new Outcomes[0];
    if (!isEnd) {
      clocks.advanceTo(SourceClocks.millis(eventTime));
    }
    // At the end of a replay what waits for a time is decided, and what is held can go.
    long watermark = isEnd ? Long.MAX_VALUE : clocks.watermark();
    links.expire(isEnd ? Long.MAX_VALUE : clocks.now());
    above.shared.now = clocks.now();
    above.shared.watermark = watermark;
    if (shards.length == 1) {
      shards[0].shared.now = clocks.now();
      shards[0].shared.watermark = watermark;
      shards[0].net.advanceTo(watermark, guarded);
      shards[0].sweepIfDue();
    } else {
      told = new Outcomes[shards.length];
      for (int i = 0; i < told.length; i++) {
        told[i] = shards[i].decide(clocks.now(), watermark);
      }
      tell(null, List.of(), 0, sorted(told), guarded);
      above.sweepIfDue();
    }
    if (isEnd) {
      for (Shard shard : shards) {
        shard.sweepAll();
      }
      above.sweepAll();
    }
    rethrow(null, told);
  }

  @Override
  public long memoryBytes() {
    long bytes = fixedBytes() + above.shared.used;
    for (Shard shard : shards) {
      bytes += shard.shared.used;
    }
    return bytes;
  }

  /** What is held beside groups. */
  private long fixedBytes() {
    long bytes = 2_048 + links.bytes() + clocks.bytes() + ids.bytes();
    for (Shard shard : shards) {
      bytes += shard.workBytes();
    }
    return bytes;
  }

  private long limitOfShard() {
    return (memoryLimit - fixedBytes()) / (shards.length + 1);
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
    writer.number(seed);
    total().write(writer);
    ids.write(writer);
    clocks.write(writer);
    links.write(writer);
    writer.number(shards[0].swept());
    List<List<KeyGroup>> followers = followers();
    writer.number(followers.size());
    for (List<KeyGroup> follower : followers) {
      writer.text(follower.get(0).name());
      KeyGroup.write(follower, writer);
    }
    writer.end();
  }

  /** Each grouping of chains and each correlation, as the shards have it. */
  private List<List<KeyGroup>> followers() {
    List<List<KeyGroup>> followers = new ArrayList<>();
    for (int i = 0; i < shards[0].all().size(); i++) {
      int place = i;
      followers.add(Arrays.stream(shards).map(shard -> shard.all().get(place)).toList());
    }
    for (KeyGroup one : above.all()) {
      followers.add(List.of(one));
    }
    return followers;
  }

  private Counters total() {
    Counters total = new Counters();
    total.add(counters);
    total.add(above.shared.counters);
    for (Shard shard : shards) {
      total.add(shard.shared.counters);
    }
    return total;
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
    long limit = shards.length == 1 ? memoryLimit - fixedBytes() : limitOfShard();
    for (Shard shard : shards) {
      shard.shrinkIfDue(limit, null);
    }
    above.shrinkIfDue(limit, null);
    shrinkLinks();
  }

  private void read(StateReader in) throws IOException {
    seed = in.number();
    above.shared.seed = seed;
    counters.read(in);
    ids.read(in);
    clocks.read(in);
    links.read(in);
    long swept = in.number();
    above.swept(swept);
    for (Shard shard : shards) {
      shard.shared.seed = seed;
      shard.swept(swept);
    }
    Map<String, List<List<KeyGroup>>> free = new HashMap<>();
    for (List<KeyGroup> follower : followers()) {
      free.computeIfAbsent(follower.get(0).name(), name -> new ArrayList<>()).add(follower);
    }
    KeyGroup none = new Group(GroupBy.nothing(), List.of(), new Shared(settings, seed));
    for (int i = in.count(Integer.MAX_VALUE); i > 0; i--) {
      String name = in.text();
      Match.Names old = Match.Names.read(in);
      List<List<KeyGroup>> ofName = free.getOrDefault(name, List.of());
      Optional<List<KeyGroup>> heir =
          ofName.stream().filter(follower -> follower.get(0).isHeir(old)).findFirst();
      if (heir.isPresent()) {
        ofName.remove(heir.get());
        KeyGroup.read(heir.get(), old, in);
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
    int followed = above.size();
    for (Shard shard : shards) {
      followed += shard.size();
    }
    Counters total = total();
    return new CorrelationStats(
        total.events,
        total.duplicates,
        total.relevant,
        total.fired,
        total.suppressed,
        total.late,
        total.lateDropped,
        total.reworked,
        total.fieldMissing,
        total.futureClocks,
        total.factFailures,
        total.notNumeric,
        followed,
        total.expired,
        total.evicted,
        total.protectedEvicted,
        total.evidenceDropped,
        links.size(),
        links.evicted,
        clocks.size(),
        total.sourcesForgotten,
        total.zoneSuspects,
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
    int shards = 1;
    @Nullable Executor executor;
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
      copy.shards = shards;
      copy.executor = executor;
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
     * Divides the groups into shards by their key, which work side by side on batches of events;
     * one unless said. The alerts are the same for any number as long as no bound is reached: each
     * shard has its share of the groups and of the memory. Correlations that build on others are
     * followed by the thread that calls, as they hear little.
     *
     * <p>It pays where an engine has more to correlate than one core can, which is millions of
     * events a second that concern a chain or a correlation. {@linkplain Fact Facts} are asked from
     * several threads then.
     *
     * @param count 1 to 64
     * @param pool whose threads help the calling one; that takes on what they do not. Not closed
     *     here
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder shards(int count, Executor pool) {
      if (count > MOST_SHARDS) {
        throw new IllegalArgumentException("shards " + count + " is more than " + MOST_SHARDS);
      }
      shards = positive("shards", count);
      executor = pool;
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
