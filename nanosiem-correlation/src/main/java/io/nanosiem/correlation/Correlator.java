package io.nanosiem.correlation;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.event.Event;
import io.nanosiem.internal.EventSize;
import io.nanosiem.internal.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One correlation and the groups it follows. One thread. */
final class Correlator extends KeyGroup {
  /** A correlation below was met: by whom, as far as its grouping says. */
  record Signal(int bit, RuleState state) {
    @Nullable String value(String name) {
      int at = state.owner.plan.rule.groupBy().indexOf(name);
      return at < 0 ? null : state.keyValues[at];
    }
  }

  final RulePlan plan;
  final long lateLimit;
  final int samples;

  private final CorrelationNet net;
  private final int index;
  private final long seed;

  /** The fields of the grouping for each rule; rules of the same fields share the array. */
  private final String[][] fields;

  private final long[] row = new long[Measure.STRIDE];
  private final TreeSet<RuleState> waiting =
      new TreeSet<>(
          Comparator.<RuleState>comparingLong(state -> state.due)
              .thenComparingLong(state -> state.hash)
              .thenComparing(state -> state.entity.value()));
  private long arrivals;
  private @Nullable Event sized;
  private long eventBytes;

  Correlator(
      CorrelationRule rule,
      int index,
      CorrelationNet net,
      CorrelationDetector.Builder settings,
      Counters counters,
      long seed) {
    super(counters, settings.maxKeys);
    this.plan = new RulePlan(rule);
    this.index = index;
    this.net = net;
    this.seed = seed;
    boolean isSaid = settings.lateLimitMillis != Long.MAX_VALUE;
    this.lateLimit = isSaid ? settings.lateLimitMillis : plan.timespan;
    this.retention = plan.timespan + lateLimit;
    this.samples = Math.max(1, settings.maxEvidence / plan.rules);
    this.fields = new String[plan.rules][];
    Map<List<String>, String[]> shared = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i++) {
      String id = rule.over().get(i);
      List<String> names = rule.groupBy().stream().map(name -> rule.field(name, id)).toList();
      fields[i] = shared.computeIfAbsent(names, key -> key.toArray(new String[0]));
    }
  }

  /**
   * Takes an event in.
   *
   * @param mask the rules below that it met
   * @param signals the correlations below that it completed
   */
  void accept(long mask, List<Signal> signals, Event event, long time) {
    long left = mask;
    while (left != 0) {
      String[] names = fields[Long.numberOfTrailingZeros(left)];
      long same = 0;
      for (long rest = left; rest != 0; rest &= rest - 1) {
        int rule = Long.numberOfTrailingZeros(rest);
        same |= Arrays.equals(fields[rule], names) ? 1L << rule : 0;
      }
      left &= ~same;
      accept(same, names, null, signals, event, time);
    }
    List<Signal> open = signals;
    while (!open.isEmpty()) {
      // Those that have been taken in with the rules above are gone from the list by now.
      Signal signal = open.remove(open.size() - 1);
      accept(1L << signal.bit(), fields[signal.bit()], signal, open, event, time);
    }
  }

  private void accept(
      long mask,
      String[] names,
      @Nullable Signal signal,
      List<Signal> others,
      Event event,
      long time) {
    counters.relevant++;
    String[] values = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      String value = value(names[i], signal, event);
      if (value == null) {
        counters.fieldMissing++;
        return;
      }
      values[i] = value;
    }
    long all = mask;
    for (int i = others.size() - 1; i >= 0; i--) {
      // An event counts once, however many rules and correlations it meets for one group.
      if (Arrays.equals(values, values(others.get(i), event))) {
        all |= 1L << others.remove(i).bit();
      }
    }
    row[Measure.TIME] = time;
    row[Measure.MASK] = all;
    row[Measure.ARRIVAL] = arrivals++;
    row[Measure.WEIGHT] = Group.weight(event);
    row[Measure.VALUE] = plan.isNumeric ? number(signal, event) : hash(signal, event);
    RuleState state = state(values);
    long before = state.bytes;
    state.accept(row, event);
    table.resized(state.bytes - before);
    net.changed = state;
  }

  private String @Nullable [] values(Signal signal, Event event) {
    String[] names = fields[signal.bit()];
    String[] values = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      String value = value(names[i], signal, event);
      if (value == null) {
        return null;
      }
      values[i] = value;
    }
    return values;
  }

  private RuleState state(String[] values) {
    Entity entity = entity(values);
    long hash = Hash64.of(seed, entity.value());
    RuleState state = (RuleState) table.find(hash, entity.kind(), entity.value());
    if (state == null) {
      makeRoom();
      state = new RuleState(this, entity, hash, values);
      table.add(state);
    } else {
      table.use(state);
    }
    return state;
  }

  private static Entity entity(String[] values) {
    if (values.length == 0) {
      return new Entity(Entity.Kind.OTHER, "all");
    }
    boolean isAddress = values.length == 1 && IpAddress.parse(values[0]) != null;
    return new Entity(
        isAddress ? Entity.Kind.ADDRESS : Entity.Kind.OTHER, GroupBy.join(Arrays.asList(values)));
  }

  private static @Nullable String value(String name, @Nullable Signal signal, Event event) {
    String known = signal == null ? null : signal.value(name);
    return known != null ? known : GroupBy.text(event.field(name));
  }

  /** The values that are told apart, as a hash; 0 if one is missing. */
  private long hash(@Nullable Signal signal, Event event) {
    long hash = seed;
    for (String field : plan.fields) {
      String value = value(field, signal, event);
      if (value == null) {
        return 0;
      }
      // Each hash depends on the one before and on the length: ("ab", "c") is not ("a", "bc").
      hash = Hash64.of(hash, value);
    }
    return hash == 0 ? 1 : hash;
  }

  private long number(@Nullable Signal signal, Event event) {
    String field = plan.fields.get(0);
    Object value = signal == null ? null : signal.value(field);
    value = value == null ? event.field(field) : value;
    if (value instanceof List<?> list && list.size() == 1) {
      value = list.get(0);
    }
    double number = value == null ? Double.NaN : Plain.of(value);
    if (Double.isNaN(number)) {
      counters.notNumeric++;
    }
    return Double.doubleToLongBits(number);
  }

  long eventBytes(Event event) {
    if (sized != event) {
      sized = event;
      eventBytes = EventSize.of(event);
    }
    return eventBytes;
  }

  // ---- what waits for its time ----

  void schedule(RuleState state, long due) {
    if (state.due != due) {
      forget(state);
      state.due = due;
      if (due != Measure.NONE) {
        waiting.add(state);
      }
    }
  }

  void forget(RuleState state) {
    if (state.due != Measure.NONE) {
      waiting.remove(state);
    }
  }

  /** When the first verdict is due; {@link Long#MAX_VALUE} if none waits. */
  long nextDue() {
    return waiting.isEmpty() ? Long.MAX_VALUE : waiting.first().due;
  }

  void decideNext() {
    RuleState state = waiting.first();
    long before = state.bytes;
    state.decide();
    table.resized(state.bytes - before);
  }

  // ---- what is found ----

  /** The condition holds for a group. Correlations above hear of it in any case. */
  void fired(RuleState state, long time, Event event, double number) {
    net.raise(index, state, event, time);
    protect(state);
    if (state.lastAlert != Measure.NONE && Math.abs(time - state.lastAlert) < plan.timespan) {
      counters.suppressed++;
      return;
    }
    state.lastAlert = Math.max(state.lastAlert, time);
    state.expiresAt = Math.max(state.expiresAt, time + plan.timespan);
    counters.fired++;
    Detection detection = RuleStory.tell(this, state, time, event, number);
    net.report(plan.rule.isSignal() ? detection.asSignal() : detection);
  }

  /** The rules below by their places, for the story. */
  List<String> titles() {
    List<String> titles = new ArrayList<>();
    plan.rule.over().forEach(id -> titles.add(plan.rule.title(id)));
    return titles;
  }
}
