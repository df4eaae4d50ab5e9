package io.nanosiem.correlation;

/** Which addresses are of one's own networks. */
final class Networks {
  private Networks() {}

  /**
   * Whether an address, as the normaliser writes it, is none of a private network, the link or the
   * machine itself.
   */
  static boolean isOutside(String address) {
    if (address.indexOf(':') >= 0) {
      return !(address.equals("::1")
          || address.equals("::")
          || address.startsWith("fc")
          || address.startsWith("fd")
          || address.startsWith("fe8")
          || address.startsWith("fe9")
          || address.startsWith("fea")
          || address.startsWith("feb"));
    }
    if (address.startsWith("10.")
        || address.startsWith("127.")
        || address.startsWith("192.168.")
        || address.startsWith("169.254.")
        || address.startsWith("0.")) {
      return false;
    }
    if (address.startsWith("172.")) {
      int dot = address.indexOf('.', 4);
      int second = dot < 0 ? -1 : number(address, 4, dot);
      return second < 16 || second > 31;
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || number > 255) {
        return -1;
      }
      number = number * 10 + c - '0';
    }
    return number;
  }
}
