package io.nanosiem.sigma;

import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.correlation.CorrelationRule;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Detector;
import io.nanosiem.detect.Detectors;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.Evidence.FieldMatch;
import io.nanosiem.detect.Findings;
import io.nanosiem.detect.StatefulDetector;
import io.nanosiem.event.Event;
import io.nanosiem.event.Printable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * Sigma rules as a detector for the engine: every match becomes a detection with the fields that
 * matched.
 *
 * <pre>{@code
 * NanoSiem.builder().detector(SigmaDetector.load(Path.of("rules")))
 * }</pre>
 *
 * <p>The rules can be replaced while an engine runs. The next set is made beside the one that runs;
 * if anything is wrong with it, loading throws and nothing has changed:
 *
 * <pre>{@code
 * detector.replace(SigmaRules.load(Path.of("rules")));
 * }</pre>
 *
 * <p>Correlation rules see the detections of the rules that they build on, which report for
 * themselves only if the correlation says {@code generate: true}. When a set is replaced, the
 * correlations that have not changed in what decides go on with what they have seen.
 *
 * <p>Thread-safe; each engine follows correlations for itself.
 */
public final class SigmaDetector implements Detectors {
  private static final int MOST_FIELDS = 16;
  private static final int MOST_NAMED = 3;

  private final SkippedSearches skipped;
  private final Supplier<CorrelationDetector> correlation;
  private volatile SigmaRules rules;

  private SigmaDetector(SigmaRules rules, Supplier<CorrelationDetector> correlation) {
    this.rules = rules;
    this.correlation = correlation;
    this.skipped = new SkippedSearches(rules);
  }

  /**
   * All rules of a file or directory.
   *
   * @param path a file or directory
   * @return a detector
   * @throws SigmaRulesException if anything in the files cannot be run; it lists every problem
   * @throws java.io.UncheckedIOException if the path cannot be read
   */
  public static SigmaDetector load(Path path) {
    return of(SigmaRules.load(path));
  }

  /**
   * Rules that are loaded already.
   *
   * @param rules the rules
   * @return a detector
   */
  public static SigmaDetector of(SigmaRules rules) {
    return new SigmaDetector(rules, () -> CorrelationDetector.builder().build());
  }

  /**
   * The rules that come with the library.
   *
   * @return a detector
   */
  public static SigmaDetector builtIn() {
    return of(SigmaRules.builtIn());
  }

  /**
   * Another detector of the same rules, with other bounds for what its correlation rules know:
   *
   * <pre>{@code
   * SigmaDetector.load(path)
   *     .correlatedBy(() -> CorrelationDetector.builder().maxKeys(1_000_000).build());
   * }</pre>
   *
   * @param empty makes a detector for each engine that uses this one, new each time and without
   *     rules of its own
   * @return the other detector; rules are replaced in each of the two apart
   */
  public SigmaDetector correlatedBy(Supplier<CorrelationDetector> empty) {
    return new SigmaDetector(rules, empty);
  }

  /**
   * The rules it runs.
   *
   * @return the rules
   */
  public SigmaRules rules() {
    return rules;
  }

  /**
   * Runs other rules from now on. Each event meets one set whole: an event that is being looked at
   * meets the old one, every later event the new one. Alerts that are open go on under the id of
   * their rule.
   *
   * <p>A set that was loaded leniently and left out what the present one did not is refused, as a
   * file that is broken or half written must not switch a detection off unseen. A problem that the
   * present set has too (same file, same message) is no obstacle.
   *
   * @param next the new rules; may be those of another detector
   * @return the rules that ran until now
   * @throws SigmaRulesException if the new set has problems that the present one does not have; it
   *     lists them, and the present set stays
   */
  public SigmaRules replace(SigmaRules next) {
    // Only one at a time, so that each is compared with the one it replaces.
    synchronized (skipped) {
      SigmaRules present = rules;
      List<SigmaProblem> fresh =
          next.problems().stream()
              .filter(problem -> present.problems().stream().noneMatch(problem::isSameAs))
              .toList();
      if (!fresh.isEmpty()) {
        throw new SigmaRulesException(fresh);
      }
      skipped.change(next);
      rules = next;
      return present;
    }
  }

  /**
   * How many times a text was too long for the budget of a regular expression and counted as no
   * match, see {@link SigmaRules#skippedSearches()}: by all the sets this detector has run, each
   * while it ran.
   *
   * @return since the detector was made; another user of the same set counts too
   */
  public long skippedSearches() {
    synchronized (skipped) {
      return skipped.total();
    }
  }

  @Override
  public List<Detector> stateless() {
    return List.of(new Stateless());
  }

  @Override
  public List<StatefulDetector> stateful() {
    return List.of(new Correlations());
  }

  private final class Stateless implements Detector {
    @Override
    public void detect(Event event, Findings findings) {
      // The field is read once, so that no event meets two sets.
      RuleIndex.Bucket bucket = rules.bucket(event.logSource());
      Candidates asked = bucket.candidates(event);
      Evaluation evaluation = asked.event;
      try {
        for (int i = asked.next(0); i >= 0; i = asked.next(i + 1)) {
          SigmaRule rule = bucket.rule(i);
          if (rule.matches(evaluation)) {
            Detection detection = detection(rule, event, evaluation);
            findings.add(rule.isBuildingBlock() ? detection.asSignal() : detection);
          }
        }
      } finally {
        bucket.release(asked);
      }
    }

    @Override
    public String name() {
      return "sigma";
    }
  }

  /** What follows the correlations of whatever set is running. */
  private final class Correlations implements StatefulDetector {
    private final CorrelationDetector detector = correlation.get();
    private List<CorrelationRule> running = List.of();

    private CorrelationDetector current() {
      List<CorrelationRule> wanted = rules.correlationRules();
      if (wanted != running) {
        detector.replaceRules(wanted);
        running = wanted;
      }
      return detector;
    }

    @Override
    public void accept(Event event, List<Detection> found, Findings findings) {
      current().accept(event, found, findings);
    }

    @Override
    public boolean isParallel() {
      return detector.isParallel();
    }

    @Override
    public void acceptAll(
        List<Event> events, List<List<Detection>> found, List<? extends Findings> findings) {
      current().acceptAll(events, found, findings);
    }

    @Override
    public void advanceTo(Instant eventTime, Findings findings) {
      current().advanceTo(eventTime, findings);
    }

    @Override
    public long memoryBytes() {
      return detector.memoryBytes();
    }

    @Override
    public void limitMemory(long bytes) {
      detector.limitMemory(bytes);
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
      current().snapshot(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
      current().restore(in);
    }

    @Override
    public String name() {
      return "sigma correlations";
    }
  }

  private static Detection detection(SigmaRule rule, Event event, Evaluation evaluation) {
    List<FieldMatch> matches = rule.evidence(evaluation.forEvidence());
    List<FieldMatch> kept =
        matches.size() <= MOST_FIELDS ? matches : matches.subList(0, MOST_FIELDS);
    return Detection.of(rule.ref(), event, new Evidence.Fields(kept), sentence(matches));
  }

  /** Such as: message begins with 'Failed password for ' and user is 'root'. */
  private static String sentence(List<FieldMatch> matches) {
    if (matches.isEmpty()) {
      return "nothing that would excuse it is in the event";
    }
    StringBuilder out = new StringBuilder();
    int named = Math.min(MOST_NAMED, matches.size());
    for (int i = 0; i < named; i++) {
      FieldMatch match = matches.get(i);
      out.append(i == 0 ? "" : i == named - 1 && named == matches.size() ? " and " : ", ");
      out.append(match.field() == null ? "the event" : match.field());
      out.append(how(match)).append('\'');
      out.append(Printable.of(match.pattern(), 80)).append('\'');
    }
    if (named < matches.size()) {
      out.append(" and ").append(matches.size() - named).append(" more");
    }
    return out.toString();
  }

  /** What is true of value and pattern as texts; of the rest only that the one meets the other. */
  private static String how(FieldMatch match) {
    String value = match.value();
    String pattern = match.pattern();
    if (value.equalsIgnoreCase(pattern)) {
      return " is ";
    }
    int length = pattern.length();
    if (value.regionMatches(true, 0, pattern, 0, length)) {
      return " begins with ";
    }
    if (value.regionMatches(true, value.length() - length, pattern, 0, length)) {
      return " ends with ";
    }
    return Fold.lower(value).contains(Fold.lower(pattern)) ? " contains " : " matches ";
  }
}
