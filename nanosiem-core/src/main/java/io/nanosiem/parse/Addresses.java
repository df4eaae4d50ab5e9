package io.nanosiem.parse;

/** Whether a text is an IP address as a whole, for strict mode. */
final class Addresses {
  private Addresses() {}

  static boolean isAddress(String text) {
    return text.indexOf(':') < 0 ? isIpv4(text, 0) : isIpv6(text);
  }

  /** Four numbers from 0 to 255 to the end of the text. */
  static boolean isIpv4(String text, int from) {
    int at = from;
    for (int part = 0; part < 4; part++) {
      int end = Chars.endOfDigits(text, at);
      long value = end - at > 3 ? Chars.NONE : Chars.number(text, at, end);
      if (value < 0 || value > 255 || (part < 3 && Chars.at(text, end) != '.')) {
        return false;
      }
      at = end + 1;
    }
    return at == text.length() + 1;
  }

  /** RFC 4291 §2.2: eight groups, or fewer around one double colon; IPv4 as the last two. */
  static boolean isIpv6(String text) {
    int groups = 0;
    int at = 0;
    boolean gap = false;
    int length = text.length();
    while (at < length) {
      if (text.startsWith("::", at)) {
        if (gap) {
          return false;
        }
        gap = true;
        at += 2;
        continue;
      }
      if (at > 0 && text.charAt(at - 1) != ':') {
        if (text.charAt(at) != ':') {
          return false;
        }
        at++;
      }
      int end = at;
      while (end < length && end <= at + 4 && isHex(text.charAt(end))) {
        end++;
      }
      if (Chars.at(text, end) == '.') {
        groups += 2;
        return isIpv4(text, at) && (gap ? groups <= 7 : groups == 8);
      }
      if (end == at || end > at + 4) {
        return false;
      }
      groups++;
      at = end;
    }
    return gap ? groups <= 7 : groups == 8;
  }

  private static boolean isHex(char c) {
    return Chars.isDigit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f');
  }
}
