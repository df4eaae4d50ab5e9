package io.nanosiem.sigma;

import org.jspecify.annotations.Nullable;

/**
 * A rule that was read but not loaded, as {@link SigmaOptions} did not ask for it. Immutable.
 *
 * @param id as written; for a rule without one, a UUID made of its text
 * @param name for references; null if it has none
 * @param title what it would have found
 * @param reason why it was left out, such as {@code its level is low, below high}; free of control
 *     characters
 */
public record SkippedRule(String id, @Nullable String name, String title, String reason) {}
