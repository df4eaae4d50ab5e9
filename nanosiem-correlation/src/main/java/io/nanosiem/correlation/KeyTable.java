package io.nanosiem.correlation;

import io.nanosiem.detect.Entity;
import io.nanosiem.internal.EventSize;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The groups being followed: a hash table whose entries are also in one of two queues.
 *
 * <p>Those on probation have done little; they are the first to go when room is needed. Those under
 * protection have come half-way to a threshold, reached a second step or raised an alert, and go
 * only when nobody is left on probation. So whoever spoofs a million addresses displaces his own
 * million, and not the attack that is under way. Nor can those under protection starve newcomers:
 * where these have less than a quarter of what there is, the others make room.
 *
 * <p>Within a queue the oldest goes, but one that was used since it came to its place is put at the
 * end instead (second chance): nearly the least recently used, without touching neighbours each
 * time one is used. O(1) amortised. What has expired is found by looking at all now and then.
 */
final class KeyTable {
  private @Nullable KeyState[] buckets = new KeyState[64];
  private final Queue probation = new Queue();
  private final Queue protection = new Queue();
  private final Shared shared;

  KeyTable(Shared shared) {
    this.shared = shared;
    shared.used += bytes();
  }

  /** Entries in the order of their turn. */
  private static final class Queue {
    @Nullable KeyState oldest;
    @Nullable KeyState newest;

    int size;
    long bytes;

    /** Those before it have no evidence any more; null if none has. */
    @Nullable KeyState witness;

    void append(KeyState state) {
      state.older = newest;
      state.newer = null;
      if (newest == null) {
        oldest = state;
      } else {
        newest.newer = state;
      }
      newest = state;
      if (witness == null) {
        witness = state;
      }
    }

    void remove(KeyState state) {
      if (witness == state) {
        witness = state.newer;
      }
      KeyState before = state.older;
      KeyState after = state.newer;
      if (before == null) {
        oldest = after;
      } else {
        before.newer = after;
      }
      if (after == null) {
        newest = before;
      } else {
        after.older = before;
      }
      state.older = null;
      state.newer = null;
    }
  }

  @Nullable KeyState find(int hash, Entity.Kind kind, String key) {
    KeyState state = buckets[hash & buckets.length - 1];
    while (state != null && (state.hash != hash || state.kind != kind || !state.key.equals(key))) {
      state = state.chained;
    }
    return state;
  }

  void add(KeyState state) {
    if (size() == buckets.length) {
      grow();
    }
    int at = state.hash & buckets.length - 1;
    state.chained = buckets[at];
    buckets[at] = state;
    probation.append(state);
    enter(state);
  }

  private void enter(KeyState state) {
    queue(state).size++;
    resized(state, held(state));
  }

  private void leave(KeyState state) {
    queue(state).size--;
    resized(state, -held(state));
  }

  private Queue queue(KeyState state) {
    return state.isProtected ? protection : probation;
  }

  /** With its key, which the event may hold too. */
  private static long held(KeyState state) {
    return state.bytes + EventSize.ofText(state.key);
  }

  void protect(KeyState state) {
    if (!state.isProtected) {
      probation.remove(state);
      leave(state);
      state.isProtected = true;
      protection.append(state);
      enter(state);
    }
  }

  /** The state takes so many bytes more. */
  void resized(KeyState state, long delta) {
    queue(state).bytes += delta;
    shared.used += delta;
    shared.onProbation += state.isProtected ? 0 : delta;
  }

  private void remove(KeyState state) {
    int at = state.hash & buckets.length - 1;
    KeyState before = buckets[at];
    if (before == state) {
      buckets[at] = state.chained;
    } else {
      while (before != null && before.chained != state) {
        before = before.chained;
      }
      if (before != null) {
        before.chained = state.chained;
      }
    }
    queue(state).remove(state);
    leave(state);
  }

  /**
   * Forgets the group that matters least among those on probation or the protected ones, but not
   * the one given; null if there is no other.
   */
  @Nullable KeyState evict(boolean ofProtected, @Nullable KeyState spared) {
    KeyState victim = victim(ofProtected ? protection : probation, spared);
    if (victim != null) {
      remove(victim);
    }
    return victim;
  }

  private static @Nullable KeyState victim(Queue queue, @Nullable KeyState spared) {
    KeyState state = queue.oldest;
    if (state == null || (state == spared && state.newer == null)) {
      return null;
    }
    while (state.isUsed || state == spared) {
      // Ends: whatever was passed over once is not used any more.
      state.isUsed = false;
      queue.remove(state);
      queue.append(state);
      state = queue.oldest;
      if (state == null) {
        return null;
      }
    }
    return state;
  }

  /** Whether {@link #evict} would find one. */
  boolean hasVictim(boolean ofProtected, @Nullable KeyState spared) {
    KeyState state = (ofProtected ? protection : probation).oldest;
    return state != null && (state != spared || state.newer != null);
  }

  /** Drops the evidence of groups, those whose turn comes first, until enough is free. */
  long dropEvidence(int stride, boolean ofProtected, long enough) {
    Queue queue = ofProtected ? protection : probation;
    long before = queue.bytes;
    KeyState state = queue.witness;
    for (; state != null && before - queue.bytes < enough; state = state.newer) {
      int bytes = state.bytes;
      if (state.dropEvidence(stride)) {
        resized(state, state.bytes - bytes);
      }
    }
    queue.witness = state;
    return before - queue.bytes;
  }

  /**
   * Drops the groups that were last touched before a time and wait for no verdict. All at once and
   * at times that depend on events alone: which groups are there must not depend on how they are
   * hashed. Returns how many groups were dropped.
   */
  int sweep(long since, KeyGroup group) {
    int before = size();
    for (int i = 0; i < buckets.length; i++) {
      KeyState state = buckets[i];
      while (state != null) {
        KeyState next = state.chained;
        if (state.fresh < since && !group.isWaiting(state)) {
          remove(state);
          group.forget(state);
        }
        state = next;
      }
    }
    return before - size();
  }

  /** It is not used any more: what it held is free. */
  void discard() {
    shared.used -= bytes();
    shared.onProbation -= probation.bytes;
  }

  int size() {
    return probation.size + protection.size;
  }

  /** How many are on probation. */
  int newcomers() {
    return probation.size;
  }

  /** What the groups of one kind take. */
  long bytes(boolean ofProtected) {
    return (ofProtected ? protection : probation).bytes;
  }

  /** All groups: those on probation, then the protected ones, each in the order of their turn. */
  List<KeyState> inTurn() {
    List<KeyState> all = new ArrayList<>(size());
    for (KeyState state = probation.oldest; state != null; state = state.newer) {
      all.add(state);
    }
    for (KeyState state = protection.oldest; state != null; state = state.newer) {
      all.add(state);
    }
    return all;
  }

  long bytes() {
    return probation.bytes + protection.bytes + 16 + 4L * buckets.length + 128;
  }

  private void grow() {
    KeyState[] bigger = new KeyState[2 * buckets.length];
    for (KeyState head : buckets) {
      KeyState state = head;
      while (state != null) {
        KeyState next = state.chained;
        int at = state.hash & bigger.length - 1;
        state.chained = bigger[at];
        bigger[at] = state;
        state = next;
      }
    }
    shared.used += 4L * (bigger.length - buckets.length);
    buckets = bigger;
  }
}
