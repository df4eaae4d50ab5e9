package io.nanosiem.sigma;

import io.nanosiem.event.FieldSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Knows which of many rules can match an event at all, by clues that must be in it.
 *
 * <p>Every rule names clues of which one has to be seen ({@link Node#clues}): of conjuncts those of
 * the one that is seen least, of alternatives all. One pass over the fields that hold clues finds
 * the rules to ask; rules that name none are asked always. It never leaves out a rule that matches,
 * so it changes nothing but time.
 *
 * <p>Thread-safe. What a pass needs to write on comes from a bounded store, not from the thread, so
 * ten thousand threads do not multiply it; whoever finds the store empty makes one for a while.
 */
final class RuleIndex {
  /** So few rules are asked faster one by one. */
  static final int FEWEST = 24;

  /** One in so many places of the store is used, so that no two share a line of a cache. */
  private static final int APART = 32;

  private final SigmaRule[] rules;
  private final Map<String, FieldIndex> fields = new LinkedHashMap<>();
  private final @Nullable FieldIndex anywhere;

  /** For each rule the fields of its clues; null in them stands for any value. */
  private final List<List<@Nullable String>> fieldsOf = new ArrayList<>();

  private final boolean[] isAlways;

  private final int stored = 2 * Runtime.getRuntime().availableProcessors() + 2;
  private final AtomicReferenceArray<@Nullable Candidates> store =
      new AtomicReferenceArray<>((stored + 1) * APART);

  /**
   * Makes an index.
   *
   * @param isWanted whether to leave anything out; if not, or if it would not pay, every rule is
   *     asked always
   */
  RuleIndex(List<SigmaRule> all, boolean isWanted) {
    rules = all.toArray(new SigmaRule[0]);
    isAlways = new boolean[rules.length];
    Map<@Nullable String, Map<Clue, List<Integer>>> byField = new HashMap<>();
    for (int i = 0; i < rules.length; i++) {
      List<Clue> clues = isWanted && rules.length >= FEWEST ? rules[i].clues() : null;
      List<@Nullable String> names = new ArrayList<>();
      if (clues == null) {
        isAlways[i] = true;
      } else {
        for (Clue clue : clues) {
          names.add(clue.field());
          byField
              .computeIfAbsent(clue.field(), name -> new LinkedHashMap<>())
              .computeIfAbsent(clue, key -> new ArrayList<>())
              .add(i);
        }
      }
      fieldsOf.add(names.stream().distinct().toList());
    }
    Map<Clue, List<Integer>> keywords = byField.remove(null);
    anywhere = keywords == null ? null : new FieldIndex(keywords);
    byField.forEach((name, clues) -> fields.put(name, new FieldIndex(clues)));
  }

  /** Some of the rules, with what there is to look at in an event to choose among them. */
  final class Bucket {
    private final long[] wanted = new long[(rules.length + Long.SIZE - 1) / Long.SIZE];
    private final long[] always = new long[wanted.length];
    private final FieldNames looked;
    private final @Nullable FieldIndex leaves;

    Bucket(int[] some) {
      Map<String, FieldIndex> names = new LinkedHashMap<>();
      boolean isAnywhere = false;
      boolean areFew = some.length < FEWEST;
      for (int rule : some) {
        wanted[rule >>> 6] |= 1L << rule;
        if (areFew || isAlways[rule]) {
          always[rule >>> 6] |= 1L << rule;
          continue;
        }
        for (String field : fieldsOf.get(rule)) {
          if (field == null) {
            isAnywhere = true;
          } else {
            names.put(field, fields.get(field));
          }
        }
      }
      looked = new FieldNames(names);
      leaves = isAnywhere ? anywhere : null;
    }

    /** The rules to ask, which is given back with {@link #release}. */
    Candidates candidates(FieldSource event) {
      Candidates found = take();
      try {
        choose(event, found);
        return found;
      } catch (RuntimeException | Error e) {
        release(found); // a source of the user's may throw
        throw e;
      }
    }

    /** Chooses the rules to ask about an event. */
    void choose(FieldSource event, Candidates found) {
      found.begin(event, looked, leaves);
      FieldSource whole = event instanceof JsonLine line ? line.odd() : event;
      if (whole != null) {
        look(whole, found);
      } else {
        ((JsonLine) event).look(looked, leaves, found);
      }
      found.among(wanted, always);
    }

    private void look(FieldSource event, Candidates found) {
      if (!looked.isEmpty()) {
        if (!event.forEachField(found.ofFields)) {
          found.ask(looked.all());
        } else if (found.isNested()) {
          found.ask(looked.paths());
        }
      }
      if (leaves != null) {
        event.forEachLeaf(found.ofLeaves);
      }
    }

    void release(Candidates used) {
      RuleIndex.this.release(used);
    }

    SigmaRule rule(int at) {
      return rules[at];
    }
  }

  /** What a pass is written on, given back with {@link #release}. */
  Candidates take() {
    int first = place();
    for (int i = 0; i < stored; i++) {
      int at = ((first + i) % stored + 1) * APART;
      Candidates free = store.get(at);
      if (free != null && store.compareAndSet(at, free, null)) {
        return free;
      }
    }
    return new Candidates(rules.length);
  }

  void release(Candidates used) {
    used.end();
    int first = place();
    for (int i = 0; i < stored; i++) {
      if (store.compareAndSet(((first + i) % stored + 1) * APART, null, used)) {
        return;
      }
    }
  }

  /** Where a thread looks first, to find what it used last. */
  private static int place() {
    return (int) Thread.currentThread().getId() & (Integer.MAX_VALUE >> 1); // room to go on
  }
}
