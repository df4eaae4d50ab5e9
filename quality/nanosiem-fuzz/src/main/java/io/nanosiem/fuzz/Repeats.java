package io.nanosiem.fuzz;

import io.nanosiem.event.Event;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import io.nanosiem.parse.ParseContext;
import io.nanosiem.sigma.SigmaOptions;
import io.nanosiem.sigma.SigmaRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Records that begin like a real one and go on with one piece of it, repeated to a quarter of a
 * megabyte. Whatever looks from each piece to the end of the record takes seconds for these, where
 * records as short as a fuzzer's show nothing.
 */
final class Repeats {
  private static final int LENGTH = 1 << 18;

  /** Ten times what the slowest honest record needs, a tenth of what a quadratic one does. */
  private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** A rule is more work for each character than a record; a quadratic one takes minutes. */
  private static final long NANOS_OF_RULES = 12 * NANOS;

  private static final SigmaOptions LENIENT = SigmaOptions.defaults().lenient();
  private static final int ATTEMPTS = 5;
  private static final Instant NOW = Instant.parse("2026-06-02T04:00:00Z");
  private static final LogParser[] PARSERS = {
    LogParser.auto(),
    LogParser.auto().strict(),
    LogParser.leef(),
    LogParser.keyValue(),
    LogParser.keyValue(": ", ", "),
    LogParser.accessLog(),
    LogParser.webErrorLog(),
    LogParser.applicationLog(),
    LogParser.windowsXml(),
    LogParser.auditd(),
    LogParser.container()
  };

  private final List<String> seeds;
  private final List<String> pieces = new ArrayList<>();
  private final SplittableRandom random;
  private final Normalizer normalizer = Normalizer.standard();

  Repeats(List<byte[]> seeds, long randomSeed) {
    this.seeds =
        seeds.stream().map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1)).toList();
    this.seeds.forEach(this::cut);
    random = new SplittableRandom(randomSeed);
  }

  /** Words with the signs on either side of them, and the signs alone. */
  private void cut(String seed) {
    List<String> runs = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= seed.length(); i++) {
      if (i == seed.length()
          || Character.isLetterOrDigit(seed.charAt(i))
              != Character.isLetterOrDigit(seed.charAt(i - 1))) {
        runs.add(seed.substring(from, i));
        from = i;
      }
    }
    for (int i = 0; i < runs.size(); i++) {
      pieces.add(runs.get(i));
      for (int size = 2; size <= 4 && i + size <= runs.size(); size++) {
        pieces.add(String.join("", runs.subList(i, i + size)));
      }
    }
  }

  /**
   * Reads one such record.
   *
   * @throws IllegalStateException if it takes too long, each of several times
   */
  void next() {
    String seed = any(seeds);
    String head = seed.substring(0, random.nextInt(seed.length() + 1));
    String piece = any(pieces);
    String tail = random.nextInt(3) == 0 ? any(pieces) : "";
    String record = head + piece.repeat(LENGTH / piece.length()) + tail;
    if (isRule(seed)) {
      require(() -> SigmaRules.parse(record, LENIENT), NANOS_OF_RULES, head, piece);
      return;
    }
    LogParser parser = PARSERS[random.nextInt(3) > 0 ? 0 : random.nextInt(PARSERS.length)];
    require(
        () -> {
          for (String part : parser.split(record)) {
            Event.Builder event = Event.builder().raw(part).receivedAt(NOW);
            parser.parse(part, ParseContext.live(NOW), event);
            normalizer.normalize(event);
            event.build();
          }
        },
        NANOS,
        head,
        piece);
  }

  private static boolean isRule(String seed) {
    return seed.startsWith("title:") || seed.startsWith("action:");
  }

  private static void require(Runnable reading, long most, String head, String piece) {
    long nanos = Long.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS && nanos > most; attempt++) {
      long before = System.nanoTime();
      reading.run();
      nanos = Math.min(nanos, System.nanoTime() - before);
    }
    if (nanos > most) {
      throw new IllegalStateException(
          TimeUnit.NANOSECONDS.toMillis(nanos) + " ms for " + head + " and repeated " + piece);
    }
  }

  private String any(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }

  /**
   * Reads such records for a time.
   *
   * @param arguments the folder of seeds, and seconds
   * @throws IOException if the folder cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
      for (Path file : files.sorted().toList()) {
        seeds.add(Files.readAllBytes(file));
      }
    }
    Repeats repeats = new Repeats(seeds, System.nanoTime());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[1]));
    long records = 0;
    while (System.nanoTime() < end) {
      repeats.next();
      records++;
    }
    System.out.println(records + " records");
  }
}
