package io.nanosiem.stix;

import org.jspecify.annotations.Nullable;

/**
 * IP addresses in the one form that identifiers are made from: dotted IPv4 without leading zeros,
 * IPv6 as RFC 5952 writes it, without a zone, and IPv4 where an IPv6 address only wraps one. Never
 * looks a name up.
 */
final class Addresses {
  private Addresses() {}

  /** The normal form, or null if the text is not one address. */
  static @Nullable String normal(String text) {
    if (text.length() > 64) {
      return null;
    }
    if (text.indexOf(':') < 0) {
      int[] octets = ipv4(text, 0);
      return octets == null ? null : dotted(octets);
    }
    int zone = text.indexOf('%');
    int[] groups = ipv6(zone < 0 ? text : text.substring(0, zone));
    if (groups == null) {
      return null;
    }
    boolean mapped = groups[5] == 0xFFFF;
    for (int i = 0; i < 5; i++) {
      mapped &= groups[i] == 0;
    }
    return mapped
        ? dotted(new int[] {groups[6] >> 8, groups[6] & 255, groups[7] >> 8, groups[7] & 255})
        : colons(groups);
  }

  private static int @Nullable [] ipv4(String text, int from) {
    int[] octets = new int[4];
    int at = from;
    for (int i = 0; i < 4; i++) {
      int start = at;
      int value = 0;
      while (at < text.length() && at - start < 4 && isDigit(text.charAt(at))) {
        value = value * 10 + text.charAt(at) - '0';
        at++;
      }
      // A leading zero means octal to some readers and decimal to others.
      if (at == start || value > 255 || (at - start > 1 && text.charAt(start) == '0')) {
        return null;
      }
      octets[i] = value;
      if (i < 3 && (at >= text.length() || text.charAt(at++) != '.')) {
        return null;
      }
    }
    return at == text.length() ? octets : null;
  }

  private static int @Nullable [] ipv6(String text) {
    int[] groups = new int[8];
    int count = 0;
    int gap = -1;
    int at = 0;
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    }
    while (at < text.length()) {
      if (count == 8) {
        return null;
      }
      int end = at;
      int value = 0;
      while (end < text.length() && end - at < 5 && hex(text.charAt(end)) >= 0) {
        value = value << 4 | hex(text.charAt(end));
        end++;
      }
      if (end < text.length() && text.charAt(end) == '.') {
        int[] octets = count <= 6 ? ipv4(text, at) : null;
        if (octets == null) {
          return null;
        }
        groups[count++] = octets[0] << 8 | octets[1];
        groups[count++] = octets[2] << 8 | octets[3];
        at = text.length();
        break;
      }
      if (end == at || end - at > 4) {
        return null;
      }
      groups[count++] = value;
      at = end;
      if (at == text.length()) {
        break;
      }
      if (text.charAt(at++) != ':') {
        return null;
      }
      if (at < text.length() && text.charAt(at) == ':') {
        if (gap >= 0) {
          return null;
        }
        gap = count;
        at++;
      } else if (at == text.length()) {
        return null;
      }
    }
    if (gap < 0) {
      return count == 8 ? groups : null;
    }
    if (count == 8) {
      return null;
    }
    int[] all = new int[8];
    System.arraycopy(groups, 0, all, 0, gap);
    System.arraycopy(groups, gap, all, 8 - (count - gap), count - gap);
    return all;
  }

  private static String dotted(int[] octets) {
    return octets[0] + "." + octets[1] + "." + octets[2] + "." + octets[3];
  }

  private static String colons(int[] groups) {
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > bestLength) {
        bestStart = i;
        bestLength = end - i;
      }
      i = Math.max(i, end - 1);
    }
    StringBuilder out = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        out.append("::");
        i += bestLength - 1;
        continue;
      }
      if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
        out.append(':');
      }
      out.append(Integer.toHexString(groups[i]));
    }
    return out.toString();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int hex(char c) {
    if (isDigit(c)) {
      return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
      return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }
}
