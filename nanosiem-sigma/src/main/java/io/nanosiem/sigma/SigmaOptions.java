package io.nanosiem.sigma;

import io.nanosiem.detect.Severity;
import io.nanosiem.event.LogSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which rules are loaded, and how they are read and routed.
 *
 * <p>Immutable: every method returns a changed copy.
 *
 * <pre>{@code
 * SigmaOptions.defaults().minimumLevel(Severity.HIGH).statuses("stable", "test")
 * SigmaOptions.defaults().lenient().placeholder("Workstations", "ws-*", "nb-*")
 * }</pre>
 *
 * <p>A rule is loaded if it meets all that is asked of rules here; the others are counted and
 * listed in {@link SigmaRules#skipped()}. A rule that a correlation builds on is loaded in any
 * case, as the correlation could never fire without it, but then does not report for itself. All of
 * it counts for correlations too, but for log sources, which they do not have. Filters keep no
 * rule. What names no rule at all, such as a slip in an id, is among the {@link
 * SigmaRules#findings()}.
 */
public final class SigmaOptions {
  private static final SigmaOptions DEFAULTS =
      new SigmaOptions(false, true, true, false, Map.of(), Selection.ALL, List.of());

  private final boolean isLenient;
  private final boolean isRouted;
  private final boolean isIndexed;
  private final boolean isBacktracking;
  private final Map<String, List<String>> placeholders;
  private final Selection selection;
  private final List<ProcessingPipeline> pipelines;

  private SigmaOptions(
      boolean isLenient,
      boolean isRouted,
      boolean isIndexed,
      boolean isBacktracking,
      Map<String, List<String>> placeholders,
      Selection selection,
      List<ProcessingPipeline> pipelines) {
    this.isLenient = isLenient;
    this.isRouted = isRouted;
    this.isIndexed = isIndexed;
    this.isBacktracking = isBacktracking;
    this.placeholders = placeholders;
    this.selection = selection;
    this.pipelines = pipelines;
  }

  /**
   * Strict loading of all rules, routing by log source, no placeholders.
   *
   * @return the defaults
   */
  public static SigmaOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Loads what is good and keeps the rest as {@link SigmaRules#problems()}, instead of throwing.
   *
   * @return a copy
   */
  public SigmaOptions lenient() {
    return new SigmaOptions(
        true, isRouted, isIndexed, isBacktracking, placeholders, selection, pipelines);
  }

  /**
   * Holds every rule against every event, whatever the log source of either.
   *
   * @return a copy
   */
  public SigmaOptions unrouted() {
    return new SigmaOptions(
        isLenient, false, isIndexed, isBacktracking, placeholders, selection, pipelines);
  }

  /**
   * Holds every rule against every event of its log source one by one, rather than those that an
   * index says can match. It finds the same and takes much longer: for whoever wants to see that.
   *
   * @return a copy
   */
  public SigmaOptions unindexed() {
    return new SigmaOptions(
        isLenient, isRouted, false, isBacktracking, placeholders, selection, pipelines);
  }

  /**
   * Runs regular expressions that ask for look-around or back-references on the engine of the JDK,
   * instead of refusing their rules. Such a search can take time that grows much faster than the
   * text; it is given up after a million steps and then counts as no match. A rule that this
   * happens to sixteen times is quarantined, see {@link SigmaRules#quarantined()}. Everything else
   * still runs in linear time.
   *
   * @return a copy
   */
  public SigmaOptions backtrackingRegexes() {
    return new SigmaOptions(
        isLenient, isRouted, isIndexed, true, placeholders, selection, pipelines);
  }

  /**
   * What {@code %name%} stands for in values with the modifier {@code expand}.
   *
   * @param name without the percent signs
   * @param values what it stands for, one or more; wildcards count
   * @return a copy
   * @throws IllegalArgumentException if the name is blank, or there is no value
   */
  public SigmaOptions placeholder(String name, String... values) {
    if (name.isBlank() || values.length == 0) {
      throw new IllegalArgumentException("a placeholder needs a name and at least one value");
    }
    Map<String, List<String>> more = new LinkedHashMap<>(placeholders);
    more.put(name, List.of(values));
    return new SigmaOptions(
        isLenient,
        isRouted,
        isIndexed,
        isBacktracking,
        Collections.unmodifiableMap(more),
        selection,
        pipelines);
  }

  /**
   * Leaves out rules below a level. A rule without a level counts as medium.
   *
   * @param level the least that is loaded
   * @return a copy
   */
  public SigmaOptions minimumLevel(Severity level) {
    return with(selection.minimumLevel(level));
  }

  /**
   * Leaves out rules of any other status. A rule that does not state one is loaded: nobody has
   * called it unripe.
   *
   * @param statuses {@code stable}, {@code test}, {@code experimental}, {@code deprecated} or
   *     {@code unsupported}; added to those of earlier calls
   * @return a copy
   * @throws IllegalArgumentException if there is none, or one is unknown
   */
  public SigmaOptions statuses(String... statuses) {
    return with(selection.statuses(statuses));
  }

  /**
   * Leaves out rules that have none of these tags.
   *
   * @param tags whole, such as {@code attack.t1110}, or the beginning of tags if it ends in a dot,
   *     such as {@code attack.} or {@code attack.t1110.}; in any case; added to those of earlier
   *     calls
   * @return a copy
   * @throws IllegalArgumentException if there is none, or one is blank
   */
  public SigmaOptions tags(String... tags) {
    return with(selection.tags(tags));
  }

  /**
   * Leaves out rules that have one of these tags, even if they have one that is asked for.
   *
   * @param tags in the form of {@link #tags}; added to those of earlier calls
   * @return a copy
   * @throws IllegalArgumentException if there is none, or one is blank
   */
  public SigmaOptions withoutTags(String... tags) {
    return with(selection.withoutTags(tags));
  }

  /**
   * Leaves out all rules but these.
   *
   * @param idsOrNames added to those of earlier calls
   * @return a copy
   * @throws IllegalArgumentException if there is none, or one is blank
   */
  public SigmaOptions rules(String... idsOrNames) {
    return with(selection.rules(idsOrNames));
  }

  /**
   * Leaves out these rules.
   *
   * @param idsOrNames added to those of earlier calls
   * @return a copy
   * @throws IllegalArgumentException if there is none, or one is blank
   */
  public SigmaOptions withoutRules(String... idsOrNames) {
    return with(selection.withoutRules(idsOrNames));
  }

  /**
   * Leaves out rules for other log sources. A rule is for a log source if it names every part that
   * is named here: with product {@code windows} all rules that say so, but not those for a category
   * across products.
   *
   * @param sources none of them unknown; added to those of earlier calls
   * @return a copy
   * @throws IllegalArgumentException if there is none, or one names nothing
   */
  public SigmaOptions logSources(LogSource... sources) {
    return with(selection.logSources(sources));
  }

  /**
   * Gives a rule another level than its author did. It counts for {@link #minimumLevel} too: a rule
   * can so be lifted above it.
   *
   * @param idOrName which rule; what is said for its id goes before what is said for its name
   * @param level its level
   * @return a copy
   * @throws IllegalArgumentException if the id or name is blank
   */
  public SigmaOptions level(String idOrName, Severity level) {
    return with(selection.level(idOrName, level));
  }

  /**
   * Changes rules as a pipeline says, before they are compiled. Several pipelines are applied by
   * priority, then in the order given.
   *
   * @param pipeline one more
   * @return a copy
   */
  public SigmaOptions pipeline(ProcessingPipeline pipeline) {
    List<ProcessingPipeline> more = new ArrayList<>(pipelines);
    more.add(pipeline);
    return new SigmaOptions(
        isLenient, isRouted, isIndexed, isBacktracking, placeholders, selection, List.copyOf(more));
  }

  private SigmaOptions with(Selection other) {
    return new SigmaOptions(
        isLenient, isRouted, isIndexed, isBacktracking, placeholders, other, pipelines);
  }

  List<ProcessingPipeline> pipelines() {
    return pipelines;
  }

  Selection selection() {
    return selection;
  }

  boolean isLenient() {
    return isLenient;
  }

  boolean isRouted() {
    return isRouted;
  }

  boolean isIndexed() {
    return isIndexed;
  }

  boolean isBacktracking() {
    return isBacktracking;
  }

  Map<String, List<String>> placeholders() {
    return placeholders;
  }
}
