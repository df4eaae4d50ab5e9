package io.nanosiem.sigma;

import java.util.ArrayList;
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
  private static final SigmaOptions DEFAULTS = new SigmaOptions(false, true, Map.of(), List.of());

  private final boolean isLenient;
  private final boolean isRouted;
  private final Map<String, List<String>> placeholders;
  private final List<ProcessingPipeline> pipelines;

  private SigmaOptions(
      boolean isLenient,
      boolean isRouted,
      Map<String, List<String>> placeholders,
      List<ProcessingPipeline> pipelines) {
    this.isLenient = isLenient;
    this.isRouted = isRouted;
    this.placeholders = placeholders;
    this.pipelines = pipelines;
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
    return new SigmaOptions(true, isRouted, placeholders, pipelines);
  }

  /**
   * Holds every rule against every event, whatever the log source of either.
   *
   * @return a copy
   */
  public SigmaOptions unrouted() {
    return new SigmaOptions(isLenient, false, placeholders, pipelines);
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
    return new SigmaOptions(isLenient, isRouted, Collections.unmodifiableMap(more), pipelines);
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
    return new SigmaOptions(isLenient, isRouted, placeholders, List.copyOf(more));
  }

  boolean isLenient() {
    return isLenient;
  }

  boolean isRouted() {
    return isRouted;
  }

  Map<String, List<String>> placeholders() {
    return placeholders;
  }

  List<ProcessingPipeline> pipelines() {
    return pipelines;
  }
}
