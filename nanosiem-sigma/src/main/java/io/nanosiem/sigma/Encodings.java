package io.nanosiem.sigma;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Encodings that a value can be looked for in. Bytes are held as characters 0 to 255. */
final class Encodings {
  /** The byte order mark of little endian, as the bytes of UTF-16LE. */
  static final String BYTE_ORDER_MARK = "\u00FF\u00FE";

  private Encodings() {}

  static String utf8(String text) {
    return latin1(text.getBytes(StandardCharsets.UTF_8));
  }

  static String utf16le(String text) {
    return latin1(text.getBytes(StandardCharsets.UTF_16LE));
  }

  static String utf16be(String text) {
    return latin1(text.getBytes(StandardCharsets.UTF_16BE));
  }

  static String base64(String bytes) {
    return latin1(Base64.getEncoder().encode(bytes.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /**
   * What the bytes look like inside Base64, at each of the three positions they can begin at within
   * a group of three bytes. Characters that also depend on what stands before or after are cut off:
   * k bytes before leave 0, 2 or 3 characters that are not ours alone, and the bytes after the last
   * full group leave 0, 3 or 2 (with the padding).
   */
  static List<String> base64Offsets(String bytes) {
    List<String> all = new ArrayList<>(3);
    for (int offset = 0; offset < 3; offset++) {
      String encoded = base64("\0".repeat(offset) + bytes);
      int from = offset == 0 ? 0 : offset + 1;
      int left = (bytes.length() + offset) % 3;
      int to = encoded.length() - (left == 0 ? 0 : left == 1 ? 3 : 2);
      if (from < to) {
        all.add(encoded.substring(from, to));
      }
    }
    return all;
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
