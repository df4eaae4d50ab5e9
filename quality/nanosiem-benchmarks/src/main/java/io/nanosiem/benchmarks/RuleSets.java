package io.nanosiem.benchmarks;

import io.nanosiem.sigma.SigmaLoader;
import io.nanosiem.sigma.SigmaOptions;
import io.nanosiem.sigma.SigmaRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Rules as texts, and sets of them: all of SigmaHQ, some of them, or any that are made up. */
final class RuleSets {
  private static final SigmaOptions OPTIONS = SigmaOptions.defaults().lenient();

  private RuleSets() {}

  /** Lenient, so that a rule nobody can run does not end a measurement. */
  static SigmaOptions options(boolean isRouted) {
    return isRouted ? OPTIONS : OPTIONS.unrouted();
  }

  /** A set without rules, for what is yet to be loaded. */
  static SigmaRules none() {
    return SigmaRules.loader().load();
  }

  /** All rules. */
  static SigmaRules all(SigmaOptions options) {
    return SigmaRules.load(LoadBenchmark.rules(), options);
  }

  /** The files of all rules, sorted. */
  static List<Path> files() {
    try (Stream<Path> found = Files.walk(LoadBenchmark.rules())) {
      return found.filter(file -> file.toString().endsWith(".yml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The texts of so many rules, taken at even distances from all. */
  static List<String> sample(int count) {
    List<Path> files = files();
    if (count > files.size()) {
      throw new IllegalArgumentException("there are " + files.size() + " rules, not " + count);
    }
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Path file = files.get((int) ((long) i * files.size() / count));
      try {
        texts.add(Files.readString(file, StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return texts;
  }

  /** Compiles texts; a text is a file of its own. */
  static SigmaRules compile(List<String> texts, SigmaOptions options) {
    return loader(texts).options(options).load();
  }

  static SigmaLoader loader(List<String> texts) {
    SigmaLoader loader = SigmaRules.loader();
    for (int i = 0; i < texts.size(); i++) {
      loader.text("rule-" + i, texts.get(i));
    }
    return loader;
  }

  /** The same, but each of the texts must become a rule. */
  static SigmaRules compileEach(List<String> texts) {
    SigmaRules rules = loader(texts).load();
    if (rules.rules().size() != texts.size()) {
      throw new IllegalStateException("not one rule for each text: " + rules);
    }
    return rules;
  }
}
