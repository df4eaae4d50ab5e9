package io.nanosiem.correlation;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Evidence;
import io.nanosiem.event.Event;
import io.nanosiem.event.Printable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a detection of a correlation that was met: its rules as steps, events, one sentence. */
final class RuleStory {
  private static final int LONGEST_NAME = 64;

  private RuleStory() {}

  static Detection tell(Correlator correlator, KeyState state, KeyState.Firing firing) {
    RulePlan plan = correlator.plan;
    long end = firing.time();
    Event completing = firing.event();
    double number = firing.number();
    Entity entity = correlator.entity(state);
    List<String> titles = correlator.titles();
    long begin = end - plan.timespan;
    List<Evidence.Step> steps = new ArrayList<>();
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < titles.size(); i++) {
      Sightings seen = state.sightings(correlator, i);
      long count = seen == null ? 0 : seen.count(begin, end);
      if (seen == null || count == 0) {
        continue;
      }
      int most = correlator.kinds[i].samples;
      List<Event> samples = samples(plan, seen.samples(begin, end), most);
      Story.gather(events, samples, completing);
      int threshold = titles.size() == 1 ? plan.threshold : 1;
      steps.add(
          new Evidence.Step(
              titles.get(i),
              // What was dropped for want of memory was counted all the same.
              Math.max(count, threshold),
              threshold,
              Instant.ofEpochMilli(seen.first(begin)),
              Instant.ofEpochMilli(seen.last(end)),
              samples,
              values(plan, samples),
              plan.rule.tags(i)));
    }
    if (steps.size() > 1) {
      steps.sort(Comparator.comparing(plan.isOrdered ? Evidence.Step::last : Evidence.Step::first));
      events.sort(Comparator.comparing(Event::time));
    }
    events.add(completing);
    if (steps.isEmpty()) {
      steps.add(
          new Evidence.Step(
              String.join(" or ", titles),
              1,
              plan.threshold,
              completing.time(),
              completing.time(),
              List.of(completing)));
    }
    return new Detection(
        plan.rule.rule(),
        plan.rule.rule().severity(),
        Story.time(completing, end),
        entity,
        events,
        new Evidence.Chain(steps),
        sentence(correlator, entity, steps, number));
  }

  /** Some of the events: where different values count, rather one of each than more of the same. */
  private static List<Event> samples(RulePlan plan, List<Event> all, int most) {
    if (all.size() <= most || !(plan.rule.condition() instanceof Condition.ValueCount)) {
      return Sightings.some(all, most);
    }
    Set<List<String>> values = new HashSet<>();
    List<Integer> telling = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      List<String> value = new ArrayList<>();
      for (String field : plan.fields) {
        value.add(String.valueOf(GroupBy.text(all.get(i).field(field))));
      }
      (values.add(value) ? telling : others).add(i);
    }
    List<Integer> wanted = new ArrayList<>(Sightings.some(telling, most));
    wanted.addAll(Sightings.some(others, most - wanted.size()));
    return wanted.stream().sorted().map(all::get).toList();
  }

  /** Of a condition on different values of one field, those that are in the events. */
  private static List<String> values(RulePlan plan, List<Event> samples) {
    boolean isDistinct = plan.rule.condition() instanceof Condition.ValueCount;
    return isDistinct && plan.fields.size() == 1
        ? Story.values(plan.fields.get(0), samples)
        : List.of();
  }

  private static String sentence(
      Correlator correlator, @Nullable Entity entity, List<Evidence.Step> steps, double number) {
    RulePlan plan = correlator.plan;
    StringBuilder out = new StringBuilder(120);
    out.append(entity == null ? "Somebody" : Printable.of(entity.value(), LONGEST_NAME));
    out.append(" met ");
    Condition condition = plan.rule.condition();
    long most = 1;
    boolean isFirst = true;
    Instant first = steps.get(0).first();
    Instant last = steps.get(0).last();
    boolean isTemporal =
        condition instanceof Condition.Temporal
            || condition instanceof Condition.TemporalOrdered
            || condition instanceof Condition.TemporalExpression;
    for (Evidence.Step step : steps) {
      most = Math.max(most, step.count());
      first = step.first().isBefore(first) ? step.first() : first;
      last = step.last().isAfter(last) ? step.last() : last;
      if (isTemporal) {
        out.append(isFirst ? "" : plan.isOrdered ? ", then " : " and ");
        isFirst = false;
        out.append(quoted(step.name()));
      }
    }
    if (!isTemporal) {
      out.append(correlator.anyOfThem()).append(' ').append(what(plan, condition, most, number));
    } else if (plan.isAbsence) {
      out.append(" and nothing that would excuse it");
    }
    out.append(plan.isDeferred ? " within " : " in ");
    long took = SourceClocks.millis(last) - SourceClocks.millis(first);
    Story.appendDuration(out, plan.isDeferred ? plan.timespan : took);
    return out.append('.').toString();
  }

  private static String what(RulePlan plan, Condition condition, long most, double number) {
    String measured = Double.isNaN(number) ? "" : Plain.number(number).toPlainString();
    if (condition instanceof Condition.EventCount) {
      return (measured.isEmpty() ? Math.max(plan.threshold, most) : measured) + " times";
    }
    String fields = String.join(", ", plan.fields);
    if (condition instanceof Condition.ValueCount) {
      return "with "
          + (measured.isEmpty() ? "at least " + plan.threshold : measured)
          + " values of "
          + Printable.of(fields, LONGEST_NAME);
    }
    String name =
        condition instanceof Condition.ValueSum
            ? "a sum"
            : condition instanceof Condition.ValueAverage ? "a mean" : "a percentile";
    if (condition instanceof Condition.ValuePercentile percentile) {
      name =
          percentile.percentile() == 50
              ? "a median"
              : "a percentile "
                  + BigDecimal.valueOf(percentile.percentile())
                      .stripTrailingZeros()
                      .toPlainString();
    }
    return "with " + name + " of " + measured + " in " + Printable.of(fields, LONGEST_NAME);
  }

  static String quoted(String title) {
    return '\'' + Printable.of(title, LONGEST_NAME) + '\'';
  }
}
