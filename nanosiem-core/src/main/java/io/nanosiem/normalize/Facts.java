package io.nanosiem.normalize;

import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import org.jspecify.annotations.Nullable;

/** What the readers of lines have in common: small readings of text, and how a finding is noted. */
final class Facts {
  private static final int MAX_NAME = 256;

  private Facts() {}

  static char at(String s, int index) {
    return index >= 0 && index < s.length() ? s.charAt(index) : '\0';
  }

  static void failure(Event.Builder event) {
    event.category(EventCategory.AUTHENTICATION);
    event.authenticationOutcome(AuthenticationOutcome.FAILURE);
  }

  static void success(Event.Builder event) {
    event.category(EventCategory.AUTHENTICATION);
    event.authenticationOutcome(AuthenticationOutcome.SUCCESS);
  }

  /** A user name, unless it only says that there is none. */
  static void user(Event.Builder event, @Nullable String name) {
    String known = name(name);
    if (known != null && event.user() == null) {
      event.user(known);
    }
  }

  static @Nullable String name(@Nullable String name) {
    if (name == null || name.isBlank() || name.length() > MAX_NAME) {
      return null;
    }
    return switch (name) {
      case "-", "?", "(unknown)", "N/A", "n/a", "(null)" -> null;
      default -> name;
    };
  }

  /** Where it came from: an address, or else the name of a host. */
  static void source(Event.Builder event, AddressReader reader, String s, int from) {
    int end = endOfToken(s, from);
    if (reader.at(s, from)) {
      if (event.sourceAddress() == null) {
        event.sourceAddress(reader.text);
        if (reader.port >= 0) {
          event.sourcePort(reader.port);
        }
      }
    } else if (end > from) {
      domain(event, s.substring(from, end));
    }
  }

  /** A host name as the source, for lines that give no address. */
  static void domain(Event.Builder event, String name) {
    if (name.length() <= 255 && name.indexOf('.') > 0 && event.sourceAddress() == null) {
      event.derived("source.domain", name);
    }
  }

  static int endOfToken(String s, int from) {
    return endOfToken(s, from, s.length());
  }

  /** The same, or the limit if the token goes beyond it. */
  static int endOfToken(String s, int from, int limit) {
    int i = from;
    while (i < limit) {
      char c = s.charAt(i);
      if (c <= ' ' || c == ',' || c == ';' || c == ')' || c == '"' || c == '\'' || c == '>') {
        break;
      }
      i++;
    }
    return i;
  }

  /** The index of a character before a limit, or -1. */
  static int indexOf(String s, char c, int from, int limit) {
    for (int i = from; i < limit; i++) {
      if (s.charAt(i) == c) {
        return i;
      }
    }
    return -1;
  }

  /** The token after a marker, or null if the marker is not there. */
  static @Nullable String after(String s, String marker) {
    int at = s.indexOf(marker);
    if (at < 0) {
      return null;
    }
    int from = at + marker.length();
    return s.substring(from, endOfToken(s, from));
  }

  /**
   * A number of at most five digits after a marker such as {@code " port "}, at an index; or -1.
   */
  static int portAt(String s, int at, String marker) {
    if (!s.startsWith(marker, at)) {
      return -1;
    }
    int from = at + marker.length();
    int value = 0;
    int i = from;
    while (i < s.length() && i < from + 6 && AddressReader.isDigit(s.charAt(i))) {
      value = value * 10 + s.charAt(i) - '0';
      i++;
    }
    return i == from || value > 65535 ? -1 : value;
  }

  /** A whole number of at most nine digits at an index, or -1. */
  static int numberAt(String s, int from) {
    int value = 0;
    int i = from;
    while (i < s.length() && i < from + 9 && AddressReader.isDigit(s.charAt(i))) {
      value = value * 10 + s.charAt(i) - '0';
      i++;
    }
    return i == from ? -1 : value;
  }

  static void repeat(Event.Builder event, int times) {
    if (times > 1) {
      event.derived("event.repeat", (long) Math.min(times, 1_000));
    }
  }

  /** The index of a word in any case of ASCII letters, or -1. The word is given in lower case. */
  static int indexOfIgnoringCase(String s, String word) {
    return indexOfIgnoringCase(s, word, 0);
  }

  /** The same, not before an index. */
  static int indexOfIgnoringCase(String s, String word, int from) {
    char low = word.charAt(0);
    char up = (char) (low - 32);
    int last = s.length() - word.length();
    for (int i = from; i <= last; i++) {
      char c = s.charAt(i);
      if ((c == low || c == up) && s.regionMatches(true, i, word, 0, word.length())) {
        return i;
      }
    }
    return -1;
  }
}
