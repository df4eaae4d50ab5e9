package io.nanosiem.normalize;

import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import org.jspecify.annotations.Nullable;

/**
 * OpenSSH's server.
 *
 * <p><b>Which lines count.</b> {@code Failed … for …} and {@code Accepted … for …} are the
 * verdicts. {@code Invalid user}, PAM's {@code authentication failure}, {@code PAM n more
 * authentication failures}, {@code maximum authentication attempts exceeded}, {@code Disconnecting}
 * and {@code Connection closed by …} speak of attempts that a verdict has counted, and name address
 * and user only. {@code error: PAM: … for USER from …} is a verdict for accounts that exist (the
 * line {@code Failed keyboard-interactive/pam} then is logged only from the third try on), not for
 * others.
 *
 * <p><b>Whom to believe.</b> The user name is what the client sent, and may look like the rest of
 * the line: {@code Failed password for invalid user root from 10.0.0.1 port 22 from 192.0.2.1 port
 * 999 ssh2}. What sshd itself wrote comes last, so the last {@code " from "} is the one.
 */
final class SshLines {
  private static final String REPEATED = "message repeated ";
  private static final String TOO_MANY = "Disconnecting: Too many authentication failures for ";

  private SshLines() {}

  static void read(String message, Event.Builder event) {
    String s = message;
    if (s.startsWith("[ID ")) {
      // Solaris puts the number of the message in front.
      int close = s.indexOf("] ");
      s = close > 0 && close < 64 ? s.substring(close + 2) : s;
    }
    if (s.startsWith(REPEATED)) {
      int open = s.indexOf("[ ");
      if (open > 0 && open < 64) {
        s = s.substring(open + 2, s.endsWith("]") ? s.length() - 1 : s.length());
      }
    }
    AddressReader reader = new AddressReader();
    int bind = s.startsWith("pam_ldap: ") ? s.indexOf("as user \"uid=") : -1;
    if (bind > 0) {
      int from = bind + "as user \"uid=".length();
      event.category(EventCategory.AUTHENTICATION);
      Facts.user(event, s.substring(from, Facts.endOfToken(s, from)));
      return;
    }
    switch (Facts.at(s, 0)) {
      case 'F' -> {
        if (s.startsWith("Failed ")) {
          verdict(s, event, reader, false);
          return;
        }
      }
      case 'A' -> {
        if (s.startsWith("Accepted ")) {
          verdict(s, event, reader, true);
          return;
        }
        if (s.startsWith("Address ")) {
          Facts.source(event, reader, s, "Address ".length());
          event.category(EventCategory.NETWORK);
          return;
        }
      }
      case 'I' -> {
        if (s.startsWith("Invalid user ") || s.startsWith("Illegal user ")) {
          event.category(EventCategory.AUTHENTICATION);
          userBeforeFrom(s, "Invalid user ".length(), event, reader);
          return;
        }
      }
      case 'U' -> {
        if (s.startsWith("User ")) {
          notAllowed(s, event, reader);
          return;
        }
      }
      case 'P' -> {
        if (s.startsWith("PAM ") && s.indexOf(" more authentication failure") > 0) {
          event.category(EventCategory.AUTHENTICATION);
          PamLines.details(s, event, reader);
          return;
        }
        if (s.startsWith("Postponed ")) {
          event.category(EventCategory.AUTHENTICATION);
          who(s, event, reader);
          return;
        }
      }
      case 'C' -> {
        if (s.startsWith("Connection from ")) {
          connection(s, event, reader);
          return;
        }
        if (s.startsWith("Connection closed by ")) {
          peer(s, "Connection closed by ".length(), event, reader);
          return;
        }
        if (s.startsWith("Connection reset by ")) {
          peer(s, "Connection reset by ".length(), event, reader);
          return;
        }
      }
      case 'D' -> {
        if (s.startsWith("Disconnected from ")) {
          peer(s, "Disconnected from ".length(), event, reader);
          return;
        }
        if (s.startsWith("Disconnecting invalid user ")
            || s.startsWith("Disconnecting authenticating user ")) {
          peer(s, "Disconnecting ".length(), event, reader);
          return;
        }
        if (s.startsWith(TOO_MANY)) {
          event.category(EventCategory.AUTHENTICATION);
          Facts.user(event, withoutPhase(s, TOO_MANY.length()));
          return;
        }
      }
      case 'i' -> {
        if (s.startsWith("input_userauth_request: invalid user ")) {
          event.category(EventCategory.AUTHENTICATION);
          Facts.user(event, withoutPhase(s, "input_userauth_request: invalid user ".length()));
          return;
        }
      }
      case 'e' -> {
        if (s.startsWith("error: PAM: ")) {
          pamError(s, event, reader);
          return;
        }
        if (s.startsWith("error: maximum authentication attempts exceeded for ")) {
          event.category(EventCategory.AUTHENTICATION);
          userBeforeFrom(s, afterFor(s), event, reader);
          return;
        }
      }
      case 'm' -> {
        if (s.startsWith("maximum authentication attempts exceeded for ")) {
          event.category(EventCategory.AUTHENTICATION);
          userBeforeFrom(s, afterFor(s), event, reader);
          return;
        }
      }
      case 'p' -> {
        if (s.startsWith("pam_")) {
          PamLines.read(s, event, reader, false);
          return;
        }
      }
      case 'r' -> {
        if (s.startsWith("reverse mapping checking getaddrinfo for ")) {
          int open = s.indexOf('[', "reverse mapping checking getaddrinfo for ".length());
          if (open > 0) {
            Facts.source(event, reader, s, open);
            event.category(EventCategory.NETWORK);
          }
          return;
        }
      }
      default -> {}
    }
    // Anything else: the peer is named last.
    int from = lastFrom(s, 0, reader);
    if (from >= 0) {
      setSource(s, from, event, reader);
      event.category(EventCategory.NETWORK);
    } else {
      GenericLines.addresses(s, event, reader);
    }
  }

  /** The rest of a line, without the note that the client had not logged in yet. */
  private static @Nullable String withoutPhase(String s, int from) {
    int to = s.endsWith(" [preauth]") ? s.length() - " [preauth]".length() : s.length();
    return from < to ? s.substring(from, to) : null;
  }

  private static void verdict(
      String s, Event.Builder event, AddressReader reader, boolean accepted) {
    int from = afterFor(s);
    if (from < 0) {
      return;
    }
    if (accepted) {
      Facts.success(event);
    } else {
      Facts.failure(event);
    }
    userBeforeFrom(s, from, event, reader);
  }

  private static void who(String s, Event.Builder event, AddressReader reader) {
    int from = afterFor(s);
    if (from >= 0) {
      userBeforeFrom(s, from, event, reader);
    }
  }

  /** The index of the user after the first " for ", with the word for unknown users passed. */
  private static int afterFor(String s) {
    int at = s.indexOf(" for ");
    if (at < 0) {
      return -1;
    }
    return skipInvalid(s, at + 5);
  }

  private static int skipInvalid(String s, int from) {
    if (s.startsWith("invalid user ", from) || s.startsWith("illegal user ", from)) {
      return from + "invalid user ".length();
    }
    return from;
  }

  private static void userBeforeFrom(
      String s, int userAt, Event.Builder event, AddressReader reader) {
    int from = lastFrom(s, userAt - 1, reader);
    if (from < 0) {
      Facts.user(event, userAt < s.length() ? s.substring(userAt) : null);
      return;
    }
    if (from > userAt) {
      Facts.user(event, s.substring(userAt, from));
    }
    setSource(s, from, event, reader);
  }

  /**
   * The index of the last " from " that a host follows, not before {@code floor}; or -1. Going
   * backwards, each character is looked at once.
   */
  private static int lastFrom(String s, int floor, AddressReader reader) {
    int first = -1;
    for (int at = s.lastIndexOf(" from ");
        at >= Math.max(0, floor);
        at = s.lastIndexOf(" from ", at - 1)) {
      if (reader.at(s, at + 6)) {
        return at;
      }
      if (first < 0) {
        first = at;
      }
      int end = Facts.endOfToken(s, at + 6);
      if (s.startsWith(" port ", end)) {
        return at;
      }
    }
    return first;
  }

  private static void setSource(String s, int from, Event.Builder event, AddressReader reader) {
    int at = from + 6;
    Facts.source(event, reader, s, at);
    int end = event.sourceAddress() != null ? reader.end : Facts.endOfToken(s, at);
    int port = Facts.portAt(s, end, " port ");
    if (port >= 0) {
      event.sourcePort(port);
    }
  }

  /** {@code [invalid|authenticating] user NAME ADDRESS port N}, or the address alone. */
  private static void peer(String s, int from, Event.Builder event, AddressReader reader) {
    event.category(EventCategory.NETWORK);
    int i = from;
    if (s.startsWith("invalid user ", i)) {
      i += "invalid user ".length();
    } else if (s.startsWith("authenticating user ", i)) {
      i += "authenticating user ".length();
    } else if (s.startsWith("user ", i)) {
      i += "user ".length();
    } else {
      Facts.source(event, reader, s, i);
      int end = event.sourceAddress() != null ? reader.end : Facts.endOfToken(s, i);
      int port = Facts.portAt(s, end, " port ");
      if (port >= 0) {
        event.sourcePort(port);
      }
      return;
    }
    int portAt = s.lastIndexOf(" port ");
    if (portAt < i) {
      return;
    }
    int space = s.lastIndexOf(' ', portAt - 1);
    if (space < i) {
      return;
    }
    Facts.user(event, s.substring(i, space));
    Facts.source(event, reader, s, space + 1);
    int port = Facts.portAt(s, portAt, " port ");
    if (port >= 0) {
      event.sourcePort(port);
    }
  }

  private static void connection(String s, Event.Builder event, AddressReader reader) {
    event.category(EventCategory.NETWORK);
    int at = "Connection from ".length();
    if (!reader.at(s, at)) {
      return;
    }
    event.sourceAddress(reader.text);
    int port = Facts.portAt(s, reader.end, " port ");
    if (port >= 0) {
      event.sourcePort(port);
    }
    int on = s.indexOf(" on ", reader.end);
    if (on > 0 && reader.at(s, on + 4)) {
      event.destinationAddress(reader.text);
      int to = Facts.portAt(s, reader.end, " port ");
      if (to >= 0) {
        event.destinationPort(to);
      }
    }
  }

  /** {@code User NAME from HOST not allowed because …}. */
  private static void notAllowed(String s, Event.Builder event, AddressReader reader) {
    int end = s.lastIndexOf(" not allowed because ");
    if (end < 0) {
      return;
    }
    event.category(EventCategory.AUTHENTICATION);
    int from = s.lastIndexOf(" from ", end);
    int userAt = "User ".length();
    if (from > userAt) {
      Facts.user(event, s.substring(userAt, from));
      Facts.source(event, reader, s, from + 6);
    } else if (end > userAt) {
      Facts.user(event, s.substring(userAt, end));
    }
  }

  private static void pamError(String s, Event.Builder event, AddressReader reader) {
    int at = s.indexOf(" for ");
    if (at < 0) {
      return;
    }
    int userAt = skipInvalid(s, at + 5);
    event.category(EventCategory.AUTHENTICATION);
    if (userAt == at + 5) {
      Facts.failure(event);
    }
    userBeforeFrom(s, userAt, event, reader);
  }
}
