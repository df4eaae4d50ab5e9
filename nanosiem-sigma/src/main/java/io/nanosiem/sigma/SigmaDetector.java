package io.nanosiem.sigma;

import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Detector;
import io.nanosiem.detect.Detectors;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.Evidence.FieldMatch;
import io.nanosiem.detect.Findings;
import io.nanosiem.detect.StatefulDetector;
import io.nanosiem.event.Event;
import io.nanosiem.event.Printable;
import java.nio.file.Path;
import java.util.List;

/**
 * Sigma rules as a detector for the engine: every match becomes a detection with the fields that
 * matched.
 *
 * <pre>{@code
 * NanoSiem.builder().detector(SigmaDetector.load(Path.of("rules")))
 * }</pre>
 *
 * <p>Correlation rules see the detections of the rules that they build on, which report for
 * themselves only if the correlation says {@code generate: true}.
 *
 * <p>Immutable and thread-safe; what follows correlations belongs to one engine.
 */
public final class SigmaDetector implements Detectors {
  private static final int MOST_FIELDS = 16;
  private static final int MOST_NAMED = 3;

  private final SigmaRules rules;

  private SigmaDetector(SigmaRules rules) {
    this.rules = rules;
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
    return new SigmaDetector(rules);
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
   * The rules it runs.
   *
   * @return the rules
   */
  public SigmaRules rules() {
    return rules;
  }

  @Override
  public List<Detector> stateless() {
    return List.of(new Stateless(rules));
  }

  @Override
  public List<StatefulDetector> stateful() {
    return rules.correlations().isEmpty()
        ? List.of()
        : List.of(
            CorrelationDetector.builder()
                .rules(rules.correlations().stream().map(SigmaCorrelation::rule).toList())
                .build());
  }

  private static final class Stateless implements Detector {
    private final SigmaRules rules;

    Stateless(SigmaRules rules) {
      this.rules = rules;
    }

    @Override
    public void detect(Event event, Findings findings) {
      Evaluation evaluation = new Evaluation(event);
      for (SigmaRule rule : rules.candidates(event.logSource())) {
        if (rule.matches(evaluation)) {
          Detection detection = detection(rule, event, evaluation);
          findings.add(rule.isBuildingBlock() ? detection.asSignal() : detection);
        }
      }
    }

    @Override
    public String name() {
      return "sigma";
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
