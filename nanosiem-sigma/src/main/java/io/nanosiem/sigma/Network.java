package io.nanosiem.sigma;

import io.nanosiem.internal.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A network of IP addresses, as {@code cidr} asks for.
 *
 * @param high first half of its address
 * @param low second half
 * @param bits length of the prefix, out of 128
 * @param isV4 whether it is one of IPv4
 */
record Network(long high, long low, int bits, boolean isV4) {
  private static final long MAPPED = 0xFFFF_0000_0000L;

  /** Reads {@code address/bits}, or an address alone; null if it is neither. */
  static @Nullable Network parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (address.indexOf('%') >= 0) {
      return null;
    }
    IpAddress parsed = IpAddress.parse(address);
    if (parsed == null) {
      return null;
    }
    boolean isDotted = address.indexOf(':') < 0;
    int most = isDotted ? 32 : 128;
    int bits = most;
    if (slash >= 0) {
      bits = 0;
      String digits = text.substring(slash + 1);
      if (digits.isEmpty() || digits.length() > 3) {
        return null;
      }
      for (int i = 0; i < digits.length(); i++) {
        int digit = digits.charAt(i) - '0';
        if (digit < 0 || digit > 9) {
          return null;
        }
        bits = bits * 10 + digit;
      }
      if (bits > most) {
        return null;
      }
    }
    int all = isDotted ? bits + 96 : bits;
    boolean isV4 = isDotted || (parsed.isV4() && all >= 96);
    return new Network(parsed.high() & highMask(all), parsed.low() & lowMask(all), all, isV4);
  }

  /** Whether the text writes an address with bits beyond the prefix. */
  boolean hasHostBits(String text) {
    int slash = text.indexOf('/');
    IpAddress parsed = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
    return parsed != null && (parsed.high() != high || parsed.low() != low);
  }

  private static long highMask(int bits) {
    return bits == 0 ? 0 : bits >= 64 ? -1L : -1L << (64 - bits);
  }

  private static long lowMask(int bits) {
    return bits <= 64 ? 0 : bits >= 128 ? -1L : -1L << (128 - bits);
  }

  boolean contains(String text) {
    if (text.indexOf(':') < 0) {
      long v4 = IpAddress.parseV4(text, 0, text.length());
      return isV4 && v4 >= 0 && ((MAPPED | v4) & lowMask(bits)) == low;
    }
    IpAddress address = IpAddress.parse(text);
    return address != null
        && address.isV4() == isV4
        && (address.high() & highMask(bits)) == high
        && (address.low() & lowMask(bits)) == low;
  }

  @Override
  public String toString() {
    if (isV4) {
      return (low >>> 24 & 255)
          + "."
          + (low >>> 16 & 255)
          + "."
          + (low >>> 8 & 255)
          + "."
          + (low & 255)
          + "/"
          + (bits - 96);
    }
    StringBuilder out = new StringBuilder();
    for (int k = 0; k < 8; k++) {
      long half = k < 4 ? high : low;
      out.append(k == 0 ? "" : ":");
      out.append(Long.toHexString(half >>> (48 - 16 * (k % 4)) & 0xFFFF));
    }
    return out + "/" + bits;
  }
}
