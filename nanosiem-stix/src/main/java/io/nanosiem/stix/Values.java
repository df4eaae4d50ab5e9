package io.nanosiem.stix;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a log says, made fit for an object, or refused: a value that is not what its field claims
 * gives no object rather than an invalid one.
 */
final class Values {
  /** The longest string in a bundle, in bytes of UTF-8. */
  static final int MAX_STRING = 64 * 1024;

  private static final int MAX_NAME = 1024;
  private static final int MAX_PATH = 4096;
  private static final int MAX_URL = 8192;

  private Values() {}

  /** The text with lone surrogates replaced, as neither JSON nor UTF-8 can carry them. */
  static String wellFormed(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return replaceLoneSurrogates(text, i);
      }
    }
    return text;
  }

  private static String replaceLoneSurrogates(String text, int from) {
    StringBuilder out = new StringBuilder(text.length()).append(text, 0, from);
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        out.append(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else {
        out.append('\uFFFD');
      }
    }
    return out.toString();
  }

  /** The longest beginning of a well-formed text that takes no more bytes of UTF-8. */
  static String cut(String text, int bytes) {
    if (text.length() <= bytes / 3) {
      return text;
    }
    int used = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // A pair of surrogates takes four bytes: all are counted at its first half.
      int size = c < 0x80 ? 1 : c < 0x800 ? 2 : Character.isHighSurrogate(c) ? 4 : 3;
      if (Character.isLowSurrogate(c)) {
        continue;
      }
      if (used + size > bytes) {
        return text.substring(0, i);
      }
      used += size;
    }
    return text;
  }

  /** Whether a well-formed text fits into a string of a bundle. */
  static boolean fits(String text) {
    return cut(text, MAX_STRING).length() == text.length();
  }

  /** A name of an account or a program; null if there is none or it cannot be one. */
  static @Nullable String name(@Nullable String text) {
    if (text == null || text.length() > MAX_NAME) {
      return null;
    }
    return standsForNothing(text) ? null : wellFormed(text);
  }

  private static boolean standsForNothing(String text) {
    return switch (text) {
      case "-", "?", "(null)", "null" -> true;
      default -> text.isBlank();
    };
  }

  /** An absolute or relative path; null if it cannot be one. */
  static @Nullable String path(@Nullable String text) {
    if (text == null || text.length() > MAX_PATH || text.indexOf('\0') >= 0) {
      return null;
    }
    return standsForNothing(text) ? null : wellFormed(text);
  }

  /**
   * A domain name of at least two labels, lower case, without a final dot, in its ASCII form; null
   * if it is none, and in particular if it is an address or a bare host name.
   */
  static @Nullable String domain(@Nullable String text) {
    if (text == null || text.length() < 3 || text.length() > 254) {
      return null;
    }
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    if (!isAscii(name)) {
      try {
        name = IDN.toASCII(wellFormed(name), IDN.USE_STD3_ASCII_RULES);
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        // IDN is known to throw the latter on some malformed labels.
        return null;
      }
    }
    name = name.toLowerCase(Locale.ROOT);
    if (name.length() > 253 || name.indexOf('.') < 0) {
      return null;
    }
    boolean letters = false;
    int start = 0;
    for (int i = 0; i <= name.length(); i++) {
      char c = i == name.length() ? '.' : name.charAt(i);
      if (c == '.') {
        if (i == start || i - start > 63) {
          return null;
        }
        if (name.charAt(start) == '-' || name.charAt(i - 1) == '-') {
          return null;
        }
        if (i == name.length()) {
          // A last label of digits alone would make it an address, or half of one.
          return letters ? name : null;
        }
        start = i + 1;
        letters = false;
      } else if (c >= 'a' && c <= 'z') {
        letters = true;
      } else if (!(c >= '0' && c <= '9') && c != '-' && c != '_') {
        return null;
      }
    }
    return null;
  }

  /**
   * An absolute URL with a host; null if it is none, or holds a user name and so perhaps a
   * password.
   */
  static @Nullable URI url(@Nullable String text) {
    if (text == null || text.length() > MAX_URL || text.indexOf("://") <= 0 || !isAscii(text)) {
      return null;
    }
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme();
      if (scheme == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
        return null;
      }
      return switch (scheme.toLowerCase(Locale.ROOT)) {
        case "http", "https", "ftp", "ftps", "ws", "wss" -> uri;
        default -> null;
      };
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7E) {
        return false;
      }
    }
    return true;
  }
}
