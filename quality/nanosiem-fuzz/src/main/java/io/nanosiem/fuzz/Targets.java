package io.nanosiem.fuzz;

import io.nanosiem.listen.FramerTarget;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
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
    parser(targets, "json", LogParser.json());
    parser(targets, "winxml", LogParser.windowsXml());
    parser(targets, "plain", LogParser.plain());
    Normalizer normalizer = Normalizer.standard();
    targets.put("normalizer", data -> Oracle.normalize(normalizer, data));
    targets.put("decoder", Oracle::decode);
    targets.put("framer", FramerTarget::run);
    return Collections.unmodifiableMap(targets);
  }

  /** A parser as it is, and strict. */
  private static void parser(Map<String, Consumer<byte[]>> targets, String name, LogParser parser) {
    LogParser strict = parser.strict().months(Locale.GERMAN);
    targets.put(name, data -> Oracle.parse(parser, data));
    targets.put(name + "-strict", data -> Oracle.parse(strict, data));
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
   * Prints the names of the targets, one a line, for the script.
   *
   * @param arguments ignored
   */
  public static void main(String[] arguments) {
    all().keySet().forEach(System.out::println);
  }
}
