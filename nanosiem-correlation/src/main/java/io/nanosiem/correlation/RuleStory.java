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
import java.util.List;
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
      Sightings seen = state.sightings(i);
      long count = seen == null ? 0 : seen.count(begin, end);
      if (seen == null || count == 0) {
        continue;
      }
      List<Event> samples = seen.samples(begin, end, correlator.kinds[i].samples);
      Story.gather(events, samples, completing);
      steps.add(
          new Evidence.Step(
              titles.get(i),
              count,
              titles.size() == 1 ? plan.threshold : 1,
              Instant.ofEpochMilli(seen.first(begin)),
              Instant.ofEpochMilli(seen.last(end)),
              samples,
              values(plan, samples),
              plan.rule.tags(i)));
    }
    steps.sort(Comparator.comparing(plan.isOrdered ? Evidence.Step::last : Evidence.Step::first));
    if (steps.size() > 1) {
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
    Instant time =
        SourceClocks.millis(completing.time()) == end
            ? completing.time()
            : Instant.ofEpochMilli(end);
    return new Detection(
        plan.rule.rule(),
        plan.rule.rule().severity(),
        time,
        entity,
        events,
        new Evidence.Chain(steps),
        sentence(plan, entity, steps, titles, number));
  }

  /** Of a condition on different values of one field, those that are in the events. */
  private static List<String> values(RulePlan plan, List<Event> samples) {
    boolean isDistinct = plan.rule.condition() instanceof Condition.ValueCount;
    return isDistinct && plan.fields.size() == 1
        ? Story.values(plan.fields.get(0), samples)
        : List.of();
  }

  private static String sentence(
      RulePlan plan,
      @Nullable Entity entity,
      List<Evidence.Step> steps,
      List<String> titles,
      double number) {
    StringBuilder out = new StringBuilder();
    out.append(entity == null ? "Somebody" : Printable.of(entity.value(), LONGEST_NAME));
    out.append(" met ");
    Condition condition = plan.rule.condition();
    if (condition instanceof Condition.Temporal
        || condition instanceof Condition.TemporalOrdered
        || condition instanceof Condition.TemporalExpression) {
      String join = plan.isOrdered ? ", then " : " and ";
      out.append(String.join(join, steps.stream().map(step -> quoted(step.name())).toList()));
      if (plan.isAbsence) {
        out.append(" and nothing that would excuse it");
      }
    } else {
      out.append(String.join(" or ", titles.stream().map(RuleStory::quoted).toList()));
      out.append(' ').append(what(plan, condition, steps, number));
    }
    long took =
        steps.stream().map(Evidence.Step::last).mapToLong(SourceClocks::millis).max().orElse(0)
            - steps.stream()
                .map(Evidence.Step::first)
                .mapToLong(SourceClocks::millis)
                .min()
                .orElse(0);
    out.append(plan.isDeferred ? " within " : " in ");
    Story.appendDuration(out, plan.isDeferred ? plan.timespan : took);
    return out.append('.').toString();
  }

  private static String what(
      RulePlan plan, Condition condition, List<Evidence.Step> steps, double number) {
    String fields = String.join(", ", plan.fields);
    String measured = Double.isNaN(number) ? "" : Plain.number(number).toPlainString();
    if (condition instanceof Condition.EventCount) {
      long count =
          Math.max(plan.threshold, steps.stream().mapToLong(Evidence.Step::count).max().orElse(1));
      return (measured.isEmpty() ? count : measured) + " times";
    }
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

  private static String quoted(String title) {
    return '\'' + Printable.of(title, LONGEST_NAME) + '\'';
  }
}
