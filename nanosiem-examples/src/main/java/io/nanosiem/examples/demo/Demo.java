package io.nanosiem.examples.demo;

import io.nanosiem.EngineStats;
import io.nanosiem.NanoSiem;
import io.nanosiem.alert.Alert;
import io.nanosiem.alert.MemorySink;
import io.nanosiem.alert.NdjsonSink;
import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.examples.demo.DemoOptions.UsageException;
import io.nanosiem.listen.FileListener;
import io.nanosiem.ml.AnomalyDetector;
import io.nanosiem.sigma.SigmaDetector;
import io.nanosiem.sigma.SigmaRules;
import io.nanosiem.stix.StixSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The five stages on log files: parse, Sigma, correlate, anomaly score, STIX.
 *
 * <p>Without files it replays two bundled samples, a quiet day and the night after it, in which a
 * host is broken into.
 */
public final class Demo {
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private Demo() {}

  /**
   * Runs the demo.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    if (List.of(args).contains("--help") || List.of(args).contains("-h")) {
      System.out.print(DemoOptions.USAGE);
      return;
    }
    try {
      DemoOptions options = DemoOptions.parse(args);
      run(options, Terminal.standard(System.getenv(), options.plain()));
    } catch (UsageException e) {
      System.err.println("demo: " + e.getMessage());
      System.err.print(DemoOptions.USAGE);
      System.exit(2);
    } catch (UncheckedIOException | IOException e) {
      System.err.println("demo: " + e.getMessage());
      System.exit(1);
    }
  }

  static void run(DemoOptions options, Terminal terminal) throws IOException {
    terminal.line(
        terminal.styled(Terminal.Style.TITLE, "NanoSIEM for Java")
            + " — from log lines to explained, STIX-ready alerts");
    if (!options.files().isEmpty()) {
      Outcome outcome = replay(options.files(), options.out(), options.year(), options, terminal);
      new Report(terminal).tell(outcome, options.out());
      return;
    }
    terminal.title("A quiet day: people log in, mistype, call sudo, shop");
    Path quietOut = options.out().resolve("quiet-day");
    Outcome quiet = replay(sample(options, "quiet-day"), quietOut, 2026, options, terminal);
    Report report = new Report(terminal);
    report.stages(quiet, quietOut);
    report.quiet(quiet);
    terminal.title("The night after: somebody comes in");
    Path attackOut = options.out().resolve("attack");
    report.tell(replay(sample(options, "attack"), attackOut, 2026, options, terminal), attackOut);
  }

  private static List<Path> sample(DemoOptions options, String name) throws IOException {
    Path directory = options.samples().resolve(name);
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          directory + ": no such directory; run the demo from the root of the project");
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  /** What came out of one replay. */
  record Outcome(
      List<Path> files,
      EngineStats stats,
      List<Alert> alerts,
      int sigmaRules,
      int chains,
      boolean finished) {}

  private static Outcome replay(
      List<Path> files, Path out, @Nullable Integer year, DemoOptions options, Terminal terminal)
      throws IOException {
    startAnew(out);
    MemorySink memory = new MemorySink(100_000);
    SigmaRules rules = SigmaRules.builtIn();
    CorrelationDetector chains = CorrelationDetector.builtIn();
    NanoSiem.Builder builder =
        NanoSiem.builder()
            .replay()
            .workers(options.workers())
            .detector(SigmaDetector.of(rules))
            .detector(AnomalyDetector.demo())
            .detector(chains)
            .sink(StixSink.directory(out))
            .sink(NdjsonSink.directory(out).startAnew())
            .sink(memory);
    for (Path file : files) {
      FileListener listener = FileListener.of(file).zone(options.zone());
      builder.listener(year == null ? listener : listener.year(year));
    }
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    boolean finished;
    EngineStats stats;
    try (NanoSiem siem = builder.start()) {
      long waited = 0;
      // Lines of logs are about 120 bytes long: good enough to show that something moves.
      long expected = Math.max(1, bytes / 120);
      while (!siem.awaitIdle(Duration.ofMillis(200)) && waited < PATIENCE.toMillis()) {
        waited += 200;
        terminal.progress("reading", Math.min(siem.stats().processed(), expected - 1), expected);
      }
      terminal.progress("reading", expected, expected);
      finished = waited < PATIENCE.toMillis();
      stats = siem.stats();
    }
    return new Outcome(
        files, stats, memory.alerts(), rules.rules().size(), chains.chains().size(), finished);
  }

  /** Removes what an earlier run of this demo left: files of the kinds it writes, nothing else. */
  private static void startAnew(Path out) throws IOException {
    if (!Files.isDirectory(out)) {
      return;
    }
    try (Stream<Path> all = Files.walk(out, 2)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        String name = path.getFileName().toString();
        boolean stix = name.startsWith("alert-") && name.endsWith(".json");
        boolean ndjson = name.startsWith("alerts-") && name.endsWith(".ndjson");
        if (Files.isRegularFile(path) && (stix || ndjson)) {
          Files.delete(path);
        }
      }
    }
  }
}
