package io.nanosiem.ml;

/**
 * A file is not a model, is damaged, or holds a model that does not fit. Says which file, where in
 * it, and what was expected.
 */
public final class ModelFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Where the bytes came from. */
  private final String origin;

  /** Where the reader stood; -1 if nowhere. */
  private final long position;

  /**
   * Makes an exception.
   *
   * @param origin the file, or whatever the bytes came from
   * @param position the byte at which the reader stood; -1 if it is about the file as a whole
   * @param problem what is wrong and what would be right
   */
  public ModelFormatException(String origin, long position, String problem) {
    super(origin + (position < 0 ? "" : ", byte " + position) + ": " + problem);
    this.origin = origin;
    this.position = position;
  }

  /**
   * Where the bytes came from.
   *
   * @return the file name as it was given
   */
  public String origin() {
    return origin;
  }

  /**
   * Where the reader stood.
   *
   * @return a byte offset, or -1 if it is about the file as a whole
   */
  public long position() {
    return position;
  }
}
