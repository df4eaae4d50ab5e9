package io.nanosiem.fuzz;

import io.nanosiem.listen.FramerTarget;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is fuzzed, by name. To add a parser, add a line to {@link #all()}; its seeds are
 * those of all the others, and files in {@code seeds}.
 *
 * <p>Jazzer calls {@link #fuzzerTestOneInput}; every build replays seeds and findings.
 */
public final class Targets {
  private static @Nullable Consumer<byte[]> chosen;

  private Targets() {}

  /**
   * The targets.
   *
   * @return names to what is done with some bytes
   */
  public static Map<String, Consumer<byte[]>> all() {
    Map<String, Consumer<byte[]>> targets = new LinkedHashMap<>();
    parser(targets, "auto", LogParser.auto());
    parser(targets, "rfc5424", LogParser.rfc5424());
    parser(targets, "rfc3164", LogParser.rfc3164());
    parser(targets, "cef", LogParser.cef());
    parser(targets, "leef", LogParser.leef());
    parser(targets, "json", LogParser.json());
    parser(targets, "key-value", LogParser.keyValue());
    parser(targets, "key-value-colon", LogParser.keyValue(": ", ", "));
    parser(targets, "access-log", LogParser.accessLog());
    parser(targets, "web-error-log", LogParser.webErrorLog());
    parser(targets, "application-log", LogParser.applicationLog());
    parser(targets, "columns", LogParser.columns("date", "time", "c-ip", "cs-method", "rest"));
    parser(targets, "windows-xml", LogParser.windowsXml());
    parser(targets, "auditd", LogParser.auditd());
    parser(targets, "container", LogParser.container());
    parser(targets, "plain", LogParser.plain());
    Normalizer normalizer = Normalizer.standard();
    targets.put("normalizer", data -> Oracle.normalize(normalizer, data));
    targets.put("decoder", Oracle::decode);
    targets.put("framer", FramerTarget::run);
    targets.put("sigma-rules", SigmaOracle::rules);
    targets.put("sigma-condition", SigmaOracle::condition);
    targets.put("sigma-correlation", SigmaOracle::correlation);
    targets.put("sigma-pipeline", SigmaOracle::pipeline);
    targets.put("sigma-match", SigmaOracle::match);
    targets.put("sigma-regex", SigmaOracle::regex);
    targets.put("sigma-json", SigmaJsonOracle::match);
    return Collections.unmodifiableMap(targets);
  }

  /** A parser as it is, and strict. */
  private static void parser(Map<String, Consumer<byte[]>> targets, String name, LogParser parser) {
    LogParser strict = parser.strict().months(Locale.GERMAN);
    targets.put(
        name,
        data -> {
          Oracle.parse(parser, data);
          Oracle.parse(strict, data);
        });
  }

  /**
   * Called by Jazzer once.
   *
   * @param arguments the name of the target
   */
  public static void fuzzerInitialize(String[] arguments) {
    Consumer<byte[]> target = all().get(arguments[0]);
    if (target == null) {
      throw new IllegalArgumentException(arguments[0] + " is none of " + all().keySet());
    }
    chosen = target;
  }

  /**
   * Called by Jazzer with each input.
   *
   * @param data any bytes
   */
  public static void fuzzerTestOneInput(byte[] data) {
    if (chosen != null) {
      chosen.accept(data);
    }
  }

  /**
   * Without arguments, prints the names of the targets, one a line. With a name and a folder, runs
   * that target over each file in it, which is how inputs that Jazzer has collected meet the bounds
   * without its instrumentation.
   *
   * @param arguments none, or a target and a folder
   * @throws IOException if the folder cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length == 0) {
      all().keySet().forEach(System.out::println);
      return;
    }
    fuzzerInitialize(arguments);
    try (Stream<Path> files = Files.list(Path.of(arguments[1]))) {
      for (Path file : files.toList()) {
        try {
          fuzzerTestOneInput(Files.readAllBytes(file));
        } catch (RuntimeException | Error e) {
          throw new IllegalStateException(file.toString(), e);
        }
      }
    }
  }
}
