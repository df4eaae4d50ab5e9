package io.nanosiem.correlation;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Evidence;
import io.nanosiem.event.Event;
import io.nanosiem.event.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a detection of a completed chain: its steps, some of the events, and one sentence. */
final class Story {
  private static final List<String> PLACEHOLDERS =
      List.of("count", "times", "user", "host", "later");
  private static final int LONGEST_NAME = 64;

  private Story() {}

  /** Refuses a phrase with a placeholder we do not know. */
  static void check(String words) {
    for (int at = words.indexOf('{'); at >= 0; at = words.indexOf('{', at + 1)) {
      int end = words.indexOf('}', at);
      String name = end < 0 ? words.substring(at + 1) : words.substring(at + 1, end);
      if (end < 0 || !PLACEHOLDERS.contains(name)) {
        throw new IllegalArgumentException(
            "'"
                + words
                + "' has an unknown placeholder {"
                + name
                + "}; there are "
                + String.join(", ", PLACEHOLDERS));
      }
    }
  }

  /**
   * Tells what happened up to a time.
   *
   * <p>Each step is shown from its first sight within the timespan (and not before the first of the
   * step before it) to its last sight before the step after it was over.
   */
  static Detection tell(KeyGroup group, ChainPlan plan, KeyState state, KeyState.Firing firing) {
    int maxEvidence = group.maxEvidence;
    Entity entity = new Entity(state.kind, state.key);
    long end = firing.time();
    Event arrived = firing.event();
    boolean arrivedCompletes = firing.isCompleted();
    int n = plan.steps.length;
    @Nullable Sightings[] seenOf = new Sightings[n];
    for (int i = 0; i < n; i++) {
      seenOf[i] = state.sightings(group, plan.steps[i].kind);
    }
    long[] first = new long[n];
    long[] last = new long[n];
    long bound = end;
    for (int i = n - 1; i >= 0; i--) {
      Sightings seen = seenOf[i];
      last[i] = i == n - 1 || seen == null ? bound : seen.last(bound);
      bound = last[i];
    }
    bound = Math.max(end - plan.timespan, firing.consumed());
    List<Evidence.Step> steps = new ArrayList<>(n);
    List<Event> events = new ArrayList<>();
    StringBuilder sentence = new StringBuilder(160);
    sentence.append(Printable.of(entity.value(), LONGEST_NAME));
    Event completing = arrivedCompletes ? arrived : eventAt(seenOf[n - 1], end);
    if (completing == null) {
      completing = arrived;
    }
    for (int i = 0; i < n; i++) {
      ChainPlan.Step step = plan.steps[i];
      Chain.Step described = plan.chain.steps().get(i);
      Sightings seen = seenOf[i];
      first[i] = bound;
      boolean distinct = step.distinct >= 0;
      long count = 1;
      List<Event> samples = List.of();
      if (seen != null) {
        first[i] = Math.min(seen.first(bound), last[i]);
        long values = distinct ? seen.distinct(first[i], last[i]) : 0;
        if (distinct && values >= step.threshold) {
          count = values;
        } else {
          // Few or no values: the step was made at once, and its events count.
          boolean atOnce = distinct;
          distinct = false;
          long whole = seen.firstRun(bound, last[i]);
          long within = whole < 0 ? 0 : seen.countRuns(whole, last[i]);
          if (within >= step.threshold || (atOnce && within > 0)) {
            first[i] = whole;
            count = within;
          } else {
            count = Math.max(seen.count(first[i], last[i]), atOnce ? 1 : step.threshold);
          }
        }
        samples = seen.samples(first[i], last[i], Math.max(1, maxEvidence / n));
      }
      bound = first[i];
      if (i == n - 1 && !holds(samples, samples.size(), completing)) {
        samples = new ArrayList<>(samples);
        if (samples.size() >= Math.max(1, maxEvidence / n)) {
          samples.remove(samples.size() - 1);
        }
        samples.add(completing);
      }
      gather(events, samples, completing);
      steps.add(
          new Evidence.Step(
              described.name(),
              count,
              step.threshold,
              Instant.ofEpochMilli(first[i]),
              Instant.ofEpochMilli(last[i]),
              samples,
              distinct ? values(described.distinct(), samples) : List.of(),
              described.tags()));
      sentence.append(i == 0 ? " " : i < n - 1 ? ", " : n > 2 ? ", and " : " and ");
      boolean saturated =
          distinct && seen != null && seen.isDistinctSaturated() && count >= step.threshold;
      Event shown = i == n - 1 || samples.isEmpty() ? completing : samples.get(samples.size() - 1);
      clause(
          sentence,
          described,
          step,
          distinct,
          saturated,
          count,
          last[i] - first[i],
          i == 0 ? 0 : last[i] - last[i - 1],
          shown);
    }
    sentence.append('.');
    events.add(completing);
    return new Detection(
        plan.chain.rule(),
        plan.chain.rule().severity(),
        arrivedCompletes ? time(arrived, end) : Instant.ofEpochMilli(end),
        entity,
        events,
        new Evidence.Chain(steps),
        sentence.toString());
  }

  /** The time at which an event was taken: to the nanosecond, unless its stamp was not believed. */
  static Instant time(Event event, long taken) {
    return SourceClocks.millis(event.time()) == taken ? event.time() : Instant.ofEpochMilli(taken);
  }

  /** Adds the samples of a step that no step before it had, but for the one that completes. */
  static void gather(List<Event> events, List<Event> samples, Event completing) {
    int known = events.size();
    for (Event event : samples) {
      if (!isSame(event, completing) && !holds(events, known, event)) {
        events.add(event);
      }
    }
  }

  private static boolean holds(List<Event> events, int first, Event event) {
    for (int i = 0; i < first; i++) {
      if (isSame(events.get(i), event)) {
        return true;
      }
    }
    return false;
  }

  /** The same, or the same delivered once more. */
  private static boolean isSame(Event one, Event other) {
    String id = other.id();
    return one == other || (id != null && id.equals(one.id()));
  }

  /** The different values of a field, as text, in the order in which they were seen. */
  static List<String> values(@Nullable String field, List<Event> events) {
    Set<String> values = new LinkedHashSet<>();
    for (Event event : events) {
      String value = field == null ? null : GroupBy.text(event.field(field));
      if (value != null) {
        values.add(value);
      }
    }
    return List.copyOf(values);
  }

  private static @Nullable Event eventAt(@Nullable Sightings seen, long time) {
    if (seen == null) {
      return null;
    }
    List<Event> there = seen.samples(time, time, 1);
    return there.isEmpty() ? null : there.get(0);
  }

  private static void clause(
      StringBuilder out,
      Chain.Step described,
      ChainPlan.Step step,
      boolean distinct,
      boolean saturated,
      long count,
      long took,
      long gap,
      Event event) {
    String words = described.saying();
    if (words == null) {
      words = "met '" + described.name().replace("{", "(").replace("}", ")") + "' {times}";
    } else if (step.distinct >= 0 && !distinct) {
      // Reported as a whole by one record, so there is nothing to count.
      words = words.replace("{count} ", "");
    }
    int from = 0;
    for (int at = words.indexOf('{'); at >= 0; at = words.indexOf('{', from)) {
      int end = words.indexOf('}', at);
      out.append(words, from, at);
      from = end + 1;
      switch (words.substring(at + 1, end)) {
        case "count" -> out.append(saturated ? "at least " : "").append(count);
        case "times" -> {
          if (count == 1) {
            out.append("once");
          } else {
            out.append(count).append(" times");
            if (took >= 1_000) {
              out.append(" in ");
              appendDuration(out, took);
            }
          }
        }
        case "user" -> {
          String user = event.user();
          out.append(user == null ? "a user" : Printable.of(user, LONGEST_NAME));
        }
        case "host" -> {
          String host = event.host();
          out.append(host == null ? "a host" : Printable.of(host, LONGEST_NAME));
        }
        default -> {
          if (gap < 1_000) {
            out.append("at once");
          } else {
            appendDuration(out, gap);
            out.append(" later");
          }
        }
      }
    }
    out.append(words, from, words.length());
  }

  /** A length of time in at most two units: 40 s, 3 min, 1 h 20 min, 2 d. */
  static void appendDuration(StringBuilder out, long millis) {
    long seconds = Math.max(1, (millis + 500) / 1_000);
    if (seconds < 120) {
      out.append(seconds).append(" s");
      return;
    }
    long minutes = (seconds + 30) / 60;
    if (minutes < 60) {
      out.append(minutes).append(" min");
      return;
    }
    long hours = minutes / 60;
    if (hours < 48) {
      out.append(hours).append(" h");
      if (minutes % 60 != 0) {
        out.append(' ').append(minutes % 60).append(" min");
      }
      return;
    }
    out.append(hours / 24).append(" d");
  }
}
