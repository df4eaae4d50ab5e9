package io.nanosiem.correlation;

import io.nanosiem.correlation.Outcomes.Phase;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Findings;
import io.nanosiem.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A share of the groups that a detector follows, by the hash of their key, with a share of the
 * memory: what one thread works on at a time. It knows nothing of other shards.
 *
 * <p>A batch of events takes two steps, each in all shards at once: every shard makes rows of some
 * of the events, then every shard takes in the rows that belong to it.
 */
final class Shard {
  final Shared shared;
  final Group[] groups;
  CorrelationNet net;

  /** The groupings of chains, and the correlations. */
  private KeyGroup[] followers;

  private long swept = Measure.NONE;
  private final Work[] prepared;
  private final Outcomes outcomes = new Outcomes();

  Shard(Shared shared, List<List<Chain>> groupings, CorrelationRules rules, BitSet wanted, int of) {
    this.shared = shared;
    groups = new Group[groupings.size()];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = new Group(groupings.get(i).get(0).groupBy(), groupings.get(i), shared);
    }
    net = new CorrelationNet(rules, wanted, shared);
    followers = followers();
    prepared = new Work[of];
    Arrays.setAll(prepared, i -> new Work());
  }

  /** To which of so many shards a hash belongs. */
  static int of(int hash, int shards) {
    return (int) (((hash & 0xffffffffL) * shards) >>> Integer.SIZE);
  }

  private KeyGroup[] followers() {
    List<KeyGroup> all = new ArrayList<>(Arrays.asList(groups));
    all.addAll(Arrays.asList(net.correlators));
    return all.toArray(new KeyGroup[0]);
  }

  /** Follows other correlations, and goes on with those that have not changed. */
  void replace(CorrelationRules rules, BitSet wanted) {
    CorrelationNet next = new CorrelationNet(rules, wanted, shared);
    Map<String, Correlator> byName = new HashMap<>();
    for (Correlator correlator : next.correlators) {
      byName.put(correlator.name(), correlator);
    }
    for (Correlator before : net.correlators) {
      Correlator heir = byName.get(before.name());
      if (heir != null && heir.isHeir(before.names())) {
        heir.adopt(before);
      } else {
        before.table.discard();
      }
    }
    net = next;
    followers = followers();
  }

  /** What follows groups here, by name. */
  List<KeyGroup> all() {
    return List.of(followers);
  }

  // ---- one event after the other ----

  /**
   * Takes an event in that the only shard there is has to deal with.
   *
   * @param limit how many bytes its groups may take
   */
  void accept(
      Event event,
      List<Detection> found,
      long time,
      @Nullable String linked,
      long limit,
      Findings findings) {
    sweepIfDue();
    for (Group group : groups) {
      if (group.prepare(event, found, time, linked)) {
        KeyState changed = group.accept(group.hash(group.key), event, findings);
        shrinkIfDue(limit, changed);
      }
    }
    if (net.hasWaiting()) {
      net.advanceTo(shared.watermark, findings);
    }
    net.accept(event, found, time, findings);
    shrinkIfDue(limit, net.changed);
  }

  // ---- a batch ----

  /** Makes rows of some of the events of a batch; of all but those that make it fail. */
  void prepare(Batch batch, int from, int to) {
    Throwable failure = null;
    for (int i = from; i < to; i++) {
      try {
        if (!batch.isLeftOut(i)) {
          prepare(batch, i);
        }
      } catch (Throwable t) {
        failure = failure == null ? t : failure;
      }
    }
    Crew.rethrow(failure);
  }

  private void prepare(Batch batch, int i) {
    Event event = batch.event(i);
    List<Detection> found = batch.found(i);
    for (int g = 0; g < groups.length; g++) {
      Group group = groups[g];
      if (group.prepare(event, found, batch.time(i), batch.linked(i))) {
        int hash = group.hash(group.key);
        prepared[of(hash, prepared.length)].add(i, g, group, hash);
      }
    }
    net.prepare(i, event, found, batch.time(i), groups.length, prepared);
  }

  /** Rows that were made here for another shard. */
  Work preparedFor(int shard) {
    return prepared[shard];
  }

  /**
   * Takes in the rows of a batch that belong here.
   *
   * @param sources the rows, in order
   * @param limit how many bytes its groups may take
   */
  Outcomes take(Batch batch, List<Work> sources, long limit) {
    Outcomes to = outcomes;
    to.clear();
    int source = 0;
    int at = 0;
    for (int i = 0; i < batch.size(); i++) {
      if (batch.isLeftOut(i)) {
        continue;
      }
      shared.now = batch.now(i);
      shared.watermark = batch.watermark(i);
      sweepIfDue();
      boolean isDecided = false;
      while (source < sources.size()) {
        Work work = sources.get(source);
        if (at == work.size) {
          source++;
          at = 0;
          continue;
        }
        if (work.event(at) != i) {
          break;
        }
        int follower = work.follower(at);
        if (follower >= groups.length && !isDecided) {
          decide(i, to);
          isDecided = true;
        }
        try {
          shrinkIfDue(limit, take(batch.event(i), work, at, follower, to));
        } catch (Throwable t) {
          to.failed(t);
        }
        at++;
      }
      if (!isDecided) {
        decide(i, to);
      }
    }
    return to;
  }

  private KeyState take(Event event, Work work, int at, int follower, Outcomes to) {
    if (follower >= groups.length) {
      return net.accept(follower - groups.length, work, at, event, to);
    }
    Group group = groups[follower];
    work.load(at, group);
    to.at(work.event(at), Phase.CHAINS, follower, 0);
    return group.accept(work.hash(at), event, to);
  }

  private void decide(int place, Outcomes to) {
    try {
      if (net.hasWaiting()) {
        net.advanceTo(shared.watermark, place, to);
      }
    } catch (Throwable t) {
      to.failed(t);
    }
  }

  /** Nothing has come: decides what is due by now, as the only event of a batch. */
  Outcomes decide(long now, long watermark) {
    Outcomes to = outcomes;
    to.clear();
    shared.now = now;
    shared.watermark = watermark;
    decide(0, to);
    sweepIfDue();
    return to;
  }

  // ---- what has to go ----

  void sweepIfDue() {
    if (shared.now > swept) {
      swept = shared.now;
      for (KeyGroup group : followers) {
        group.sweepIfDue(swept);
      }
    }
  }

  /** The end of a replay: all that was held can go. */
  void sweepAll() {
    for (KeyGroup group : followers) {
      group.sweep(Long.MAX_VALUE);
    }
  }

  void shrinkIfDue(long limit, @Nullable KeyState changed) {
    if (shared.used > limit) {
      shrink(limit, changed);
    }
  }

  /**
   * Forgets what matters least until it fits: evidence before groups, those on probation before
   * those under protection as long as they have a quarter of the memory; the group at hand last of
   * all.
   */
  private void shrink(long limit, @Nullable KeyState changed) {
    long goal = limit - Math.abs(limit) / 32;
    while (shared.used > goal) {
      boolean ofProtected = shared.onProbation < limit / 4;
      if (!dropEvidence(ofProtected, goal)
          && !evictLargest(ofProtected, changed)
          && !dropEvidence(!ofProtected, goal)
          && !evictLargest(!ofProtected, changed)) {
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
      long enough = shared.used - goal;
      dropped += enough > 0 ? group.table.dropEvidence(group.stride, ofProtected, enough) : 0;
    }
    if (dropped > 0) {
      shared.counters.evidenceDropped++;
    }
    return dropped > 0;
  }

  /** Heap that rows take on their way to other shards, estimated. */
  long workBytes() {
    long bytes = 0;
    for (Work work : prepared) {
      bytes += work.bytes();
    }
    return bytes;
  }

  /** How many groups it follows. */
  int size() {
    int followed = 0;
    for (KeyGroup group : followers) {
      followed += group.table.size();
    }
    return followed;
  }

  long swept() {
    return swept;
  }

  void swept(long time) {
    swept = time;
  }
}
