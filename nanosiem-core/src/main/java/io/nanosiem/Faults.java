package io.nanosiem;

import io.nanosiem.event.Event;
import io.nanosiem.event.Printable;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exceptions from foreign code: every one is counted, one in an interval is told.
 *
 * <p>Thread-safe. Holds one small record for each component, and components are set at build time.
 */
final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(NanoSiem.class);
  private static final long INTERVAL_MILLIS = 10_000;

  private static final class Seen {
    final LongAdder count = new LongAdder();
    final AtomicLong nextReport = new AtomicLong(Long.MIN_VALUE);
  }

  private final Clock clock;
  private final Map<String, Seen> byComponent = new ConcurrentHashMap<>();
  private volatile List<EngineObserver> observers = List.of();

  Faults(Clock clock) {
    this.clock = clock;
  }

  void observers(List<EngineObserver> all) {
    observers = all;
  }

  void report(String component, Throwable fault, @Nullable Event event) {
    Seen seen = byComponent.computeIfAbsent(component, name -> new Seen());
    seen.count.increment();
    long now = clock.millis();
    long next = seen.nextReport.get();
    if (now < next || !seen.nextReport.compareAndSet(next, now + INTERVAL_MILLIS)) {
      return;
    }
    LOG.warn(
        "{} failed{} ({} times so far): {}",
        component,
        event == null || event.id() == null ? "" : " on event " + Printable.of(event.id(), 200),
        seen.count.sum(),
        Printable.of(String.valueOf(fault), 500),
        fault);
    for (EngineObserver observer : observers) {
      try {
        observer.onFault(component, fault, event);
      } catch (Throwable again) {
        byComponent.computeIfAbsent("observer", name -> new Seen()).count.increment();
      }
    }
  }

  Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    byComponent.forEach((component, seen) -> counts.put(component, seen.count.sum()));
    return counts;
  }
}
