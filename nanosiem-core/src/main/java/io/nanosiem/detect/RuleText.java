package io.nanosiem.detect;

/**
 * A rule as its author wrote it.
 *
 * <p>Immutable.
 *
 * @param language what it is written in, such as {@code sigma}
 * @param text the whole text
 */
public record RuleText(String language, String text) {}
