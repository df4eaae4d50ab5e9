package io.nanosiem.normalize;

import io.nanosiem.internal.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Finds IP addresses in text, in place.
 *
 * <p>An address must stand by itself: digits in a host name ({@code 5.36.59.76.dynamic.example}), a
 * version ({@code v1.2.3.4}), a time of day, a MAC address or a {@code ::} of C++ is none. Names
 * are never resolved. Each look costs at most {@value #MAX_LENGTH} characters, so that a scan over
 * a line is linear.
 *
 * <p>Addresses come out in one form: IPv4 dotted, IPv6 as RFC 5952 writes it, an IPv4 address
 * mapped into IPv6 as IPv4, a zone id left out.
 *
 * <p>One thread at a time; reused for one line.
 */
final class AddressReader {
  private static final int MAX_LENGTH = 48;

  /** The index after the address, its brackets and its port, once one was read. */
  int end;

  /** The address, once one was read. */
  String text = "";

  /** The port behind the address, or -1. */
  int port;

  private final int[] groups = new int[8];

  /** Whether the whole text is one address, perhaps in brackets and with a port. */
  boolean whole(String s) {
    int start = 0;
    int length = s.length();
    while (start < length && s.charAt(start) == ' ') {
      start++;
    }
    while (length > start && s.charAt(length - 1) == ' ') {
      length--;
    }
    return length - start <= MAX_LENGTH + 16 && length > start && at(s, start) && end == length;
  }

  /**
   * Whether a text begins with an address that something sets apart from what follows: firewalls
   * write {@code 192.0.2.1:445:LAN} and {@code 192.0.2.1::X0}, proxies a list.
   */
  boolean leads(String s) {
    int start = 0;
    while (start < s.length() && s.charAt(start) == ' ') {
      start++;
    }
    if (!at(s, start)) {
      return false;
    }
    char next = end < s.length() ? s.charAt(end) : ' ';
    return next == ' '
        || next == ')'
        || next == ','
        || next == ':'
        || next == '('
        || next == ';'
        || next == '-';
  }

  /** Reads an address that begins at an index, and leaves the port behind it alone. */
  boolean bare(String s, int from) {
    port = -1;
    char c = from < s.length() ? s.charAt(from) : ' ';
    return (isDigit(c) && v4(s, from)) || ((c == ':' || isHex(c)) && v6(s, from));
  }

  /** Reads an address that begins at an index, an opening bracket included. */
  boolean at(String s, int from) {
    port = -1;
    if (from >= s.length()) {
      return false;
    }
    char c = s.charAt(from);
    if (c == '[') {
      if (!(v6(s, from + 1) || v4(s, from + 1)) || end >= s.length() || s.charAt(end) != ']') {
        return false;
      }
      end++;
      port(s);
      return true;
    }
    if (isDigit(c) && v4(s, from)) {
      port(s);
      return port != NETWORK;
    }
    return (c == ':' || isHex(c)) && v6(s, from) && !isNetwork(s);
  }

  private static final int NETWORK = -2;

  /** {@code :80} and {@code #53}; {@code /80} is a port, {@code /8} the width of a network. */
  private void port(String s) {
    if (end >= s.length()) {
      return;
    }
    char c = s.charAt(end);
    if (c != ':' && c != '#' && c != '/') {
      return;
    }
    int i = end + 1;
    int value = 0;
    while (i < s.length() && i < end + 7 && isDigit(s.charAt(i))) {
      value = value * 10 + s.charAt(i) - '0';
      i++;
    }
    if (i == end + 1 || value > 65535 || (i < s.length() && isWord(s.charAt(i)))) {
      return;
    }
    if (c == '/' && value <= 32) {
      port = NETWORK;
      return;
    }
    port = value;
    end = i;
  }

  private boolean isNetwork(String s) {
    return end + 1 < s.length() && s.charAt(end) == '/' && isDigit(s.charAt(end + 1));
  }

  private boolean v4(String s, int from) {
    int i = from;
    for (int part = 0; part < 4; part++) {
      if (part > 0) {
        if (i >= s.length() || s.charAt(i) != '.') {
          return false;
        }
        i++;
      }
      int start = i;
      int value = 0;
      while (i < s.length() && i < start + 4 && isDigit(s.charAt(i))) {
        value = value * 10 + s.charAt(i) - '0';
        i++;
      }
      int digits = i - start;
      if (digits < 1 || digits > 3 || value > 255 || (digits > 1 && s.charAt(start) == '0')) {
        return false;
      }
    }
    if (!standsAlone(s, i)) {
      return false;
    }
    text = s.substring(from, i);
    end = i;
    return true;
  }

  private static boolean standsAlone(String s, int i) {
    if (i >= s.length()) {
      return true;
    }
    char c = s.charAt(i);
    if (isWord(c) || c == '-') {
      return false;
    }
    return c != '.' || i + 1 >= s.length() || !isWord(s.charAt(i + 1));
  }

  private boolean v6(String s, int from) {
    int limit = Math.min(s.length(), from + MAX_LENGTH);
    int count = 0;
    int gap = -1;
    int i = from;
    boolean pairs = true;
    boolean dotted = false;
    if (i < limit && s.charAt(i) == ':') {
      if (i + 1 >= limit || s.charAt(i + 1) != ':') {
        return false;
      }
      gap = 0;
      i += 2;
    }
    while (i < limit && count < 8) {
      int start = i;
      int value = 0;
      while (i < limit && i < start + 5 && isHex(s.charAt(i))) {
        value = value << 4 | Character.digit(s.charAt(i), 16);
        i++;
      }
      int digits = i - start;
      if (digits == 0) {
        break;
      }
      if (i < limit && s.charAt(i) == '.') {
        // The last 32 bits in dotted form.
        if (count > 6 || !v4(s, start)) {
          return false;
        }
        int quad = quad(text);
        groups[count++] = quad >>> 16;
        groups[count++] = quad & 0xFFFF;
        i = end;
        dotted = true;
        break;
      }
      if (digits > 4) {
        return false;
      }
      pairs &= digits == 2;
      groups[count++] = value;
      if (i >= limit || s.charAt(i) != ':') {
        break;
      }
      if (i + 1 < limit && s.charAt(i + 1) == ':') {
        if (gap >= 0) {
          return false;
        }
        gap = count;
        i += 2;
      } else if (i + 1 < limit && isHex(s.charAt(i + 1)) && count < 8) {
        i++;
      } else {
        break;
      }
    }
    if (gap < 0 ? count != 8 || pairs : count > 7 || count == 0) {
      return false;
    }
    if (i < s.length() && s.charAt(i) == '%') {
      i++;
      while (i < limit && isWord(s.charAt(i))) {
        i++;
      }
    }
    if (!standsAlone(s, i)
        || (!dotted && i + 1 < s.length() && s.charAt(i) == ':' && isHex(s.charAt(i + 1)))) {
      return false;
    }
    IpAddress address = IpAddress.of(IpAddress.spread(groups, count, gap));
    if (address.high() == 0 && address.low() == 0) {
      // "::" and "::0" stand for no address in particular.
      return false;
    }
    end = i;
    text = address.toString();
    if (dotted && (i >= s.length() || s.charAt(i) != '/')) {
      // After four bytes in decimal a colon can only be that of a port.
      port(s);
    }
    return true;
  }

  static boolean hasDecimalDigit(String s, int from, int to) {
    for (int i = from; i < to; i++) {
      if (isDigit(s.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static int quad(String dotted) {
    int value = 0;
    int part = 0;
    for (int i = 0; i < dotted.length(); i++) {
      char c = dotted.charAt(i);
      if (c == '.') {
        value = value << 8 | part;
        part = 0;
      } else {
        part = part * 10 + c - '0';
      }
    }
    return value << 8 | part;
  }

  /** Whether an address may begin here, by the character before. */
  static boolean mayBegin(String s, int at) {
    if (at == 0) {
      return true;
    }
    char before = s.charAt(at - 1);
    if (before == ':') {
      return at > 1 && s.charAt(at - 2) != ':' && !isHexWordBefore(s, at - 1);
    }
    return !isWord(before) && before != '.' && before != '-';
  }

  /**
   * {@code src:1.2.3.4} and {@code outside:1.2.3.4} may begin after the colon, {@code fe80:1} not.
   */
  private static boolean isHexWordBefore(String s, int colon) {
    int i = colon - 1;
    while (i >= 0 && i > colon - 6 && isHex(s.charAt(i))) {
      i--;
    }
    return i < 0 || (!isWord(s.charAt(i)) && i < colon - 1);
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  static boolean isWord(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c > 0x7F;
  }

  /** The one form of an address, or null if the text is none. */
  static @Nullable String canonical(String s) {
    AddressReader reader = new AddressReader();
    return reader.whole(s) ? reader.text : null;
  }
}
