package io.nanosiem.examples.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the command line asked for. */
record DemoOptions(
    List<Path> files,
    Path samples,
    Path out,
    @Nullable Integer year,
    ZoneId zone,
    boolean plain,
    int workers) {

  static final String USAGE =
      """
      usage: demo.sh [--out DIR] [--year YYYY] [--zone ZONE] [--workers N] [--plain] [FILE…]

        FILE…        log files to read; without any, the bundled samples
        --out DIR    where alerts go (default: demo-output)
        --year YYYY  the year of time stamps without one (default: from the file's modification time)
        --zone ZONE  the zone of time stamps without one, such as Europe/Berlin (default: UTC)
        --workers N  threads that parse and detect (default: 2); the result is the same with any
        --plain      no colour, no progress
        --samples DIR  where the bundled samples lie (default: nanosiem-examples/samples)
      """;

  /** A command line that cannot be followed. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
      super(message);
    }
  }

  static DemoOptions parse(String... args) throws UsageException {
    List<Path> files = new ArrayList<>();
    Path samples = Path.of("nanosiem-examples", "samples");
    Path out = Path.of("demo-output");
    Integer year = null;
    ZoneId zone = ZoneOffset.UTC;
    boolean plain = false;
    int workers = 2;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--plain" -> plain = true;
        case "--samples" -> samples = Path.of(value(args, ++i));
        case "--out" -> out = Path.of(value(args, ++i));
        case "--year" -> year = number(args, ++i, 1970, 9999);
        case "--workers" -> workers = number(args, ++i, 1, 64);
        case "--zone" -> zone = zone(args, ++i);
        default -> {
          if (args[i].startsWith("-")) {
            throw new UsageException("unknown option " + args[i]);
          }
          files.add(file(args[i]));
        }
      }
    }
    return new DemoOptions(List.copyOf(files), samples, out, year, zone, plain, workers);
  }

  private static String value(String[] args, int at) throws UsageException {
    if (at >= args.length) {
      throw new UsageException(args[at - 1] + " needs a value");
    }
    return args[at];
  }

  private static int number(String[] args, int at, int least, int most) throws UsageException {
    String text = value(args, at);
    // Nine digits fit an int; whatever is longer is out of any range here.
    boolean digits = text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int number = digits && !text.isEmpty() ? Integer.parseInt(text) : least - 1;
    if (number < least || number > most) {
      throw new UsageException(
          args[at - 1] + " " + text + " is not a number between " + least + " and " + most);
    }
    return number;
  }

  private static ZoneId zone(String[] args, int at) throws UsageException {
    try {
      return ZoneId.of(value(args, at));
    } catch (DateTimeException e) {
      throw new UsageException("unknown zone " + args[at] + "; try UTC, +02:00 or Europe/Berlin");
    }
  }

  private static Path file(String name) throws UsageException {
    Path file = Path.of(name);
    if (!Files.isRegularFile(file)) {
      throw new UsageException(name + ": " + (Files.exists(file) ? "not a file" : "no such file"));
    }
    if (!Files.isReadable(file)) {
      throw new UsageException(name + ": cannot be read");
    }
    return file;
  }
}
