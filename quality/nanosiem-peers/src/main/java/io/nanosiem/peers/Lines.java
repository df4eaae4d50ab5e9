package io.nanosiem.peers;

import java.util.SplittableRandom;
import java.util.function.Function;

/** Made-up lines that every parser here reads, the same on every run. */
final class Lines {
  private static final int COUNT = 1_024;

  private Lines() {}

  static String[] rfc5424() {
    return lines(
        random ->
            "<165>1 2026-06-02T09:"
                + two(random)
                + ":"
                + two(random)
                + ".003Z web-"
                + two(random)
                + ".example.com shop "
                + random.nextInt(1_000, 30_000)
                + " ID47 [order@32473 id=\""
                + random.nextInt(100_000)
                + "\" client=\"198.51.100."
                + random.nextInt(1, 250)
                + "\" total=\"19.90\"] An order was placed by a customer who is known to the shop");
  }

  static String[] rfc3164() {
    return lines(
        random ->
            "<86>Jun  2 09:"
                + two(random)
                + ":"
                + two(random)
                + " web-"
                + two(random)
                + " sshd["
                + random.nextInt(1_000, 30_000)
                + "]: Failed password for invalid user admin from 198.51.100."
                + random.nextInt(1, 250)
                + " port "
                + random.nextInt(40_000, 65_000)
                + " ssh2");
  }

  static String[] cef() {
    return lines(
        random ->
            "CEF:0|Example|Watchtower|4.2|1001|Policy deny|7|rt="
                + (1_780_000_000_000L + random.nextInt(1_000_000))
                + " src=198.51.100."
                + random.nextInt(1, 250)
                + " dst=192.0.2.10 spt="
                + random.nextInt(40_000, 65_000)
                + " dpt=443 proto=TCP act=blocked suser=alice shost=client-"
                + two(random)
                + " dvchost=watchtower-1 cs1Label=policy cs1=default deny cn1Label=rule cn1="
                + random.nextInt(1_000)
                + " request=https://shop.example.com/cart?id\\="
                + random.nextInt(1_000)
                + " msg=The connection was blocked by policy");
  }

  private static String[] lines(Function<SplittableRandom, String> line) {
    SplittableRandom random = new SplittableRandom(42);
    String[] lines = new String[COUNT];
    for (int i = 0; i < COUNT; i++) {
      lines[i] = line.apply(random);
    }
    return lines;
  }

  private static String two(SplittableRandom random) {
    return String.valueOf(random.nextInt(10, 60));
  }
}
