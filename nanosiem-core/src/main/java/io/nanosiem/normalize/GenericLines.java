package io.nanosiem.normalize;

import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import org.jspecify.annotations.Nullable;

/**
 * Lines of programs that nobody here knows: addresses with the direction that the word before them
 * gives, a path, whether the line reports a port scan, and how a login ended if it says so.
 */
final class GenericLines {
  private static final int MAX_ADDRESSES = 16;
  private static final int MAX_PATH = 1024;
  private static final int VERSION = 2;

  private GenericLines() {}

  static void read(String s, Event.Builder event, AddressReader reader) {
    addresses(s, event, reader);
    request(s, event, reader);
    VerdictLines.read(s, event);
    named(s, event);
    if (isPortScan(s)) {
      event.tag(EventTags.PORT_SCAN);
      event.category(EventCategory.INTRUSION_DETECTION);
    }
    String path = path(s);
    if (path != null) {
      event.derived("file.path", path);
    }
  }

  /** {@code User (DOMAIN\bob) has stopped …}. */
  private static void named(String s, Event.Builder event) {
    int open = s.indexOf("User (");
    int close = open < 0 ? -1 : s.indexOf(") ", open);
    if (close > open + "User (".length() && close - open < 128) {
      Facts.user(event, s.substring(open + "User (".length(), close));
    }
  }

  /** {@code bob 192.0.2.1 "GET /a"}: who asked for what, as programming interfaces log it. */
  private static void request(String s, Event.Builder event, AddressReader reader) {
    int space = s.indexOf(' ');
    if (space <= 0 || space > 128 || !reader.bare(s, space + 1)) {
      return;
    }
    int quote = reader.end;
    if (!s.startsWith(" \"", quote)) {
      return;
    }
    int methodEnd = s.indexOf(' ', quote + 2);
    int end = s.indexOf('"', quote + 2);
    if (methodEnd < 0 || end < methodEnd || methodEnd - quote > 12) {
      return;
    }
    for (int i = quote + 2; i < methodEnd; i++) {
      if (s.charAt(i) < 'A' || s.charAt(i) > 'Z') {
        return;
      }
    }
    Facts.user(event, s.substring(0, space));
    event.category(EventCategory.WEB);
    event.derived("http.request.method", s.substring(quote + 2, methodEnd));
    WebRequests.url(s.substring(methodEnd + 1, end), event);
  }

  /**
   * Sets source and destination. The first address said to be the source is; an address without a
   * direction is the source if none is, and then the next one the destination.
   */
  static void addresses(String s, Event.Builder event, AddressReader reader) {
    boolean hasSource = event.sourceAddress() != null;
    boolean hasDestination = event.destinationAddress() != null;
    String undirected = null;
    int undirectedPort = -1;
    int undirectedEnd = -1;
    int found = 0;
    int length = s.length();
    int i = 0;
    while (i < length && found < MAX_ADDRESSES) {
      if (!mayBegin(s, i)) {
        i++;
        continue;
      }
      // "a::b" in a text of any kind is a name of C++ far more often than an address.
      if (!reader.at(s, i) || !AddressReader.hasDecimalDigit(s, i, reader.end)) {
        i = skipWord(s, i);
        continue;
      }
      found++;
      int end = reader.end;
      int port = reader.port >= 0 ? reader.port : Facts.portAt(s, end, " port ");
      if (port < 0 && Facts.at(s, end) == '(') {
        int number = Facts.portAt(s, end, "(");
        port = number >= 0 && s.indexOf(')', end) - end <= 6 ? number : -1;
      }
      int direction = direction(s, i);
      if (direction == VERSION) {
        i = Math.max(end, i + 1);
        continue;
      }
      if (direction > 0 && !hasSource) {
        event.sourceAddress(reader.text);
        hasSource = true;
        if (port >= 0) {
          event.sourcePort(port);
        }
      } else if (direction < 0 && !hasDestination) {
        event.destinationAddress(reader.text);
        hasDestination = true;
        if (port >= 0) {
          event.destinationPort(port);
        }
      } else if (direction == 0 && undirected == null) {
        undirected = reader.text;
        undirectedPort = port;
        undirectedEnd = end;
      } else if (direction == 0
          && !hasDestination
          && i - undirectedEnd <= 4
          && isPair(s, undirectedEnd, i)) {
        event.destinationAddress(reader.text);
        hasDestination = true;
        if (port >= 0) {
          event.destinationPort(port);
        }
      }
      i = Math.max(end, i + 1);
    }
    if (undirected != null && !hasSource) {
      event.sourceAddress(undirected);
      if (undirectedPort >= 0) {
        event.sourcePort(undirectedPort);
      }
    }
    int named = s.indexOf("source port ");
    if (named >= 0 && event.sourceAddress() != null && event.sourcePort().isEmpty()) {
      int port = Facts.portAt(s, named, "source port ");
      if (port >= 0) {
        event.sourcePort(port);
      }
    }
  }

  /** Whether two addresses stand side by side with a sign between them that makes them a pair. */
  private static boolean isPair(String s, int from, int to) {
    String between = s.substring(from, to).strip();
    return between.equals("|") || between.equals("=") || between.equals(">");
  }

  /** Whether an address may begin here, by the characters around. */
  static boolean mayBegin(String s, int i) {
    char c = s.charAt(i);
    boolean begins =
        AddressReader.isDigit(c) || c == ':' || (AddressReader.isHex(c) && colonNear(s, i));
    return begins && AddressReader.mayBegin(s, i);
  }

  /** Nothing within a word that begins like an address but is none can be one either. */
  static int skipWord(String s, int from) {
    int i = from + 1;
    while (i < s.length() && (AddressReader.isWord(s.charAt(i)) || s.charAt(i) == '.')) {
      i++;
    }
    return i;
  }

  private static boolean colonNear(String s, int at) {
    int limit = Math.min(s.length(), at + 5);
    for (int i = at + 1; i < limit; i++) {
      char c = s.charAt(i);
      if (c == ':') {
        return true;
      }
      if (!AddressReader.isHex(c)) {
        return false;
      }
    }
    return false;
  }

  /** 1 for a source, -1 for a destination, 2 for no address at all, 0 if the word does not say. */
  static int direction(String s, int at) {
    int end = at;
    if (at > 1 && s.charAt(at - 1) == ':' && AddressReader.isWord(s.charAt(at - 2))) {
      // "src outside:192.0.2.1": the name of an interface comes between.
      int name = at - 1;
      int nameFloor = Math.max(0, at - 32);
      while (name > nameFloor
          && (AddressReader.isWord(s.charAt(name - 1)) || s.charAt(name - 1) == '-')) {
        name--;
      }
      if (direction(s.substring(name, at - 1)) == 0) {
        end = name;
      }
    }
    int floorOfWord = end;
    int floor = Math.max(0, floorOfWord - 8);
    while (end > floor && !AddressReader.isWord(s.charAt(end - 1))) {
      if (s.charAt(end - 1) == '>' && end - 2 >= 0 && s.charAt(end - 2) == '-') {
        return -1;
      }
      end--;
    }
    int start = end;
    floor = Math.max(0, end - 24);
    while (start > floor && AddressReader.isWord(s.charAt(start - 1))) {
      start--;
    }
    if (start == end) {
      return 0;
    }
    return direction(s.substring(start, end));
  }

  private static int direction(String word) {
    return switch (word) {
      case "from",
          "From",
          "FROM",
          "by",
          "src",
          "SRC",
          "source",
          "Source",
          "srcip",
          "src_ip",
          "saddr",
          "rhost",
          "client",
          "Client",
          "client_ip",
          "Client_ip",
          "clientip",
          "remote",
          "remote_addr",
          "remoteip",
          "peer",
          "rip",
          "attacker",
          "ip",
          "IP",
          "addr",
          "address",
          "Address",
          "ruser" ->
          1;
      case "to",
          "To",
          "TO",
          "dst",
          "DST",
          "dest",
          "destination",
          "Destination",
          "dstip",
          "dst_ip",
          "dest_ip",
          "daddr",
          "lip",
          "local",
          "laddr",
          "server",
          "upstream",
          "target",
          "on" ->
          -1;
      case "version", "Version", "ver", "v", "release", "build" -> VERSION;
      default -> 0;
    };
  }

  /** {@code port scan}, {@code portscan}, {@code SYN scan}, {@code scan detected} and the like. */
  static boolean isPortScan(String s) {
    return isPortScan(s, "can") || isPortScan(s, "CAN");
  }

  private static boolean isPortScan(String s, String middle) {
    for (int at = s.indexOf(middle); at >= 0; at = s.indexOf(middle, at + 3)) {
      char first = Facts.at(s, at - 1);
      if (first != 's' && first != 'S') {
        continue;
      }
      int scan = at - 1;
      int end = at + 3;
      boolean word =
          !isLetter(Facts.at(s, end)) || s.startsWith("ning", end) || s.startsWith("ner", end);
      if (!word) {
        continue;
      }
      if (before(s, scan, "port") || s.regionMatches(true, end, " detected", 0, 9)) {
        return true;
      }
      if (Facts.at(s, scan - 1) == ' ' || Facts.at(s, scan - 1) == '-') {
        if (before(s, scan - 1, "port")
            || before(s, scan - 1, "ports")
            || before(s, scan - 1, "syn")
            || before(s, scan - 1, "stealth")
            || before(s, scan - 1, "xmas")
            || before(s, scan - 1, "nmap")) {
          return true;
        }
      }
    }
    return Facts.indexOfIgnoringCase(s, "portsweep") >= 0;
  }

  private static boolean before(String s, int end, String word) {
    int from = end - word.length();
    return from >= 0
        && s.regionMatches(true, from, word, 0, word.length())
        && !isLetter(Facts.at(s, from - 1));
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /** The first path of two characters or more that stands by itself; null if there is none. */
  private static @Nullable String path(String s) {
    for (int at = s.indexOf('/'); at >= 0; at = s.indexOf('/', at + 1)) {
      char before = at == 0 ? ' ' : s.charAt(at - 1);
      if (before != ' ' && before != '"' && before != '\'' && before != '=' && before != '(') {
        continue;
      }
      char first = Facts.at(s, at + 1);
      if (!isLetter(first) && first != '.' && first != '_') {
        continue;
      }
      int end = at + 1;
      int limit = Math.min(s.length(), at + MAX_PATH);
      while (end < limit) {
        char c = s.charAt(end);
        if (c <= ' ' || c == '"' || c == '\'' || c == ',' || c == ';' || c == ')' || c == ']') {
          break;
        }
        end++;
      }
      while (end > at + 2 && (s.charAt(end - 1) == ':' || s.charAt(end - 1) == '.')) {
        end--;
      }
      return s.substring(at, end);
    }
    return null;
  }
}
