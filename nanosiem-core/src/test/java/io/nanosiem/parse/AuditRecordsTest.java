package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AuditRecordsTest {
  private static String line(String type, int second, int serial, String rest) {
    return "type=" + type + " msg=audit(" + (1767323045 + second) + ".000:" + serial + "): " + rest;
  }

  private static List<String> join(List<String> lines) {
    AuditRecords records = AuditRecords.create();
    List<String> whole = new ArrayList<>();
    lines.forEach(line -> whole.addAll(records.add(line)));
    whole.addAll(records.flush());
    return whole;
  }

  @Test
  void joinsTheRecordsOfEachSerial() {
    String a1 = line("SYSCALL", 0, 1, "a");
    String a2 = line("EXECVE", 0, 1, "a");
    String a3 = line("PROCTITLE", 0, 1, "a");
    String b1 = line("SYSCALL", 0, 2, "b");
    String b2 = line("PATH", 0, 2, "b");

    assertThat(join(List.of(a1, b1, a2, b2, a3)))
        .containsExactly(a1 + "\n" + a2 + "\n" + a3, b1 + "\n" + b2);
  }

  @Test
  void givesAnEventAsSoonAsItIsWhole() {
    AuditRecords records = AuditRecords.create();

    assertThat(records.add(line("USER_LOGIN", 0, 1, "x"))).hasSize(1);
    assertThat(records.add(line("SYSCALL", 0, 2, "x"))).isEmpty();
    assertThat(records.add(line("PROCTITLE", 0, 2, "x"))).hasSize(1);
    assertThat(records.add(line("EOE", 0, 2, ""))).isEmpty();
    assertThat(records.add(line("SYSCALL", 0, 3, "x"))).isEmpty();
    assertThat(records.add(line("EOE", 0, 3, ""))).hasSize(1);
    assertThat(records.add("hello")).containsExactly("hello");
    assertThat(records.flush()).isEmpty();
  }

  @Test
  void waitsTwoSecondsForTheRestOfAnEvent() {
    AuditRecords records = AuditRecords.create();
    records.add(line("SYSCALL", 0, 1, "x"));

    assertThat(records.add(line("SYSCALL", 2, 2, "x"))).isEmpty();
    assertThat(records.add(line("SYSCALL", 3, 3, "x"))).hasSize(1);
  }

  @Test
  void tellsHostsApart() {
    String a = "node=a " + line("SYSCALL", 0, 1, "x");
    String b = "node=b " + line("SYSCALL", 0, 1, "x");

    assertThat(join(List.of(a, b, a, b))).containsExactly(a + "\n" + a, b + "\n" + b);
  }

  @Test
  void otherLinesKeepTheirPlaces() {
    String a1 = line("SYSCALL", 0, 1, "a");
    String a2 = line("PROCTITLE", 0, 1, "a");

    assertThat(join(List.of("x", a1, "y", "type=z", a2, "w")))
        .containsExactly("x", a1 + "\n" + a2, "y", "type=z", "w");
  }

  @Test
  void losesNothingAtABound() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      many.add(line("PATH", 0, 1, "item=" + i));
    }
    List<String> whole = join(many);
    assertThat(String.join("\n", whole)).isEqualTo(String.join("\n", many));
    assertThat(whole).hasSize(8);

    List<String> open = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      open.add(line("SYSCALL", 0, i, ""));
    }
    AuditRecords records = AuditRecords.create();
    List<String> given = new ArrayList<>();
    open.forEach(line -> given.addAll(records.add(line)));
    assertThat(given).isEqualTo(open.subList(0, 200 - 64));
    given.addAll(records.flush());
    assertThat(given).isEqualTo(open);

    String large = "x".repeat(1 << 20);
    AuditRecords held = AuditRecords.create();
    held.add(line("SYSCALL", 0, 1, ""));
    int waiting = 0;
    while (held.add(large).isEmpty()) {
      waiting++;
      assertThat(waiting).isLessThan(5);
    }
  }

  /** Against the obvious: all records by their serial, in the order of the first. */
  @Test
  void isThatOfAListOfAllWithinTheBounds() {
    long seed = 20_261_124L;
    SplittableRandom random = new SplittableRandom(seed);
    String[] kinds = {"SYSCALL", "PATH", "CWD", "EXECVE", "SOCKADDR"};
    for (int round = 0; round < 500; round++) {
      List<String> lines = new ArrayList<>();
      Map<String, List<String>> wanted = new LinkedHashMap<>();
      int count = 1 + random.nextInt(60);
      for (int i = 0; i < count; i++) {
        int serial = random.nextInt(12);
        String line =
            random.nextInt(8) == 0
                ? "other " + i
                : line(kinds[random.nextInt(kinds.length)], 0, serial, "n=" + i);
        lines.add(line);
        String key = line.startsWith("other") ? line : "serial " + serial;
        wanted.computeIfAbsent(key, ignored -> new ArrayList<>()).add(line);
      }
      assertThat(join(lines))
          .as("seed %s, round %s", seed, round)
          .isEqualTo(wanted.values().stream().map(group -> String.join("\n", group)).toList());
    }
  }

  @Test
  void livesWithHeadersThatAreNone() {
    List<String> odd =
        List.of(
            "type=",
            "node=",
            "node=a",
            "type=X",
            "type=X msg=audit(",
            "type=X msg=audit(1.2:3):",
            "type=X msg=audit(a.bcd:3):",
            "type=X msg=audit(1.000:3",
            "node=a type=X msg=x",
            "");
    assertThat(join(odd)).isEqualTo(odd);
  }
}
