package io.nanosiem.sigma;

import io.nanosiem.correlation.CorrelationRule;
import io.nanosiem.event.Event;
import io.nanosiem.event.FieldSource;
import io.nanosiem.event.LogSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

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
  private final List<SigmaRule> rules;
  private final List<SigmaCorrelation> correlations;
  private final List<CorrelationRule> correlationRules;
  private final List<SigmaProblem> problems;
  private final List<SigmaProblem> findings;
  private final List<SkippedRule> skipped;
  private final Map<String, SigmaRule> byName = new HashMap<>();
  private final Router router;
  private final RegexOverruns.Total overruns;

  SigmaRules(
      List<SigmaRule> rules,
      List<SigmaCorrelation> correlations,
      List<SigmaProblem> problems,
      List<SigmaProblem> findings,
      List<SkippedRule> skipped,
      SigmaOptions options,
      RegexOverruns.Total overruns) {
    this.rules = List.copyOf(rules);
    this.correlations = List.copyOf(correlations);
    this.correlationRules = correlations.stream().map(SigmaCorrelation::rule).toList();
    this.problems = List.copyOf(problems);
    this.findings = List.copyOf(findings);
    this.skipped = List.copyOf(skipped);
    this.router = new Router(this.rules, options);
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
   * Loads a file; every {@code .yml} and {@code .yaml} file below a directory; or those of a zip
   * archive, such as a release of a rule repository. What is hidden (its name begins with a dot) is
   * left out.
   *
   * @param path a file, a directory, or an archive whose name ends in {@code .zip}
   * @return the rules, in the order of file names
   * @throws SigmaRulesException if anything in the files cannot be run; it lists every problem
   * @throws UncheckedIOException if there is nothing at the path
   * @throws java.util.concurrent.CancellationException see {@link SigmaLoader#load()}
   */
  public static SigmaRules load(Path path) {
    return loader().path(path).load();
  }

  /**
   * Loads a file, directory or archive in a way of your own, such as {@code
   * SigmaOptions.defaults().lenient()}: then what is broken is left out and listed in {@link
   * #problems()}.
   *
   * @param path a file, a directory, or an archive whose name ends in {@code .zip}
   * @param options how
   * @return the rules, in the order of file names
   * @throws SigmaRulesException unless lenient, if anything in the files cannot be run
   * @throws UncheckedIOException if there is nothing at the path
   * @throws java.util.concurrent.CancellationException see {@link SigmaLoader#load()}
   */
  public static SigmaRules load(Path path, SigmaOptions options) {
    return loader().path(path).options(options).load();
  }

  /**
   * Loads one set from several places, from the class path, on threads of your choice, or with word
   * of its progress.
   *
   * @return a loader without a place to load from
   */
  public static SigmaLoader loader() {
    return new SigmaLoader();
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
    return new RuleLoader(options, Workers.none())
        .load(List.of(RuleFile.ofText("<text>", null, yaml)));
  }

  /**
   * The seven rules that come with the library: SSH logins, failed and successful; sudo; port
   * scans; probing for web administration pages; severe CEF events; programs run as root.
   *
   * @return the rules
   */
  public static SigmaRules builtIn() {
    try {
      return new RuleLoader(SigmaOptions.defaults(), Workers.none()).load(BuiltInRules.files());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the built-in rules", e);
    }
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
    RuleIndex.Bucket bucket = router.bucket(logSource);
    Candidates asked = bucket.candidates(event);
    try {
      return matches(bucket, asked);
    } finally {
      bucket.release(asked);
    }
  }

  private static List<RuleMatch> matches(RuleIndex.Bucket bucket, Candidates asked) {
    List<RuleMatch> found = null;
    Evaluation evaluation = asked.event;
    for (int i = asked.next(0); i >= 0; i = asked.next(i + 1)) {
      SigmaRule rule = bucket.rule(i);
      if (rule.matches(evaluation)) {
        if (found == null) {
          found = new ArrayList<>(2);
        }
        found.add(new RuleMatch(rule, rule.evidence(evaluation.forEvidence())));
      }
    }
    return found == null ? List.of() : List.copyOf(found);
  }

  /**
   * The rules that a JSON object matches, of whose log source nothing is known.
   *
   * @param utf8 one object, such as a line of a file of them
   * @return unmodifiable, in the order of the rules; empty if none match
   * @throws IllegalArgumentException if it is not exactly one JSON object, with line and column
   */
  public List<RuleMatch> matchJson(byte[] utf8) {
    return matchJson(utf8, 0, utf8.length, line -> LogSource.UNKNOWN);
  }

  /**
   * The rules that a JSON object matches. What is in it is all that they see: unlike an {@link
   * Event} made of it, it has no time, format or raw text of its own. Values are made only of what
   * some rule reads; up to 128 texts of up to 24 characters are kept to be used again.
   *
   * @param utf8 holds the object
   * @param from its first byte
   * @param length how many bytes it has
   * @param logSource where such an event comes from, see {@link LogSourceFields}; it must not keep
   *     what it is given
   * @return unmodifiable, in the order of the rules; empty if none match
   * @throws IllegalArgumentException if it is not exactly one JSON object, with line and column
   * @throws IndexOutOfBoundsException if there are not so many bytes
   */
  public List<RuleMatch> matchJson(
      byte[] utf8, int from, int length, Function<? super FieldSource, LogSource> logSource) {
    Objects.checkFromIndexSize(from, length, utf8.length);
    Candidates asked = router.take();
    try {
      JsonLine line = asked.read(utf8, from, length);
      RuleIndex.Bucket bucket = router.bucket(logSource.apply(line));
      bucket.choose(line, asked);
      return matches(bucket, asked);
    } finally {
      router.release(asked);
    }
  }

  /**
   * Measures what each rule costs and how often it fires, over events of your choice.
   *
   * @return a profiler that has seen no event
   */
  public RuleProfiler profiler() {
    return new RuleProfiler(this);
  }

  /** The rules for events of a log source. */
  RuleIndex.Bucket bucket(LogSource logSource) {
    return router.bucket(logSource);
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
      for (SkippedRule other : skipped) {
        if (other.id().equals(idOrName) || idOrName.equals(other.name())) {
          throw new IllegalArgumentException(
              "the rule " + Words.quoted(idOrName) + " is not loaded: " + other.reason());
        }
      }
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
   * All detection rules.
   *
   * @return unmodifiable, in the order they were loaded
   */
  public List<SigmaRule> rules() {
    return rules;
  }

  /**
   * All correlation rules. {@link #match} says nothing about them, as they are about several
   * events: {@link SigmaDetector} runs them.
   *
   * @return unmodifiable, in the order they were loaded
   */
  public List<SigmaCorrelation> correlations() {
    return correlations;
  }

  /** What the correlations look for; the same list each time. */
  List<CorrelationRule> correlationRules() {
    return correlationRules;
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
   * What was read but not asked for, and why.
   *
   * @return unmodifiable, in the order it was read; empty unless {@link SigmaOptions} select rules
   */
  public List<SkippedRule> skipped() {
    return skipped;
  }

  /**
   * What the authors of rules that do run should know: slips, obsolete forms, doubtful values. And
   * what {@link SigmaOptions} ask for that is not there; the file of such a finding is {@code
   * <options>}.
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
   * How many times a text was too long for a regular expression, and counted as no match. All
   * searches on one event together may take 64 million steps, a step being one instruction of a
   * compiled expression for one character; searches of up to 65,536 steps are always run.
   *
   * @return since loading
   */
  public long skippedSearches() {
    return overruns.skipped();
  }

  /**
   * The rules whose backtracking expressions have run out of steps again and again ({@link
   * SigmaOptions#backtrackingRegexes}). They still find what can be found in 65,536 steps.
   *
   * @return ids, sorted; unmodifiable
   */
  public Set<String> quarantined() {
    return overruns.quarantined();
  }

  RegexOverruns.Total skippedCounter() {
    return overruns;
  }

  @Override
  public String toString() {
    return "SigmaRules["
        + rules.size()
        + " rules, "
        + correlations.size()
        + " correlations, "
        + problems.size()
        + " refused, "
        + skipped.size()
        + " skipped]";
  }
}
