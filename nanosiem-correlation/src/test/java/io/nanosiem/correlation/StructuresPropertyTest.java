package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.detect.Entity;
import io.nanosiem.event.Event;
import io.nanosiem.internal.EventSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The compact structures beside slow and obvious ones, through random operations. */
class StructuresPropertyTest {
  private static final int ROUNDS = 2_000;

  /** What lies before and behind a structure in its array, and must stay what it is. */
  private static final long FOREIGN = 0x5EED_5EED_5EED_5EEDL;

  private final long seed = Long.getLong("property.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  private String where(int round) {
    return "seed " + seed + ", round " + round;
  }

  private static long[] among(int before, int length, int behind) {
    long[] a = new long[before + length + behind];
    Arrays.fill(a, FOREIGN);
    return a;
  }

  private static void assertForeignUntouched(long[] a, int before, int length, String where) {
    for (int i = 0; i < a.length; i++) {
      if (i < before || i >= before + length) {
        assertThat(a[i]).as(where).isEqualTo(FOREIGN);
      }
    }
  }

  // ---- RecentValues ----

  @Test
  void recentValuesAreThoseSeenLast() {
    for (int round = 0; round < ROUNDS; round++) {
      String where = where(round);
      int limit = 1 + random.nextInt(random.nextInt(10) == 0 ? 300 : 20);
      int base = random.nextInt(4);
      int behind = random.nextInt(4);
      long[] list = among(base, RecentValues.length(1), behind);
      RecentValues.clear(list, base, 1);
      Map<Long, Long> model = new LinkedHashMap<>();
      long newest = 0;
      long mark = random.nextLong(-1_000, 1_000);
      int different = 1 + random.nextInt(2 * limit);
      int operations = random.nextInt(3 * limit + 20);
      for (int i = 0; i < operations; i++) {
        if (random.nextInt(200) == 0) {
          RecentValues.clear(list, base, RecentValues.capacity(list, base));
          model.clear();
        }
        mark += random.nextInt(3);
        // A late sight counts as one of now.
        long own = random.nextInt(4) == 0 ? mark - random.nextInt(50) : mark;
        newest = model.isEmpty() ? own : Math.max(own, newest);
        long value = value(random.nextInt(different));
        if (RecentValues.isTight(list, base, limit)) {
          list = RecentValues.grow(list, base, limit);
        }
        boolean isKnown = model.remove(value) != null;
        model.put(value, newest);
        if (model.size() > limit) {
          model.remove(model.keySet().iterator().next());
        }
        assertThat(RecentValues.see(list, base, value, own)).as(where).isEqualTo(isKnown);
        assertSame(list, base, model, mark, where);
      }
      int length = RecentValues.length(RecentValues.capacity(list, base));
      assertThat(list).as(where).hasSize(base + length + behind);
      assertThat(RecentValues.capacity(list, base)).as(where).isBetween(1, limit);
      assertForeignUntouched(list, base, length, where);
    }
  }

  /** Values of which many have the bits in common by which slots tell them apart. */
  private static long value(int i) {
    return switch (i % 3) {
      case 0 -> Hash64.mix(i);
      case 1 -> (long) i << 40 | 5;
      default -> i - 10L;
    };
  }

  private void assertSame(long[] list, int base, Map<Long, Long> model, long mark, String where) {
    assertThat(RecentValues.size(list, base)).as(where).isEqualTo(model.size());
    List<Long> marks = List.copyOf(model.values());
    assertThat(RecentValues.oldestMark(list, base)).as(where).isEqualTo(marks.get(0));
    assertThat(RecentValues.newestMark(list, base))
        .as(where)
        .isEqualTo(marks.get(marks.size() - 1));
    long from = mark - random.nextInt(60);
    long to = from + random.nextInt(60);
    long within = marks.stream().filter(one -> one >= from && one <= to).count();
    assertThat(RecentValues.count(list, base, from, to)).as(where).isEqualTo((int) within);
  }

  // ---- Ring ----

  @Test
  void aRingHoldsTheNewestTimes() {
    for (int round = 0; round < ROUNDS; round++) {
      String where = where(round);
      int limit = 1 + random.nextInt(random.nextInt(10) == 0 ? 200 : 12);
      int base = random.nextInt(4);
      int behind = random.nextInt(4);
      int first = Math.min(limit, 1 + random.nextInt(2));
      long[] ring = among(base, 1 + first, behind);
      Ring.clear(ring, base, first);
      List<Long> model = new ArrayList<>();
      long time = random.nextLong(-1_000, 1_000);
      int operations = random.nextInt(3 * limit + 20);
      for (int i = 0; i < operations; i++) {
        int times = Math.min(limit, random.nextInt(4) == 0 ? 1 + random.nextInt(30) : 1);
        boolean isLate = !model.isEmpty() && random.nextInt(3) == 0;
        time += random.nextInt(3);
        long own = isLate ? model.get(model.size() - 1) - 1 - random.nextInt(20) : time;
        model.addAll(Collections.nCopies(times, own));
        Collections.sort(model);
        ring = Ring.room(ring, base, limit, times);
        if (isLate) {
          assertThat(Ring.insert(ring, base, own, times)).as(where).containsExactly(array(model));
        } else {
          Ring.push(ring, base, own, times);
        }
        model.subList(0, Math.max(0, model.size() - limit)).clear();
        assertThat(Ring.filled(ring, base)).as(where).isEqualTo(model.size());
        assertThat(Ring.oldest(ring, base)).as(where).isEqualTo(model.get(0));
        assertThat(Ring.newest(ring, base)).as(where).isEqualTo(model.get(model.size() - 1));
      }
      int capacity = Ring.capacity(ring, base);
      assertThat(capacity).as(where).isBetween(1, limit);
      assertThat(ring).as(where).hasSize(base + 1 + capacity + behind);
      assertForeignUntouched(ring, base, 1 + capacity, where);
      // What is between the ends shows when something is put before all of it.
      model.add(0, Long.MIN_VALUE);
      assertThat(Ring.insert(ring, base, Long.MIN_VALUE, 1))
          .as(where)
          .containsExactly(array(model));
    }
  }

  private static long[] array(List<Long> model) {
    return model.stream().mapToLong(Long::longValue).toArray();
  }

  // ---- KeyTable ----

  /** Two queues, in the order of their turn. */
  private static final class Turns {
    final List<KeyState> probation = new ArrayList<>();
    final List<KeyState> protection = new ArrayList<>();
    int buckets = 64;

    int size() {
      return probation.size() + protection.size();
    }

    List<KeyState> all() {
      List<KeyState> all = new ArrayList<>(probation);
      all.addAll(protection);
      return all;
    }

    List<KeyState> queue(boolean ofProtected) {
      return ofProtected ? protection : probation;
    }

    static @Nullable KeyState evict(List<KeyState> queue, @Nullable KeyState spared) {
      if (queue.stream().allMatch(state -> state == spared)) {
        return null;
      }
      while (queue.get(0).isUsed || queue.get(0) == spared) {
        KeyState passedOver = queue.remove(0);
        passedOver.isUsed = false;
        queue.add(passedOver);
      }
      return queue.remove(0);
    }

    static long bytes(List<KeyState> queue) {
      long bytes = 0;
      for (KeyState state : queue) {
        bytes += state.bytes + EventSize.ofText(state.key);
      }
      return bytes;
    }

    long bytes() {
      return 16 + 4L * buckets + 128 + bytes(probation) + bytes(protection);
    }
  }

  @Test
  void aTableForgetsInTurnAndGivesBackWhatItHeld() {
    for (int round = 0; round < ROUNDS; round++) {
      String where = where(round);
      Shared shared = new Shared(CorrelationDetector.builder(), seed);
      KeyGroup group = new Group(GroupBy.host(), List.of(), shared);
      group.table.discard();
      assertThat(shared.used).as(where).isZero();
      KeyTable table = new KeyTable(shared);
      Turns model = new Turns();
      long now = 0;
      int most = random.nextInt(10) == 0 ? 300 : 30;
      for (int i = random.nextInt(4 * most); i > 0; i--) {
        now += random.nextInt(3);
        List<KeyState> all = model.all();
        KeyState any = all.isEmpty() ? null : all.get(random.nextInt(all.size()));
        switch (random.nextInt(8)) {
          case 0, 1, 2, 3 -> {
            KeyState state = find(table, model, random.nextInt(most), where);
            state.fresh = now;
          }
          case 4 -> {
            if (any != null && !any.isProtected) {
              model.probation.remove(any);
              model.protection.add(any);
            }
            if (any != null) {
              table.protect(any);
            }
          }
          case 5 -> {
            if (any != null) {
              int more = random.nextInt(-50, 100);
              any.bytes += more;
              table.resized(any, more);
            }
          }
          case 6 -> {
            KeyState spared = random.nextBoolean() ? any : null;
            boolean ofProtected = random.nextBoolean();
            List<KeyState> queue = model.queue(ofProtected);
            assertThat(table.hasVictim(ofProtected, spared))
                .as(where)
                .isEqualTo(queue.stream().anyMatch(state -> state != spared));
            // The expected one first: passing over changes what both see.
            boolean[] used = new boolean[all.size()];
            for (int k = 0; k < used.length; k++) {
              used[k] = all.get(k).isUsed;
            }
            KeyState expected = Turns.evict(queue, spared);
            for (int k = 0; k < used.length; k++) {
              all.get(k).isUsed = used[k];
            }
            assertThat(table.evict(ofProtected, spared)).as(where).isSameAs(expected);
          }
          default -> {
            if (random.nextInt(5) == 0) {
              long since = now - random.nextInt(60);
              int before = model.size();
              model.probation.removeIf(state -> state.fresh < since);
              model.protection.removeIf(state -> state.fresh < since);
              assertThat(table.sweep(since, group)).as(where).isEqualTo(before - model.size());
            }
          }
        }
        assertThat(table.size()).as(where).isEqualTo(model.size());
        assertThat(table.inTurn()).as(where).containsExactlyElementsOf(model.all());
        assertThat(table.bytes()).as(where).isEqualTo(model.bytes());
        assertThat(table.bytes(true)).as(where).isEqualTo(Turns.bytes(model.protection));
        assertThat(table.newcomers()).as(where).isEqualTo(model.probation.size());
        assertThat(shared.onProbation).as(where).isEqualTo(Turns.bytes(model.probation));
        assertThat(shared.used).as(where).isEqualTo(table.bytes());
      }
      for (boolean ofProtected : new boolean[] {false, true}) {
        for (int i = model.queue(ofProtected).size(); i > 0; i--) {
          assertThat(table.evict(ofProtected, null)).as(where).isNotNull();
        }
        assertThat(table.evict(ofProtected, null)).as(where).isNull();
      }
      assertThat(table.bytes()).as(where).isEqualTo(16 + 4L * model.buckets + 128);
      table.discard();
      assertThat(shared.used).as(where).isZero();
    }
  }

  /** The state of a key, made if there is none yet; a quarter of the keys have one hash. */
  private static KeyState find(KeyTable table, Turns model, int which, String where) {
    Entity.Kind kind = which % 2 == 0 ? Entity.Kind.USER : Entity.Kind.HOST;
    String key = "key" + which / 2;
    int hash = which % 4 == 0 ? 7 : (int) Hash64.mix(which);
    KeyState expected = null;
    for (KeyState state : model.all()) {
      expected = state.kind == kind && state.key.equals(key) ? state : expected;
    }
    KeyState found = table.find(hash, kind, key);
    assertThat(found).as(where).isSameAs(expected);
    if (found != null) {
      found.isUsed = true;
      return found;
    }
    KeyState made = KeyState.of(kind, key, hash, 1 + which % 3);
    model.buckets = model.size() == model.buckets ? 2 * model.buckets : model.buckets;
    table.add(made);
    model.probation.add(made);
    return made;
  }

  // ---- GroupBy ----

  @Test
  void severalValuesInOneKeyAreFoundAgain() {
    String[] pieces = {
      ",", ", ", " ", "\"", "\\", "\\\"", "\0", "\n", "a", "é", "\uD800", "\uDC00", "\uD83D\uDE00"
    };
    for (int round = 0; round < 20 * ROUNDS; round++) {
      List<String> values = new ArrayList<>();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        StringBuilder value = new StringBuilder();
        for (int length = random.nextInt(5); length > 0; length--) {
          value.append(pieces[random.nextInt(pieces.length)]);
        }
        values.add(value.toString());
      }
      assertThat(GroupBy.split(GroupBy.join(values), values.size()))
          .as(where(round))
          .isEqualTo(values);
    }
  }

  // ---- LinkTable ----

  private record Login(String address, long time) {}

  /** All logins of a user on a host, by time and then arrival; two of them are remembered. */
  private static final class Logins {
    final List<Login> newest = new ArrayList<>();
    long fresh;

    void learn(Login login) {
      int at = newest.size();
      while (at > 0 && newest.get(at - 1).time() > login.time()) {
        at--;
      }
      newest.add(at, login);
      if (newest.size() > 2) {
        newest.remove(0);
      }
    }

    @Nullable String at(long time, long validity) {
      for (int i = newest.size() - 1; i >= 0; i--) {
        Login login = newest.get(i);
        if (login.time() <= time) {
          return time - login.time() <= validity ? login.address() : null;
        }
      }
      return null;
    }
  }

  @Test
  void aRecordIsLinkedToTheNewestLoginBeforeIt() {
    for (int round = 0; round < ROUNDS; round++) {
      String where = where(round);
      int cap = 1 + random.nextInt(6);
      long validity = random.nextLong(1, 61);
      LinkTable table = new LinkTable(cap, validity);
      Map<String, Logins> model = new LinkedHashMap<>();
      long evicted = 0;
      long now = 0;
      for (int i = random.nextInt(60); i > 0; i--) {
        now += random.nextInt(8);
        String host = random.nextInt(4) == 0 ? null : "h" + random.nextInt(2);
        String user = "u" + random.nextInt(4);
        String key = LinkTable.key(host, user);
        switch (random.nextInt(8)) {
          case 0, 1, 2, 3 -> {
            long time = random.nextInt(3) == 0 ? now - random.nextInt(40) : now;
            String address = "10.0.0." + random.nextInt(3);
            Logins logins = model.remove(key);
            logins = logins == null ? new Logins() : logins;
            logins.learn(new Login(address, time));
            logins.fresh = now;
            model.put(key, logins);
            if (model.size() > cap) {
              model.remove(model.keySet().iterator().next());
              evicted++;
            }
            table.learn(host, user, address, time, now);
          }
          case 4 -> {
            long since = now - validity;
            model.values().removeIf(logins -> logins.fresh < since);
            table.expire(now);
          }
          case 5 -> {
            Iterator<Logins> eldest = model.values().iterator();
            assertThat(table.dropEldest()).as(where).isEqualTo(eldest.hasNext());
            if (eldest.hasNext()) {
              eldest.next();
              eldest.remove();
              evicted++;
            }
          }
          default -> {
            long time = now - random.nextInt(60);
            Logins known = model.get(key);
            assertThat(table.find(key, time))
                .as(where)
                .isEqualTo(known == null ? null : known.at(time, validity));
          }
        }
        assertThat(table.size()).as(where).isEqualTo(model.size());
        assertThat(table.evicted).as(where).isEqualTo(evicted);
      }
      while (table.dropEldest()) {
        assertThat(table.bytes()).as(where).isNotNegative();
      }
      assertThat(table.bytes()).as(where).isZero();
    }
  }

  @Test
  void namesThatNobodyHasAreNotLearned() {
    LinkTable table = new LinkTable(10, 1_000);
    String longest = "x".repeat(LinkTable.LONGEST_NAME);
    table.learn(longest + "x", "user", "10.0.0.1", 0, 0);
    table.learn("host", longest + "x", "10.0.0.1", 0, 0);
    table.learn("host", "user", longest + "x", 0, 0);
    assertThat(table.size()).isZero();
    table.learn(longest, longest, longest, 0, 0);
    assertThat(table.find(LinkTable.key(longest, longest), 0)).isEqualTo(longest);
  }

  // ---- RecentIds ----

  @Test
  void anIdIsKnownAsLongAsItIsAmongTheNewest() {
    for (int round = 0; round < ROUNDS; round++) {
      int limit = random.nextInt(20);
      RecentIds ids = new RecentIds(limit);
      LinkedHashSet<String> model = new LinkedHashSet<>();
      for (int i = random.nextInt(100); i > 0; i--) {
        String id = random.nextInt(10) == 0 ? null : "id" + random.nextInt(30);
        boolean isKnown = false;
        if (id != null) {
          isKnown = model.remove(id);
          model.add(id);
          if (model.size() > limit) {
            model.remove(model.iterator().next());
          }
        }
        Event event = Event.builder().id(id).build();
        assertThat(ids.isKnown(event, seed)).as(where(round)).isEqualTo(isKnown);
      }
      assertThat(ids.bytes())
          .as(where(round))
          .isLessThanOrEqualTo(64 + 8L * RecentValues.length(Math.max(1, limit)));
    }
  }
}
