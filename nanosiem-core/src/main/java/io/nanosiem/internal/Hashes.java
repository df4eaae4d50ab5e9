package io.nanosiem.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests that name things. */
public final class Hashes {
  private Hashes() {}

  /** The first hexadecimal digits of the SHA-256 of a text in UTF-8. */
  public static String sha256Hex(String text, int digits) {
    return HexFormat.of().formatHex(sha256(text)).substring(0, digits);
  }

  /** The SHA-256 of a text in UTF-8. */
  public static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
