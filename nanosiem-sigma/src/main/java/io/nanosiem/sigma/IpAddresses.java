package io.nanosiem.sigma;

import org.jspecify.annotations.Nullable;

/**
 * IP addresses read from text, without ever asking a name server.
 *
 * <p>IPv4 has four decimal parts without leading zeros (some systems read those as octal, so their
 * meaning is in doubt); IPv6 is RFC 4291 §2.2, a zone after {@code %} being ignored. An address of
 * 128 bits is two longs; IPv4 is held as its IPv4-mapped form, so both spellings are equal.
 */
final class IpAddresses {
  private static final long MAPPED = 0xFFFF_0000_0000L;

  private IpAddresses() {}

  /** Whether an address in this form is IPv4. */
  static boolean isV4(long high, long low) {
    return high == 0 && low >>> 32 == 0xFFFF;
  }

  /** IPv4 as an unsigned number, or -1. */
  static long parseV4(CharSequence text, int from, int to) {
    long address = 0;
    int i = from;
    for (int part = 0; part < 4; part++) {
      if (part > 0) {
        if (i >= to || text.charAt(i) != '.') {
          return -1;
        }
        i++;
      }
      int start = i;
      int value = 0;
      while (i < to && i - start < 3 && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
        value = value * 10 + text.charAt(i) - '0';
        i++;
      }
      if (i == start || value > 255 || (i - start > 1 && text.charAt(start) == '0')) {
        return -1;
      }
      address = address << 8 | value;
    }
    return i == to ? address : -1;
  }

  /** High and low half of an address of either family, or null. */
  static long @Nullable [] parse(String text) {
    if (text.length() > 100) {
      return null;
    }
    if (text.indexOf(':') < 0) {
      long v4 = parseV4(text, 0, text.length());
      return v4 < 0 ? null : new long[] {0, MAPPED | v4};
    }
    int end = text.indexOf('%');
    if (end == text.length() - 1) {
      return null;
    }
    return parseV6(text, end < 0 ? text.length() : end);
  }

  private static long @Nullable [] parseV6(String text, int end) {
    int[] groups = new int[8];
    int count = 0;
    int gap = -1;
    int i = 0;
    if (text.startsWith("::")) {
      gap = 0;
      i = 2;
    } else if (text.startsWith(":")) {
      return null;
    }
    while (i < end) {
      if (count == 8) {
        return null;
      }
      int start = i;
      int value = 0;
      while (i < end && i - start < 5) {
        int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), 16) : -1;
        if (digit < 0) {
          break;
        }
        value = value << 4 | digit;
        i++;
      }
      if (i < end && text.charAt(i) == '.' && i > start) {
        long v4 = parseV4(text, start, end);
        if (v4 < 0 || count > 6) {
          return null;
        }
        groups[count++] = (int) (v4 >>> 16);
        groups[count++] = (int) (v4 & 0xFFFF);
        i = end;
        break;
      }
      if (i == start || i - start > 4) {
        return null;
      }
      groups[count++] = value;
      if (i == end) {
        break;
      }
      if (text.charAt(i) != ':') {
        return null;
      }
      i++;
      if (i < end && text.charAt(i) == ':') {
        if (gap >= 0) {
          return null;
        }
        gap = count;
        i++;
      } else if (i == end) {
        return null;
      }
    }
    if (gap < 0 ? count != 8 : count > 7) {
      return null;
    }
    long high = 0;
    long low = 0;
    for (int k = 0; k < 8; k++) {
      int from = gap < 0 || k < gap ? k : k - (8 - count);
      int group = gap >= 0 && k >= gap && k < gap + 8 - count ? 0 : groups[from];
      if (k < 4) {
        high = high << 16 | group;
      } else {
        low = low << 16 | group;
      }
    }
    return new long[] {high, low};
  }

  /**
   * A network.
   *
   * @param high first half of its address
   * @param low second half
   * @param bits length of the prefix, out of 128
   * @param isV4 whether it is one of IPv4
   */
  record Network(long high, long low, int bits, boolean isV4) {

    /** Reads {@code address/bits}, or an address alone; null if it is neither. */
    static @Nullable Network parse(String text) {
      int slash = text.indexOf('/');
      String address = slash < 0 ? text : text.substring(0, slash);
      if (address.indexOf('%') >= 0) {
        return null;
      }
      long[] parsed = IpAddresses.parse(address);
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
      boolean isV4 = isDotted || (IpAddresses.isV4(parsed[0], parsed[1]) && all >= 96);
      return new Network(parsed[0] & highMask(all), parsed[1] & lowMask(all), all, isV4);
    }

    /** Whether the text writes an address with bits beyond the prefix. */
    boolean hasHostBits(String text) {
      int slash = text.indexOf('/');
      long[] parsed = IpAddresses.parse(slash < 0 ? text : text.substring(0, slash));
      return parsed != null && (parsed[0] != high || parsed[1] != low);
    }

    private static long highMask(int bits) {
      return bits == 0 ? 0 : bits >= 64 ? -1L : -1L << (64 - bits);
    }

    private static long lowMask(int bits) {
      return bits <= 64 ? 0 : bits >= 128 ? -1L : -1L << (128 - bits);
    }

    boolean contains(String text) {
      if (text.indexOf(':') < 0) {
        long v4 = parseV4(text, 0, text.length());
        return isV4 && v4 >= 0 && ((MAPPED | v4) & lowMask(bits)) == low;
      }
      long[] address = IpAddresses.parse(text);
      return address != null
          && IpAddresses.isV4(address[0], address[1]) == isV4
          && (address[0] & highMask(bits)) == high
          && (address[1] & lowMask(bits)) == low;
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
}
