package io.nanosiem.parse;

import io.nanosiem.event.Event;

/**
 * Windows events as the agents of OSSEC and its descendants write them into a line: {@code
 * WinEvtLog: channel: TYPE(4625): provider: user: domain: computer: text}. The parts become fields
 * with Sigma's names; of Sysmon's text, which is names and values with two spaces or a tab between
 * them, so do these.
 */
final class WinEvtLog {
  static final String PROGRAM = "WinEvtLog";

  private static final int MAX_FIELDS = 100;

  private WinEvtLog() {}

  /** Reads the message behind the name; false, with nothing set, if it has other parts. */
  static boolean read(String s, Event.Builder into) {
    int channelEnd = s.indexOf(": ");
    int open = channelEnd < 0 ? -1 : s.indexOf('(', channelEnd);
    int close = open < 0 ? -1 : s.indexOf("): ", open);
    if (close < 0 || channelEnd > 128 || close - channelEnd > 64) {
      return false;
    }
    long id = Chars.number(s, open + 1, close);
    if (id < 0) {
      return false;
    }
    String[] parts = new String[4];
    int i = close + 3;
    for (int part = 0; part < parts.length; part++) {
      int end = s.indexOf(": ", i);
      if (end < 0 || end - i > 256) {
        return false;
      }
      parts[part] = s.substring(i, end);
      i = end + 2;
    }
    into.field("EventID", id);
    into.field("Channel", s.substring(0, channelEnd));
    into.field("EventType", s.substring(channelEnd + 2, open));
    into.field("Provider_Name", parts[0]);
    if (!parts[1].startsWith("(")) {
      into.field("UserName", parts[1]);
    }
    into.field("Domain", parts[2]);
    into.field("Computer", parts[3]);
    if (into.host() == null && !parts[3].isBlank()) {
      into.host(parts[3]);
    }
    if (parts[0].contains("Sysmon")) {
      pairs(s, i, into);
      return true;
    }
    sentence(s, i, "user \"", '"', "User", into);
    sentence(s, i, "on client computer \"", '"', "ClientIP", into);
    sentence(s, i, "[CLIENT: ", ']', "ClientIP", into);
    sentence(s, i, "Source Network Address:", ' ', "IpAddress", into);
    sentence(s, i, "Source Port:", ' ', "IpPort", into);
    sentence(s, i, "Workstation Name:", ' ', "WorkstationName", into);
    return true;
  }

  /** What stands behind some words of the text, to a sign or the next space. */
  private static void sentence(
      String s, int from, String words, char close, String name, Event.Builder into) {
    int at = s.indexOf(words, from);
    if (at < 0) {
      return;
    }
    int value = at + words.length();
    if (close == ' ') {
      value = Chars.skipSpaces(s, value);
    }
    int end = close == ' ' ? Chars.endOfWord(s, value) : s.indexOf(close, value);
    if (end > value && end - value <= 128) {
      into.field(name, s.substring(value, end));
    }
  }

  /** {@code Network connection detected: UtcTime: … ProcessId: 2028 Image: …}. */
  private static void pairs(String s, int from, Event.Builder into) {
    int i = from;
    for (int fields = 0; fields < MAX_FIELDS && i < s.length(); fields++) {
      while (i < s.length() && Chars.isSpace(s.charAt(i))) {
        i++;
      }
      int colon = i;
      while (colon < s.length() && Chars.isLetter(s.charAt(colon))) {
        colon++;
      }
      int end = endOfValue(s, colon);
      if (colon > i && Chars.at(s, colon) == ':' && end > colon) {
        String value = s.substring(colon + 1, end).strip();
        String name = s.substring(i, colon);
        if (!value.isEmpty() && into.fields().get(name) == null) {
          into.field(name, value);
        }
      }
      i = end;
    }
  }

  /** Two spaces or a tab end a value, one space is part of it. */
  private static int endOfValue(String s, int from) {
    for (int i = from; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '\t' || (c == ' ' && Chars.at(s, i + 1) == ' ')) {
        return i;
      }
    }
    return s.length();
  }
}
