package io.nanosiem.sigma;

import io.nanosiem.detect.Evidence.FieldMatch;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.FieldSource;
import io.nanosiem.event.LogSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One Sigma detection rule, ready to run: what its author wrote about it, and whether an event
 * matches.
 *
 * <p>Immutable and thread-safe.
 */
public final class SigmaRule extends SigmaDocument {
  private static final FieldSource EMPTY = name -> null;

  private final LogSource logSource;
  private final Node node;
  private final boolean isTrueOfNothing;

  SigmaRule(
      Ast.Meta meta, LogSource logSource, @Nullable Path path, Node node, boolean isBuildingBlock) {
    super(meta, meta.level() == null ? Severity.MEDIUM : meta.level(), path, isBuildingBlock);
    this.logSource = logSource;
    this.node = node;
    this.isTrueOfNothing = node.matches(new Evaluation(EMPTY));
  }

  /**
   * Which logs it is for.
   *
   * @return product, category and service in lower case, null where the rule does not care
   */
  public LogSource logSource() {
    return logSource;
  }

  /**
   * Whether an event matches, whatever its log source.
   *
   * @param event anything with fields
   * @return true if the condition holds
   */
  public boolean matches(FieldSource event) {
    return matches(new Evaluation(event));
  }

  boolean matches(Evaluation event) {
    return node.matches(event);
  }

  /**
   * Why an event matches or does not.
   *
   * @param event anything with fields
   * @return the condition, part by part
   */
  public Explanation explain(FieldSource event) {
    Node.Outline outline = new Node.Outline();
    boolean matches = node.explain(new Evaluation(event), outline);
    return new Explanation(this, matches, outline.toString());
  }

  /** Clues of which one must be in an event that matches; null if none must. */
  @Nullable List<Clue> clues() {
    List<Clue> clues = node.clues();
    return clues == null ? null : Clue.worthLooking(clues);
  }

  /** Which values made an event match that does match. */
  List<FieldMatch> evidence(Evaluation event) {
    List<FieldMatch> matches = new ArrayList<>();
    node.evidence(event, "", matches);
    return matches;
  }

  /** Whether an event without any field matches: a rule that only says what must not be there. */
  boolean isTrueOfNothing() {
    return isTrueOfNothing;
  }
}
