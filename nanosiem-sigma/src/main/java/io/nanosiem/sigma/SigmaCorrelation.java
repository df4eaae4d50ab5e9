package io.nanosiem.sigma;

import io.nanosiem.correlation.CorrelationRule;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One Sigma correlation rule: what its author wrote about it, and what it looks for in the
 * detections of other rules.
 *
 * <p>Immutable and thread-safe.
 */
public final class SigmaCorrelation extends SigmaDocument {
  private final CorrelationRule rule;

  SigmaCorrelation(
      Ast.Meta meta, CorrelationRule rule, @Nullable Path path, boolean isBuildingBlock) {
    super(meta, rule.rule().severity(), path, isBuildingBlock);
    this.rule = rule;
  }

  /**
   * What it looks for, in the terms of the correlation engine.
   *
   * @return the correlation, over rules by their ids
   */
  public CorrelationRule rule() {
    return rule;
  }
}
