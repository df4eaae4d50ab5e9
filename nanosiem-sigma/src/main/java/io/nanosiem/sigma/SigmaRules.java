package io.nanosiem.sigma;

import io.nanosiem.event.Event;
import io.nanosiem.event.FieldSource;
import io.nanosiem.event.LogSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sigma rules, loaded and ready: which of them does an event match?
 *
 * <pre>{@code
 * SigmaRules rules = SigmaRules.load(Path.of("rules"));
 * for (RuleMatch match : rules.match(Event.fromJson(line))) {
 *   System.out.println(match.rule().title());
 * }
 * }</pre>
 *
 * <p>Immutable and thread-safe: one set serves any number of threads.
 */
public final class SigmaRules {
  private static final List<String> BUILT_IN =
      List.of(
          "cef-high-severity.yml",
          "network-port-scan.yml",
          "process-root-shell.yml",
          "ssh-login-failed.yml",
          "ssh-login-succeeded.yml",
          "sudo-command.yml",
          "web-admin-probe.yml");

  private final List<SigmaRule> rules;
  private final List<SigmaProblem> problems;
  private final List<SigmaProblem> findings;
  private final Map<String, SigmaRule> byName = new HashMap<>();
  private final Router router;
  private final LongAdder overruns;

  SigmaRules(
      List<SigmaRule> rules,
      List<SigmaProblem> problems,
      List<SigmaProblem> findings,
      boolean isRouted,
      LongAdder overruns) {
    this.rules = List.copyOf(rules);
    this.problems = List.copyOf(problems);
    this.findings = List.copyOf(findings);
    this.router = new Router(this.rules, isRouted);
    this.overruns = overruns;
    for (SigmaRule rule : this.rules) {
      byName.putIfAbsent(rule.id(), rule);
    }
    for (SigmaRule rule : this.rules) {
      if (rule.name() != null) {
        byName.putIfAbsent(rule.name(), rule);
      }
    }
  }

  /**
   * Loads a file, or every {@code .yml} and {@code .yaml} file below a directory. Directories whose
   * name begins with a dot are left out.
   *
   * @param path a file or directory
   * @return the rules, in the order of file names
   * @throws SigmaRulesException if anything in the files cannot be run; it lists every problem
   * @throws UncheckedIOException if the path cannot be read
   */
  public static SigmaRules load(Path path) {
    return load(path, SigmaOptions.defaults());
  }

  /**
   * Loads a file or directory in a way of your own, such as {@code
   * SigmaOptions.defaults().lenient()}: then what is broken is left out and listed in {@link
   * #problems()}.
   *
   * @param path a file or directory
   * @param options how
   * @return the rules, in the order of file names
   * @throws SigmaRulesException unless lenient, if anything in the files cannot be run
   * @throws UncheckedIOException if the path cannot be read
   */
  public static SigmaRules load(Path path, SigmaOptions options) {
    RuleLoader loader = new RuleLoader(options);
    try {
      RuleFiles.in(path).forEach(loader::add);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the rules in " + path, e);
    }
    return loader.build();
  }

  /**
   * Reads rules from text.
   *
   * @param yaml one or more documents
   * @return the rules, in the order of the text
   * @throws SigmaRulesException if anything in it cannot be run
   */
  public static SigmaRules parse(String yaml) {
    return parse(yaml, SigmaOptions.defaults());
  }

  /**
   * Reads rules from text in a way of your own.
   *
   * @param yaml one or more documents
   * @param options how
   * @return the rules, in the order of the text
   * @throws SigmaRulesException unless lenient, if anything in it cannot be run
   */
  public static SigmaRules parse(String yaml, SigmaOptions options) {
    RuleLoader loader = new RuleLoader(options);
    loader.add(RuleFile.ofText("<text>", null, yaml));
    return loader.build();
  }

  /**
   * The seven rules that come with the library: SSH logins, failed and successful; sudo; port
   * scans; probing for web administration pages; severe CEF events; programs run as root.
   *
   * @return the rules
   */
  public static SigmaRules builtIn() {
    RuleLoader loader = new RuleLoader(SigmaOptions.defaults());
    for (String name : BUILT_IN) {
      try (InputStream in = SigmaRules.class.getResourceAsStream("builtin/" + name)) {
        if (in == null) {
          throw new IllegalStateException("missing from the jar: " + name);
        }
        loader.add(RuleFile.ofBytes("builtin/" + name, null, in.readAllBytes()));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read built-in rule " + name, e);
      }
    }
    return loader.build();
  }

  /**
   * The rules that an event matches. An {@link Event} brings its log source and meets the rules
   * that do not contradict it; of any other source nothing is known, and it meets all rules but
   * those that are true of an event without fields.
   *
   * @param event anything with fields
   * @return unmodifiable, in the order of the rules; empty if none match
   */
  public List<RuleMatch> match(FieldSource event) {
    return match(event, event instanceof Event known ? known.logSource() : LogSource.UNKNOWN);
  }

  /**
   * The rules that an event matches, given where it comes from.
   *
   * @param event anything with fields
   * @param logSource its log source
   * @return unmodifiable, in the order of the rules; empty if none match
   */
  public List<RuleMatch> match(FieldSource event, LogSource logSource) {
    List<RuleMatch> found = null;
    for (SigmaRule rule : router.rulesFor(logSource)) {
      if (rule.matches(event)) {
        if (found == null) {
          found = new ArrayList<>(2);
        }
        found.add(new RuleMatch(rule, rule.evidence(event)));
      }
    }
    return found == null ? List.of() : List.copyOf(found);
  }

  /** The rules to hold against an event of a log source. */
  SigmaRule[] candidates(LogSource logSource) {
    return router.rulesFor(logSource);
  }

  /**
   * One rule.
   *
   * @param idOrName its id or its name
   * @return the rule
   * @throws IllegalArgumentException if there is none, with the one that was perhaps meant
   */
  public SigmaRule rule(String idOrName) {
    SigmaRule rule = byName.get(idOrName);
    if (rule == null) {
      String near = byName.size() > 5_000 ? null : Words.didYouMean(idOrName, byName.keySet());
      throw new IllegalArgumentException(
          "no rule has the id or name "
              + Words.quoted(idOrName)
              + " among "
              + rules.size()
              + (near == null ? "" : "; " + near));
    }
    return rule;
  }

  /**
   * All rules.
   *
   * @return unmodifiable, in the order they were loaded
   */
  public List<SigmaRule> rules() {
    return rules;
  }

  /**
   * What could not be run and was left out.
   *
   * @return unmodifiable; empty unless loading was lenient
   */
  public List<SigmaProblem> problems() {
    return problems;
  }

  /**
   * What the authors of rules that do run should know: slips, obsolete forms, doubtful values.
   *
   * @return unmodifiable, by file and line
   */
  public List<SigmaProblem> findings() {
    return findings;
  }

  /**
   * Why an event does, or does not, match a rule, whatever its log source.
   *
   * @param idOrName which rule
   * @param event anything with fields
   * @return the condition of the rule, part by part
   * @throws IllegalArgumentException if there is no such rule
   */
  public Explanation explain(String idOrName, FieldSource event) {
    return rule(idOrName).explain(event);
  }

  /**
   * How many times a text was too long for the budget of a regular expression, and counted as no
   * match: 64 million steps, that is program size times text length.
   *
   * @return since loading
   */
  public long skippedSearches() {
    return overruns.sum();
  }

  @Override
  public String toString() {
    return "SigmaRules[" + rules.size() + " rules, " + problems.size() + " refused]";
  }
}
