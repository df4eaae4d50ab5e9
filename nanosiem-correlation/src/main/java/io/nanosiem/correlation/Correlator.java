package io.nanosiem.correlation;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.event.Event;
import io.nanosiem.internal.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One correlation and the groups it follows. One thread. */
final class Correlator extends KeyGroup {
  /** A correlation below was met: by whom, as far as its grouping says. */
  record Signal(int bit, CorrelationRule rule, String key) {
    @Nullable String value(String name) {
      int at = rule.groupBy().indexOf(name);
      return at < 0 ? null : GroupBy.split(key, rule.groupBy().size()).get(at);
    }
  }

  final RulePlan plan;

  private final CorrelationNet net;
  final int index;
  private final long chained;
  private final boolean hasValue;
  private final List<String> titles;
  private final String anyOfThem;

  /** The fields of the grouping for each rule; rules of the same fields share the array. */
  private final String[][] fields;

  private final TreeSet<KeyState> waiting =
      new TreeSet<>(
          Comparator.<KeyState>comparingLong(state -> state.scheduled())
              .thenComparing(state -> state.key));

  /**
   * Makes one that has seen nothing.
   *
   * @param chained which of the rules it is over are correlations, as bits
   */
  Correlator(CorrelationRule rule, int index, CorrelationNet net, Shared shared, long chained) {
    this(rule, index, net, shared, chained, plan(rule, shared.settings));
  }

  private Correlator(
      CorrelationRule rule,
      int index,
      CorrelationNet net,
      Shared shared,
      long chained,
      RulePlan plan) {
    super(
        shared,
        new Plan[] {plan},
        kinds(plan, shared.settings.maxEvidence),
        plan.fields.isEmpty() ? 0 : 1,
        lateLimit(rule, shared.settings));
    this.plan = plan;
    this.index = index;
    this.chained = chained;
    this.net = net;
    this.hasValue = !plan.fields.isEmpty();
    this.titles = rule.over().stream().map(rule::title).toList();
    this.anyOfThem = String.join(" or ", titles.stream().map(RuleStory::quoted).toList());
    this.fields = new String[plan.rules][];
    Map<List<String>, String[]> same = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i++) {
      String id = rule.over().get(i);
      List<String> names = rule.groupBy().stream().map(name -> rule.field(name, id)).toList();
      fields[i] = same.computeIfAbsent(names, key -> key.toArray(new String[0]));
    }
  }

  private static RulePlan plan(CorrelationRule rule, CorrelationDetector.Builder settings) {
    return new RulePlan(rule, lateLimit(rule, settings) > rule.timespan().toMillis());
  }

  private static long lateLimit(CorrelationRule rule, CorrelationDetector.Builder settings) {
    boolean isSaid = settings.lateLimitMillis != Long.MAX_VALUE;
    return isSaid ? settings.lateLimitMillis : rule.timespan().toMillis();
  }

  private static Kind[] kinds(RulePlan plan, int maxEvidence) {
    Kind[] kinds = new Kind[plan.rules];
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = new Kind(i, 1L << i, 0, -1);
      kinds[i].samples = Math.max(1, maxEvidence / kinds.length);
    }
    return kinds;
  }

  /**
   * Takes an event in.
   *
   * @param mask the rules below that it met
   * @param signals the correlations below that it completed
   */
  void accept(long mask, List<Signal> signals, Event event, long time) {
    for (long left = mask; left != 0; ) {
      long same = withSameFields(left);
      left &= ~same;
      accept(same, null, signals, event, time);
    }
    while (!signals.isEmpty()) {
      // Those that have been taken in with the rules above are gone from the list by now.
      Signal signal = signals.remove(signals.size() - 1);
      accept(1L << signal.bit(), signal, signals, event, time);
    }
  }

  private void accept(
      long mask, @Nullable Signal signal, List<Signal> others, Event event, long time) {
    if (prepare(mask, signal, others, event, time)) {
      net.changed = accept(hash(key), event);
    }
  }

  /** Of some rules those that have their grouping in the same fields as the first. */
  long withSameFields(long rules) {
    String[] names = fields[Long.numberOfTrailingZeros(rules)];
    long same = 0;
    for (long rest = rules; rest != 0; rest &= rest - 1) {
      int rule = Long.numberOfTrailingZeros(rest);
      same |= fields[rule] == names ? 1L << rule : 0;
    }
    return same;
  }

  /** Makes a row and a key of an event; false if a field is missing. */
  boolean prepare(long mask, @Nullable Signal signal, List<Signal> others, Event event, long time) {
    counters.relevant++;
    String whom = key(fields[Long.numberOfTrailingZeros(mask)], signal, event);
    if (whom == null) {
      counters.fieldMissing++;
      return false;
    }
    long all = mask;
    for (int i = others.size() - 1; i >= 0; i--) {
      // An event counts once, however many rules and correlations it meets for one group.
      Signal other = others.get(i);
      if (whom.equals(key(fields[other.bit()], other, event))) {
        all |= 1L << others.remove(i).bit();
      }
    }
    key = whom;
    row(time, all, event);
    if (hasValue) {
      row[Row.VALUES] = plan.isNumeric ? number(signal, event) : hash(signal, event);
    }
    return true;
  }

  /** The text that tells groups apart; null if a field is missing. */
  private static @Nullable String key(String[] names, @Nullable Signal signal, Event event) {
    if (names.length == 0) {
      return GroupBy.EVERYBODY;
    }
    String first = GroupBy.bounded(value(names[0], signal, event));
    if (names.length == 1 || first == null) {
      return first;
    }
    List<String> values = new ArrayList<>(names.length);
    values.add(first);
    for (int i = 1; i < names.length; i++) {
      String value = GroupBy.bounded(value(names[i], signal, event));
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return GroupBy.join(values);
  }

  private static @Nullable String value(String name, @Nullable Signal signal, Event event) {
    String known = signal == null ? null : signal.value(name);
    return known != null ? known : GroupBy.text(event.field(name));
  }

  /** Whom a group stands for; null if all events are one group. */
  @Nullable Entity entity(KeyState state) {
    int names = plan.rule.groupBy().size();
    if (names == 0) {
      return null;
    }
    boolean isAddress = names == 1 && IpAddress.parse(state.key) != null;
    return new Entity(isAddress ? Entity.Kind.ADDRESS : Entity.Kind.OTHER, state.key);
  }

  /** The values that are told apart, as a hash; 0 if one is missing. */
  private long hash(@Nullable Signal signal, Event event) {
    long hash = 0;
    for (String field : plan.fields) {
      String value = value(field, signal, event);
      if (value == null) {
        return 0;
      }
      // Each hash depends on the one before and on the length: ("ab", "c") is not ("a", "bc").
      hash = hash(hash, value);
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

  // ---- verdicts that wait ----

  @Override
  void schedule(KeyState state) {
    long due = state.due();
    if (state.scheduled() != due) {
      forget(state);
      state.scheduled(due);
      if (due != Measure.NONE) {
        waiting.add(state);
      }
    }
  }

  @Override
  boolean isWaiting(KeyState state) {
    return plan.isDeferred && state.scheduled() != Measure.NONE;
  }

  @Override
  void forget(KeyState state) {
    if (isWaiting(state)) {
      waiting.remove(state);
    }
  }

  /** When the first verdict is due; {@link Long#MAX_VALUE} if none waits. */
  long nextDue() {
    return waiting.isEmpty() ? Long.MAX_VALUE : waiting.first().scheduled();
  }

  /** Whose verdict that is. */
  String nextKey() {
    return waiting.first().key;
  }

  void decideNext() {
    decide(waiting.first());
  }

  @Override
  void restored(KeyState state) {
    if (isWaiting(state)) {
      waiting.add(state);
    }
  }

  /** Goes on with the groups of a correlation that is the same in all that decides. */
  void adopt(Correlator old) {
    table.discard();
    table = old.table;
    waiting.addAll(old.waiting);
    adoptArrivals(old);
  }

  @Override
  String name() {
    return "correlation " + plan.rule.rule().id();
  }

  @Override
  Match.Names names() {
    List<Set<String>> rules = plan.rule.over().stream().map(Set::of).toList();
    return new Match.Names(
        List.of(fingerprint(plan) + '|' + chained),
        rules,
        hasValue ? List.of("value") : List.of(),
        rules);
  }

  // ---- what is found ----

  @Override
  boolean isHeard() {
    return net.isHeard(index);
  }

  @Override
  void raise(KeyState state, KeyState.Firing firing) {
    net.raise(index, state, firing);
  }

  @Override
  void report(Plan reporting, KeyState state, KeyState.Firing firing) {
    Detection detection = RuleStory.tell(this, state, firing);
    net.report(plan.rule.isSignal() ? detection.asSignal() : detection);
  }

  /** The rules below by their places, for the story. */
  List<String> titles() {
    return titles;
  }

  /** All of them in one phrase. */
  String anyOfThem() {
    return anyOfThem;
  }
}
