package io.nanosiem.detect;

import io.nanosiem.internal.Hashes;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rule behind a detection: enough to name it, rank it, route it and pass it on.
 *
 * <p>Immutable.
 *
 * @param id unique among the rules of an engine; alerts are deduplicated by it
 * @param title one line for a person
 * @param severity how much a match matters, unless the detection says otherwise
 * @param tags such as {@code attack.t1110.001}, in Sigma's spelling
 * @param description what it finds and why that matters; null if nobody wrote it down
 * @param text the rule as written; null for a rule that is code
 * @param date when it was first written; null if unknown
 * @param modified when it was last changed; null if unknown or never
 */
public record RuleRef(
    String id,
    String title,
    Severity severity,
    List<String> tags,
    @Nullable String description,
    @Nullable RuleText text,
    @Nullable LocalDate date,
    @Nullable LocalDate modified) {

  /**
   * Makes a reference.
   *
   * @param id see above
   * @param title see above
   * @param severity see above
   * @param tags see above
   * @param description see above
   * @param text see above
   * @param date see above
   * @param modified see above
   * @throws IllegalArgumentException if id or title is blank
   */
  public RuleRef {
    if (id.isBlank() || title.isBlank()) {
      throw new IllegalArgumentException("a rule needs an id and a title");
    }
    tags = List.copyOf(tags);
  }

  /**
   * A rule that is code.
   *
   * @param id unique among the rules of an engine
   * @param title one line for a person
   * @param severity how much a match matters
   * @param tags such as {@code attack.t1110.001}
   * @return the reference
   */
  public static RuleRef of(String id, String title, Severity severity, String... tags) {
    return new RuleRef(id, title, severity, List.of(tags), null, null, null, null);
  }

  /**
   * The same rule, described.
   *
   * @param words what it finds and why that matters
   * @return a copy
   */
  public RuleRef describedAs(String words) {
    return new RuleRef(id, title, severity, tags, words, text, date, modified);
  }

  /**
   * Tells two versions of a rule apart.
   *
   * @return 16 hexadecimal digits, from the text if there is one, else from what this record holds
   */
  public String hash() {
    return Hashes.sha256Hex(text != null ? text.text() : id + '\n' + title + '\n' + severity, 16);
  }
}
