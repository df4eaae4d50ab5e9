package io.nanosiem.correlation;

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
}
