package io.nanosiem.correlation;

import io.nanosiem.detect.Entity;
import io.nanosiem.event.Event;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The groups of one grouping, and the plans that follow them. One thread. */
abstract class KeyGroup {
  /** Events larger than this are not kept as evidence, except where they complete something. */
  static final long LARGEST_EVIDENCE = 64 * 1024;

  final Counters counters;
  final Shared shared;
  KeyTable table;
  final Plan[] plans;

  /** What the story tells of, and how many numbers a row has. */
  final Kind[] kinds;

  final int stride;

  /** The event at hand as a row. */
  final long[] row;

  /** Whom the row is about. */
  Entity.Kind keyKind = Entity.Kind.OTHER;

  String key = "";

  /** When the condition last asked about holds. */
  long holds = Measure.NONE;

  /** Where rows of one time are that are being put in order. */
  final int[] places = new int[History.LENGTH];

  /** How many events are kept for one story, of which rows, and counts while they are chosen. */
  final int maxEvidence;

  final long toldMask;
  final int[] many = new int[Long.SIZE];
  final int[] seen = new int[Long.SIZE];

  final boolean keepsHistory;
  final long longest;
  final long lateLimit;

  /** How long after it was touched last a group is kept. */
  private final long retention;

  private final int maxKeys;
  private long nextSweep = Measure.NONE;

  /** What the state at hand took when the table was last told. */
  private int counted;

  private long arrivals;

  /** What the story of a step counts, shared by all steps that look for the same. */
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

    boolean isMetBy(long[] rows, int at) {
      long mask = rows[at + Row.MASK];
      return (mask & atOnceMask) != 0
          || ((mask & factMask) != 0 && (distinct < 0 || rows[at + Row.VALUES + distinct] != 0));
    }
  }

  KeyGroup(Shared shared, Plan[] plans, Kind[] kinds, int values, long lateLimit) {
    this.counters = shared.counters;
    this.table = new KeyTable(shared);
    this.maxKeys = shared.maxKeys;
    this.shared = shared;
    this.plans = plans;
    this.kinds = kinds;
    this.lateLimit = lateLimit;
    maxEvidence = shared.settings.maxEvidence;
    long told = 0;
    for (Kind kind : kinds) {
      told |= kind.factMask | kind.atOnceMask;
    }
    toldMask = told;
    stride = Row.VALUES + values;
    row = new long[stride];
    long span = 0;
    long quiet = 0;
    boolean history = false;
    for (Plan plan : plans) {
      Measure measure = plan.measure();
      history |= measure == null || !measure.isSelfSufficient;
      span = Math.max(span, plan.timespan);
      quiet = Math.max(quiet, plan.quiet);
    }
    keepsHistory = history;
    longest = span;
    retention = Math.max(span + lateLimit, quiet);
  }

  /** Begins the row of an event; its values are still to be set. */
  final void row(long time, long mask, Event event) {
    row[Row.TIME] = time;
    row[Row.MASK] = mask;
    long bytes = event.heapBytes();
    boolean isSmall = bytes <= LARGEST_EVIDENCE;
    counters.evidenceDropped += isSmall ? 0 : 1;
    row[Row.ORDER] = Row.order(weight(event), isSmall ? bytes : 0);
  }

  private static long weight(Event event) {
    return !event.derived().isEmpty() && event.derived().get("event.repeat") instanceof Number many
        ? Math.max(1, Math.min(Row.MAX_WEIGHT, many.longValue()))
        : 1;
  }

  /** Hands the row at hand to the group that it belongs to, whose key has this hash. */
  final KeyState accept(int hash, Event event) {
    row[Row.ORDER] = Row.arrived(row[Row.ORDER], arrivals++);
    KeyState state = table.find(hash, keyKind, key);
    if (state == null) {
      if (table.size() >= maxKeys) {
        evictOne();
      }
      state = KeyState.of(keyKind, key, hash, plans.length);
      table.add(state);
    } else {
      state.isUsed = true;
    }
    counted = state.bytes;
    state.accept(this, event);
    table.resized(state, state.bytes - counted);
    return state;
  }

  /** Whether the row at hand cannot meet any condition by itself. */
  final boolean isIndecisive(long[] first) {
    for (Plan plan : plans) {
      Measure measure = plan.measure();
      if ((first[Row.MASK] & plan.mask) != 0
          && (measure == null || measure.mayFireAlone(first, 0))) {
        return false;
      }
    }
    return true;
  }

  /** A value as a hash, after others. */
  final long hash(long before, String value) {
    return Hash64.of(shared.seed ^ before, value);
  }

  /** As there are as many groups as there may be. */
  private void evictOne() {
    boolean areFew = table.newcomers() < (maxKeys + 3) / 4;
    evict(areFew && table.hasVictim(true, null), null);
  }

  final void evict(boolean ofProtected, @Nullable KeyState spared) {
    KeyState victim = table.evict(ofProtected, spared);
    if (victim != null) {
      forget(victim);
      counters.evicted++;
      if (victim.isProtected) {
        counters.protectedEvicted++;
      }
    }
  }

  /** The state at hand is worth keeping. */
  final void protect(KeyState state) {
    if (!state.isProtected) {
      table.resized(state, state.bytes - counted);
      counted = state.bytes;
      table.protect(state);
    }
  }

  /** Drops the groups whose time is over, now and then. */
  final void sweepIfDue(long now) {
    if (now >= nextSweep) {
      sweep(now - retention);
      nextSweep = now + Math.max(1, retention / 8);
    }
  }

  /** Drops the groups that were not touched since a time. */
  final void sweep(long since) {
    counters.expired += table.sweep(since, this);
  }

  // ---- what a state has found ----

  /** Whether anybody wants to know of each firing, reported or not. */
  boolean isHeard() {
    return false;
  }

  /** Tells whoever wants to know of each firing. */
  void raise(KeyState state, KeyState.Firing firing) {
    // Chains are heard by nobody but through what they report.
  }

  abstract void report(Plan plan, KeyState state, KeyState.Firing firing);

  // ---- verdicts that wait ----

  /** Whether a verdict on a state is still to come, however long nothing has touched it. */
  boolean isWaiting(KeyState state) {
    return false;
  }

  /** The state has another time for its verdict, or none. */
  void schedule(KeyState state) {
    // Only correlations have verdicts that wait.
  }

  /** Decides the window of a state that waits. */
  final void decide(KeyState state) {
    counted = state.bytes;
    state.decide(this);
    table.resized(state, state.bytes - counted);
  }

  /** The state is no longer followed. */
  void forget(KeyState state) {
    // Nothing of it is kept elsewhere.
  }

  // ---- snapshots ----

  /** What it is called. */
  abstract String name();

  /** What its parts are called, for a snapshot that outlives them. */
  abstract Match.Names names();

  /** Whether it follows any of the plans that another grouping of its name followed. */
  final boolean isHeir(Match.Names old) {
    return !Collections.disjoint(old.plans(), names().plans());
  }

  /** A plan is what it was if this text is, and so are the settings that shape its cells. */
  static String fingerprint(Plan plan) {
    Measure measure = plan.measure();
    return plan.fingerprint() + '|' + (measure == null ? "" : measure.head);
  }

  /** Writes what all shards know of a grouping. */
  static void write(List<KeyGroup> shards, StateWriter out) throws IOException {
    KeyGroup first = shards.get(0);
    first.names().write(out);
    long arrivals = 0;
    int size = 0;
    for (KeyGroup shard : shards) {
      arrivals = Math.max(arrivals, shard.arrivals);
      size += shard.table.size();
    }
    out.number(arrivals);
    out.number(first.nextSweep);
    out.number(size);
    for (KeyGroup shard : shards) {
      for (KeyState state : shard.table.inTurn()) {
        state.write(shard, out);
      }
    }
  }

  /**
   * Takes over what was written for a grouping that is, or was much like, this.
   *
   * @param old what its parts were called
   */
  static void read(List<KeyGroup> shards, Match.Names old, StateReader in) throws IOException {
    KeyGroup first = shards.get(0);
    Match match = Match.of(old, first.names());
    long arrivals = in.number();
    long nextSweep = in.number();
    for (KeyGroup shard : shards) {
      shard.arrivals = arrivals;
      shard.nextSweep = nextSweep;
    }
    for (int i = in.count(Integer.MAX_VALUE); i > 0; i--) {
      KeyState state = KeyState.read(first, match, in);
      if (state != null) {
        shards.get(Shard.of(state.hash, shards.size())).take(state);
      }
    }
  }

  private void take(KeyState state) {
    if (table.find(state.hash, state.kind, state.key) != null) {
      return;
    }
    boolean isProtected = state.isProtected;
    state.isProtected = false;
    table.add(state);
    if (isProtected) {
      table.protect(state);
    }
    restored(state);
    if (table.size() > maxKeys) {
      evictOne();
    }
  }

  /** Reads over what was written for a grouping that is no more; this one follows nothing. */
  final void skip(Match.Names old, StateReader in) throws IOException {
    Match match = Match.of(old, names());
    in.number();
    in.number();
    for (int i = in.count(Integer.MAX_VALUE); i > 0; i--) {
      KeyState.read(this, match, in);
    }
  }

  /** Goes on counting where another stopped. */
  final void adoptArrivals(KeyGroup old) {
    arrivals = old.arrivals;
    nextSweep = old.nextSweep;
  }

  /** A state was read. */
  void restored(KeyState state) {
    // Nothing of it is kept elsewhere.
  }

  /** The hash of a key: its lower bits are for tables, its upper ones tell the shard. */
  final int hash(String of) {
    return (int) Hash64.of(shared.seed, of);
  }
}
