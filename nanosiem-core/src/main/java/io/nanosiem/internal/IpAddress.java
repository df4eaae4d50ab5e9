package io.nanosiem.internal;

import org.jspecify.annotations.Nullable;

/**
 * An IP address read from text, without ever asking a name server.
 *
 * <p>IPv4 has four decimal parts without leading zeros (some systems read those as octal, so their
 * meaning is in doubt); IPv6 is RFC 4291 §2.2, a zone after {@code %} being ignored. An address is
 * 128 bits; IPv4 is held as its IPv4-mapped form, so both spellings are equal. As text it has the
 * one form of RFC 5952, IPv4 dotted.
 *
 * <p>Immutable.
 *
 * @param high the first 64 bits
 * @param low the others
 */
public record IpAddress(long high, long low) {
  private static final long MAPPED = 0xFFFF_0000_0000L;
  private static final int MAX_LENGTH = 100;

  /** An address that takes all of a text, or null. */
  public static @Nullable IpAddress parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return null;
    }
    if (text.indexOf(':') < 0) {
      long v4 = parseV4(text, 0, text.length());
      return v4 < 0 ? null : ofV4(v4);
    }
    int end = text.indexOf('%');
    if (end == text.length() - 1) {
      return null;
    }
    return parseV6(text, end < 0 ? text.length() : end);
  }

  /** An address of IPv4, from its 32 bits. */
  public static IpAddress ofV4(long bits) {
    return new IpAddress(0, MAPPED | bits);
  }

  /** An address of eight groups of 16 bits. */
  public static IpAddress of(int[] groups) {
    long high = 0;
    long low = 0;
    for (int k = 0; k < 4; k++) {
      high = high << 16 | groups[k];
      low = low << 16 | groups[k + 4];
    }
    return new IpAddress(high, low);
  }

  /** IPv4 in a range of a text as an unsigned number of 32 bits, or -1. */
  public static long parseV4(CharSequence text, int from, int to) {
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

  private static @Nullable IpAddress parseV6(String text, int end) {
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
    return of(spread(groups, count, gap));
  }

  /** Puts the groups behind a double colon at the end, and zeros where it stands. */
  public static int[] spread(int[] groups, int count, int gap) {
    if (gap < 0) {
      return groups;
    }
    int missing = 8 - count;
    for (int k = count - 1; k >= gap; k--) {
      groups[k + missing] = groups[k];
    }
    for (int k = gap; k < gap + missing; k++) {
      groups[k] = 0;
    }
    return groups;
  }

  /** Whether it is IPv4, in whichever spelling. */
  public boolean isV4() {
    return high == 0 && low >>> 32 == 0xFFFF;
  }

  private int group(int k) {
    return (int) ((k < 4 ? high : low) >>> (48 - 16 * (k % 4))) & 0xFFFF;
  }

  /**
   * RFC 5952: lower case, no leading zeros, the longest run of zeros (the first of equals) as
   * {@code ::}; IPv4 dotted.
   */
  @Override
  public String toString() {
    if (isV4()) {
      return (low >>> 24 & 255)
          + "."
          + (low >>> 16 & 255)
          + "."
          + (low >>> 8 & 255)
          + "."
          + (low & 255);
    }
    int best = -1;
    int bestLength = 1;
    for (int k = 0; k < 8; k++) {
      int run = k;
      while (run < 8 && group(run) == 0) {
        run++;
      }
      if (run - k > bestLength) {
        best = k;
        bestLength = run - k;
      }
    }
    StringBuilder out = new StringBuilder(39);
    for (int k = 0; k < 8; k++) {
      if (k == best) {
        out.append("::");
        k += bestLength - 1;
        continue;
      }
      if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
        out.append(':');
      }
      out.append(Integer.toHexString(group(k)));
    }
    return out.toString();
  }
}
