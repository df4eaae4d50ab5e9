package io.nanosiem.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CompactMapTest {
  @Test
  void isAsALinkedHashMap() {
    long seed = 20_261_124L;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 2_000; round++) {
      Map<String, Object> map = new JsonObject(random.nextInt(40));
      Map<String, Object> reference = new LinkedHashMap<>();
      int names = 1 + random.nextInt(150);
      int steps = random.nextInt(300);
      for (int step = 0; step < steps; step++) {
        String name = name(random.nextInt(names));
        Object value = random.nextInt(8) == 0 ? null : random.nextInt(100);
        switch (random.nextInt(12)) {
          case 0 -> assertThat(map.get(name)).isEqualTo(reference.get(name));
          case 1 -> assertThat(map.containsKey(name)).isEqualTo(reference.containsKey(name));
          case 2, 3, 4 ->
              assertThat(map.putIfAbsent(name, value))
                  .isEqualTo(reference.putIfAbsent(name, value));
          case 5 -> {
            if (random.nextInt(60) == 0) {
              assertThat(map.remove(name)).isEqualTo(reference.remove(name));
            }
          }
          case 6 -> {
            if (random.nextInt(40) == 0) {
              map.replaceAll((key, old) -> old + key);
              reference.replaceAll((key, old) -> old + key);
            }
          }
          case 7 -> {
            for (Map.Entry<String, Object> entry : map.entrySet()) {
              if (random.nextInt(100) == 0) {
                reference.put(entry.getKey(), "set");
                entry.setValue("set");
              }
            }
          }
          default -> assertThat(map.put(name, value)).isEqualTo(reference.put(name, value));
        }
      }
      assertThat(map).as("seed %d, round %d", seed, round).isEqualTo(reference);
      assertThat(reference).isEqualTo(map);
      assertThat(map.hashCode()).isEqualTo(reference.hashCode());
      assertThat(map.toString()).isEqualTo(reference.toString());
      assertThat(new ArrayList<>(map.keySet())).isEqualTo(new ArrayList<>(reference.keySet()));
      List<Object> values = new ArrayList<>();
      map.forEach((key, value) -> values.add(value));
      assertThat(values).isEqualTo(new ArrayList<>(reference.values()));
      assertThat(map.size()).isEqualTo(reference.size());
      assertThat(map.get(null)).isNull();
    }
  }

  /** Every third name has the hash of others: "Aa" and "BB" do in Java. */
  private static String name(int number) {
    if (number % 3 > 0) {
      return "n" + number;
    }
    StringBuilder name = new StringBuilder();
    for (int bit = 0; bit < 7; bit++) {
      name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return name.toString();
  }

  @Test
  void canBeEmptied() {
    JsonObject map = new JsonObject();
    map.put("a", 1L);
    map.clear();
    assertThat(map).isEmpty();
    map.put("b", 2L);
    assertThat(map).containsExactly(Map.entry("b", 2L));
  }

  @Test
  void namesOfOneHashCostNoMoreThanTheyMust() {
    JsonObject map = new JsonObject();
    List<String> names = new ArrayList<>();
    int bits = 13;
    for (int i = 0; i < 1 << bits; i++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < bits; bit++) {
        name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      names.add(name.toString());
    }
    long start = System.nanoTime();
    names.forEach(name -> map.put(name, true));
    // 8,192 names: one along all of them would be 33 million comparisons of 26 characters.
    assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
    assertThat(map).hasSize(1 << bits);
  }
}
