package io.nanosiem.sigma;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How rules are loaded and routed.
 *
 * <p>Immutable: every method returns a changed copy.
 *
 * <pre>{@code
 * SigmaOptions.defaults().lenient().placeholder("Workstations", "ws-*", "nb-*")
 * }</pre>
 */
public final class SigmaOptions {
  private static final SigmaOptions DEFAULTS = new SigmaOptions(false, true, false, Map.of());

  private final boolean isLenient;
  private final boolean isRouted;
  private final boolean isBacktracking;
  private final Map<String, List<String>> placeholders;

  private SigmaOptions(
      boolean isLenient,
      boolean isRouted,
      boolean isBacktracking,
      Map<String, List<String>> placeholders) {
    this.isLenient = isLenient;
    this.isRouted = isRouted;
    this.isBacktracking = isBacktracking;
    this.placeholders = placeholders;
  }

  /**
   * Strict loading, routing by log source, no placeholders.
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
    return new SigmaOptions(true, isRouted, isBacktracking, placeholders);
  }

  /**
   * Holds every rule against every event, whatever the log source of either.
   *
   * @return a copy
   */
  public SigmaOptions unrouted() {
    return new SigmaOptions(isLenient, false, isBacktracking, placeholders);
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
    return new SigmaOptions(isLenient, isRouted, true, placeholders);
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
    return new SigmaOptions(isLenient, isRouted, isBacktracking, Collections.unmodifiableMap(more));
  }

  boolean isLenient() {
    return isLenient;
  }

  boolean isRouted() {
    return isRouted;
  }

  boolean isBacktracking() {
    return isBacktracking;
  }

  Map<String, List<String>> placeholders() {
    return placeholders;
  }
}
