package io.nanosiem.sigma;

import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.RuleText;
import io.nanosiem.detect.Severity;
import io.nanosiem.internal.Hashes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the author of a rule or a correlation wrote about it.
 *
 * <p>Immutable and thread-safe.
 */
public abstract sealed class SigmaDocument permits SigmaRule, SigmaCorrelation {
  private final Ast.Meta meta;
  private final String id;
  private final @Nullable Path path;
  private final boolean isBuildingBlock;
  private final RuleRef ref;

  SigmaDocument(Ast.Meta meta, Severity level, @Nullable Path path, boolean isBuildingBlock) {
    this.meta = meta;
    this.id = idOf(meta);
    this.path = path;
    this.isBuildingBlock = isBuildingBlock;
    this.ref =
        new RuleRef(
            id,
            meta.title(),
            level,
            meta.tags(),
            meta.description(),
            new RuleText("sigma", meta.text()),
            meta.date(),
            meta.modified());
  }

  /** The id as written, or a UUID made of the text: the same for the same rule, everywhere. */
  static String idOf(Ast.Meta meta) {
    if (meta.id() != null) {
      return meta.id();
    }
    String hex = Hashes.sha256Hex(meta.text(), 32);
    // Version 8 (RFC 9562 §5.8): made by a rule of our own.
    return hex.substring(0, 8)
        + '-'
        + hex.substring(8, 12)
        + "-8"
        + hex.substring(13, 16)
        + "-a"
        + hex.substring(17, 20)
        + '-'
        + hex.substring(20);
  }

  /**
   * What names the rule.
   *
   * @return the id as written; for a rule without one, a UUID made of its text
   */
  public String id() {
    return id;
  }

  /**
   * The name that correlations and filters may refer to it by.
   *
   * @return the name, or null if it has none
   */
  public @Nullable String name() {
    return meta.name();
  }

  /**
   * What it finds, in one line.
   *
   * @return the title
   */
  public String title() {
    return meta.title();
  }

  /**
   * What it finds and why that matters.
   *
   * @return the description, or null if it has none
   */
  public @Nullable String description() {
    return meta.description();
  }

  /**
   * How much a match matters.
   *
   * @return the level; if the author does not say, medium for a rule, and for a correlation the
   *     highest of what it builds on
   */
  public Severity level() {
    return ref.severity();
  }

  /**
   * How mature it is: stable, test, experimental, deprecated or unsupported.
   *
   * @return the word in lower case, or null if the rule does not say
   */
  public @Nullable String status() {
    return meta.status();
  }

  /**
   * What it is labelled with, such as {@code attack.t1110.001}.
   *
   * @return unmodifiable, in the order written, without doubles
   */
  public List<String> tags() {
    return meta.tags();
  }

  /**
   * Every other attribute at the top of the rule: author, references, falsepositives, fields, and
   * any of one's own.
   *
   * @return unmodifiable, values as plain maps, lists and scalars
   */
  public Map<String, @Nullable Object> attributes() {
    return meta.attributes();
  }

  /**
   * The rule as written.
   *
   * @return the YAML document
   */
  public String text() {
    return meta.text();
  }

  /**
   * The file it was read from.
   *
   * @return the path, or null for a built-in rule or one that came as text
   */
  public @Nullable Path path() {
    return path;
  }

  /**
   * The rule as a detection names it.
   *
   * @return a reference with id, title, level, tags and text
   */
  public RuleRef ref() {
    return ref;
  }

  /**
   * Whether it only serves a correlation rule and does not report for itself.
   *
   * @return true if a correlation names it and does not say {@code generate: true}
   */
  public boolean isBuildingBlock() {
    return isBuildingBlock;
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + "[" + id + " " + meta.title() + "]";
  }
}
