package io.nanosiem.correlation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What has become of the plans, facts, values and kinds of a grouping that a snapshot was written
 * for: they may have been added to, changed or taken away since. What has no counterpart is left
 * out. Immutable.
 */
final class Match {
  private static final int MOST = 1 << 16;

  private final int[] plans;
  private final long[] bits;
  private final int[] values;
  private final int[] kinds;
  private final int stride;

  private Match(int[] plans, long[] bits, int[] values, int[] kinds, int stride) {
    this.plans = plans;
    this.bits = bits;
    this.values = values;
    this.kinds = kinds;
    this.stride = stride;
  }

  /**
   * What the parts of a grouping are called.
   *
   * @param plans by what they are made of
   * @param bits of each fact, all steps that look for it
   * @param values fields
   * @param kinds of each kind of sighting, all steps that it tells of
   */
  record Names(
      List<String> plans, List<Set<String>> bits, List<String> values, List<Set<String>> kinds) {
    void write(StateWriter out) throws IOException {
      write(plans, out);
      writeSets(bits, out);
      write(values, out);
      writeSets(kinds, out);
    }

    private static void write(Iterable<String> names, StateWriter out) throws IOException {
      List<String> all = new ArrayList<>();
      names.forEach(all::add);
      out.number(all.size());
      for (String name : all) {
        out.text(name);
      }
    }

    private static void writeSets(List<Set<String>> sets, StateWriter out) throws IOException {
      out.number(sets.size());
      for (Set<String> set : sets) {
        write(set, out);
      }
    }

    static Names read(StateReader in) throws IOException {
      return new Names(readNames(in), readSets(in), readNames(in), readSets(in));
    }

    private static List<String> readNames(StateReader in) throws IOException {
      List<String> names = new ArrayList<>();
      for (int i = in.count(MOST); i > 0; i--) {
        names.add(in.text());
      }
      return names;
    }

    private static List<Set<String>> readSets(StateReader in) throws IOException {
      List<Set<String>> sets = new ArrayList<>();
      for (int i = in.count(MOST); i > 0; i--) {
        sets.add(new TreeSet<>(readNames(in)));
      }
      return sets;
    }
  }

  /** How what was written fits what there is now. */
  static Match of(Names old, Names now) {
    int[] plans = old.plans().stream().mapToInt(now.plans()::indexOf).toArray();
    int[] values = old.values().stream().mapToInt(now.values()::indexOf).toArray();
    Map<String, Long> bitOf = new HashMap<>();
    for (int i = 0; i < now.bits().size(); i++) {
      for (String name : now.bits().get(i)) {
        bitOf.merge(name, 1L << i, (a, b) -> a | b);
      }
    }
    long[] bits = new long[Math.min(Long.SIZE, old.bits().size())];
    for (int i = 0; i < bits.length; i++) {
      for (String name : old.bits().get(i)) {
        bits[i] |= bitOf.getOrDefault(name, 0L);
      }
    }
    int[] kinds = new int[old.kinds().size()];
    for (int i = 0; i < kinds.length; i++) {
      Set<String> names = old.kinds().get(i);
      kinds[i] = -1;
      for (int k = 0; k < now.kinds().size() && kinds[i] < 0; k++) {
        kinds[i] = now.kinds().get(k).stream().anyMatch(names::contains) ? k : -1;
      }
    }
    return new Match(plans, bits, values, kinds, Row.VALUES + now.values().size());
  }

  /** How many plans there were. */
  int plans() {
    return plans.length;
  }

  /** Where a plan is now; negative if nowhere. */
  int plan(int old) {
    return plans[old];
  }

  int kinds() {
    return kinds.length;
  }

  /** Where a kind of sighting is now; negative if nowhere. */
  int kind(int old) {
    return kinds[old];
  }

  /** A row as it is now; null if it meets nothing any more. */
  long @Nullable [] row(long @Nullable [] old) throws IOException {
    if (old == null || old.length != Row.VALUES + values.length) {
      throw new IOException("no row of " + (Row.VALUES + values.length) + " numbers");
    }
    long mask = 0;
    for (long rest = old[Row.MASK]; rest != 0; rest &= rest - 1) {
      int bit = Long.numberOfTrailingZeros(rest);
      mask |= bit < bits.length ? bits[bit] : 0;
    }
    if (mask == 0) {
      return null;
    }
    long[] row = new long[stride];
    System.arraycopy(old, 0, row, 0, Row.VALUES);
    row[Row.MASK] = mask;
    for (int i = 0; i < values.length; i++) {
      if (values[i] >= 0) {
        row[Row.VALUES + values[i]] = old[Row.VALUES + i];
      }
    }
    return row;
  }
}
