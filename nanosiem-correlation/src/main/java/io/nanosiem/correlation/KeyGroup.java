package io.nanosiem.correlation;

import org.jspecify.annotations.Nullable;

/** The groups of one grouping, and what is done with them whatever they are followed for. */
abstract class KeyGroup {
  final Counters counters;
  final KeyTable table = new KeyTable();

  /** How long after its last event a group is kept. */
  long retention;

  private final int maxKeys;
  private long nextSweep = Progress.NONE;

  KeyGroup(Counters counters, int maxKeys) {
    this.counters = counters;
    this.maxKeys = maxKeys;
  }

  /** Before a group is added: forgets one if there are as many as there may be. */
  void makeRoom() {
    if (table.size() >= maxKeys) {
      evict(null);
    }
  }

  void evict(@Nullable KeyState spared) {
    KeyState victim = table.evict(spared);
    if (victim != null) {
      counters.evicted++;
      if (victim.isProtected) {
        counters.protectedEvicted++;
      }
    }
  }

  void protect(KeyState state) {
    table.protect(state);
  }

  /** Drops the groups whose time is over, now and then. */
  void sweepIfDue(long now) {
    if (now >= nextSweep) {
      sweep(now);
      nextSweep = now + Math.max(1, retention / 16);
    }
  }

  void sweep(long now) {
    counters.expired += table.sweep(now);
  }
}
