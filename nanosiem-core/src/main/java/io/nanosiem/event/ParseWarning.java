package io.nanosiem.event;

/**
 * Something odd in a record that was read all the same.
 *
 * <p>Immutable.
 *
 * @param code short and stable, such as {@code bad_pri}; what statistics count by
 * @param column where, counted in characters from 1; 0 if it concerns the whole record
 * @param message what was wrong, for a person; holds nothing raw from the record
 */
public record ParseWarning(String code, int column, String message) {
  @Override
  public String toString() {
    return column > 0 ? code + " at column " + column + ": " + message : code + ": " + message;
  }
}
