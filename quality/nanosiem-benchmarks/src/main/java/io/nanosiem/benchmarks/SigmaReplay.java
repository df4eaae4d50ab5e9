package io.nanosiem.benchmarks;

import io.nanosiem.event.Printable;
import io.nanosiem.sigma.LogSourceFields;
import io.nanosiem.sigma.RuleMatch;
import io.nanosiem.sigma.SigmaRule;
import io.nanosiem.sigma.SigmaRules;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * Lines of JSON from a file to matches on standard output, as a process that can be timed beside
 * other engines.
 *
 * <p>A match is one line of JSON: the number of the line in the file, from 0, then id, title and
 * level of the rule. Empty lines have a number and are no events. A line that cannot be read is
 * counted, and told of on standard error while there are few; it ends nothing. At the end come the
 * figures, on one line of standard error.
 *
 * <p>A thread takes a block of lines and works on it alone, so with several threads the blocks may
 * come out in another order, but each line whole.
 */
public final class SigmaReplay {
  private static final int MOST_TOLD = 20;
  private static final String USAGE =
      "SigmaReplay FILE|- [--rules PATH] [--unrouted] [--threads N] [--repeat N]";

  private final ReplayOptions options;
  private final SigmaRules rules;
  private final Map<SigmaRule, byte[]> tails;
  private final LogSourceFields logSource = Lane.logSource();
  private final OutputStream out;
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong matches = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private long tooLong;

  SigmaReplay(ReplayOptions options, SigmaRules rules, OutputStream out) {
    this.options = options;
    this.rules = rules;
    this.tails = MatchWriter.tails(rules);
    this.out = out;
  }

  /**
   * Reads, matches and prints.
   *
   * @param arguments see above
   * @throws Exception if the file cannot be read, or nobody wants the matches any more
   */
  public static void main(String[] arguments) throws Exception {
    ReplayOptions options;
    try {
      options = ReplayOptions.of(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + USAGE);
      System.exit(2);
      return;
    }
    long before = System.nanoTime();
    Path path = options.rules() == null ? LoadBenchmark.rules() : options.rules();
    SigmaRules rules = SigmaRules.load(path, RuleSets.options(options.isRouted()));
    double loading = (System.nanoTime() - before) / 1e9;
    try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
      SigmaReplay replay = new SigmaReplay(options, rules, out);
      Stopwatch watch = new Stopwatch();
      watch.start();
      replay.run();
      watch.stop();
      System.err.println(replay.figures(watch, loading));
    }
  }

  void run() throws IOException, InterruptedException {
    for (int i = 0; i < options.repeat(); i++) {
      try (InputStream in = open()) {
        LineBlocks blocks = new LineBlocks(in);
        if (options.threads() == 1) {
          match(blocks);
        } else {
          matchOnThreads(blocks);
        }
        tooLong += blocks.tooLong();
      }
    }
  }

  private InputStream open() throws IOException {
    String file = options.file();
    InputStream in =
        file.equals("-")
            ? new FileInputStream(FileDescriptor.in)
            : Files.newInputStream(Path.of(file));
    return file.endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private void matchOnThreads(LineBlocks blocks) throws IOException, InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(options.threads());
    try {
      List<Future<Boolean>> ends = new ArrayList<>();
      for (int i = 0; i < options.threads(); i++) {
        ends.add(
            pool.submit(
                () -> {
                  match(blocks);
                  return true;
                }));
      }
      for (Future<Boolean> end : ends) {
        end.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a thread could not go on", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private void match(LineBlocks blocks) throws IOException {
    LineBlocks.Block block = new LineBlocks.Block();
    MatchWriter writer = new MatchWriter(tails, out);
    while (next(blocks, block)) {
      match(block, writer);
    }
    writer.flush();
  }

  private static boolean next(LineBlocks blocks, LineBlocks.Block block) throws IOException {
    // Reading is cheap beside matching: threads that wait for each other here have little to wait
    // for.
    synchronized (blocks) {
      return blocks.read(block);
    }
  }

  private void match(LineBlocks.Block block, MatchWriter writer) throws IOException {
    long read = 0;
    long found = 0;
    for (int i = 0; i < block.lines(); i++) {
      if (block.length(i) == 0) {
        continue;
      }
      try {
        List<RuleMatch> matched =
            rules.matchJson(block.bytes(), block.start(i), block.length(i), logSource);
        read++;
        found += matched.size();
        writer.write(block.number(i), matched);
      } catch (IllegalArgumentException e) {
        refuse(block.number(i), String.valueOf(e.getMessage()));
      }
    }
    events.addAndGet(read);
    matches.addAndGet(found);
  }

  private void refuse(long line, String why) {
    long before = refused.getAndIncrement();
    if (before < MOST_TOLD) {
      System.err.println("line " + line + " (from 0) is refused: " + Printable.of(why));
    } else if (before == MOST_TOLD) {
      System.err.println("more lines are refused, and counted");
    }
  }

  long events() {
    return events.get();
  }

  long matches() {
    return matches.get();
  }

  long refused() {
    return refused.get();
  }

  long tooLong() {
    return tooLong;
  }

  private String figures(Stopwatch watch, double loading) {
    long start = ManagementFactory.getRuntimeMXBean().getStartTime();
    return String.format(
        Locale.ROOT,
        "events=%d matches=%d refused=%d too-long=%d threads=%d seconds=%.3f cpu=%.3f"
            + " events/s=%.0f rules=%d loading=%.3f process=%.3f",
        events(),
        matches(),
        refused(),
        tooLong(),
        options.threads(),
        watch.wallSeconds(),
        watch.cpuSeconds(),
        events() / watch.wallSeconds(),
        rules.rules().size(),
        loading,
        (System.currentTimeMillis() - start) / 1e3);
  }
}
