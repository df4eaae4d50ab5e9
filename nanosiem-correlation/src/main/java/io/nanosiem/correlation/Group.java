package io.nanosiem.correlation;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Findings;
import io.nanosiem.event.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Chains that group events in the same way, followed together: one look-up an event whatever their
 * number, and each fact asked once whatever the number of steps that look for it.
 *
 * <p>At most 64 different facts go into one group; chains beyond that get another.
 */
final class Group extends KeyGroup {
  static final int MAX_FACTS = 64;

  private final GroupBy groupBy;
  private final Fact[] facts;
  private final String[] distinctFields;
  private final boolean isAttacker;

  private Findings out = detection -> {};

  /** Chains as plans, and what they look for. */
  private static final class Layout {
    final ChainPlan[] plans;
    final Kind[] kinds;
    final Fact[] facts;
    final String[] distinctFields;
    final long lateLimit;

    Layout(List<Chain> chains, CorrelationDetector.Builder settings) {
      List<Fact> allFacts = new ArrayList<>();
      List<String> fields = new ArrayList<>();
      Map<List<Long>, Kind> allKinds = new LinkedHashMap<>();
      long span = 0;
      for (Chain chain : chains) {
        span = Math.max(span, chain.timespan().toMillis());
      }
      lateLimit = Math.min(span, settings.lateLimitMillis);
      plans = new ChainPlan[chains.size()];
      for (int i = 0; i < plans.length; i++) {
        Chain chain = chains.get(i);
        List<Chain.Step> described = chain.steps();
        int share = Math.max(1, settings.maxEvidence / described.size());
        ChainPlan.Step[] steps = new ChainPlan.Step[described.size()];
        int cell = 0;
        for (int j = 0; j < steps.length; j++) {
          Chain.Step step = described.get(j);
          long factMask = bit(allFacts, step.fact());
          Fact alone = step.atOnce();
          long atOnceMask = alone == null ? 0 : bit(allFacts, alone);
          int distinct = step.distinct() == null ? -1 : place(fields, step.distinct());
          Kind kind =
              allKinds.computeIfAbsent(
                  List.of(factMask, atOnceMask, (long) distinct),
                  key -> new Kind(allKinds.size(), factMask, atOnceMask, distinct));
          kind.threshold = Math.max(kind.threshold, step.threshold());
          kind.samples = Math.max(kind.samples, share);
          boolean hasGapBehind = j + 1 < steps.length && described.get(j + 1).maxGap() != null;
          steps[j] =
              new ChainPlan.Step(
                  kind.index,
                  step.threshold(),
                  distinct,
                  factMask,
                  atOnceMask,
                  step.maxGap() == null ? Long.MAX_VALUE : step.maxGap().toMillis(),
                  hasGapBehind,
                  cell);
          cell = steps[j].cells;
        }
        Fact until = chain.until();
        plans[i] =
            new ChainPlan(
                chain,
                i,
                steps,
                until == null ? 0 : bit(allFacts, until),
                lateLimit > chain.timespan().toMillis());
      }
      kinds = allKinds.values().toArray(new Kind[0]);
      facts = allFacts.toArray(new Fact[0]);
      distinctFields = fields.toArray(new String[0]);
    }

    private static int place(List<String> fields, String field) {
      int at = fields.indexOf(field);
      if (at < 0) {
        fields.add(field);
      }
      return at < 0 ? fields.size() - 1 : at;
    }
  }

  Group(GroupBy groupBy, List<Chain> chains, Shared shared) {
    this(groupBy, new Layout(chains, shared.settings), shared);
  }

  private Group(GroupBy groupBy, Layout layout, Shared shared) {
    super(shared, layout.plans, layout.kinds, layout.distinctFields.length, layout.lateLimit);
    this.groupBy = groupBy;
    this.isAttacker = groupBy.isAttacker();
    this.facts = layout.facts;
    this.distinctFields = layout.distinctFields;
  }

  private static long bit(List<Fact> facts, Fact fact) {
    int at = facts.indexOf(fact);
    if (at < 0) {
      at = facts.size();
      facts.add(fact);
    }
    return 1L << at;
  }

  /** How many facts these chains look for. */
  static int factCount(List<Chain> chains) {
    List<Fact> all = new ArrayList<>();
    for (Chain chain : chains) {
      for (Chain.Step step : chain.steps()) {
        bit(all, step.fact());
        Fact alone = step.atOnce();
        if (alone != null) {
          bit(all, alone);
        }
      }
      Fact until = chain.until();
      if (until != null) {
        bit(all, until);
      }
    }
    return all.size();
  }

  /**
   * Makes a row and a key of an event. Whether it concerns a chain.
   *
   * @param linked the address from which its user last logged in; null if unknown
   */
  boolean prepare(Event event, List<Detection> found, long time, @Nullable String linked) {
    long mask = 0;
    for (int i = 0; i < facts.length; i++) {
      if (holds(facts[i], event, found)) {
        mask |= 1L << i;
      }
    }
    if (mask == 0) {
      return false;
    }
    counters.relevant++;
    if (!findKey(event, linked)) {
      counters.fieldMissing++;
      return false;
    }
    row(time, mask, event);
    for (int i = 0; i < distinctFields.length; i++) {
      row[Row.VALUES + i] = value(event, distinctFields[i]);
    }
    return distinctFields.length == 0 || isConcerned();
  }

  /** Takes in what was prepared; returns the group that it changed. */
  KeyState accept(int hash, Event event, Findings findings) {
    out = findings;
    return accept(hash, event);
  }

  /** Whether a plan takes note: a fact of a step that counts values may hold without a value. */
  private boolean isConcerned() {
    for (Plan plan : plans) {
      if (plan.low(row, 0) != Plan.NO_STEP) {
        return true;
      }
    }
    return false;
  }

  private boolean holds(Fact fact, Event event, List<Detection> found) {
    try {
      return fact.matches(event, found);
    } catch (RuntimeException e) {
      counters.factFailures++;
      return false;
    }
  }

  private boolean findKey(Event event, @Nullable String linked) {
    if (!isAttacker) {
      return isKey(groupBy.kind(), groupBy.key(event));
    }
    String source = sourceOf(event);
    if (source != null) {
      return isKey(kindOf(source), GroupBy.bounded(source));
    }
    if (linked != null) {
      return isKey(kindOf(linked), linked);
    }
    String host = GroupBy.bounded(event.host());
    String user = GroupBy.bounded(event.user());
    return isKey(Entity.Kind.USER, at(user, host))
        || isKey(Entity.Kind.HOST, host)
        || isKey(Entity.Kind.ADDRESS, GroupBy.bounded(event.sourceAddress()));
  }

  private static @Nullable String at(@Nullable String user, @Nullable String host) {
    return user == null || host == null ? user : user + "@" + host;
  }

  private boolean isKey(Entity.Kind kind, @Nullable String value) {
    if (value == null) {
      return false;
    }
    keyKind = kind;
    key = value;
    return true;
  }

  /** Where an event came from: an address, or the host name that stands in its place. */
  static @Nullable String sourceOf(Event event) {
    String address = event.sourceAddress();
    if (address != null && !address.isEmpty()) {
      return isLoopback(address) ? null : address;
    }
    return event.derived().get("source.domain") instanceof String name && !name.isEmpty()
        ? name
        : null;
  }

  /** Addresses end in a digit or hold a colon; a host name ends in a label that is no number. */
  private static Entity.Kind kindOf(String source) {
    char last = source.charAt(source.length() - 1);
    return (last >= '0' && last <= '9') || source.indexOf(':') >= 0
        ? Entity.Kind.ADDRESS
        : Entity.Kind.HOST;
  }

  /** Every machine has this address, so it tells nothing about who it was. */
  private static boolean isLoopback(String address) {
    return address.startsWith("127.") || address.equals("::1");
  }

  /** A value as a hash; 0 if there is none. */
  private long value(Event event, String field) {
    if (field.equals("destinationPort")) {
      int port = event.destinationPort().orElse(-1);
      return port < 0 ? 0 : Hash64.mix(port + 1L);
    }
    String text = GroupBy.text(event.field(field));
    if (text == null) {
      return 0;
    }
    long hash = hash(0, text);
    return hash == 0 ? 1 : hash;
  }

  @Override
  Match.Names names() {
    List<Set<String>> ofBits = new ArrayList<>();
    for (int i = 0; i < facts.length; i++) {
      ofBits.add(new TreeSet<>());
    }
    List<Set<String>> ofKinds = new ArrayList<>();
    for (int i = 0; i < kinds.length; i++) {
      ofKinds.add(new TreeSet<>());
    }
    List<String> ofPlans = new ArrayList<>();
    for (Plan one : plans) {
      ChainPlan plan = (ChainPlan) one;
      String id = plan.chain.rule().id();
      ofPlans.add(fingerprint(plan));
      name(ofBits, plan.until, id);
      for (int i = 0; i < plan.steps.length; i++) {
        String step = id + "/" + plan.chain.stepNames().get(i);
        name(ofBits, plan.steps[i].factMask, step);
        name(ofBits, plan.steps[i].atOnceMask, step + "/at once");
        ofKinds.get(plan.steps[i].kind).add(step);
      }
    }
    return new Match.Names(ofPlans, ofBits, List.of(distinctFields), ofKinds);
  }

  private static void name(List<Set<String>> ofBits, long mask, String name) {
    for (long rest = mask; rest != 0; rest &= rest - 1) {
      ofBits.get(Long.numberOfTrailingZeros(rest)).add(name);
    }
  }

  @Override
  String name() {
    return "chains by " + groupBy;
  }

  @Override
  void report(Plan plan, KeyState state, KeyState.Firing firing) {
    out.add(Story.tell(this, (ChainPlan) plan, state, firing));
  }
}
