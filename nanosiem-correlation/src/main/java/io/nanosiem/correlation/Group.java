package io.nanosiem.correlation;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Findings;
import io.nanosiem.event.Event;
import io.nanosiem.internal.EventSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chains that group events in the same way, followed together: one look-up an event whatever their
 * number, and each fact asked once whatever the number of steps that look for it.
 *
 * <p>At most 64 different facts go into one group; chains beyond that get another.
 */
final class Group extends KeyGroup {
  static final int MAX_FACTS = 64;

  /** Events larger than this are not kept as evidence, except where they complete a chain. */
  static final long LARGEST_EVIDENCE = 64 * 1024;

  private static final int MAX_REPEAT = 1_000;

  final ChainPlan[] plans;
  final Kind[] kinds;
  final int stride;

  /** The event at hand, as the history of a group holds it. */
  final long[] row;

  final int maxEvidence;
  final long longest;
  final long lateLimit;

  private final GroupBy groupBy;
  private final Fact[] facts;
  private final String[] distinctFields;
  private final @Nullable LinkTable links;
  private final long seed;

  private long arrivals;
  private long eventBytes;
  private Entity.Kind keyKind = Entity.Kind.OTHER;
  private String keyValue = "";

  /** What the story of a step counts, shared by the steps of all chains that look for the same. */
  static final class Kind {
    final int index;
    final long factMask;
    final long atOnceMask;
    final int distinct;
    int threshold;
    int samples;

    Kind(int index, long factMask, long atOnceMask, int distinct) {
      this.index = index;
      this.factMask = factMask;
      this.atOnceMask = atOnceMask;
      this.distinct = distinct;
    }

    boolean isMetBy(long[] row) {
      long mask = row[ChainState.MASK];
      return (mask & atOnceMask) != 0
          || ((mask & factMask) != 0 && (distinct < 0 || row[ChainState.VALUES + distinct] != 0));
    }
  }

  Group(
      GroupBy groupBy,
      List<Chain> chains,
      CorrelationDetector.Builder settings,
      Counters counters,
      LinkTable links,
      long seed) {
    super(counters, settings.maxKeys);
    this.groupBy = groupBy;
    this.links = groupBy.isAttacker() ? links : null;
    this.maxEvidence = settings.maxEvidence;
    this.seed = seed;
    List<Fact> allFacts = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    Map<List<Long>, Kind> allKinds = new LinkedHashMap<>();
    plans = new ChainPlan[chains.size()];
    long span = 0;
    long quiet = 0;
    for (int i = 0; i < plans.length; i++) {
      Chain chain = chains.get(i);
      List<Chain.Step> described = chain.steps();
      int share = Math.max(1, maxEvidence / described.size());
      ChainPlan.Step[] steps = new ChainPlan.Step[described.size()];
      int cell = 0;
      for (int j = 0; j < steps.length; j++) {
        Chain.Step step = described.get(j);
        long factMask = bit(allFacts, step.fact());
        Fact alone = step.atOnce();
        long atOnceMask = alone == null ? 0 : bit(allFacts, alone);
        int distinct = -1;
        String field = step.distinct();
        if (field != null) {
          distinct = fields.indexOf(field);
          if (distinct < 0) {
            distinct = fields.size();
            fields.add(field);
          }
        }
        int distinctIndex = distinct;
        Kind kind =
            allKinds.computeIfAbsent(
                List.of(factMask, atOnceMask, (long) distinct),
                key -> new Kind(allKinds.size(), factMask, atOnceMask, distinctIndex));
        kind.threshold = Math.max(kind.threshold, step.threshold());
        kind.samples = Math.max(kind.samples, share);
        steps[j] =
            new ChainPlan.Step(kind.index, step.threshold(), distinct, factMask, atOnceMask, cell);
        cell = steps[j].stateCell + 1;
      }
      plans[i] = new ChainPlan(chain, i, steps);
      span = Math.max(span, plans[i].timespan);
      quiet = Math.max(quiet, plans[i].quiet);
    }
    facts = allFacts.toArray(new Fact[0]);
    distinctFields = fields.toArray(new String[0]);
    kinds = allKinds.values().toArray(new Kind[0]);
    stride = ChainState.VALUES + distinctFields.length;
    row = new long[stride];
    longest = span;
    lateLimit = Math.min(span, settings.lateLimitMillis);
    retention = span + lateLimit;
  }

  private static long bit(List<Fact> facts, Fact fact) {
    int at = facts.indexOf(fact);
    if (at < 0) {
      at = facts.size();
      facts.add(fact);
    }
    return 1L << at;
  }

  /** How many facts these chains look for. */
  static int factCount(List<Chain> chains) {
    List<Fact> all = new ArrayList<>();
    for (Chain chain : chains) {
      for (Chain.Step step : chain.steps()) {
        bit(all, step.fact());
        Fact alone = step.atOnce();
        if (alone != null) {
          bit(all, alone);
        }
      }
    }
    return all.size();
  }

  /** Takes an event in, and says which group it changed; null if it concerns no chain. */
  @Nullable ChainState accept(Event event, List<Detection> found, long time, Findings out) {
    long mask = 0;
    for (int i = 0; i < facts.length; i++) {
      if (holds(facts[i], event, found)) {
        mask |= 1L << i;
      }
    }
    if (mask == 0) {
      return null;
    }
    counters.relevant++;
    if (!findKey(event, time)) {
      counters.fieldMissing++;
      return null;
    }
    row[ChainState.TIME] = time;
    row[ChainState.MASK] = mask;
    row[ChainState.ARRIVAL] = arrivals++;
    row[ChainState.WEIGHT] = weight(event);
    boolean concerned = distinctFields.length == 0;
    for (int i = 0; i < distinctFields.length; i++) {
      row[ChainState.VALUES + i] = value(event, distinctFields[i]);
    }
    for (int i = 0; i < kinds.length && !concerned; i++) {
      concerned = kinds[i].isMetBy(row);
    }
    if (!concerned) {
      return null;
    }
    eventBytes = -1;
    long hash = Hash64.of(seed, keyValue);
    ChainState state = (ChainState) table.find(hash, keyKind, keyValue);
    if (state == null) {
      makeRoom();
      state = new ChainState(new Entity(keyKind, keyValue), hash, this);
      table.add(state);
    } else {
      table.use(state);
    }
    long before = state.bytes;
    state.accept(this, event, out);
    table.resized(state.bytes - before);
    return state;
  }

  private boolean holds(Fact fact, Event event, List<Detection> found) {
    try {
      return fact.matches(event, found);
    } catch (RuntimeException e) {
      counters.factFailures++;
      return false;
    }
  }

  long eventBytes(Event event) {
    if (eventBytes < 0) {
      eventBytes = EventSize.of(event);
    }
    return eventBytes;
  }

  private boolean findKey(Event event, long time) {
    LinkTable table = links;
    if (table == null) {
      String key = groupBy.key(event);
      if (key == null) {
        return false;
      }
      keyKind = groupBy.kind();
      keyValue = key;
      return true;
    }
    String source = sourceOf(event);
    if (source != null) {
      keyKind = kindOf(source);
      keyValue = source;
      return true;
    }
    String host = event.host();
    String user = event.user();
    if (user != null) {
      String linked = table.find(LinkTable.key(host, user), time);
      if (linked != null) {
        keyKind = kindOf(linked);
        keyValue = linked;
      } else {
        keyKind = Entity.Kind.USER;
        keyValue = host == null ? user : user + "@" + host;
      }
      return true;
    }
    if (host != null) {
      keyKind = Entity.Kind.HOST;
      keyValue = host;
      return true;
    }
    if (event.sourceAddress() != null) {
      keyKind = Entity.Kind.ADDRESS;
      keyValue = event.sourceAddress();
      return true;
    }
    return false;
  }

  /** Where an event came from: an address, or the host name that stands in its place. */
  static @Nullable String sourceOf(Event event) {
    String address = event.sourceAddress();
    if (address != null && !address.isEmpty()) {
      return isLoopback(address) ? null : address;
    }
    return event.derived().get("source.domain") instanceof String name && !name.isEmpty()
        ? name
        : null;
  }

  /** Addresses end in a digit or hold a colon; a host name ends in a label that is no number. */
  private static Entity.Kind kindOf(String source) {
    char last = source.charAt(source.length() - 1);
    return (last >= '0' && last <= '9') || source.indexOf(':') >= 0
        ? Entity.Kind.ADDRESS
        : Entity.Kind.HOST;
  }

  /** Every machine has this address, so it tells nothing about who it was. */
  private static boolean isLoopback(String address) {
    return address.startsWith("127.") || address.equals("::1");
  }

  static long weight(Event event) {
    if (event.derived().isEmpty()) {
      return 1;
    }
    return event.derived().get("event.repeat") instanceof Number number
        ? Math.max(1, Math.min(MAX_REPEAT, number.longValue()))
        : 1;
  }

  /** A value as a hash; 0 if there is none. */
  private long value(Event event, String field) {
    if (field.equals("destinationPort")) {
      int port = event.destinationPort().orElse(-1);
      return port < 0 ? 0 : Hash64.mix(port + 1L);
    }
    String text = GroupBy.text(event.field(field));
    if (text == null) {
      return 0;
    }
    long hash = Hash64.of(seed, text);
    return hash == 0 ? 1 : hash;
  }
}
