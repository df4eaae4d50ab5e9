package io.nanosiem.internal;

/**
 * One JSON object of a stranger, and what was odd in it.
 *
 * @param object its members
 * @param duplicateAt where a name occurred that its object had already: the index of the value, or
 *     of its end; -1 if none did
 * @param hasTooMany whether members were left out, as there were more than are kept
 * @param hasLongName whether a name was cut
 */
public record JsonReading(
    JsonObject object, int duplicateAt, boolean hasTooMany, boolean hasLongName) {}
