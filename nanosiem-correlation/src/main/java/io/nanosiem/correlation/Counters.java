package io.nanosiem.correlation;

import java.io.IOException;

/** What a detector counts. Written by its one thread. */
final class Counters {
  long events;
  long relevant;
  long fired;
  long suppressed;
  long late;
  long lateDropped;
  long reworked;
  long fieldMissing;
  long futureClocks;
  long expired;
  long evicted;
  long protectedEvicted;
  long evidenceDropped;
  long factFailures;
  long notNumeric;
  long sourcesForgotten;
  long zoneSuspects;
  long duplicates;

  private long[] all() {
    return new long[] {
      events,
      relevant,
      fired,
      suppressed,
      late,
      lateDropped,
      reworked,
      fieldMissing,
      futureClocks,
      expired,
      evicted,
      protectedEvicted,
      evidenceDropped,
      factFailures,
      notNumeric,
      sourcesForgotten,
      zoneSuspects,
      duplicates
    };
  }

  private void set(long[] all) {
    events = all[0];
    relevant = all[1];
    fired = all[2];
    suppressed = all[3];
    late = all[4];
    lateDropped = all[5];
    reworked = all[6];
    fieldMissing = all[7];
    futureClocks = all[8];
    expired = all[9];
    evicted = all[10];
    protectedEvicted = all[11];
    evidenceDropped = all[12];
    factFailures = all[13];
    notNumeric = all[14];
    sourcesForgotten = all[15];
    zoneSuspects = all[16];
    duplicates = all[17];
  }

  /** Counts what another has counted. */
  void add(Counters other) {
    long[] sums = all();
    long[] more = other.all();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += more[i];
    }
    set(sums);
  }

  void write(StateWriter out) throws IOException {
    long[] all = all();
    out.numbers(all, all.length, 0);
  }

  void read(StateReader in) throws IOException {
    long[] all = in.numbers(0);
    if (all == null || all.length != all().length) {
      throw new IOException("no counters");
    }
    set(all);
  }
}
