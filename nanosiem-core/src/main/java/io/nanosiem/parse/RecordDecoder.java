package io.nanosiem.parse;

import io.nanosiem.event.Event;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of a record into text.
 *
 * <p>The text is read as UTF-8; what is not UTF-8 becomes U+FFFD, with a warning {@code
 * invalid_utf8} on the event, or is read in another charset that the caller names. A byte order
 * mark at the beginning and one line end (NUL, then LF, then CR, each at most once) are taken off;
 * everything else stays, NUL inside the record included.
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
    return decode(bytes, null, into);
  }

  /**
   * Decodes one record of a sender who does not always write UTF-8. A record that is UTF-8 is read
   * as such; any other in the charset given, with a warning {@code charset_guess} on the event.
   *
   * @param bytes the record; not kept
   * @param fallback the charset of records that are not UTF-8, such as windows-1252, GBK or
   *     Shift_JIS; null to replace what is not UTF-8
   * @param into where a warning goes
   * @return the text, without byte order mark and line end
   */
  public static String decode(byte[] bytes, @Nullable Charset fallback, Event.Builder into) {
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
      if (fallback != null) {
        Warnings.add(into, "charset_guess", "not UTF-8; read as " + fallback.name());
        return new String(bytes, from, to - from, fallback);
      }
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
