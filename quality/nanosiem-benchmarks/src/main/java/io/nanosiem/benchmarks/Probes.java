package io.nanosiem.benchmarks;

import io.nanosiem.alert.Alert;
import io.nanosiem.alert.Sink;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.Findings;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Lines that raise an alert each, and how long it took until the sink had written it, counted from
 * when the line was due: one that comes late because those before it were slow has waited.
 *
 * <p>A probe is an event of a lane with one field more, so it costs what others cost.
 */
final class Probes {
  private static final String FIELD = "probe";
  private static final RuleRef RULE = RuleRef.of(FIELD, "A new alert each time", Severity.HIGH);

  private final Lane lane = Lane.named("structured_windows");
  private final long[] due;
  private final long[] late;
  private final long[] taken;

  Probes(int count) {
    due = new long[count];
    late = new long[count];
    taken = new long[count];
  }

  /** The line of a probe that was due at a time, and is submitted now. */
  String line(int number, long dueNanos) {
    due[number] = dueNanos;
    late[number] = System.nanoTime() - dueNanos;
    return "{\"" + FIELD + "\":\"" + number + "\"," + lane.text(number % lane.size()).substring(1);
  }

  /** Raises the alert. Its entity is its own, so that none is taken for a repetition. */
  void detect(Event event, Findings findings) {
    if (event.field(FIELD) instanceof String number) {
      findings.add(
          new Detection(
              RULE,
              Severity.HIGH,
              event.time(),
              new Entity(Entity.Kind.OTHER, number),
              List.of(event),
              Evidence.Fields.NONE,
              "heard"));
    }
  }

  /** A sink that looks at the clock when the other has written. */
  Sink timing(Sink sink) {
    return new Sink() {
      @Override
      public void accept(Alert alert) throws IOException {
        sink.accept(alert);
        if (alert.rule().id().equals(FIELD) && alert.revision() == 1) {
          int number = Integer.parseInt(String.valueOf(alert.detection().entity()));
          taken[number] = System.nanoTime() - due[number];
        }
      }

      @Override
      public void flush() throws IOException {
        sink.flush();
      }

      @Override
      public void close() throws IOException {
        sink.close();
      }
    };
  }

  /** Nanoseconds to the sink, sorted, without the first so many. */
  long[] latencies(int without) {
    long[] sorted = Arrays.copyOfRange(taken, without, taken.length);
    Arrays.sort(sorted);
    if (sorted.length == 0 || sorted[0] == 0) {
      throw new IllegalStateException("not every probe came to the sink");
    }
    return sorted;
  }

  /** By how many nanoseconds the submitter itself was late, sorted. */
  long[] lateness(int without) {
    long[] sorted = Arrays.copyOfRange(late, without, late.length);
    Arrays.sort(sorted);
    return sorted;
  }
}
