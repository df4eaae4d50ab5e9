package io.nanosiem.normalize;

import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import org.jspecify.annotations.Nullable;

/**
 * Messages of Cisco's firewalls and routers, whose program is a mnemonic such as {@code
 * %ASA-6-302013} or {@code %SEC-6-IPACCESSLOGP}.
 *
 * <p>Their sentences name the source first and the destination second, with an interface in front
 * ({@code outside:192.0.2.1/443}), a port behind ({@code /443}, {@code (443)}), and translated
 * addresses in parentheses, which are passed over. Which messages report a login is a table of
 * message numbers (Cisco Secure Firewall ASA Series Syslog Messages).
 */
final class CiscoLines {
  private static final int MAX_ADDRESSES = 8;

  private CiscoLines() {}

  static void read(String program, String s, Event.Builder event) {
    addresses(s, event);
    user(s, event);
    verdict(mnemonic(program), s, event);
    if (event.category() == null && event.sourceAddress() != null) {
      event.category(EventCategory.NETWORK);
    }
    if (s.startsWith("Deny ")
        || s.startsWith("Denied ")
        || s.contains(" denied ")
        || s.startsWith("Dropp")) {
      event.tag(EventTags.DENIED);
    }
  }

  private static String mnemonic(String program) {
    int first = program.indexOf('-');
    int second = first < 0 ? -1 : program.indexOf('-', first + 1);
    return second < 0 ? "" : program.substring(second + 1);
  }

  private static void addresses(String s, Event.Builder event) {
    int limit = s.indexOf("Original IP payload");
    limit = limit < 0 ? s.length() : limit;
    AddressReader reader = new AddressReader();
    int found = 0;
    int i = 0;
    while (i < limit && found < MAX_ADDRESSES) {
      if (!GenericLines.mayBegin(s, i)) {
        i++;
        continue;
      }
      if (!reader.bare(s, i)) {
        i = GenericLines.skipWord(s, i);
        continue;
      }
      found++;
      int end = reader.end;
      int port = -1;
      char c = Facts.at(s, end);
      if (c == '/' || c == '(' || c == ':') {
        port = Facts.numberAt(s, end + 1);
        int after = endOfDigits(s, end + 1);
        boolean alone =
            c == '('
                ? Facts.at(s, after) == ')'
                : !AddressReader.isWord(Facts.at(s, after)) && Facts.at(s, after) != '.';
        port = after - end > 6 || !alone || port > 65535 ? -1 : port;
      }
      boolean translated = Facts.at(s, i - 1) == '(' && found > 1;
      if (!translated) {
        int direction = event.sourceAddress() == null ? GenericLines.direction(s, i) : 0;
        if (event.sourceAddress() == null && !isTarget(s, i, direction)) {
          event.sourceAddress(reader.text);
          if (port >= 0) {
            event.sourcePort(port);
          }
        } else if (event.destinationAddress() == null) {
          event.destinationAddress(reader.text);
          if (port >= 0) {
            event.destinationPort(port);
          }
        }
      }
      i = Math.max(end, i + 1);
    }
  }

  /** Of the words that point to a destination, {@code laddr} and {@code on} do not do so here. */
  private static boolean isTarget(String s, int at, int direction) {
    return direction < 0 && (s.startsWith("server = ", at - 9) || s.startsWith(" to ", at - 4));
  }

  private static int endOfDigits(String s, int from) {
    int i = from;
    while (i < s.length() && AddressReader.isDigit(s.charAt(i))) {
      i++;
    }
    return i;
  }

  private static final String[] USER = {
    "User = ",
    "user = ",
    "Username = ",
    "Uname: ",
    "[user: ",
    "user \"",
    "user '",
    "User '",
    "User <",
    "user: "
  };

  private static void user(String s, Event.Builder event) {
    for (String marker : USER) {
      int at = s.indexOf(marker);
      if (at < 0) {
        continue;
      }
      int from = at + marker.length();
      char quote = marker.charAt(marker.length() - 1);
      int end =
          switch (quote) {
            case '"', '\'' -> s.indexOf(quote, from);
            case '<' -> s.indexOf('>', from);
            default -> endOfName(s, from);
          };
      if (end > from) {
        Facts.user(event, s.substring(from, end));
        return;
      }
    }
    int first = s.startsWith("User ") ? "User ".length() : -1;
    if (first > 0) {
      Facts.user(event, s.substring(first, endOfName(s, first)));
    }
  }

  private static int endOfName(String s, int from) {
    int i = from;
    while (i < s.length()) {
      char c = s.charAt(i);
      if (c <= ' ' || c == ',' || c == ':' || c == ']' || c == ';') {
        break;
      }
      i++;
    }
    return i;
  }

  private static void verdict(String mnemonic, String s, Event.Builder event) {
    Boolean success = login(mnemonic, s);
    if (success != null) {
      if (success) {
        Facts.success(event);
      } else {
        Facts.failure(event);
      }
    }
  }

  private static @Nullable Boolean login(String mnemonic, String s) {
    return switch (mnemonic) {
      // AAA, console, management and VPN logins.
      case "113004" -> (s.contains("authentication") || s.contains("Successful")) ? true : null;
      case "113012", "605005", "611101", "716038", "109005", "LOGIN_SUCCESS", "AUTH_PASSED" -> true;
      case "113005",
          "113006",
          "113015",
          "113016",
          "113017",
          "113021",
          "605004",
          "611102",
          "308001",
          "109006",
          "109010",
          "109017",
          "716039",
          "LOGIN_FAILED",
          "LOGIN_FAILURE",
          "AUTHFAIL" ->
          false;
      default -> null;
    };
  }
}
