package io.nanosiem.parse;

import io.nanosiem.event.Event;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns the bytes of a record into text.
 *
 * <p>The text is read as UTF-8; what is not UTF-8 becomes U+FFFD, with a warning {@code
 * invalid_utf8} on the event. A byte order mark at the beginning and one line end (NUL, then LF,
 * then CR, each at most once) are taken off; everything else stays, NUL inside the record included.
 *
 * <p>Stateless and thread-safe.
 */
public final class RecordDecoder {
  private RecordDecoder() {}

  /**
   * Decodes one record. The text is not set as raw: that is the caller's decision.
   *
   * @param bytes the record; not kept
   * @param into where a warning goes
   * @return the text, without byte order mark and line end
   */
  public static String decode(byte[] bytes, Event.Builder into) {
    int from = 0;
    int to = bytes.length;
    if (to > from && bytes[to - 1] == 0) {
      to--;
    }
    if (to > from && bytes[to - 1] == '\n') {
      to--;
    }
    if (to > from && bytes[to - 1] == '\r') {
      to--;
    }
    if (to - from >= 3
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF) {
      from = 3;
    }
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    // U+FFFD may have been sent as such; only if there is one is it worth asking again, strictly.
    if (text.indexOf('\uFFFD') >= 0 && !isValid(bytes, from, to)) {
      Warnings.add(into, "invalid_utf8", "bytes that are not UTF-8 were replaced by U+FFFD");
    }
    return text;
  }

  private static boolean isValid(byte[] bytes, int from, int to) {
    try {
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, from, to - from));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
