package io.nanosiem.listen;

import org.jspecify.annotations.Nullable;

/**
 * One record as it came in, before anybody has read it.
 *
 * <p>Immutable: bytes are not copied, so whoever hands them in does not touch them again.
 */
public final class RawRecord {
  private final @Nullable String text;
  private final byte[] bytes;
  private final @Nullable String peer;
  private final boolean truncated;
  private final boolean unterminated;
  private final long ordinal;

  private RawRecord(
      @Nullable String text,
      byte[] bytes,
      @Nullable String peer,
      boolean truncated,
      boolean unterminated,
      long ordinal) {
    this.text = text;
    this.bytes = bytes;
    this.peer = peer;
    this.truncated = truncated;
    this.unterminated = unterminated;
    this.ordinal = ordinal;
  }

  /**
   * A record of text.
   *
   * @param text without its line end
   * @return the record
   */
  public static RawRecord of(String text) {
    return new RawRecord(text, new byte[0], null, false, false, 0);
  }

  /**
   * A record of bytes, read as UTF-8 later.
   *
   * @param bytes without the line end; not to be changed afterwards
   * @return the record
   */
  public static RawRecord of(byte[] bytes) {
    return new RawRecord(null, bytes, null, false, false, 0);
  }

  /**
   * The same record, with the address that sent it.
   *
   * @param address of the sender, as seen on the connection
   * @return a copy
   */
  public RawRecord from(String address) {
    return new RawRecord(text, bytes, address, truncated, unterminated, ordinal);
  }

  /**
   * The same record, marked as cut short by a limit.
   *
   * @return a copy
   */
  public RawRecord cutShort() {
    return new RawRecord(text, bytes, peer, true, unterminated, ordinal);
  }

  /**
   * The same record, marked as one whose end the stream did not mark: it may be whole or not.
   *
   * @return a copy
   */
  public RawRecord withoutEnd() {
    return new RawRecord(text, bytes, peer, truncated, true, ordinal);
  }

  /**
   * The same record, with its place in its source.
   *
   * @param ordinal such as its line number, from 1; it names the event instead of a count of
   *     records
   * @return a copy
   */
  public RawRecord at(long ordinal) {
    return new RawRecord(text, bytes, peer, truncated, unterminated, ordinal);
  }

  /**
   * The text, if the record came as text.
   *
   * @return the text, or null if {@link #bytes()} holds it
   */
  public @Nullable String text() {
    return text;
  }

  /**
   * The bytes, if the record came as bytes.
   *
   * @return not to be changed; empty if the record came as text
   */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * Who sent it, as seen on the connection, whatever the record itself claims.
   *
   * @return an address, or null if there was no connection
   */
  public @Nullable String peer() {
    return peer;
  }

  /**
   * Whether a limit cut it short.
   *
   * @return true if something is missing at the end
   */
  public boolean isTruncated() {
    return truncated;
  }

  /**
   * Whether the stream ended before the record's end was marked.
   *
   * @return true if something may be missing at the end
   */
  public boolean isUnterminated() {
    return unterminated;
  }

  /**
   * Its place in its source.
   *
   * @return from 1; 0 if it has none
   */
  public long ordinal() {
    return ordinal;
  }

  /**
   * Roughly what it takes to keep it waiting.
   *
   * @return bytes of heap
   */
  public int memoryBytes() {
    return 64 + bytes.length + (text == null ? 0 : 2 * text.length());
  }

  @Override
  public String toString() {
    return "RawRecord["
        + (text == null ? bytes.length + " bytes" : text.length() + " characters")
        + "]";
  }
}
